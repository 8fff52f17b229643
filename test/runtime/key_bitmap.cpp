#include "keys/key_bitmap.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <vector>

#include "keys/key_table.h"

namespace test_key_bitmap {

using namespace bodo::rt;

namespace {

constexpr site here{"key_bitmap.cpp", 1, "test"};

}  // namespace

TEST_CASE("a bitmap numbers keys in the order of first sight, and finds them") {
  std::mt19937_64 random(5);
  for (const int bits : {18, 20, 23}) {
    const std::size_t range = std::size_t{1} << bits;
    std::vector<std::uint64_t> keys;
    std::map<std::uint64_t, std::uint32_t> expected;
    for (std::size_t i = 0; i < range / 40; ++i) keys.push_back(i % 3 == 0 ? range - 1 - i / 7 : random() % range);
    keys.push_back(0);
    REQUIRE(key_bitmap::suits(1, bits, keys.size()));

    key_bitmap bitmap(here);
    CHECK(!bitmap.built());
    std::vector<std::uint32_t> numbers(keys.size());
    const std::uint32_t count = bitmap.build(bits, keys.data(), keys.size(), numbers.data());
    CHECK(bitmap.built());
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto number = expected.emplace(keys[i], static_cast<std::uint32_t>(expected.size())).first->second;
      if (numbers[i] != number) FAIL("key " << i << " has number " << numbers[i] << " instead of " << number);
    }
    CHECK(count == expected.size());

    std::vector<std::uint64_t> asked = {0, range - 1, range / 2, 63, 64, 65};
    for (int i = 0; i < 5000; ++i) asked.push_back(i % 2 == 0 ? random() % range : keys[random() % keys.size()]);
    std::vector<std::uint32_t> found(asked.size());
    bitmap.find(asked.data(), static_cast<std::uint32_t>(asked.size()), found.data());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const auto at = expected.find(asked[i]);
      if (found[i] != (at == expected.end() ? key_table::none : at->second)) FAIL("key " << asked[i]);
    }
    std::vector<std::uint32_t> existing(asked.size());
    bitmap.find_existing(asked.data(), static_cast<std::uint32_t>(asked.size()), existing.data());
    for (std::size_t i = 0; i < asked.size(); ++i)
      if ((existing[i] == key_table::none) != (found[i] == key_table::none)) FAIL("key " << asked[i]);
  }
}

TEST_CASE("bitmaps are for one word of few bits, densely taken") {
  CHECK(key_bitmap::suits(1, 24, 1 << 16));
  CHECK(!key_bitmap::suits(1, 24, (1 << 16) - 1));
  CHECK(key_bitmap::suits(1, 22, 1));  // it fits in the cache
  CHECK(!key_bitmap::suits(2, 64, 1 << 30));
  CHECK(!key_bitmap::suits(1, 33, std::size_t{1} << 40));
  CHECK(!key_bitmap::suits(1, 12, 1 << 12));  // a direct table is smaller than the cache
}

}  // namespace test_key_bitmap
