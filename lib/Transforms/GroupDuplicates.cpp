#include "bodocc/Transforms/GroupDuplicates.h"

#include <algorithm>

#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {

void groupDuplicates(Module& m) {
  for (auto& f : m.functions)
    forEachOp(f->body, [](Op& op) {
      if (!keepsOnlyKeys(op) || op.rows().domain.ordered || op.rows().domain.labelled) return;
      if (std::ranges::none_of(op.keys, [](const Expr* key) { return isFloat(key->type.type); }))
        op.info = &groupByOp();
    });
}

}  // namespace bodocc
