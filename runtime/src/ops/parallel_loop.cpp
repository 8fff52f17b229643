#include "bodo/rt/parallel_loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "bodo/rt/exchange.h"
#include "bodo/rt/redistribute.h"
#include "columns/table_content.h"

namespace bodo::rt {

void whole_use::check(std::int64_t elements) const {
  if (elements <= most_elements_of_all) return;
  const bool reads = use == use_of_all::read;
  fail_together(loop,
                fmt::format("the loop {} any elements of '{}', so every rank needs all of them, and these are {} "
                            "(at most {}): {}",
                            reads ? "reads" : "combines", array, elements, most_elements_of_all,
                            reads ? fmt::format("read {}[i + k] with a constant k, or merge frames by a key", array)
                                  : "use groupby, which has any number of keys"));
}

block block_everywhere(const whole_use& use, std::int64_t n) {
  use.check(n);
  return {0, length(n)};
}

namespace detail {
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

table on_every_rank(const site& at, const table& t) { return t.is_replicated() ? t : gather(at, t); }

// ---- what ranks combine

// Of some bytes at a time, so that messages stay small.
constexpr std::size_t bytes_at_a_time = std::size_t{1} << 20;
// Of a state's place in a message.
constexpr std::size_t alignment = alignof(std::max_align_t);

// Some of a variable's or an array's states, at their place in a message.
struct piece {
  combined_states states;
  std::size_t place;
};

// Calls `visit` for the bytes outside of each sum.
template <class Visit>
void each_outside(const std::byte* sums, std::size_t bytes, Visit visit) {
  for (std::size_t i = 0; i < bytes; i += sizeof(small_state)) {
    small_state state;
    std::memcpy(static_cast<void*>(&state), sums + i, sizeof state);
    if (state.outside_size() != 0) visit(state);
  }
}

// Merges the pieces in one message of so many bytes; a second one has the bytes outside of sums, if there are any.
void exchange_pieces(std::span<const piece> pieces, std::size_t bytes) {
  const auto ranks = static_cast<std::size_t>(size());
  std::vector<std::byte> mine(bytes), all(bytes * ranks);
  std::string my_outside;
  for (const piece& p : pieces) {
    std::memcpy(mine.data() + p.place, p.states.bytes.data(), p.states.bytes.size());
    if (p.states.merge != nullptr || small_state::outside_states() == 0) continue;
    each_outside(p.states.bytes.data(), p.states.bytes.size(), [&](const small_state& state) {
      my_outside.append(static_cast<const char*>(state.outside()), state.outside_size());
    });
  }
  allgather(mine.data(), bytes, all.data());

  bool any_outside = false;
  for (std::size_t r = 0; r < ranks; ++r)
    for (const piece& p : pieces)
      if (p.states.merge == nullptr)
        each_outside(all.data() + r * bytes + p.place, p.states.bytes.size(),
                     [&](const small_state&) { any_outside = true; });
  const gathered outside = any_outside ? allgather(my_outside) : gathered();

  for (std::size_t r = 0; r < ranks; ++r) {
    const char* next_outside = any_outside ? outside.of(static_cast<int>(r)).data() : nullptr;
    for (const piece& p : pieces) {
      std::byte* const states = p.states.bytes.data();
      const std::byte* const others = all.data() + r * bytes + p.place;
      if (p.states.merge != nullptr) {
        if (r == 0)
          std::memcpy(states, others, p.states.bytes.size());
        else
          for (std::size_t i = 0; i < p.states.bytes.size(); i += p.states.width)
            p.states.merge(states + i, others + i);
      } else if (r != static_cast<std::size_t>(rank())) {  // exact: the order does not matter
        for (std::size_t i = 0; i < p.states.bytes.size(); i += sizeof(float_pair)) {
          float_pair other;
          std::memcpy(static_cast<void*>(&other), others + i, sizeof other);
          small_state& state = reinterpret_cast<small_state&>(other);
          const std::size_t bytes_outside = state.outside_size();
          if (bytes_outside != 0) state.adopt(std::exchange(next_outside, next_outside + bytes_outside));
          reinterpret_cast<float_pair*>(states + i)->merge(other);
          other.release();
        }
      }
    }
  }
}

}  // namespace

void combine(const site& at, std::span<const combined_states> states) {
  guard(at);
  if (size() == 1) return;
  std::vector<piece> pieces;
  std::size_t bytes = 0;
  for (const combined_states& all : states)
    for (std::size_t from = 0; from < all.bytes.size();) {
      const std::size_t room = (bytes_at_a_time - bytes) / all.width * all.width;
      const std::size_t n = std::min(room, all.bytes.size() - from);
      if (n != 0) {
        pieces.push_back({{all.bytes.subspan(from, n), all.width, all.merge}, bytes});
        bytes += (n + alignment - 1) / alignment * alignment;
        from += n;
      }
      if (from < all.bytes.size()) {  // the message is full
        exchange_pieces(pieces, bytes);
        pieces.clear();
        bytes = 0;
      }
    }
  if (bytes != 0) exchange_pieces(pieces, bytes);
}

table loop_core::whole(const table& rows, const char* name, use_of_all use) const {
  whole_use{*at_, name, use}.check(rows.total());
  return on_every_rank(*at_, rows);
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
  reads_.push_back({.rows = everywhere_ ? on_every_rank(*at_, rows) : in_equal_blocks(*at_, rows),
                    .name = name,
                    .low = low,
                    .high = high,
                    .width = width * static_cast<std::size_t>(rows.row_length())});
  if (length_ < 0) length_ = rows.matrix_rows();
}

void loop_core::written(table& rows, const char* name) {
  rows = everywhere_ ? on_every_rank(*at_, rows) : cut(in_equal_blocks(*at_, rows));
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
  if (everywhere_) return {begin_, rt::length(end_ - begin_)};
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

}  // namespace detail

}  // namespace bodo::rt
