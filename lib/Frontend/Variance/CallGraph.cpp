#include "Frontend/Variance/CallGraph.h"

#include <clang/AST/ExprCXX.h>

#include <algorithm>
#include <set>

#include "Frontend/AnnotatedFunctions.h"
#include "Frontend/AstVisitor.h"
#include "Frontend/Types.h"
#include "Frontend/Variance/FlowGraph.h"
#include "Frontend/Variance/Sources.h"

namespace bodocc::variance {

namespace {

constexpr std::size_t many = 6;  // functions on a cycle

bool touches(const clang::FunctionDecl& f) {
  if (isInBodo(f) || isAnnotated(f) || isCollective(f) || hasMark(f, Mark::Varies)) return true;
  const Origin origin = originOf(f);
  return origin != Origin::None && origin != Origin::Environment && origin != Origin::Sequence;
}

// What a function's body names.
class Uses : public AstVisitor {
 public:
  explicit Uses(const CallGraph::BodyOf& bodyOf) : bodyOf_(bodyOf) {}

  std::vector<const clang::FunctionDecl*> called, values;
  std::vector<clang::QualType> thrown;
  bool callsValues = false;

  bool shouldVisitImplicitCode() const override { return true; }
  bool VisitCallExpr(clang::CallExpr* e) override {
    const clang::FunctionDecl* callee = e->getDirectCallee();
    if (callee == nullptr) {
      callsValues = true;
      return true;
    }
    called.push_back(callee);
    // std::function, std::reference_wrapper; not a lambda, whose body is known
    callsValues = callsValues || (callee->getOverloadedOperator() == clang::OO_Call && bodyOf_(*callee) == nullptr);
    named_.insert(e->getCallee()->IgnoreParenImpCasts());
    return true;
  }
  bool VisitCXXConstructExpr(clang::CXXConstructExpr* e) override {
    called.push_back(e->getConstructor());
    if (const clang::CXXDestructorDecl* destructor = e->getConstructor()->getParent()->getDestructor())
      called.push_back(destructor);
    return true;
  }
  bool VisitDeclRefExpr(clang::DeclRefExpr* e) override {
    const auto* function = llvm::dyn_cast<clang::FunctionDecl>(e->getDecl());
    if (function != nullptr && !named_.contains(e)) values.push_back(function);
    return true;
  }
  bool VisitLambdaExpr(clang::LambdaExpr* e) override {
    values.push_back(e->getCallOperator());
    return true;
  }
  bool VisitExpr(clang::Expr* e) override {
    if (const auto* raised = llvm::dyn_cast<clang::CXXThrowExpr>(e))
      thrown.push_back(raised->getSubExpr() == nullptr ? clang::QualType() : raised->getSubExpr()->getType());
    if (const auto* argument = llvm::dyn_cast<clang::CXXDefaultArgExpr>(e)) TraverseStmt(argument->getExpr());
    return true;
  }

 private:
  const CallGraph::BodyOf& bodyOf_;
  std::set<const clang::Expr*> named_;
};

void addOnce(std::vector<clang::QualType>& all, const std::vector<clang::QualType>& more) {
  for (const clang::QualType type : more)
    if (std::find(all.begin(), all.end(), type) == all.end()) all.push_back(type);
}

}  // namespace

void CallGraph::build(const std::vector<const clang::FunctionDecl*>& bodies, const BodyOf& bodyOf,
                      const OverridersOf& overridersOf) {
  struct Function {
    bool collects = false, touches = false;
    std::vector<clang::QualType> thrown;
  };
  std::vector<const clang::FunctionDecl*> all;
  llvm::DenseMap<const clang::FunctionDecl*, unsigned> numbers;
  // number 0 stands for a call through a value
  std::vector<Function> functions(1);
  Edges calls(1);
  const auto numberOf = [&](const clang::FunctionDecl& body) {
    const auto [found, isNew] = numbers.try_emplace(&body, static_cast<unsigned>(functions.size()));
    if (isNew) {
      all.push_back(&body);
      functions.emplace_back();
      calls.emplace_back();
    }
    return found->second;
  };
  const auto add = [&](unsigned from, const clang::FunctionDecl& to) {
    functions[from].collects = functions[from].collects || isCollective(to);
    functions[from].touches = functions[from].touches || touches(to);
    if (const clang::FunctionDecl* body = bodyOf(to)) {
      const unsigned number = numberOf(*body);
      calls[from].push_back(number);
    }
  };
  for (const clang::FunctionDecl* body : bodies) numberOf(*body);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const unsigned from = static_cast<unsigned>(i) + 1;
    Uses uses(bodyOf);
    uses.TraverseDecl(all[i]);
    for (const clang::FunctionDecl* callee : uses.called) {
      add(from, *callee);
      if (const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(callee); method != nullptr && method->isVirtual())
        for (const clang::FunctionDecl* one : overridersOf(*method)) add(from, *one);
    }
    for (const clang::FunctionDecl* value : uses.values) {
      add(from, *value);
      add(0, *value);
    }
    if (uses.callsValues) calls[from].push_back(0);
    functions[from].thrown = std::move(uses.thrown);
  }

  // Kosaraju: cycles in the order in which each comes after those that it calls
  const auto n = static_cast<unsigned>(functions.size());
  Edges callers(n);
  for (unsigned from = 0; from < n; ++from) {
    std::sort(calls[from].begin(), calls[from].end());
    calls[from].erase(std::unique(calls[from].begin(), calls[from].end()), calls[from].end());
    for (const unsigned to : calls[from]) callers[to].push_back(from);
  }
  std::vector<unsigned> order;
  std::vector<bool> seen(n, false);
  for (unsigned first = 0; first < n; ++first)
    if (!seen[first]) appendPostorder(callers, first, seen, order);
  std::fill(seen.begin(), seen.end(), false);
  std::vector<unsigned> cycles(n);
  for (auto first = order.rbegin(); first != order.rend(); ++first) {
    if (seen[*first]) continue;
    std::vector<unsigned> members;
    appendPostorder(calls, *first, seen, members);
    const auto number = static_cast<unsigned>(cycles_.size());
    for (const unsigned one : members) cycles[one] = number;
    Cycle cycle;
    cycle.size = members.size();
    for (const unsigned one : members) {
      cycle.collects = cycle.collects || functions[one].collects;
      cycle.touches = cycle.touches || functions[one].touches;
      addOnce(cycle.thrown, functions[one].thrown);
      for (const unsigned to : calls[one]) {
        if (cycles[to] == number) continue;
        cycle.collects = cycle.collects || cycles_[cycles[to]].collects;
        cycle.touches = cycle.touches || cycles_[cycles[to]].touches;
        addOnce(cycle.thrown, cycles_[cycles[to]].thrown);
      }
      if (one != 0) cycleOf_[all[one - 1]] = number;
    }
    cycles_.push_back(std::move(cycle));
  }
}

const CallGraph::Cycle* CallGraph::cycleOf(const clang::FunctionDecl& body) const {
  const auto found = cycleOf_.find(&body);
  return found == cycleOf_.end() ? nullptr : &cycles_[found->second];
}

bool CallGraph::onOneCycle(const clang::FunctionDecl& a, const clang::FunctionDecl& b) const {
  const Cycle* cycle = cycleOf(a);
  return cycle != nullptr && cycle == cycleOf(b);
}

bool CallGraph::isTangled(const clang::FunctionDecl& body) const {
  const Cycle* cycle = cycleOf(body);
  return cycle != nullptr && cycle->size >= many;
}

bool CallGraph::isOpaque(const clang::FunctionDecl& body) const { return isTangled(body) && !cycleOf(body)->touches; }

bool CallGraph::collects(const clang::FunctionDecl& body) const {
  const Cycle* cycle = cycleOf(body);
  return cycle != nullptr && cycle->collects;
}

const std::vector<clang::QualType>& CallGraph::thrownBy(const clang::FunctionDecl& body) const {
  return cycleOf(body)->thrown;
}

}  // namespace bodocc::variance
