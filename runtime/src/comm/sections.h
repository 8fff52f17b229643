#pragma once
// A message as a sequence of arrays: the sender appends them, the receiver takes them in the same order and reads them
// in place (each aligned to 16 bytes).
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "bodo/rt/memory.h"

namespace bodo::rt {

class section_writer {
 public:
  explicit section_writer(array<std::byte>& to) : to_(to) {}

  // Room for n values, to be written before anything else is appended.
  template <class T>
  T* room(std::size_t n) {
    const std::uint64_t head[2] = {n, 0};
    std::memcpy(to_.extend(sizeof head), head, sizeof head);
    const std::size_t bytes = n * sizeof(T), padded = (bytes + 15) / 16 * 16;
    std::byte* const at = to_.extend(padded);
    clear_bytes(at + bytes, padded - bytes);
    return reinterpret_cast<T*>(at);
  }
  template <class T>
  void put(const T* values, std::size_t n) {
    T* const at = room<T>(n);
    copy_bytes(at, values, n * sizeof(T));
  }

 private:
  array<std::byte>& to_;
};

class section_reader {
 public:
  explicit section_reader(std::span<std::byte> from) : from_(from) {}

  bool at_end() const { return next_ == from_.size(); }
  template <class T>
  std::span<T> take() {
    std::uint64_t n;
    std::memcpy(&n, from_.data() + next_, sizeof n);
    T* const at = reinterpret_cast<T*>(from_.data() + next_ + 16);
    next_ += 16 + (n * sizeof(T) + 15) / 16 * 16;
    return {at, n};
  }

 private:
  std::span<std::byte> from_;
  std::size_t next_ = 0;
};

}  // namespace bodo::rt
