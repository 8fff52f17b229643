#include "bodo/rt/batch.h"

#include <numeric>

#include "columns/known_bits.h"

namespace bodo::rt {

constinit const std::array<std::uint16_t, batch_capacity> all_positions = [] {
  std::array<std::uint16_t, batch_capacity> all{};
  std::iota(all.begin(), all.end(), std::uint16_t{0});
  return all;
}();

std::vector<column_view> batch::operator[](std::initializer_list<std::size_t> numbers) const {
  std::vector<column_view> all;
  all.reserve(numbers.size());
  for (const std::size_t c : numbers) all.push_back(columns[c]);
  return all;
}

void selection::keep_known(std::initializer_list<column_view> columns) {
  if (empty()) return;
  known_bits known(at_[count_ - 1] + 1U);
  for (const column_view& column : columns) known.add(column);
  if (known.some_missing()) keep([&](std::uint32_t i) { return known[i]; });
}

selection known(const rows& of, std::initializer_list<column_view> columns) {
  selection kept(of);
  kept.keep_known(columns);
  return kept;
}

}  // namespace bodo::rt
