#include "CppPattern.h"

#include "Tokens.h"

#include <algorithm>
#include <map>
#include <utility>

namespace bodocc {

// expression = binary [? expression : expression], with the usual levels of operators; blanks are only around binary
// operators.
class CppPattern::Parser {
 public:
  Parser(std::string_view text, bool& calls) : text_(text), calls_(calls) {}

  Node whole() {
    Node node = expression();
    if (at_ != text_.size()) fail("end");
    return node;
  }

 private:
  using Level = std::vector<std::string_view>;
  static const std::vector<Level>& levels() {
    static const std::vector<Level> all = {{"||"},     {"&&"},         {"==", "!="}, {"<", "<=", ">", ">="},
                                           {"+", "-"}, {"*", "/", "%"}};
    return all;
  }

  Node expression() {
    Node first = binary(0);
    if (!take(" ? ")) return first;
    Node yes = expression();
    if (!take(" : ")) fail("':'");
    return {Kind::Choice, "?", {std::move(first), std::move(yes), expression()}};
  }
  Node binary(std::size_t level) {
    if (level == levels().size()) return prefix();
    Node left = binary(level + 1);
    for (bool found = true; found;) {
      found = false;
      for (const std::string_view op : levels()[level])
        if (take(fmt::format(" {} ", op))) {
          left = {Kind::Infix, std::string(op), {std::move(left), binary(level + 1)}};
          found = true;
          break;
        }
    }
    return left;
  }
  Node prefix() {
    for (const char* op : {"!", "-"})
      if (take(op)) return {Kind::Prefix, op, {prefix()}};
    return postfix();
  }
  Node postfix() {
    if (take("(")) {
      Node inner = expression();
      if (!take(")")) fail("')'");
      return inner;
    }
    std::string name = word();
    if (!take("(")) {
      if (name.front() == '{') return {Kind::Place, name.substr(1, name.size() - 2), {}};
      return {name.front() >= '0' && name.front() <= '9' ? Kind::Number : Kind::Name, std::move(name), {}};
    }
    calls_ = true;
    Node call{Kind::Call, std::move(name), {}};
    if (take(")")) return call;
    do call.parts.push_back(expression());
    while (take(", "));
    if (!take(")")) fail("')'");
    return call;
  }
  // A place, or a name with its qualifiers and template arguments.
  std::string word() {
    const std::size_t begin = at_;
    if (text_.substr(at_).starts_with("{")) {
      at_ = std::min(text_.find('}', at_), text_.size() - 1) + 1;
    } else {
      int depth = 0;
      for (; at_ < text_.size(); ++at_) {
        const char c = text_[at_];
        if (depth == 0 && !isWordCharacter(c) && c != ':' && c != '<') break;
        depth += c == '<' ? 1 : c == '>' ? -1 : 0;
      }
    }
    if (begin == at_) fail("an operand");
    return std::string(text_.substr(begin, at_ - begin));
  }
  bool take(std::string_view token) {
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }
  [[noreturn]] void fail(const char* expected) const {
    throw InternalError(fmt::format("lowering '{}': {} expected at '{}'", text_, expected, text_.substr(at_)));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool& calls_;
};

CppPattern::CppPattern(std::string_view text) {
  if (!text.empty()) root_ = Parser(text, calls_).whole();
}

Cpp CppPattern::filled(const Fill& fill) const { return CppPattern::fill(root_, fill); }

Cpp CppPattern::fill(const Node& node, const Fill& with) {
  const auto part = [&](std::size_t n) { return fill(node.parts[n], with); };
  switch (node.kind) {
    case Kind::Place: return with(node.text).at(0);
    case Kind::Name: return Cpp::name(node.text);
    case Kind::Number: return Cpp::literal(node.text);
    case Kind::Prefix: return node.text == "!" ? Cpp::negated(part(0)) : Cpp::prefix(node.text, part(0));
    case Kind::Infix: {
      const Cpp left = part(0), right = part(1);
      if (node.text == "&&") return Cpp::both(left, right);
      if (node.text == "||") return Cpp::either(left, right);
      return Cpp::infix(left, node.text, right);
    }
    case Kind::Choice: {
      const Cpp condition = part(0), yes = part(1), no = part(2);
      return Cpp::choice(condition, yes, no);
    }
    case Kind::Call: break;
  }
  std::vector<Cpp> args;
  for (const Node& arg : node.parts) {
    if (arg.kind != Kind::Place) {
      args.push_back(fill(arg, with));
      continue;
    }
    for (Cpp& one : with(arg.text)) args.push_back(std::move(one));
  }
  std::string function = node.text;
  for (std::size_t at = 0; (at = function.find('{', at)) != std::string::npos;) {
    const std::size_t size = function.find('}', at) + 1 - at;
    const std::string text = with(function.substr(at + 1, size - 2)).at(0).text();
    function.replace(at, size, text);
    at += text.size();
  }
  return Cpp::call(function, std::move(args));
}

std::size_t CppPattern::count(const Node& node, std::string_view place) {
  std::size_t all = node.kind == Kind::Place && node.text == place ? 1 : 0;
  for (const Node& part : node.parts) all += count(part, place);
  return all;
}

const Lowerings& loweringsOf(const OpInfo& op) {
  static const std::map<const OpInfo*, Lowerings> all = [] {
    std::map<const OpInfo*, Lowerings> parsed;
    for (const OpInfo& info : allOps())
      if (info.kind == OpKind::Row)
        parsed.emplace(
            &info, Lowerings{CppPattern(info.lowering), CppPattern(info.wideLowering), CppPattern(info.knownLowering)});
    return parsed;
  }();
  return all.at(&op);
}

}  // namespace bodocc
