#include "bodo/rt/rows_by_key.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/groups.h"
#include "bodo/rt/hash.h"
#include "columns/row_picker.h"
#include "columns/table_content.h"
#include "keys/hash_columns.h"
#include "ops/few_keys.h"
#include "ops/shuffle.h"

namespace bodo::rt {

namespace {

std::vector<std::uint32_t> from(std::size_t begin, std::size_t end) {
  std::vector<std::uint32_t> all;
  for (std::size_t c = begin; c < end; ++c) all.push_back(static_cast<std::uint32_t>(c));
  return all;
}

// The rows of t with these numbers, as a table of this rank.
table picked(const site& at, const table& t, const array<std::uint32_t>& numbers) {
  table_writer out(at, t.fields(), static_cast<std::int64_t>(numbers.size()));
  row_picker picker(t);
  for (std::size_t begin = 0; begin < numbers.size(); begin += batch_capacity) {
    const auto n = static_cast<std::uint32_t>(std::min<std::size_t>(batch_capacity, numbers.size() - begin));
    out.put(picker.pick(numbers.data() + begin, n), {nullptr, n}, static_cast<std::int64_t>(begin));
  }
  const auto n = static_cast<std::int64_t>(numbers.size());
  return out.finish(0, n, layout::replicated);
}

}  // namespace

struct rows_by_key::impl {
  impl(const site& where, table rows, std::size_t keys)
      : at(where), frame(std::move(rows)), keys(keys), home(where), outside(where), order(where), starts(where) {}

  const site& at;
  table frame;       // the keys, and after them the values
  std::size_t keys;  // columns
  std::optional<few_keys> few;
  bool counted = false;  // `few` says whether the keys are few
  bool arranged = false;
  bool travels = false;
  bool drops = false;            // rows with a missing key
  array<std::uint32_t> home;     // this rank's rows that belong to a group: by their owner, then in their order
  array<std::uint32_t> outside;  // the others
  std::vector<std::int64_t> sent, received;  // rows for, and from, each rank
  array<std::uint32_t> order;  // by place here: the number of the row among those that arrived, or at home
  array<std::int64_t> starts;
  table values;

  // Brings the rows of each key together.
  void arrange();
  void choose_owners();
  table travel();
  void group(const table& rows);
};

// Fills `home`, `outside` and `sent`.
void rows_by_key::impl::choose_owners() {
  const auto ranks = static_cast<std::size_t>(travels ? size() : 1);
  std::vector<storage> kinds;
  for (std::size_t c = 0; c < keys; ++c) kinds.push_back(frame.field_at(c).storage());
  array<std::uint16_t> owner(at);
  owner.resize(static_cast<std::size_t>(frame.rows()));
  sent.assign(ranks, 0);
  constexpr std::uint16_t none = 0xffff;
  std::vector<std::uint64_t> hashes(batch_capacity);
  table_scan scan(frame, from(0, keys));
  std::size_t row = 0;
  for (batch b; scan.next(b);) {
    if (travels) hash_columns(b.columns, kinds, b, hashes.data());
    for (std::uint32_t i = 0; i < b.size; ++i, ++row) {
      const bool dropped = drops && std::ranges::any_of(b.columns, [&](const column_view& v) { return !v.known(i); });
      owner[row] = dropped   ? none
                   : travels ? static_cast<std::uint16_t>(owner_of_hash(hashes[i], static_cast<int>(ranks)))
                             : std::uint16_t{0};
      if (dropped)
        outside.push_back(static_cast<std::uint32_t>(row));
      else
        ++sent[owner[row]];
    }
  }
  std::vector<std::size_t> next(ranks + 1, 0);
  for (std::size_t r = 0; r < ranks; ++r) next[r + 1] = next[r] + static_cast<std::size_t>(sent[r]);
  home.resize(next[ranks]);
  for (std::size_t i = 0; i < row; ++i)
    if (owner[i] != none) home[next[owner[i]]++] = static_cast<std::uint32_t>(i);
}

// Collective: the rows that this rank owns, in the frame's order.
table rows_by_key::impl::travel() {
  const auto ranks = static_cast<std::size_t>(size()), me = static_cast<std::size_t>(rank());
  std::vector<std::int64_t> all(ranks * ranks);
  allgather(sent.data(), ranks * sizeof(std::int64_t), all.data());
  received.resize(ranks);
  for (std::size_t r = 0; r < ranks; ++r) received[r] = all[r * ranks + me];
  row_picker picker(frame);
  std::size_t to = 0, done = 0;
  std::int64_t left = sent[0];
  return shuffle(at, frame.fields(), sent,
                 [&](row_exchange& x) {
                   while (left == 0 && ++to < ranks) left = sent[to];
                   if (to >= ranks) return false;
                   const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, left));
                   x.add(picker.pick(home.data() + done, n), {nullptr, n}, static_cast<int>(to));
                   done += n;
                   left -= n;
                   return true;
                 })
      .rows;
}

// Fills `order` and `starts`: groups in the order of their first rows.
void rows_by_key::impl::group(const table& rows) {
  std::vector<key> fields;
  for (std::size_t c = 0; c < keys; ++c) fields.push_back({rows.field_at(c)});
  groups all(at, fields);
  array<std::uint32_t> group(at);
  row_picker picker(rows.select(from(0, keys)));
  // at home, only the rows that belong to a group count
  const std::size_t n = travels ? static_cast<std::size_t>(rows.rows()) : home.size();
  group.resize(n);
  std::size_t most = 0;
  array<std::uint32_t> numbers(at);
  numbers.resize(batch_capacity);
  for (std::size_t begin = 0; begin < n; begin += batch_capacity) {
    const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(batch_capacity, n - begin));
    for (std::uint32_t k = 0; k < count; ++k)
      numbers[k] = travels ? static_cast<std::uint32_t>(begin + k) : home[begin + k];
    const auto found = all.find(picker.pick(numbers.data(), count), {nullptr, count});
    for (std::uint32_t k = 0; k < count; ++k) {
      group[begin + k] = found[k];
      most = std::max<std::size_t>(most, found[k] + 1);
    }
  }
  starts.resize(most + 1);
  std::fill(starts.begin(), starts.end(), 0);
  for (std::size_t i = 0; i < n; ++i) ++starts[group[i] + 1];
  for (std::size_t g = 0; g < most; ++g) starts[g + 1] += starts[g];
  array<std::int64_t> next(at);
  next.append(starts.data(), starts.size());
  order.resize(n);
  for (std::size_t i = 0; i < n; ++i)
    order[static_cast<std::size_t>(next[group[i]]++)] = travels ? static_cast<std::uint32_t>(i) : home[i];
}

rows_by_key::rows_by_key(const site& at, const table& t, std::initializer_list<chosen_column> keys,
                         std::initializer_list<chosen_column> values, missing_keys missing) {
  if (!t.is_replicated()) guard(at);
  std::vector<std::uint32_t> all = numbers_of(t, keys);
  for (const chosen_column& value : values) all.push_back(value.in(t));
  self_ = new impl(at, t.select(all), keys.size());
  self_->drops = missing == missing_keys::dropped;
  self_->travels = !t.is_replicated() && size() > 1;
}
rows_by_key::~rows_by_key() { delete self_; }
void rows_by_key::free() { delete std::exchange(self_, nullptr); }

void rows_by_key::impl::arrange() {
  if (arranged) return;
  arranged = true;
  choose_owners();
  const table rows = travels ? travel() : frame;
  group(rows);
  values = picked(at, rows.select(from(keys, frame.width())), order);
  if (!few) frame = frame.select({});
}

const site& rows_by_key::at() const { return self_->at; }
table rows_by_key::operator[](std::size_t n) const {
  self_->arrange();
  return self_->values.select({static_cast<std::uint32_t>(n)});
}
std::int64_t rows_by_key::rows() const {
  self_->arrange();
  return static_cast<std::int64_t>(self_->order.size());
}
std::span<const std::int64_t> rows_by_key::starts() const {
  self_->arrange();
  return {self_->starts.data(), self_->starts.size()};
}

const few_keys* rows_by_key::keys_if_few() const {
  impl& s = *self_;
  if (!s.counted && !s.arranged)
    s.few = find_few_keys(s.at, s.frame.select(from(0, s.keys)), s.drops ? missing_keys::dropped : missing_keys::kept);
  s.counted = true;
  return s.few ? &*s.few : nullptr;
}
field rows_by_key::field_at(std::size_t n) const {
  return self_->arranged ? self_->values.field_at(n) : self_->frame.field_at(self_->keys + n);
}
table rows_by_key::in_frame(std::size_t n) const {
  return self_->frame.select({static_cast<std::uint32_t>(self_->keys + n)});
}

table rows_by_key::back(window&& column) const {
  const bool there = column.is_in_frame();
  const table made = std::move(column);
  return there ? made : back(made);
}

table rows_by_key::back(const table& column) const {
  const impl& s = *self_;
  field made = column.field_at(0);
  made.nullable = made.nullable || s.drops;
  const field fields[] = {made};
  table_writer out(s.at, fields, s.frame.rows());
  std::vector<std::int64_t> to(batch_capacity);
  // rows that belong to no group
  std::vector<unsigned char> zeros(batch_capacity * width_of(made.storage()), 0);
  const std::uint64_t none[batch_capacity / 64] = {};
  for (std::size_t begin = 0; begin < s.outside.size(); begin += batch_capacity) {
    const auto n = static_cast<std::uint32_t>(std::min<std::size_t>(batch_capacity, s.outside.size() - begin));
    for (std::uint32_t k = 0; k < n; ++k) to[k] = s.outside[begin + k];
    const column_view missing[] = {{zeros.data(), none, column.column(0).words}};
    out.put(missing, {nullptr, n}, to.data());
  }
  if (!s.travels) {
    std::size_t row = 0;
    table_scan scan(column);
    for (batch b; scan.next(b); row += b.size) {
      for (std::uint32_t k = 0; k < b.size; ++k) to[k] = s.order[row + k];
      out.put(b.columns, b, to.data());
    }
  } else {
    // the place here of each row that arrived
    array<std::uint32_t> place(s.at);
    place.resize(s.order.size());
    for (std::size_t p = 0; p < s.order.size(); ++p) place[s.order[p]] = static_cast<std::uint32_t>(p);
    row_picker picker(column);
    const std::size_t ranks = s.sent.size();
    std::size_t source = 0, done = 0;
    std::int64_t left = s.received[0];
    std::vector<std::size_t> next(ranks, 0);  // of `home`, by owner
    for (std::size_t r = 1; r < ranks; ++r) next[r] = next[r - 1] + static_cast<std::size_t>(s.sent[r - 1]);
    exchange_rows(
        s.at, fields,
        [&](row_exchange& x) {
          while (left == 0 && ++source < ranks) left = s.received[source];
          if (source >= ranks) return false;
          const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, left));
          x.add(picker.pick(place.data() + done, n), {nullptr, n}, static_cast<int>(source));
          done += n;
          left -= n;
          return true;
        },
        [&](const batch& b, std::size_t owner) {
          for (std::uint32_t k = 0; k < b.size; ++k) to[k] = s.home[next[owner]++];
          out.put(b.columns, b, to.data());
        });
  }
  return out.finish(s.frame.first(), s.frame.total(), s.frame.distribution());
}

}  // namespace bodo::rt
