#include "bodocc/Transforms/FuseTopK.h"

#include <algorithm>

#include "bodocc/Ops/OpInfo.h"
#include "bodocc/Transforms/Rewrite.h"

namespace bodocc {
namespace {

// With a larger limit, a sort is as fast as a heap.
constexpr std::int64_t largestLimit = 100'000;

std::optional<std::int64_t> constantCount(const Op& op) {
  if (op.scalars.empty() || op.scalars[0]->kind != ExprKind::Constant) return std::nullopt;
  auto* n = std::get_if<std::int64_t>(&op.scalars[0]->constant.value);
  return n && *n >= 0 && *n <= largestLimit ? std::optional(*n) : std::nullopt;
}

bool step(Function& f, Region& region) {
  const auto uses = usesOf(f);
  for (auto& op : region.ops) {
    for (Region& inner : op->regions)
      if (step(f, inner)) return true;
    if (!op->info->takesFirst) continue;
    Rows& input = *op->inputs.at(0);
    Op* sort = input.def;
    const auto n = constantCount(*op);
    if (!n || !sort || sort->sortOrders.empty() || uses.at(&input).size() != 1) continue;
    auto users = uses.find(&op->rows());
    if (users == uses.end() || !canBypass(*op, users->second)) continue;
    sort->limit = std::min(*n, sort->limit.value_or(*n));
    bypass(f, region, *op);
    return true;
  }
  return false;
}

}  // namespace

void fuseTopK(Module& m) {
  for (auto& f : m.functions)
    while (step(*f, f->body)) {
    }
}

}  // namespace bodocc
