// The table of joins has a row for each kind, in the order of the kinds.
#include <catch2/catch.hpp>

#include <string_view>

#include "bodocc/Ops/Joins.h"

using namespace bodocc;

TEST_CASE("the rows of the table of joins are those of the kinds") {
  using std::string_view_literals::operator""sv;
  CHECK(traits(JoinKind::Inner).name == "inner"sv);
  CHECK(traits(JoinKind::Left).name == "left"sv);
  CHECK(traits(JoinKind::Right).name == "right"sv);
  CHECK(traits(JoinKind::Outer).name == "outer"sv);
  CHECK(traits(JoinKind::Semi).name == "semi"sv);
  CHECK(traits(JoinKind::Anti).name == "anti"sv);
}

TEST_CASE("a side is kept if its rows without a partner come out") {
  CHECK((!traits(JoinKind::Inner).keeps(0) && !traits(JoinKind::Inner).keeps(1)));
  CHECK((traits(JoinKind::Left).keeps(0) && !traits(JoinKind::Left).keeps(1)));
  CHECK((!traits(JoinKind::Right).keeps(0) && traits(JoinKind::Right).keeps(1)));
  CHECK((traits(JoinKind::Outer).keeps(0) && traits(JoinKind::Outer).keeps(1)));
  CHECK((!traits(JoinKind::Semi).keeps(0) && traits(JoinKind::Semi).matched == Matched::Once));
  CHECK((traits(JoinKind::Anti).keeps(0) && traits(JoinKind::Anti).matched == Matched::Gone));
}
