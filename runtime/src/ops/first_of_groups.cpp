#include "ops/first_of_groups.h"

#include <algorithm>

#include "ops/row_order.h"

namespace bodo::rt {

rows first_of_groups::keep(std::span<const column_view> groups, const column_view& first, rows of) {
  const std::span<const std::uint32_t> group = groups_.find(groups, of);
  const bool decides = approximate_order(first_, first, of, by_, places_.data()) && only_;
  rows_ += of.count;
  std::size_t most = counts_.size();
  for (const std::uint32_t g : group) most = std::max<std::size_t>(most, g + 1);
  counts_.resize(most);
  best_.resize(most * n_);
  kept_.clear();
  for (std::uint32_t k = 0; k < of.count; ++k) {
    std::uint64_t* const best = best_.data() + group[k] * n_;
    std::uint32_t& count = counts_[group[k]];
    const std::uint64_t place = places_[k];
    const bool full = count == n_;
    // a row that is equal to the last one comes after it
    const bool stays = !full || place < best[n_ - 1] || (place == best[n_ - 1] && !decides);
    kept_.add_if(of[k], stays);
    if (!stays || (full && place == best[n_ - 1])) continue;
    std::size_t to = full ? n_ - 1 : count++;
    for (; to > 0 && best[to - 1] > place; --to) best[to] = best[to - 1];
    best[to] = place;
  }
  return kept_;
}

bool first_of_groups::worthwhile() const {
  constexpr std::int64_t trial = 1 << 20;
  return rows_ < trial || static_cast<std::int64_t>(counts_.size() * n_) * 4 <= rows_;
}

}  // namespace bodo::rt
