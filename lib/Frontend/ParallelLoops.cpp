// Loops over bodo::prange: one op of control flow, whose text is the body.
#include "Frontend/AnnotatedFunctions.h"
#include "Frontend/Constants.h"
#include "Frontend/LoopBody.h"
#include "Frontend/Lowering.h"

namespace bodocc {

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
  if (endsInSemicolon(statements)) text.pieces.push_back({";"});
  const LoopHead& head = body.head;
  std::erase(text.reads, head.variable->getNameAsString());
  HostText variable;
  if (head.column == nullptr) {
    variable = compose({s->getLoopVarStmt()->getBeginLoc(), s->getLoopVariable()->getLocation()}, {});
  } else {
    variable.pieces = {{"const std::int64_t " + head.variable->getNameAsString()}};
    const std::string column = head.column->getNameAsString();
    std::erase(text.reads, column);
    std::vector<HostText::Piece> pieces{{fmt::format("for (std::int64_t {} = ", column)}};
    llvm::append_range(pieces, bounds[0].pieces);
    pieces.push_back({fmt::format("; {} < ", column)});
    llvm::append_range(pieces, bounds[1].pieces);
    pieces.push_back({fmt::format("; ++{}) ", column)});
    text.pieces.insert(text.pieces.begin(), pieces.begin(), pieces.end());
    for (const HostText& bound : {bounds[0], bounds[1]}) llvm::append_range(text.reads, bound.reads);
  }

  std::vector<std::pair<std::string, Value>> arrays;
  for (const LoopBody::Array& a : body.arrays)
    arrays.emplace_back(a.variable->getNameAsString(), environment_.at(a.variable));
  const auto* range = llvm::cast<clang::CallExpr>(strip(s->getRangeInit()));
  operation("bodo", "prange", arguments(head.arguments), range);
  Op& op = *ctx_.region->ops.back();
  op.loc = unit_.at(s->getBeginLoc());
  op.text = std::move(text);
  op.isLight = body.isLight;
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
    if (a.use.isWhole()) op.arrays.back().whole = unit_.at((a.combined ? a.combined : a.any)->getExprLoc());
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
