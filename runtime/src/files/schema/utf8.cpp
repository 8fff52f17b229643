#include "files/schema/utf8.h"

#include <arrow/util/utf8.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "files/avx2.h"
#include "files/schema/file_error.h"

namespace bodo::rt::files {

namespace {

bool is_utf8_by_arrow(const char* bytes, std::size_t size) {
  static const bool initialised = (arrow::util::InitializeUTF8(), true);
  return initialised &&
         arrow::util::ValidateUTF8(reinterpret_cast<const std::uint8_t*>(bytes), static_cast<std::int64_t>(size));
}

text_bytes find_kind(const char* bytes, std::size_t size) {
  if (!is_utf8_by_arrow(bytes, size)) return text_bytes::not_utf8;
  const bool ascii = std::all_of(bytes, bytes + size, [](char b) { return static_cast<std::uint8_t>(b) < 0x80; });
  return ascii ? text_bytes::ascii : text_bytes::utf8;
}

#if defined(__x86_64__)

// Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte", 2021: three tables say which mistakes
// the halves of a byte and the upper half of the next one allow; those that all three do have been made.
constexpr std::uint8_t too_short = 1, too_long = 2, overlong_3 = 4, too_large = 8, surrogate = 16, overlong_2 = 32,
                       too_large_1000 = 64, overlong_4 = 64, two_continuations = 128,
                       any_first = too_short | too_long | two_continuations;

struct alignas(16) table {
  std::uint8_t of[16];
};
constexpr table first_high{{too_long, too_long, too_long, too_long, too_long, too_long, too_long, too_long,
                            two_continuations, two_continuations, two_continuations, two_continuations,
                            too_short | overlong_2, too_short, too_short | overlong_3 | surrogate,
                            too_short | too_large | too_large_1000 | overlong_4}};
constexpr std::uint8_t beyond = any_first | too_large | too_large_1000;
constexpr table first_low{{any_first | overlong_3 | overlong_2 | overlong_4, any_first | overlong_2, any_first,
                           any_first, any_first | too_large, beyond, beyond, beyond, beyond, beyond, beyond, beyond,
                           beyond, beyond | surrogate, beyond, beyond}};
constexpr std::uint8_t continued = too_long | overlong_2 | two_continuations;
constexpr table second_high{{too_short, too_short, too_short, too_short, too_short, too_short, too_short, too_short,
                             continued | overlong_3 | too_large_1000 | overlong_4, continued | overlong_3 | too_large,
                             continued | surrogate | too_large, continued | surrogate | too_large, too_short, too_short,
                             too_short, too_short}};

WITH_AVX2 inline __m256i load(const char* p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); }
WITH_AVX2 inline __m256i look_up(const table& t, __m256i half) {
  const __m128i of = _mm_load_si128(reinterpret_cast<const __m128i*>(t.of));
  return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(of), half);
}

WITH_AVX2 text_bytes find_kind_avx2(const char* bytes, std::size_t size) {
  const __m256i half = _mm256_set1_epi8(15);
  __m256i wrong = _mm256_setzero_si256();
  bool ascii = true;
  constexpr std::size_t step = 32, before = 3;
  // to the end, and a byte beyond it: zeros follow, which no character that was cut off goes on with
  for (std::size_t i = 0; i <= size; i += step) {
    char edge[before + step];
    const char* at = bytes + i;
    if (i == 0 || size - i < step) {
      std::memset(edge, 0, sizeof edge);
      const std::size_t known = std::min(i, before);
      std::memcpy(edge + before - known, at - known, known + std::min(step, size - i));
      at = edge + before;
    }
    const __m256i b = load(at), third = load(at - 3);
    if (_mm256_movemask_epi8(_mm256_or_si256(b, third)) == 0) continue;
    ascii = false;
    const __m256i first = load(at - 1), second = load(at - 2);
    const __m256i first_upper = _mm256_and_si256(_mm256_srli_epi16(first, 4), half);
    const __m256i upper = _mm256_and_si256(_mm256_srli_epi16(b, 4), half);
    const __m256i firsts =
        _mm256_and_si256(look_up(first_high, first_upper), look_up(first_low, _mm256_and_si256(first, half)));
    const __m256i mistakes = _mm256_and_si256(firsts, look_up(second_high, upper));
    // the third byte of three and of four, and the fourth, are the second continuations, and must be there
    const __m256i wanted = _mm256_or_si256(_mm256_subs_epu8(second, _mm256_set1_epi8(0xE0 - 0x80)),
                                           _mm256_subs_epu8(third, _mm256_set1_epi8(0xF0 - 0x80)));
    wrong = _mm256_or_si256(
        wrong, _mm256_xor_si256(_mm256_and_si256(wanted, _mm256_set1_epi8(static_cast<char>(0x80))), mistakes));
  }
  if (_mm256_testz_si256(wrong, wrong) == 0) return text_bytes::not_utf8;
  return ascii ? text_bytes::ascii : text_bytes::utf8;
}

auto choose() { return has_avx2() ? find_kind_avx2 : find_kind; }

#else

auto choose() { return find_kind; }

#endif

}  // namespace

text_bytes kind_of(std::string_view s) {
  static const auto find = choose();
  return find(s.data(), s.size());
}

bool is_utf8(std::string_view s) {
  return s.size() < 128 ? is_utf8_by_arrow(s.data(), s.size()) : kind_of(s) != text_bytes::not_utf8;
}

void not_utf8(std::string_view s) {
  constexpr std::size_t most = 40;
  std::string shown;
  for (const char c : s.substr(0, most)) {
    char text[8];
    if (c >= ' ' && c <= '~')
      shown += c;
    else
      std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned char>(c)), shown += text;
  }
  throw file_error("'" + shown + (s.size() > most ? "..." : "") + "' is not UTF-8, as texts are");
}

}  // namespace bodo::rt::files
