#include "files/snappy.h"

#include <arrow/util/compression.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace test_snappy {

using bodo::rt::files::snappy_decompress;
using bodo::rt::files::snappy_literal;

namespace {

using text = std::vector<std::uint8_t>;

enum kind {
  literal,
  copy_1,
  copy_2,
  copy_4
};  // the lower two bits of an element's tag

arrow::util::Codec& codec() {
  static const std::unique_ptr<arrow::util::Codec> it =
      arrow::util::Codec::Create(arrow::Compression::SNAPPY).ValueOrDie();
  return *it;
}

text compress(const text& plain) {
  const auto size = static_cast<std::int64_t>(plain.size());
  text packed(static_cast<std::size_t>(codec().MaxCompressedLen(size, plain.data())));
  packed.resize(static_cast<std::size_t>(
      codec().Compress(size, plain.data(), static_cast<std::int64_t>(packed.size()), packed.data()).ValueOrDie()));
  return packed;
}

// In memory of just their sizes, so that a sanitizer sees what is read or written outside.
bool decompress(const text& packed, text& plain) {
  const std::unique_ptr<std::uint8_t[]> from(new std::uint8_t[packed.size()]), to(new std::uint8_t[plain.size()]);
  std::copy(packed.begin(), packed.end(), from.get());
  const bool good = snappy_decompress(from.get(), packed.size(), to.get(), plain.size());
  std::copy(to.get(), to.get() + plain.size(), plain.begin());
  return good;
}

text little_endian(const std::vector<std::int64_t>& values) {
  text all(values.size() * sizeof(std::int64_t));
  if (!values.empty()) std::memcpy(all.data(), values.data(), all.size());
  return all;
}

// Numbers that rise, random ones of each width, words, runs, noise.
std::vector<text> pages() {
  std::mt19937_64 random(11);
  std::vector<text> all;
  for (const std::size_t rows : {0, 1, 2, 9, 10, 11, 60, 1000, 40000}) {
    for (const int width : {1, 12, 20, 33, 64}) {
      std::vector<std::int64_t> values;
      for (std::size_t i = 0; i < rows; ++i) values.push_back(static_cast<std::int64_t>(random() >> (64 - width)));
      all.push_back(little_endian(values));
      std::sort(values.begin(), values.end());
      all.push_back(little_endian(values));
    }
    text words, runs, far;
    for (std::size_t i = 0; i < rows; ++i) {
      for (const char c : std::string("carefully final deposits ") + std::to_string(random() % 50))
        words.push_back(static_cast<std::uint8_t>(c));
      runs.insert(runs.end(), random() % 300, static_cast<std::uint8_t>(random() % 3));
      far.push_back(static_cast<std::uint8_t>(i % 251 * (i / 30000 + 1)));
    }
    for (const text& one : {words, runs, far}) all.push_back(one);
  }
  return all;
}

}  // namespace

TEST_CASE("what Snappy packed is unpacked") {
  for (const text& plain : pages()) {
    const text packed = compress(plain);
    text back(plain.size());
    REQUIRE(decompress(packed, back));
    CHECK(back == plain);
    if (const std::uint8_t* in_place = snappy_literal(packed.data(), packed.size(), plain.size()))
      CHECK(std::equal(plain.begin(), plain.end(), in_place));
  }
}

TEST_CASE("a page that did not get smaller is read in place") {
  std::mt19937_64 random(3);
  for (const std::size_t size : {1, 59, 60, 61, 255, 256, 257, 40000}) {
    text plain(size);
    for (auto& byte : plain) byte = static_cast<std::uint8_t>(random());
    const text packed = compress(plain);
    const std::uint8_t* const in_place = snappy_literal(packed.data(), packed.size(), size);
    REQUIRE(in_place != nullptr);
    CHECK(std::equal(plain.begin(), plain.end(), in_place));
    CHECK(snappy_literal(packed.data(), packed.size(), size + 1) == nullptr);
    CHECK(snappy_literal(packed.data(), packed.size() - 1, size) == nullptr);
  }
  // a literal and a copy that take as many bytes as one literal would
  const text pair = {5, 0 << 2 | literal, 'a', 0 << 2 | copy_2, 1, 0, 0 << 2 | copy_2};
  CHECK(snappy_literal(pair.data(), pair.size(), 5) == nullptr);
}

TEST_CASE("each kind of copy is understood") {
  // copies by distances of 1, 2 and 4 bytes, at the end and far from it
  for (const std::size_t after : {0, 500}) {
    text packed, plain;
    const auto put = [&](std::initializer_list<int> bytes) {
      for (const int byte : bytes) packed.push_back(static_cast<std::uint8_t>(byte));
    };
    const auto again = [&](std::size_t distance, std::size_t length) {
      for (std::size_t i = 0; i < length; ++i) plain.push_back(plain[plain.size() - distance]);
    };
    put({2 << 2 | literal, 'a', 'b', 'c'});
    plain = {'a', 'b', 'c'};
    put({7 << 2 | copy_1, 3});  // overlapping: 11 bytes
    again(3, 11);
    put({63 << 2 | copy_2, 9, 0});
    again(9, 64);
    put({4 << 2 | copy_4, 70, 0, 0, 0});
    again(70, 5);
    put({61 << 2 | literal, 4, 0, 'v', 'w', 'x', 'y', 'z'});  // a literal whose length takes two bytes
    for (const char c : {'v', 'w', 'x', 'y', 'z'}) plain.push_back(static_cast<std::uint8_t>(c));
    for (std::size_t i = 0; i < after; ++i) {
      put({0 << 2 | literal, '.'});
      plain.push_back('.');
    }
    packed.insert(packed.begin(), {static_cast<std::uint8_t>((plain.size() & 127) | 128),
                                   static_cast<std::uint8_t>(plain.size() >> 7)});
    text back(plain.size());
    REQUIRE(decompress(packed, back));
    CHECK(back == plain);
  }
}

TEST_CASE("damaged bytes are refused, or give other bytes, and never reach outside") {
  std::mt19937_64 random(7);
  for (const text& plain : pages()) {
    const text packed = compress(plain);
    text back(plain.size());
    text shorter(packed.begin(), packed.end() - 1), longer = packed;
    longer.push_back(0);
    CHECK(!decompress(shorter, back));
    CHECK(!decompress(longer, back));
    text more(plain.size() + 1);
    CHECK(!decompress(packed, more));
    for (int i = 0; i < 50; ++i) {
      text damaged = packed;
      for (std::size_t hits = 1 + random() % 4; hits > 0; --hits)
        damaged[random() % damaged.size()] ^= static_cast<std::uint8_t>(1U << random() % 8);
      text theirs(plain.size());
      // what the library takes gives the same bytes here
      const auto told = codec().Decompress(static_cast<std::int64_t>(damaged.size()), damaged.data(),
                                           static_cast<std::int64_t>(theirs.size()), theirs.data());
      const bool good = told.ok() && *told == static_cast<std::int64_t>(plain.size());
      REQUIRE(decompress(damaged, back) == good);
      if (good) CHECK(back == theirs);
    }
  }
}

}  // namespace test_snappy
