#pragma once
// A string in a column: 16 bytes, as Arrow's and Umbra's string views, but with a pointer in place of a buffer number,
// so that no kernel needs a list of buffers. Up to 12 bytes are inline; of longer strings the first 4 are, and the
// bytes belong to the owner of the column (a heap of the table, a dictionary, a page).
#include <cstdint>
#include <cstring>
#include <string_view>

namespace bodo::rt {

class text {
 public:
  static constexpr std::uint32_t inline_capacity = 12;

  text() noexcept : size_(0), bytes_{} {}

  // `s` must outlive the text if it is longer than 12 bytes.
  explicit text(std::string_view s) noexcept : size_(static_cast<std::uint32_t>(s.size())), bytes_{} {
    if (size_ <= inline_capacity) {
      if (size_ != 0) std::memcpy(bytes_, s.data(), size_);
    } else {
      std::memcpy(bytes_, s.data(), 4);
      const char* p = s.data();
      std::memcpy(bytes_ + 4, &p, sizeof p);
    }
  }

  std::uint32_t size() const noexcept { return size_; }
  bool is_inline() const noexcept { return size_ <= inline_capacity; }

  const char* data() const noexcept { return is_inline() ? bytes_ : outside(); }

  std::string_view view() const noexcept { return {data(), size_}; }
  operator std::string_view() const noexcept { return view(); }

  friend bool operator==(const text& a, const text& b) noexcept {
    // length and first four bytes decide most comparisons
    if (std::memcmp(&a, &b, 8) != 0) return false;
    if (a.is_inline()) return std::memcmp(a.bytes_ + 4, b.bytes_ + 4, 8) == 0;
    return std::memcmp(a.outside(), b.outside(), a.size_) == 0;
  }

  // By bytes, in UTF-8 the same as by code points. The first four bytes decide most comparisons.
  friend int compare(const text& a, const text& b) noexcept {
    const std::uint32_t x = a.prefix(), y = b.prefix();
    if (x != y) return x < y ? -1 : 1;
    const std::uint32_t shorter = a.size_ < b.size_ ? a.size_ : b.size_;
    const int c = std::memcmp(a.data(), b.data(), shorter);
    return c != 0 ? c : a.size_ < b.size_ ? -1 : static_cast<int>(a.size_ > b.size_);
  }
  friend bool operator<(const text& a, const text& b) noexcept { return compare(a, b) < 0; }
  friend bool operator>(const text& a, const text& b) noexcept { return compare(a, b) > 0; }
  friend bool operator<=(const text& a, const text& b) noexcept { return compare(a, b) <= 0; }
  friend bool operator>=(const text& a, const text& b) noexcept { return compare(a, b) >= 0; }

  // The first four bytes as a number with the same order (a shorter string is padded with zeros).
  std::uint32_t prefix() const noexcept {
    std::uint32_t bits;
    std::memcpy(&bits, bytes_, 4);
    return __builtin_bswap32(bits);
  }

 private:
  const char* outside() const noexcept {  // the bytes of one that isn't inline
    const char* p;
    std::memcpy(&p, bytes_ + 4, sizeof p);
    return p;
  }

  std::uint32_t size_;
  char bytes_[12];
};

int compare(const text& a, const text& b) noexcept;

static_assert(sizeof(text) == 16);

}  // namespace bodo::rt
