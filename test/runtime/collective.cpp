// ranks: 1 2 3 4 7
#include "bodo/rt/collective.h"

#include <catch2/catch.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "bodo/rt/allreduce.h"
#include "bodo/rt/text.h"

namespace test_collective {

using namespace bodo::rt;

static constexpr site here{"test.cpp", 1, "collective"};

TEST_CASE("equal blocks: the first ranks hold one row more") {
  CHECK(block_of(10, 0, 3).count == 4);
  CHECK(block_of(10, 1, 3).begin == 4);
  CHECK(block_of(10, 2, 3).count == 3);
  for (const std::int64_t n : {0, 1, 2, 10, 97})
    for (const int p : {1, 2, 3, 7, 20}) {
      std::int64_t next = 0;
      for (int r = 0; r < p; ++r) {
        const block b = block_of(n, r, p);
        CHECK(b.begin == next);
        for (std::int64_t i = b.begin; i < b.end(); ++i) CHECK(owner_of(i, n, p) == r);
        next = b.end();
      }
      CHECK(next == n);
    }
  const block b{4, 3};
  CHECK(b.first(5).count == 1);
  CHECK(b.first(4).count == 0);
  CHECK(b.last(5, 10).begin == 5);
  CHECK(b.last(5, 10).count == 2);
  CHECK(b.last(100, 10).count == 3);
}

TEST_CASE("values and bytes come in rank order") {
  guard(here);
  const std::vector<int> all = allgather_value(rank() * 10);
  for (int r = 0; r < size(); ++r) CHECK(all[static_cast<std::size_t>(r)] == r * 10);

  const std::string mine(static_cast<std::size_t>(rank() * 1000), static_cast<char>('a' + rank()));
  const gathered texts = allgather(mine);
  const gathered at_last = gather(mine, size() - 1);
  for (int r = 0; r < size(); ++r) {
    const std::string expected(static_cast<std::size_t>(r * 1000), static_cast<char>('a' + r));
    CHECK(texts.of(r) == expected);
    CHECK(at_last.of(r) == (rank() == size() - 1 ? expected : ""));
  }
  const std::vector<char> said = bcast(rank() == 0 ? "hello" : "not looked at", 0);
  CHECK(std::string(said.begin(), said.end()) == "hello");
  CHECK(bcast_value(rank(), size() - 1) == size() - 1);
}

TEST_CASE("counts") {
  const std::int64_t p = size(), r = rank();
  CHECK(total(r) == p * (p - 1) / 2);
  CHECK(exclusive_scan(2) == 2 * r);
  CHECK(scan_and_total(3).total == 3 * p);
  CHECK(any_rank(r == p - 1));
  CHECK(!any_rank(false));
}

namespace {
struct sum_and_longest {
  static constexpr bool begins_with_text = true;
  text longest;
  double sum = 0;
  void merge(const sum_and_longest& other) {
    sum += other.sum;
    if (other.longest.size() > longest.size()) longest = other.longest;
  }
};
}  // namespace

TEST_CASE("partial states are merged in rank order on every rank") {
  std::string word = "rank " + std::to_string(rank()) + std::string(static_cast<std::size_t>(rank() * 5), '!');
  const sum_and_longest all = allreduce(here, sum_and_longest{text(std::string_view(word)), 0.1 * rank()});
  double expected = 0;
  for (int r = 0; r < size(); ++r) expected = r == 0 ? 0.0 : expected + 0.1 * r;
  CHECK(all.sum == expected);
  if (size() > 1) word.assign(word.size(), '?');  // the result has its own bytes
  CHECK(all.longest.view().substr(0, 6) == "rank " + std::to_string(size() - 1));
  CHECK(all.longest.size() == static_cast<std::uint32_t>(6 + 5 * (size() - 1)));
}

}  // namespace test_collective
