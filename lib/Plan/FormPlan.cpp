#include "FormPlan.h"

#include <fmt/format.h>

#include <algorithm>

#include "bodocc/Plan/Passes.h"
#include "bodocc/Transforms/Rewrite.h"

namespace bodocc::plan {

namespace {

// Ops whose rows are needed later: they run for the sink that needs them.
bool isLazy(const Op& op) {
  switch (shapeOf(op)) {
    case Shape::Range:
    case Shape::Filter:
    case Shape::Merge:
    case Shape::Explode:
    case Shape::Groups:
    case Shape::Sort: return true;
    case Shape::Table: return op.rows().form == Form::Stream;
    default: return false;
  }
}

}  // namespace

bool countsKnownRows(const Op& op) {
  if (op.info->kind != OpKind::Reduction) return false;
  const Column& c = op.outputs.at(0);
  if (!countsOnly(c) || (c.from && c.from->type.nullable)) return false;
  const Rows* rows = op.inputs.at(0);
  while (rows->def && rows->def->info->takesFirst) rows = rows->def->inputs[0];
  if (!rows->def) return true;
  switch (shapeOf(*rows->def)) {
    case Shape::File: return rows == op.inputs[0] && hasFooters(*rows->def);
    case Shape::Range: return rows == op.inputs[0];
    case Shape::Filter:
    case Shape::Merge:
    case Shape::Explode:
    case Shape::Groups: return false;
    case Shape::Table: return rows->form == Form::Table;
    default: return true;
  }
}

Planner::Planner(const Module& module, Function& function) : function_(function) {
  plan_.function = &function;
  for (const Passage& p : passagesOf(const_cast<Module&>(module))) passedTo_.emplace(std::pair{p.op, p.frame}, p.to);
  forEachOp(function.body, [&](const Op& op) {
    for (const Rows* rows : op.inputs) ++uses_[rows];
  });
  for (const Parameter& p : function.params)
    if (p.isFrame) tables_.insert(p.rows);
}

FunctionPlan Planner::run() {
  // one that calls its version for annotated functions has no steps of its own
  if (!function_.inside) plan_.steps = region(function_.body);
  return std::move(plan_);
}

unsigned Planner::usesOf(const Rows& rows) const {
  const auto at = uses_.find(&rows);
  return at == uses_.end() ? 0 : at->second;
}

std::vector<Step> Planner::region(const Region& region) {
  std::vector<Step> steps;
  std::vector<Step>* const outer = std::exchange(steps_, &steps);
  const Op *const outerAt = at_, *const outerNext = next_;
  for (std::size_t n = 0; n < region.ops.size(); ++n) {
    Op& op = *region.ops[n];
    at_ = &op;
    next_ = n + 1 < region.ops.size() ? region.ops[n + 1].get() : nullptr;
    step(Step::Kind::Hold, op);
    if (countsKnownRows(op)) {
      if (op.inputs[0]->def) requireSource(*op.inputs[0]);
      step(Step::Kind::Count, op);
    } else if (op.pipeline != 0 && !done_.contains(&op)) {
      // sinks that share a loop run at the place of the first
      std::vector<Op*> together;
      for (const auto& other : region.ops)
        if (other->pipeline == op.pipeline && !countsKnownRows(*other)) together.push_back(other.get());
      loop(together, 0);
    } else if (!isLazy(op) && !done_.contains(&op)) {
      this->op(op);
    }
  }
  steps_ = outer;
  at_ = outerAt;
  next_ = outerNext;
  return steps;
}

void Planner::op(Op& op) {
  done_.insert(&op);
  switch (shapeOf(op)) {
    case Shape::File: return step(Step::Kind::Open, op);
    case Shape::Values:
    case Shape::Vector: step(Step::Kind::Values, op); break;
    case Shape::Reduction:
    case Shape::Writer: loop({&op}, 0); return;
    case Shape::Print: inputs(op); return step(Step::Kind::Print, op);
    case Shape::Control: return control(op);
    default: return require(op);
  }
  tables_.insert(&op.rows());
}

void Planner::control(Op& op) {
  inputs(op);
  if (isLoop(op.info->control))
    for (const Region& region : op.regions)
      for (const auto& rows : region.arguments) tables_.insert(rows.get());
  for (const auto& rows : op.results) tables_.insert(rows.get());
  std::vector<std::vector<Step>> regions;
  for (const Region& inner : op.regions) regions.push_back(region(inner));
  step(Step::Kind::Control, op);
  steps_->back().regions = std::move(regions);
}

void Planner::require(Op& op) {
  if (shapeOf(op) != Shape::Table) {
    // a sink: its loop ends in a hash table or a sort
    if (done_.contains(&op)) return;
    loop({&op}, 0);
    if (isMerge(op) && marks(op)) mark(op);
    return;
  }
  if (isTable(op.rows())) return;
  inputs(op);
  step(Step::Kind::Call, op);
  tables_.insert(&op.rows());
}

// The loop of the rows that mark those of the build side.
void Planner::mark(Op& merge) {
  Op& sink = *plan_.made.emplace_back(std::make_unique<Op>());
  sink.info = &markOp();
  sink.id = ++function_.nextId;
  sink.loc = merge.loc;
  sink.inputs = {merge.inputs.at(1 - buildSide(merge))};
  sink.keys = probeKeys(merge);
  loop({&sink}, 0, &merge);
}

void Planner::requireSource(const Rows& rows) {
  if (isTable(rows)) return;
  Op& def = *rows.def;
  if (isFileOrRange(*def.info)) return;
  if (isLazy(def) && windowsOfRows(def)) return inputs(def);
  if (!streams(def) || forks(def)) return require(def);
  makeTable(rows);
}

void Planner::makeTable(const Rows& rows) {
  plan_.made.push_back(opOver(function_, const_cast<Rows&>(rows), materialiseOp(), rows.def->loc));
  input(*plan_.made.back(), 0).loop->makes = &rows;
  tables_.insert(&rows);
}

void Planner::inputs(Op& op) {
  for (unsigned k = 0; k < op.inputs.size(); ++k) input(op, k);
}

// The table of an op's input: columns of an existing table, or computed by a loop.
const TableInput& Planner::input(Op& op, unsigned k) {
  const auto [at, isNew] = plan_.inputs.try_emplace({&op, k});
  TableInput& table = at->second;
  if (!isNew) return table;
  const Rows& rows = *op.inputs.at(k);
  table.rows = &rows;
  table.labelled = wantsLabels(op, k);
  if (rows.def && !streams(*rows.def)) requireSource(rows);
  bool plain = true, renamed = false;
  const std::vector<const Expr*> exprs = tableExprs(op, k);
  const std::vector<std::string> names = tableNames(op, k);
  const std::size_t carried = exprs.size() - extraColumns(op, k).size();
  for (std::size_t c = 0; c < exprs.size() && plain; ++c) {
    plain = isColumnOf(exprs[c], rows);
    if (!plain) break;
    table.columns.push_back(exprs[c]->column);
    const std::string& own = rows.columns.at(exprs[c]->column).name;
    renamed |= c < carried && own != names[c];
    table.names.push_back(c < carried ? names[c] : own);
  }
  if (plain && rows.def && shapeOf(*rows.def) == Shape::Sort && !isTable(rows)) {
    step(Step::Kind::Sorted, op);
    steps_->back().input = k;
    tables_.insert(&rows);
  }
  if (!plain || !isTable(rows)) {
    table.columns.clear();
    table.names.clear();
    table.loop = &loop({&op}, k);
    return table;
  }
  const bool has = hasLabels(rows);
  if (table.labelled && has) {
    table.columns.push_back(static_cast<unsigned>(rows.columns.size()));
    table.names.emplace_back();
  }
  table.numbered = table.labelled && !has;
  table.whole = !renamed && table.columns.size() == rows.columns.size() + (has ? 1 : 0);
  for (unsigned c = 0; c < table.columns.size() && table.whole; ++c) table.whole = table.columns[c] == c;
  if (!renamed) table.names.clear();
  return table;
}

Loop& Planner::loop(std::vector<Op*> sinks, unsigned input, Op* router) {
  for (Op* op : sinks) done_.insert(op);
  Loop& first = *plan_.loops.emplace_back(std::make_unique<Loop>(function_));
  if (router) first.routers = {router};
  Op& sink = *sinks.front();
  first.sinks = std::move(sinks);
  first.input = input;
  const Rows& rows = *sink.inputs.at(isMerge(sink) ? buildSide(sink) : input);
  std::vector<Loop*> all;
  cutAtRoutes(first, &rows, all);
  // parts of a table are tables, if rows must travel to be in order
  const bool inParts =
      all.size() > 1 && takesTable(sink) && rows.domain.ordered && rows.domain.distribution != Distribution::Replicated;
  unsigned part = 0;
  for (Loop* loop : all) {
    if (loop->source.kind == Source::Kind::AfterProbes)
      require(*loop->source.rows->def);
    else
      requireSource(*loop->source.rows);
    // labels are numbers over all ranks: a rank knows those of its groups once they are in a table
    const Rows& source = *loop->source.rows;
    if (wantsLabels(*loop) && !loop->chain.empty() && !isTable(source) && shapeOf(*source.def) == Shape::Groups)
      makeTable(source);
    for (Op* op : loop->chain)
      if (isMerge(*op)) require(*op);
    loop->part = part++;
    if (all.size() == 1 && loop->routers.empty() && sink.info->takesLast && takesTable(sink) &&
        rows.domain.distribution != Distribution::Replicated)
      loop->last = knownCount(*sink.scalars.at(0));
    LoopPlanner(*this, *loop).run();
    for (Feed& feed : loop->feeds) {
      feed.begins = inParts || loop == all.front();
      feed.finishes = inParts || loop == all.back();
      if (inParts) feed.finish = loop == all.back() ? Finish::Joined : Finish::Part;
    }
    loop->id = ++loopsRun_;
    step(Step::Kind::Run, sink, loop);
  }
  return *all.back();
}

void formPlan(Module& module) {
  for (auto& f : module.functions) f->plan = std::make_shared<FunctionPlan>(Planner(module, *f).run());
}

}  // namespace bodocc::plan
