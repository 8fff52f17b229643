// The nearest row in an order: each rank gets the rows that its own ones may need, and goes through both in order.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/lookup.h"
#include "bodo/rt/redistribute.h"
#include "bodo/rt/take.h"
#include "columns/bits.h"
#include "columns/row_picker.h"
#include "columns/table_content.h"
#include "keys/packed_keys.h"
#include "ops/shuffle.h"

namespace bodo::rt {

namespace {

constexpr std::uint32_t none = key_table::none;

// The places of a table's rows in the order, as numbers; they ascend over all ranks.
template <class T>
class places {
 public:
  places(const site& at, const table& t, std::uint32_t column, const char* side)
      : rows_(t.select({column})), numbers_(at), size_(static_cast<std::size_t>(t.rows())) {
    const column_view v = rows_.column(0);
    switch (t.field_at(column).storage()) {
      case storage::i8: convert<std::int8_t>(v); break;
      case storage::i16: convert<std::int16_t>(v); break;
      case storage::i32: convert<std::int32_t>(v); break;
      case storage::f32: convert<float>(v); break;
      default: values_ = static_cast<const T*>(v.values);
    }
    check(at, v, side);
    if (t.is_replicated()) return;
    // the ranks' first and last ones
    const edge mine{size_ == 0 ? T{} : values_[0], size_ == 0 ? T{} : values_[size_ - 1], size_ != 0};
    edges.resize(static_cast<std::size_t>(bodo::rt::size()));
    allgather(&mine, sizeof mine, edges.data());
    const edge* before = nullptr;
    for (int r = 0; r < rank(); ++r)
      if (edges[static_cast<std::size_t>(r)].any) before = &edges[static_cast<std::size_t>(r)];
    if (mine.any && before != nullptr && mine.first < before->last) fail_order(at, side, t.first());
  }

  struct edge {
    T first, last;
    bool any;
  };
  std::vector<edge> edges;  // of the ranks, unless every rank has all rows

  std::size_t size() const { return size_; }
  T operator[](std::size_t i) const { return values_[i]; }
  const T* begin() const { return values_; }
  const T* end() const { return values_ + size_; }

 private:
  template <class Stored>
  void convert(const column_view& v) {
    const auto* const from = static_cast<const Stored*>(v.values);
    numbers_.resize(size_);
    for (std::size_t i = 0; i < size_; ++i) numbers_[i] = static_cast<T>(from[i]);
    values_ = numbers_.data();
  }
  // Reports the first row that has no place, or that comes too late.
  void check(const site& at, const column_view& v, const char* side) const {
    bool fails = v.valid != nullptr;
    for (std::size_t i = 0; i < size_ && !fails; i += batch_capacity)
      for (std::size_t k = i; k < std::min<std::size_t>(size_, i + batch_capacity); ++k)
        fails |= !(values_[k] >= values_[k == 0 ? 0 : k - 1]);
    for (std::size_t i = 0; i < size_ && fails; ++i) {
      if (!v.known(i))
        fail(at, std::string("a value is missing in the column by which the ") + side + " frame is in order");
      if (values_[i] != values_[i])
        fail(at, std::string("a value is NaN in the column by which the ") + side + " frame is in order");
      if (i > 0 && values_[i] < values_[i - 1]) fail_order(at, side, rows_.first() + static_cast<std::int64_t>(i));
    }
  }
  [[noreturn]] static void fail_order(const site& at, const char* side, std::int64_t row) {
    fail(at, std::string("the ") + side + " frame is not in ascending order of its column: row " + std::to_string(row) +
                 " comes before the one above it; sort it with sort_values");
  }

  table rows_;
  array<T> numbers_;  // of a column that stores others
  const T* values_ = nullptr;
  std::size_t size_;
};

// A number for each row of two tables, equal for equal keys.
class key_numbers {
 public:
  key_numbers(const site& at, const table& like, std::span<const std::uint32_t> keys) : at_(at) {
    for (const std::uint32_t c : keys) {
      fields_.push_back(like.field_at(c));
      fields_.back().coded = false;
      fields_.back().nullable = true;
    }
    if (!fields_.empty()) keys_.emplace(at, fields_);
  }
  array<std::uint32_t> of(const table& t, std::span<const std::uint32_t> keys) {
    array<std::uint32_t> numbers(at_);
    numbers.resize(static_cast<std::size_t>(t.rows()));
    if (!keys_) {
      std::fill_n(numbers.data(), numbers.size(), 0u);
      return numbers;
    }
    std::size_t row = 0;
    table_scan scan(t, keys);
    for (batch b; scan.next(b); row += b.size) {
      keys_->pack(b.columns, b);
      keys_->table.add(keys_->codec.words(), b.size, numbers.data() + row);
    }
    return numbers;
  }
  // The same of one batch, without new numbers: `none` for other keys.
  void find(const batch& b, std::uint32_t* numbers) {
    if (!keys_) return void(std::fill_n(numbers, b.size, 0U));
    if (keys_->table.size() == 0) return void(std::fill_n(numbers, b.size, none));
    const bool some_absent = keys_->codec.pack_to_find(b.columns, b);
    keys_->table.find(keys_->codec.words(), b.size, numbers);
    for (std::uint32_t i = 0; some_absent && i < b.size; ++i)
      if (keys_->codec.absent()[i] != 0) numbers[i] = none;
  }
  std::size_t size() const { return keys_ ? keys_->table.size() : 1; }

 private:
  const site& at_;
  std::vector<field> fields_;
  std::optional<packed_keys> keys_;
};

std::vector<std::uint32_t> but_last(const std::vector<std::uint32_t>& keys) { return {keys.begin(), keys.end() - 1}; }

template <class T>
class nearest_rows {
 public:
  nearest_rows(const site& at, const nearness& near, T most) : at_(at), near_(near), most_(most) {}

  table run(const table& t, const std::vector<std::uint32_t>& keys, const table& from,
            const std::vector<std::uint32_t>& from_keys, const std::vector<std::uint32_t>& taken);

 private:
  class pairing;

  bool back() const { return near_.direction != direction::forward; }
  bool forth() const { return near_.direction != direction::backward; }
  table needed(const table& from, const places<T>& there, const places<T>& here,
               std::span<const std::uint32_t> by) const;
  bool is_near(T a, T b) const { return most_ < 0 || distance(a, b) <= static_cast<long double>(most_); }
  static long double distance(T a, T b) { return std::abs(static_cast<long double>(a) - static_cast<long double>(b)); }

  const site& at_;
  const nearness near_;
  const T most_;
};

// Collective: the rows of `from` that may be the nearest ones of this rank's rows.
template <class T>
table nearest_rows<T>::needed(const table& from, const places<T>& there, const places<T>& here,
                              std::span<const std::uint32_t> by) const {
  key_numbers numbering(at_, from, by);
  const array<std::uint32_t> key = numbering.of(from, by);
  const T* const begin = there.begin();
  const T* const end = there.end();
  array<std::uint32_t> numbers(at_);
  std::vector<std::int64_t> counts(static_cast<std::size_t>(size()), 0);
  std::vector<std::uint32_t> seen(numbering.size(), none);
  for (int r = 0; r < size(); ++r) {
    const auto& range = here.edges[static_cast<std::size_t>(r)];
    if (!range.any) continue;
    const std::size_t before = numbers.size();
    const auto first = static_cast<std::uint32_t>(std::lower_bound(begin, end, range.first) - begin);
    const auto last = static_cast<std::uint32_t>(std::upper_bound(begin, end, range.last) - begin);
    const auto mark = static_cast<std::uint32_t>(r);
    if (back()) {
      // the last row of each key before the range, in their order
      std::size_t left = numbering.size();
      for (std::uint32_t i = first; i-- > 0 && left > 0 && is_near(begin[i], range.first);) {
        if (seen[key[i]] == mark) continue;
        seen[key[i]] = mark;
        --left;
        numbers.push_back(i);
      }
      std::reverse(numbers.begin() + before, numbers.end());
    }
    for (std::uint32_t i = first; i < last; ++i) numbers.push_back(i);
    if (forth()) {
      std::fill(seen.begin(), seen.end(), none);
      std::size_t left = numbering.size();
      const auto n = static_cast<std::uint32_t>(end - begin);
      for (std::uint32_t i = last; i < n && left > 0 && is_near(begin[i], range.last); ++i) {
        if (seen[key[i]] == mark) continue;
        seen[key[i]] = mark;
        --left;
        numbers.push_back(i);
      }
      std::fill(seen.begin(), seen.end(), none);
    }
    counts[static_cast<std::size_t>(r)] = static_cast<std::int64_t>(numbers.size() - before);
  }
  row_picker picker(from);
  std::size_t to = 0, done = 0;
  std::int64_t left = counts[0];
  return shuffle(at_, from.fields(), counts,
                 [&](row_exchange& x) {
                   while (left == 0 && ++to < counts.size()) left = counts[to];
                   if (to >= counts.size()) return false;
                   const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, left));
                   x.add(picker.pick(numbers.data() + done, n), {nullptr, n}, static_cast<int>(to));
                   done += n;
                   left -= n;
                   return true;
                 })
      .rows;
}

// The nearest right rows of left ones, which are asked for in their order.
template <class T>
class nearest_rows<T>::pairing {
 public:
  pairing(const nearest_rows& of, const places<T>& right, const array<std::uint32_t>& key, std::size_t keys)
      : of_(of), right_(right), key_(key), next_(of.at_) {
    if (of_.back()) last_.assign(keys, none);
    if (!of_.forth()) return;
    first_.assign(keys, none);
    next_.resize(right.size());
    for (std::size_t j = right.size(); j-- > 0;) {
      next_[j] = first_[key[j]];
      first_[key[j]] = static_cast<std::uint32_t>(j);
    }
  }

  // The number of the right row, or none; `key` may be none.
  std::uint32_t find(T place, std::uint32_t key) {
    const bool exact = of_.near_.exact;
    std::uint32_t found = none;
    if (of_.back()) {
      for (; passed_ < right_.size() && (exact ? right_[passed_] <= place : right_[passed_] < place); ++passed_)
        last_[key_[passed_]] = static_cast<std::uint32_t>(passed_);
      if (key != none) found = last_[key];
      if (found != none && !of_.is_near(place, right_[found])) found = none;
    }
    if (!of_.forth() || key == none) return found;
    std::uint32_t& first = first_[key];
    while (first != none && (exact ? right_[first] < place : right_[first] <= place)) first = next_[first];
    if (first == none || !of_.is_near(place, right_[first])) return found;
    return found == none || distance(right_[first], place) < distance(place, right_[found]) ? first : found;
  }

 private:
  const nearest_rows& of_;
  const places<T>& right_;
  const array<std::uint32_t>& key_;
  std::size_t passed_ = 0;            // right rows that are not after the left one
  std::vector<std::uint32_t> last_;   // by key: of these
  std::vector<std::uint32_t> first_;  // by key: of the rows that are not before the left one
  array<std::uint32_t> next_;         // by right row: the next one of its key
};

template <class T>
table nearest_rows<T>::run(const table& t, const std::vector<std::uint32_t>& keys, const table& from,
                           const std::vector<std::uint32_t>& from_keys, const std::vector<std::uint32_t>& taken) {
  const places<T> left(at_, t, *(keys.end() - 1), "left");
  const std::vector<std::uint32_t> by = but_last(keys), from_by = but_last(from_keys);
  table near = from;
  std::optional<places<T>> right;
  right.emplace(at_, from, *(from_keys.end() - 1), "right");
  if (!from.is_replicated() && size() > 1) {
    near = t.is_replicated() ? gather(at_, from) : needed(from, *right, left, from_by);
    right.emplace(at_, near, *(from_keys.end() - 1), "right");
  }
  key_numbers numbering(at_, near, from_by);
  const array<std::uint32_t> right_key = numbering.of(near, from_by);
  pairing pairs(*this, *right, right_key, numbering.size());

  const std::vector<std::uint32_t> columns(taken);
  const table rows = near.select(columns);
  std::vector<field> fields = rows.fields();
  for (field& f : fields) f.nullable = true;
  table_builder out(at_, fields);
  out.reserve(t.rows());
  std::vector<taken_column> parts(columns.size());
  std::vector<column_view> views(columns.size());
  std::uint32_t numbers[batch_capacity];
  std::uint64_t found[batch_capacity / 64];
  table_scan scan(t, by);
  std::size_t row = 0;
  for (batch b; scan.next(b); row += b.size) {
    numbering.find(b, numbers);
    clear_bytes(found, words_for(b.size) * sizeof(std::uint64_t));
    for (std::uint32_t i = 0; i < b.size; ++i) {
      const std::uint32_t number = pairs.find(left[row + i], numbers[i]);
      found[i >> 6] |= std::uint64_t{number != none} << (i & 63);
      numbers[i] = number != none ? number : 0;
    }
    for (std::size_t c = 0; c < views.size(); ++c)
      views[c] = parts[c].take_found(rows.column(c), numbers, b.size, found);
    out.add(views, b);
  }
  return out.finish_like(t);
}

}  // namespace

table asof(const site& at, const table& t, std::initializer_list<chosen_column> keys_of, const table& from,
           std::initializer_list<chosen_column> keys_from, std::initializer_list<chosen_column> taken_from,
           const nearness& near) {
  const std::vector<std::uint32_t> keys = numbers_of(t, keys_of), from_keys = numbers_of(from, keys_from);
  const std::vector<std::uint32_t> taken = numbers_of(from, taken_from);
  if (!t.is_replicated() || !from.is_replicated()) guard(at);
  const storage kind = t.field_at(*(keys.end() - 1)).storage();
  if (kind == storage::f32 || kind == storage::f64)
    return nearest_rows<double>(at, near, near.most_float).run(t, keys, from, from_keys, taken);
  return nearest_rows<std::int64_t>(at, near, near.most).run(t, keys, from, from_keys, taken);
}

}  // namespace bodo::rt
