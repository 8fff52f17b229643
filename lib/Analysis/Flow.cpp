#include "bodocc/Analysis/Flow.h"

#include <algorithm>

#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

void addPlaces(Region& region, Op* parent, std::map<const Op*, OpPlace>& places) {
  for (auto& op : region.ops) {
    places[op.get()] = {&region, parent};
    for (Region& inner : op->regions) addPlaces(inner, op.get(), places);
  }
}

void addPassages(Op& op, const std::vector<std::unique_ptr<Rows>>& to, std::vector<Passage>& passages) {
  std::size_t first = 0;
  for (std::size_t k = 0; k < to.size(); ++k) {
    passages.push_back({&op, static_cast<unsigned>(k), first, op.inputs.at(k), to[k].get()});
    first += to[k]->columns.size();
  }
}

void addPassages(Region& region, Op* parent, std::vector<Passage>& passages) {
  for (auto& op : region.ops) {
    if (op->info->control == Control::Yield && parent) {
      addPassages(*op, parent->results, passages);
      if (isLoop(parent->info->control)) addPassages(*op, parent->regions.at(0).arguments, passages);
    }
    if (isLoop(op->info->control)) {
      addPassages(*op, op->regions.at(0).arguments, passages);
      addPassages(*op, op->results, passages);
    }
    if (op->info->control == Control::Call) {
      addPassages(*op, op->callee->arguments, passages);
      Op* call = op.get();
      forEachOp(const_cast<Function*>(call->callee)->body, [&](Op& inner) {
        if (inner.info->control == Control::Return) addPassages(inner, call->results, passages);
      });
    }
    if (sendsColumns(*op))
      for (unsigned k = 0; k < op->inputs.size(); ++k)
        passages.push_back({op.get(), k, k * op->rows().columns.size(), op->inputs[k], &op->rows()});
    for (Region& inner : op->regions) addPassages(inner, op.get(), passages);
  }
}

template <class Test>
bool any(const Expr* e, Test test) {
  bool found = false;
  forEachExpr(e, [&](const Expr& x) { found = found || test(x); });
  return found;
}

// Each row of the result is one of the first input's.
bool isSubset(const Op& op) { return op.info->count == RowCount::Fewer || op.info->count == RowCount::Same; }

}  // namespace

std::map<const Rows*, std::vector<Use>> usesOf(Function& f) {
  std::map<const Rows*, std::vector<Use>> uses;
  forEachOp(f.body, [&](Op& op) {
    for (unsigned i = 0; i < op.inputs.size(); ++i) uses[op.inputs[i]].push_back({&op, i});
  });
  return uses;
}

std::map<const Op*, OpPlace> placesOf(Function& f) {
  std::map<const Op*, OpPlace> places;
  addPlaces(f.body, nullptr, places);
  return places;
}

std::vector<Passage> passagesOf(Module& m) {
  std::vector<Passage> passages;
  for (auto& f : m.functions) addPassages(f->body, nullptr, passages);
  return passages;
}

bool sendsColumns(const Op& op) { return op.info->kind == OpKind::Rows && !op.outputs.empty(); }

bool hasEffects(const Op& op) {
  // a yield only passes values on; a call may have its callee's effects
  bool effect = !op.info->pure || op.info->kind == OpKind::Sink || op.info->control == Control::Call ||
                op.info->control == Control::Return;
  // conditions and loop heads are the user's text, which may do anything
  effect =
      effect || (isHost(op.info->control) ? hasEffects(op.text) : op.info->kind == OpKind::Control && !op.text.empty());
  for (const Region& region : op.regions)
    for (auto& inner : region.ops) effect = effect || hasEffects(*inner);
  return effect;
}

bool anyMayFail(const Expr* e) {
  return any(e, [](const Expr& x) { return x.kind == ExprKind::Call && (x.op->canFail || x.function); });
}

bool anyMustRun(const Expr* e) {
  return any(e, [](const Expr& x) {
    return x.kind == ExprKind::Call && (x.function ? !x.function->isArithmetic : x.op->canFail);
  });
}

std::vector<std::string> hostReads(const Op& op) {
  std::vector<std::string> reads;
  auto add = [&](const std::vector<std::string>& names) { reads.insert(reads.end(), names.begin(), names.end()); };
  for (const HeldExpr& held : heldExprs(const_cast<Op&>(op)))
    forEachExpr(*held.slot, [&](const Expr& e) {
      add(e.host.reads);
      if (e.function) add(e.function->captures);
    });
  auto addFunctions = [&](const std::vector<Column>& columns) {
    for (const Column& c : columns)
      if (c.function) add(c.function->captures);
  };
  addFunctions(op.outputs);
  for (auto& rows : op.results) addFunctions(rows->columns);
  return reads;
}

bool modifiesAny(const Op& op, const std::vector<std::string>& variables) {
  auto hits = [&](const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& n) {
      return std::find(variables.begin(), variables.end(), n) != variables.end();
    });
  };
  if (hits(op.text.modifies) || hits(op.text.defines)) return true;
  for (const Region& region : op.regions)
    for (auto& inner : region.ops)
      if (modifiesAny(*inner, variables)) return true;
  return false;
}

bool usesHost(const Expr* e) {
  return any(e, [](const Expr& x) { return x.kind == ExprKind::Host || x.kind == ExprKind::Scalar; });
}

bool isColumnOf(const Expr* e, const Rows& rows) { return e && e->kind == ExprKind::Column && e->rows == &rows; }

std::vector<const Expr*> equalBelow(const Op& op, unsigned input, const std::vector<const Expr*>& exprs) {
  const bool merges = !op.rightKeys.empty();
  if (!merges && !op.info->distinctKeys && !isSubset(op)) return {};
  const std::vector<const Expr*>& own = input == 0 ? op.keys : op.rightKeys;
  const std::vector<const Expr*>& partners = input == 0 ? op.rightKeys : op.keys;
  std::vector<const Expr*> below;
  for (const Expr* e : exprs) {
    if (!isColumnOf(e, op.rows())) continue;
    const Column& c = op.rows().columns.at(e->column);
    if (!c.from || c.aggregate) continue;
    if (c.side == input)
      below.push_back(c.from);
    else if (merges && !traits(op.join).keeps(input))
      for (std::size_t k = 0; k < own.size(); ++k)
        if (partners[k] == c.from) below.push_back(own[k]);
  }
  // the partners of one left row follow each other
  if (merges && input == 1 && !traits(op.join).keepsRight) below.insert(below.end(), own.begin(), own.end());
  return below;
}

bool areDistinct(const Rows& rows, const std::vector<const Expr*>& exprs) {
  const Op* def = rows.def;
  if (!def || def->info->kind != OpKind::Rows || def->inputs.size() != 1) return false;
  const std::vector<const Expr*> below = equalBelow(*def, 0, exprs);
  if (def->info->distinctKeys && std::all_of(def->keys.begin(), def->keys.end(),
                                             [&](const Expr* k) { return std::ranges::find(below, k) != below.end(); }))
    return true;
  return isSubset(*def) && areDistinct(*def->inputs[0], below);
}

bool keepsOnlyKeys(const Op& op) {
  return op.info->distinctKeys && op.info->order == OrderEffect::Keeps &&
         std::ranges::all_of(op.rows().columns,
                             [&](const Column& c) { return std::ranges::find(op.keys, c.from) != op.keys.end(); });
}

}  // namespace bodocc
