#include "bodocc/Transforms/SplitFilters.h"

#include <algorithm>

#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/OpInfo.h"
#include "bodocc/Transforms/Rewrite.h"

namespace bodocc {
namespace {

// True if it reads strings or lists; a value that depends on words of a dictionary is known once for each word.
bool readsText(const Expr* condition) {
  bool found = false;
  forEachExpr(condition, [&](const Expr& e) {
    found = found || (e.kind == ExprKind::Column && isBytes(e.type.type) && !e.type.coded);
  });
  return found;
}

bool split(Function& f, Region& region, Op& filter) {
  if (filter.info->kind != OpKind::Rows || !filter.predicate || filter.inputs.size() != 1) return false;
  if (anyMayFail(filter.predicate)) return false;
  std::vector<const Expr*> first;
  for (const Expr* condition : conjuncts(filter.predicate))
    if (!readsText(condition)) first.push_back(condition);
  if (first.empty() || first.size() == conjuncts(filter.predicate).size()) return false;
  Op& before = insertBefore(f, region, filter, 0, *filter.info, filter.loc);
  before.name = filter.name;
  before.predicate = conjunction(f, first);
  std::vector<const Expr*> second = conjuncts(filter.predicate);  // of the rows that are left
  std::erase_if(second, [](const Expr* condition) { return !readsText(condition); });
  filter.predicate = conjunction(f, second);
  return true;
}

void split(Function& f, Region& region) {
  for (std::size_t n = 0; n < region.ops.size(); ++n) {
    if (split(f, region, *region.ops[n])) ++n;
    for (Region& inner : region.ops[n]->regions) split(f, inner);
  }
}

}  // namespace

void splitFilters(Module& m) {
  for (auto& f : m.functions) split(*f, f->body);
}

}  // namespace bodocc
