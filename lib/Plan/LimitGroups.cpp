#include <algorithm>

#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/OpInfo.h"
#include "bodocc/Plan/Passes.h"
#include "bodocc/Plan/Shapes.h"
#include "bodocc/Transforms/Rewrite.h"

namespace bodocc::plan {

namespace {

// With more rows of each group, finding them takes longer than sorting.
constexpr std::int64_t mostOfGroup = 100;

using UsesOfRows = std::map<const Rows*, std::vector<Use>>;

Op* onlyUser(const UsesOfRows& uses, const Rows& rows) {
  const auto at = uses.find(&rows);
  return at != uses.end() && at->second.size() == 1 ? at->second.front().op : nullptr;
}

// The number of the last row of each group that the filter may keep, if it asks for the rows' numbers.
std::optional<std::int64_t> lastRow(const Op& filter, const Rows& windows) {
  for (const Expr* condition : conjuncts(filter.predicate)) {
    if (condition->kind != ExprKind::Call) continue;
    const Condition is = condition->op->condition;
    if (is != Condition::Less && is != Condition::LessEqual && is != Condition::Equal) continue;
    const Expr *number = condition->args[0], *to = condition->args[1];
    if (!isColumnOf(number, windows) || to->kind != ExprKind::Constant) continue;
    const OpInfo* const window = windows.columns[number->column].aggregate;
    const auto* const n = std::get_if<std::int64_t>(&to->constant.value);
    if (!window || !window->numbersRows || !n) continue;
    const std::int64_t last = is == Condition::Less ? *n - 1 : *n;
    if (last >= 1 && last <= mostOfGroup) return last;
  }
  return {};
}

void limit(Feed& feed, const UsesOfRows& uses) {
  const Rows& sorted = feed.sink().rows();
  const Op* const window = feed.sink().limit ? nullptr : onlyUser(uses, sorted);
  if (!window || window->info->tableFrom != TableFrom::Windows || window->keys.empty()) return;
  const Rows& windows = window->rows();
  const Op* const filter = onlyUser(uses, windows);
  if (!filter || !filter->predicate) return;
  // row numbers say the same without the rows that go; labels do not, nor do other windows
  if (sorted.domain.labelled || windows.domain.labelled || filter->rows().domain.labelled) return;
  for (const Column& c : windows.columns)
    if (c.aggregate ? !c.aggregate->numbersRows : anyMayFail(c.from)) return;
  for (const Expr* key : window->keys)
    if (!isColumnOf(key, sorted)) return;
  const auto last = lastRow(*filter, windows);
  if (!last) return;
  feed.firstOfGroups = *last;
  for (const Expr* key : window->keys) feed.groups.push_back(key->column);
}

}  // namespace

void limitGroups(Module& module) {
  for (auto& f : module.functions) {
    const UsesOfRows uses = usesOf(*f);
    for (auto& loop : f->plan->loops)
      for (Feed& feed : loop->feeds)
        if (feed.kind == Feed::Kind::Sort) limit(feed, uses);
  }
}

}  // namespace bodocc::plan
