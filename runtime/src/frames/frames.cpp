#include "bodo/rt/frames.h"

#include <bodo/functions.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "bodo/rt/agreement.h"
#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/exchange.h"
#include "bodo/rt/frame_state.h"
#include "bodo/rt/groups.h"
#include "bodo/rt/redistribute.h"
#include "frames/frame_handle.h"

namespace bodo::rt {

namespace {

std::vector<std::uint32_t> upto(std::size_t n) {
  std::vector<std::uint32_t> all(n);
  for (std::size_t i = 0; i < n; ++i) all[i] = static_cast<std::uint32_t>(i);
  return all;
}

// The same rows with the column's strings coded, or not coded.
table recoded(const site& at, const table& t, std::size_t column, bool coded) {
  std::vector<field> fields = t.fields();
  fields[column].coded = coded;
  table_builder out(at, fields);
  table_scan scan(t);
  batch b;
  const ref<dictionary> words = dictionary::make(at);
  std::vector<std::int32_t> codes(batch_capacity);
  std::vector<text> texts(batch_capacity);
  while (scan.next(b)) {
    column_view& v = b.columns[column];
    if (coded) {
      const rt::column<text> from(v);
      for (std::uint32_t i = 0; i < b.size; ++i) codes[i] = from.known(i) ? words->intern(from[i].view()) : 0;
      v = {codes.data(), v.valid, words.get()};
    } else {
      const coded_column from(v);
      for (std::uint32_t i = 0; i < b.size; ++i) texts[i] = from.known(i) ? from[i] : text();
      v = {texts.data(), v.valid, nullptr};
    }
    out.add(b.columns, b);
  }
  return out.finish(t.distribution());
}

// The labels of a frame's rows, as a column of its partition.
table labels_of(const site& at, const DataFrame& frame) {
  const rt::index& labels = index_of(frame);
  if (!labels.is_range()) return labels.labels;
  const table& rows = rows_of(frame);
  const field label[] = {{"", int64}};
  table_builder column(at, label);
  auto* const out = column.extend<std::int64_t>(0, rows.rows());
  for (std::int64_t i = 0; i < rows.rows(); ++i) out[i] = labels.start + rows.first() + i;
  return column.finish_like(rows);
}

std::string columns_of(const table& t) {
  std::string columns;
  for (const field& f : t.fields())
    columns += fmt::format("{}{}: {}{}", columns.empty() ? "" : ", ", f.name, to_string(f.type), f.nullable ? "?" : "");
  return "{" + columns + "}";
}

// This rank's part of a replicated table: `count` rows, after those of the ranks before it.
table part(const table& t, std::int64_t begin, std::int64_t count, std::int64_t first, std::int64_t total) {
  return t.slice(begin, count, first, total, layout::blocks);
}

struct first_row {
  min<std::int64_t> row;
};

}  // namespace

std::string columns_of(const DataFrame& frame) { return columns_of(rows_of(frame)); }
std::string columns_of(const Series& series) { return columns_of(rows_of(series)); }
std::string columns_of(const Matrix& array) { return columns_of(as_frame(array, "")); }

DataFrame to_frame(const table& rows, labels index) {
  if (index == labels::numbers) return make_frame(rows);
  const std::vector<std::uint32_t> columns = upto(rows.width() - 1);
  const std::uint32_t last[] = {static_cast<std::uint32_t>(rows.width() - 1)};
  return make_frame(rows.select(columns), {0, rows.select(last)});
}

table table_of(const site& at, const DataFrame& frame, std::initializer_list<field> columns, layout wanted,
               labels index) {
  const table& whole = rows_of(frame);
  std::vector<std::uint32_t> order;
  for (const field& f : columns) {
    const int c = whole.find(f.name);
    if (c < 0)
      fail_together(at, fmt::format("the frame has no column '{}', for which the function was compiled", f.name));
    const field& have = whole.field_at(static_cast<std::size_t>(c));
    if (have.type != f.type)
      fail_together(at, fmt::format("column '{}' of the frame is {}; the function was compiled for {}", f.name,
                                    to_string(have.type), to_string(f.type)));
    if (have.nullable && !f.nullable)
      fail_together(at, fmt::format("column '{}' of the frame may hold missing values; the function was compiled for a "
                                    "column without",
                                    f.name));
    order.push_back(static_cast<std::uint32_t>(c));
  }
  table t = whole.select(order);
  std::size_t c = 0;
  for (const field& f : columns) {
    if (t.field_at(c).coded != f.coded) t = recoded(at, t, c, f.coded);
    ++c;
  }
  if (index == labels::last_column) t = t.beside(labels_of(at, frame));
  if (wanted == layout::replicated) return t.is_replicated() ? t : gather(at, t);
  return t.is_replicated() ? cut(t) : t;
}

DataFrame as_frame(const Series& series, const char* name) {
  const std::uint32_t first[] = {0};
  const char* const names[] = {name};
  return make_frame(rows_of(series).select(first, names), index_of(series));
}

static Series elements_of(const Matrix& array) { return bodo::detail::access::series(bodo::detail::access::of(array)); }

DataFrame as_frame(const Matrix& array, const char* name) { return as_frame(elements_of(array), name); }

table table_of(const site& at, const Matrix& array, std::initializer_list<field> column, layout wanted, labels index) {
  return table_of(at, elements_of(array), column, wanted, index);
}

bodo::detail::handle to_elements(const table& rows, labels index) {
  return bodo::detail::access::of(to_series(rows, index));
}

table table_of(const site& at, const Series& series, std::initializer_list<field> column, layout wanted, labels index) {
  return table_of(at, as_frame(series, column.size() > 0 ? column.begin()->name : ""), column, wanted, index);
}

Series to_series(const table& rows, labels index) {
  const DataFrame frame = to_frame(rows, index);
  return make_series(rows_of(frame), index_of(frame));
}

bool has_schema(const DataFrame& frame, std::initializer_list<field> columns) {
  const table& rows = rows_of(frame);
  if (rows.width() != columns.size()) return false;
  std::size_t c = 0;
  for (const field& f : columns) {
    const field& have = rows.field_at(c++);
    if (std::string_view(have.name) != f.name || have.type != f.type || (have.nullable && !f.nullable)) return false;
  }
  return true;
}

void no_version(const site& at, std::initializer_list<DataFrame> frames, const char* compiled) {
  std::vector<compared> all;
  for (const DataFrame& frame : frames) all.push_back(compared_frame(frame));
  compare(at, all);
  std::string found;
  for (const DataFrame& frame : frames) found += (found.empty() ? "" : " and ") + columns_of(frame);
  fail_together(at, fmt::format("the function was compiled for {}, and is called with {}", compiled, found));
}

void no_version(const site& at, const char* compiled) {
  fail_together(at, fmt::format("the function was compiled for {}: a call in its source file can pass other constants",
                                compiled));
}

table beside(const site& at, const table& left, const table& right) {
  if (left.total() != right.total())
    fail_together(at, fmt::format("columns of {} and of {} rows cannot be combined", left.total(), right.total()));
  if (left.row_length() != right.row_length())
    fail_together(at, fmt::format("arrays of {} x {} and of {} x {} elements cannot be combined", left.matrix_rows(),
                                  left.row_length(), right.matrix_rows(), right.row_length()));
  if (left.is_replicated() && right.is_replicated()) return left.beside(right);
  if (left.is_replicated()) return cut(left, right).beside(right);
  if (right.is_replicated()) return left.beside(cut(right, left));
  const bool same = !any_rank(left.rows() != right.rows());
  return left.beside(same ? right : align(at, right, left));
}

table own_rows(const site& at, const table& mine) {
  // each rank's columns, with flags for missing values and coded strings
  std::vector<field> fields = mine.fields();
  std::string told, flags;
  for (const field& f : fields) {
    told += fmt::format("{}{}: {}", told.empty() ? "" : ", ", f.name, to_string(f.type));
    flags += {f.nullable ? '1' : '0', f.coded ? '1' : '0'};
  }
  const gathered all = allgather(told + '\0' + flags);
  const auto columns_of = [&](int r) { return all.of(r).substr(0, all.of(r).find('\0')); };
  for (int r = 0; r < size(); ++r) {
    if (columns_of(r) != columns_of(0))
      fail_together(at, fmt::format("the ranks' rows have different columns: {{{}}} on rank 0, {{{}}} on rank {}",
                                    columns_of(0), columns_of(r), r));
    const std::string_view theirs = all.of(r).substr(columns_of(r).size() + 1);
    for (std::size_t c = 0; c < fields.size(); ++c) {
      fields[c].nullable |= theirs[2 * c] == '1';
      fields[c].coded &= theirs[2 * c + 1] == '1';
    }
  }
  table rows = mine;
  for (std::size_t c = 0; c < fields.size(); ++c)
    if (rows.field_at(c).coded != fields[c].coded) rows = recoded(at, rows, c, fields[c].coded);
  table_builder out(at, fields);
  table_scan scan(rows);
  for (batch b; scan.next(b);) out.add(b.columns, b);
  return out.finish(layout::blocks);
}

table concat(const site& at, std::initializer_list<table> tables) {
  const table& model = *tables.begin();
  std::vector<field> fields = model.fields();
  std::int64_t total = 0;
  bool replicated = true;
  for (const table& t : tables) {
    total += t.total();
    replicated &= t.is_replicated();
    for (std::size_t c = 0; c < fields.size(); ++c) {
      fields[c].nullable |= t.field_at(c).nullable;
      fields[c].coded &= t.field_at(c).coded;
    }
  }
  table_builder out(at, fields);
  const std::int64_t length = model.row_length();
  const block own = block_of(total / length);
  const block mine = replicated ? block{0, total} : block{own.begin * length, own.count * length};
  std::int64_t offset = 0;
  for (const table& t : tables) {
    // this rank's rows of the result are global rows; this table's rows are between offset and offset + total
    const block wanted = mine.clip(offset, offset + t.total());
    table here = t;
    if (!replicated && t.is_replicated())
      here = part(t, wanted.begin - offset, wanted.count, wanted.begin - offset, t.total());
    else if (!replicated)
      here = repartition(at, t, wanted.count);
    for (std::size_t c = 0; c < fields.size(); ++c)
      if (here.field_at(c).coded != fields[c].coded) here = recoded(at, here, c, fields[c].coded);
    table_scan scan(here);
    for (batch b; scan.next(b);) out.add(b.columns, b);
    offset += t.total();
  }
  return out.finish(replicated ? layout::replicated : layout::blocks);
}

table concat_arrays(const site& at, const table& a, const table& b) {
  if (a.row_length() != b.row_length())
    fail_together(
        at, fmt::format("rows of {} and of {} elements are no rows of one array", a.row_length(), b.row_length()));
  return select(concat(at, {a, b}), {0}, {"elements"});
}

table drop_duplicates(const site& at, const table& t, std::initializer_list<chosen_column> keys) {
  const std::vector<std::uint32_t> numbers = numbers_of(t, keys);
  std::vector<key> key_fields;
  for (const std::uint32_t c : numbers) key_fields.push_back({t.field_at(c)});
  group_by<first_row> seen(at, key_fields);
  table_scan scan(t, numbers);
  for (batch b; scan.next(b);) {
    const auto states = seen.find(b.columns, b);
    for (const auto [i, state] : states) state.row.add(b.first_row + static_cast<std::int64_t>(i));
  }
  std::vector<char> stays(static_cast<std::size_t>(t.rows()));
  const std::int64_t first = t.is_replicated() ? 0 : t.first();
  if (t.is_replicated()) {
    seen.finish_local();
    for (std::uint32_t g = 0; g < seen.size(); ++g)
      stays[static_cast<std::size_t>(seen.states<first_row>()[g].row.value())] = 1;
  } else {
    seen.finish();
    // the owners of the groups know the first rows, and inform the ranks that hold them
    const std::vector<std::int64_t> firsts = allgather_value(t.first());
    exchange numbers(at);
    for (std::uint32_t g = 0; g < seen.size(); ++g) {
      const std::int64_t row = seen.states<first_row>()[g].row.value();
      // ranks without rows share their first row with the next one: the last of those is the holder
      const auto holder = std::upper_bound(firsts.begin(), firsts.end(), row) - firsts.begin() - 1;
      std::memcpy(numbers.to(static_cast<int>(holder)).extend(sizeof row), &row, sizeof row);
    }
    numbers.round(true);
    for (int r = 0; r < size(); ++r) {
      const std::span<const std::byte> bytes = numbers.from(r);
      for (std::size_t n = 0; n + sizeof(std::int64_t) <= bytes.size(); n += sizeof(std::int64_t)) {
        std::int64_t row;
        std::memcpy(&row, bytes.data() + n, sizeof row);
        stays[static_cast<std::size_t>(row - first)] = 1;
      }
    }
  }
  table_builder out(at, t.fields());
  table_scan all(t);
  selection kept;
  for (batch b; all.next(b);) {
    kept.clear();
    for (std::uint32_t i = 0; i < b.size; ++i)
      kept.add_if(i, stays[static_cast<std::size_t>(b.first_row - first) + i] != 0);
    out.add(b.columns, kept);
  }
  return out.finish(t.is_replicated() ? layout::replicated : layout::blocks);
}

table select(const table& t, std::initializer_list<chosen_column> columns, std::initializer_list<const char*> names) {
  return t.select(numbers_of(t, columns), std::span(names.begin(), names.size()));
}

void distinct_values::add(const column_view& values, rows rows) {
  known_.take(rows);
  known_.keep([&](std::uint32_t i) { return values.known(i); });
  if (!known_.empty()) seen_.find({values}, known_);
}

count distinct_values::finish() {
  seen_.finish();
  count all;
  all.add(total(seen_.size()));
  return all;
}
count distinct_values::finish_local() {
  seen_.finish_local();
  count all;
  all.add(seen_.size());
  return all;
}

}  // namespace bodo::rt

namespace bodo {

DataFrame expect(const DataFrame& frame, const Schema& schema) {
  const rt::table& rows = rt::rows_of(frame);
  std::vector<std::uint32_t> columns;
  for (const Field& f : schema) {
    const int c = rows.find(f.name.c_str());
    if (c < 0) rt::fail_in("expect", fmt::format("the frame has no column '{}'", f.name));
    const rt::field& have = rows.field_at(static_cast<std::size_t>(c));
    if (have.type != f.type)
      rt::fail_in("expect", fmt::format("column '{}' is {}, not {}", f.name, to_string(have.type), to_string(f.type)));
    if (have.nullable && !f.nullable)
      rt::fail_in("expect", fmt::format("column '{}' may hold missing values, which is not expected", f.name));
    columns.push_back(static_cast<std::uint32_t>(c));
  }
  if (columns == rt::upto(rows.width())) return frame;
  return rt::make_frame(rows.select(columns), rt::index_of(frame));
}

}  // namespace bodo
