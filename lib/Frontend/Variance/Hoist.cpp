#include "Frontend/Variance/Hoist.h"

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>

#include "Frontend/AstVisitor.h"
#include "Frontend/Constants.h"
#include "Frontend/Lowering.h"

namespace bodocc::variance {
namespace {

// The `if` with this condition that is a statement of a block.
struct Found {
  const clang::CompoundStmt* block = nullptr;
  const clang::IfStmt* statement = nullptr;
};
Found find(const clang::Stmt* s, const clang::Expr& condition) {
  if (s == nullptr || llvm::isa<clang::LambdaExpr>(s)) return {};
  for (const clang::Stmt* child : s->children()) {
    if (const auto* branch = llvm::dyn_cast_or_null<clang::IfStmt>(child))
      if (strip(branch->getCond()) == strip(&condition)) return {llvm::dyn_cast<clang::CompoundStmt>(s), branch};
    if (const Found below = find(child, condition); below.statement != nullptr) return below;
  }
  return {};
}

// Nothing but operators and bodo's own functions on values that stay as they are.
bool hasEffects(const clang::Stmt* s) {
  if (const auto* call = llvm::dyn_cast<clang::CallExpr>(s))
    if (call->getDirectCallee() == nullptr || !isInBodo(*call->getDirectCallee())) return true;
  if (const auto* unary = llvm::dyn_cast<clang::UnaryOperator>(s); unary != nullptr && unary->isIncrementDecrementOp())
    return true;
  if (const auto* binary = llvm::dyn_cast<clang::BinaryOperator>(s); binary != nullptr && binary->isAssignmentOp())
    return true;
  return llvm::any_of(s->children(), [](const clang::Stmt* c) { return c != nullptr && hasEffects(c); });
}

// The statement does nothing but call at this place, and perhaps keep the result.
bool isCall(const clang::Stmt* s, clang::SourceLocation place) {
  const auto* e = llvm::dyn_cast<clang::Expr>(s);
  if (const auto* declaration = llvm::dyn_cast<clang::DeclStmt>(s)) {
    if (!declaration->isSingleDecl()) return false;
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(declaration->getSingleDecl());
    if (variable == nullptr || variable->isStaticLocal()) return false;
    e = variable->getInit();
  }
  const auto* call = e == nullptr ? nullptr : llvm::dyn_cast<clang::CallExpr>(strip(e));
  return call != nullptr && (call->getExprLoc() == place || call->getBeginLoc() == place);
}

// Other variables of the name, anywhere in the function: its scope grows, and other edits may be applied too.
class Others : public AstVisitor {
 public:
  explicit Others(const clang::VarDecl& variable) : variable_(variable) {}
  bool any = false;
  bool VisitVarDecl(clang::VarDecl* v) override {
    any = any || (v != &variable_ && v->getDeclName() == variable_.getDeclName());
    return true;
  }

 private:
  const clang::VarDecl& variable_;
};

}  // namespace

std::vector<clang::FixItHint> hoisted(const Unit& unit, const clang::FunctionDecl& body, const clang::Expr& condition,
                                      clang::SourceLocation place) {
  const auto [block, branch] = find(body.getBody(), condition);
  if (block == nullptr || branch->getElse() != nullptr || branch->getInit() != nullptr ||
      branch->getConditionVariable() != nullptr || branch->isConstexpr() || hasEffects(branch->getCond()))
    return {};
  const auto* inner = llvm::dyn_cast<clang::CompoundStmt>(branch->getThen());
  if (inner != nullptr && inner->body_empty()) return {};
  const clang::Stmt* const first = inner == nullptr ? branch->getThen() : inner->body_front();
  if (!isCall(first, place)) return {};
  if (const auto* declaration = llvm::dyn_cast<clang::DeclStmt>(first)) {
    const auto* variable = llvm::cast<clang::VarDecl>(declaration->getSingleDecl());
    Others others(*variable);
    others.TraverseDecl(&body);
    if (others.any) return {};
  }
  const clang::SourceManager& sources = unit.sources();
  const clang::SourceLocation begin = branch->getBeginLoc();
  const clang::SourceLocation end =
      llvm::isa<clang::DeclStmt>(first) ? unit.behind(first->getEndLoc()) : unit.behindSemicolon(first->getEndLoc());
  for (const clang::SourceLocation one : {begin, first->getBeginLoc(), first->getEndLoc(), branch->getEndLoc()})
    if (one.isMacroID()) return {};
  if (end.isInvalid() || !sources.isWrittenInMainFile(begin)) return {};
  const auto textBetween = [&](clang::SourceLocation from, clang::SourceLocation to) {
    const unsigned at = sources.getFileOffset(from);
    return sources.getBufferData(sources.getFileID(from)).substr(at, sources.getFileOffset(to) - at).str();
  };
  const std::string moved = textBetween(first->getBeginLoc(), end);
  // nothing else is in the branch
  if (inner == nullptr || inner->size() == 1) {
    const clang::SourceLocation after = inner == nullptr ? end : unit.behind(branch->getEndLoc());
    return {clang::FixItHint::CreateReplacement(clang::CharSourceRange::getCharRange(begin, after), moved)};
  }
  const clang::SourceLocation next = inner->body_begin()[1]->getBeginLoc();
  if (next.isMacroID()) return {};
  // with the comments between the statements
  const std::string between = textBetween(end, next);
  if (between.find_first_not_of(" \t\r\n") != std::string::npos) return {};
  const std::string indent(sources.getSpellingColumnNumber(begin) - 1, ' ');
  return {clang::FixItHint::CreateInsertion(begin, moved + "\n" + indent),
          clang::FixItHint::CreateRemoval(clang::CharSourceRange::getCharRange(first->getBeginLoc(), next))};
}

}  // namespace bodocc::variance
