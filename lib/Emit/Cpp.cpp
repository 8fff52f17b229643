#include "Cpp.h"

#include "Tokens.h"
#include "bodocc/IR/Diagnostic.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>
#include <variant>

namespace bodocc {

struct Cpp::Node {
  std::vector<std::variant<std::string, Cpp>> parts;  // text, and the expressions in it
  Precedence precedence = Precedence::Postfix;
  bool name = false;
  bool pure = true;
  bool constant = true;
  std::size_t width = 0;
  char first = '\0';     // its first character: a sign must not merge with another one
  std::size_t hash = 0;  // of the parts
  Cpp negated;           // of a negative literal: the positive one
};

// Collects a node's parts.
class Cpp::Writer {
 public:
  explicit Writer(Precedence precedence) : node_(std::make_shared<Node>()) { node_->precedence = precedence; }

  Writer& text(std::string_view text) {
    if (text.empty()) return *this;
    start(text.front());
    mix(std::hash<std::string_view>()(text));
    node_->width += text.size();
    if (!node_->parts.empty())
      if (auto* last = std::get_if<std::string>(&node_->parts.back())) return last->append(text), *this;
    node_->parts.emplace_back(std::string(text));
    return *this;
  }
  Writer& operand(const Cpp& code, bool parentheses) {
    if (parentheses) text("(");
    start(code.node_->first);
    mix(code.node_->hash);
    node_->width += code.node_->width;
    node_->pure = node_->pure && code.node_->pure;
    node_->constant = node_->constant && code.node_->constant;
    node_->parts.emplace_back(code);
    if (parentheses) text(")");
    return *this;
  }
  Writer& list(const std::vector<Cpp>& all) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i != 0) text(", ");
      operand(all[i], false);
    }
    return *this;
  }
  Node& node() { return *node_; }
  Cpp done() { return Cpp(std::move(node_)); }

 private:
  void start(char c) {
    if (node_->parts.empty()) node_->first = c;
  }
  void mix(std::size_t hash) { node_->hash = (node_->hash ^ hash) * 0x9e3779b97f4a7c15u + 1; }

  std::shared_ptr<Node> node_;
};

namespace {

Precedence precedenceOf(std::string_view op) {
  static constexpr std::array<std::pair<std::string_view, Precedence>, 18> table = {{
      {"||", Precedence::Or},
      {"&&", Precedence::And},
      {"|", Precedence::BitOr},
      {"^", Precedence::BitXor},
      {"&", Precedence::BitAnd},
      {"==", Precedence::Equality},
      {"!=", Precedence::Equality},
      {"<", Precedence::Comparison},
      {"<=", Precedence::Comparison},
      {">", Precedence::Comparison},
      {">=", Precedence::Comparison},
      {"<<", Precedence::Shift},
      {">>", Precedence::Shift},
      {"+", Precedence::Sum},
      {"-", Precedence::Sum},
      {"*", Precedence::Product},
      {"/", Precedence::Product},
      {"%", Precedence::Product},
  }};
  const auto* at = std::ranges::find(table, op, &std::pair<std::string_view, Precedence>::first);
  if (at == table.end()) throw InternalError(fmt::format("'{}' is no operator between two operands", op));
  return at->second;
}

bool isSign(char c) { return c == '-' || c == '+'; }

// True if an operand of `op` needs parentheses: because it would be parsed differently, or because g++ or clang++ would
// warn.
bool needsParentheses(Precedence op, Precedence operand, bool isLeft) {
  switch (op) {
    case Precedence::Or: return operand < Precedence::Or || operand == Precedence::And;
    case Precedence::And: return operand < Precedence::And;
    case Precedence::BitOr:
    case Precedence::BitXor:
    case Precedence::BitAnd:
    case Precedence::Shift: return operand < Precedence::Prefix && !(isLeft && operand == op);
    case Precedence::Equality:
    case Precedence::Comparison: return operand <= Precedence::Comparison;
    default: return isLeft ? operand < op : operand <= op;
  }
}

}  // namespace

Cpp Cpp::atom(std::string_view text, bool isName) {
  Writer code(Precedence::Postfix);
  code.text(text);
  code.node().name = isName;
  code.node().constant = !isName;
  return code.done();
}

Cpp Cpp::name(std::string_view text) { return atom(text, true); }

Cpp Cpp::literal(std::string_view text) {
  if (text.front() != '-') return atom(text, false);
  const Cpp positive = atom(text.substr(1), false);
  Writer code(Precedence::Prefix);
  code.text("-").operand(positive, false);
  code.node().negated = positive;
  return code.done();
}

Cpp Cpp::integer(std::int64_t value) {
  return value == INT64_MIN ? literal("INT64_MIN") : literal(fmt::format("{}", value));
}

Cpp Cpp::boolean(bool value) {
  static const Cpp yes = atom("true", false), no = atom("false", false);
  return value ? yes : no;
}

Cpp Cpp::verbatim(std::string_view text) {
  if (std::ranges::all_of(text, isWordCharacter)) return name(text);
  Writer code(Precedence::Unknown);
  code.text(text);
  code.node().pure = code.node().constant = false;
  return code.done();
}

Cpp Cpp::call(std::string_view function, std::vector<Cpp> args) {
  return Writer(Precedence::Postfix).text(function).text("(").list(args).text(")").done();
}

Cpp Cpp::braced(std::string_view type, std::vector<Cpp> args) {
  return Writer(Precedence::Postfix).text(type).text("{").list(args).text("}").done();
}

Cpp Cpp::prefix(std::string_view op, Cpp operand) {
  const bool runsTogether = isSign(op.front()) && operand.node_->first == op.front();
  return Writer(Precedence::Prefix)
      .text(op)
      .operand(operand, operand.precedence() < Precedence::Prefix || runsTogether)
      .done();
}

Cpp Cpp::infix(Cpp left, std::string_view op, Cpp right) {
  const Precedence precedence = precedenceOf(op);
  if (precedence == Precedence::Sum && right.node_->negated)
    return infix(std::move(left), op == "+" ? "-" : "+", right.node_->negated);
  // `!a == b`, `!a & b`: compilers suspect that the whole should be negated
  const bool notOfLeft = precedence >= Precedence::BitOr && precedence <= Precedence::Comparison &&
                         left.node_->first == '!' && left.precedence() == Precedence::Prefix;
  const bool signs = precedence == Precedence::Sum && isSign(right.node_->first);
  return Writer(precedence)
      .operand(left, notOfLeft || needsParentheses(precedence, left.precedence(), true))
      .text(fmt::format(" {} ", op))
      .operand(right, signs || needsParentheses(precedence, right.precedence(), false))
      .done();
}

Cpp Cpp::choice(Cpp condition, Cpp yes, Cpp no) {
  if (condition.isTrue() && no.isConstant()) return yes;
  if (condition.isFalse() && yes.isConstant()) return no;
  if (yes.isTrue()) return either(condition, no);
  if (no.isFalse() || no == braced("bool")) return both(condition, yes);
  return Writer(Precedence::Choice)
      .operand(condition, condition.precedence() <= Precedence::Choice)
      .text(" ? ")
      .operand(yes, yes.precedence() <= Precedence::Choice)
      .text(" : ")
      .operand(no, no.precedence() == Precedence::Unknown)
      .done();
}

Cpp Cpp::called(std::vector<Cpp> args) const {
  return Writer(Precedence::Postfix)
      .operand(*this, precedence() < Precedence::Postfix)
      .text("(")
      .list(args)
      .text(")")
      .done();
}

Cpp Cpp::member(std::string_view name) const {
  return Writer(Precedence::Postfix).operand(*this, precedence() < Precedence::Postfix).text(".").text(name).done();
}

Cpp Cpp::method(std::string_view name, std::vector<Cpp> args) const { return member(name).called(std::move(args)); }

Cpp Cpp::element(Cpp index) const {
  return Writer(Precedence::Postfix)
      .operand(*this, precedence() < Precedence::Postfix)
      .text("[")
      .operand(index, false)
      .text("]")
      .done();
}

bool Cpp::implies(const Cpp& condition) const {
  if (*this == condition) return isPure();
  if (precedence() != Precedence::And) return false;
  return std::ranges::any_of(node_->parts, [&](const auto& part) {
    const Cpp* const operand = std::get_if<Cpp>(&part);
    return operand && operand->implies(condition);
  });
}

Cpp Cpp::both(const Cpp& a, const Cpp& b) {
  if (b.isTrue() || a.implies(b)) return a;
  if (a.isTrue()) return b;
  if (b.precedence() != Precedence::And) return infix(a, "&&", b);
  Cpp all = a;
  for (const auto& part : b.node_->parts)
    if (const Cpp* const operand = std::get_if<Cpp>(&part)) all = both(all, *operand);
  return all;
}

Cpp Cpp::either(const Cpp& a, const Cpp& b) {
  if (a.isFalse() || (a.isPure() && a.implies(b))) return b;
  if (b.isFalse()) return a;
  // !a || (a && c)
  return infix(a, "||", b.precedence() == Precedence::And ? b.without(negated(a)) : b);
}

Cpp Cpp::without(const Cpp& condition) const {
  if (*this == condition && isPure()) return boolean(true);
  if (precedence() != Precedence::And) return *this;
  Cpp rest = boolean(true);
  for (const auto& part : node_->parts)
    if (const Cpp* const operand = std::get_if<Cpp>(&part)) rest = both(rest, operand->without(condition));
  return rest;
}

Cpp Cpp::negated(const Cpp& a) {
  if (a.isTrue() || a.isFalse()) return boolean(a.isFalse());
  if (a.precedence() != Precedence::Prefix || a.node_->first != '!') return prefix("!", a);
  return *std::get_if<Cpp>(&a.node_->parts.at(1));  // after the operator, or also a parenthesis
}

Cpp Cpp::allOf(const std::vector<Cpp>& conditions) {
  Cpp all = boolean(true);
  for (const Cpp& condition : conditions) all = both(all, condition);
  return all;
}

Cpp Cpp::impure() const {
  auto node = std::make_shared<Node>(*node_);
  node->pure = node->constant = false;
  return Cpp(std::move(node));
}

Precedence Cpp::precedence() const { return node_->precedence; }
bool Cpp::isPure() const { return node_->pure; }
bool Cpp::isConstant() const { return node_->constant; }
bool Cpp::isName() const { return node_->name; }
bool Cpp::isTrue() const { return *this == boolean(true); }
bool Cpp::isFalse() const { return *this == boolean(false); }

std::size_t Cpp::width() const { return node_->width; }

bool operator==(const Cpp& a, const Cpp& b) {
  if (a.node_ == b.node_) return true;
  return a.node_ && b.node_ && a.node_->hash == b.node_->hash && a.node_->parts == b.node_->parts;
}

std::string Cpp::text() const {
  std::string all;
  const auto put = [&](const auto& self, const Node& node) -> void {
    for (const auto& part : node.parts)
      if (const auto* text = std::get_if<std::string>(&part))
        all += *text;
      else
        self(self, *std::get<Cpp>(part).node_);
  };
  if (node_) put(put, *node_);
  return all;
}

}  // namespace bodocc
