#pragma once
// Collectives on small values (partial states, counts, file lists), the guard before each collective statement, and the
// arithmetic of equal blocks. Bulk data goes through exchange.h.
//
// Rule: functions with a `site` guard themselves; the helpers without one (allgather, bcast, totals) are parts of a
// collective statement whose guard has been passed. All of them notice failures of other ranks while they wait, and
// throw their error.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "bodo/rt/guard.h"
#include "bodo/rt/session.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

// A range of rows of this rank, by global row number.
struct block {
  std::int64_t begin = 0;
  std::int64_t count = 0;

  constexpr std::int64_t end() const { return begin + count; }
  // The rows of this block from global row `from` (inclusive) to `to` (exclusive).
  constexpr block clip(std::int64_t from, std::int64_t to) const {
    const std::int64_t b = begin < from ? from : begin;
    const std::int64_t e = end() > to ? to : end();
    return b < e ? block{b, e - b} : block{b < end() ? b : end(), 0};
  }
  // The rows among the first n of all rows, and among the last n of `total` rows.
  constexpr block first(std::int64_t n) const { return clip(0, n); }
  constexpr block last(std::int64_t n, std::int64_t total) const { return clip(n < total ? total - n : 0, total); }
};

// The number of rows of a range of n: 0 if n is negative.
constexpr std::int64_t length(std::int64_t n) { return n > 0 ? n : 0; }

// Equal blocks: rank r of p holds the rows from r*(n div p) + min(r, n mod p); the first n mod p ranks hold one more.
constexpr block block_of(std::int64_t n, int rank, int size) {
  const std::int64_t each = n / size, more = n % size;
  return {rank * each + (rank < more ? rank : more), each + (rank < more ? 1 : 0)};
}
inline block block_of(std::int64_t n) { return block_of(length(n), rank(), size()); }

// The rank that holds row `i` of n in equal blocks.
constexpr int owner_of(std::int64_t i, std::int64_t n, int size) {
  const std::int64_t each = n / size, more = n % size;
  const std::int64_t big = more * (each + 1);
  return static_cast<int>(i < big ? i / (each + 1) : more + (i - big) / (each > 0 ? each : 1));
}

// Every rank's bytes, on every rank (allgather) or on the root alone (gather: empty elsewhere).
struct gathered {
  std::vector<char> bytes;
  std::vector<std::int64_t> offsets;  // size() + 1 of them

  std::string_view of(int rank) const {
    const auto r = static_cast<std::size_t>(rank);
    return {bytes.data() + offsets[r], static_cast<std::size_t>(offsets[r + 1] - offsets[r])};
  }
};
gathered allgather(std::string_view mine);
gathered gather(std::string_view mine, int root);
// Bytes that go from their place straight to their places on all ranks: those of rank r to all + offsets[r]. If another
// rank fails on the way, its error is thrown, and the memory must stay: messages may still be under way.
struct in_place {
  const char* mine;
  char* all;
  std::span<const std::int64_t> offsets;  // size() + 1 of them
};
void allgather(std::span<const in_place> all);
// The root's bytes on every rank; the argument is used only on the root.
std::vector<char> bcast(std::string_view bytes, int root);

// `bytes` of each rank, as many on each, in rank order.
void allgather(const void* mine, std::size_t bytes, void* all);
void bcast(void* data, std::size_t bytes, int root);

template <class T>
  requires std::is_trivially_copyable_v<T>
std::vector<T> allgather_value(const T& mine) {
  std::vector<T> all(static_cast<std::size_t>(size()));
  allgather(&mine, sizeof(T), all.data());
  return all;
}
template <class T>
  requires std::is_trivially_copyable_v<T>
T bcast_value(T value, int root) {
  bcast(&value, sizeof value, root);
  return value;
}

std::int64_t total(std::int64_t mine);           // the sum over all ranks
std::int64_t exclusive_scan(std::int64_t mine);  // the sum over the ranks before this one
struct counted {
  std::int64_t first;  // exclusive scan
  std::int64_t total;
};
counted scan_and_total(std::int64_t mine);     // both, in one message (`count` is the aggregate)
bool any_rank(bool mine);                      // true if it is true on any rank
void any_rank(std::span<std::uint64_t> bits);  // sets the bits that are set on any rank; as many words on each

// Waits until every rank has called it.
void barrier(const site& at);

}  // namespace bodo::rt
