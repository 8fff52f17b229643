// The body of one loop over rows: turns expressions into C++ on the current row. Each expression has a value and, if it
// may be missing, a condition that it is known; values that several places of the loop need, or that the user named,
// become local constants.
#pragma once

#include "Code.h"
#include "ConstantCode.h"
#include "Cpp.h"
#include "CppPattern.h"
#include "LoopScope.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace bodocc {

class RowLoop {
 public:
  // Of the part's expressions; its roots are all that the loop needs, which shows those that are used more than once.
  RowLoop(LoopScope& scope, const plan::Part& part);

  // The row's value, and the condition that it is known.
  Cpp value(const Expr* e) { return code(e).value; }
  Cpp given(const Expr* e) { return code(e).given(); }  // where `known` has been asked
  Cpp known(const Expr* e) { return code(e).known; }
  // The dictionary code of a coded string, and the condition that it is known.
  Cpp wordCode(const Expr* e);
  Cpp wordKnown(const Expr* e);
  // Returns the values from which a table of words finds the code of a row.
  std::vector<Cpp> madeOf(const plan::ByWord& made);

  Code& lines() { return lines_; }
  // The row's number in the innermost level.
  Cpp row();
  // The loop goes through the states that a call has found for the rows at hand, each by this name; `ofProbed`: for the
  // probed rows of all pairs.
  void throughStates(const std::string& states, const std::string& state, bool ofProbed) {
    states_ = {states, state, ofProbed};
  }

  // True if a condition holds, false if it is missing.
  Cpp isTrue(const Expr* e);
  // The expression as a function of `argument`, which is called `name`.
  Cpp ofWord(const Expr* e, const Expr* argument, const std::string& name);
  // The first call of the user's code in it; null if there is none.
  const Expr* usersCall() const { return usersCall_; }

  // Computes the part's buffers; they have places once the loop is written.
  void addBuffers();
  // Writes the loop: header, rows of outer levels, the lines. If it computes decimals beyond 64 bits,
  // it has two versions, chosen by the batch's bounds.
  void finish();
  // The same of one that keeps the rows for which this condition, computed in it, holds.
  void keepRows(const Cpp& stays, plan::Keeping keeping);
  // Writes the condition on a pair, computed in the loop, as a function of the pair's two rows.
  void asCondition(const std::string& name, const Cpp& holds);

 private:
  void addBuffer(const plan::Buffer& b);
  bool addWords(const Expr* e);
  void settleBuffers();
  // True if the loop has two versions.
  bool isNarrowed() const { return wide_ && !part_.fits.empty(); }
  // The lines as the body of a lambda, from `head` to `end`, which has the row of the level `within`.
  void writePredicate(const std::string& head, int within, const char* end);

  const ValueCode& code(const Expr* e, bool apart = false);
  ValueCode make(const Expr* e);
  ValueCode makeCall(const Expr* e);
  ValueCode callUser(const Expr* e, const std::vector<ValueCode>& args);
  ValueCode place(const Place& p);
  ValueCode ofTable(const plan::ByWord& word);
  bool needsName(const Expr* e, const ValueCode& made, bool apart);
  bool isApart(const Expr* call, std::size_t operand);
  void giveName(const Expr* e, ValueCode& made);
  // The number of times that the code of a call uses the value of an operand.
  std::size_t timesUsed(const Expr* call, std::size_t operand, const std::vector<ValueCode>& args);
  Cpp useRow(int level, bool build);
  const CppPattern& lowering(const Expr* e);
  // The conditions that all hold if `e` is true.
  void addConjuncts(const Expr* e, std::vector<Cpp>& all, bool inTurn);
  bool isSplit(const Expr* e);
  bool isCheap(const Expr* e) const;
  static bool isConjunction(const Expr* e);
  Cpp expand(const CppPattern& pattern, const Expr* e, const std::vector<ValueCode>& args);
  // The bounds that must fit, as arguments.
  std::vector<Cpp> proof();
  // The rows of a level's pairs that are used, null if not: their names, and as C++ those of all pairs, of one.
  struct PairRows {
    const std::string *left = nullptr, *right = nullptr;
    std::string ofAll, ofOne;
    std::string declared() const;
  };
  PairRows pairRows(int level) const;
  // Declarations of the rows that the row at hand follows from, up to that of the level `within`.
  std::vector<std::string> outerRows(int within);

  LoopScope& scope_;
  const plan::Part& part_;
  Code lines_;
  std::map<const Expr*, ValueCode> done_;
  std::vector<std::pair<const Expr*, Place>> buffers_;
  std::map<const Expr*, int> count_;
  std::set<const Expr*> roots_;
  std::set<std::pair<int, bool>> rows_;  // (level, build side)
  struct {
    std::string all, each;
    bool ofProbed = false;
  } states_;
  bool wide_ = false;    // decimals beyond 64 bits are computed
  bool inWord_ = false;  // within a function of a word
  const Expr* usersCall_ = nullptr;
};

// The type, not nullable.
inline ValueType plainType(bodo::type t) {
  ValueType type;
  type.type = t;
  return type;
}
// Adds the condition, unless it is there already.
void addOnce(std::vector<Cpp>& conditions, const Cpp& condition);

}  // namespace bodocc
