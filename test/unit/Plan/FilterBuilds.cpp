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
      const bool others = line.find("collective") != std::string::npos || line.find("scan") != std::string::npos;
      if (line.find("keys ") != std::string::npos && !others) found += line.substr(line.find_first_not_of(' ')) + "\n";
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
  loop 2: scan many now A, skip row groups without A of the keys of few  // 5
    prefilter A by the keys of few
    build many on A
    collective: the smaller side goes to every rank, else each row to the owner of its key
  loop 3: scan few now B later A, C, skip row groups without (few.B > 3), skip row groups without A of many  // 4, 5, 6
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

namespace {

// `facts`, joined with `near`, and the pairs with `far`, which is filtered.
struct TwoJoins : FewAndMany {
  Value facts, near, far;
  TwoJoins() {
    facts = b.let("facts").file("facts", {{"A", integer()}, {"B", integer()}, {"C", integer()}}, 1'000'000);
    near = b.let("near").file("near", {{"A", integer()}}, 100'000);
    far = b.let("far").file("far", {{"B", integer()}, {"D", integer()}}, 100'000);
  }
  void join(const char* how, const char* column) {
    Value some = b.let("some").where(far, b.binary(b.column(far, "D"), ">", number(3)));
    Value pairs = b.let("pairs").merge(near, facts, "A", "A");
    Value joined = b.let("joined").merge(pairs, some, "B", "B", how);
    b.let("").call("DataFrame", "to_parquet", {b.call("DataFrame", "[]", {joined, names({column})}), text("out")});
  }
};

}  // namespace

TEST_CASE("rows of a chain of joins are dropped, as they are read, by the keys of a later one") {
  TwoJoins j;
  j.join("inner", "C");
  expectText(planText(j.m), R"(
f  // 1
  open facts: A, B, C  // 5
  open near: A  // 6
  open far: B, D  // 7
  loop 1: scan far now D later B, skip row groups without (far.D > 3)  // 8, 10
    filter (far.D > 3)
    decode B
    keys B
    collective: the keys of all ranks go to every rank
  loop 2: scan facts now B later A, C, skip row groups without B of the keys of far  // 9
    prefilter B by the keys of far
    decode A, C
    build facts on A: B, C
    collective: the smaller side goes to every rank, else each row to the owner of its key
  loop 3: scan far now D later B, skip row groups without (far.D > 3)  // 8, 10
    filter (far.D > 3)
    decode B
    build some on B
    collective: the smaller side goes to every rank, else each row to the owner of its key
  loop 4: scan near now A, skip row groups without A of facts  // 9, 10, 11
    send A to the owner of A, if facts is spread over the ranks
    probe facts inner on A
    send B, C to the owner of B, if some is spread over the ranks
    probe some inner on B
    to_parquet: C
    collective: the output appears as a whole, when every rank has written its part
)");
}

TEST_CASE("rows of a chain of joins that need no match stay") {
  TwoJoins j;
  SECTION("left") {
    j.join("left", "C");
    CHECK(j.filters() == "");
  }
  SECTION("anti") {
    j.join("anti", "C");
    CHECK(j.filters() == "");
  }
}
