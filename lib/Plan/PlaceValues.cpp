#include <algorithm>

#include "Uses.h"
#include "bodocc/Plan/Passes.h"

namespace bodocc::plan {

namespace {

bool contains(const std::vector<const Expr*>& all, const Expr* e) { return std::ranges::find(all, e) != all.end(); }

bool isPending(const Part& part, const Expr* e) {
  return std::ranges::any_of(part.buffers, [&](const Buffer& b) { return b.expr == e; });
}

class Placing {
 public:
  explicit Placing(Loop& loop) : loop_(loop), uses_(loop) {}
  void run();

 private:
  bool needsBuffer(const Expr* e) const;
  std::vector<Part> split(const std::vector<const Expr*>& roots) const;
  void keepForLater(Part& part);
  void keepShared(Part& part, const std::vector<const Expr*>& shared);
  void buffer(Part& part, const Expr* e, const std::string& name);
  void settle(const Part& part);
  std::vector<Part> fill(const std::vector<const Expr*>& exprs, const std::vector<std::string>& names,
                         Reads* reads = nullptr);
  bool isProbed(const Expr* e) const;
  bool isBuild(const Expr* e) const;
  std::vector<Update> updates(const std::vector<const Column*>& columns);
  std::vector<const Expr*> madeBefore(const Op& merge) const;
  void send(Stage& stage);
  void probe(Stage& stage);
  void prove(const Expr* condition, std::vector<const Expr*>& all) const;
  bool mayBeMissing(const Expr* e) const;
  void share();
  void feed(Feed& feed);
  const Expr* canonical(const Expr* e) const { return loop_.canonical(e); }

  Loop& loop_;
  Uses uses_;
  int stage_ = 0;  // the current stage, as numbered by Uses
  unsigned level_ = 0;
  bool selected_ = false;  // the current rows are only some of their level's
  std::map<const Expr*, Slot> slots_;
  std::set<const Expr*> known_;  // not missing in any of the current rows
};

bool Placing::needsBuffer(const Expr* e) const { return onceARow(e) && !slots_.contains(e) && uses_.after(e, stage_); }

void Placing::run() {
  const Rows& rows = *loop_.source.rows;
  std::vector<unsigned> columns = loop_.source.now;
  columns.insert(columns.end(), loop_.source.later.begin(), loop_.source.later.end());
  for (unsigned c : columns) {
    const Expr* e = columnExpr(loop_.function(), rows, c, rows.loc);
    const bool numbers = loop_.source.kind == Source::Kind::Range;
    slots_[e] = {e, 0, numbers ? Slot::Home::RowNumber : Slot::Home::Column, rows.columns[c].type.nullable};
  }
  for (Stage& stage : loop_.stages) {
    if (stage.kind == Stage::Kind::Decode) continue;
    if (stage.kind != Stage::Kind::Prefilter)
      stage_ = static_cast<int>(std::ranges::find(loop_.chain, stage.op) - loop_.chain.begin());
    switch (stage.kind) {
      case Stage::Kind::Filter: {
        Part part;
        part.roots = {canonical(stage.op->predicate)};
        keepForLater(part);
        settle(part);
        stage.parts = {std::move(part)};
        prove(stage.op->predicate, stage.proven);
        known_.insert(stage.proven.begin(), stage.proven.end());
        selected_ = true;
        break;
      }
      case Stage::Kind::Decode: break;
      case Stage::Kind::Send: send(stage); break;
      case Stage::Kind::Probe: probe(stage); break;
      case Stage::Kind::Prefilter:
      case Stage::Kind::KeepMatching:
        stage.parts = fill(stage.keys, {}, &stage.reads);
        selected_ = true;
        break;
    }
  }
  share();
  for (Feed& f : loop_.feeds) {
    stage_ = Uses::stageOf(loop_, *f.sinks[0]);
    // each sink handles the current rows independently
    const std::map<const Expr*, Slot> slots = slots_;
    const std::set<const Expr*> known = known_;
    const bool selected = selected_;
    feed(f);
    selected_ = selected;
    slots_ = slots;
    known_ = known;
  }
}

// ---- buffers ----

void Placing::buffer(Part& part, const Expr* e, const std::string& name) {
  part.buffers.push_back({e, name, onceARow(e) && !e->type.coded});
}

// Buffers become slots only after their loop: within it, their values are local.
void Placing::settle(const Part& part) {
  std::vector<Slot> slots;
  for (const Buffer& b : part.buffers) slots.push_back({b.expr, level_, Slot::Home::Buffer, mayBeMissing(b.expr)});
  for (const Slot& slot : slots) slots_[slot.expr] = slot;
}

void Placing::keepForLater(Part& part) {
  std::set<const Expr*> seen;
  const auto visit = [&](auto&& self, const Expr* e) -> void {
    if (slots_.contains(e) || !seen.insert(e).second) return;
    for (const Expr* a : e->args) self(self, a);  // its operands first
    if (needsBuffer(e) && !isPending(part, e)) buffer(part, e, e->name);
  };
  for (const Expr* root : part.roots) visit(visit, root);
}

void Placing::keepShared(Part& part, const std::vector<const Expr*>& shared) {
  for (const Expr* e : shared)
    if (!isPending(part, e)) buffer(part, e, e->name);
}

constexpr std::size_t mostOfAPart = 64;

// Splits the roots into parts of a size that suits compilers, in order. Values of an earlier part that a later one
// needs are buffers of the earlier one (see sharedOf).
std::vector<Part> Placing::split(const std::vector<const Expr*>& roots) const {
  std::vector<Part> all(std::max<std::size_t>(1, (roots.size() + mostOfAPart - 1) / mostOfAPart));
  for (std::size_t n = 0; n < roots.size(); ++n) all[n / mostOfAPart].roots.push_back(canonical(roots[n]));
  for (Part& part : all) part.alone = all.size() == 1;
  return all;
}

// For each part the values that it computes first, and a later one needs.
std::vector<std::vector<const Expr*>> sharedOf(const std::vector<Part>& parts,
                                               const std::map<const Expr*, Slot>& slots) {
  std::vector<std::vector<const Expr*>> shared(parts.size());
  std::map<const Expr*, std::size_t> first;
  const auto visit = [&](auto&& self, const Expr* e, std::size_t part) -> void {
    if (e->kind != ExprKind::Call || slots.contains(e)) return;
    const auto [at, isNew] = first.emplace(e, part);
    if (isNew) {
      for (const Expr* a : e->args) self(self, a, part);
    } else if (at->second != part && !contains(shared[at->second], e)) {
      shared[at->second].push_back(e);
    }
  };
  for (std::size_t part = 0; part < parts.size(); ++part)
    for (const Expr* root : parts[part].roots) visit(visit, root, part);
  return shared;
}

// True for a column of the batch that was probed last, or of the build side that was probed.
bool Placing::isProbed(const Expr* e) const {
  const auto slot = slots_.find(e);
  return slot != slots_.end() && slot->second.level + 1 == level_ && slot->second.home == Slot::Home::Column;
}
bool Placing::isBuild(const Expr* e) const {
  const auto slot = slots_.find(e);
  return slot != slots_.end() && slot->second.level == level_ && slot->second.home == Slot::Home::BuildColumn;
}

// Makes expressions readable by library calls. `reads`: the way of reading; null: each must have a value for each
// current row.
std::vector<Part> Placing::fill(const std::vector<const Expr*>& exprs, const std::vector<std::string>& names,
                                Reads* reads) {
  if (reads) {
    const std::vector<const Expr*> all = loop_.canonical(exprs);
    const auto probed = std::ranges::count_if(all, [&](const Expr* e) { return isProbed(e); });
    const auto built = std::ranges::count_if(all, [&](const Expr* e) { return isBuild(e); });
    if (probed + built > 0) *reads = probed == std::ssize(all) && !selected_ ? Reads::Probed : Reads::Taken;
  }
  std::vector<const Expr*> missing;
  std::vector<std::string> missingNames;
  for (std::size_t n = 0; n < exprs.size(); ++n) {
    const Expr* e = canonical(exprs[n]);
    const auto slot = slots_.find(e);
    const bool there = (slot != slots_.end() && slot->second.level == level_ &&
                        (slot->second.home == Slot::Home::Column || slot->second.home == Slot::Home::Buffer)) ||
                       (reads && (isProbed(e) || isBuild(e)));
    if (there || contains(missing, e)) continue;
    missing.push_back(e);
    missingNames.push_back(n < names.size() ? names[n] : "");
  }
  if (missing.empty()) return {};
  std::vector<Part> parts = split(missing);
  const auto shared = sharedOf(parts, slots_);
  auto name = missingNames.begin();
  for (std::size_t n = 0; n < parts.size(); ++n) {
    keepForLater(parts[n]);
    for (const Expr* e : parts[n].roots) {
      if (!isPending(parts[n], e)) buffer(parts[n], e, *name);
      ++name;
    }
    keepShared(parts[n], shared[n]);
    settle(parts[n]);
  }
  return parts;
}

// Buffers of values that several sinks need, before the first of them.
void Placing::share() {
  stage_ = static_cast<int>(loop_.chain.size());
  std::vector<const Expr*> shared;
  std::unordered_set<const Expr*> seen;
  const auto add = [&](const Expr& e) {
    if (needsBuffer(&e) && uses_.severalAfter(&e, stage_)) shared.push_back(&e);
  };
  for (Op* sink : loop_.sinks)
    for (const Expr* root : expressionsOf(loop_, *sink)) forEachExpr(canonical(root), add, &seen);
  loop_.shared = fill(shared, {});
}

// ---- joins ----

// Expressions that the probe of a merge uses or carries over: made by statements before it.
std::vector<const Expr*> Placing::madeBefore(const Op& merge) const {
  std::vector<const Expr*> all;
  std::unordered_set<const Expr*> seen;
  const auto add = [&](const Expr& e) { all.push_back(&e); };
  for (const Expr* key : probeKeys(merge)) forEachExpr(canonical(key), add, &seen);
  for (const Column& c : merge.rows().columns)
    if (c.from && c.side != buildSide(merge)) forEachExpr(canonical(c.from), add, &seen);
  return all;
}

// Values that later stages need travel: columns, and values that have been computed or must be computed only once.
void Placing::send(Stage& stage) {
  Op& op = *stage.op;
  // values of statements after the join are computed for the rows that it keeps
  const std::vector<const Expr*> before = madeBefore(op);
  const auto send = [&](const Expr* e) {
    stage.sent.push_back(e);
    stage.names.push_back(e->kind == ExprKind::Column ? e->rows->columns.at(e->column).name : e->name);
  };
  for (const Expr* key : stage.keys) send(key);  // first, where the route looks for them
  std::set<const Expr*> seen(stage.keys.begin(), stage.keys.end());
  const auto collect = [&](auto&& self, const Expr* e) -> void {
    if (!seen.insert(e).second) return;
    if (slots_.contains(e) || (needsBuffer(e) && contains(before, e))) return send(e);
    for (const Expr* a : e->args) self(self, a);
  };
  for (std::size_t s = static_cast<std::size_t>(stage_); s < loop_.chain.size(); ++s)
    for (const Expr* e : expressionsOf(loop_, *loop_.chain[s])) collect(collect, canonical(e));
  for (Op* sink : loop_.sinks)
    for (const Expr* e : expressionsOf(loop_, *sink)) collect(collect, canonical(e));

  stage.parts = fill(stage.sent, stage.names);

  level_ = 0;
  selected_ = false;
  slots_.clear();
  for (const Expr* e : stage.sent) slots_[e] = {e, 0, Slot::Home::Column, e->type.nullable};
}

void Placing::probe(Stage& stage) {
  const Op& op = *stage.op;
  // a row may have several partners
  std::vector<const Expr*> once = stage.keys;
  for (const Expr* e : madeBefore(op))
    if (needsBuffer(e) && e->op->canFail) once.push_back(e);
  stage.parts = fill(once, {}, once.size() == stage.keys.size() ? &stage.reads : nullptr);
  ++level_;
  selected_ = false;
  for (unsigned c = 0; c < op.rows().columns.size(); ++c) {
    const Column& column = op.rows().columns[c];
    if (!column.from || column.side != buildSide(op)) continue;
    const Expr* e = columnExpr(loop_.function(), op.rows(), c, op.loc);
    slots_[e] = {e, level_, Slot::Home::BuildColumn, column.type.nullable};
  }
}

// ---- missing values ----

// Finds the expressions that are not missing in rows for which the condition holds.
void Placing::prove(const Expr* condition, std::vector<const Expr*>& all) const {
  condition = canonical(condition);
  if (condition->kind != ExprKind::Call || condition->op->condition == Condition::And) {
    for (const Expr* a : condition->args) prove(a, all);
  } else if (condition->op->condition == Condition::Known) {
    all.push_back(canonical(condition->args[0]));
  }
  // an expression that is missing if one of its operands is
  const auto known = [&](auto&& self, const Expr* e) -> void {
    all.push_back(e);
    if (e->kind == ExprKind::Call && e->op->missing == Missing::Propagate && !e->function)
      for (const Expr* a : e->args) self(self, canonical(a));
  };
  known(known, condition);
}

bool Placing::mayBeMissing(const Expr* e) const {
  e = canonical(e);
  if (known_.contains(e)) return false;
  if (const auto slot = slots_.find(e); slot != slots_.end()) return slot->second.nullable;
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
    case Missing::Own: return true;
  }
  return true;
}

// ---- sinks ----

// The updates of states row by row, in parts; columns that count rows have no values, and join the others.
std::vector<Update> Placing::updates(const std::vector<const Column*>& columns) {
  std::vector<const Expr*> roots;
  for (const Column* c : columns)
    if (c->from) roots.push_back(c->from);
  std::vector<Part> parts = split(roots);
  const auto shared = sharedOf(parts, slots_);
  std::vector<Update> all;
  std::size_t next = 0;
  for (std::size_t n = 0; n < parts.size(); ++n) {
    Update update;
    const bool last = n + 1 == parts.size();
    for (std::size_t values = 0; next < columns.size(); ++next) {
      if (columns[next]->from && values++ == parts[n].roots.size() && !last) break;
      update.columns.push_back(columns[next]);
    }
    keepShared(parts[n], shared[n]);
    settle(parts[n]);
    update.part = std::move(parts[n]);
    all.push_back(std::move(update));
  }
  return all;
}

void Placing::feed(Feed& feed) {
  std::vector<const Column*> added;
  switch (feed.kind) {
    case Feed::Kind::Groups: {
      const Op& op = feed.sink();
      if (op.dropMissingKeys)
        for (const Expr* key : op.keys)
          if (canonical(key)->type.nullable && mayBeMissing(key)) feed.present.push_back(canonical(key));
      if (!feed.present.empty()) {
        feed.presence.roots = feed.present;
        keepForLater(feed.presence);
        settle(feed.presence);
        known_.insert(feed.present.begin(), feed.present.end());
        selected_ = true;
      }
      feed.parts = fill(feed.columns, feed.names, &feed.reads);
      for (const Column& c : op.rows().columns)
        if (isCollected(c)) feed.collected.push_back({&c, nullptr, fill({c.from}, {c.name})});
      added = feed.states;
      break;
    }
    case Feed::Kind::Scalars:
      for (Op* op : feed.sinks) {
        const Column& c = op->outputs[0];
        if (isCollected(c))
          feed.collected.push_back({&c, op, fill({c.from}, {c.name})});
        else if (countsOnly(c) && (!c.from || !canonical(c.from)->type.nullable))
          feed.counts.push_back(op);
        else
          added.push_back(&c);
      }
      break;
    default: feed.parts = fill(feed.columns, feed.names, &feed.reads);
  }
  if (!added.empty()) feed.updates = updates(added);
}

}  // namespace

void placeValues(Module& module) {
  for (auto& f : module.functions) {
    for (auto& loop : f->plan->loops)
      if (!loop->direct) Placing(*loop).run();
    f->plan->placed = true;
  }
}

}  // namespace bodocc::plan
