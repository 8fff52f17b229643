#pragma once
// The values of one data page (those that are not missing), read forward: densely, or only those at some positions,
// which makes late columns cheap. There are four layouts:
//   fixed   plain values of fixed width in the page
//   texts   plain strings (or decimals as byte arrays): a length, then the bytes
//   coded   bit-packed codes into the row group's dictionary
//   ready   converted when the page was opened (booleans; encodings that libparquet decodes)
// Codes, lengths and sizes are checked before they are used as indexes.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "bodo/rt/dictionary.h"
#include "files/hybrid.h"
#include "files/schema/column_form.h"

namespace bodo::rt::files {

// The target of a column's values.
struct value_target {
  field as;
  storage kept = storage::i64;
  std::size_t width = 8;
  dictionary* words = nullptr;  // of a coded column
};

// A text of n bytes at p; 16 bytes from p on must be readable.
inline text text_at(const std::uint8_t* p, std::uint32_t n) {
  struct {
    std::uint32_t size;
    std::uint8_t bytes[12];
  } raw;
  static_assert(sizeof raw == sizeof(text));
  raw.size = n;
  if (n <= text::inline_capacity) {
    std::uint64_t word[2];
    std::memcpy(word, p, 16);
    // bytes beyond the string are zero, so that equality of short strings is two comparisons
    const std::uint32_t low = n < 8 ? n : 8, high = n - low;
    const std::uint64_t first = low == 8 ? word[0] : word[0] & ((std::uint64_t{1} << 8 * low) - 1);
    const auto second = static_cast<std::uint32_t>(word[1] & ((std::uint64_t{1} << 8 * high) - 1));
    std::memcpy(raw.bytes, &first, 8);
    std::memcpy(raw.bytes + 8, &second, 4);
  } else {
    std::memcpy(raw.bytes, p, 4);
    std::memcpy(raw.bytes + 4, &p, sizeof p);
  }
  text t;
  std::memcpy(static_cast<void*>(&t), &raw, sizeof t);
  return t;
}

// A row group's dictionary, in the field's storage: in the page itself if it has the right layout.
struct page_dictionary {
  const void* values = nullptr;
  std::size_t size = 0;
  double bound = 0;                      // no magnitude is larger (integers and decimals)
  std::vector<std::uint64_t> converted;  // room for values, as words for alignment

  const void* data() const { return values; }
};

class page_values {
 public:
  void set_form(const column_form& form, const value_target& target);

  // 64 bytes after `size` must be readable.
  void open_plain(const std::uint8_t* data, std::size_t size);
  void open_coded(const std::uint8_t* data, std::size_t size, const page_dictionary& dictionary);
  void open_ready(const void* values, std::size_t count);

  void skip(std::size_t n);
  // Reads the next n (at most 4,096) values.
  void take(std::size_t n, void* out);
  // Writes value at[k] of the next n values to slot slots[k] of `out`, for k < count; `at` ascends.
  void pick(std::size_t n, const std::uint16_t* at, std::size_t count, void* out, const std::uint16_t* slots);

  // The codes of the values that the last call of take or pick has returned, in their order; null if the page is not
  // coded.
  const std::uint32_t* codes() const { return mode_ == mode::coded ? scratch_.data() : nullptr; }

  // The largest magnitude that take and pick have returned since `clear_bound`, or more.
  double bound() const;
  void clear_bound();

  // Turns plain values (a dictionary page's, which stays as long as the dictionary) into the field's storage.
  void read_dictionary(const std::uint8_t* data, std::size_t size, std::size_t count, page_dictionary& dictionary);

 private:
  enum class mode : std::uint8_t {
    fixed,
    texts,
    coded,
    ready
  };

  void need(std::size_t n) const;
  std::string_view string_at(const std::uint8_t*& at) const;  // moves `at` after it
  // Checks that the texts from `from` to `at_` for whose number wanted() is true are UTF-8; `sizes`: the or of all
  // sizes.
  template <class Wanted>
  void check_texts(const std::uint8_t* from, std::size_t sizes, Wanted wanted) const;
  [[noreturn]] void refuse_text(std::string_view s) const;
  void take_texts(std::size_t n, void* out);
  void pick_texts(std::size_t n, const std::uint16_t* at, std::size_t count, void* out, const std::uint16_t* slots);
  void put_text(std::string_view s, void* out, std::size_t slot);
  void see(const void* values, std::size_t n);
  void see_picked(const void* values, const std::uint16_t* slots, std::size_t count);

  column_form form_;
  value_target target_;
  conversion conversion_;
  mode mode_ = mode::ready;
  const std::uint8_t* at_ = nullptr;
  const std::uint8_t* end_ = nullptr;
  std::size_t left_ = 0;  // values of `ready`
  hybrid_reader codes_;
  const page_dictionary* dictionary_ = nullptr;
  uint128 magnitude_ = 0;  // the or of all magnitudes
  double bound_ = 0;       // of values from dictionaries
  std::vector<std::uint32_t> scratch_ = std::vector<std::uint32_t>(4096 + 8);
  std::vector<std::uint64_t> raw_;  // room for values between conversion and their slots
};

}  // namespace bodo::rt::files
