#include "bodocc/Transforms/PushFilters.h"

#include "../Program.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

struct Joined {
  explicit Joined(const char* how) : t(b.let("t").merge(l, r, "k", "j", how)) {}
  Module m;
  FunctionBuilder b{m, "f"};
  Value l = b.let("l").file("l", {{"k", integer()}, {"a", integer()}});
  Value r = b.let("r").file("r", {{"j", integer()}, {"c", integer()}});
  Value t;

  Value is(const char* column, const char* op, std::int64_t n) { return b.binary(b.column(t, column), op, number(n)); }
  std::string pushed(const Value& mask) {
    b.returns(b.let("kept").where(t, mask), "kept");
    pushFilters(m);
    verify(m);
    return print(b.function);
  }
};

}  // namespace

TEST_CASE("a condition is split and goes to the sides whose columns it looks at; on a key to both") {
  Joined j("inner");
  Value both = j.b.binary(j.is("a", ">", 1), "&&", j.is("c", "<", 2));
  Value all = j.b.binary(j.b.binary(both, "&&", j.is("k", "==", 7)), "&&",
                         j.b.binary(j.b.column(j.t, "a"), "<", j.b.column(j.t, "c")));
  expectText(j.pushed(all), R"(
function f() -> bodo::DataFrame  // 1
  %l = read_parquet args("l") [k: int64, a: int64]  // 2
  %r = read_parquet args("r") [j: int64, c: int64]  // 3
  %l.1 = filter(%l) where ((%l.a > 1) && (%l.k == 7)) [k, a]  // 5
  %r.1 = filter(%r) where ((%r.c < 2) && (%r.j == 7)) [j, c]  // 5
  %t = merge(%l.1, %r.1) inner on(%l.1.k == %r.1.j) [k = %l.1.k, a = %l.1.a, j = %r.1.j, c = %r.1.c]  // 4
  %kept = filter(%t) where (%t.a < %t.c) [k, a, j, c]  // 5
  return(%kept) names(kept) [k, a, j, c]  // 6
)");
}

TEST_CASE("the right side of a left join keeps its missing rows") {
  Joined j("left");
  const Value missing = j.b.call("Series", "isna", {j.b.column(j.t, "c")});
  expectText(j.pushed(j.b.binary(missing, "&&", j.is("k", ">", 1))), R"(
function f() -> bodo::DataFrame  // 1
  %l = read_parquet args("l") [k: int64, a: int64]  // 2
  %r = read_parquet args("r") [j: int64, c: int64]  // 3
  %l.1 = filter(%l) where (%l.k > 1) [k, a]  // 5
  %r.1 = filter(%r) where (%r.j > 1) [j, c]  // 5
  %t = merge(%l.1, %r.1) left on(%l.1.k == %r.1.j) [k = %l.1.k, a = %l.1.a, j: int64? = %r.1.j, c: int64? = %r.1.c]  // 4
  %kept = filter(%t) where isna(%t.c) [k, a, j, c]  // 5
  return(%kept) names(kept) [k, a, j, c]  // 6
)");
}

TEST_CASE("a join does not keep rows without a partner that the filter drops") {
  Joined j("left");
  const Value known = j.b.call("Series", "notna", {j.b.column(j.t, "j")});
  expectText(j.pushed(j.b.binary(known, "&&", j.is("c", "<", 2))), R"(
function f() -> bodo::DataFrame  // 1
  %l = read_parquet args("l") [k: int64, a: int64]  // 2
  %r = read_parquet args("r") [j: int64, c: int64]  // 3
  %r.1 = filter(%r) where (%r.c < 2) [j, c]  // 5
  %t = merge(%l, %r.1) inner on(%l.k == %r.1.j) [k = %l.k, a = %l.a, j: int64? = %r.1.j, c: int64? = %r.1.c]  // 4
  return(%t) names(kept) [k, a, j, c]  // 6
)");
  const auto joinedAs = [](const char* how, auto mask) {
    Joined joined(how);
    const std::string text = joined.pushed(mask(joined));
    const std::size_t end = text.find(" on("), begin = text.rfind(' ', end - 1) + 1;
    return text.substr(begin, end - begin);
  };
  const auto ofLeft = [](Joined& j) { return j.is("a", "<", 2); };
  const auto ofRight = [](Joined& j) { return j.is("c", "<", 2); };
  const auto either = [](Joined& j) { return j.b.binary(j.is("c", "<", 2), "||", j.is("a", "<", 2)); };
  const auto both = [](Joined& j) { return j.b.binary(j.is("c", "<", 2), "&&", j.is("a", "<", 2)); };
  CHECK(joinedAs("outer", ofLeft) == "left");
  CHECK(joinedAs("outer", both) == "inner");
  CHECK(joinedAs("outer", either) == "outer");
  // the order would be that of the other side
  CHECK(joinedAs("outer", ofRight) == "outer");
  CHECK(joinedAs("right", ofLeft) == "right");
}

TEST_CASE("through a sort, and through a group-by on its keys only") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"k", optionalInteger()}, {"v", integer()}});
  Value g = b.let("g").sort(b.group(df, {"k"}, "s", "sum", "v"), {"s"});
  Value mask = b.binary(b.binary(b.column(g, "k"), ">", number(3)), "&&", b.binary(b.column(g, "s"), ">", number(10)));
  b.returns(b.let("kept").where(g, mask), "kept");
  pushFilters(m);
  verify(m);
  expectText(print(b.function), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [k: int64?, v: int64]  // 2
  %df.1 = filter(%df) where (%df.k > 3) [k, v]  // 4
  %g = groupby(%df.1) keys(%df.1.k) [k: int64 = %df.1.k, s: int64 = sum(%df.1.v)]  // 3
  %g.1 = filter(%g) where (%g.s > 10) [k, s]  // 4
  %g.2 = sort(%g.1) by(%g.1.s) [k, s]  // 3
  return(%g.2) names(kept) [k, s]  // 5
)");
}

TEST_CASE("not below a head, nor into what others use") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"k", integer()}});
  Value first = b.let("first").head(df, 10), sorted = b.let("sorted").sort(df, {"k"});
  b.let("p").where(first, b.binary(b.column(first, "k"), ">", number(3)));
  b.let("q").where(sorted, b.binary(b.column(sorted, "k"), ">", number(3)));
  b.returns(sorted, "sorted");
  std::string before = print(b.function);
  pushFilters(m);
  CHECK(print(b.function) == before);
}

TEST_CASE("filters on one another become one, but user code sees only what the first one left") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"k", integer()}, {"v", integer()}});
  df = b.let("x").where(df, b.binary(b.column(df, "k"), ">", number(3)));
  df = b.let("y").where(df, b.binary(b.column(df, "v"), ">", number(4)));
  df = b.let("z").where(df, b.binary(b.map(b.column(df, "v"), "g"), ">", number(5)));
  df = b.let("w").where(df, b.binary(b.column(df, "v"), "<", number(6)));
  b.returns(df, "w");
  pushFilters(m);
  verify(m);
  expectText(print(b.function), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [k: int64, v: int64]  // 2
  %y = filter(%df) where (((%df.k > 3) && (%df.v > 4)) && (%df.v < 6)) [k, v]  // 6
  %z = filter(%y) where (map<g>(%y.v) > 5) [k, v]  // 5
  return(%z) names(w) [k, v]  // 7
)");
}

TEST_CASE("a scalar that is computed after the join takes the join along") {
  Joined j("inner");
  Value mean = j.b.let("mean").call("Series", "mean", {j.b.column(j.l, "a")});
  expectText(j.pushed(j.b.binary(j.b.column(j.t, "a"), ">", mean)), R"(
function f() -> bodo::DataFrame  // 1
  %l = read_parquet args("l") [k: int64, a: int64]  // 2
  %r = read_parquet args("r") [j: int64, c: int64]  // 3
  $mean = reduction(%l) [a: float64? = mean(%l.a)]: float64?  // 5
  %l.1 = filter(%l) where (cast(%l.a) > $mean) [k, a]  // 6
  %t = merge(%l.1, %r) inner on(%l.1.k == %r.j) [k = %l.1.k, a = %l.1.a, j = %r.j, c = %r.c]  // 4
  return(%t) names(kept) [k, a, j, c]  // 7
)");
}

TEST_CASE("observable index labels are those of the rows before the filter") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"k", integer()}});
  Value sorted = b.let("sorted").sort(df, {"k"});
  Value kept = b.let("kept").where(sorted, b.binary(b.column(sorted, "k"), ">", number(3)));
  b.returns(kept, "kept");
  kept.get<Frame>()->rows->domain.labelled = true;
  pushFilters(m);
  CHECK(b.function.body.ops[1]->results[0]->name == "sorted");
}

TEST_CASE("a join does not move after a statement that changes its inputs") {
  Joined j("inner");
  Value sorted = j.b.let("sorted").call("DataFrame", "sort_values", {j.t, names({"a"})});
  Value g = j.b.let("g").where(sorted, j.b.binary(j.b.column(sorted, "a"), ">", host("k", {"k"})));
  Value h = j.b.let("h").sort(g, {"a"});
  j.b.statement("++k;", {"k"});
  Value i = j.b.let("i").where(h, j.b.binary(j.b.column(h, "a"), "<", host("k", {"k"})));
  j.b.returns(i, "i");
  pushFilters(j.m);
  verify(j.m);
  expectText(print(j.b.function), R"(
function f() -> bodo::DataFrame  // 1
  %l = read_parquet args("l") [k: int64, a: int64]  // 2
  %r = read_parquet args("r") [j: int64, c: int64]  // 3
  %l.1 = filter(%l) where (%l.a > `k`) [k, a]  // 6
  host `++k;`  // 8
  %l.2 = filter(%l.1) where (%l.1.a < `k`) [k, a]  // 9
  %t = merge(%l.2, %r) inner on(%l.2.k == %r.j) [k = %l.2.k, a = %l.2.a, j = %r.j, c = %r.c]  // 4
  %sorted = sort(%t) by(%t.a) [k, a, j, c]  // 5
  %h = sort(%sorted) by(%sorted.a) [k, a, j, c]  // 7
  return(%h) names(i) [k, a, j, c]  // 10
)");
}

TEST_CASE("what all alternatives say of a side holds there") {
  Joined j("inner");
  Value one = j.b.binary(j.b.binary(j.is("a", "==", 1), "&&", j.is("a", "<", 9)), "&&", j.is("c", "==", 2));
  Value two = j.b.binary(j.is("a", "==", 3), "&&", j.b.binary(j.b.column(j.t, "a"), "<", j.b.column(j.t, "c")));
  expectText(j.pushed(j.b.binary(one, "||", two)), R"(
function f() -> bodo::DataFrame  // 1
  %l = read_parquet args("l") [k: int64, a: int64]  // 2
  %r = read_parquet args("r") [j: int64, c: int64]  // 3
  %l.1 = filter(%l) where (((%l.a == 1) && (%l.a < 9)) || (%l.a == 3)) [k, a]  // 5
  %t = merge(%l.1, %r) inner on(%l.1.k == %r.j) [k = %l.1.k, a = %l.1.a, j = %r.j, c = %r.c]  // 4
  %kept = filter(%t) where ((((%t.a == 1) && (%t.a < 9)) && (%t.c == 2)) || ((%t.a == 3) && (%t.a < %t.c))) [k, a, j, c]  // 5
  return(%kept) names(kept) [k, a, j, c]  // 6
)");
}

TEST_CASE("alternatives say nothing of a side whose rows without a partner are kept") {
  Joined j("left");
  const std::string all = j.pushed(j.b.binary(j.is("c", "==", 1), "||", j.is("c", "==", 2)));
  CHECK(all.find("filter(%r)") == std::string::npos);
}
