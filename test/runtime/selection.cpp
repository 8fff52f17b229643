// Rows of a batch in which columns are known, against each row's own bit.
#include <catch2/catch.hpp>

#include <memory>
#include <random>
#include <vector>

#include "bodo/rt/batch.h"

namespace test_selection {

using namespace bodo::rt;

TEST_CASE("the rows in which all of some columns are known") {
  std::mt19937 random(5);
  const auto in = [&](unsigned of) { return random() % of == 0; };
  for (const std::uint32_t n : {0U, 1U, 63U, 64U, 65U, 1000U, batch_capacity}) {
    nullable_buffer<int> some, most;
    buffer<int> whole;
    for (std::uint32_t i = 0; i < n; ++i) {
      some.set(i, 1, in(2));
      most.set(i, 1, !in(50));
      whole[i] = 1;
    }
    const selection few(n, [&](std::uint32_t) { return in(3); });
    for (const rows at : {rows{nullptr, n}, rows(few)}) {
      std::vector<std::uint16_t> both, all(at.begin(), at.end());
      for (const std::uint16_t i : at)
        if (some.known(i) && most.known(i)) both.push_back(i);
      const auto listed = [](const selection& s) { return std::vector<std::uint16_t>(s.begin(), s.end()); };
      CHECK(listed(known(at, {some, whole, most})) == both);
      CHECK(listed(known(at, {whole})) == all);
      selection kept(at);
      kept.keep_known({most});
      kept.keep_known({whole, some});
      CHECK(listed(kept) == both);
    }
  }
}

}  // namespace test_selection
