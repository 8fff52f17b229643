// A C++ expression as a value: how tightly it binds, whether it is pure or a constant is known from how it was made,
// and never read out of its text. It is printed once, where a statement is written, with the parentheses that it needs
// and those without which compilers warn.
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
  Unknown,  // the user's own text: in parentheses wherever it is an operand
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

// Immutable; copies share what they are made of. The default is no expression at all.
class Cpp {
 public:
  Cpp() = default;

  // A variable, a member or a constant by its name.
  static Cpp name(std::string_view text);
  // A number, which may be negative, or a string literal.
  static Cpp literal(std::string_view text);
  static Cpp integer(std::int64_t value);
  static Cpp boolean(bool value);
  // The user's own text, as it stands: nothing is known of it.
  static Cpp verbatim(std::string_view text);

  // Functions of the runtime give equal results for equal arguments, and have no effect but an error; what does more
  // (the user's functions) is `impure()`. `function` may have template arguments, or be a type.
  static Cpp call(std::string_view function, std::vector<Cpp> args);
  // `type{args}`
  static Cpp braced(std::string_view type, std::vector<Cpp> args = {});
  // An operator in front of its operand, or between its two; `a - 2` for a + -2.
  static Cpp prefix(std::string_view op, Cpp operand);
  static Cpp infix(Cpp left, std::string_view op, Cpp right);
  // `condition ? yes : no`; `yes` alone if that is sure, and `no` a constant.
  static Cpp choice(Cpp condition, Cpp yes, Cpp no);

  // `this(args)`, `this.name`, `this.name(args)`, `this[index]`
  Cpp called(std::vector<Cpp> args) const;
  Cpp member(std::string_view name) const;
  Cpp method(std::string_view name, std::vector<Cpp> args = {}) const;
  Cpp element(Cpp index) const;

  // Logic that leaves out true beside &&, false beside ||, and what stands twice.
  static Cpp both(const Cpp& a, const Cpp& b);
  static Cpp either(const Cpp& a, const Cpp& b);
  static Cpp negated(const Cpp& a);
  static Cpp allOf(const std::vector<Cpp>& conditions);

  // The same, but evaluating it twice is not evaluating it once.
  Cpp impure() const;

  Precedence precedence() const;
  bool isPure() const;
  bool isConstant() const;  // nothing but literals, and pure operations on them
  bool isName() const;
  bool isTrue() const;  // the literals themselves
  bool isFalse() const;
  explicit operator bool() const { return node_ != nullptr; }
  // Whether both are written alike.
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

// A value of a row, and whether it is known, which it always is if that is true.
struct ValueCode {
  Cpp value;
  Cpp known = Cpp::boolean(true);
};

}  // namespace bodocc

template <>
struct fmt::formatter<bodocc::Cpp> : fmt::formatter<std::string> {
  auto format(const bodocc::Cpp& code, fmt::format_context& context) const {
    return fmt::formatter<std::string>::format(code.text(), context);
  }
};
