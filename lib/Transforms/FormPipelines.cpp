#include "bodocc/Transforms/FormPipelines.h"

#include <algorithm>
#include <set>

#include "SharedLoops.h"
#include "bodocc/Analysis/InferDistributions.h"
#include "bodocc/IR/Clone.h"
#include "bodocc/Plan/Shapes.h"
#include "bodocc/Transforms/Rewrite.h"

namespace bodocc {
namespace {

bool distributed(const Rows& rows) { return rows.domain.distribution != Distribution::Replicated; }

void place(Rows& rows, Distribution where, const char* reason) {
  rows.domain.distribution = where;
  rows.domain.reason = reason;
  rows.domain.cause = rows.loc;
}

constexpr const char* cutReason = "of replicated rows each rank takes its block, for free";

// ---- gathers and cuts ----

// Inserts an op before `before` that takes one of the frames that `before` passes on, and has the passed columns.
Op& insertForFrame(Function& f, Region& region, Op& before, unsigned frame, const OpInfo& info) {
  Op& op = insertBefore(f, region, before, frame, info, before.loc);
  Rows& rows = op.rows();
  std::vector<const Expr*> below;  // the columns that insertBefore carried over from the input
  for (const Column& c : rows.columns) below.push_back(c.from);
  std::vector<Column> columns;
  for (Column& out : before.outputs)
    if (out.side == frame) {
      Column c = out;
      c.side = 0;
      c.from = substitute(f, out.from, rows, below);
      columns.push_back(std::move(c));
    }
  rows.columns = std::move(columns);
  unsigned next = 0;
  for (Column& out : before.outputs)
    if (out.side == frame) out.from = columnExpr(f, rows, next++, before.loc);
  if (frame < before.names.size() && !before.names[frame].empty()) rows.name = before.names[frame];
  return op;
}

void insertMoves(Module& m) {
  std::map<Op*, std::set<unsigned>> cuts, gathers;
  for (const Passage& p : passagesOf(m)) {
    if (distributed(*p.to) && !distributed(*p.from)) cuts[p.op].insert(p.frame);
    // to a parameter that is flagged replicated, or to a variable that is on every rank in each round of a loop
    if (p.op->info->control != Control::Return && !distributed(*p.to) && distributed(*p.from))
      gathers[p.op].insert(p.frame);
  }
  for (auto& f : m.functions) {
    auto places = placesOf(*f);
    std::vector<Op*> ops;
    forEachOp(f->body, [&](Op& op) { ops.push_back(&op); });
    for (Op* op : ops) {
      Region& region = *places.at(op).region;
      if (op->info->control == Control::Return)
        for (unsigned k = 0; k < op->inputs.size(); ++k) {
          if (cutsAtReturn(*f, *op, k)) cuts[op].insert(k);
          if (gathersAtReturn(*f, *op, k))
            place(insertForFrame(*f, region, *op, k, gatherOp()).rows(), Distribution::Replicated,
                  "gathered for the return");
        }
      if (auto found = cuts.find(op); found != cuts.end())
        for (unsigned k : found->second)
          place(insertForFrame(*f, region, *op, k, cutOp()).rows(), Distribution::EqualBlocks, cutReason);
      if (auto found = gathers.find(op); found != gathers.end())
        for (unsigned k : found->second)
          place(insertForFrame(*f, region, *op, k, gatherOp()).rows(), Distribution::Replicated,
                isLoop(op->info->control) ? "gathered for the loop" : "gathered for the call");
      if (op->info->distribution == DistributionRule::Equal && distributed(op->rows()) && !distributed(*op->inputs[0]))
        place(insertBefore(*f, region, *op, 0, cutOp(), op->loc).rows(), Distribution::EqualBlocks, cutReason);
      if (op->info->distribution == DistributionRule::Join && distributed(op->rows())) {
        unsigned probe = op->buildLeft ? 1 : 0;
        if (!distributed(*op->inputs[probe]))
          place(insertBefore(*f, region, *op, probe, cutOp(), op->loc).rows(), Distribution::EqualBlocks, cutReason);
      }
    }
  }
}

// ---- streams and tables ----

class Forming {
 public:
  explicit Forming(Function& f) : function_(f) {}

  void run() {
    for (auto& rows : function_.arguments) rows->form = Form::Table;
    for (auto& rows : function_.arguments) crossings(*rows, function_.body);
    region(function_.body);
    function_.stage = Stage::Formed;
  }

 private:
  // From the last op to the first: an input is handled after its consumers.
  void region(Region& region) {
    for (auto& rows : region.arguments) rows->form = Form::Table;
    std::vector<Op*> ops;
    for (auto& op : region.ops) ops.push_back(op.get());
    for (auto op = ops.rbegin(); op != ops.rend(); ++op) {
      for (Region& inner : (*op)->regions) this->region(inner);
      for (auto& rows : (*op)->results) {
        crossings(*rows, region);
        decide(*rows, region);
      }
    }
    for (auto& rows : region.arguments) ofTable(*rows, region);
    if (&region == &function_.body)
      for (auto& rows : function_.arguments) ofTable(*rows, region);
  }

  std::vector<Use> usesOfRows(const Rows& rows) {
    std::vector<Use> uses;
    forEachOp(function_.body, [&](Op& op) {
      for (unsigned i = 0; i < op.inputs.size(); ++i)
        if (op.inputs[i] == &rows) uses.push_back({&op, i});
    });
    return uses;
  }

  // Uses in regions of rows that are defined outside: of a table, or of a file or range that is run again.
  void crossings(Rows& rows, Region& home) {
    const auto places = placesOf(function_);
    bool crosses = false, inLoop = false;
    const std::vector<Use> uses = usesOfRows(rows);
    for (const Use& use : uses)
      for (const Op* op = use.op; places.at(op).region != &home; op = places.at(op).parent) {
        crosses = true;
        inLoop = inLoop || isLoop(places.at(op).parent->info->control);
      }
    if (!crosses) return;
    const bool fails = std::any_of(uses.begin(), uses.end(), [&](const Use& use) { return !failing(use).empty(); });
    if (makesTable(rows) && !(fails && (inLoop || uses.size() > 1))) {
      rows.form = Form::Table;
      return;
    }
    if (!fails && rows.def && isFileOrRange(*rows.def->info) && !(rows.def->info->shape == Shape::File && inLoop))
      rows.form = Form::Table;
    else
      materialise(rows, home, uses, inLoop ? uses.size() + 1 : uses.size());
  }

  void decide(Rows& rows, Region& region) {
    // uses in regions share no loop with those here
    if (rows.form == Form::Table) {
      ofTable(rows, region);
      return;
    }
    const std::vector<Use> uses = usesOfRows(rows);
    const std::vector<Loop> loops = loopsOf(region, uses);
    // the rows of several inputs stream if one loop takes them, which then is a loop for each input
    const bool together = rows.def && sendsColumns(*rows.def) && loops.size() == 1 && !wantsTable(*uses.front().op);
    // windows are values that the one loop over their rows makes
    const bool windows = rows.def && windowsOfRows(*rows.def) && !rows.domain.labelled && loops.size() == 1 &&
                         !wantsTable(*uses.front().op);
    if (makesTable(rows) && !together && !windows) {
      rows.form = Form::Table;
      ofTable(rows, region);
      return;
    }
    if (loops.size() > 1) {
      bool table = std::any_of(uses.begin(), uses.end(), [](const Use& use) { return wantsTable(*use.op); });
      if (table || failsTwice(loops)) {
        materialise(rows, region, uses, loops.size());
        return;
      }
      if (isFileOrRange(*rows.def->info)) {
        rows.form = Form::Table;
      } else if (cheap(rows)) {
        for (std::size_t i = 1; i < loops.size(); ++i) runAgain(rows, region, loops[i]);
      } else {
        materialise(rows, region, uses, loops.size());
        return;
      }
    }
    number(loops);
  }

  // Results of user functions that several loops over a table need become a table of their own.
  void ofTable(Rows& rows, Region& region) {
    const auto places = placesOf(function_);
    std::vector<Use> uses = usesOfRows(rows);
    std::erase_if(uses, [&](const Use& use) {
      return places.at(use.op).region != &region ||
             std::ranges::none_of(failing(use), [](const Expr* e) { return e->function != nullptr; });
    });
    if (uses.size() > 1 && failsTwice(loopsOf(region, uses))) materialise(rows, region, uses, uses.size());
    share(rows, region);
  }

  // Consumers of a table that one loop over it serves.
  void share(Rows& rows, const Region& region) {
    const auto places = placesOf(function_);
    std::vector<Use> uses;
    for (const Use& use : usesOfRows(rows))
      if (places.at(use.op).region == &region && use.op->pipeline == 0) uses.push_back(use);
    number(loopsOf(region, uses));
  }

  void number(const std::vector<Loop>& loops) {
    for (const Loop& loop : loops)
      if (loop.size() > 1) {
        ++pipelines_;
        for (const Use& use : loop) use.op->pipeline = pipelines_;
      }
  }

  // ---- a second run ----

  // A scan, filters and arithmetic: to run it again costs less than to hold its rows.
  bool cheap(const Rows& rows) const {
    if (makesTable(rows)) return true;
    Op& op = *rows.def;
    if (isFileOrRange(*op.info)) return true;
    if (op.inputs.size() != 1 || op.info->breaks || !op.predicate) return false;
    for (const HeldExpr& held : heldExprs(op))
      if (anyMayFail(*held.slot)) return false;
    return cheap(*op.inputs[0]);
  }

  void runAgain(Rows& rows, Region& region, const Loop& loop) {
    auto copy = clone(function_, *rows.def);
    Rows& again = copy->rows();
    for (const Use& use : loop) redirect(use, rows, again, {});
    auto at = std::find_if(region.ops.begin(), region.ops.end(), [&](auto& o) { return o.get() == rows.def; });
    region.ops.insert(at + 1, std::move(copy));
  }

  // ---- a table ----

  // The nodes of this use that may run at most once a row.
  static std::set<const Expr*> failing(const Use& use) {
    std::set<const Expr*> nodes;
    for (const HeldExpr& held : heldExprs(*use.op))
      if (held.side == use.input)
        forEachExpr(*held.slot, [&](const Expr& e) {
          if (e.kind == ExprKind::Call && (e.function || e.op->canFail)) nodes.insert(&e);
        });
    return nodes;
  }

  static bool failsTwice(const std::vector<Loop>& loops) {
    std::set<const Expr*> seen;
    for (const Loop& loop : loops) {
      std::set<const Expr*> mine;
      for (const Use& use : loop) mine.merge(failing(use));
      for (const Expr* e : mine)
        if (!seen.insert(e).second) return true;
    }
    return false;
  }

  using Nodes = std::map<const Expr*, const Expr*>;

  const Expr* replace(const Expr* e, const Nodes& nodes) {
    if (auto found = nodes.find(e); found != nodes.end()) return found->second;
    if (e->kind != ExprKind::Call) return e;
    std::vector<const Expr*> args;
    for (const Expr* a : e->args) args.push_back(replace(a, nodes));
    if (args == e->args) return e;
    const Expr* made = callExpr(function_, *e->op, std::move(args), e->type, e->loc, e->function);
    if (made->name.empty()) made->name = e->name;
    return made;
  }

  void redirect(const Use& use, Rows& from, Rows& to, Nodes nodes) {
    for (unsigned i = 0; i < from.columns.size(); ++i)
      nodes.emplace(columnExpr(function_, from, i, from.loc), columnExpr(function_, to, i, from.loc));
    for (const HeldExpr& held : heldExprs(*use.op))
      if (held.side == use.input) {
        // a node with another nullability than the column's is a separate node
        forEachExpr(*held.slot, [&](const Expr& e) {
          if (isColumnOf(&e, from)) nodes.emplace(&e, columnExpr(function_, to, e.column, e.loc));
        });
        *held.slot = replace(*held.slot, nodes);
      }
    use.op->inputs[use.input] = &to;
  }

  // The op of this region that holds the op.
  static const Op* within(const Region& region, const Op* op, const std::map<const Op*, OpPlace>& places) {
    while (places.at(op).region != &region) op = places.at(op).parent;
    return op;
  }

  // Nodes that may run only once a row, but are needed by several uses or in several runs.
  static std::vector<const Expr*> wantedAgain(const std::vector<Use>& uses, bool runsAgain) {
    std::map<const Expr*, std::size_t> counts;
    for (const Use& use : uses)
      for (const Expr* e : failing(use)) counts[e] += runsAgain ? 2 : 1;
    std::vector<const Expr*> wanted;
    auto collect = [&](auto& self, const Expr* e) -> void {
      if (auto found = counts.find(e); found != counts.end() && found->second > 1) {
        if (std::find(wanted.begin(), wanted.end(), e) == wanted.end()) wanted.push_back(e);
        return;
      }
      for (const Expr* a : e->args) self(self, a);
    };
    for (const Use& use : uses)
      for (const HeldExpr& held : heldExprs(*use.op))
        if (held.side == use.input) collect(collect, *held.slot);
    return wanted;
  }

  // True if the expression has the same value before `first` as at its use: the scalars and the user's variables that
  // it reads have their values by then.
  static bool isKnownAt(const Op* first, const Expr* e, const Use& use, const Region& home,
                        const std::map<const Op*, OpPlace>& places) {
    std::vector<std::string> reads;
    std::set<const Op*> definitions;
    forEachExpr(e, [&](const Expr& x) {
      reads.insert(reads.end(), x.host.reads.begin(), x.host.reads.end());
      if (x.function) reads.insert(reads.end(), x.function->captures.begin(), x.function->captures.end());
      if (x.kind == ExprKind::Scalar) definitions.insert(x.scalar->def);
      for (const HostText::Piece& p : x.host.pieces)
        if (p.scalar) definitions.insert(p.scalar->def);
    });
    const Op* const last = within(home, use.op, places);
    auto at = std::find_if(home.ops.begin(), home.ops.end(), [&](auto& o) { return o.get() == first; });
    for (;; ++at) {
      Op& op = **at;
      if (&op == use.op) return true;
      bool defines = definitions.count(&op) != 0;
      for (Region& inner : op.regions)
        forEachOp(inner, [&](Op& o) { defines = defines || definitions.count(&o) != 0; });
      if (defines || modifiesAny(op, reads)) return false;
      if (&op == last) return true;
    }
  }

  // Makes the rows a table before their first use. Nodes that may run only once a row, but are needed several times
  // (`runs` > 1), are computed with it; or, if they are not known so early, with a table of their own before their
  // first use.
  void materialise(Rows& rows, Region& home, const std::vector<Use>& uses, std::size_t runs) {
    const auto places = placesOf(function_);
    const Op* const first = within(home, uses.front().op, places);

    const bool runsAgain = runs > uses.size();
    std::vector<const Expr*> computed = wantedAgain(uses, runsAgain);
    std::set<const Expr*> unknown;
    for (const Expr* e : computed) {
      const auto use = std::ranges::find_if(uses, [&](const Use& u) { return failing(u).count(e) != 0; });
      if (!isKnownAt(first, e, *use, home, places)) unknown.insert(e);
    }
    std::erase_if(computed, [&](const Expr* e) { return unknown.count(e) != 0; });
    std::vector<Use> late;
    for (const Use& use : uses)
      if (std::ranges::any_of(failing(use), [&](const Expr* e) { return unknown.count(e) != 0; })) late.push_back(use);

    auto made = opOver(function_, rows, materialiseOp(), rows.def ? rows.def->loc : rows.loc);
    made->name = rows.def ? rows.def->name : rows.name;
    Rows& table = made->rows();
    table.form = Form::Table;
    Nodes nodes;
    for (const Expr* e : computed) {
      Column c;
      c.name = e->name.empty() ? "value" : e->name;
      c.type = e->type;
      c.from = e;
      table.columns.push_back(std::move(c));
      nodes.emplace(e, columnExpr(function_, table, static_cast<unsigned>(table.columns.size() - 1), e->loc));
    }
    for (const Use& use : uses) redirect(use, rows, table, nodes);
    auto at = std::find_if(home.ops.begin(), home.ops.end(), [&](auto& o) { return o.get() == first; });
    home.ops.insert(at, std::move(made));

    while (!late.empty()) {
      Region* const region = places.at(late.front().op).region;
      const auto rest = std::stable_partition(late.begin(), late.end(),
                                              [&](const Use& use) { return places.at(use.op).region == region; });
      const std::vector<Use> those(late.begin(), rest);
      late.erase(late.begin(), rest);
      if (!wantedAgain(those, false).empty()) materialise(table, *region, those, those.size());
    }
    share(table, home);
  }

  Function& function_;
  unsigned pipelines_ = 0;
};

}  // namespace

void formPipelines(Module& m) {
  insertMoves(m);
  for (auto& f : m.functions) Forming(*f).run();
}

}  // namespace bodocc
