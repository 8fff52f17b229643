// The contents of the tables that operations take.
#include <algorithm>

#include "FormPlan.h"

namespace bodocc::plan {

const std::vector<Column>& tableColumns(const Op& op) {
  return op.outputs.empty() && !op.results.empty() ? op.rows().columns : op.outputs;
}

std::vector<const Expr*> extraColumns(const Op& op, unsigned input) {
  std::vector<const Expr*> extra;
  const std::vector<Column>& columns = tableColumns(op);
  const auto isCarried = [&](const Expr* e) {
    return std::any_of(columns.begin(), columns.end(),
                       [&](const Column& c) { return !c.aggregate && c.from == e && c.side == input; });
  };
  if (input != 0) {
    for (const Expr* key : op.rightKeys)
      if (!isCarried(key)) extra.push_back(key);
    return extra;
  }
  for (const Column& c : columns)
    if (c.aggregate && c.from && !isCarried(c.from) && std::find(extra.begin(), extra.end(), c.from) == extra.end())
      extra.push_back(c.from);
  if (op.results.size() == 1)
    for (const Expr* key : op.keys)
      if (!isCarried(key)) extra.push_back(key);
  return extra;
}

std::vector<const Expr*> tableExprs(const Op& op, unsigned input) {
  std::vector<const Expr*> all;
  for (const Column& c : tableColumns(op))
    if (c.from && !c.aggregate && c.side == input) all.push_back(c.from);
  for (const Expr* extra : extraColumns(op, input)) all.push_back(extra);
  return all;
}

std::vector<std::string> tableNames(const Op& op, unsigned input) {
  std::vector<std::string> all;
  for (const Column& c : tableColumns(op))
    if (c.from && !c.aggregate && c.side == input) all.push_back(c.name);
  // further ones by the names that they have in their rows, unless these are taken
  for (const Expr* e : extraColumns(op, input)) {
    const std::string& name = e->kind == ExprKind::Column ? e->rows->columns.at(e->column).name : e->name;
    all.push_back(std::ranges::find(all, name) == all.end() ? name : "");
  }
  return all;
}

bool hasLabels(const Rows& rows) {
  if (!rows.domain.labelled) return false;
  for (const Rows* r = &rows;; r = r->def->inputs[0]) {
    if (r->def && !r->def->info->keepsLabels) return false;
    // rows that cross the edge of a region or of a function may have any labels
    if (!r->def || r->def->info->kind == OpKind::Control) return true;
    if (r->def->inputs.empty()) return false;
    if (r->def->info->count == RowCount::Fewer && !r->def->info->takesFirst) return true;
  }
}

// True if the table's consumer may need labels that are only numbers so far.
bool Planner::wantsLabels(const Op& op, unsigned input) const {
  const Rows& rows = *op.inputs.at(input);
  switch (op.info->control) {
    case Control::None: break;
    // the receiver expects them exactly if it uses labels; ordinary code numbers rows itself
    case Control::Return:
      if (function_.external) return hasLabels(rows);
      [[fallthrough]];
    case Control::Yield:
    case Control::For:
    case Control::While:
    case Control::Call: {
      const auto to = passedTo_.find({&op, input});
      return to != passedTo_.end() && to->second->domain.labelled;
    }
    default: return false;
  }
  if (op.results.empty() || &op.rows() == &rows) return hasLabels(rows);
  return input == 0 && op.info->keepsLabels && hasLabels(op.rows());
}

bool Planner::wantsLabels(const Loop& loop) const {
  return std::ranges::any_of(loop.sinks, [&](Op* op) { return takesTable(*op) && wantsLabels(*op, loop.input); });
}

}  // namespace bodocc::plan
