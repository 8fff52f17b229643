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
#include "columns/row_picker.h"
#include "columns/table_content.h"
#include "keys/packed_keys.h"
#include "ops/shuffle.h"

namespace bodo::rt {

namespace {

constexpr std::uint32_t none = ~std::uint32_t{0};

// The places of a table's rows in the order, as numbers; they ascend over all ranks.
template <class T>
class places {
 public:
  places(const site& at, const table& t, std::uint32_t column, const char* side) : values(at) {
    values.resize(static_cast<std::size_t>(t.rows()));
    const storage kind = t.field_at(column).storage();
    std::size_t row = 0;
    table_scan scan(t, {column});
    for (batch b; scan.next(b);)
      for (std::uint32_t i = 0; i < b.size; ++i, ++row) {
        const column_view& v = b.columns[0];
        if (!v.known(i))
          fail(at, std::string("a value is missing in the column by which the ") + side + " frame is in order");
        values[row] = value_at(v, i, kind);
        if (values[row] != values[row])
          fail(at, std::string("a value is NaN in the column by which the ") + side + " frame is in order");
        if (row > 0 && values[row] < values[row - 1]) fail_order(at, side, t.first() + static_cast<std::int64_t>(row));
      }
    if (t.is_replicated()) return;
    // the ranks' first and last ones
    const edge mine{values.size() == 0 ? T{} : values[0], values.size() == 0 ? T{} : values[values.size() - 1],
                    values.size() != 0};
    edges.resize(static_cast<std::size_t>(size()));
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
  array<T> values;
  std::vector<edge> edges;  // of the ranks, unless every rank has all rows

 private:
  [[noreturn]] static void fail_order(const site& at, const char* side, std::int64_t row) {
    fail(at, std::string("the ") + side + " frame is not in ascending order of its column: row " + std::to_string(row) +
                 " comes before the one above it; sort it with sort_values");
  }
  static T value_at(const column_view& v, std::uint32_t i, storage kind) {
    switch (kind) {
      case storage::i8: return static_cast<T>(static_cast<const std::int8_t*>(v.values)[i]);
      case storage::i16: return static_cast<T>(static_cast<const std::int16_t*>(v.values)[i]);
      case storage::i32: return static_cast<T>(static_cast<const std::int32_t*>(v.values)[i]);
      case storage::f32: return static_cast<T>(static_cast<const float*>(v.values)[i]);
      case storage::f64: return static_cast<T>(static_cast<const double*>(v.values)[i]);
      default: return static_cast<T>(static_cast<const std::int64_t*>(v.values)[i]);
    }
  }
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
  std::size_t size() const { return keys_ ? keys_->table.size() : 1; }

 private:
  const site& at_;
  std::vector<field> fields_;
  std::optional<packed_keys> keys_;
};

std::vector<std::uint32_t> but_last(std::initializer_list<std::uint32_t> keys) {
  return {keys.begin(), keys.end() - 1};
}

template <class T>
class nearest_rows {
 public:
  nearest_rows(const site& at, const nearness& near, T most) : at_(at), near_(near), most_(most) {}

  table run(const table& t, std::initializer_list<std::uint32_t> keys, const table& from,
            std::initializer_list<std::uint32_t> from_keys, std::initializer_list<std::uint32_t> taken);

 private:
  bool back() const { return near_.direction != direction::forward; }
  bool forth() const { return near_.direction != direction::backward; }
  table needed(const table& from, const places<T>& there, const places<T>& here,
               std::span<const std::uint32_t> by) const;
  array<std::uint32_t> match(const array<T>& left, const array<std::uint32_t>& left_key, const array<T>& right,
                             const array<std::uint32_t>& right_key, std::size_t keys) const;
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
  const T* const begin = there.values.data();
  const T* const end = begin + there.values.size();
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

// For each left row the number of the right one, or none.
template <class T>
array<std::uint32_t> nearest_rows<T>::match(const array<T>& left, const array<std::uint32_t>& left_key,
                                            const array<T>& right, const array<std::uint32_t>& right_key,
                                            std::size_t keys) const {
  const std::size_t n = left.size(), m = right.size();
  array<std::uint32_t> result(at_);
  result.resize(n);
  std::fill_n(result.data(), n, none);
  std::vector<std::uint32_t> latest(keys, none);
  if (back()) {
    std::size_t j = 0;
    for (std::size_t i = 0; i < n; ++i) {
      while (j < m && (near_.exact ? right[j] <= left[i] : right[j] < left[i])) {
        latest[right_key[j]] = static_cast<std::uint32_t>(j);
        ++j;
      }
      const std::uint32_t found = latest[left_key[i]];
      if (found != none && is_near(left[i], right[found])) result[i] = found;
    }
  }
  if (forth()) {
    std::fill(latest.begin(), latest.end(), none);
    std::size_t j = m;
    for (std::size_t i = n; i-- > 0;) {
      while (j > 0 && (near_.exact ? right[j - 1] >= left[i] : right[j - 1] > left[i])) {
        --j;
        latest[right_key[j]] = static_cast<std::uint32_t>(j);
      }
      const std::uint32_t found = latest[left_key[i]];
      if (found == none || !is_near(left[i], right[found])) continue;
      if (result[i] == none || distance(right[found], left[i]) < distance(left[i], right[result[i]])) result[i] = found;
    }
  }
  return result;
}

template <class T>
table nearest_rows<T>::run(const table& t, std::initializer_list<std::uint32_t> keys, const table& from,
                           std::initializer_list<std::uint32_t> from_keys, std::initializer_list<std::uint32_t> taken) {
  const places<T> left(at_, t, *(keys.end() - 1), "left");
  const std::vector<std::uint32_t> by = but_last(keys), from_by = but_last(from_keys);
  table near = from;
  std::optional<places<T>> right;
  right.emplace(at_, from, *(from_keys.end() - 1), "right");
  if (!from.is_replicated() && size() > 1) {
    near = t.is_replicated() ? gather(at_, from) : needed(from, *right, left, from_by);
    right.emplace(at_, near, *(from_keys.end() - 1), "right");
  }
  key_numbers numbering(at_, t, by);
  const array<std::uint32_t> left_key = numbering.of(t, by), right_key = numbering.of(near, from_by);
  const array<std::uint32_t> found = match(left.values, left_key, right->values, right_key, numbering.size());

  const std::vector<std::uint32_t> columns(taken);
  const table rows = near.select(columns);
  std::vector<field> fields = rows.fields();
  std::vector<std::vector<unsigned char>> zeros;
  for (field& f : fields) {
    f.nullable = true;
    zeros.emplace_back(batch_capacity * width_of(f.storage()), static_cast<unsigned char>(0));
  }
  const std::uint64_t unknown[batch_capacity / 64] = {};
  table_writer out(at_, fields, t.rows());
  row_picker picker(rows);
  std::vector<std::uint32_t> numbers;
  std::vector<std::int64_t> to, without;
  for (std::size_t begin = 0; begin < found.size(); begin += batch_capacity) {
    const std::size_t end = std::min<std::size_t>(found.size(), begin + batch_capacity);
    numbers.clear(), to.clear(), without.clear();
    for (std::size_t i = begin; i < end; ++i) {
      (found[i] == none ? without : to).push_back(static_cast<std::int64_t>(i));
      if (found[i] != none) numbers.push_back(found[i]);
    }
    if (!to.empty()) {
      const auto n = static_cast<std::uint32_t>(to.size());
      out.put(picker.pick(numbers.data(), n), {nullptr, n}, to.data());
    }
    if (without.empty()) continue;
    std::vector<column_view> missing;
    for (std::size_t c = 0; c < fields.size(); ++c) missing.push_back({zeros[c].data(), unknown, rows.column(c).words});
    out.put(missing, {nullptr, static_cast<std::uint32_t>(without.size())}, without.data());
  }
  return out.finish(t.first(), t.total(), t.distribution());
}

}  // namespace

table asof(const site& at, const table& t, std::initializer_list<std::uint32_t> keys, const table& from,
           std::initializer_list<std::uint32_t> from_keys, std::initializer_list<std::uint32_t> taken,
           const nearness& near) {
  if (!t.is_replicated() || !from.is_replicated()) guard(at);
  const storage kind = t.field_at(*(keys.end() - 1)).storage();
  if (kind == storage::f32 || kind == storage::f64)
    return nearest_rows<double>(at, near, near.most_float).run(t, keys, from, from_keys, taken);
  return nearest_rows<std::int64_t>(at, near, near.most).run(t, keys, from, from_keys, taken);
}

}  // namespace bodo::rt
