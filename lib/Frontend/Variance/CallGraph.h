#pragma once
// Which functions of the user's call which, as far as their text tells: a virtual call calls all overriders, a call
// through a value all functions that are used as values.
//
// The analysis runs a function anew for each state in which it is called. For many functions that call each other, that
// is too often: calls within a large cycle are not followed, and its functions are run one by one. Most large cycles do
// not lead to a collective: calls of their functions are taken for calls of code that is not visible.
#include <clang/AST/Decl.h>
#include <clang/AST/Type.h>
#include <llvm/ADT/DenseMap.h>

#include <functional>
#include <vector>

namespace bodocc::variance {

class CallGraph {
 public:
  using BodyOf = std::function<const clang::FunctionDecl*(const clang::FunctionDecl&)>;  // null: it is not visible
  using OverridersOf = std::function<std::vector<const clang::FunctionDecl*>(const clang::CXXMethodDecl&)>;

  // Of these bodies, and those that they call.
  void build(const std::vector<const clang::FunctionDecl*>& bodies, const BodyOf& bodyOf,
             const OverridersOf& overridersOf);

  bool onOneCycle(const clang::FunctionDecl& a, const clang::FunctionDecl& b) const;
  // On a cycle of many functions.
  bool isTangled(const clang::FunctionDecl& body) const;
  // ... from which no collective can be reached, nor a value that varies by itself.
  bool isOpaque(const clang::FunctionDecl& body) const;
  // A collective can be reached from it, as far as the text tells.
  bool collects(const clang::FunctionDecl& body) const;
  // The types of all exceptions of the functions on its cycle, and of those that they call.
  const std::vector<clang::QualType>& thrownBy(const clang::FunctionDecl& body) const;

 private:
  struct Cycle {
    std::size_t size = 0;
    bool collects = false;
    bool touches = false;  // it leads to a function of bodo's, or to a value that varies by itself
    std::vector<clang::QualType> thrown;
  };
  const Cycle* cycleOf(const clang::FunctionDecl& body) const;

  llvm::DenseMap<const clang::FunctionDecl*, unsigned> cycleOf_;
  std::vector<Cycle> cycles_;
};

}  // namespace bodocc::variance
