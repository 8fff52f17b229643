#include "bodo/rt/text_arena.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <new>
#include <stdexcept>
#include <utility>

namespace bodo::rt {

// A piece's bytes follow it.
struct text_arena::piece {
  piece* before;
  std::size_t size;
};

namespace {
constexpr std::size_t first_piece = std::size_t{64} << 10;
}

void text_arena::grow(std::size_t size) {
  if (size > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("a string of more than 4 GiB");
  const std::size_t wanted = std::max({size, first_piece, last_ != nullptr ? 2 * last_->size : 0});
  auto* p = static_cast<piece*>(::operator new(sizeof(piece) + wanted));
  *p = {last_, wanted};
  last_ = p;
  next_ = reinterpret_cast<char*>(p + 1);
  end_ = next_ + wanted;
  bytes_ += wanted;
}

void text_arena::clear() {
  if (last_ == nullptr) return;
  // the last piece is the largest
  for (piece* p = std::exchange(last_->before, nullptr); p != nullptr;) {
    bytes_ -= p->size;
    ::operator delete(std::exchange(p, p->before));
  }
  next_ = reinterpret_cast<char*>(last_ + 1);
}

void text_arena::release() {
  for (piece* p = last_; p != nullptr;) ::operator delete(std::exchange(p, p->before));
}

void text_arena::swap(text_arena& other) noexcept {
  std::swap(last_, other.last_);
  std::swap(next_, other.next_);
  std::swap(end_, other.end_);
  std::swap(bytes_, other.bytes_);
}

}  // namespace bodo::rt
