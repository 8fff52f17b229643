// Statements and expressions in the bodies of parallel loops.
#include "Frontend/LoopBody.h"

#include <clang/Analysis/Analyses/ExprMutationAnalyzer.h>

#include <algorithm>

#include "Frontend/AnnotatedFunctions.h"
#include "Frontend/Constants.h"
#include "Frontend/SharedState.h"
#include "Frontend/Variance/Sources.h"

namespace bodocc {

LoopBody::LoopBody(const Lowering& lowering, const clang::CXXForRangeStmt& loop)
    : head(headOf(lowering, loop)), lowering_(lowering), loop_(loop), variable_(*head.variable) {}

void LoopBody::read() {
  if (const clang::QualType type = variable_.getType().getNonReferenceType();
      !type->isIntegerType() || lowering_.unit_.ast.getTypeSize(type) < 32)
    fail(variable_.getLocation(), Diag::ParallelType,
         fmt::format("the variable of a parallel loop is a '{}'", lowering_.spelled(variable_.getType())),
         "it is the number of an element: write auto, or std::int64_t");
  if (head.column != nullptr) {
    readRows();
  } else if (const auto* block = llvm::dyn_cast<clang::CompoundStmt>(loop_.getBody())) {
    for (const clang::Stmt* each : block->body()) always(each);
  } else {
    always(loop_.getBody());
  }
  for (Array& a : arrays) {
    if (a.combined != nullptr && (a.write != nullptr || a.reads)) failWrite(a.combined, a);
    if (a.write != nullptr && a.read != nullptr)
      fail(a.read->getExprLoc(), Diag::ParallelOrder, text(a.read), spelled(a, name()));
    if (a.append != nullptr && (a.write != nullptr || a.reads || a.combined != nullptr || sized_.contains(a.variable)))
      fail(a.append->getExprLoc(), Diag::ParallelType,
           fmt::format("'{}' gets elements in the parallel loop, and is used in another way",
                       a.variable->getNameAsString()),
           "it has them all after the loop: use another array");
    a.use.writes = a.write != nullptr;
    a.use.appends = a.append != nullptr;
    if (!a.rowsKnown || !a.use.isWhole()) a.use.ranges.clear();
    if (!a.columnsKnown) a.use.columns.clear();
    isLight = isLight && !a.use.appends;
    if (hasInnerLoop_) isLight = isLight && !a.use.isWhole() && (a.use.rows || !a.use.writes);
  }
  clang::ExprMutationAnalyzer changes(*loop_.getBody(), lowering_.unit_.ast);
  for (const clang::ValueDecl* v : std::initializer_list<const clang::ValueDecl*>{&variable_, head.column})
    if (v != nullptr && changes.isMutated(v))
      fail(v->getLocation(), Diag::ParallelType,
           fmt::format("'{}' is changed in the parallel loop", v->getNameAsString()),
           "each iteration has its number: use another variable");
  for (const auto& [v, place] : read_) {
    if (std::ranges::find(combined, v, &Combined::variable) != combined.end())
      fail(place, Diag::ParallelPartial, v->getNameAsString());
    if (changes.isMutated(v)) fail(place, Diag::ParallelVariable, v->getNameAsString());
  }
  requireUnshared();
}

void LoopBody::requireUnshared() const {
  const auto change =
      findSharedChange(*loop_.getBody(), [&](const clang::ValueDecl* v) { return isOutside(v); }, lowering_.unit_.ast);
  if (!change) return;
  const clang::SourceLocation place = change->place->getExprLoc();
  if (!change->function.empty())
    fail(place, Diag::ParallelUse, fmt::format("{}, which changes '{}',", change->function, change->name),
         "iterations on other ranks do not see the change: return a value instead");
  if (change->isMember)
    fail(place, Diag::ParallelUse, fmt::format("a change of '{}', or of what it leads to,", change->name),
         "combine a variable of the function, and assign it to the member after the loop; write elements of arrays");
  fail(place, Diag::ParallelUse,
       fmt::format("'{}', through which the loop could change what it leads to,", change->name),
       "iterations on other ranks would not see the change. To read, use a pointer or a view of constants (const "
       "double*, "
       "std::span<const double>), and for a std::function the function itself; to write, an array");
}

LoopHead LoopBody::headOf(const Lowering& lowering, const clang::CXXForRangeStmt& loop) {
  const auto* range = llvm::cast<clang::CallExpr>(strip(loop.getRangeInit()));
  LoopHead found{loop.getLoopVariable()};
  const llvm::ArrayRef arguments(range->getArgs(), range->getNumArgs());
  if (!isIndexRange(arguments.front()->getType())) {
    found.arguments = arguments;
    return found;
  }
  const auto numbers = [&](const clang::Expr* e) -> llvm::ArrayRef<const clang::Expr*> {
    const auto* list = llvm::dyn_cast<clang::InitListExpr>(strip(e));
    if (list == nullptr || list->getNumInits() != 2)
      lowering.failAt(e->getExprLoc(), Diag::ParallelUse, "a range that is not written out",
                      "write its begin and its end: {0, n}");
    return list->inits();
  };
  found.arguments = numbers(arguments[0]);
  llvm::append_range(found.arguments, arguments.drop_front(2));
  found.columns = numbers(arguments[1]);
  const auto* parts = llvm::dyn_cast<clang::DecompositionDecl>(loop.getLoopVariable());
  if (parts == nullptr)
    lowering.failAt(loop.getLoopVariable()->getLocation(), Diag::ParallelUse, "one variable for two numbers",
                    "write auto [i, j]");
  found.variable = parts->bindings()[0];
  found.column = parts->bindings()[1];
  return found;
}

void LoopBody::readRows() {
  for (const clang::Expr* bound : head.columns)
    if (!isShared(bound))
      fail(bound->getExprLoc(), Diag::ParallelType,
           fmt::format("'{}' would be computed again for each row", text(bound)),
           "compute it before the loop: const std::int64_t m = ...");
  addColumns(*head.column, head.columns[0], head.columns[1]);
  hasInnerLoop_ = true;
  statement(loop_.getBody());
}

std::string LoopBody::spelled(const Array& a, const std::string& index) {
  return fmt::format(fmt::runtime(a.use.rows ? "{}({}, j)" : "{}[{}]"), a.variable->getNameAsString(), index);
}

void LoopBody::failWrite(const clang::Expr* element, const Array& a) const {
  fail(element->getExprLoc(), Diag::ParallelWrite, text(element), spelled(a, name()), spelled(a, "key"),
       a.variable->getNameAsString());
}

bool LoopBody::isOutside(const clang::ValueDecl* v) const {
  const auto* variable = llvm::dyn_cast<clang::VarDecl>(v);
  if (variable == nullptr && !llvm::isa<clang::BindingDecl>(v)) return false;
  return v != &variable_ && v != head.column && !local_.contains(v);
}

const clang::ValueDecl* LoopBody::outside(const clang::Expr* e) const {
  const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(e->IgnoreParenImpCasts());
  const bool is =
      reference != nullptr && isOutside(reference->getDecl()) && classify(reference->getType()) == TypeClass::Host;
  return is ? reference->getDecl() : nullptr;
}

const clang::Expr* LoopBody::expressionOf(const clang::Stmt* s) {
  const auto* full = llvm::dyn_cast<clang::FullExpr>(s);
  const auto* e = llvm::dyn_cast<clang::Expr>(full == nullptr ? s : full->getSubExpr());
  return e == nullptr ? nullptr : e->IgnoreParens();
}

void LoopBody::always(const clang::Stmt* s) {
  statement(s);
  const auto* assignment = llvm::dyn_cast_or_null<clang::BinaryOperator>(expressionOf(s));
  if (assignment == nullptr || assignment->getOpcode() != clang::BO_Assign || continues_) return;
  if (const auto* element = elementOf(assignment->getLHS());
      element != nullptr && element->getOperator() == clang::OO_Subscript)
    if (Array& a = array(element); !a.reads) a.use.overwrites = true;
}

void LoopBody::statement(const clang::Stmt* s) {
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
  const std::size_t counted = columns_.size();
  if (const auto* loop = llvm::dyn_cast<clang::ForStmt>(s)) countColumns(*loop);
  if (loops) {
    isLight = isLight && columns_.size() != counted && depth_ == 1 && head.column == nullptr;
    hasInnerLoop_ = true;
  }
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

void LoopBody::declare(const clang::DeclStmt& s) {
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

void LoopBody::reference(const clang::VarDecl& v, const clang::Expr* target) {
  if (!v.getType()->isReferenceType() || v.getType().getNonReferenceType().isConstQualified()) return;
  if (const clang::ValueDecl* root = rootOf(target); root != nullptr && isOutside(root))
    fail(v.getLocation(), Diag::ParallelVariable, root->getNameAsString());
}

const clang::ValueDecl* LoopBody::rootOf(const clang::Expr* e) {
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

void LoopBody::value(const clang::Expr* e) {
  e = e->IgnoreParens();
  if (const auto* element = elementOf(e)) return readElement(element);
  const auto* choice = llvm::dyn_cast<clang::ConditionalOperator>(e);
  if (choice == nullptr) return expression(e);
  expression(choice->getCond());
  value(choice->getTrueExpr());
  value(choice->getFalseExpr());
}

void LoopBody::expression(const clang::Expr* e) {
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
    if (isOutside(v) && c == TypeClass::Host) read_.insert({v, e->getExprLoc()});
    return;
  }
  if (const auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(e)) {
    for (const clang::LambdaCapture& capture : lambda->captures()) {
      if (!capture.capturesVariable() || !isOutside(capture.getCapturedVar())) continue;
      const clang::ValueDecl* v = capture.getCapturedVar();
      if (classify(v->getType()) != TypeClass::Host)
        fail(capture.getLocation(), Diag::ParallelUse, fmt::format("'{}', which a lambda uses,", v->getNameAsString()),
             "the loop must see each read and each write: pass the elements as arguments");
      read_.insert({v, capture.getLocation()});
    }
    isLight = false;
    return;  // Lowering::checkLambda
  }
  if (const auto* call = llvm::dyn_cast<clang::CallExpr>(e); call != nullptr && !called(*call)) return;
  for (const clang::Stmt* child : e->children())
    if (const auto* operand = llvm::dyn_cast_or_null<clang::Expr>(child)) expression(operand);
}

bool LoopBody::isArithmetic(const clang::FunctionDecl& callee) {
  return callee.isInStdNamespace() && callee.getReturnType().getNonReferenceType()->isArithmeticType() &&
         llvm::all_of(callee.parameters(), [](const clang::ParmVarDecl* p) {
           return p->getType().getNonReferenceType()->isArithmeticType();
         });
}

bool LoopBody::called(const clang::CallExpr& call) {
  const clang::FunctionDecl* callee = call.getDirectCallee();
  if (callee == nullptr) isLight = false;
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
  isLight = isLight && isArithmetic(*callee);
  if (isAnnotatedOnly(*callee))
    fail(call.getExprLoc(), Diag::ParallelUse, fmt::format("the operation '{}'", operationName(*callee)),
         "operations work on whole columns: call it before or after the loop");
  if (variance::originOf(*callee) != variance::Origin::None)
    fail(call.getExprLoc(), Diag::ParallelUse,
         fmt::format("'{}', which differs from rank to rank,", callee->getNameAsString()),
         "the result would depend on the number of ranks: bodo::random_uniform gives random numbers by element");
  if (!callee->isInStdNamespace()) lowering_.checkUserFunction(*callee, nullptr, call.getExprLoc());
  return true;
}

void LoopBody::written(const clang::Expr* target) {
  if (const clang::ValueDecl* root = rootOf(target); root != nullptr && isOutside(root))
    fail(target->getExprLoc(), Diag::ParallelVariable, root->getNameAsString());
  expression(target);
}

}  // namespace bodocc
