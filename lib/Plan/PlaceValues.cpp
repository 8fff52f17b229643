#include <algorithm>

#include "Slots.h"
#include "Uses.h"
#include "bodocc/Plan/Passes.h"
#include "bodocc/Transforms/Rewrite.h"

namespace bodocc::plan {

namespace {

bool contains(const std::vector<const Expr*>& all, const Expr* e) { return std::ranges::find(all, e) != all.end(); }

bool anyIn(const Expr* e, const auto& holds) {
  bool found = false;
  forEachExpr(e, [&](const Expr& x) { found = found || holds(x); });
  return found;
}

std::vector<const Expr*> presentIn(const Expr* condition);

bool isPending(const Part& part, const Expr* e) {
  return std::ranges::any_of(part.buffers, [&](const Buffer& b) { return b.expr == e; });
}

class Placing {
 public:
  Placing(const FunctionPlan& plan, Loop& loop) : plan_(plan), loop_(loop), uses_(loop), slots_(loop) {}
  void run();

 private:
  bool needsBuffer(const Expr* e) const;
  std::vector<Part> split(const std::vector<const Expr*>& roots) const;
  void keepForLater(Part& part);
  void keepShared(Part& part, const std::vector<const Expr*>& shared);
  void buffer(Part& part, const Expr* e, const std::string& name);
  std::vector<Part> fill(const std::vector<const Expr*>& exprs, const std::vector<std::string>& names,
                         Reads* reads = nullptr);
  bool isApart(const Expr* e, const Slot& slot) const;
  bool isProbed(const Expr* e) const;
  bool isBuild(const Expr* e) const;
  bool isReadable(const Expr* e, bool inPairs) const;
  bool knownBy(const Expr* e, std::vector<const Expr*>& columns) const;
  void askColumns(Part& part, const std::vector<const Expr*>& present) const;
  std::vector<Update> updates(const std::vector<const Column*>& columns);
  std::vector<const Expr*> madeBefore(const Op& op) const;
  void send(Stage& stage);
  std::vector<const Expr*> failingBefore(const Op& op) const;
  void probe(Stage& stage);
  void explode(Stage& stage);
  void match(Stage& stage, std::vector<const Expr*> once);
  void prove(const Expr* condition, std::vector<const Expr*>& all) const;
  void share();
  void feed(Feed& feed);
  bool isBatch(const Feed& feed) const;
  const Expr* canonical(const Expr* e) const { return loop_.canonical(e); }

  const FunctionPlan& plan_;
  Loop& loop_;
  Uses uses_;
  int stage_ = 0;  // the current stage, as numbered by Uses
  Slots slots_;
};

bool Placing::needsBuffer(const Expr* e) const { return onceARow(e) && !slots_.contains(e) && uses_.after(e, stage_); }

void Placing::run() {
  for (Stage& stage : loop_.stages) {
    if (stage.kind == Stage::Kind::Decode) continue;
    if (stage.kind != Stage::Kind::Prefilter)
      stage_ = static_cast<int>(std::ranges::find(loop_.chain, stage.op) - loop_.chain.begin());
    switch (stage.kind) {
      case Stage::Kind::Filter: {
        Part part;
        part.roots = {canonical(stage.op->predicate)};
        keepForLater(part);
        askColumns(part, presentIn(part.roots.front()));
        slots_.add(part);
        stage.parts = {std::move(part)};
        prove(stage.op->predicate, stage.proven);
        slots_.know(stage.proven);
        slots_.select();
        break;
      }
      case Stage::Kind::Decode: break;
      case Stage::Kind::Send: send(stage); break;
      case Stage::Kind::Probe: probe(stage); break;
      case Stage::Kind::Explode: explode(stage); break;
      case Stage::Kind::Prefilter:
        stage.parts = fill(stage.keys, {}, &stage.reads);
        slots_.select();
        break;
      case Stage::Kind::KeepMatching:
        match(stage, {});
        slots_.select();
        break;
    }
  }
  share();
  for (Feed& f : loop_.feeds) {
    stage_ = Uses::stageOf(loop_, *f.sinks[0]);
    // each sink handles the current rows independently
    const Slots before = slots_;
    feed(f);
    slots_ = before;
  }
}

// ---- buffers ----

void Placing::buffer(Part& part, const Expr* e, const std::string& name) {
  part.buffers.push_back({e, name, onceARow(e) && !e->type.coded});
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
std::vector<std::vector<const Expr*>> sharedOf(const std::vector<Part>& parts, const Slots& slots) {
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

// Results of groups that are collected apart from their states are no columns of the groups' batch.
bool Placing::isApart(const Expr* e, const Slot& slot) const {
  return slot.level == 0 && e->kind == ExprKind::Column && e->rows == loop_.source.rows &&
         isCollected(e->rows->columns[e->column]);
}
// True for a column of the batch that was probed last, or of the build side that was probed.
bool Placing::isProbed(const Expr* e) const {
  const Slot* slot = slots_.find(e);
  return slot && slot->level + 1 == slots_.level() && slot->home == Slot::Home::Column && !isApart(e, *slot);
}
bool Placing::isBuild(const Expr* e) const {
  const Slot* slot = slots_.find(e);
  return slot && slot->level == slots_.level() && slot->home == Slot::Home::BuildColumn;
}

// True if a library call can read the value of each current row; `inPairs`: also of the rows that it follows from.
bool Placing::isReadable(const Expr* e, bool inPairs) const {
  const Slot* slot = slots_.find(e);
  return (slot && slot->level == slots_.level() &&
          (slot->home == Slot::Home::Column || slot->home == Slot::Home::Buffer)) ||
         (inPairs && (isProbed(e) || isBuild(e)));
}

// Makes expressions readable by library calls. `reads`: the way of reading; null: each must have a value for each
// current row.
std::vector<Part> Placing::fill(const std::vector<const Expr*>& exprs, const std::vector<std::string>& names,
                                Reads* reads) {
  if (reads) {
    const std::vector<const Expr*> all = loop_.canonical(exprs);
    const auto probed = std::ranges::count_if(all, [&](const Expr* e) { return isProbed(e); });
    const auto built = std::ranges::count_if(all, [&](const Expr* e) { return isBuild(e); });
    if (probed + built > 0) *reads = probed == std::ssize(all) && !slots_.selected() ? Reads::Probed : Reads::Taken;
  }
  std::vector<const Expr*> missing;
  std::vector<std::string> missingNames;
  for (std::size_t n = 0; n < exprs.size(); ++n) {
    const Expr* e = canonical(exprs[n]);
    if (isReadable(e, reads) || contains(missing, e)) continue;
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
    slots_.add(parts[n]);
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

// Expressions that the probe of a merge, or an op that explodes lists, uses or carries over: made by statements before
// it.
std::vector<const Expr*> Placing::madeBefore(const Op& op) const {
  std::vector<const Expr*> all;
  std::unordered_set<const Expr*> seen;
  const auto add = [&](const Expr& e) { all.push_back(&e); };
  for (const Expr* key : isMerge(op) ? probeKeys(op) : op.keys) forEachExpr(canonical(key), add, &seen);
  for (const MergeColumn& c : columnsOf(op, loop_.inputOf(op))) forEachExpr(canonical(c.column().from), add, &seen);
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

  stage.parts = fill(stage.sent, stage.names, &stage.reads);

  slots_.send(stage.sent);
}

// The values that statements before the op have made and that may fail: a row may become several.
std::vector<const Expr*> Placing::failingBefore(const Op& op) const {
  std::vector<const Expr*> once;
  for (const Expr* e : madeBefore(op))
    if (needsBuffer(e) && e->op->canFail) once.push_back(e);
  return once;
}

void Placing::probe(Stage& stage) {
  match(stage, failingBefore(*stage.op));
  slots_.probe(*stage.op);
}

void Placing::explode(Stage& stage) {
  match(stage, failingBefore(*stage.op));
  slots_.explode(*stage.op);
}

// The keys, what is computed `once` for a row that is looked up, and the condition of pairs.
void Placing::match(Stage& stage, std::vector<const Expr*> once) {
  const Op& op = *stage.op;
  const auto ofPairs = [&](const Expr& e) { return e.kind == ExprKind::Column && e.rows->def == &op; };
  const auto collect = [&](auto&& self, const Expr* e) -> void {
    if (slots_.contains(e) || contains(once, e)) return;
    if (onceARow(e) && !anyIn(e, ofPairs)) return once.push_back(e);
    for (const Expr* a : e->args) self(self, a);
  };
  if (op.where) {
    stage.where.emplace().roots = {canonical(op.where)};
    collect(collect, canonical(op.where));
  }
  std::vector<const Expr*> all = stage.keys;
  all.insert(all.end(), once.begin(), once.end());
  stage.parts = fill(all, {}, once.empty() ? &stage.reads : nullptr);
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

// The expressions whose values are known if the condition holds, if it says nothing else; otherwise none.
std::vector<const Expr*> presentIn(const Expr* condition) {
  std::vector<const Expr*> all;
  for (const Expr* c : conjuncts(condition)) {
    if (c->kind != ExprKind::Call || c->op->condition != Condition::Known) return {};
    all.push_back(c->args[0]);
  }
  return all;
}

// Adds the columns that are known if and only if the expression is; false if only a loop can say.
bool Placing::knownBy(const Expr* e, std::vector<const Expr*>& columns) const {
  e = canonical(e);
  if (!slots_.mayBeMissing(e) || contains(columns, e)) return true;
  if (isReadable(e, true)) {
    columns.push_back(e);
    return true;
  }
  return !slots_.contains(e) && e->kind == ExprKind::Call && e->op->missing == Missing::Propagate && !e->function &&
         std::ranges::all_of(e->args, [&](const Expr* a) { return knownBy(a, columns); });
}

// If columns say in which rows these are known, the part needs no loop.
void Placing::askColumns(Part& part, const std::vector<const Expr*>& present) const {
  std::vector<const Expr*> columns;
  if (!part.buffers.empty() || !std::ranges::all_of(present, [&](const Expr* e) { return knownBy(e, columns); }) ||
      columns.empty())
    return;
  part.roots.clear();
  part.known = std::move(columns);
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
    slots_.add(parts[n]);
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
          if (canonical(key)->type.nullable && slots_.mayBeMissing(key)) feed.present.push_back(canonical(key));
      if (!feed.present.empty()) {
        feed.presence.roots = feed.present;
        keepForLater(feed.presence);
        // the keys themselves follow in a loop of their own
        for (const Expr* key : feed.present)
          if (onceARow(key) && !key->type.coded && !slots_.contains(key) && !isPending(feed.presence, key))
            buffer(feed.presence, key, key->name);
        askColumns(feed.presence, feed.present);
        slots_.add(feed.presence);
        slots_.know(feed.present);
        slots_.select();
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
        if (plan_.collectedBy.contains(op))
          continue;
        else if (isCollected(c))
          feed.collected.push_back({&c, op, fill({c.from}, {c.name})});
        else if (countsOnly(c) && (!c.from || !canonical(c.from)->type.nullable))
          feed.counts.push_back(op);
        else
          added.push_back(&c);
      }
      break;
    default:
      feed.parts = fill(feed.columns, feed.names, &feed.reads);
      if (isBatch(feed)) feed.reads = Reads::Batch;
  }
  if (!added.empty()) feed.updates = updates(added);
}

// Whether the sink takes the source's batch as a whole, its labels with it.
bool Placing::isBatch(const Feed& feed) const {
  const bool labels = feed.labels == Feed::Labels::Source;
  return !slots_.batch().empty() && labels == loop_.source.labels && (labels || feed.labels != Feed::Labels::Rows) &&
         loop_.canonical(feed.columns) == slots_.batch();
}

}  // namespace

bool Loop::copies() const {
  return stages.empty() && shared.empty() && hoisted.empty() && !most && !direct && feeds.size() == 1 &&
         feeds.front().reads == Reads::Batch && feeds.front().parts.empty() && feeds.front().kind != Feed::Kind::Keys;
}

void placeValues(Module& module) {
  for (auto& f : module.functions) {
    for (auto& loop : f->plan->loops)
      if (!loop->direct) Placing(*f->plan, *loop).run();
    f->plan->placed = true;
  }
}

}  // namespace bodocc::plan
