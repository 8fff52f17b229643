#include <bodocc/Support/NearestName.h>

#include <catch2/catch.hpp>
#include <vector>

using bodocc::editDistance;
using bodocc::nearestName;

TEST_CASE("edit distance counts half edits") {
  CHECK(editDistance("", "") == 0);
  CHECK(editDistance("abc", "abc") == 0);
  CHECK(editDistance("", "abc") == 6);
  CHECK(editDistance("grouby", "groupby") == 2);
  CHECK(editDistance("Price", "price") == 1);
  CHECK(editDistance("pirce", "price") == 2);  // neighbours swapped
  CHECK(editDistance("kitten", "sitting") == 6);
}

TEST_CASE("the nearest name is a plausible slip") {
  const std::vector<std::string> columns{"l_orderkey", "l_partkey", "l_discount", "A", "id"};
  CHECK(nearestName("l_orderkye", columns) == "l_orderkey");
  CHECK(nearestName("orderkey", columns) == "l_orderkey");
  CHECK(nearestName("l_dicsount", columns) == "l_discount");
  CHECK(nearestName("a", columns) == "A");
  CHECK(nearestName("ID", columns) == "id");
  CHECK_FALSE(nearestName("B", columns));
  CHECK_FALSE(nearestName("tax", columns));
  CHECK_FALSE(nearestName("x", {}));
}
