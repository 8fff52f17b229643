#include "bodocc/Transforms/JoinLookUps.h"

#include <algorithm>

#include "SharedLoops.h"
#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

bool looksUpEqualKeys(const Op& op) { return op.info->tableFrom == TableFrom::LookUp && !op.info->looksAtOrder; }

}  // namespace

void joinLookUps(Module& m) {
  for (auto& f : m.functions) {
    const auto uses = usesOf(*f);
    const auto places = placesOf(*f);
    std::vector<Op*> lookUps;
    forEachOp(f->body, [&](Op& op) {
      if (looksUpEqualKeys(op)) lookUps.push_back(&op);
    });
    // from the last one: a look-up that takes another one's rows as a table may no longer do so
    for (auto i = lookUps.rbegin(); i != lookUps.rend(); ++i) {
      Op& op = **i;
      const auto found = uses.find(&op.rows());
      if (op.rows().domain.labelled || found == uses.end()) continue;
      const Region& home = *places.at(&op).region;
      const bool here =
          std::ranges::all_of(found->second, [&](const Use& use) { return places.at(use.op).region == &home; });
      if (!here || wantsTable(*found->second.front().op) || loopsOf(home, found->second).size() != 1) continue;
      op.info = &mergeOp();
      op.join = JoinKind::Left;
    }
  }
}

}  // namespace bodocc
