// The C++ of row operations from Ops.def: an expression with places, {0} or {T}, for the parts that differ from use to
// use. Parsed once, so that its precedence is known, and filled with expressions instead of text.
#pragma once

#include "Cpp.h"
#include "bodocc/Ops/OpInfo.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bodocc {

class CppPattern {
 public:
  // An InternalError if the text is not an expression of the operators, calls, names and numbers that patterns may
  // have.
  explicit CppPattern(std::string_view text);

  // The contents of a place, "0" of {0}: one expression, or any number of them as arguments of a call. A place within a
  // function's name takes the text: {T} of `static_cast<{T}>`.
  using Fill = std::function<std::vector<Cpp>(std::string_view place)>;
  Cpp filled(const Fill& fill) const;

  bool empty() const { return root_.text.empty(); }
  // True if it calls functions; else it has only operators.
  bool calls() const { return calls_; }
  // The number of occurrences of the place.
  std::size_t count(std::string_view place) const { return count(root_, place); }

 private:
  enum class Kind {
    Place,
    Name,
    Number,
    Call,    // text: the function
    Prefix,  // text: the operator
    Infix,
    Choice
  };
  struct Node {
    Kind kind = Kind::Name;
    std::string text;
    std::vector<Node> parts;
  };
  class Parser;
  static Cpp fill(const Node& node, const Fill& fill);
  static std::size_t count(const Node& node, std::string_view place);

  Node root_;
  bool calls_ = false;
};

// The patterns of a row operation.
struct Lowerings {
  CppPattern value, wide, known;  // OpInfo::lowering, wideLowering, knownLowering
};
const Lowerings& loweringsOf(const OpInfo& op);

}  // namespace bodocc
