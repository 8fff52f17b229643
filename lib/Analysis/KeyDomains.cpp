#include "bodocc/Analysis/KeyDomains.h"

#include <algorithm>

namespace bodocc {

namespace {

using Count = std::optional<std::int64_t>;

// Operands are at most KeyDomains::most, or 1 more for the missing value: nothing overflows.
Count times(Count a, Count b) { return a && b && *a * *b <= KeyDomains::most ? Count(*a * *b) : std::nullopt; }
Count plus(Count a, Count b) { return a && b && *a + *b <= KeyDomains::most ? Count(*a + *b) : std::nullopt; }
Count least(Count a, Count b) { return a && b ? std::min(a, b) : a ? a : b; }

Count inRange(const ValueType& type) {
  const auto range = rangeOf(type);
  return range && range->second - range->first < KeyDomains::most ? Count(range->second - range->first + 1)
                                                                  : std::nullopt;
}

}  // namespace

KeyDomains::KeyDomains(Module& m) {
  for (const Passage& p : passagesOf(m)) senders_[p.to].push_back(p);
}

Count KeyDomains::combinations(const std::vector<const Expr*>& keys) {
  Count all = 1;
  for (const Expr* key : keys) all = times(all, valuesOf(key));
  return all;
}

Count KeyDomains::valuesOf(const Expr* e) {
  const auto [at, isNew] = known_.try_emplace(e);
  if (!isNew) return at->second;
  Count count;
  switch (e->kind) {
    case ExprKind::Constant:
    case ExprKind::Host:
    case ExprKind::Scalar: count = 1; break;
    case ExprKind::Column: count = valuesOf(*e->rows, e->column); break;
    case ExprKind::Call:
      if (!e->args.empty()) count = 1;
      for (const Expr* operand : e->args) count = times(count, valuesOf(operand));
      break;
  }
  count = least(count, inRange(e->type));
  if (e->kind != ExprKind::Constant && e->type.nullable) count = plus(count, 1);
  return known_[e] = count;
}

// The missing value does not count.
Count KeyDomains::valuesOf(const Rows& rows, unsigned column) {
  const Column& c = rows.columns.at(column);
  if (c.words) return c.words;
  if (c.aggregate) return std::nullopt;
  if (c.from) return valuesOf(c.from);
  // values that are passed on, by all that pass them
  const auto senders = senders_.find(&rows);
  if (senders == senders_.end()) return std::nullopt;
  Count count = 0;
  for (const Passage& p : senders->second) count = plus(count, valuesOf(p.op->outputs.at(p.first + column).from));
  return count;
}

}  // namespace bodocc
