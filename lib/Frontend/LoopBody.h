// The body of a loop over bodo::prange: what it does with arrays and variables. What could differ from the loop that
// runs its iterations one after the other is an error at its place: elements of other iterations, variables that
// iterations share, jumps out of the loop.
#pragma once

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <llvm/ADT/MapVector.h>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "Frontend/Constants.h"
#include "Frontend/Lowering.h"

namespace bodocc {

// What a loop is over: the arguments that say which numbers its variable has; of
//     for (auto [i, j] : bodo::prange({a, b}, {c, d}))
// those of i, the variable, and c and d, between which an inner loop counts j.
struct LoopHead {
  const clang::ValueDecl* variable;
  std::vector<const clang::Expr*> arguments = {};
  const clang::BindingDecl* column = nullptr;
  llvm::ArrayRef<const clang::Expr*> columns = {};
};

class LoopBody {
 public:
  LoopBody(const Lowering& lowering, const clang::CXXForRangeStmt& loop);

  const LoopHead head;

  struct Array {
    const clang::ValueDecl* variable;
    ArrayUse use;
    const clang::Expr* read = nullptr;           // the first read of another element than i
    const clang::Expr* any = nullptr;            // the first read of one at any index
    const clang::Expr* write = nullptr;          // the first write
    bool rowsKnown = true, columnsKnown = true;  // all that are used are in known ranges
    const clang::Expr* append = nullptr;         // the first push_back
    const clang::Expr* combined = nullptr;       // the first statement that combines elements at any index
    bool reads = false;
  };
  struct Combined {
    const clang::ValueDecl* variable;
    std::string_view how;
    std::vector<const clang::ValueDecl*> with;  // of a minimum or maximum: what is assigned together with it
  };

  std::deque<Array> arrays;  // in the order of their first uses
  std::vector<Combined> combined;
  // The bounds of inner loops over columns: expressions that all iterations share.
  std::vector<std::pair<const clang::Expr*, const clang::Expr*>> bounds;
  // True if an iteration does little: arithmetic on elements, at most on each of a row.
  bool isLight = true;

  // Finds them, or fails.
  void read();

 private:
  static LoopHead headOf(const Lowering& lowering, const clang::CXXForRangeStmt& loop);
  // Fails if the body changes what iterations share through pointers, members or calls: see SharedState.h.
  void requireUnshared() const;
  // The body of a loop over rows and columns: that of a loop that counts the columns.
  void readRows();

  template <class... Arguments>
  [[noreturn]] void fail(clang::SourceLocation place, Diag row, const Arguments&... arguments) const {
    lowering_.failAt(place, row, arguments...);
  }
  // Its element with that first index.
  static std::string spelled(const Array& a, const std::string& index);
  [[noreturn]] void failWrite(const clang::Expr* element, const Array& a) const;
  std::string name() const { return variable_.getNameAsString(); }
  std::string text(const clang::Stmt* s) const { return lowering_.unit_.text(s->getSourceRange()); }

  bool isOutside(const clang::ValueDecl* v) const;
  // The variable from outside of the loop that the expression is; null for others.
  const clang::ValueDecl* outside(const clang::Expr* e) const;

  // ---- statements ----
  // The expression that a statement is, without the end of its temporaries; null for other statements.
  static const clang::Expr* expressionOf(const clang::Stmt* s);
  // A statement that each iteration comes to, unless it continues before.
  void always(const clang::Stmt* s);
  void statement(const clang::Stmt* s);
  void declare(const clang::DeclStmt& s);
  // A reference through which a variable from outside could be changed unseen.
  void reference(const clang::VarDecl& v, const clang::Expr* target);

  // ---- what iterations combine: LoopReductions.cpp ----
  // What iterations combine: a variable from outside, or an element of an array at any index.
  struct Target {
    const clang::ValueDecl* variable = nullptr;
    const clang::CXXOperatorCallExpr* element = nullptr;

    explicit operator bool() const { return variable != nullptr || element != nullptr; }
    clang::QualType type() const {
      return variable != nullptr ? variable->getType().getNonReferenceType() : element->getType();
    }
  };

  Target target(const clang::Expr* e) const;
  bool is(const Target& t, const clang::Expr* e) const;
  bool isOfType(const Target& t, const clang::Expr* e) const;
  std::string nameOf(const Target& t) const;
  // x += y, c[key] += y and the like.
  bool combines(const clang::Expr* e);
  // found.push_back(y).
  bool appends(const clang::Expr* e);
  void requireNumber(clang::QualType type, const std::string& sum, const clang::Expr* e) const;
  // A sum of integers has integers as terms.
  void requireWhole(clang::QualType type, const std::string& sum, const clang::Expr* term, const clang::Expr* e) const;
  // Of std::min(t, y) or std::max(t, y): the runtime's function; `value` becomes y.
  const char* extreme(const Target& t, const clang::Expr*& value) const;
  // c[key] = std::min(c[key], y) evaluates the key twice: both are the same element.
  void requireOneIndex(const Target& t) const;
  // if (x < t) t = x; or if (x < t) { t = x; at = i; }
  bool keepsExtreme(const clang::IfStmt& s);
  // Another name of a variable would show what is combined so far.
  void requireCombinable(const Target& t, const clang::Expr* e) const;
  void add(const Target& t, const char* how, const clang::Expr* value, const clang::Expr* e,
           std::vector<const clang::ValueDecl*> with = {});

  // ---- expressions ----
  static const clang::ValueDecl* rootOf(const clang::Expr* e);
  // An expression that is only read.
  void value(const clang::Expr* e);
  void expression(const clang::Expr* e);
  // False if its arguments need no look.
  bool called(const clang::CallExpr& call);
  // A function of the standard library from numbers to a number.
  static bool isArithmetic(const clang::FunctionDecl& callee);
  void written(const clang::Expr* target);

  // ---- elements: LoopElements.cpp ----
  Array& array(const clang::CXXOperatorCallExpr* element) { return array(strip(element->getArg(0)), element); }
  Array& array(const clang::Expr* named, const clang::Expr* use);
  // k of i + k; nothing if the index is another one.
  std::optional<std::int64_t> offset(const clang::Expr* index) const { return offset(index, &variable_); }
  std::optional<std::int64_t> offset(const clang::Expr* index, const clang::ValueDecl* variable) const;
  // The indices of an element at any place; the number of its column.
  void indices(const clang::CXXOperatorCallExpr* element);
  void column(const clang::CXXOperatorCallExpr* element);
  // False if it is not known.
  bool addRange(std::vector<UsedRange>& ranges, const clang::Expr* index);
  // for (std::int64_t j = from; j < to; ++j), with bounds that are the same in all iterations.
  void countColumns(const clang::ForStmt& s);
  void addColumns(const clang::ValueDecl& variable, const clang::Expr* begin, const clang::Expr* end);
  // Arithmetic on variables from outside, which no iteration changes: `read` checks that.
  bool isShared(const clang::Expr* e) const;
  void readElement(const clang::CXXOperatorCallExpr* element);
  void writeElement(const clang::CXXOperatorCallExpr* element, bool reads);

  const Lowering& lowering_;
  const clang::CXXForRangeStmt& loop_;
  const clang::ValueDecl& variable_;
  std::set<const clang::ValueDecl*> local_;                               // declared in the body
  llvm::MapVector<const clang::ValueDecl*, clang::SourceLocation> read_;  // from outside, in the order of first uses
  // variables of inner loops over columns, and their bounds
  std::vector<std::pair<const clang::ValueDecl*, std::size_t>> columns_;
  std::set<const clang::ValueDecl*> sized_;  // arrays whose size the body uses
  bool continues_ = false;                   // a statement so far may
  bool hasInnerLoop_ = false;
  unsigned depth_ = 0;  // of inner loops and switches
};

}  // namespace bodocc
