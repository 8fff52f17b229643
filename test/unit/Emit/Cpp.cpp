// C++ expressions: how tightly they bind, what is known of them, and how they are printed.
#include "Emit/Cpp.h"

#include <catch2/catch.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>

#include <unistd.h>

#include "Emit/Tokens.h"

using bodocc::Cpp;
using bodocc::Precedence;

namespace {

const Cpp a = Cpp::name("a"), b = Cpp::name("b"), c = Cpp::name("c");
const Cpp one = Cpp::integer(1), minus = Cpp::integer(-1);

std::string infix(const Cpp& left, const char* op, const Cpp& right) { return Cpp::infix(left, op, right).text(); }

}  // namespace

TEST_CASE("operators bind as in C++") {
  const std::vector<const char*> weakestFirst = {"||", "&&", "|", "^", "&", "==", "<", "<<", "+", "*"};
  Precedence last = Precedence::Choice;
  for (const char* op : weakestFirst) {
    const Precedence here = Cpp::infix(a, op, b).precedence();
    CHECK(last < here);
    last = here;
  }
  CHECK(Cpp::infix(a, "!=", b).precedence() == Precedence::Equality);
  CHECK(Cpp::infix(a, ">=", b).precedence() == Precedence::Comparison);
  CHECK(Cpp::infix(a, "%", b).precedence() == Precedence::Product);
  CHECK(Cpp::prefix("-", a).precedence() == Precedence::Prefix);
  CHECK(Cpp::choice(a, b, c).precedence() == Precedence::Choice);
  for (const Cpp& tight : {a, one, Cpp::call("f", {a}), a.element(b), a.member("m"), a.method("m"), Cpp::braced("T")})
    CHECK(tight.precedence() == Precedence::Postfix);
  CHECK_THROWS(Cpp::infix(a, "=", b));
}

TEST_CASE("parentheses stand where they are needed, and nowhere else") {
  CHECK(infix(Cpp::infix(a, "+", b), "+", c) == "a + b + c");
  CHECK(infix(a, "+", Cpp::infix(b, "+", c)) == "a + (b + c)");
  CHECK(infix(a, "-", Cpp::infix(b, "-", c)) == "a - (b - c)");
  CHECK(infix(Cpp::infix(a, "*", b), "+", c) == "a * b + c");
  CHECK(infix(Cpp::infix(a, "+", b), "*", c) == "(a + b) * c");
  CHECK(infix(a, "*", Cpp::infix(b, "%", c)) == "a * (b % c)");
  CHECK(infix(Cpp::infix(a, "+", b), ">", c) == "a + b > c");
  CHECK(infix(Cpp::infix(a, ">", b), "&&", Cpp::infix(b, ">", c)) == "a > b && b > c");
  CHECK(infix(a, "&&", Cpp::infix(b, "&&", c)) == "a && b && c");
  CHECK(infix(a, "||", Cpp::infix(b, "||", c)) == "a || b || c");
  CHECK(Cpp::prefix("!", Cpp::infix(a, "<", b)).text() == "!(a < b)");
  CHECK(Cpp::prefix("!", Cpp::call("f", {a})).text() == "!f(a)");
  CHECK(Cpp::prefix("*", a).method("m").text() == "(*a).m()");
  CHECK(Cpp::infix(a, "+", b).element(c).text() == "(a + b)[c]");
  CHECK(a.element(Cpp::infix(b, "+", c)).text() == "a[b + c]");
  CHECK(Cpp::call("f<int>", {Cpp::infix(a, "||", b), Cpp::choice(a, b, c)}).text() == "f<int>(a || b, a ? b : c)");
  CHECK(Cpp::braced("T", {one, a}).text() == "T{1, a}");
}

TEST_CASE("a choice is an operand in parentheses, but for the last of a chain") {
  CHECK(Cpp::choice(Cpp::infix(a, "&&", b), a, b).text() == "a && b ? a : b");
  CHECK(Cpp::choice(a, b, Cpp::choice(b, a, c)).text() == "a ? b : b ? a : c");
  CHECK(Cpp::choice(a, Cpp::choice(b, a, c), b).text() == "a ? (b ? a : c) : b");
  CHECK(Cpp::choice(Cpp::choice(b, a, c), a, b).text() == "(b ? a : c) ? a : b");
  CHECK(infix(Cpp::choice(a, b, c), "+", one) == "(a ? b : c) + 1");
}

TEST_CASE("what compilers warn about has parentheses") {
  CHECK(infix(Cpp::infix(a, "&&", b), "||", c) == "(a && b) || c");
  CHECK(infix(a, "||", Cpp::infix(b, "&&", c)) == "a || (b && c)");
  CHECK(infix(Cpp::infix(a, "+", b), "<<", c) == "(a + b) << c");
  CHECK(infix(a, "|", Cpp::infix(b, "&", c)) == "a | (b & c)");
  CHECK(infix(Cpp::infix(a, "|", b), "|", c) == "a | b | c");
  CHECK(infix(Cpp::infix(a, "==", b), "&", c) == "(a == b) & c");
  CHECK(infix(Cpp::infix(a, "<", b), "<", c) == "(a < b) < c");
  CHECK(infix(Cpp::infix(a, "<", b), "==", Cpp::infix(b, "<", c)) == "(a < b) == (b < c)");
  CHECK(infix(Cpp::prefix("!", a), "==", b) == "(!a) == b");
  CHECK(infix(a, "==", Cpp::prefix("!", b)) == "a == !b");
}

TEST_CASE("signs do not run together") {
  CHECK(infix(a, "+", minus) == "a - 1");
  CHECK(infix(a, "-", minus) == "a + 1");
  CHECK(infix(a, "*", minus) == "a * -1");
  CHECK(infix(a, ">=", minus) == "a >= -1");
  CHECK(infix(minus, "+", a) == "-1 + a");
  CHECK(infix(a, "-", Cpp::prefix("-", b)) == "a - (-b)");
  CHECK(infix(a, "-", Cpp::infix(minus, "*", b)) == "a - (-1 * b)");
  CHECK(Cpp::prefix("-", minus).text() == "-(-1)");
  CHECK(Cpp::prefix("-", Cpp::infix(minus, "*", b)).text() == "-(-1 * b)");
  CHECK(Cpp::integer(INT64_MIN).text() == "INT64_MIN");
}

TEST_CASE("the user's text stays as it is, in parentheses as an operand") {
  const Cpp users = Cpp::verbatim("x  ,y");
  CHECK(users.text() == "x  ,y");
  CHECK(infix(users, "+", a) == "(x  ,y) + a");
  CHECK(users.method("m").text() == "(x  ,y).m()");
  CHECK(Cpp::choice(a, b, users).text() == "a ? b : (x  ,y)");
  CHECK(Cpp::call("f", {users}).text() == "f(x  ,y)");
  CHECK_FALSE(users.isPure());
  CHECK_FALSE(users.isName());
  CHECK(Cpp::verbatim("x_1").isName());
  // a macro may stand for anything
  CHECK(infix(Cpp::verbatim(bodocc::userText("N", true)), "*", a) == "(\x02N\x03) * a");
}

TEST_CASE("logic leaves out what says nothing") {
  const Cpp yes = Cpp::boolean(true), no = Cpp::boolean(false);
  CHECK(Cpp::both(yes, a) == a);
  CHECK(Cpp::both(a, yes) == a);
  CHECK(Cpp::both(a, a) == a);
  CHECK(Cpp::both(a, no).text() == "a && false");  // `a` may be declared for this alone
  CHECK(Cpp::either(no, a) == a);
  CHECK(Cpp::either(a, no) == a);
  CHECK(Cpp::either(Cpp::both(a, b), a) == a);
  CHECK(Cpp::negated(yes) == no);
  CHECK(Cpp::negated(a).text() == "!a");
  CHECK(Cpp::negated(Cpp::negated(Cpp::infix(a, "<", b))).text() == "a < b");
  CHECK(Cpp::allOf({}).isTrue());
  CHECK(Cpp::allOf({a, Cpp::either(b, c), c}).text() == "a && (b || c) && c");
  CHECK(Cpp::choice(yes, a, one) == a);
  CHECK(Cpp::choice(no, one, a) == a);
  CHECK(Cpp::choice(yes, a, b).text() == "true ? a : b");
  CHECK(Cpp::choice(a, yes, b).text() == "a || b");
  CHECK(Cpp::choice(a, b, no).text() == "a && b");
  CHECK(Cpp::choice(a, b, Cpp::braced("bool")).text() == "a && b");
  CHECK(Cpp::both(Cpp::infix(a, "&&", b), a).text() == "a && b");
  CHECK(Cpp::both(Cpp::infix(a, "&&", b), Cpp::infix(c, "&&", b)).text() == "a && b && c");
  CHECK(Cpp::both(Cpp::infix(a, "||", b), a).text() == "(a || b) && a");
  // the right side of || is asked only if the left one does not hold
  CHECK(Cpp::either(Cpp::negated(a), Cpp::both(a, b)).text() == "!a || b");
  CHECK(Cpp::either(a, Cpp::allOf({b, Cpp::negated(a), c})).text() == "a || (b && c)");
  CHECK(Cpp::either(a, Cpp::both(a, b)).text() == "a || (a && b)");
  const Cpp next = Cpp::call("next", {}).impure();
  CHECK(Cpp::both(next, next).text() == "next() && next()");
  CHECK(Cpp::either(Cpp::negated(next), Cpp::both(next, b)).text() == "!next() || (next() && b)");
}

TEST_CASE("constants are made of constants, and pure of pure") {
  CHECK(Cpp::infix(one, "+", minus).isConstant());
  CHECK(Cpp::call("rt::text", {Cpp::literal("\"a(b\"")}).isConstant());
  CHECK_FALSE(Cpp::infix(one, "+", a).isConstant());
  CHECK_FALSE(a.isConstant());
  CHECK(Cpp::call("f", {a}).isPure());
  const Cpp users = Cpp::call("f", {one}).impure();
  CHECK_FALSE(users.isPure());
  CHECK_FALSE(users.isConstant());
  CHECK_FALSE(Cpp::choice(a, b, Cpp::infix(users, "+", one)).isPure());
}

TEST_CASE("expressions are equal that are written alike") {
  CHECK(Cpp::infix(a, "+", b) == Cpp::infix(Cpp::name("a"), "+", Cpp::name("b")));
  CHECK_FALSE(Cpp::infix(a, "+", b) == Cpp::infix(b, "+", a));
  CHECK_FALSE(a == Cpp());
  CHECK(Cpp::infix(a, "+", b).width() == 5);
  CHECK(fmt::format("{};", Cpp::infix(a, "+", b)) == "a + b;");
}

namespace {

// A random expression on unsigned numbers, and its value; none where C++ gives it none.
struct Random {
  std::mt19937 next;
  struct Made {
    Cpp code;
    std::optional<unsigned long> value;
  };

  Made tree(int depth) {
    static const std::vector<const char*> operators = {
        "||", "&&", "|", "^", "&", "==", "!=", "<", "<=", ">", ">=", "<<", ">>", "+", "-", "*", "/", "%"};
    const auto pick = [&](std::size_t n) { return next() % n; };
    if (depth == 0 || pick(8) == 0) {
      const std::size_t n = pick(6);
      static const char* const names[] = {"v0", "v1", "v2", "v3", "v4", "v5"};
      return {Cpp::name(names[n]), n * n};
    }
    switch (pick(8)) {
      case 0: {
        static const char* const prefixes[] = {"!", "-", "~"};
        const char* op = prefixes[pick(3)];
        const Made x = tree(depth - 1);
        Made made{Cpp::prefix(op, x.code), std::nullopt};
        if (x.value)
          made.value = *op == '!' ? static_cast<unsigned long>(*x.value == 0) : *op == '-' ? -*x.value : ~*x.value;
        return made;
      }
      case 1: {
        const Made test = tree(depth - 1), yes = tree(depth - 1), no = tree(depth - 1);
        Made made{Cpp::choice(test.code, yes.code, no.code), std::nullopt};
        if (test.value && yes.value && no.value) made.value = *test.value != 0 ? yes.value : no.value;
        return made;
      }
      case 2: {
        const Made x = tree(depth - 1), y = tree(depth - 1);
        Made made{Cpp::call("sum", {x.code, y.code}), std::nullopt};
        if (x.value && y.value) made.value = *x.value + *y.value;
        return made;
      }
      default: {
        const std::string op = operators[pick(operators.size())];
        const Made x = tree(depth - 1), y = tree(depth - 1);
        return {Cpp::infix(x.code, op, y.code), x.value && y.value ? apply(*x.value, op, *y.value) : std::nullopt};
      }
    }
  }
  static std::optional<unsigned long> apply(unsigned long x, const std::string& op, unsigned long y) {
    if (op == "||") return x != 0 || y != 0;
    if (op == "&&") return x != 0 && y != 0;
    if (op == "|") return x | y;
    if (op == "^") return x ^ y;
    if (op == "&") return x & y;
    if (op == "==") return x == y;
    if (op == "!=") return x != y;
    if (op == "<") return x < y;
    if (op == "<=") return x <= y;
    if (op == ">") return x > y;
    if (op == ">=") return x >= y;
    if (op == "+") return x + y;
    if (op == "-") return x - y;
    if (op == "*") return x * y;
    if (op == "<<" || op == ">>") return y >= 64 ? std::nullopt : std::optional(op == "<<" ? x << y : x >> y);
    if (y == 0) return std::nullopt;
    return op == "/" ? x / y : x % y;
  }
};

}  // namespace

TEST_CASE("a compiler reads random expressions as they were made, without a warning about parentheses") {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / fmt::format("bodocc_cpp_{}.cpp", ::getpid());
  {
    std::ofstream out(file);
    // numbers of a class of their own: what an operator gives is never a bool or an int
    out << R"(struct N {
  unsigned long v;
  constexpr explicit operator bool() const { return v != 0; }
};
constexpr N sum(N a, N b) { return {a.v + b.v}; }
)";
    for (const char* op :
         {"||", "&&", "|", "^", "&", "==", "!=", "<", "<=", ">", ">=", "<<", ">>", "+", "-", "*", "/", "%"})
      out << fmt::format(
          "constexpr N operator{0}(N a, N b) {{ return {{static_cast<unsigned long>(a.v {0} b.v)}}; }}\n", op);
    for (const char* op : {"!", "-", "~"})
      out << fmt::format("constexpr N operator{0}(N a) {{ return {{static_cast<unsigned long>({0}a.v)}}; }}\n", op);
    for (unsigned long n = 0; n < 6; ++n) out << fmt::format("constexpr N v{}{{{}}};\n", n, n * n);
    Random random{std::mt19937(1)};
    for (int n = 0; n < 1000;) {
      const Random::Made made = random.tree(5);
      if (!made.value) continue;
      out << fmt::format("static_assert(({}).v == {}u);\n", made.code, *made.value);
      ++n;
    }
  }
  const std::string command = fmt::format("g++ -std=c++20 -fsyntax-only -Wall -Wextra -Werror {}", file.string());
  CHECK(std::system(command.c_str()) == 0);
  std::filesystem::remove(file);
}
