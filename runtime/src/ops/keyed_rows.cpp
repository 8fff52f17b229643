#include "ops/keyed_rows.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace bodo::rt {

namespace {

constexpr int most_bits = 11;         // of a digit: the buckets' ends are in the fastest cache
constexpr std::size_t few_rows = 24;  // are sorted by insertion

void sort_few(keyed_row* rows, std::size_t n) {
  for (std::size_t i = 1; i < n; ++i) {
    const keyed_row x = rows[i];
    std::size_t k = i;
    for (; k > 0 && rows[k - 1].key > x.key; --k) rows[k] = rows[k - 1];
    rows[k] = x;
  }
}

// From the highest bits that differ: after the first digit the buckets of most sorts fit in a cache. The sorted rows
// are in their place, or, if not `stay`, in `scratch`.
void sort_range(keyed_row* rows, keyed_row* scratch, std::size_t n, bool stay) {
  const auto end = [&] {
    if (!stay) copy_bytes(scratch, rows, n * sizeof(keyed_row));
  };
  if (n <= few_rows) {
    sort_few(rows, n);
    return end();
  }
  std::uint64_t any = 0, all = ~std::uint64_t{0};
  bool sorted = true;
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t key = rows[i].key;
    any |= key, all &= key;
    sorted &= before <= key;
    before = key;
  }
  if (sorted) return end();
  const int high = std::bit_width(any & ~all);
  // buckets of about eight rows, if the keys are spread evenly
  const int bits = std::min({most_bits, high, std::max(1, static_cast<int>(std::bit_width(n)) - 3)});
  const int shift = high - bits;
  const std::size_t buckets = std::size_t{1} << bits;
  std::uint32_t ends[std::size_t{1} << most_bits];
  std::fill(ends, ends + buckets, 0);
  const auto bucket = [&](const keyed_row& r) { return r.key >> shift & (buckets - 1); };
  for (std::size_t i = 0; i < n; ++i) ++ends[bucket(rows[i])];
  std::uint32_t sum = 0;
  for (std::size_t b = 0; b < buckets; ++b) sum += std::exchange(ends[b], sum);
  for (std::size_t i = 0; i < n; ++i) scratch[ends[bucket(rows[i])]++] = rows[i];
  if (shift == 0) {
    if (stay) copy_bytes(rows, scratch, n * sizeof(keyed_row));
    return;
  }
  for (std::size_t b = 0, begin = 0; b < buckets; begin = ends[b++])
    sort_range(scratch + begin, rows + begin, ends[b] - begin, !stay);
}

}  // namespace

void sort_by_key(std::span<keyed_row> rows, keyed_row* scratch) { sort_range(rows.data(), scratch, rows.size(), true); }

void sort_by_key(array<keyed_row>& rows, array<keyed_row>& scratch) {
  if (rows.size() > few_rows) {
    if (scratch.capacity() < rows.size()) scratch.free();
    scratch.resize(rows.size());
  }
  sort_by_key(std::span(rows.data(), rows.size()), scratch.data());
}

}  // namespace bodo::rt
