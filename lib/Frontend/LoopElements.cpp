// Elements of arrays in the bodies of parallel loops: finds the rows, relative to the iteration, and the columns.
#include <clang/Analysis/Analyses/ExprMutationAnalyzer.h>

#include <algorithm>

#include "Frontend/Constants.h"
#include "Frontend/LoopBody.h"

namespace bodocc {

LoopBody::Array& LoopBody::array(const clang::Expr* named, const clang::Expr* use) {
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

std::optional<std::int64_t> LoopBody::offset(const clang::Expr* index, const clang::ValueDecl* variable) const {
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

void LoopBody::indices(const clang::CXXOperatorCallExpr* element) {
  expression(element->getArg(1));
  Array& a = array(element);
  a.rowsKnown = addRange(a.use.ranges, element->getArg(1)) && a.rowsKnown;
  column(element);
}

void LoopBody::column(const clang::CXXOperatorCallExpr* element) {
  if (element->getNumArgs() != 3) return;
  expression(element->getArg(2));
  Array& a = array(element);
  a.columnsKnown = addRange(a.use.columns, element->getArg(2)) && a.columnsKnown;
}

bool LoopBody::addRange(std::vector<UsedRange>& ranges, const clang::Expr* index) {
  const auto add = [&](std::size_t bound, std::int64_t low, std::int64_t high) {
    const auto found = std::ranges::find(ranges, bound, &UsedRange::bound);
    UsedRange& range = found == ranges.end() ? ranges.emplace_back(bound, low, high) : *found;
    range.low = std::min(range.low, low);
    range.high = std::max(range.high, high);
    return true;
  };
  const auto known = lowering_.fold(index);
  if (const auto* number = known ? std::get_if<std::int64_t>(&known->value) : nullptr;
      number != nullptr && *number >= 0 && *number < (std::int64_t{1} << 40))
    return add(0, *number, *number + 1);
  for (const auto& [variable, bound] : columns_)
    if (const auto k = offset(index, variable)) return add(bound, *k, *k);
  return false;
}

void LoopBody::countColumns(const clang::ForStmt& s) {
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
  addColumns(*v, v->getInit(), condition->getRHS());
}

void LoopBody::addColumns(const clang::ValueDecl& variable, const clang::Expr* begin, const clang::Expr* end) {
  columns_.emplace_back(&variable, 1 + 2 * bounds.size());
  bounds.emplace_back(begin, end);
}

bool LoopBody::isShared(const clang::Expr* e) const {
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

void LoopBody::readElement(const clang::CXXOperatorCallExpr* element) {
  Array& a = array(element);
  const auto k = offset(element->getArg(1));
  if (!k) {
    a.use.readsAny = a.reads = true;
    if (a.any == nullptr) a.any = element;
    if (a.read == nullptr) a.read = element;
    return indices(element);
  }
  a.rowsKnown = false;
  column(element);
  a.use.low = a.reads ? std::min(a.use.low, *k) : *k;
  a.use.high = a.reads ? std::max(a.use.high, *k) : *k;
  a.reads = true;
  if (*k != 0 && a.read == nullptr) a.read = element;
}

void LoopBody::writeElement(const clang::CXXOperatorCallExpr* element, bool reads) {
  Array& a = array(element);
  if (offset(element->getArg(1)) != 0) failWrite(element, a);
  if (a.write == nullptr) a.write = element;
  if (reads) readElement(element);
  column(element);
}

}  // namespace bodocc
