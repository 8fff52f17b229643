#include "Frontend/Variance/FlowGraph.h"

#include <clang/AST/ASTContext.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>

#include <algorithm>

namespace bodocc::variance {

namespace {

// The call ends all ranks. (exit ends this rank's program, and the others wait for it.)
bool endsJob(const clang::CFGBlock& block) {
  for (const clang::CFGElement& element : block) {
    const auto statement = element.getAs<clang::CFGStmt>();
    const auto* call = statement ? llvm::dyn_cast<clang::CallExpr>(statement->getStmt()) : nullptr;
    const clang::FunctionDecl* callee = call == nullptr ? nullptr : call->getDirectCallee();
    if (callee == nullptr || callee->getIdentifier() == nullptr || callee->hasBody()) continue;
    const llvm::StringRef name = callee->getName();
    if (name == "MPI_Abort" || name == "raise") return true;
    if (callee->isNoReturn() && name != "exit" && name != "_exit" && name != "_Exit" && name != "quick_exit" &&
        name != "pthread_exit")
      return true;
  }
  return false;
}

}  // namespace

std::unique_ptr<FlowGraph> FlowGraph::build(const clang::FunctionDecl& function, clang::ASTContext& ast) {
  clang::CFG::BuildOptions options;
  options.setAllAlwaysAdd();
  options.AddEHEdges = true;
  options.AddInitializers = true;
  options.AddImplicitDtors = true;
  auto result = std::make_unique<FlowGraph>();
  result->graph_ = clang::CFG::buildCFG(&function, function.getBody(), &ast, options);
  if (result->graph_ == nullptr) return nullptr;
  const clang::CFG& graph = *result->graph_;
  result->entry_ = graph.getEntry().getBlockID();
  result->exit_ = graph.getExit().getBlockID();
  result->blocks_.resize(graph.getNumBlockIDs());
  result->clangs_.resize(graph.getNumBlockIDs());
  for (const clang::CFGBlock* from : graph) {
    Block& to = result->blocks_[from->getBlockID()];
    result->clangs_[from->getBlockID()] = from;
    to.elements.assign(from->begin(), from->end());
    // of `a && b` the part that this block looks at
    to.condition = from->getLastCondition();
    if (to.condition == nullptr) to.condition = llvm::dyn_cast_or_null<clang::Expr>(from->getTerminatorCondition());
    std::vector<unsigned> next;
    for (const clang::CFGBlock::AdjacentBlock& successor : from->succs())
      if (const clang::CFGBlock* reachable = successor.getReachableBlock()) next.push_back(reachable->getBlockID());
    if (!from->empty() && from->getTerminatorStmt() == nullptr && !next.empty())
      if (const auto last = from->back().getAs<clang::CFGStmt>()) {
        const auto* call = llvm::dyn_cast<clang::CallExpr>(last->getStmt());
        const auto* raised = llvm::dyn_cast<clang::CXXThrowExpr>(last->getStmt());
        if (raised != nullptr || (call != nullptr && from->succ_size() > 1)) {
          to.thrower = llvm::cast<clang::Expr>(last->getStmt());
          to.landing = next.back();
          next.pop_back();
        }
      }
    to.next = std::move(next);
    if (to.next.size() < 2) to.condition = nullptr;
    to.isDoomed = endsJob(*from);
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (Block& block : result->blocks_) {
      if (block.isDoomed || block.next.empty()) continue;
      block.isDoomed =
          std::all_of(block.next.begin(), block.next.end(), [&](unsigned to) { return result->blocks_[to].isDoomed; });
      changed = changed || block.isDoomed;
    }
  }
  return result;
}

unsigned FlowGraph::handlerOf(unsigned landing, clang::QualType thrown) const {
  const clang::CFGBlock* dispatch = clangs_[landing];
  while (dispatch != nullptr && llvm::isa_and_nonnull<clang::CXXTryStmt>(dispatch->getTerminatorStmt())) {
    const clang::CFGBlock* outer = nullptr;
    for (const clang::CFGBlock::AdjacentBlock& successor : dispatch->succs()) {
      const clang::CFGBlock* next = successor.getReachableBlock();
      if (next == nullptr) continue;
      const auto* handler = llvm::dyn_cast_or_null<clang::CXXCatchStmt>(next->getLabel());
      if (handler == nullptr) {
        outer = next;
        continue;
      }
      if (handler->getExceptionDecl() == nullptr || thrown.isNull()) return next->getBlockID();
      const clang::QualType caught = handler->getCaughtType().getNonReferenceType().getUnqualifiedType();
      const clang::QualType type = thrown.getNonReferenceType().getUnqualifiedType();
      const auto* base = caught->getAsCXXRecordDecl();
      const auto* derived = type->getAsCXXRecordDecl();
      if (caught.getCanonicalType() == type.getCanonicalType() ||
          (base != nullptr && derived != nullptr && derived->hasDefinition() && derived->isDerivedFrom(base)))
        return next->getBlockID();
    }
    dispatch = outer;
  }
  return dispatch == nullptr ? exit_ : dispatch->getBlockID();
}

void appendPostorder(const Edges& edges, unsigned first, std::vector<bool>& seen, std::vector<unsigned>& order) {
  std::vector<std::pair<unsigned, std::size_t>> path{{first, 0}};  // not by recursion: functions may be long
  seen[first] = true;
  while (!path.empty()) {
    auto& [block, at] = path.back();
    if (at == edges[block].size()) {
      order.push_back(block);
      path.pop_back();
      continue;
    }
    const unsigned to = edges[block][at++];
    if (!seen[to]) {
      seen[to] = true;
      path.emplace_back(to, 0);
    }
  }
}

ControlDependence::ControlDependence(const Edges& next, unsigned exit) {
  const unsigned n = static_cast<unsigned>(next.size());
  Edges before(n);
  for (unsigned from = 0; from < n; ++from)
    for (const unsigned to : next[from]) before[to].push_back(from);

  // the exit first, each block after one that it leads to; a block that never ends leads to the exit, too
  std::vector<unsigned> order, numbers(n, n);
  std::vector<bool> seen(n, false);
  appendPostorder(before, exit, seen, order);
  Edges ways = next;
  // the exit has the lowest number of all blocks, the entry the highest
  for (unsigned block = 0; block < n; ++block)
    if (!seen[block]) {
      ways[block].push_back(exit);
      before[exit].push_back(block);
    }
  order.clear();
  std::fill(seen.begin(), seen.end(), false);
  appendPostorder(before, exit, seen, order);
  std::reverse(order.begin(), order.end());
  for (unsigned i = 0; i < order.size(); ++i) numbers[order[i]] = i;

  // Cooper, Harvey and Kennedy, "A simple, fast dominance algorithm", on the edges reversed
  constexpr unsigned none = ~0U;
  postdominators_.assign(n, none);
  postdominators_[exit] = exit;
  for (bool changed = true; changed;) {
    changed = false;
    for (const unsigned block : order) {
      if (block == exit) continue;
      unsigned nearest = none;
      for (unsigned to : ways[block]) {
        if (postdominators_[to] == none) continue;
        if (nearest == none) {
          nearest = to;
          continue;
        }
        while (to != nearest) {
          while (numbers[to] > numbers[nearest]) to = postdominators_[to];
          while (numbers[nearest] > numbers[to]) nearest = postdominators_[nearest];
        }
      }
      if (nearest != none && postdominators_[block] != nearest) {
        postdominators_[block] = nearest;
        changed = true;
      }
    }
  }
  for (unsigned& one : postdominators_)
    if (one == none) one = exit;

  controllers_.assign(n, llvm::BitVector(n));
  std::vector<std::vector<unsigned>> direct(n);
  for (unsigned block = 0; block < n; ++block) {
    if (ways[block].size() < 2) continue;
    for (unsigned to : ways[block])
      for (; to != postdominators_[block] && to != exit; to = postdominators_[to])
        if (!controllers_[to].test(block)) {
          controllers_[to].set(block);
          direct[to].push_back(block);
        }
  }
  // those that come first decide over the others
  for (bool changed = true; changed;) {
    changed = false;
    for (auto block = order.rbegin(); block != order.rend(); ++block)
      for (const unsigned by : direct[*block]) {
        llvm::BitVector missing = controllers_[by];
        missing.reset(controllers_[*block]);
        if (missing.none()) continue;
        controllers_[*block] |= missing;
        changed = true;
      }
  }

  // strongly connected components: of each block that is not in one yet, in the order in which a walk along the edges
  // leaves them, what leads to it (Kosaraju)
  std::vector<unsigned> left;
  std::vector<bool> visited(n, false);
  for (unsigned first = 0; first < n; ++first)
    if (!visited[first]) appendPostorder(next, first, visited, left);
  Edges from(n);
  for (unsigned block = 0; block < n; ++block)
    for (const unsigned to : next[block]) from[to].push_back(block);
  cycles_.assign(n, none);
  cycling_.assign(n, false);
  for (auto first = left.rbegin(); first != left.rend(); ++first) {
    if (cycles_[*first] != none) continue;
    std::vector<unsigned> all{*first};
    cycles_[*first] = *first;
    for (std::size_t i = 0; i < all.size(); ++i)
      for (const unsigned one : from[all[i]])
        if (cycles_[one] == none) {
          cycles_[one] = *first;
          all.push_back(one);
        }
    for (const unsigned block : all)
      cycling_[block] = all.size() > 1 || std::find(next[block].begin(), next[block].end(), block) != next[block].end();
  }
}

}  // namespace bodocc::variance
