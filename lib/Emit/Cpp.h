// A C++ expression as a value: its precedence, and whether it is pure or a constant, follow from its construction, and
// are never read from its text. It is printed once, in its statement, with the parentheses that it needs and those
// without which compilers warn.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bodocc {

// How tightly an expression's outermost operator binds, weakest first.
enum class Precedence : std::uint8_t {
  Unknown,  // the user's own text: in parentheses as an operand
  Choice,
  Or,
  And,
  BitOr,
  BitXor,
  BitAnd,
  Equality,
  Comparison,
  Shift,
  Sum,
  Product,
  Prefix,
  Postfix,  // calls, members, elements; names and literals too
};

// Immutable; copies share their parts. The default is no expression.
class Cpp {
 public:
  Cpp() = default;

  // A variable, a member or a constant by its name.
  static Cpp name(std::string_view text);
  // A number, which may be negative, or a string literal.
  static Cpp literal(std::string_view text);
  static Cpp integer(std::int64_t value);
  static Cpp boolean(bool value);
  // The user's own text, unchanged: nothing is known of it.
  static Cpp verbatim(std::string_view text);

  // Functions of the runtime give equal results for equal arguments, and have no effect except errors; others (the
  // user's functions) are `impure()`. `function` may have template arguments, or be a type.
  static Cpp call(std::string_view function, std::vector<Cpp> args);
  // `type{args}`
  static Cpp braced(std::string_view type, std::vector<Cpp> args = {});
  // An operator before its operand, or between its two; `a - 2` for a + -2.
  static Cpp prefix(std::string_view op, Cpp operand);
  static Cpp infix(Cpp left, std::string_view op, Cpp right);
  // `condition ? yes : no`; `yes` alone if that is sure, and `no` a constant; of booleans the logic that is the same.
  static Cpp choice(Cpp condition, Cpp yes, Cpp no);

  // `this(args)`, `this.name`, `this.name(args)`, `this[index]`
  Cpp called(std::vector<Cpp> args) const;
  Cpp member(std::string_view name) const;
  Cpp method(std::string_view name, std::vector<Cpp> args = {}) const;
  Cpp element(Cpp index) const;

  // Logic that omits true in &&, false in ||, repeated operands, and what the left side of a || has ruled out.
  static Cpp both(const Cpp& a, const Cpp& b);
  static Cpp either(const Cpp& a, const Cpp& b);
  static Cpp negated(const Cpp& a);
  static Cpp allOf(const std::vector<Cpp>& conditions);
  Cpp without(const Cpp& condition) const;  // a conjunction's other operands

  // The same, but it must not be evaluated twice.
  Cpp impure() const;

  Precedence precedence() const;
  bool isPure() const;
  bool isConstant() const;  // only literals, and pure operations on them
  bool isName() const;
  bool isTrue() const;  // the literals themselves
  bool isFalse() const;
  bool implies(const Cpp& condition) const;  // it is the condition, or a conjunction of it and others
  explicit operator bool() const { return node_ != nullptr; }
  // True if both have the same text.
  friend bool operator==(const Cpp& a, const Cpp& b);

  std::size_t width() const;  // of the text
  std::string text() const;

 private:
  struct Node;
  class Writer;
  explicit Cpp(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
  static Cpp atom(std::string_view text, bool isName);

  std::shared_ptr<const Node> node_;
};

// A value of a row, and the condition that it is known; it always is if the condition is `true`.
struct ValueCode {
  Cpp value;
  Cpp known = Cpp::boolean(true);
  Cpp ifKnown = {};  // the value where that condition has been asked, if it is shorter: without asking again

  const Cpp& given() const { return ifKnown ? ifKnown : value; }
};

}  // namespace bodocc

template <>
struct fmt::formatter<bodocc::Cpp> : fmt::formatter<std::string> {
  auto format(const bodocc::Cpp& code, fmt::format_context& context) const {
    return fmt::formatter<std::string>::format(code.text(), context);
  }
};
