// What the iterations of a parallel loop combine: variables, elements of arrays at any index, elements that they
// append.
#include <algorithm>

#include "Frontend/Constants.h"
#include "Frontend/LoopBody.h"

namespace bodocc {

LoopBody::Target LoopBody::target(const clang::Expr* e) const {
  if (const clang::ValueDecl* v = outside(e); v != nullptr) return {v};
  const clang::CXXOperatorCallExpr* element = elementOf(e);
  if (element == nullptr || offset(element->getArg(1)) == 0) return {};
  return {nullptr, element};
}

bool LoopBody::is(const Target& t, const clang::Expr* e) const {
  if (t.variable != nullptr) return outside(e) == t.variable;
  return elementOf(e->IgnoreParenImpCasts()) != nullptr && text(e) == text(t.element);
}

bool LoopBody::isOfType(const Target& t, const clang::Expr* e) const {
  return lowering_.unit_.ast.hasSameUnqualifiedType(t.type(), e->getType());
}

std::string LoopBody::nameOf(const Target& t) const {
  return t.variable != nullptr ? t.variable->getNameAsString() : text(t.element);
}

bool LoopBody::combines(const clang::Expr* e) {
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

bool LoopBody::appends(const clang::Expr* e) {
  const clang::Expr* found = appendedBy(e);
  if (found == nullptr) return false;
  Array& a = array(found, e);
  if (a.append == nullptr) a.append = e;
  expression(llvm::cast<clang::CallExpr>(e->IgnoreParens())->getArg(0));
  return true;
}

void LoopBody::requireNumber(clang::QualType type, const std::string& sum, const clang::Expr* e) const {
  if (type->isBooleanType())
    fail(e->getExprLoc(), Diag::ParallelType, fmt::format("'{}' is a bool, and is added to", sum),
         "count in a std::int64_t");
}

void LoopBody::requireWhole(clang::QualType type, const std::string& sum, const clang::Expr* term,
                            const clang::Expr* e) const {
  if (!type->isFloatingType() && term->IgnoreParenImpCasts()->getType()->isFloatingType())
    fail(e->getExprLoc(), Diag::ParallelType, fmt::format("'{}' is an integer, which each iteration would round", sum),
         fmt::format("declare it as double, or convert what is combined: static_cast<{}>(...)",
                     cppTypeOf(columnType(type, lowering_.unit_.ast)->type).text));
}

const char* LoopBody::extreme(const Target& t, const clang::Expr*& value) const {
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
  if (!isOfType(t, call))
    fail(call->getExprLoc(), Diag::ParallelType,
         fmt::format("'{}' of values of type '{}' changes '{}', of type '{}', in the order of the iterations",
                     text(call->getCallee()), lowering_.spelled(call->getType().getUnqualifiedType()), nameOf(t),
                     lowering_.spelled(t.type().getUnqualifiedType())),
         fmt::format("convert the other value: std::{0}({1}, static_cast<{2}>(...))",
                     how == std::string_view("least") ? "min" : "max", nameOf(t),
                     lowering_.spelled(t.type().getUnqualifiedType())));
  requireOneIndex(t);
  value = call->getArg(first ? 1 : 0);
  return how;
}

void LoopBody::requireOneIndex(const Target& t) const {
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

bool LoopBody::keepsExtreme(const clang::IfStmt& s) {
  const auto* condition = llvm::dyn_cast<clang::BinaryOperator>(s.getCond()->IgnoreParenImpCasts());
  if (condition == nullptr || !condition->isRelationalOp() || s.getElse() != nullptr || s.getInit() != nullptr)
    return false;
  const auto op = condition->getOpcode();
  const clang::Expr *const left = condition->getLHS(), *const right = condition->getRHS();
  const clang::BinaryOperator* extreme = nullptr;
  std::vector<const clang::BinaryOperator*> others;
  llvm::SmallVector<const clang::Stmt*> statements{s.getThen()};
  if (const auto* block = llvm::dyn_cast<clang::CompoundStmt>(s.getThen()))
    statements.assign(block->body_begin(), block->body_end());
  for (const clang::Stmt* each : statements) {
    const auto* assignment = llvm::dyn_cast_or_null<clang::BinaryOperator>(expressionOf(each));
    if (assignment == nullptr || assignment->getOpcode() != clang::BO_Assign) return false;
    const Target t = target(assignment->getLHS());
    const bool compared = t && extreme == nullptr && (is(t, left) || is(t, right));
    if (compared)
      extreme = assignment;
    else if (t.variable == nullptr)
      return false;
    else
      others.push_back(assignment);
  }
  if (extreme == nullptr) return false;
  const Target t = target(extreme->getLHS());
  const bool isLeft = is(t, left);
  const clang::Expr* value = isLeft ? right : left;
  if ((op != clang::BO_LT && op != clang::BO_GT) || text(value) != text(extreme->getRHS())) return false;
  if (t.variable == nullptr && !others.empty()) return false;
  if (!isOfType(t, condition->getLHS()) && !isOfType(t, value->IgnoreParenImpCasts()))
    fail(condition->getExprLoc(), Diag::ParallelType,
         fmt::format("'{}', of type '{}', is compared as a '{}', so the order of the iterations decides", nameOf(t),
                     lowering_.spelled(t.type().getUnqualifiedType()),
                     lowering_.spelled(condition->getLHS()->getType().getUnqualifiedType())),
         fmt::format("convert the other value before: const {} x = ...",
                     lowering_.spelled(t.type().getUnqualifiedType())));
  requireOneIndex(t);
  std::vector<const clang::ValueDecl*> with;
  for (const clang::BinaryOperator* other : others) {
    with.push_back(outside(other->getLHS()));
    requireCombinable({with.back()}, other);
    expression(other->getRHS());
  }
  std::ranges::sort(with);
  add(t, (op == clang::BO_LT) == isLeft ? "greatest" : "least", value, extreme, std::move(with));
  return true;
}

void LoopBody::requireCombinable(const Target& t, const clang::Expr* e) const {
  const clang::QualType type = t.type();
  const clang::ValueDecl* v = t.variable;
  const bool alias = v != nullptr && v->getType()->isReferenceType() && !llvm::isa<clang::ParmVarDecl>(v);
  if (!type->isArithmeticType() || !columnType(type, lowering_.unit_.ast) || alias || lowering_.escaped_.contains(v) ||
      llvm::isa_and_nonnull<clang::BindingDecl>(v))
    fail(e->getExprLoc(), Diag::ParallelVariable, nameOf(t));
}

void LoopBody::add(const Target& t, const char* how, const clang::Expr* value, const clang::Expr* e,
                   std::vector<const clang::ValueDecl*> with) {
  requireCombinable(t, e);
  const clang::QualType type = t.type();
  const bool floats = type->isFloatingType(), sums = how == std::string_view("sums");
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
  const auto found = std::ranges::find(combined, t.variable, &Combined::variable);
  if (found != combined.end()) {
    if (found->how != how || found->with != with) fail(e->getExprLoc(), Diag::ParallelPartial, nameOf(t));
    return;
  }
  combined.push_back({t.variable, how, with});
  for (const clang::ValueDecl* v : with) {
    if (std::ranges::find(combined, v, &Combined::variable) != combined.end())
      fail(e->getExprLoc(), Diag::ParallelPartial, v->getNameAsString());
    combined.push_back({v, "with", {}});
  }
}

}  // namespace bodocc
