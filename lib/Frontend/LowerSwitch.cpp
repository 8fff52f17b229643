// switch around operations on frames: a chain of if and else.
#include <clang/AST/StmtCXX.h>

#include <algorithm>
#include <set>

#include "Frontend/Jumps.h"
#include "Frontend/Lowering.h"

namespace bodocc {

namespace {

// Labels, and the statements that they lead to.
struct Case {
  clang::SourceLocation place;
  bool isDefault = false;
  std::vector<const clang::Expr*> values;
  std::vector<const clang::Stmt*> statements;
};

using Unsupported = std::function<void(const char* what, clang::SourceLocation place, const char* remedy)>;

std::vector<Case> casesOf(const clang::SwitchStmt* s, const Unsupported& unsupported) {
  const auto plain = [](const clang::Stmt* e) {
    const auto* attributed = llvm::dyn_cast<clang::AttributedStmt>(e);
    return attributed != nullptr ? attributed->getSubStmt() : e;
  };
  std::vector<Case> cases;
  std::set<const clang::SwitchCase*> labels;
  const auto* const body = llvm::dyn_cast<clang::CompoundStmt>(s->getBody());
  if (body == nullptr) unsupported("a body without braces", s->getBody()->getBeginLoc(), "write if and else");
  for (const clang::Stmt* each : body->body()) {
    if (llvm::isa<clang::SwitchCase>(plain(each))) cases.push_back({each->getBeginLoc(), false, {}, {}});
    while (const auto* label = llvm::dyn_cast<clang::SwitchCase>(plain(each))) {
      labels.insert(label);
      if (const auto* value = llvm::dyn_cast<clang::CaseStmt>(label)) {
        if (value->getRHS() != nullptr) unsupported("a range of values", label->getBeginLoc(), "write each of them");
        cases.back().values.push_back(value->getLHS());
      } else {
        cases.back().isDefault = true;
      }
      each = label->getSubStmt();
    }
    if (llvm::isa<clang::DeclStmt>(each))
      unsupported("a declaration without braces", each->getBeginLoc(), "put the statements of its case into braces");
    if (!cases.empty()) cases.back().statements.push_back(each);
  }
  for (const clang::SwitchCase* label = s->getSwitchCaseList(); label != nullptr; label = label->getNextSwitchCase())
    if (!labels.contains(label))
      unsupported("a label within another statement", label->getBeginLoc(), "write if and else");
  return cases;
}

// True if the last statement is a break, which is removed.
bool dropBreak(std::vector<const clang::Stmt*>& list) {
  const bool breaks = !list.empty() && llvm::isa<clang::BreakStmt>(list.back());
  if (breaks) list.pop_back();
  return breaks;
}

}  // namespace

// Each case is a branch of an if, the next ones are in the other branch, and the default case is last.
void Lowering::switchStatement(const clang::SwitchStmt* s) {
  const Unsupported unsupported = [&](const char* what, clang::SourceLocation place, const char* remedy) {
    failAt(place, Diag::UnsupportedStatement, fmt::format("{} in a switch around operations on frames,", what),
           "is not supported", remedy);
  };
  std::vector<Case> cases = casesOf(s, unsupported);
  for (Case& each : cases) {
    std::vector<const clang::Stmt*>& list = each.statements;
    bool ends = dropBreak(list);
    if (list.size() == 1) {
      list = listOf(list[0]);
      ends = dropBreak(list) || ends;
    }
    ends = ends || (!list.empty() && llvm::isa<clang::ReturnStmt>(list.back()));
    if (!ends && &each != &cases.back())
      unsupported("a case that falls through", each.place, "end it by break or return");
    for (const clang::Stmt* statement : list)
      if (const Jumps jumps = jumpsIn(statement); jumps.jump.isValid())
        unsupported("a break or continue within a case", jumps.jump, "write if around what it skips");
  }
  if (const auto otherwise = std::ranges::find_if(cases, &Case::isDefault); otherwise != cases.end())
    std::rotate(otherwise, otherwise + 1, cases.end());

  if (s->getInit() != nullptr) statement(s->getInit());
  if (s->getConditionVariableDeclStmt() != nullptr) statement(s->getConditionVariableDeclStmt());
  ctx_.name.clear();
  HostText chosen = hostText(s->getCond());
  const clang::Expr* const condition = s->getCond()->IgnoreParenImpCasts();
  if (!llvm::isa<clang::DeclRefExpr>(condition) || !condition->getType()->isIntegralOrEnumerationType()) {
    const std::string name = freshIdentifier("choice");
    chosen.pieces.insert(chosen.pieces.begin(),
                         {fmt::format("const {} = ", spell(s->getCond()->getType(), name, unit_.ast))});
    chosen.pieces.push_back({";"});
    chosen.defines.push_back(name);
    ctx_.append(controlOp(Control::Host), unit_.at(s->getBeginLoc())).text = std::move(chosen);
    chosen = {};
    chosen.pieces.push_back({name});
    chosen.reads.push_back(name);
  }
  const std::function<void(std::size_t)> from = [&](std::size_t first) {
    if (first == cases.size()) return;
    const Case& here = cases[first];
    if (here.isDefault) return statements(here.statements);
    HostText head;
    const auto add = [&](const HostText& part) {
      head.pieces.insert(head.pieces.end(), part.pieces.begin(), part.pieces.end());
      head.reads.insert(head.reads.end(), part.reads.begin(), part.reads.end());
    };
    for (const clang::Expr* value : here.values) {
      if (!head.empty()) head.pieces.push_back({" || "});
      add(chosen);
      head.pieces.push_back({" == "});
      add(hostText(value));
    }
    std::vector<const clang::Stmt*> all;
    for (std::size_t k = first; k < cases.size(); ++k)
      all.insert(all.end(), cases[k].statements.begin(), cases[k].statements.end());
    branches(s, here.place, std::move(head), {[&] { statements(here.statements); }, [&] { from(first + 1); }},
             assignedFrames(all));
  };
  from(0);
}

}  // namespace bodocc
