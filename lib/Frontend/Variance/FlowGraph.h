#pragma once
// A function's control flow: Clang's graph, with the paths of exceptions. Clang has an edge from each call to the
// handlers around it; here only calls that throw, as far as the analysis knows, have them.
#include <clang/AST/Decl.h>
#include <clang/Analysis/CFG.h>
#include <llvm/ADT/BitVector.h>

#include <memory>
#include <optional>
#include <vector>

namespace bodocc::variance {

// Of each block, the blocks that follow it.
using Edges = std::vector<std::vector<unsigned>>;

// Appends the blocks to which `first` leads that have not been seen, and itself, each after those to which it leads but
// for cycles (depth first).
void appendPostorder(const Edges& edges, unsigned first, std::vector<bool>& seen, std::vector<unsigned>& order);

class FlowGraph {
 public:
  // Null if Clang cannot build it.
  static std::unique_ptr<FlowGraph> build(const clang::FunctionDecl& function, clang::ASTContext& ast);

  struct Block {
    std::vector<clang::CFGElement> elements;
    const clang::Expr* condition = nullptr;  // which way it goes on
    std::vector<unsigned> next;              // without exceptions
    const clang::Expr* thrower = nullptr;    // its last element, which may throw: a call, or a throw-expression
    unsigned landing = 0;                    // where its exceptions go: the exit, or a block of handlers
    bool isDoomed = false;                   // all ways from it end the whole job: abort, a failed assertion
  };

  unsigned entry() const { return entry_; }
  unsigned exit() const { return exit_; }
  const std::vector<Block>& blocks() const { return blocks_; }

  // Where an exception of this type goes; a null type is any.
  unsigned handlerOf(unsigned landing, clang::QualType thrown) const;

 private:
  std::unique_ptr<clang::CFG> graph_;
  std::vector<Block> blocks_;
  std::vector<const clang::CFGBlock*> clangs_;
  unsigned entry_ = 0, exit_ = 0;
};

// Derived from the edges: each block's immediate postdominator, and the blocks whose branches decide whether, or
// how often, it runs (the postdominance frontier of Ferrante, Ottenstein and Warren, closed transitively).
class ControlDependence {
 public:
  ControlDependence(const Edges& next, unsigned exit);

  unsigned postdominator(unsigned block) const { return postdominators_[block]; }
  const llvm::BitVector& controllers(unsigned block) const { return controllers_[block]; }
  // Both are on one cycle, or the same.
  bool sameCycle(unsigned a, unsigned b) const { return cycles_[a] == cycles_[b]; }
  bool onCycle(unsigned block) const { return cycling_[block]; }

 private:
  std::vector<unsigned> postdominators_;
  std::vector<llvm::BitVector> controllers_;
  std::vector<unsigned> cycles_;
  std::vector<bool> cycling_;
};

}  // namespace bodocc::variance
