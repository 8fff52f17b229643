#include "bodocc/Transforms/PushIntoScans.h"

#include <algorithm>

#include "bodocc/Ops/OpInfo.h"
#include "bodocc/Transforms/Rewrite.h"

namespace bodocc {
namespace {

bool comparable(const Expr* column, const Expr* constant) {
  return column->kind == ExprKind::Column && constant->kind == ExprKind::Constant && !constant->constant.missing() &&
         column->type.type == constant->type.type;
}

// Conditions for a scan that all hold if the condition does; none if it has another form.
std::vector<const Expr*> asScanConditions(Function& f, const Expr* e) {
  std::vector<const Expr*> conditions;
  for (const ColumnComparison& c : comparisonsOf(*e, e->args, comparable)) {
    const bool isWhole = c.column == e->args[0] && c.op == e->op->condition;
    conditions.push_back(isWhole ? e : callExpr(f, conditionOp(c.op), {c.column, c.values.front()}, e->type, e->loc));
  }
  return conditions;
}

}  // namespace

void pushIntoScans(Module& m) {
  for (auto& f : m.functions) {
    const auto uses = usesOf(*f);
    forEachOp(f->body, [&](Op& filter) {
      if (filter.info->kind != OpKind::Rows || !filter.predicate || filter.inputs.size() != 1) return;
      Rows& input = *filter.inputs.front();
      Op* read = input.def;
      if (!read || read->fileSchema.empty() || uses.at(&input).size() != 1) return;
      for (const Expr* condition : conjuncts(filter.predicate))
        for (const Expr* c : asScanConditions(*f, condition))
          if (std::find(read->pushed.begin(), read->pushed.end(), c) == read->pushed.end()) read->pushed.push_back(c);
    });
  }
}

}  // namespace bodocc
