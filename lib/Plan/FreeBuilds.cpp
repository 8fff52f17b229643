// Frees the build side of a join after the last loop that probes it, before that finishes what it has fed, if this or a
// later loop may hold many rows: its memory serves these.
#include <algorithm>
#include <ranges>
#include <set>

#include "bodocc/Plan/Passes.h"

namespace bodocc::plan {

namespace {

using Joins = std::set<const Op*>;

// The joins whose rows the loop adds to, probes, or asks for those without a match.
void add(const Loop& loop, Joins& all) {
  all.insert(loop.chain.begin(), loop.chain.end());
  for (const Stage& stage : loop.stages) all.insert(stage.op);
  if (loop.source.kind == Source::Kind::AfterProbes) all.insert(loop.source.rows->def);
  for (const Feed& feed : loop.feeds)
    if (feed.kind == Feed::Kind::Build) all.insert(&feed.sink());
}

Joins usedBy(const Step& step) {
  Joins all;
  if (step.loop) add(*step.loop, all);
  for (const std::vector<Step>& region : step.regions)
    for (const Step& inner : region) all.merge(usedBy(inner));
  return all;
}

// True if its memory may grow with the rows.
bool holdsRows(const Step& step) {
  const auto holds = [](const Feed& feed) { return plan::holdsRows(feed); };
  const auto inside = [](const std::vector<Step>& region) { return std::ranges::any_of(region, holdsRows); };
  const auto isLimited = [](const Rows* rows) { return rows->def && rows->def->limit; };
  return (step.kind == Step::Kind::Call && !std::ranges::all_of(step.op->inputs, isLimited)) ||
         (step.loop && std::ranges::any_of(step.loop->feeds, holds)) || std::ranges::any_of(step.regions, inside);
}

void place(std::vector<Step>& steps) {
  Joins built;  // in this block
  for (Step& step : steps) {
    std::ranges::for_each(step.regions, place);
    if (!step.loop) continue;
    for (const Feed& feed : step.loop->feeds)
      if (feed.kind == Feed::Kind::Build) built.insert(&feed.sink());
  }
  bool held = false;  // rows, by a later step
  for (Step& step : std::views::reverse(steps)) {
    for (const Op* op : usedBy(step))
      if (built.erase(op) != 0 && (held || holdsRows(step))) (step.loop ? step.loop->frees : step.frees).push_back(op);
    held = held || holdsRows(step);
  }
}

}  // namespace

bool holdsRows(const Feed& feed) {
  switch (feed.kind) {
    case Feed::Kind::Groups:
    case Feed::Kind::Build:
    case Feed::Kind::Table: return true;
    case Feed::Kind::Sort: return !feed.sink().limit;
    default: return false;
  }
}

void freeBuilds(Module& module) {
  for (auto& f : module.functions) place(f->plan->steps);
}

}  // namespace bodocc::plan
