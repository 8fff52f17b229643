#include "bodocc/Transforms/SeparateInternalCalls.h"

#include <algorithm>
#include <set>

#include "bodocc/IR/Clone.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

std::string freshSymbol(const Module& m, const Function& original) {
  auto taken = [&](const std::string& name) {
    return std::any_of(m.functions.begin(), m.functions.end(), [&](auto& f) {
      return f->symbol == name || std::count(f->identifiers.begin(), f->identifiers.end(), name) > 0;
    });
  };
  std::string name = (original.symbol.empty() ? original.name : original.symbol) + "_inside";
  std::string symbol = name;
  for (int i = 2; taken(symbol); ++i) symbol = name + std::to_string(i);
  return symbol;
}

}  // namespace

void separateInternalCalls(Module& m) {
  std::map<const Function*, const Function*> inside;
  for (std::size_t i = 0; i < m.functions.size(); ++i) {
    std::vector<Op*> calls;
    forEachOp(m.functions[i]->body, [&](Op& op) {
      if (op.info->control == Control::Call) calls.push_back(&op);
    });
    for (Op* call : calls) {
      if (!call->callee->external) continue;
      auto [found, isNew] = inside.emplace(call->callee, nullptr);
      if (isNew) {
        auto copy = clone(*call->callee);
        copy->external = false;
        copy->symbol = freshSymbol(m, *call->callee);
        found->second = copy.get();
        // its own calls are handled when the loop reaches it
        m.functions.push_back(std::move(copy));
      }
      call->callee = found->second;
    }
  }
  // callees come before their callers, as C++ requires
  std::vector<std::unique_ptr<Function>> ordered;
  std::set<const Function*> placed;
  auto place = [&](auto& self, const Function* f) -> void {
    if (!placed.insert(f).second) return;
    forEachOp(f->body, [&](const Op& op) {
      if (op.callee) self(self, op.callee);
    });
    auto at = std::find_if(m.functions.begin(), m.functions.end(), [&](auto& g) { return g.get() == f; });
    ordered.push_back(std::move(*at));
  };
  std::vector<const Function*> all;
  for (auto& f : m.functions) all.push_back(f.get());
  for (const Function* f : all) place(place, f);
  m.functions = std::move(ordered);
}

}  // namespace bodocc
