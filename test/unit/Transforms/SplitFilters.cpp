#include "bodocc/Transforms/SplitFilters.h"

#include "../Program.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

struct Filtered {
  Module m;
  FunctionBuilder b{m, "f"};
  Value df = b.let("df").file(
      "a", {{"s", ValueType{bodo::string}}, {"w", {.type = bodo::string, .coded = true}}, {"n", integer()}});

  Value isText(const char* column, const char* value) { return b.binary(b.column(df, column), "==", text(value)); }
  Value isLess(std::int64_t n) { return b.binary(b.column(df, "n"), "<", number(n)); }
  std::string split(const Value& mask) {
    b.returns(b.let("kept").where(df, mask), "kept");
    splitFilters(m);
    verify(m);
    return print(b.function);
  }
};

}  // namespace

TEST_CASE("strings are asked for after numbers and words of dictionaries") {
  Filtered f;
  const Value mask = f.b.binary(f.b.binary(f.isText("s", "x"), "&&", f.isLess(3)), "&&", f.isText("w", "y"));
  expectText(f.split(mask), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [s: string, w: string coded, n: int64]  // 2
  %df.1 = filter(%df) where ((%df.n < 3) && (%df.w == "y")) [s, w, n]  // 3
  %kept = filter(%df.1) where (%df.1.s == "x") [s, w, n]  // 3
  return(%kept) names(kept) [s, w, n]  // 4
)");
}

TEST_CASE("a filter of one kind stays as it is, and one that may end the program") {
  Filtered words, texts, failing;
  const std::string one = words.split(words.b.binary(words.isLess(3), "&&", words.isText("w", "y")));
  CHECK(one.find("%df.1") == std::string::npos);
  const std::string other = texts.split(texts.b.binary(texts.isText("s", "x"), "||", texts.isLess(3)));
  CHECK(other.find("%df.1") == std::string::npos);
  const Value mapped = failing.b.binary(failing.b.map(failing.b.column(failing.df, "n"), "g"), ">", number(5));
  const std::string third = failing.split(failing.b.binary(failing.isText("s", "x"), "&&", mapped));
  CHECK(third.find("%df.1") == std::string::npos);
}
