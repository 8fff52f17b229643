#include "bodocc/Analysis/EqualVariables.h"

#include "../Program.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

Parameter argument(const std::string& name, bool isPlain = true) {
  Parameter p;
  p.name = name, p.isPlain = isPlain;
  return p;
}

// A function that ordinary code calls with `n`, which ranks compare, and `opaque`, which they do not.
struct Called : FunctionBuilder {
  explicit Called(Module& m) : FunctionBuilder(m, "f") {
    function.external = true;
    function.params.push_back(argument("n"));
    function.params.push_back(argument("opaque", false));
  }
};

}  // namespace

TEST_CASE("a variable is equal if all its values are") {
  Module m;
  Called f(m);
  f.computes({"n"}, {}, {"a"});
  f.computes({"a"}, {"b"}, {});
  f.computes({}, {}, {"b"});
  f.computes({"opaque"}, {}, {"c"});
  f.computes({"a", "c"}, {}, {"d"});
  f.computes({"n"}, {"n"}, {});
  const EqualVariables equal(f.function);
  for (const char* name : {"n", "a", "b"}) CHECK(equal.contains(name));
  for (const char* name : {"opaque", "c", "d", "outside"}) CHECK(!equal.contains(name));
}

TEST_CASE("a value that differs spreads to all variables that depend on it, around loops too") {
  Module m;
  Called f(m);
  f.computes({}, {}, {"a"});
  f.computes({}, {}, {"b"});
  f.computes({}, {}, {"unconcerned"});
  Value df = f.let("df").file("a", twoColumns);
  f.loop("df", df, [&](const Value& now) {
    f.computes({"b"}, {"a"}, {});
    f.computes({"opaque"}, {"b"}, {});
    return f.head(now, 3);
  });
  const EqualVariables equal(f.function);
  CHECK(!equal.contains("a"));
  CHECK(!equal.contains("b"));
  CHECK(equal.contains("unconcerned"));
}

TEST_CASE("calls, and code that is more than operators, give unknown values") {
  Module m;
  Called f(m);
  f.computes({}, {}, {"a"}).text.calls = true;
  f.computes({}, {}, {"b"}).text.plain = false;
  f.computes({}, {}, {"c"});
  f.computes({"n"}, {"c"}, {}).text.plain = false;
  const EqualVariables equal(f.function);
  for (const char* name : {"a", "b", "c"}) CHECK(!equal.contains(name));
}

TEST_CASE("what a parallel loop combines is as equal as it was before") {
  Module m;
  Called f(m);
  f.computes({}, {}, {"a"});
  f.computes({"opaque"}, {}, {"b"});
  f.computes({}, {}, {"c"});
  Op& loop = f.statement("a += x[i], b += x[i], changes(&c)", {"a", "b", "c"});
  loop.reductions = {{"a", "sums"}, {"b", "sums"}};
  const EqualVariables equal(f.function);
  CHECK(equal.contains("a"));
  CHECK(!equal.contains("b"));
  CHECK(!equal.contains("c"));
}

TEST_CASE("a condition that may differ matters to the variables below it, unless it is guarded") {
  Module m;
  Called f(m);
  f.computes({}, {}, {"a"});
  f.computes({}, {}, {"b"});
  Op& unguarded = f.computes({"opaque"}, {}, {});
  unguarded.info = &op("if");
  Op& inside = f.computes({}, {"a"}, {});
  auto& ops = f.function.body.ops;
  unguarded.regions.emplace_back().ops.push_back(std::move(ops.back()));
  ops.pop_back();
  Value df = f.let("df").file("a", twoColumns);
  f.branch(
      "df",
      [&] {
        f.computes({}, {"b"}, {});
        return f.head(df, 3);
      },
      [&] { return df; });
  const EqualVariables equal(f.function);
  CHECK(inside.text.modifies.size() == 1);
  CHECK(!equal.contains("a"));
  CHECK(equal.contains("b"));  // the branch steers frames: ranks agree on its condition
}

TEST_CASE("arguments of a function that only annotated functions call are not compared") {
  Module m;
  Called f(m);
  f.function.external = false;
  f.computes({"n"}, {}, {"a"});
  const EqualVariables equal(f.function);
  CHECK(!equal.contains("n"));
  CHECK(!equal.contains("a"));
}
