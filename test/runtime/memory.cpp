#include "bodo/rt/memory.h"

#include <sys/resource.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <vector>

namespace test_memory {

using namespace bodo::rt;

static constexpr site here{"test.cpp", 1, "memory"}, there{"test.cpp", 2, "memory"};

// Pages that this process has touched for the first time.
static long faults() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used.ru_minflt;
}

TEST_CASE("an array keeps its values while it grows, is moved and is freed") {
  for (const std::size_t n : {0, 1, 100, 5000, 3'000'000}) {
    array<std::int64_t> a(here);
    for (std::size_t i = 0; i < n; ++i) a.push_back(static_cast<std::int64_t>(i * i));
    array<std::int64_t> b = std::move(a);
    CHECK(a.empty());
    REQUIRE(b.size() == n);
    bool same = true;
    for (std::size_t i = 0; i < n; ++i) same = same && b[i] == static_cast<std::int64_t>(i * i);
    CHECK(same);
    CHECK(reinterpret_cast<std::uintptr_t>(b.data()) % 64 == 0);
    b.free();
    CHECK(b.empty());
  }
}

TEST_CASE("bytes are counted per statement and given back") {
  const std::int64_t before = memory_held();
  {
    array<char> a(here, 1'000'000), b(there, 10'000);
    CHECK(memory_held() - before >= 1'010'000);
    CHECK(memory_held() - before <= 1'300'000);
    account(there, 500);
    account(there, -500);
  }
  CHECK(memory_held() == before);
  CHECK(memory_peak(there) >= 10'500);
  CHECK(memory_peak(there) < 1'000'000);
  CHECK(memory_peak() >= memory_peak(here));
}

TEST_CASE("released blocks are used again") {
  void* first = nullptr;
  {
    array<char> a(here, 3'000'000);
    first = a.data();
  }
  const array<char> again(there, 3'000'000);
  CHECK(again.data() == first);
}

TEST_CASE("a large released block serves smaller ones, and what is left of it others") {
  const char* first = nullptr;
  {
    array<char> a(here, 40'000'000);
    first = a.data();
    std::fill(a.begin(), a.end(), 'a');
  }
  array<char> b(here, 9'000'000), c(there, 12'000'000);
  std::fill(b.begin(), b.end(), 'b');
  std::fill(c.begin(), c.end(), 'c');
  CHECK((b.data() >= first && b.end() <= first + 40'000'000));
  CHECK((c.data() >= first && c.end() <= first + 40'000'000));
  CHECK(std::count(b.begin(), b.end(), 'b') == 9'000'000);
  CHECK(std::count(c.begin(), c.end(), 'c') == 12'000'000);
}

static bool has_huge_pages() {
  std::string setting;
  std::getline(std::ifstream("/sys/kernel/mm/transparent_hugepage/enabled"), setting);
  const bool has = !setting.empty() && setting.find("[never]") == std::string::npos;
  if (!has) WARN("the system has no huge pages");
  return has;
}

TEST_CASE("neighbours that are released serve a bigger block") {
  const char *first = nullptr, *end = nullptr;
  {
    const array<char> large(here, 20'000'000);
    first = large.data(), end = large.end();
  }
  {
    const array<char> a(here, 6'000'000), b(here, 6'000'000), c(there, 6'000'000);
  }
  const array<char> again(here, 18'000'000);
  CHECK((again.data() >= first && again.end() <= end));
}

TEST_CASE("arrays of all sizes that grow and shrink in turn keep their values") {
  std::mt19937_64 random(9);
  std::vector<array<std::uint64_t>> arrays;
  std::vector<std::uint64_t> firsts;
  const std::int64_t held = memory_held();
  for (int i = 0; i < 40; ++i) arrays.emplace_back(i % 2 == 0 ? here : there), firsts.push_back(random());
  const auto fill = [&](std::size_t which, std::size_t size) {
    const std::size_t before = std::min(arrays[which].size(), size);
    arrays[which].resize(size);
    for (std::size_t i = before; i < size; ++i) arrays[which][i] = firsts[which] + i;
  };
  bool same = true;
  for (int round = 0; round < 2000; ++round) {
    const std::size_t which = random() % arrays.size();
    if (random() % 8 == 0) arrays[which].free();
    fill(which, random() % (std::size_t{1} << (8 + random() % 14)));
    for (std::size_t i = 0; i < arrays[which].size(); i += 61) same = same && arrays[which][i] == firsts[which] + i;
  }
  for (std::size_t which = 0; which < arrays.size(); ++which)
    for (std::size_t i = 0; i < arrays[which].size(); ++i) same = same && arrays[which][i] == firsts[which] + i;
  CHECK(same);
  arrays.clear();
  CHECK(memory_held() == held);
}

TEST_CASE("blocks of medium size share huge pages") {
  if (!has_huge_pages()) return;
  std::vector<array<char>> blocks;
  const auto before = faults();
  for (int n = 0; n < 1000; ++n)
    blocks.emplace_back(here, 400'000), std::fill(blocks.back().begin(), blocks.back().end(), 'a');
  CHECK(faults() - before < 20'000);  // 97,657 pages
}

TEST_CASE("big blocks have huge pages, also those that have grown") {
  if (!has_huge_pages()) return;
  const std::string part(1'000'000, 'a');
  array<char> grown(here);
  const auto before = faults();
  for (int n = 0; n < 100; ++n) grown.append(part.data(), part.size());
  array<char> big(here, 100'000'000);
  std::fill(big.begin(), big.end(), 'b');
  CHECK(faults() - before < 10'000);  // 48,828 pages
}

TEST_CASE("a block of huge pages grows without being copied") {
  array<char> a(here, 100'000'000);  // more than may be idle: nothing is there to be copied to
  std::fill(a.begin(), a.end(), 'a');
  const auto before = faults();
  for (std::size_t n = 120'000'000; n < 400'000'000; n += 20'000'000) a.reserve(n);
  CHECK(faults() - before < 20);
  CHECK(std::count(a.begin(), a.end(), 'a') == 100'000'000);
}

TEST_CASE("texts of a heap stay where they are") {
  text_heap heap(here);
  std::vector<std::string> words;
  std::vector<text> kept;
  for (std::size_t i = 0; i < 20000; ++i) {
    words.emplace_back(i % 97, static_cast<char>('a' + i % 26));
    kept.push_back(heap.keep(std::string_view(words.back())));
  }
  words.emplace_back(5'000'000, 'z');  // larger than a chunk
  kept.push_back(heap.keep(std::string_view(words.back())));
  bool same = true;
  for (std::size_t i = 0; i < words.size(); ++i) same = same && kept[i].view() == words[i];
  CHECK(same);
}

}  // namespace test_memory
