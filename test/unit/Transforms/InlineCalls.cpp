#include "bodocc/Transforms/InlineCalls.h"

#include "../Program.h"
#include "bodocc/Transforms/SeparateInternalCalls.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

// g keeps the rows of p whose A is greater than its parameter n, or than what it makes of n; f calls it with a file.
struct Caller {
  Module m;
  FunctionBuilder g{m, "g"}, f{m, "f"};
  Op* call = nullptr;

  explicit Caller(const std::string& limit = "n", const std::string& argument = "k") {
    const Value p = g.let("p").parameter("p", twoColumns);
    g.function.params.push_back(
        {.name = "n", .cppType = {"int", CppType::Kind::Integer}, .compared = "", .schema = {}});
    const Value kept = g.let("kept").where(p, g.binary(g.column(p, "A"), ">", host(limit, {"n"})));
    g.returns(kept, "kept");
    const Value df = f.let("df").file("a", twoColumns);
    const Value result = f.calls(g.function, {df}, "r", twoColumns);
    call = f.function.body.ops.back().get();
    HostText text;
    text.pieces.push_back({argument});
    text.reads = {"k"};
    text.repeatable = true;
    call->hostArguments = {{}, text};
    f.returns(result, "r");
  }
  // The filter's condition if the call was inlined, else nothing.
  std::string condition() {
    separateInternalCalls(m);
    inlineCalls(m);
    verify(m);
    std::string found;
    forEachOp(f.function.body, [&](const Op& op) {
      if (op.predicate) found = print(*op.predicate);
    });
    CHECK(m.inlined.size() == (found.empty() ? 0 : 1));
    CHECK(m.functions.size() == (found.empty() ? 3 : 2));
    return found;
  }
};

}  // namespace

TEST_CASE("a call's place takes the callee's operations, and the argument's text") {
  Caller c;
  CHECK(c.condition() == "(%df.A > `static_cast<int>(k)`)");
  CHECK(c.f.function.body.ops.size() == 3);
  CHECK(c.f.function.body.ops.back()->inputs.at(0) == c.f.function.body.ops.at(1)->results.at(0).get());
}

TEST_CASE("only the parameter's name is replaced") {
  CHECK(Caller("n + at(\"n\", 'n', x.n, x->n, ::n, nn, n ? 1:n)", "k").condition() ==
        "(%df.A > `static_cast<int>(k) + at(\"n\", 'n', x.n, x->n, ::n, nn, static_cast<int>(k) ? "
        "1:static_cast<int>(k))`)");
}

TEST_CASE("a caller's parameter of the same type stands for itself") {
  Caller c("n", "k");
  c.f.function.params.push_back(
      {.name = "k", .cppType = {"int", CppType::Kind::Integer}, .compared = "", .schema = {}});
  CHECK(c.condition() == "(%df.A > `k`)");
}

TEST_CASE("calls that stay") {
  SECTION("the argument has effects") {
    Caller c;
    c.call->hostArguments[1].calls = true;
    CHECK(c.condition().empty());
  }
  SECTION("the argument is not the same each time") {
    Caller c;
    c.call->hostArguments[1].repeatable = false;
    CHECK(c.condition().empty());
  }
  SECTION("code with a scope of its own") { CHECK(Caller("[](int n) { return n; }(n)").condition().empty()); }
  SECTION("flags are the callee's own") {
    Caller c;
    c.g.function.options.replicated = {"p"};
    CHECK(c.condition().empty());
  }
  SECTION("the caller has a variable of that name") {
    Caller c("n + offset", "k");
    c.f.function.params.push_back({.name = "offset", .cppType = {"int"}, .compared = "", .schema = {}});
    CHECK(c.condition().empty());
  }
  SECTION("names may be others in another namespace") {
    Caller c;
    c.f.function.name = "space::f";
    CHECK(c.condition().empty());
  }
  SECTION("messages name the file") {
    Caller c;
    c.g.function.file = "other.h";
    CHECK(c.condition().empty());
  }
  SECTION("a parameter of a type that has many conversions") {
    Caller c;
    c.g.function.params[1].cppType = {"Limit"};
    CHECK(c.condition().empty());
  }
  SECTION("the caller's variable is changed") {
    Caller c;
    c.g.function.params[1].isResult = true;
    CHECK(c.condition().empty());
  }
}
