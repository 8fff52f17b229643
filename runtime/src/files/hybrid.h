#pragma once
// Parquet's RLE/bit-packing hybrid: runs of one value, and bit-packed runs of multiples of eight values. Reads forward;
// values beyond the end of the bytes are an error when they are read.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "files/bit_unpack.h"
#include "files/schema/file_error.h"

namespace bodo::rt::files {

class hybrid_reader {
 public:
  hybrid_reader() = default;
  // 40 bytes after `end` must be readable.
  hybrid_reader(const std::uint8_t* begin, const std::uint8_t* end, int width) : at_(begin), end_(end), width_(width) {
    if (width < 0 || width > 32) throw file_error("dictionary codes have an impossible width");
  }

  // A stretch of the next values that belong to one run: `packed` with the number of its first value in it, or null if
  // all of them are `value`.
  struct stretch {
    const std::uint8_t* packed;
    std::size_t first;
    std::uint32_t value;
    std::size_t count;
  };

  // The next stretch, of at most `n` > 0 values.
  stretch next(std::size_t n) {
    while (left_ == 0) start_run();
    const std::size_t k = std::min(n, left_);
    const stretch s{packed_, position_, value_, k};
    position_ += k;
    left_ -= k;
    return s;
  }

  void skip(std::size_t n) {
    while (n > 0) n -= next(n).count;
  }

  // Reads the next n values into `out`, which has room for 7 more; returns the largest.
  std::uint32_t read(std::size_t n, std::uint32_t* out) {
    std::uint32_t largest = 0;
    while (n > 0) {
      const stretch s = next(n);
      n -= s.count;
      if (s.packed == nullptr) {
        std::fill_n(out, s.count, s.value);
        largest = std::max(largest, s.value);
        out += s.count;
        continue;
      }
      std::size_t i = s.first;
      const std::size_t end = s.first + s.count;
      for (; i < end && i % 8 != 0; ++i) {
        *out = unpack_one(s.packed, width_, i);
        largest = std::max(largest, *out++);
      }
      const std::size_t groups = (end - i) / 8;
      if (groups != 0) {
        largest = std::max(largest, unpack(s.packed + i / 8 * static_cast<std::size_t>(width_), width_, groups, out));
        out += 8 * groups;
        i += 8 * groups;
      }
      for (; i < end; ++i) {
        *out = unpack_one(s.packed, width_, i);
        largest = std::max(largest, *out++);
      }
    }
    return largest;
  }

  int width() const { return width_; }

 private:
  void start_run() {
    std::uint32_t head = 0;
    for (int shift = 0;; shift += 7) {
      if (at_ == end_ || shift > 28) throw file_error("a page holds fewer values than it claims");
      const std::uint8_t b = *at_++;
      head |= std::uint32_t{b & 127u} << shift;
      if (b < 128) break;
    }
    const auto there = static_cast<std::size_t>(end_ - at_);
    position_ = 0;
    if ((head & 1) != 0) {
      const std::size_t claimed = std::size_t{head >> 1} * static_cast<std::size_t>(width_);
      packed_ = at_;
      left_ = std::size_t{head >> 1} * 8;
      // some writers omit unused bytes of the last group
      if (claimed > there) left_ = there * 8 / static_cast<std::size_t>(width_);
      at_ += std::min(claimed, there);
    } else {
      const auto bytes = static_cast<std::size_t>((width_ + 7) / 8);
      if (bytes > there) throw file_error("a page holds fewer values than it claims");
      packed_ = nullptr;
      value_ = 0;
      for (std::size_t b = 0; b < bytes; ++b) value_ |= std::uint32_t{at_[b]} << (8 * b);
      left_ = head >> 1;
      at_ += bytes;
    }
  }

  const std::uint8_t* at_ = nullptr;
  const std::uint8_t* end_ = nullptr;
  const std::uint8_t* packed_ = nullptr;  // the current run
  std::size_t position_ = 0;
  std::size_t left_ = 0;
  std::uint32_t value_ = 0;
  int width_ = 0;
};

}  // namespace bodo::rt::files
