// Operations on the rows of plain tables.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "bodo/rt/check.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/lists.h"
#include "check/aggregates.h"

namespace bodo::check {

namespace {

key key_at(const std::vector<cells>& keys, std::size_t row) {
  key k;
  for (const cells& c : keys) {
    k.push_back(c[row]);
    if (c[row].failed()) throw not_read(0, std::get<failure>(c[row].is).cause);
  }
  return k;
}

cells taken(const cells& from, const std::vector<std::size_t>& rows) {
  if (from.constant) return from;
  cells out{from.type};
  out.values.reserve(rows.size());
  for (const std::size_t row : rows) out.values.push_back(from.values[row]);
  return out;
}

// These rows, with their labels and what is known of their order.
table with_rows(const table& of, std::vector<column> columns, const std::vector<std::size_t>& rows) {
  table out{.columns = std::move(columns), .rows = rows.size()};
  for (column& c : out.columns) c.all = taken(c.all, rows);
  for (const std::size_t row : rows) {
    out.labels.push_back(of.labels[row]);
    out.ties.push_back(of.ties[row]);
  }
  return out;
}

value boxed(bodo::type type, rt::storage held, const void* values, std::size_t i) {
  using rt::storage;
  const auto at = [&]<class T>(T) { return static_cast<const T*>(values)[i]; };
  switch (held) {
    case storage::b8: return integer(at(std::uint8_t{}));
    case storage::i8: return integer(at(std::int8_t{}));
    case storage::i16: return integer(at(std::int16_t{}));
    case storage::i32: return integer(at(std::int32_t{}));
    case storage::i64: return integer(at(std::int64_t{}));
    case storage::u8: return integer(at(std::uint8_t{}));
    case storage::u16: return integer(at(std::uint16_t{}));
    case storage::u32: return integer(at(std::uint32_t{}));
    case storage::u64: return integer(at(std::uint64_t{}));
    case storage::f32: return real(at(float{}));
    case storage::f64: return real(at(double{}));
    case storage::i128: return integer(at(int128{}));
    case storage::text: break;
    case storage::code: throw not_read(0, "a coded string without its words");
  }
  const rt::text& t = static_cast<const rt::text*>(values)[i];
  if (type.id == kind::string) return text(t.view());
  rt::list_reader reader(t);
  auto all = std::make_shared<std::vector<value>>();
  const bodo::type element = element_of(type);
  for (std::uint32_t k = 0; k < reader.size(); ++k) {
    const bool known = reader.known(k);
    if (element.id == kind::string) {
      const rt::text word = reader.next_text();
      all->push_back(known ? text(word.view()) : missing());
    } else {
      all->push_back(known ? boxed(element, rt::storage_of(element), reader.bytes(), k) : missing());
    }
  }
  return {list(std::move(all))};
}

}  // namespace

bool table::is_ordered() const {
  for (std::size_t i = 1; i < ties.size(); ++i)
    if (ties[i] == ties[i - 1]) return false;
  return true;
}

table reading::numbered(table t, std::size_t rows) {
  t.rows = rows;
  t.labels.resize(rows);
  t.ties.resize(rows);
  std::iota(t.labels.begin(), t.labels.end(), 0);
  std::iota(t.ties.begin(), t.ties.end(), 0);
  return t;
}

table reading::rows_of(const rt::table& from) const {
  table t;
  const auto rows = static_cast<std::size_t>(from.rows());
  std::vector<std::int64_t> labels;
  for (std::size_t c = 0; c < from.width(); ++c) {
    const rt::field& f = from.field_at(c);
    const rt::column_view view = from.column(c);
    cells all{f.type};
    all.values.reserve(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      if (!view.known(i))
        all.values.push_back(missing());
      else if (f.coded)
        all.values.push_back(check::text((*view.words)[static_cast<const std::int32_t*>(view.values)[i]].view()));
      else
        all.values.push_back(boxed(f.type, f.storage(), view.values, i));
    }
    t.columns.push_back({f.name, std::move(all)});
  }
  return numbered(std::move(t), rows);
}

table reading::labelled(table t) const {
  const cells labels = t.columns.back().all;
  t.columns.pop_back();
  for (std::size_t i = 0; i < t.rows; ++i) t.labels[i] = static_cast<std::int64_t>(labels[i].integer());
  return t;
}

table reading::range(const cells& n) const {
  const auto rows = static_cast<std::size_t>(std::max<int128>(n[0].integer(), 0));
  table t{.columns = {{"row", {int64}}}};
  for (std::size_t i = 0; i < rows; ++i) t.columns[0].all.values.push_back(integer(static_cast<int128>(i)));
  return numbered(std::move(t), rows);
}

table reading::literal(const std::vector<std::string>& names, const std::vector<bodo::type>& types,
                       const std::vector<cells>& values) const {
  table t;
  const std::size_t rows = names.empty() ? 0 : values.size() / names.size();
  for (std::size_t c = 0; c < names.size(); ++c) {
    cells all{types[c]};
    for (std::size_t i = 0; i < rows; ++i) all.values.push_back(values[c * rows + i][0]);
    t.columns.push_back({names[c], std::move(all)});
  }
  return numbered(std::move(t), rows);
}

table reading::frame(const table& of, std::vector<column> columns) const {
  table out = of;
  out.columns = std::move(columns);
  const auto alike = [](const column& a, const column& b) {
    return a.name == b.name && a.all.constant == b.all.constant &&
           std::ranges::equal(a.all.values, b.all.values,
                              [](const value& x, const value& y) { return order_of(x, y) == 0; });
  };
  if (of.others && !std::ranges::equal(of.columns, out.columns, alike))
    throw not_read(0, "rows that tie at the end of the first ones, of which columns are made, have no plain reading");
  return out;
}

table reading::filter(const table& of, std::vector<column> columns, const cells& keep) const {
  if (of.others) throw not_read(0, "a filter of rows that tie");
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < of.rows; ++i) {
    if (keep[i].failed()) throw not_read(0, std::get<failure>(keep[i].is).cause);
    if (keep[i].known() && keep[i].integer() != 0) rows.push_back(i);
  }
  return with_rows(of, std::move(columns), rows);
}

table reading::slice(std::uint32_t line, const char* id, const table& of, std::vector<column> columns,
                     const std::vector<cells>& args) const {
  const auto total = static_cast<int128>(of.rows);
  const auto clipped = [&](int128 i) { return i < 0 ? int128{0} : i > total ? total : i; };
  int128 begin = 0, end = total;
  const int128 n = args[0][0].integer();
  if (std::string_view(id) == "head") {
    end = clipped(n);
  } else if (std::string_view(id) == "tail") {
    begin = total - clipped(n);
  } else {
    const auto place = [&](int128 i) { return clipped(i < 0 ? i + total : i); };
    begin = place(n);
    end = std::max(begin, place(args[1][0].integer()));
  }
  std::vector<std::size_t> rows;
  for (int128 i = begin; i < end; ++i) rows.push_back(static_cast<std::size_t>(i));
  if (of.others) throw not_read(line, "rows that tie are cut again");
  const auto cuts_ties = [&](int128 at) {
    return at > 0 && at < total && begin != end &&
           of.ties[static_cast<std::size_t>(at - 1)] == of.ties[static_cast<std::size_t>(at)];
  };
  if (cuts_ties(begin)) needs_order(line, of, id);
  table out = with_rows(of, columns, rows);
  if (cuts_ties(end)) {
    const std::size_t last = of.ties[static_cast<std::size_t>(end - 1)];
    std::vector<std::size_t> tied;
    for (std::size_t i = 0; i < of.rows; ++i)
      if (of.ties[i] == last) tied.push_back(i);
    out.others = std::make_shared<const table>(with_rows(of, std::move(columns), tied));
  }
  return out;
}

table reading::sort(const table& of, std::vector<column> columns, const std::vector<sort_key>& keys) const {
  if (of.others) throw not_read(0, "rows that tie are sorted again");
  const auto order = [&](std::size_t a, std::size_t b) {
    for (const sort_key& k : keys) {
      const value &x = k.by[a], &y = k.by[b];
      if (x.known() != y.known()) return x.known() != k.missing_first ? -1 : 1;
      if (const int o = order_of(x, y); o != 0) {
        const auto nan = [](const value& v) { return std::holds_alternative<double>(v.is) && v.real() != v.real(); };
        if (nan(x) || nan(y)) throw not_read(0, "NaN in the keys of a sort");
        return k.ascending ? o : -o;
      }
    }
    return 0;
  };
  std::vector<std::size_t> rows(of.rows);
  std::iota(rows.begin(), rows.end(), 0);
  std::ranges::stable_sort(rows, [&](std::size_t a, std::size_t b) { return order(a, b) < 0; });
  table out = with_rows(of, std::move(columns), rows);
  std::size_t tie = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && (order(rows[i - 1], rows[i]) != 0 || of.ties[rows[i - 1]] != of.ties[rows[i]])) ++tie;
    out.ties[i] = tie;
    out.labels[i] = static_cast<std::int64_t>(i);
  }
  return out;
}

table reading::drop_duplicates(std::uint32_t line, const table& of, std::vector<column> columns,
                               const std::vector<cells>& keys) const {
  std::map<key, std::size_t, key_order> first;
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < of.rows; ++i)
    if (first.try_emplace(key_at(keys, i), i).second) rows.push_back(i);
  // which of several rows is the first one shows in the columns that are no keys
  const bool all_keys = columns.size() == keys.size();
  if (rows.size() < of.rows && !all_keys) needs_order(line, of, "drop_duplicates");
  return with_rows(of, std::move(columns), rows);
}

table reading::concat(const std::vector<table>& inputs) const {
  table out{.columns = inputs.front().columns};
  for (column& c : out.columns) c.all = {c.all.type};
  std::size_t ties = 0;
  for (const table& t : inputs) {
    if (t.others) throw not_read(0, "a concat of rows that tie");
    for (std::size_t c = 0; c < t.columns.size(); ++c)
      for (std::size_t i = 0; i < t.rows; ++i) out.columns[c].all.values.push_back(t.columns[c].all[i]);
    for (const std::size_t tie : t.ties) out.ties.push_back(ties + tie);
    out.rows += t.rows;
    if (!out.ties.empty()) ties = out.ties.back() + 1;
  }
  out.labels.resize(out.rows);
  std::iota(out.labels.begin(), out.labels.end(), 0);
  return out;
}

table reading::combine(std::uint32_t line, const std::vector<table>& inputs, std::vector<column> columns) const {
  table out = inputs.front();
  for (const table& t : inputs) {
    if (t.rows != out.rows) throw not_read(line, "frames of different numbers of rows stand side by side");
    needs_order(line, t, "columns of several frames");
  }
  out.columns = std::move(columns);
  return out;
}

table reading::explode(const table& of, std::vector<made_column> columns, const cells& lists, bool keep_empty) const {
  if (of.others) throw not_read(0, "rows that tie are exploded");
  std::vector<std::size_t> rows;
  std::vector<value> values;
  for (std::size_t i = 0; i < of.rows; ++i) {
    const value& v = lists[i];
    if (v.failed()) throw not_read(0, std::get<failure>(v.is).cause);
    const bool empty = !v.known() || std::get<list>(v.is)->empty();
    if (empty && !keep_empty) continue;
    if (empty) {
      rows.push_back(i);
      values.push_back(missing());
    } else {
      for (const value& each : *std::get<list>(v.is)) {
        rows.push_back(i);
        values.push_back(each);
      }
    }
  }
  std::vector<column> made;
  for (made_column& c : columns) made.push_back({c.name, c.from});
  table out = with_rows(of, std::move(made), rows);
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c].from.values.empty() && !columns[c].from.constant)
      out.columns[c].all = {columns[c].type, false, values};
  // the values of one row are in their order
  if (of.is_ordered()) return numbered(std::move(out), rows.size());
  std::iota(out.labels.begin(), out.labels.end(), 0);
  return out;
}

pairs reading::match(std::uint32_t line, const table& left, const table& right, const std::vector<cells>& left_keys,
                     const std::vector<cells>& right_keys) const {
  pairs found{&left, &right};
  if (left.others || right.others) throw not_read(line, "rows that tie are merged");
  constexpr std::size_t most = 20'000'000;
  std::multimap<key, std::size_t, key_order> by_key;
  for (std::size_t r = 0; r < right.rows; ++r) by_key.emplace(key_at(right_keys, r), r);
  for (std::size_t l = 0; l < left.rows; ++l) {
    const auto [begin, end] = by_key.equal_range(key_at(left_keys, l));
    for (auto at = begin; at != end; ++at) found.all.emplace_back(l, at->second);
    if (found.all.size() > most) throw not_read(line, "more pairs of rows than the plain reading holds");
  }
  return found;
}

table reading::paired(const pairs& p, const std::vector<sided>& columns) const {
  table out;
  for (const sided& c : columns) {
    std::vector<std::size_t> rows;
    for (const auto& [l, r] : p.all) rows.push_back(c.side == 0 ? l : r);
    out.columns.push_back({c.of.name, taken(c.of.all, rows)});
  }
  return numbered(std::move(out), p.all.size());
}

table reading::merge(join how, pairs p, const std::vector<sided>& columns, const std::optional<cells>& where) const {
  if (where) {
    std::vector<std::pair<std::size_t, std::size_t>> kept;
    for (std::size_t i = 0; i < p.all.size(); ++i) {
      const value& v = (*where)[i];
      if (v.failed()) throw not_read(0, std::get<failure>(v.is).cause);
      if (v.known() && v.integer() != 0) kept.push_back(p.all[i]);
    }
    p.all = std::move(kept);
  }
  constexpr std::size_t none = ~std::size_t{0};
  std::vector<bool> left_found(p.left->rows), right_found(p.right->rows);
  for (const auto& [l, r] : p.all) left_found[l] = right_found[r] = true;
  std::vector<std::pair<std::size_t, std::size_t>> rows;
  if (how == join::semi || how == join::anti) {
    for (std::size_t l = 0; l < p.left->rows; ++l)
      if (left_found[l] == (how == join::semi)) rows.emplace_back(l, none);
  } else {
    rows = p.all;
    if (how == join::left || how == join::outer)
      for (std::size_t l = 0; l < p.left->rows; ++l)
        if (!left_found[l]) rows.emplace_back(l, none);
    if (how == join::right)
      std::ranges::stable_sort(rows, {}, [](const auto& pair) { return pair.second; });
    else
      std::ranges::stable_sort(rows, {}, [](const auto& pair) { return pair.first; });
    if (how == join::right || how == join::outer)
      for (std::size_t r = 0; r < p.right->rows; ++r)
        if (!right_found[r]) rows.emplace_back(none, r);
    if (how == join::right) std::ranges::stable_sort(rows, {}, [](const auto& pair) { return pair.second; });
  }
  table out;
  for (const sided& c : columns) {
    cells all{c.of.all.type};
    for (const auto& [l, r] : rows) {
      const std::size_t row = c.side == 0 ? l : r;
      all.values.push_back(row == none ? missing() : c.of.all[row]);
    }
    out.columns.push_back({c.of.name, std::move(all)});
  }
  out = numbered(std::move(out), rows.size());
  // rows of one left row have the order of their right rows
  const auto tie = [&](std::size_t i) {
    const auto [l, r] = rows[i];
    return std::pair(l == none ? none : p.left->ties[l], r == none ? none : p.right->ties[r]);
  };
  std::size_t ties = 0;
  const bool left_first = how != join::right;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto a = tie(i - 1), b = tie(i);
    // left rows that tie: their pairs may stand in any order; else right rows of one left row may
    const bool same_main = left_first ? a.first == b.first : a.second == b.second;
    const bool one_main = left_first ? rows[i - 1].first == rows[i].first : rows[i - 1].second == rows[i].second;
    const bool same_other = left_first ? a.second == b.second : a.first == b.first;
    const bool main_is_alone = left_first ? rows[i].first == none || p.left->is_alone(rows[i].first)
                                          : rows[i].second == none || p.right->is_alone(rows[i].second);
    if (!(same_main && (!main_is_alone || !one_main || same_other))) ++ties;
    out.ties[i] = ties;
  }
  if (!rows.empty()) out.ties[0] = 0;
  return out;
}

table reading::lookup(std::uint32_t line, const table& left, const table& right, const std::vector<cells>& left_keys,
                      const std::vector<cells>& right_keys, const std::vector<sided>& columns) const {
  table out = merge(join::left, match(line, left, right, left_keys, right_keys), columns, std::nullopt);
  if (out.rows != left.rows) throw not_read(line, "several rows have the keys of one that looks them up");
  out.labels = left.labels;
  out.ties = left.ties;
  return out;
}

table reading::asof(std::uint32_t line, const char* id, const table& left, const table& right,
                    const std::vector<cells>& left_keys, const std::vector<cells>& right_keys,
                    const std::vector<sided>& columns, bool exact, const std::optional<cells>& most) const {
  if (left.others) throw not_read(line, "rows that tie are merged");
  needs_order(line, right, "merge_asof");
  const std::string_view direction = id;
  // how much later the place of b is than that of a
  const auto distance = [](const value& a, const value& b) {
    return std::holds_alternative<double>(a.is) ? static_cast<long double>(b.real()) - a.real()
                                                : static_cast<long double>(b.integer() - a.integer());
  };
  constexpr std::size_t none = ~std::size_t{0};
  std::vector<std::size_t> found(left.rows, none);
  for (std::size_t l = 0; l < left.rows; ++l) {
    key k = key_at(left_keys, l);
    const value place = k.back();
    std::size_t before = none, after = none;
    for (std::size_t r = 0; r < right.rows; ++r) {
      key other = key_at(right_keys, r);
      const int order = order_of(other.back(), place);
      other.back() = place;
      if (key_order{}(k, other) || key_order{}(other, k) || (order == 0 && !exact)) continue;
      if (order <= 0) before = r;
      if (order >= 0 && after == none) after = r;
    }
    const auto far = [&](std::size_t r) { return std::fabs(distance(place, right_keys.back()[r])); };
    std::size_t& at = found[l];
    if (direction == "merge_asof")
      at = before;
    else if (direction == "asof_forward")
      at = after;
    else
      at = before == none || (after != none && far(after) < far(before)) ? after : before;
    if (most && at != none) {
      const value& limit = (*most)[0];
      const long double by = std::holds_alternative<double>(limit.is) ? static_cast<long double>(limit.real())
                                                                      : static_cast<long double>(limit.integer());
      if (by >= 0 && far(at) > by) at = none;
    }
  }
  table out;
  for (const sided& c : columns) {
    cells all{c.of.all.type};
    for (std::size_t l = 0; l < left.rows; ++l) {
      const std::size_t row = c.side == 0 ? l : found[l];
      all.values.push_back(row == none ? missing() : c.of.all[row]);
    }
    out.columns.push_back({c.of.name, std::move(all)});
  }
  out = numbered(std::move(out), left.rows);
  out.ties = left.ties;
  return out;
}

}  // namespace bodo::check
