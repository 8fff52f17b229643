#pragma once
// Bytes of strings that an expression or an aggregate makes: memory that only grows, and is freed or reused as a whole.
// A batch's computed strings live in an arena that is cleared before the next batch; those of aggregates live as long
// as the aggregate.
#include <cstddef>
#include <cstring>
#include <string_view>

#include "bodo/rt/text.h"

namespace bodo::rt {

class text_arena {
 public:
  text_arena() = default;
  ~text_arena() { release(); }
  text_arena(const text_arena&) = delete;
  text_arena& operator=(const text_arena&) = delete;
  text_arena(text_arena&& other) noexcept { swap(other); }
  text_arena& operator=(text_arena&& other) noexcept {
    swap(other);
    return *this;
  }

  // Room for `size` bytes, valid until clear().
  char* room(std::size_t size) {
    if (static_cast<std::size_t>(end_ - next_) < size) grow(size);
    char* at = next_;
    next_ += size;
    return at;
  }
  // A text with bytes of its own in the arena (short ones need none).
  text keep(std::string_view s) {
    if (s.size() <= text::inline_capacity) return text(s);
    char* at = room(s.size());
    std::memcpy(at, s.data(), s.size());
    return text(std::string_view(at, s.size()));
  }
  // Returns the last `size` bytes of the latest room: for results whose size is known only when they are done.
  void give_back(std::size_t size) { next_ -= size; }
  // Discards all texts, and keeps the largest piece of memory for the next ones.
  void clear();
  std::size_t bytes() const { return bytes_; }

 private:
  void grow(std::size_t size);
  void release();
  void swap(text_arena& other) noexcept;

  struct piece;
  piece* last_ = nullptr;
  char* next_ = nullptr;
  char* end_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace bodo::rt
