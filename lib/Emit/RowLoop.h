// The body of one loop over rows: turns expressions into C++ on the row at hand. Each expression has a value and, where
// it may be missing, whether it is known; what several places of the loop need, or what the user named, becomes a
// local constant.
#pragma once

#include "Code.h"
#include "Pipeline.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace bodocc {

class RowLoop {
 public:
  // `roots`: all expressions that the loop will ask for, to know what is used more than once.
  RowLoop(Pipeline& pipeline, const std::vector<const Expr*>& roots);

  // C++ for the row's value; operands that bind weaker than a call stand in parentheses.
  std::string value(const Expr* e);
  // C++ for whether it is known; empty: always.
  std::string known(const Expr* e);
  // The value of `e` stands here from now on.
  void isNow(const Expr* e, std::string value);
  // The dictionary code of a coded string.
  std::string code(const Expr* e);

  Code& lines() { return lines_; }
  // The row's number in the innermost level, and its position among the rows of the loop (what library calls that
  // answer row by row count in).
  std::string row();
  std::string ordinal();

  // Whether a condition holds: missing does not.
  std::string isTrue(const Expr* e);
  // Whether the coded string is known.
  std::string codedKnown(const Expr* e);
  // The expression as a function of `argument`, which `name` stands for.
  std::string ofWord(const Expr* e, const Expr* argument, const std::string& name);

  // Writes the loop into the pipeline: header, rows of outer levels, the lines. Where decimals beyond 64 bits are
  // computed it comes in two versions, by the batch's bounds.
  void finish(std::string_view name);
  // The lines as the body of a lambda, from `head` to "});".
  void finishPredicate(const std::string& head);

 private:
  struct Code2 {
    std::string value, known;
  };
  const Code2& code2(const Expr* e);
  Code2 make(const Expr* e);
  Code2 makeCall(const Expr* e);
  Code2 callUser(const Expr* e, const std::vector<Code2>& args);
  Code2 place(const Place& p);
  bool wordFunction(const Expr* e, Code2& out);
  // --- Words.cpp
  // The one coded column that a pure expression depends on, if its value can be tabulated by word; null else.
  const Expr* soleCodedColumn(const Expr* e);
  struct Words {
    bool tabulates = false;
    const Expr* column = nullptr;
  };
  Words dependsOn(const Expr* e);
  // ---
  std::string useRow(int level, bool build);
  std::string_view lowering(const Expr* e);
  static bool wideCall(const Expr* e);
  // The conditions that all hold where `e` is true.
  void addConjuncts(const Expr* e, std::vector<std::string>& all);
  bool isSplit(const Expr* e);
  static bool isCheap(const Expr* e);
  static bool isConjunction(const Expr* e);
  std::string expand(std::string_view pattern, const Expr* e, const std::vector<Code2>& args);
  // --- Bounds.cpp
  void mustFit(const Expr* e);
  std::optional<double> leastBound(const Expr* e);
  std::string boundCode(const Expr* e);
  std::string proof();
  // ---
  std::vector<std::string> outerRows();

  Pipeline& p_;
  Code lines_;
  std::map<const Expr*, Code2> done_;
  std::map<const Expr*, int> count_;
  std::map<const Expr*, Words> words_;
  std::set<const Expr*> roots_;
  std::set<std::pair<int, bool>> rows_;  // (level, build side)
  bool ordinal_ = false;
  bool wide_ = false;    // decimals beyond 64 bits are computed
  bool bounded_ = true;  // ... and every operand has a bound; these cover the others:
  std::vector<const Expr*> narrow_;
  std::map<const Expr*, std::optional<double>> leastBounds_;
  bool inWord_ = false;  // within a function of a word
};

// C++ for a constant of that type: scaled decimals, days, nanoseconds.
std::string constantCode(const Constant& c, const ValueType& as);
// The type, never missing.
inline ValueType plainType(bodo::type t) {
  ValueType type;
  type.type = t;
  return type;
}
// A value with parentheses unless it is a name, a number or a call.
std::string operand(const std::string& code);
// Whether both hold; an empty one always does.
std::string both(const std::string& a, const std::string& b);

}  // namespace bodocc
