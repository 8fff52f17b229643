#include "files/snappy.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace bodo::rt::files {
namespace {

// An element is a tag, whose lower two bits are its kind, and its operand: bytes that are not compressed, or the
// distance to bytes to copy that are there already.
enum kind : std::uint8_t {
  literal,
  copy_1,
  copy_2,
  copy_4
};  // copies by the bytes of their distance after the tag

struct element {
  std::uint8_t length = 0;     // of its output; 0: a long literal or a far copy, which `one` takes
  std::uint16_t distance = 0;  // the bits that are in the tag
};

constexpr auto elements = [] {
  std::array<element, 256> all;
  for (unsigned tag = 0; tag < 256; ++tag) {
    const auto length = static_cast<std::uint8_t>((tag >> 2) + 1);
    switch (tag & 3) {
      case literal: all[tag].length = length <= 60 ? length : 0; break;
      case copy_1:
        all[tag] = {static_cast<std::uint8_t>(4 + (tag >> 2 & 7)), static_cast<std::uint16_t>((tag & 0xe0) << 3)};
        break;
      case copy_2: all[tag].length = length; break;
      default: break;
    }
  }
  return all;
}();
constexpr std::array<std::uint32_t, 4> distance_mask = {0, 0xff, 0xffff, 0};  // of the four bytes after the tag

// An element needs at most this many bytes after its tag, and writes at most this many; but for long literals.
constexpr std::size_t reach = 80;

std::size_t little_endian(const std::uint8_t* bytes, std::size_t size) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value |= std::size_t{bytes[i]} << (8 * i);
  return value;
}

template <std::size_t N>
void copy(std::uint8_t* to, const std::uint8_t* from) {
  std::array<std::uint8_t, N> block;
  std::memcpy(block.data(), from, N);
  std::memcpy(to, block.data(), N);
}

struct decompressor {
  const std::uint8_t* in;
  const std::uint8_t* const in_end;
  std::uint8_t* const begin;
  std::uint8_t* out;
  std::uint8_t* const out_end;

  // The element at `in`, whatever it is, with all checks.
  bool one() {
    const unsigned tag = *in++;
    std::size_t length = (tag >> 2) + 1;
    if ((tag & 3) == literal) {
      if (length > 60) {
        const std::size_t bytes = length - 60;
        if (bytes > static_cast<std::size_t>(in_end - in)) return false;
        length = little_endian(in, bytes) + 1;
        in += bytes;
      }
      if (length > static_cast<std::size_t>(in_end - in) || length > static_cast<std::size_t>(out_end - out))
        return false;
      std::memcpy(out, in, length);
      in += length;
      out += length;
      return true;
    }
    const std::size_t bytes = (tag & 3) == copy_4 ? 4 : tag & 3;
    if (bytes > static_cast<std::size_t>(in_end - in)) return false;
    std::size_t distance = little_endian(in, bytes);
    in += bytes;
    if ((tag & 3) == copy_1) {
      length = elements[tag].length;
      distance += elements[tag].distance;
    }
    if (distance - 1 >= static_cast<std::size_t>(out - begin) || length > static_cast<std::size_t>(out_end - out))
      return false;
    repeat(distance, length);
    return true;
  }

  // Copies bytes that may overlap those that they make.
  void repeat(std::size_t distance, std::size_t length) {
    for (const std::uint8_t* from = out - distance; length > 0; --length) *out++ = *from++;
  }

  // Elements as long as both ends are far.
  bool many() {
    const std::uint8_t* const last_in = in_end - reach;
    std::uint8_t* const last_out = out_end - reach;
    std::size_t tag = *in++;
    for (;;) {
      const std::uint8_t* const body = in;
      const element e = elements[tag];
      const std::size_t k = tag & 3;
      const bool copies = k != literal;
      std::uint32_t after;
      std::memcpy(&after, body, sizeof after);
      const std::size_t distance = (after & distance_mask[k]) + e.distance;
      if (e.length == 0) [[unlikely]] {
        --in;
        if (!one()) return false;
        if (in >= last_in || out >= last_out) return true;
        tag = *in++;
        continue;
      }
      // both, and then one of them: a guess would often be wrong
      std::size_t tag_after_literal = body[(tag >> 2) + 1];
      std::size_t tag_after_copy = body[k];
      const std::uint8_t* after_literal = body + (tag >> 2) + 2;
      const std::uint8_t* after_copy = body + k + 1;
      tag = copies ? tag_after_copy : tag_after_literal;
      in = copies ? after_copy : after_literal;

      const auto made = static_cast<std::size_t>(out - begin);
      if (copies & ((distance - 1 >= made) | (distance < e.length))) [[unlikely]] {
        if (distance - 1 >= made) return false;
        if (distance < 8) {
          repeat(distance, e.length);
        } else {
          for (std::size_t i = 0; i < e.length; i += 8) copy<8>(out + i, out + i - distance);
          out += e.length;
        }
      } else {
        const std::uint8_t* const from = copies ? out - distance : body;
        copy<16>(out, from);
        if (e.length > 16) {
          copy<16>(out + 16, from + 16);
          copy<16>(out + 32, from + 32);
          copy<16>(out + 48, from + 48);
        }
        out += e.length;
      }
      if (in >= last_in || out >= last_out) {
        --in;
        return true;
      }
    }
  }

  bool run() {
    if (in_end - in > static_cast<std::ptrdiff_t>(reach) && out_end - out > static_cast<std::ptrdiff_t>(reach) &&
        !many())
      return false;
    while (in < in_end)
      if (!one()) return false;
    return out == out_end;
  }
};

// Skips the number of bytes that the stream says it makes; null if it is not `wanted`.
const std::uint8_t* after_length(const std::uint8_t* from, std::size_t size, std::size_t wanted) {
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(size, 5); ++i) {
    length |= std::uint64_t{from[i] & 0x7fU} << (7 * i);
    if (from[i] < 0x80) return length == wanted ? from + i + 1 : nullptr;
  }
  return nullptr;
}

}  // namespace

const std::uint8_t* snappy_literal(const std::uint8_t* from, std::size_t size, std::size_t wanted) {
  const std::uint8_t* const end = from + size;
  const std::uint8_t* in = after_length(from, size, wanted);
  if (in == nullptr || in == end || (*in & 3) != literal) return nullptr;
  std::size_t length = (*in++ >> 2) + 1;
  if (length > 60) {
    const std::size_t bytes = length - 60;
    if (bytes > static_cast<std::size_t>(end - in)) return nullptr;
    length = little_endian(in, bytes) + 1;
    in += bytes;
  }
  return length == wanted && static_cast<std::size_t>(end - in) == wanted ? in : nullptr;
}

bool snappy_decompress(const std::uint8_t* from, std::size_t size, std::uint8_t* to, std::size_t wanted) {
  const std::uint8_t* const in = after_length(from, size, wanted);
  return in != nullptr && decompressor{in, from + size, to, to, to + wanted}.run();
}

}  // namespace bodo::rt::files
