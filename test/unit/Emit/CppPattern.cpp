// The patterns that Ops.def lowers row operations with.
#include "Emit/CppPattern.h"

#include <catch2/catch.hpp>

#include <map>

using bodocc::Cpp;
using bodocc::CppPattern;

namespace {

// Places filled with names: {0} with `{0}` itself.
std::vector<Cpp> itself(std::string_view place) { return {Cpp::name(fmt::format("{{{}}}", place))}; }

std::string filled(std::string_view pattern, const std::map<std::string_view, Cpp>& with) {
  return CppPattern(pattern)
      .filled([&](std::string_view place) -> std::vector<Cpp> { return {with.at(place)}; })
      .text();
}

const Cpp nameA = Cpp::name("a"), nameB = Cpp::name("b"), sum = Cpp::infix(nameA, "+", nameB), yes = Cpp::boolean(true);

}  // namespace

TEST_CASE("each pattern of the table is printed as it stands there") {
  for (const bodocc::OpInfo& op : bodocc::allOps()) {
    if (op.kind != bodocc::OpKind::Row) continue;
    INFO(op.id);
    const bodocc::Lowerings& all = bodocc::loweringsOf(op);
    for (const auto& [text, pattern] : {std::pair(op.lowering, &all.value), std::pair(op.wideLowering, &all.wide),
                                        std::pair(op.knownLowering, &all.known)}) {
      CHECK(pattern->empty() == (*text == '\0'));
      if (!pattern->empty()) CHECK(pattern->filled(itself).text() == text);
    }
  }
}

TEST_CASE("operands stand in parentheses where the pattern binds tighter") {
  CHECK(filled("{0} * {1}", {{"0", sum}, {"1", nameA}}) == "(a + b) * a");
  CHECK(filled("rt::f({0}, -{1})", {{"0", sum}, {"1", Cpp::integer(-3)}}) == "rt::f(a + b, -(-3))");
  CHECK(filled("!{k0}", {{"k0", Cpp::infix(nameA, "&&", nameB)}}) == "!(a && b)");
}

TEST_CASE("what is always known is not asked for") {
  CHECK(filled("{k0} && {0} ? {1} : {2}", {{"k0", yes}, {"0", nameA}, {"1", nameA}, {"2", nameB}}) == "a ? a : b");
  CHECK(filled("{k0} ? {0} : {1}", {{"k0", yes}, {"0", nameA}, {"1", Cpp::integer(0)}}) == "a");
  CHECK(filled("!{k0}", {{"k0", yes}}) == "false");
}

TEST_CASE("places in the name of a function, and places that take several arguments") {
  const auto fill = [](std::string_view place) -> std::vector<Cpp> {
    if (place == "values") return {Cpp::integer(1), Cpp::integer(2)};
    return {Cpp::name(place == "T" ? "std::int64_t" : "x")};
  };
  CHECK(CppPattern("rt::one_of({0}, {values})").filled(fill).text() == "rt::one_of(x, 1, 2)");
  CHECK(CppPattern("rt::floor_mod<{T}>({0}, 7)").filled(fill).text() == "rt::floor_mod<std::int64_t>(x, 7)");
  CHECK(CppPattern("{1}({0})").filled(fill).text() == "x(x)");
}

TEST_CASE("operators alone call nothing") {
  CHECK_FALSE(CppPattern("({0} + {1}) * 2").calls());
  CHECK(CppPattern("{0} + rt::f({1})").calls());
}

TEST_CASE("what is no pattern is the table's fault") {
  for (const char* text : {"{0} +", "{0} = {1}", "({0}", "f({0}", "{0} ? {1}", "{0}{1}", "{0} {1}"}) {
    INFO(text);
    CHECK_THROWS_AS(CppPattern(text), bodocc::InternalError);
  }
}
