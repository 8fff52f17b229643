#include "bodocc/Transforms/Rewrite.h"

#include <algorithm>
#include <set>

namespace bodocc {

void replaceRows(Function& f, const Rows& rows, Rows& with, const std::vector<const Expr*>& columns) {
  Rewriter rewriter(f, [&](const Expr& leaf) { return isColumnOf(&leaf, rows) ? columns.at(leaf.column) : &leaf; });
  forEachOp(f.body, [&](Op& op) {
    std::replace(op.inputs.begin(), op.inputs.end(), const_cast<Rows*>(&rows), &with);
    rewriter.rewrite(op);
  });
}

bool canBypass(const Op& op, const std::vector<Use>& uses) {
  if (op.inputs.size() != 1 || op.results.size() != 1) return false;
  for (const Column& c : op.rows().columns)
    if (!c.from || c.aggregate || (uses.size() > 1 && anyMayFail(c.from))) return false;
  return true;
}

void bypass(Function& f, Region& region, Op& op) {
  std::vector<const Expr*> columns;
  for (const Column& c : op.rows().columns) columns.push_back(c.from);
  replaceRows(f, op.rows(), *op.inputs.front(), columns);
  auto at = std::find_if(region.ops.begin(), region.ops.end(), [&](auto& o) { return o.get() == &op; });
  region.ops.erase(at);
}

std::unique_ptr<Op> opOver(Function& f, Rows& input, const OpInfo& info, SourceLoc loc) {
  auto op = std::make_unique<Op>();
  op->info = &info;
  op->id = ++f.nextId;
  op->loc = loc;
  op->inputs = {&input};
  op->results.push_back(std::make_unique<Rows>());
  Rows& rows = op->rows();
  rows.def = op.get();
  rows.name = input.name;
  rows.loc = loc;
  rows.id = ++f.nextId;
  rows.domain = input.domain;
  for (unsigned i = 0; i < input.columns.size(); ++i) {
    Column c;
    c.name = input.columns[i].name;
    c.type = input.columns[i].type;
    c.from = columnExpr(f, input, i, loc);
    rows.columns.push_back(std::move(c));
  }
  return op;
}

Op& insertBefore(Function& f, Region& region, Op& before, unsigned index, const OpInfo& info, SourceLoc loc) {
  Rows& input = *before.inputs.at(index);
  auto made = opOver(f, input, info, loc);
  Op& op = *made;
  Rows& rows = op.rows();
  std::vector<const Expr*> columns;
  for (unsigned i = 0; i < rows.columns.size(); ++i) columns.push_back(columnExpr(f, rows, i, loc));
  for (const HeldExpr& held : heldExprs(before))
    if (held.side == index) *held.slot = substitute(f, *held.slot, input, columns);
  before.inputs[index] = &rows;

  auto at = std::find_if(region.ops.begin(), region.ops.end(), [&](auto& o) { return o.get() == &before; });
  region.ops.insert(at, std::move(made));
  return op;
}

void moveBefore(Region& region, Op& op, const Op& before) {
  auto find = [&](const Op& o) {
    return std::find_if(region.ops.begin(), region.ops.end(), [&](auto& p) { return p.get() == &o; });
  };
  std::unique_ptr<Op> moved = std::move(*find(op));
  region.ops.erase(std::find(region.ops.begin(), region.ops.end(), nullptr));
  region.ops.insert(find(before), std::move(moved));
}

namespace {

std::vector<const Expr*> operands(Condition of, const Expr* condition) {
  std::vector<const Expr*> all, left{condition};
  std::set<const Expr*> seen;
  while (!left.empty()) {
    const Expr* e = left.back();
    left.pop_back();
    if (!seen.insert(e).second) continue;
    if (e->kind == ExprKind::Call && e->op->condition == of)
      left.insert(left.end(), e->args.rbegin(), e->args.rend());
    else
      all.push_back(e);
  }
  return all;
}

const Expr* join(Function& f, Condition by, const std::vector<const Expr*>& conditions) {
  const Expr* all = conditions.front();
  for (std::size_t i = 1; i < conditions.size(); ++i) {
    ValueType type = all->type;
    type.nullable = all->type.nullable || conditions[i]->type.nullable;
    all = callExpr(f, conditionOp(by), {all, conditions[i]}, type, all->loc);
  }
  return all;
}

}  // namespace

std::vector<const Expr*> conjuncts(const Expr* condition) { return operands(Condition::And, condition); }

std::vector<const Expr*> disjuncts(const Expr* condition) { return operands(Condition::Or, condition); }

static Condition mirrored(Condition c) {
  switch (c) {
    case Condition::Less: return Condition::Greater;
    case Condition::LessEqual: return Condition::GreaterEqual;
    case Condition::Greater: return Condition::Less;
    case Condition::GreaterEqual: return Condition::LessEqual;
    default: return c;
  }
}

std::vector<ColumnComparison> comparisonsOf(
    const Expr& condition, const std::vector<const Expr*>& operands,
    const std::function<bool(const Expr* column, const Expr* value)>& comparable) {
  if (condition.kind != ExprKind::Call || condition.function || operands.size() < 2) return {};
  const std::vector<const Expr*> values(operands.begin() + 1, operands.end());
  const bool asked = std::ranges::all_of(values, [&](const Expr* v) { return comparable(operands[0], v); });
  switch (const Condition c = condition.op->condition) {
    case Condition::Less:
    case Condition::LessEqual:
    case Condition::Greater:
    case Condition::GreaterEqual:
    case Condition::Equal:
      if (asked) return {{c, operands[0], values}};
      if (comparable(operands[1], operands[0])) return {{mirrored(c), operands[1], {operands[0]}}};
      return {};
    case Condition::Between:
      if (!asked || values.size() != 2) return {};
      return {{Condition::GreaterEqual, operands[0], {values[0]}}, {Condition::LessEqual, operands[0], {values[1]}}};
    case Condition::In:
      if (!asked) return {};
      return {{c, operands[0], values}};
    default: return {};
  }
}

const Expr* conjunction(Function& f, const std::vector<const Expr*>& conditions) {
  return join(f, Condition::And, conditions);
}

const Expr* disjunction(Function& f, const std::vector<const Expr*>& conditions) {
  return join(f, Condition::Or, conditions);
}

}  // namespace bodocc
