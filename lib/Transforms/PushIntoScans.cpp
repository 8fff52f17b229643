#include "bodocc/Transforms/PushIntoScans.h"

#include <algorithm>

#include "bodocc/Ops/OpInfo.h"
#include "bodocc/Transforms/Rewrite.h"

namespace bodocc {
namespace {

Condition mirrored(Condition c) {
  switch (c) {
    case Condition::Less: return Condition::Greater;
    case Condition::LessEqual: return Condition::GreaterEqual;
    case Condition::Greater: return Condition::Less;
    case Condition::GreaterEqual: return Condition::LessEqual;
    case Condition::Equal: return Condition::Equal;
    default: return Condition::None;
  }
}

bool comparable(const Expr* column, const Expr* constant) {
  return column->kind == ExprKind::Column && constant->kind == ExprKind::Constant && !constant->constant.missing() &&
         column->type.type == constant->type.type;
}

// Conditions for a scan that all hold if the condition does; none if it has another form.
std::vector<const Expr*> asScanConditions(Function& f, const Expr* e) {
  if (e->kind != ExprKind::Call || e->function || e->args.size() < 2) return {};
  auto compare = [&](Condition c, const Expr* column, const Expr* constant) {
    return callExpr(f, conditionOp(c), {column, constant}, e->type, e->loc);
  };
  const auto& args = e->args;
  switch (Condition c = e->op->condition) {
    case Condition::Less:
    case Condition::LessEqual:
    case Condition::Greater:
    case Condition::GreaterEqual:
    case Condition::Equal:
      if (comparable(args[0], args[1])) return {e};
      if (comparable(args[1], args[0])) return {compare(mirrored(c), args[1], args[0])};
      return {};
    case Condition::Between:
      if (args.size() != 3 || !comparable(args[0], args[1]) || !comparable(args[0], args[2])) return {};
      return {compare(Condition::GreaterEqual, args[0], args[1]), compare(Condition::LessEqual, args[0], args[2])};
    case Condition::In:
      for (std::size_t i = 1; i < args.size(); ++i)
        if (!comparable(args[0], args[i])) return {};
      return {e};
    default: return {};
  }
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
