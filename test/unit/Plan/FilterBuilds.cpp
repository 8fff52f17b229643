// Key filters: where they are, and where they would change results.
#include "Planned.h"
#include "bodocc/Plan/Plan.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

// `few`, filtered, joined with `many`.
struct FewAndMany {
  Module m;
  FunctionBuilder b{m, "f"};
  Value few, many, kept;
  FewAndMany() {
    few = b.let("few").file("few", {{"A", integer()}, {"B", integer()}, {"C", integer()}}, 1000);
    many = b.let("many").file("many", {{"A", integer()}, {"D", integer()}}, 1'000'000);
    kept = b.let("kept").where(few, b.binary(b.column(few, "B"), ">", number(3)));
  }
  void join(const Value& right, const char* how) {
    Value joined = b.let("joined").merge(kept, right, "A", "A", how);
    b.let("").call("DataFrame", "to_parquet", {b.call("DataFrame", "[]", {joined, names({"C"})}), text("out")});
  }
  // The keys that are collected, and the stage of the filter.
  std::string filters() {
    const std::string plan = planText(m);
    std::string found;
    for (std::size_t at = 0, end = 0; at < plan.size(); at = end + 1) {
      end = plan.find('\n', at);
      const std::string line = plan.substr(at, end - at);
      if (line.find("keys ") != std::string::npos && line.find("collective") == std::string::npos)
        found += line.substr(line.find_first_not_of(' ')) + "\n";
    }
    return found;
  }
};

}  // namespace

TEST_CASE("rows of a large build side are dropped by the keys of the few rows that probe it") {
  FewAndMany j;
  j.join(j.many, "semi");
  expectText(planText(j.m), R"(
f  // 1
  open few: A, B, C  // 2
  open many: A  // 3
  loop 1: scan few now B later A, skip row groups without (few.B > 3)  // 4, 5
    filter (few.B > 3)
    decode A
    keys A
    collective: the keys of all ranks go to every rank
  loop 2: scan many now A  // 5
    prefilter A by the keys of few
    build many on A
    collective: the smaller side goes to every rank, else each row to the owner of its key
  loop 3: scan few now B later A, C, skip row groups without (few.B > 3)  // 4, 5, 6
    filter (few.B > 3)
    decode A
    prefilter A by many
    decode C
    send A, C to the owner of A, if many is spread over the ranks
    keep rows with a match in many on A
    to_parquet: C
    collective: the output appears as a whole, when every rank has written its part
)");
}

TEST_CASE("groups by the key of a join are filtered before they are made") {
  FewAndMany j;
  Value groups = j.b.let("groups").group(j.many, {"A"}, "N", "nunique", "D");
  j.join(j.b.where(groups, j.b.binary(j.b.column(groups, "N"), ">", number(1))), "semi");
  CHECK(j.filters() == "keys A\nprefilter A by the keys of few\n");
}

TEST_CASE("rows whose loss would be seen are not dropped") {
  SECTION("rows without a match stay") {
    FewAndMany j;
    j.join(j.many, "right");
    CHECK(j.filters() == "");
  }
  SECTION("a sum that does not fit ends the program") {
    FewAndMany j;
    Value groups = j.b.let("groups").group(j.many, {"A"}, "N", "sum", "D");
    j.join(j.b.where(groups, j.b.binary(j.b.column(groups, "N"), ">", number(1))), "semi");
    CHECK(j.filters() == "");
  }
  SECTION("a function of the user's is called for each row") {
    FewAndMany j;
    Value mapped = j.b.set(j.many, "E", j.b.map(j.b.column(j.many, "D"), "f"));
    j.join(j.b.let("where").where(mapped, j.b.binary(j.b.column(mapped, "E"), ">", number(1))), "semi");
    CHECK(j.filters() == "");
  }
}

TEST_CASE("all rows of a file are not asked for their keys") {
  FewAndMany j;
  j.kept = j.few;
  j.join(j.many, "semi");
  CHECK(j.filters() == "");
}
