#include "bodo/rt/dictionary.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "bodo/rt/hash.h"

namespace bodo::rt {

dictionary::dictionary(const site& at) : at_(&at), heap_(at) {}
dictionary::~dictionary() = default;

std::int32_t dictionary::find(std::string_view word) const {
  if (slots_.empty()) return -1;
  const std::uint64_t h = hash(word);
  const text wanted(word);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t s = mix(h) & mask; slots_[s] != 0; s = (s + 1) & mask) {
    const auto code = static_cast<std::size_t>(slots_[s] - 1);
    if (hashes_[code] == h && words_[code] == wanted) return slots_[s] - 1;
  }
  return -1;
}

std::int32_t dictionary::intern(std::string_view word) {
  if (2 * (words_.size() + 1) > slots_.size()) rehash(slots_.empty() ? 16 : 2 * slots_.size());
  const std::uint64_t h = hash(word);
  const text wanted(word);
  const std::size_t mask = slots_.size() - 1;
  std::size_t s = mix(h) & mask;
  for (; slots_[s] != 0; s = (s + 1) & mask) {
    const auto code = static_cast<std::size_t>(slots_[s] - 1);
    if (hashes_[code] == h && words_[code] == wanted) return slots_[s] - 1;
  }
  if (size() == std::numeric_limits<std::int32_t>::max())
    fail(*at_, "a column has more than two billion different strings");
  words_.push_back(heap_.keep(wanted));
  first_ = words_.data();
  hashes_.push_back(h);
  slots_[s] = size();
  return size() - 1;
}

void dictionary::rehash(std::size_t slots) {
  slots_.assign(slots, 0);
  const std::size_t mask = slots - 1;
  for (std::int32_t code = 0; code < size(); ++code) {
    std::size_t s = mix(hashes_[static_cast<std::size_t>(code)]) & mask;
    while (slots_[s] != 0) s = (s + 1) & mask;
    slots_[s] = code + 1;
  }
}

const std::int32_t* dictionary::order() const {
  if (order_.size() != words_.size()) {
    std::vector<std::int32_t> sorted(words_.size());
    std::iota(sorted.begin(), sorted.end(), 0);
    std::sort(sorted.begin(), sorted.end(),
              [this](std::int32_t a, std::int32_t b) { return (*this)[a].view() < (*this)[b].view(); });
    order_.resize(words_.size());
    for (std::size_t place = 0; place < sorted.size(); ++place)
      order_[static_cast<std::size_t>(sorted[place])] = static_cast<std::int32_t>(place);
  }
  return order_.data();
}

void recoding::cover(const dictionary& from, dictionary& to) {
  if (from_.get() != &from || to_.get() != &to) {
    from_ = ref<const dictionary>(&from);
    to_ = ref<const dictionary>(&to);
    codes_.clear();
  }
  for (auto code = static_cast<std::int32_t>(codes_.size()); code < from.size(); ++code)
    codes_.push_back(to.intern(from[code].view()));
}

}  // namespace bodo::rt
