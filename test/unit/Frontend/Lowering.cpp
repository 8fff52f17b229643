// Small programs as IR.
#include <bodocc/Driver/PassList.h>

#include "Source.h"

using namespace bodocc;
using namespace bodocc::test;

TEST_CASE("columns are expressions over a row set; constants are folded") {
  const Lowered lowered = lower(header + R"(
[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  const int two = 2;
  df["B"] = df["A"] * two + 1;
  bodo::print(df[df["B"] > 3][{"B"}]);
}
int main() { f(3); })");
  CHECK(lowered.ok);
  CHECK(contains(lowered.ir, "where (((%df.row * 2) + 1) > 3)"));
  CHECK(contains(lowered.ir, "print(%filter) [B]"));
}

TEST_CASE("a variable that changes later is kept as it is at its statement") {
  const char* const text = R"(
[[bodo::jit]] void f(int n, int k) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  df["B"] = df["A"] + k;
  CHANGE
  bodo::print(df["B"].sum());
}
int main() { f(3, 4); })";
  const auto with = [&](const std::string& change) {
    std::string source = header + text;
    source.replace(source.find("CHANGE"), 6, change);
    return lower(source).ir;
  };
  CHECK(contains(with(""), "sum((%df.row + `k`))"));
  CHECK(contains(with("k = 5;"), "`const auto k_at_5 = k;`"));
  CHECK(contains(with("k = 5;"), "sum((%df.row + `k_at_5`))"));
  CHECK(!contains(with("int other = 3; ++other;"), "k_at_5"));
}

TEST_CASE("calendar months, constant or not, are one operation") {
  const Lowered lowered = lower(header + R"(#include <chrono>
using namespace std::chrono;
[[bodo::jit]] void f(months m, years y) {
  bodo::DataFrame df{{"d", bodo::full(3, 2024y / January / 31)}};
  bodo::print(df["d"] + months(2));
  bodo::print(df["d"] + m);
  bodo::print(df["d"] - y);
}
int main() { f(months(1), years(1)); })");
  CHECK(lowered.ok);
  CHECK(contains(lowered.ir, "add_months(2024-01-31, 2)"));
  CHECK(contains(lowered.ir, "add_months(2024-01-31, `(m).count()`)"));
  CHECK(contains(lowered.ir, "add_months(2024-01-31, neg(`(y).count() * 12`))"));
}

TEST_CASE("a function has a version for each schema that it is given") {
  const Lowered lowered = lower(header + R"(
[[bodo::jit]] void g(const bodo::DataFrame& df) { bodo::print(df); }
[[bodo::jit]] void f(int n) {
  bodo::DataFrame one{{"A", bodo::arange(n)}};
  bodo::DataFrame other{{"A", bodo::arange(n) * 0.5}};
  g(one);
  g(other);
}
int main() { f(3); })");
  CHECK(lowered.ok);
  CHECK(contains(lowered.ir, "[A: int64]"));
  CHECK(contains(lowered.ir, "[A: float64]"));
}

TEST_CASE("what is not in annotated functions is emitted byte for byte") {
  const std::string before =
      header + "// caf\xc3\xa9  \t\n#define TWICE(x) (x) * 2\n  int  three( ) {return TWICE(1)+1 ;}\n";
  const std::string after = "\n\n/* end */ int main() { f(three()); }";
  const Lowered lowered =
      lower(before + "[[bodo::jit]] void f(int n) { int m = TWICE(n); std::printf(\"%d\", m); }" + after,
            [](Module& module) { runPasses(module, {}); });
  CHECK(lowered.ok);
  CHECK(lowered.emitted.find("int  three( ) {return TWICE(1)+1 ;}\n") != std::string::npos);
  CHECK(lowered.emitted.starts_with(header));
  CHECK(lowered.emitted.ends_with(after));
  CHECK(contains(lowered.emitted, "int m = TWICE(n);"));
  CHECK(!contains(lowered.emitted, "bodo::jit"));
}

TEST_CASE("a source with an error gives no module") {
  bool called = false;
  const Lowered lowered = lower(header + "[[bodo::jit]] void f() { no_such_name(); }\nint main() { f(); }",
                                [&](Module&) { called = true; });
  CHECK_FALSE(lowered.ok);
  CHECK_FALSE(called);
  CHECK(lowered.ir.empty());
}
