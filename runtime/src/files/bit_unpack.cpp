#include "files/bit_unpack.h"

#include <array>

#include "files/avx2.h"

namespace bodo::rt::files {
namespace {

using unpacker = std::uint32_t (*)(const std::uint8_t*, int, std::size_t, std::uint32_t*);

std::uint32_t unpack_scalar(const std::uint8_t* packed, int width, std::size_t groups, std::uint32_t* out) {
  std::uint32_t largest = 0;
  for (std::size_t i = 0; i < 8 * groups; ++i) {
    out[i] = unpack_one(packed, width, i);
    largest = out[i] > largest ? out[i] : largest;
  }
  return largest;
}

#if defined(__x86_64__)

// Eight values of w bits are w bytes. The lower four are in the 16 bytes from the group's start, the upper four in the
// 16 from byte w/2; a byte shuffle brings the four bytes that hold a value into its lane, a shift its first bit to
// bit 0. A value with its offset inside a byte has to fit into 32 bits: w <= 25.
constexpr int widest = 25;

struct alignas(32) plan {
  std::array<std::uint8_t, 32> bytes{};
  std::array<std::uint32_t, 8> shifts{};
};

constexpr std::array<plan, widest + 1> make_plans() {
  std::array<plan, widest + 1> plans{};
  for (int w = 1; w <= widest; ++w) {
    auto& p = plans[static_cast<std::size_t>(w)];
    for (int lane = 0; lane < 8; ++lane) {
      const int half = lane < 4 ? 0 : 4 * w / 8;
      const int bit = lane * w - half * 8;
      for (int b = 0; b < 4; ++b) {
        const int source = bit / 8 + b;
        p.bytes[static_cast<std::size_t>(lane * 4 + b)] =
            static_cast<std::uint8_t>(source < 16 ? source : 0x80);  // beyond: zero, never part of the value
      }
      p.shifts[static_cast<std::size_t>(lane)] = static_cast<std::uint32_t>(bit % 8);
    }
  }
  return plans;
}

constexpr auto plans = make_plans();

WITH_AVX2 std::uint32_t unpack_avx2(const std::uint8_t* packed, int width, std::size_t groups, std::uint32_t* out) {
  if (width == 0 || width > widest) return unpack_scalar(packed, width, groups, out);
  const plan& p = plans[static_cast<std::size_t>(width)];
  const __m256i bytes = _mm256_load_si256(reinterpret_cast<const __m256i*>(p.bytes.data()));
  const __m256i shifts = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p.shifts.data()));
  const __m256i mask = _mm256_set1_epi32(static_cast<int>((1u << width) - 1));
  const int half = 4 * width / 8;
  __m256i largest = _mm256_setzero_si256();
  for (std::size_t g = 0; g < groups; ++g) {
    const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(packed));
    const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(packed + half));
    __m256i v = _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
    v = _mm256_and_si256(_mm256_srlv_epi32(_mm256_shuffle_epi8(v, bytes), shifts), mask);
    largest = _mm256_max_epu32(largest, v);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), v);
    packed += width;
    out += 8;
  }
  alignas(32) std::uint32_t lanes[8];
  _mm256_store_si256(reinterpret_cast<__m256i*>(lanes), largest);
  std::uint32_t m = 0;
  for (const std::uint32_t v : lanes) m = v > m ? v : m;
  return m;
}

unpacker choose() { return has_avx2() ? unpack_avx2 : unpack_scalar; }

#else

unpacker choose() { return unpack_scalar; }

#endif

const unpacker chosen = choose();

}  // namespace

std::uint32_t unpack(const std::uint8_t* packed, int width, std::size_t groups, std::uint32_t* out) {
  return chosen(packed, width, groups, out);
}

}  // namespace bodo::rt::files
