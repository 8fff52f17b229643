#include "bodo/rt/parallel_loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>

#include "bodo/rt/exchange.h"
#include "bodo/rt/redistribute.h"
#include "columns/table_content.h"

namespace bodo::rt::detail {
namespace {

block rows_of(const read_array& a, int rank) {
  const std::int64_t n = a.rows.matrix_rows();
  return a.rows.is_replicated() ? block{0, n} : block_of(n, rank, size());
}

block common(const block& a, const block& b) { return a.clip(b.begin, b.end()); }

// Rows in equal blocks, which all ranks can compute.
table in_equal_blocks(const site& at, const table& t) {
  return t.distribution() == layout::blocks ? repartition(at, t, block_of(t.matrix_rows()).count * t.row_length()) : t;
}

}  // namespace

// Of some elements at a time, so that messages stay small.
static constexpr std::size_t elements_at_a_time = std::size_t{1} << 16;

void merge(const site& at, std::span<std::byte> states, std::size_t width,
           void (*combine)(std::byte*, const std::byte*)) {
  if (size() == 1) return;
  guard(at);
  for (std::size_t from = 0; from < states.size(); from += elements_at_a_time * width) {
    const std::span<std::byte> part = states.subspan(from, std::min(elements_at_a_time * width, states.size() - from));
    const gathered all = allgather(std::string_view(reinterpret_cast<const char*>(part.data()), part.size()));
    std::memcpy(part.data(), all.of(0).data(), part.size());
    for (int r = 1; r < size(); ++r) {
      const auto* const other = reinterpret_cast<const std::byte*>(all.of(r).data());
      for (std::size_t i = 0; i < part.size(); i += width) combine(part.data() + i, other + i);
    }
  }
}

void merge(const site& at, std::span<float_pair> sums) {
  if (size() == 1) return;
  guard(at);
  for (std::size_t from = 0; from < sums.size(); from += elements_at_a_time) {
    const std::span<float_pair> part = sums.subspan(from, std::min(elements_at_a_time, sums.size() - from));
    std::string mine(reinterpret_cast<const char*>(part.data()), part.size_bytes());
    for (const float_pair& sum : part) {
      const small_state& state = reinterpret_cast<const small_state&>(sum);
      if (state.outside_size() != 0) mine.append(static_cast<const char*>(state.outside()), state.outside_size());
    }
    const gathered all = allgather(mine);
    for (int r = 0; r < size(); ++r) {
      if (r == rank()) continue;
      const char* next = all.of(r).data();
      const char* outside = next + part.size_bytes();
      for (float_pair& sum : part) {
        float_pair other;
        std::memcpy(static_cast<void*>(&other), std::exchange(next, next + sizeof other), sizeof other);
        small_state& state = reinterpret_cast<small_state&>(other);
        const std::size_t bytes = state.outside_size();
        if (bytes != 0) state.adopt(std::exchange(outside, outside + bytes));
        sum.merge(other);
        other.release();
      }
    }
  }
}

table loop_core::whole(const table& rows, const char* name, const char* what, const char* instead) const {
  constexpr std::int64_t most = std::int64_t{1} << 20;
  if (rows.total() > most)
    fail_together(*at_,
                  fmt::format("the loop {} any elements of '{}', so every rank needs all of them, and these are {} "
                              "(at most {}): {}",
                              what, name, rows.total(), most, fmt::format(fmt::runtime(instead), name)));
  return rows.is_replicated() ? rows : gather(*at_, rows);
}

void* own_elements(table& rows) {
  const table::content& content = rows.get();
  if (!content.has_one_owner() || content.columns.size() != 1) return nullptr;
  const table_column& column = content.columns.front();
  const bool is_own = column.view.valid == nullptr && column.memory.size() == 1 &&
                      column.memory.front()->has_one_owner() &&
                      dynamic_cast<const built_column*>(column.memory.front().get()) != nullptr;
  if (!is_own) return nullptr;
  // a table like the old one, which knows nothing of the elements
  table_column elements = column;
  elements.view = {column.view.values, nullptr, nullptr};
  rows = make_table({elements}, rows.rows(), rows.first(), rows.total(), rows.distribution());
  return const_cast<void*>(elements.view.values);
}

void beyond_array(const site& at, const char* name, std::int64_t index, std::int64_t length) {
  fail(at, fmt::format("the loop uses {}[{}], but '{}' has {} elements", name, index, name, length));
}

void beyond_array(const site& at, const char* name, std::int64_t row, std::int64_t column, std::int64_t rows,
                  std::int64_t columns) {
  fail(at, fmt::format("the loop uses {0}({1}, {2}), but '{0}' has {3} rows of {4} elements", name, row, column, rows,
                       columns));
}

void loop_core::read(const table& rows, const char* name, std::int64_t low, std::int64_t high, std::size_t width) {
  reads_.push_back({.rows = in_equal_blocks(*at_, rows),
                    .name = name,
                    .low = low,
                    .high = high,
                    .width = width * static_cast<std::size_t>(rows.row_length())});
  if (length_ < 0) length_ = rows.matrix_rows();
}

void loop_core::written(table& rows, const char* name) {
  rows = cut(in_equal_blocks(*at_, rows));
  const std::int64_t n = rows.matrix_rows();
  if (begin_ < end_ && (begin_ < 0 || end_ > n))
    fail_together(*at_, fmt::format("the loop goes from {} to {}, and writes '{}', which has {} elements", begin_, end_,
                                    name, n));
  if (writes_ && n != length_)
    fail_together(*at_, fmt::format("the loop writes arrays of {} and {} elements ('{}'): use a loop for each length",
                                    length_, n, name));
  writes_ = true;
  length_ = n;
}

block loop_core::iterations_of(int rank) const {
  const bool arrays = length_ >= 0;
  const block rows = block_of(arrays ? length_ : rt::length(end_ - begin_), rank, size());
  const std::int64_t shift = arrays ? 0 : begin_;
  // those beyond the array belong to the first and the last rank
  const std::int64_t from = arrays && rank == 0 ? std::numeric_limits<std::int64_t>::min() : rows.begin + shift;
  const std::int64_t to = arrays && rank == size() - 1 ? std::numeric_limits<std::int64_t>::max() : rows.end() + shift;
  const std::int64_t begin = std::max(begin_, from), end = std::min(end_, to);
  return {begin, std::max<std::int64_t>(end - begin, 0)};
}

// The elements that the iterations of that rank may read.
block loop_core::needed_by(int rank, const read_array& a) const {
  const block rows = iterations_of(rank);
  if (rows.count == 0) return {rows_of(a, rank).begin, 0};
  const std::int64_t begin = std::max<std::int64_t>(rows.begin + a.low, 0);
  const std::int64_t end = std::min(rows.end() + a.high, a.rows.matrix_rows());
  return {begin, std::max<std::int64_t>(end - begin, 0)};
}

void loop_core::start() {
  mine_ = inner_ = iterations_of(rank());
  for (read_array& a : reads_) {
    a.own = rows_of(a, rank());
    const block needed = needed_by(rank(), a);
    a.before = needed.clip(std::numeric_limits<std::int64_t>::min(), a.own.begin);
    a.after = needed.clip(a.own.end(), std::numeric_limits<std::int64_t>::max());
    inner_ = inner_.clip(a.own.begin - a.low, a.own.end() - a.high);
  }
  exchange_halos();
}

void loop_core::exchange_halos() {
  bool any = false;
  for (const read_array& a : reads_)
    for (int r = 0; r < size(); ++r) {
      const block needed = needed_by(r, a);
      any = any || common(needed, rows_of(a, r)).count != needed.count;
    }
  if (!any) return;
  guard(*at_);
  exchange halos(*at_);
  for (const read_array& a : reads_)
    for (int r = 0; r < size(); ++r) {
      if (r == rank() || a.rows.is_replicated()) continue;
      const block sent = common(needed_by(r, a), a.own);
      if (sent.count == 0) continue;
      const auto* const values = static_cast<const std::byte*>(a.rows.column(0).values);
      auto& to = halos.to(r);
      const std::size_t before = to.size(), bytes = static_cast<std::size_t>(sent.count) * a.width;
      to.resize(before + bytes);
      std::memcpy(to.data() + before, values + static_cast<std::size_t>(sent.begin - a.own.begin) * a.width, bytes);
    }
  halos.round(true);
  std::vector<std::size_t> taken(static_cast<std::size_t>(size()), 0);
  for (read_array& a : reads_)
    for (int r = 0; r < size(); ++r) {
      if (r == rank() || a.rows.is_replicated()) continue;
      const std::size_t bytes = static_cast<std::size_t>(common(needed_by(rank(), a), rows_of(a, r)).count) * a.width;
      std::size_t& at = taken[static_cast<std::size_t>(r)];
      const std::span<const std::byte> received = halos.from(r).subspan(at, bytes);
      at += bytes;
      auto& to = r < rank() ? a.left : a.right;
      to.insert(to.end(), received.begin(), received.end());
    }
}

}  // namespace bodo::rt::detail
