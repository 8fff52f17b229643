#include "bodo/rt/site.h"

#include <catch2/catch.hpp>
#include <string>

namespace test_site {

using namespace bodo::rt;

namespace {

using at = sites<"jit.cpp">;
const site& elsewhere() { return sites<"jit.cpp">::line<7, "merge">; }

}  // namespace

TEST_CASE("a site is one constant, wherever it is named") {
  static_assert(at::line<7, "merge">.line == 7);
  CHECK(std::string(at::line<7, "merge">.file) == "jit.cpp");
  CHECK(std::string(at::line<7, "merge">.operation) == "merge");
  CHECK(at::line<7, "merge">.column == 0);
  CHECK(&at::line<7, "merge"> == &elsewhere());
  CHECK(&at::line<7, "merge"> != &at::line<8, "merge">);
  CHECK(&at::line<7, "merge"> != &at::line<7, "groupby">);
  CHECK(&at::line<7, "merge"> != &sites<"other.cpp">::line<7, "merge">);
}

}  // namespace test_site
