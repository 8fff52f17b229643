#pragma once
// The only member of a frame in ordinary code: a counted reference to this rank's rows, in the runtime library.
#include <cstdint>

namespace bodo::detail {

struct frame_state;  // defined by the runtime (rt/frame_state.h)
void retain(const frame_state* frame) noexcept;
void release(const frame_state* frame) noexcept;  // destroys it with the last reference

class handle {
 public:
  handle() noexcept = default;
  explicit handle(const frame_state* frame) noexcept : frame_(frame) {}  // takes over one reference
  handle(const handle& other) noexcept : frame_(other.frame_) {
    if (frame_ != nullptr) retain(frame_);
  }
  handle(handle&& other) noexcept : frame_(other.frame_) { other.frame_ = nullptr; }
  handle& operator=(handle other) noexcept {
    const frame_state* const mine = frame_;
    frame_ = other.frame_;
    other.frame_ = mine;
    return *this;
  }
  ~handle() {
    if (frame_ != nullptr) release(frame_);
  }

  const frame_state* get() const noexcept { return frame_; }
  explicit operator bool() const noexcept { return frame_ != nullptr; }

 private:
  const frame_state* frame_ = nullptr;
};

// The elements of an array that this rank has: the numbers first, first + 1, ... of `all`.
struct array_part {
  const void* elements;
  std::int64_t size, first, all, row_length;
  bool is_distributed;
};
array_part part_of(const handle& array) noexcept;

// The runtime's way into DataFrame, Series and Matrix; specified in rt/frame_state.h.
struct access;
struct column_init;

}  // namespace bodo::detail
