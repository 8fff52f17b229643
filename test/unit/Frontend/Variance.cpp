// The parts of the analysis of rank variance that know nothing of ranks: control flow, control dependence, sequences.
#include <bodocc/Frontend/TranslationUnit.h>

#include "Frontend/Variance/FlowGraph.h"
#include "Frontend/Variance/Sequence.h"
#include "Source.h"

using namespace bodocc;
using namespace bodocc::test;
using namespace bodocc::variance;

namespace {

const clang::FunctionDecl* functionNamed(clang::ASTUnit& tree, std::string_view name) {
  for (const clang::Decl* d : tree.getASTContext().getTranslationUnitDecl()->decls())
    if (const auto* f = llvm::dyn_cast<clang::FunctionDecl>(d); f != nullptr && f->getNameAsString() == name) return f;
  return nullptr;
}

// The block that ends in a throw-expression.
const FlowGraph::Block* throwing(const FlowGraph& graph) {
  for (const FlowGraph::Block& block : graph.blocks())
    if (block.thrower != nullptr) return &block;
  return nullptr;
}

std::shared_ptr<Event> call(const void* callee, std::string arguments = "") {
  auto event = std::make_shared<Event>();
  event->callee = callee;
  event->arguments = std::move(arguments);
  event->name = "call";
  return event;
}

std::shared_ptr<Event> choice(std::vector<Sequence> parts) {
  auto event = std::make_shared<Event>();
  event->kind = Event::Kind::Choice;
  event->parts = std::move(parts);
  return event;
}

}  // namespace

TEST_CASE("exceptions go to the handler of their type, of a base, or of any") {
  const auto tree = treeOf(R"(
struct Base {}; struct Derived : Base {}; struct Other {};
void f(bool b) {
  try {
    if (b) throw Derived();
  } catch (const Other&) {
  } catch (const Base&) {
  }
}
)");
  const auto graph = FlowGraph::build(*functionNamed(*tree, "f"), tree->getASTContext());
  REQUIRE(graph != nullptr);
  const FlowGraph::Block* from = throwing(*graph);
  REQUIRE(from != nullptr);
  const auto type = [&](const char* name) {
    for (const clang::Decl* d : tree->getASTContext().getTranslationUnitDecl()->decls())
      if (const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(d);
          record != nullptr && record->getNameAsString() == name && record->isThisDeclarationADefinition())
        return tree->getASTContext().getRecordType(record);
    return clang::QualType();
  };
  const unsigned derived = graph->handlerOf(from->landing, type("Derived"));
  const unsigned other = graph->handlerOf(from->landing, type("Other"));
  CHECK(derived != graph->exit());
  CHECK(other != graph->exit());
  CHECK(derived != other);
  CHECK(derived == graph->handlerOf(from->landing, type("Base")));
  CHECK(graph->handlerOf(from->landing, tree->getASTContext().IntTy) == graph->exit());
}

TEST_CASE("blocks are doomed from which all ways end the job, and exit is not one of these") {
  const auto tree = treeOf(R"(
extern "C" [[noreturn]] void abort();
extern "C" [[noreturn]] void exit(int);
void aborts(bool b) { if (b) abort(); }
void exits(bool b) { if (b) exit(1); }
)");
  const auto doomed = [&](const char* name) {
    const auto graph = FlowGraph::build(*functionNamed(*tree, name), tree->getASTContext());
    return std::count_if(graph->blocks().begin(), graph->blocks().end(), [](const auto& b) { return b.isDoomed; });
  };
  CHECK(doomed("aborts") == 1);
  CHECK(doomed("exits") == 0);
}

TEST_CASE("branches decide about the blocks up to where their ways meet") {
  //      4
  //     / \.
  //    3   2        1 -> 1: a loop
  //     \ /
  //      1 -> 0
  const ControlDependence control({{}, {1, 0}, {1}, {1}, {3, 2}}, 0);
  CHECK(control.postdominator(4) == 1);
  CHECK(control.postdominator(3) == 1);
  CHECK(control.postdominator(1) == 0);
  CHECK(control.controllers(3).test(4));
  CHECK(control.controllers(2).test(4));
  CHECK_FALSE(control.controllers(1).test(4));
  CHECK(control.controllers(1).test(1));
  CHECK(control.onCycle(1));
  CHECK_FALSE(control.onCycle(4));
}

TEST_CASE("a branch decides about what another one within it decides") {
  // 5: if (a) { 4: if (b) 3; 2; } 1 -> 0
  const ControlDependence control({{}, {0}, {1}, {2}, {3, 2}, {4, 1}}, 0);
  CHECK(control.controllers(3).test(4));
  CHECK(control.controllers(3).test(5));
  CHECK(control.controllers(2).test(5));
  CHECK_FALSE(control.controllers(2).test(4));
}

TEST_CASE("two nested loops are one cycle") {
  // 4 -> 3: outer; 3 -> 2 or 1; 2 -> 2 or 3: inner
  const ControlDependence control({{}, {0}, {2, 3}, {2, 1}, {3}}, 0);
  CHECK(control.sameCycle(2, 3));
  CHECK_FALSE(control.sameCycle(1, 3));
}

TEST_CASE("blocks that never end lead to the exit") {
  const ControlDependence control({{}, {1}, {1, 0}}, 0);
  CHECK(control.postdominator(1) == 0);
  CHECK(control.controllers(1).test(2));
}

TEST_CASE("sequences differ at the first other call, or where one ends") {
  const int a = 0, b = 0;
  CHECK(same(Sequence{call(&a), call(&b)}, Sequence{call(&a), call(&b)}));
  CHECK_FALSE(same(Sequence{call(&a)}, Sequence{call(&a, "1")}));

  const Sequence both{call(&a), call(&b)}, one{call(&a)};
  const Difference missing = difference(both, one);
  CHECK(missing.one == both[1].get());
  CHECK(missing.other == nullptr);
  CHECK(missing.certain);
  CHECK_FALSE(missing.isOrder);
  CHECK(difference(one, both).one == both[1].get());

  const Sequence turned{call(&b), call(&a)};
  const Difference order = difference(both, turned);
  CHECK(order.one == both[0].get());
  CHECK(order.other == turned[0].get());
  CHECK(order.isOrder);
}

TEST_CASE("a choice is the same if its parts are, and is not certain") {
  const int a = 0;
  const Sequence some{choice({{call(&a)}, {}})};
  CHECK(same(some, Sequence{choice({{call(&a)}, {}})}));
  CHECK_FALSE(same(some, Sequence{choice({{}, {call(&a)}})}));
  CHECK_FALSE(difference(some, {}).certain);
  CHECK(firstCall(some) == some[0]->parts[0][0].get());
  CHECK(holdsCall(some));

  const auto inner = call(&a);
  inner->kind = Event::Kind::Inner;
  CHECK_FALSE(holdsCall({inner}));
  const Sequence after{inner, call(&a)};
  CHECK(firstCall(after) == after[1].get());
}
