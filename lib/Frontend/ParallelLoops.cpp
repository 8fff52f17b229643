// Loops over bodo::prange: what their bodies do with arrays and variables. What could differ from the loop that runs
// its iterations one after the other is an error at its place: elements of other iterations, variables that iterations
// share, jumps out of the loop.
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Analysis/Analyses/ExprMutationAnalyzer.h>

#include <algorithm>
#include <deque>

#include "Frontend/AnnotatedFunctions.h"
#include "Frontend/Constants.h"
#include "Frontend/Lowering.h"
#include "Frontend/Variance/Sources.h"

namespace bodocc {

class LoopBody {
 public:
  LoopBody(const Lowering& lowering, const clang::CXXForRangeStmt& loop)
      : lowering_(lowering), loop_(loop), variable_(*loop.getLoopVariable()) {}

  struct Array {
    const clang::ValueDecl* variable;
    ArrayUse use;
    const clang::Expr* read = nullptr;      // the first read of another element than i
    const clang::Expr* write = nullptr;     // the first write
    bool anyColumn = false;                 // some elements are in columns that are not known
    const clang::Expr* append = nullptr;    // the first push_back
    const clang::Expr* combined = nullptr;  // the first statement that combines elements at any index
    bool reads = false;
  };
  struct Combined {
    const clang::ValueDecl* variable;
    std::string_view how;
    clang::SourceLocation place;
  };
  std::deque<Array> arrays;  // in the order of their first uses
  std::vector<Combined> combined;
  // The bounds of inner loops over columns: expressions that all iterations share.
  std::vector<std::pair<const clang::Expr*, const clang::Expr*>> bounds;

  // Finds them, or fails.
  void read() {
    if (!variable_.getType().getNonReferenceType()->isIntegerType())
      fail(variable_.getLocation(), Diag::ParallelType,
           fmt::format("the variable of a parallel loop is a '{}'", lowering_.spelled(variable_.getType())),
           "it is the number of an element: write auto, or std::int64_t");
    const auto* block = llvm::dyn_cast<clang::CompoundStmt>(loop_.getBody());
    if (block == nullptr)
      always(loop_.getBody());
    else
      for (const clang::Stmt* each : block->body()) always(each);
    for (Array& a : arrays) {
      if (a.combined != nullptr && (a.write != nullptr || a.reads)) failWrite(a.combined, a);
      if (a.write != nullptr && a.read != nullptr)
        fail(a.read->getExprLoc(), Diag::ParallelOrder, text(a.read), spelled(a, name()));
      if (a.append != nullptr &&
          (a.write != nullptr || a.reads || a.combined != nullptr || sized_.contains(a.variable)))
        fail(a.append->getExprLoc(), Diag::ParallelType,
             fmt::format("'{}' gets elements in the parallel loop, and is used in another way",
                         a.variable->getNameAsString()),
             "it has them all after the loop: use another array");
      a.use.writes = a.write != nullptr;
      a.use.appends = a.append != nullptr;
      if (a.anyColumn || a.use.isWhole()) a.use.columns.clear();
    }
    clang::ExprMutationAnalyzer changes(*loop_.getBody(), lowering_.unit_.ast);
    if (changes.isMutated(&variable_))
      fail(variable_.getLocation(), Diag::ParallelType, fmt::format("'{}' is changed in the parallel loop", name()),
           "each iteration has its number: use another variable");
    for (const auto& [v, place] : read_) {
      if (std::ranges::any_of(combined, [&](const Combined& c) { return c.variable == v; }))
        fail(place, Diag::ParallelPartial, v->getNameAsString());
      if (changes.isMutated(v)) fail(place, Diag::ParallelVariable, v->getNameAsString());
    }
  }

 private:
  template <class... Arguments>
  [[noreturn]] void fail(clang::SourceLocation place, Diag row, const Arguments&... arguments) const {
    lowering_.failAt(place, row, arguments...);
  }
  // Its element with that first index.
  static std::string spelled(const Array& a, const std::string& index) {
    return fmt::format(fmt::runtime(a.use.rows ? "{}({}, j)" : "{}[{}]"), a.variable->getNameAsString(), index);
  }
  [[noreturn]] void failWrite(const clang::Expr* element, const Array& a) const {
    fail(element->getExprLoc(), Diag::ParallelWrite, text(element), spelled(a, name()), spelled(a, "key"),
         a.variable->getNameAsString());
  }
  std::string name() const { return variable_.getNameAsString(); }
  std::string text(const clang::Stmt* s) const { return lowering_.unit_.text(s->getSourceRange()); }

  bool isOutside(const clang::ValueDecl* v) const {
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(v);
    if (variable == nullptr && !llvm::isa<clang::BindingDecl>(v)) return false;
    return v != &variable_ && !local_.contains(v);
  }
  // The variable from outside of the loop that the expression is; null for others.
  const clang::ValueDecl* outside(const clang::Expr* e) const {
    const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e->IgnoreParenImpCasts());
    const bool is =
        reference != nullptr && isOutside(reference->getDecl()) && classify(reference->getType()) == TypeClass::Host;
    return is ? reference->getDecl() : nullptr;
  }

  // ---- statements ----

  // The expression that a statement is, without the end of its temporaries; null for other statements.
  static const clang::Expr* expressionOf(const clang::Stmt* s) {
    const auto* full = llvm::dyn_cast<clang::FullExpr>(s);
    const auto* e = llvm::dyn_cast<clang::Expr>(full == nullptr ? s : full->getSubExpr());
    return e == nullptr ? nullptr : e->IgnoreParens();
  }

  // A statement that each iteration comes to, unless it continues before.
  void always(const clang::Stmt* s) {
    statement(s);
    const auto* assignment = llvm::dyn_cast_or_null<clang::BinaryOperator>(expressionOf(s));
    if (assignment == nullptr || assignment->getOpcode() != clang::BO_Assign || continues_) return;
    if (const auto* element = elementOf(assignment->getLHS());
        element != nullptr && element->getOperator() == clang::OO_Subscript)
      if (Array& a = array(element); !a.reads) a.use.overwrites = true;
  }

  void statement(const clang::Stmt* s) {
    if (s == nullptr) return;
    if (const clang::Expr* e = expressionOf(s)) {
      if (!combines(e) && !appends(e)) expression(e);
      return;
    }
    if (llvm::isa<clang::BreakStmt>(s) && depth_ == 0)
      fail(s->getBeginLoc(), Diag::ParallelUse, "break",
           "other iterations may run at the same time: use continue, or an ordinary for loop");
    continues_ = continues_ || (llvm::isa<clang::ContinueStmt>(s) && depth_ == 0);
    if (llvm::isa<clang::ReturnStmt>(s))
      fail(s->getBeginLoc(), Diag::ParallelUse, "return",
           "other iterations may run at the same time: return after the loop");
    if (llvm::isa<clang::GotoStmt, clang::LabelStmt, clang::IndirectGotoStmt>(s))
      fail(s->getBeginLoc(), Diag::ParallelUse, "a label or goto", "use if, continue and inner loops");
    if (const auto* declaration = llvm::dyn_cast<clang::DeclStmt>(s)) return declare(*declaration);
    if (const auto* branch = llvm::dyn_cast<clang::IfStmt>(s)) {
      if (keepsExtreme(*branch)) return;
      statement(branch->getInit());
      if (branch->getConditionVariableDeclStmt() != nullptr) declare(*branch->getConditionVariableDeclStmt());
      expression(branch->getCond());
      statement(branch->getThen());
      return statement(branch->getElse());
    }
    const bool loops =
        llvm::isa<clang::ForStmt, clang::WhileStmt, clang::DoStmt, clang::CXXForRangeStmt, clang::SwitchStmt>(s);
    depth_ += loops ? 1 : 0;
    if (const auto* counted = llvm::dyn_cast<clang::ForStmt>(s)) countColumns(*counted);
    if (const auto* range = llvm::dyn_cast<clang::CXXForRangeStmt>(s)) {
      local_.insert(range->getLoopVariable());
      statement(range->getInit());
      expression(range->getRangeInit());
      reference(*range->getLoopVariable(), range->getRangeInit());
      statement(range->getBody());
    } else {
      for (const clang::Stmt* child : s->children()) statement(child);
    }
    depth_ -= loops ? 1 : 0;
  }

  void declare(const clang::DeclStmt& s) {
    for (const clang::Decl* d : s.decls()) {
      const auto* v = llvm::dyn_cast<clang::VarDecl>(d);
      if (v == nullptr) continue;
      if (v->isStaticLocal() && !v->getType().isConstQualified())
        fail(v->getLocation(), Diag::ParallelUse, fmt::format("the static variable '{}'", v->getNameAsString()),
             "it would be one for all iterations of a rank: leave out static");
      if (classify(v->getType()) != TypeClass::Host)
        fail(v->getLocation(), Diag::ParallelUse,
             fmt::format("'{}' is {}", v->getNameAsString(), describe(classify(v->getType()))),
             "an iteration works on elements: declare it before the loop");
      local_.insert(v);
      if (const auto* parts = llvm::dyn_cast<clang::DecompositionDecl>(v))
        local_.insert(parts->bindings().begin(), parts->bindings().end());
      if (v->getInit() == nullptr) continue;
      expression(v->getInit());
      reference(*v, v->getInit());
    }
  }

  // A reference through which a variable from outside could be changed unseen.
  void reference(const clang::VarDecl& v, const clang::Expr* target) {
    if (!v.getType()->isReferenceType() || v.getType().getNonReferenceType().isConstQualified()) return;
    if (const clang::ValueDecl* root = rootOf(target); root != nullptr && isOutside(root))
      fail(v.getLocation(), Diag::ParallelVariable, root->getNameAsString());
  }

  // ---- variables ----

  // What iterations combine: a variable from outside, or an element of an array at any index.
  struct Target {
    const clang::ValueDecl* variable = nullptr;
    const clang::CXXOperatorCallExpr* element = nullptr;

    explicit operator bool() const { return variable != nullptr || element != nullptr; }
    clang::QualType type() const {
      return variable != nullptr ? variable->getType().getNonReferenceType() : element->getType();
    }
  };
  Target target(const clang::Expr* e) const {
    if (const clang::ValueDecl* v = outside(e); v != nullptr) return {v};
    const clang::CXXOperatorCallExpr* element = elementOf(e);
    if (element == nullptr || offset(element->getArg(1)) == 0) return {};
    return {nullptr, element};
  }
  bool is(const Target& t, const clang::Expr* e) const {
    if (t.variable != nullptr) return outside(e) == t.variable;
    return elementOf(e->IgnoreParenImpCasts()) != nullptr && text(e) == text(t.element);
  }
  std::string nameOf(const Target& t) const {
    return t.variable != nullptr ? t.variable->getNameAsString() : text(t.element);
  }

  // x += y, c[key] += y and the like.
  bool combines(const clang::Expr* e) {
    if (const auto* count = llvm::dyn_cast<clang::UnaryOperator>(e);
        count != nullptr && count->isIncrementDecrementOp()) {
      const Target t = target(count->getSubExpr());
      if (t) add(t, "sums", nullptr, e);
      return static_cast<bool>(t);
    }
    const auto* assignment = llvm::dyn_cast<clang::BinaryOperator>(e);
    if (assignment == nullptr || !assignment->isAssignmentOp()) return false;
    const Target t = target(assignment->getLHS());
    if (!t) return false;
    const clang::Expr* value = assignment->getRHS();
    const char* how = nullptr;
    switch (assignment->getOpcode()) {
      case clang::BO_AddAssign:
      case clang::BO_SubAssign: how = "sums"; break;
      case clang::BO_MulAssign: how = "products"; break;
      case clang::BO_AndAssign: how = "all_bits"; break;
      case clang::BO_OrAssign: how = "any_bits"; break;
      case clang::BO_XorAssign: how = "flipped_bits"; break;
      case clang::BO_Assign: how = extreme(t, value); break;
      default: break;
    }
    if (how == nullptr && t.element != nullptr) return false;
    if (how == nullptr) fail(e->getExprLoc(), Diag::ParallelVariable, nameOf(t));
    add(t, how, value, e);
    return true;
  }

  // found.push_back(y).
  bool appends(const clang::Expr* e) {
    const clang::Expr* found = appendedBy(e);
    if (found == nullptr) return false;
    Array& a = array(found, e);
    if (a.append == nullptr) a.append = e;
    expression(llvm::cast<clang::CallExpr>(e->IgnoreParens())->getArg(0));
    return true;
  }

  void requireNumber(clang::QualType type, const std::string& sum, const clang::Expr* e) const {
    if (type->isBooleanType())
      fail(e->getExprLoc(), Diag::ParallelType, fmt::format("'{}' is a bool, and is added to", sum),
           "count in a std::int64_t");
  }

  // A sum of integers has integers as terms.
  void requireWhole(clang::QualType type, const std::string& sum, const clang::Expr* term, const clang::Expr* e) const {
    if (!type->isFloatingType() && term->IgnoreParenImpCasts()->getType()->isFloatingType())
      fail(e->getExprLoc(), Diag::ParallelType,
           fmt::format("'{}' is an integer, which each iteration would round", sum),
           fmt::format("declare it as double, or convert what is combined: static_cast<{}>(...)",
                       cppTypeOf(columnType(type, lowering_.unit_.ast)->type).text));
  }

  // Of std::min(t, y) or std::max(t, y): the runtime's function; `value` becomes y.
  const char* extreme(const Target& t, const clang::Expr*& value) const {
    const auto* call = llvm::dyn_cast<clang::CallExpr>(value->IgnoreParenImpCasts());
    const clang::FunctionDecl* callee = call == nullptr ? nullptr : call->getDirectCallee();
    if (callee == nullptr || !callee->isInStdNamespace() || call->getNumArgs() != 2) return nullptr;
    const char* const how = isNamed(*callee, "min") ? "least" : isNamed(*callee, "max") ? "greatest" : nullptr;
    if (how == nullptr) return nullptr;
    const bool first = is(t, strip(call->getArg(0))), second = is(t, strip(call->getArg(1)));
    // of a NaN and a number, the first argument is the result
    if (second && t.type()->isFloatingType())
      fail(call->getExprLoc(), Diag::ParallelType,
           fmt::format("the order of the iterations decides what NaN does to '{}'", nameOf(t)),
           fmt::format("write std::{0}({1}, ...): {1} comes first", how == std::string_view("least") ? "min" : "max",
                       nameOf(t)));
    if (!first && !second) return nullptr;
    requireOneIndex(t);
    value = call->getArg(first ? 1 : 0);
    return how;
  }

  // c[key] = std::min(c[key], y) evaluates the key twice: both are the same element.
  void requireOneIndex(const Target& t) const {
    const auto same = [](const auto& self, const clang::Stmt* s) -> bool {
      const auto* e = llvm::dyn_cast_or_null<clang::Expr>(s);
      const auto* call = llvm::dyn_cast_or_null<clang::CallExpr>(e);
      const auto* assignment = llvm::dyn_cast_or_null<clang::BinaryOperator>(e);
      const auto* count = llvm::dyn_cast_or_null<clang::UnaryOperator>(e);
      const bool changes = e == nullptr || (assignment != nullptr && assignment->isAssignmentOp()) ||
                           (count != nullptr && count->isIncrementDecrementOp());
      const bool known = call == nullptr || elementOf(call) != nullptr ||
                         (call->getDirectCallee() != nullptr && call->getDirectCallee()->isInStdNamespace());
      return !changes && known &&
             llvm::all_of(s->children(), [&](const clang::Stmt* child) { return self(self, child); });
    };
    if (t.element == nullptr || llvm::all_of(llvm::drop_begin(t.element->arguments()),
                                             [&](const clang::Expr* index) { return same(same, index); }))
      return;
    fail(t.element->getExprLoc(), Diag::ParallelType,
         fmt::format("the index of '{}' is computed twice, and may differ", nameOf(t)),
         "compute it before: const auto key = ...");
  }

  // if (x < t) t = x;
  bool keepsExtreme(const clang::IfStmt& s) {
    const auto* condition = llvm::dyn_cast<clang::BinaryOperator>(s.getCond()->IgnoreParenImpCasts());
    const clang::Stmt* then = s.getThen();
    if (const auto* block = llvm::dyn_cast<clang::CompoundStmt>(then); block != nullptr && block->size() == 1)
      then = block->body_front();
    const auto* assignment = llvm::dyn_cast_or_null<clang::BinaryOperator>(expressionOf(then));
    if (condition == nullptr || !condition->isRelationalOp() || assignment == nullptr || s.getElse() != nullptr ||
        assignment->getOpcode() != clang::BO_Assign || s.getInit() != nullptr)
      return false;
    const Target t = target(assignment->getLHS());
    if (!t) return false;
    const bool left = is(t, condition->getLHS());
    if (!left && !is(t, condition->getRHS())) return false;
    const clang::Expr* value = left ? condition->getRHS() : condition->getLHS();
    const auto op = condition->getOpcode();
    if ((op != clang::BO_LT && op != clang::BO_GT) || text(value) != text(assignment->getRHS())) return false;
    requireOneIndex(t);
    add(t, (op == clang::BO_LT) == left ? "greatest" : "least", value, assignment);
    return true;
  }

  void add(const Target& t, const char* how, const clang::Expr* value, const clang::Expr* e) {
    const clang::QualType type = t.type();
    const clang::ValueDecl* v = t.variable;
    const bool floats = type->isFloatingType(), sums = how == std::string_view("sums");
    // another name of a variable would show what is combined so far
    const bool alias = v != nullptr && v->getType()->isReferenceType() && !llvm::isa<clang::ParmVarDecl>(v);
    if (!type->isArithmeticType() || type->isAnyCharacterType() || alias || lowering_.escaped_.contains(v) ||
        llvm::isa_and_nonnull<clang::BindingDecl>(v))
      fail(e->getExprLoc(), Diag::ParallelVariable, nameOf(t));
    if (floats && how == std::string_view("products"))
      fail(e->getExprLoc(), Diag::ParallelType,
           fmt::format("the product of floats '{}' would depend on the number of ranks", nameOf(t)),
           "add the logarithms: x += std::log(y), and std::exp(x) after the loop");
    if (value != nullptr) requireWhole(type, nameOf(t), value, e);
    if (sums || how == std::string_view("products")) requireNumber(type, nameOf(t), e);
    if (t.element != nullptr) indices(t.element);
    if (value != nullptr) expression(value);
    if (t.element != nullptr) {
      Array& a = array(t.element);
      if (a.combined == nullptr) a.combined = t.element, a.use.combines = how;
      if (a.use.combines != how) fail(e->getExprLoc(), Diag::ParallelPartial, nameOf(t));
      return;
    }
    const auto found = std::ranges::find(combined, v, &Combined::variable);
    if (found == combined.end())
      combined.push_back({v, how, e->getExprLoc()});
    else if (found->how != how)
      fail(e->getExprLoc(), Diag::ParallelPartial, nameOf(t));
  }

  // ---- expressions ----

  static const clang::ValueDecl* rootOf(const clang::Expr* e) {
    for (;;) {
      e = e->IgnoreParenImpCasts();
      if (const auto* member = llvm::dyn_cast<clang::MemberExpr>(e))
        e = member->getBase();
      else if (const auto* index = llvm::dyn_cast<clang::ArraySubscriptExpr>(e))
        e = index->getBase();
      else if (const auto* target = llvm::dyn_cast<clang::UnaryOperator>(e);
               target != nullptr && (target->getOpcode() == clang::UO_Deref || target->getOpcode() == clang::UO_AddrOf))
        e = target->getSubExpr();
      else if (const auto* call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(e);
               call != nullptr && call->getNumArgs() > 0)
        e = call->getArg(0);
      else
        break;
    }
    const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e);
    return reference == nullptr ? nullptr : reference->getDecl();
  }

  // An expression that is only read.
  void value(const clang::Expr* e) {
    e = e->IgnoreParens();
    if (const auto* element = elementOf(e)) return readElement(element);
    const auto* choice = llvm::dyn_cast<clang::ConditionalOperator>(e);
    if (choice == nullptr) return expression(e);
    expression(choice->getCond());
    value(choice->getTrueExpr());
    value(choice->getFalseExpr());
  }

  void expression(const clang::Expr* e) {
    if (e == nullptr) return;
    if (const auto* cast = llvm::dyn_cast<clang::ImplicitCastExpr>(e);
        cast != nullptr && (cast->getCastKind() == clang::CK_LValueToRValue || cast->getType().isConstQualified()))
      return value(cast->getSubExpr());
    if (const auto* element = elementOf(e)) {
      if (!element->getType().isConstQualified()) fail(element->getExprLoc(), Diag::ParallelElement, text(element));
      return readElement(element);
    }
    if (const auto* assignment = llvm::dyn_cast<clang::BinaryOperator>(e);
        assignment != nullptr && assignment->isAssignmentOp()) {
      if (const auto* element = elementOf(assignment->getLHS()))
        writeElement(element, assignment->isCompoundAssignmentOp());
      else
        written(assignment->getLHS());
      return expression(assignment->getRHS());
    }
    if (const auto* count = llvm::dyn_cast<clang::UnaryOperator>(e);
        count != nullptr && count->isIncrementDecrementOp()) {
      if (const auto* element = elementOf(count->getSubExpr())) return writeElement(element, true);
      return written(count->getSubExpr());
    }
    if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e)) {
      const clang::ValueDecl* v = reference->getDecl();
      const TypeClass c = classify(v->getType());
      if (c == TypeClass::Frame || c == TypeClass::Series)
        fail(e->getExprLoc(), Diag::ParallelUse, fmt::format("{} as a whole, '{}',", describe(c), v->getNameAsString()),
             fmt::format("an iteration has elements of arrays: bodo::Array<double> a = ...; a[{}]", name()));
      if (isOutside(v) && c == TypeClass::Host) read_.emplace(v, e->getExprLoc());
      return;
    }
    if (const auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(e)) {
      for (const clang::LambdaCapture& capture : lambda->captures()) {
        if (!capture.capturesVariable() || !isOutside(capture.getCapturedVar())) continue;
        const clang::ValueDecl* v = capture.getCapturedVar();
        if (classify(v->getType()) != TypeClass::Host)
          fail(capture.getLocation(), Diag::ParallelUse,
               fmt::format("'{}', which a lambda uses,", v->getNameAsString()),
               "the loop must see each read and each write: pass the elements as arguments");
        read_.emplace(v, capture.getLocation());
      }
      return;  // Lowering::checkLambda
    }
    if (const auto* call = llvm::dyn_cast<clang::CallExpr>(e); call != nullptr && !called(*call)) return;
    for (const clang::Stmt* child : e->children())
      if (const auto* operand = llvm::dyn_cast_or_null<clang::Expr>(child)) expression(operand);
  }

  // False if its arguments need no look.
  bool called(const clang::CallExpr& call) {
    const clang::FunctionDecl* callee = call.getDirectCallee();
    if (callee == nullptr) return true;
    if (lowering_.annotatedCallee(&call) != nullptr || isCollective(*callee))
      fail(call.getExprLoc(), Diag::ParallelUse,
           fmt::format("'{}', which all ranks must call together,", callee->getNameAsString()),
           "call it before the loop");
    const auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(&call);
    if (member != nullptr && (isNamed(*callee, "size") || isNamed(*callee, "rows") || isNamed(*callee, "columns")) &&
        classify(strip(member->getImplicitObjectArgument())->getType()) == TypeClass::Series) {
      if (const auto* v = llvm::dyn_cast<clang::DeclRefExpr>(strip(member->getImplicitObjectArgument())))
        sized_.insert(v->getDecl());
      return false;
    }
    if (isAnnotatedOnly(*callee))
      fail(call.getExprLoc(), Diag::ParallelUse, fmt::format("the operation '{}'", operationName(*callee)),
           "operations work on whole columns: call it before or after the loop");
    if (variance::originOf(*callee) != variance::Origin::None)
      fail(call.getExprLoc(), Diag::ParallelUse,
           fmt::format("'{}', which differs from rank to rank,", callee->getNameAsString()),
           "the result would depend on the number of ranks: bodo::random_uniform gives random numbers by element");
    if (!callee->isInStdNamespace()) {
      lowering_.checkUserFunction(*callee, nullptr, call.getExprLoc());
      if (const std::string changed = lowering_.changedOutside(*callee); !changed.empty())
        fail(call.getExprLoc(), Diag::ParallelUse,
             fmt::format("'{}', which changes '{}',", callee->getNameAsString(), changed),
             "iterations on other ranks do not see the change: return a value instead");
    }
    return true;
  }

  void written(const clang::Expr* target) {
    if (const clang::ValueDecl* root = rootOf(target); root != nullptr && isOutside(root))
      fail(target->getExprLoc(), Diag::ParallelVariable, root->getNameAsString());
    expression(target);
  }

  // ---- elements ----

  Array& array(const clang::CXXOperatorCallExpr* element) { return array(strip(element->getArg(0)), element); }
  Array& array(const clang::Expr* named, const clang::Expr* use) {
    const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(named);
    if (reference == nullptr)
      fail(use->getExprLoc(), Diag::ParallelUse, fmt::format("'{}', an element of an array without a name,", text(use)),
           "give the array a name before the loop");
    lowering_.requireValue(reference);
    const auto found = std::ranges::find(arrays, reference->getDecl(), &Array::variable);
    if (found != arrays.end()) return *found;
    Array& made = arrays.emplace_back(Array{reference->getDecl(), {}});
    made.use.rows = isMatrix(reference->getType());
    return made;
  }

  // k of i + k; nothing if the index is another one.
  std::optional<std::int64_t> offset(const clang::Expr* index) const { return offset(index, &variable_); }
  std::optional<std::int64_t> offset(const clang::Expr* index, const clang::VarDecl* variable) const {
    index = index->IgnoreParenImpCasts();
    if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(index))
      return reference->getDecl() == variable ? std::optional<std::int64_t>(0) : std::nullopt;
    const auto* sum = llvm::dyn_cast<clang::BinaryOperator>(index);
    if (sum == nullptr || !sum->isAdditiveOp()) return std::nullopt;
    const auto constant = [&](const clang::Expr* e) -> std::optional<std::int64_t> {
      const auto known = lowering_.fold(e);
      const auto* number = known ? std::get_if<std::int64_t>(&known->value) : nullptr;
      return number == nullptr ? std::nullopt : std::optional(*number);
    };
    const bool minus = sum->getOpcode() == clang::BO_Sub;
    auto base = offset(sum->getLHS(), variable), more = constant(sum->getRHS());
    if (!base && !minus) base = offset(sum->getRHS(), variable), more = constant(sum->getLHS());
    // elements further away than this are none
    constexpr std::int64_t furthest = std::int64_t{1} << 40;
    if (!base || !more || *more > furthest || *more < -furthest) return std::nullopt;
    return minus ? *base - *more : *base + *more;
  }

  // The indices of an element at any place; the number of its column.
  void indices(const clang::CXXOperatorCallExpr* element) {
    expression(element->getArg(1));
    column(element);
  }
  void column(const clang::CXXOperatorCallExpr* element) {
    if (element->getNumArgs() != 3) return;
    expression(element->getArg(2));
    Array& a = array(element);
    const auto add = [&](std::size_t bound, std::int64_t low, std::int64_t high) {
      const auto found = std::ranges::find(a.use.columns, bound, &ColumnRange::bound);
      ColumnRange& range = found == a.use.columns.end() ? a.use.columns.emplace_back(bound, low, high) : *found;
      range.low = std::min(range.low, low);
      range.high = std::max(range.high, high);
    };
    const auto known = lowering_.fold(element->getArg(2));
    if (const auto* number = known ? std::get_if<std::int64_t>(&known->value) : nullptr;
        number != nullptr && *number >= 0 && *number < (std::int64_t{1} << 40))
      return add(0, *number, *number + 1);
    for (const auto& [variable, bound] : columns_)
      if (const auto k = offset(element->getArg(2), variable)) return add(bound, *k, *k);
    a.anyColumn = true;
  }

  // for (std::int64_t j = from; j < to; ++j), with bounds that are the same in all iterations.
  void countColumns(const clang::ForStmt& s) {
    const auto* declaration = llvm::dyn_cast_or_null<clang::DeclStmt>(s.getInit());
    const auto* v = declaration == nullptr || !declaration->isSingleDecl()
                        ? nullptr
                        : llvm::dyn_cast<clang::VarDecl>(declaration->getSingleDecl());
    const auto* condition = llvm::dyn_cast_or_null<clang::BinaryOperator>(s.getCond());
    const auto* next = llvm::dyn_cast_or_null<clang::UnaryOperator>(s.getInc());
    const auto names = [&](const clang::Expr* e) {
      const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e->IgnoreParenImpCasts());
      return reference != nullptr && reference->getDecl() == v;
    };
    if (v == nullptr || v->getInit() == nullptr || !v->getType()->isSignedIntegerType() || condition == nullptr ||
        condition->getOpcode() != clang::BO_LT || !names(condition->getLHS()) ||
        !condition->getRHS()->getType()->isSignedIntegerType() || next == nullptr || !next->isIncrementOp() ||
        !names(next->getSubExpr()) || !isShared(v->getInit()) || !isShared(condition->getRHS()) ||
        clang::ExprMutationAnalyzer(*s.getBody(), lowering_.unit_.ast).isMutated(v))
      return;
    columns_.emplace_back(v, 1 + 2 * bounds.size());
    bounds.emplace_back(v->getInit(), condition->getRHS());
  }

  // Arithmetic on variables from outside, which no iteration changes: `read` checks that.
  bool isShared(const clang::Expr* e) const {
    e = e->IgnoreParenImpCasts();
    if (!e->getType()->isSignedIntegerType()) return false;
    if (llvm::isa<clang::IntegerLiteral>(e)) return true;
    if (const auto* operation = llvm::dyn_cast<clang::BinaryOperator>(e))
      return (operation->isAdditiveOp() || operation->getOpcode() == clang::BO_Mul) && isShared(operation->getLHS()) &&
             isShared(operation->getRHS());
    if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e))
      return isOutside(reference->getDecl()) && classify(reference->getType()) == TypeClass::Host;
    const auto* call = llvm::dyn_cast<clang::CXXMemberCallExpr>(e);
    return call != nullptr && call->getMethodDecl() != nullptr && isNamed(*call->getMethodDecl(), "columns") &&
           isMatrix(strip(call->getImplicitObjectArgument())->getType());
  }

  void readElement(const clang::CXXOperatorCallExpr* element) {
    Array& a = array(element);
    const auto k = offset(element->getArg(1));
    if (!k) {
      a.use.readsAny = a.reads = true;
      if (a.read == nullptr) a.read = element;
      return indices(element);
    }
    column(element);
    a.use.low = a.reads ? std::min(a.use.low, *k) : *k;
    a.use.high = a.reads ? std::max(a.use.high, *k) : *k;
    a.reads = true;
    if (*k != 0 && a.read == nullptr) a.read = element;
  }

  void writeElement(const clang::CXXOperatorCallExpr* element, bool reads) {
    Array& a = array(element);
    if (offset(element->getArg(1)) != 0) failWrite(element, a);
    if (a.write == nullptr) a.write = element;
    if (reads) readElement(element);
    column(element);
  }

  const Lowering& lowering_;
  const clang::CXXForRangeStmt& loop_;
  const clang::VarDecl& variable_;
  std::set<const clang::ValueDecl*> local_;                             // declared in the body
  std::map<const clang::ValueDecl*, clang::SourceLocation> read_;       // from outside
  std::vector<std::pair<const clang::VarDecl*, std::size_t>> columns_;  // variables of inner loops, and their bounds
  std::set<const clang::ValueDecl*> sized_;                             // arrays whose size the body uses
  bool continues_ = false;                                              // a statement so far may
  unsigned depth_ = 0;                                                  // of inner loops and switches
};

void Lowering::requireValue(const clang::DeclRefExpr* e) const {
  if (poisoned_.contains(e->getDecl())) throw Poisoned();
  const auto found = environment_.find(e->getDecl());
  if (found == environment_.end() || found->second.empty())
    failAt(e->getLocation(), Diag::Uninitialised, e->getDecl()->getNameAsString());
}

std::string Lowering::spelled(clang::QualType type) const { return spell(type, unit_.ast); }

bool isParallelLoop(const clang::CXXForRangeStmt& s) {
  const auto* call = llvm::dyn_cast<clang::CallExpr>(strip(s.getRangeInit()));
  const clang::FunctionDecl* callee = call == nullptr ? nullptr : call->getDirectCallee();
  const OpInfo* info = callee == nullptr ? nullptr : operationOf(*callee);
  return info != nullptr && info->control == Control::Parallel;
}

void Lowering::parallelLoop(const clang::CXXForRangeStmt* s) {
  LoopBody body(*this, *s);
  body.read();
  const clang::Stmt* statements = s->getBody();
  inParallelLoop_ = true;
  HostText text;
  try {
    text = hostText(statements);
  } catch (...) {
    inParallelLoop_ = false;
    throw;
  }
  inParallelLoop_ = false;
  std::vector<HostText> bounds;
  for (const auto& [from, to] : body.bounds)
    for (const clang::Expr* bound : {from, to}) bounds.push_back(hostText(bound));
  std::erase(text.reads, s->getLoopVariable()->getNameAsString());
  if (endsInSemicolon(statements)) text.pieces.push_back({";"});
  HostText variable = compose({s->getLoopVarStmt()->getBeginLoc(), s->getLoopVariable()->getLocation()}, {});

  std::vector<std::pair<std::string, Value>> arrays;
  for (const LoopBody::Array& a : body.arrays)
    arrays.emplace_back(a.variable->getNameAsString(), environment_.at(a.variable));
  const auto* range = llvm::cast<clang::CallExpr>(strip(s->getRangeInit()));
  operation("bodo", "prange", arguments({range->getArgs(), range->getNumArgs()}), range);
  Op& op = *ctx_.region->ops.back();
  op.loc = unit_.at(s->getBeginLoc());
  op.text = std::move(text);
  op.hostArguments = {std::move(variable)};
  op.hostArguments.insert(op.hostArguments.end(), bounds.begin(), bounds.end());
  passFrames(op, arrays);
  // sums may be inexact
  const auto combined = [&](std::string_view how) {
    return how == "sums" && op.options.contains("fast") ? std::string_view("fast_sums") : how;
  };
  for (const LoopBody::Array& a : body.arrays) {
    op.arrays.push_back(a.use);
    op.arrays.back().combines = combined(a.use.combines);
  }
  for (const LoopBody::Combined& c : body.combined) op.reductions.push_back({nameOf(c.variable), combined(c.how)});
  for (std::size_t k = 0; k < body.arrays.size(); ++k) {
    if (!op.arrays[k].isResult()) continue;
    const clang::ValueDecl* v = body.arrays[k].variable;
    ctx_.name = v->getNameAsString();
    Rows& rows = ctx_.addRows(op);
    rows.columns.push_back({.name = ctx_.name, .type = op.outputs[k].type});
    const Value before = environment_.at(v), after = likeBefore(before, rows, op.loc);
    environment_[v] =
        op.arrays[k].appends ? operation("bodo", "concat", {{List{{before, after}}, op.loc}}, range) : after;
  }
}

}  // namespace bodocc
