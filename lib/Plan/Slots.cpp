#include "Slots.h"

#include <algorithm>

#include "bodocc/Ops/OpInfo.h"
#include "bodocc/Plan/Shapes.h"

namespace bodocc::plan {

namespace {

Slot columnSlot(const Expr* e, unsigned level, Slot::Home home) {
  return {e, level, home, e->type.nullable, !e->type.coded};
}

// The columns of the source's batch, in its order; none if it has others too.
std::vector<unsigned> batchOf(const Source& source) {
  const std::vector<Column>& columns = source.rows->columns;
  std::vector<unsigned> all;
  if (source.kind == Source::Kind::Range) return all;
  if (source.kind == Source::Kind::Groups) {
    // the keys, all of them, then the results of states that are read
    for (const Expr* key : source.rows->def->keys) {
      const auto at = std::ranges::find_if(columns, [&](const Column& c) { return !c.aggregate && c.from == key; });
      if (at == columns.end()) return {};
      all.push_back(static_cast<unsigned>(at - columns.begin()));
    }
    for (unsigned c : source.now)
      if (columns[c].aggregate && !isCollected(columns[c])) all.push_back(c);
    return all;
  }
  if (source.kind == Source::Kind::Sorted)
    // a key that is none of the columns is kept after them
    for (const Expr* key : source.rows->def->keys)
      if (std::ranges::none_of(columns, [&](const Column& c) { return c.from == key && c.side == 0; })) return {};
  if (source.kind != Source::Kind::File) return source.now;
  // places of a file's columns are the file's
  for (unsigned c = 0; c < columns.size(); ++c) all.push_back(c);
  return all;
}

}  // namespace

Slots::Slots(const Loop& loop) : loop_(&loop) {
  const Source& source = loop.source;
  const Rows& rows = *source.rows;
  const auto column = [&](unsigned c) { return columnExpr(loop.function(), rows, c, rows.loc); };
  for (const auto* columns : {&source.now, &source.later})
    for (unsigned c : *columns) {
      const bool numbers = source.kind == Source::Kind::Range;
      Slot slot = columnSlot(column(c), 0, numbers ? Slot::Home::OfRow : Slot::Home::Column);
      if (numbers || rows.columns[c].aggregate) slot.bounded = false;
      slots_[slot.expr] = slot;
    }
  for (unsigned c : batchOf(source)) batch_.push_back(column(c));
}

const Slot* Slots::find(const Expr* e) const {
  const auto at = slots_.find(e);
  return at == slots_.end() ? nullptr : &at->second;
}

// Buffers become slots only when their loop is done: within it, their values are local.
void Slots::add(const Part& part) {
  std::vector<Slot> slots;
  for (const Buffer& b : part.buffers)
    slots.push_back({b.expr, level_, Slot::Home::Buffer, mayBeMissing(b.expr), false});
  for (const Slot& slot : slots) slots_[slot.expr] = slot;
}

void Slots::send(const std::vector<const Expr*>& sent) {
  level_ = 0;
  selected_ = false;
  batch_.clear();
  slots_.clear();
  for (const Expr* e : sent) slots_[e] = columnSlot(e, 0, Slot::Home::Column);
}

void Slots::open() {
  ++level_;
  selected_ = false;
  batch_.clear();
}

void Slots::explode(const Op& op) {
  open();
  for (unsigned c = 0; c < op.rows().columns.size(); ++c) {
    if (op.rows().columns[c].from) continue;
    const Expr* e = columnExpr(loop_->function(), op.rows(), c, op.loc);
    slots_[e] = columnSlot(e, level_, Slot::Home::BuildColumn);
    slots_[e].bounded = false;
  }
}

void Slots::probe(const Op& merge) {
  open();
  for (const MergeColumn& c : columnsOf(merge, buildSide(merge))) {
    const Expr* e = columnExpr(loop_->function(), *c.rows, c.number, merge.loc);
    slots_[e] = columnSlot(e, level_, Slot::Home::BuildColumn);
  }
  for (const MergeColumn& c : columnsOfMatch(merge)) {
    const Expr* e = columnExpr(loop_->function(), *c.rows, c.number, merge.loc);
    slots_[e] = {e, level_, Slot::Home::OfRow, e->type.nullable, false};
  }
}

bool Slots::mayBeMissing(const Expr* e) const {
  e = loop_->canonical(e);
  if (known_.contains(e)) return false;
  if (const Slot* slot = find(e)) return slot->nullable;
  const auto any = [&](const std::vector<const Expr*>& all) {
    return std::ranges::any_of(all, [&](const Expr* a) { return mayBeMissing(a); });
  };
  switch (e->kind) {
    case ExprKind::Column:
    case ExprKind::Host: return e->type.nullable;
    case ExprKind::Constant: return e->constant.missing();
    case ExprKind::Scalar: return e->scalar->type.nullable;
    case ExprKind::Call: break;
  }
  if (!e->type.nullable) return false;
  if (e->function) {
    if (e->function->result.nullable) return true;
    for (std::size_t a = 0; a < e->args.size(); ++a)
      if (!e->function->params[a].nullable && mayBeMissing(e->args[a])) return true;
    return false;
  }
  switch (e->op->missing) {
    case Missing::Propagate:
    case Missing::Kleene: return any(e->args);
    case Missing::Never: return false;
    case Missing::Own:
    case Missing::Optional: return true;
  }
  return true;
}

void forEachPart(Loop& loop, const std::function<void(Part&, const Slots&, bool predicate)>& visit) {
  if (loop.direct) return;
  Slots slots(loop);
  bool selection = false;  // there is a list of the rows at hand
  const auto part = [&](Part& p, bool predicate = false) {
    visit(p, slots, predicate);
    slots.add(p);
  };
  const auto parts = [&](std::vector<Part>& all) {
    for (Part& p : all) part(p);
  };
  const auto condition = [&](Stage& stage) {
    if (!stage.where) return;
    Slots pairs = slots;
    pairs.probe(*stage.op);
    visit(*stage.where, pairs, true);
  };
  for (Stage& stage : loop.stages) {
    switch (stage.kind) {
      case Stage::Kind::Filter:
        part(stage.parts.front(), selection);
        slots.know(stage.proven);
        slots.select();
        selection = true;
        break;
      case Stage::Kind::Decode: selection |= !stage.rest; break;
      case Stage::Kind::Prefilter:
      case Stage::Kind::KeepMatching:
        parts(stage.parts);
        condition(stage);
        slots.select();
        selection = true;
        break;
      case Stage::Kind::Send:
        parts(stage.parts);
        slots.send(stage.sent);
        selection = true;
        break;
      case Stage::Kind::Probe:
        parts(stage.parts);
        condition(stage);
        slots.probe(*stage.op);
        selection = false;
        break;
      case Stage::Kind::Explode:
        parts(stage.parts);
        slots.explode(*stage.op);
        selection = false;
        break;
    }
  }
  parts(loop.shared);
  for (Feed& feed : loop.feeds) {
    // each sink has the rows at hand to itself
    const Slots before = slots;
    if (!feed.present.empty()) {
      part(feed.presence, selection);
      slots.know(feed.present);
      slots.select();
    }
    parts(feed.parts);
    for (Collected& collected : feed.collected) parts(collected.parts);
    for (Update& update : feed.updates) part(update.part);
    slots = before;
  }
}

void forEachComputed(const Loop& loop, const Part& part, const Slots& slots,
                     const std::function<void(const Expr*, bool byWord)>& visit) {
  std::set<const Expr*> seen;
  const auto ofWord = [&](auto&& self, const Expr* e, const Expr* word) -> void {
    if (e == word) return;
    for (const Expr* a : e->args) self(self, loop.canonical(a), word);
    visit(e, true);
  };
  const auto row = [&](auto&& self, const Expr* e) -> void {
    e = loop.canonical(e);
    if (slots.contains(e) || !seen.insert(e).second) return;
    if (const ByWord* word = part.byWord(e)) {
      ofWord(ofWord, e, word->of);
      self(self, word->of);
      return;
    }
    for (const Expr* a : e->args) self(self, a);
    if (const Expr* test = testOf(loop, e)) self(self, test);
    visit(e, false);
  };
  for (const Buffer& b : part.buffers) row(row, b.expr);
  for (const Expr* root : part.roots) row(row, root);
}

}  // namespace bodocc::plan
