#include <algorithm>

#include "Uses.h"
#include "bodocc/Ops/Joins.h"
#include "bodocc/Plan/Passes.h"

namespace bodocc::plan {

namespace {

// Merges whose probe drops rows and needs only columns of the scan.
std::vector<Op*> prefilters(const Loop& loop) {
  std::vector<Op*> all;
  if (!hasFooters(*loop.source.rows->def)) return all;
  for (Op* op : loop.chain) {
    // rows that would end the program must not be dropped earlier
    if (op->predicate && op != loop.chain.front() && anyMayFail(op->predicate)) break;
    if (explodes(*op) && anyMayFail(op->keys.front())) break;
    if (!isMerge(*op)) continue;
    const JoinTraits& join = traits(op->join);
    const bool drops = !join.keeps(1 - buildSide(*op)) && (join.matched == Matched::Pairs || loop.router == op);
    if (drops && std::ranges::all_of(loop.canonical(probeKeys(*op)), [&](const Expr* key) {
          return key->kind == ExprKind::Column && key->rows == loop.source.rows;
        }))
      all.push_back(op);
  }
  return all;
}

bool isKey(const Loop& loop, const Op& merge, unsigned column) {
  return std::ranges::any_of(loop.canonical(probeKeys(merge)), [&](const Expr* key) { return key->column == column; });
}

void place(Loop& loop) {
  Source& source = loop.source;
  if (source.kind != Source::Kind::File) return;
  int firstFilter = -1;
  for (std::size_t s = 0; s < loop.chain.size() && firstFilter < 0; ++s)
    if (loop.chain[s]->predicate)
      firstFilter = static_cast<int>(s);
    else if (!loop.chain[s]->keys.empty())
      break;
  const std::vector<Op*> merges = prefilters(loop);
  const Uses uses(loop);
  for (unsigned c : std::exchange(source.now, {})) {
    const Expr* e = columnExpr(loop.function(), *source.rows, c, source.rows->loc);
    const bool early =
        firstFilter >= 0 ? uses.first(e) <= firstFilter : merges.empty() || isKey(loop, *merges.front(), c);
    (early ? source.now : source.later).push_back(c);
  }

  // only if there are columns other than the join's keys
  std::vector<Stage> stages;
  std::vector<unsigned> left = source.later;
  for (Op* merge : merges) {
    Stage decode{Stage::Kind::Decode};
    for (unsigned c : source.later)
      if (isKey(loop, *merge, c) && std::erase(left, c) != 0) decode.columns.push_back(c);
    if (left.empty()) {
      left = std::move(decode.columns);
      break;
    }
    if (!decode.columns.empty()) stages.push_back(std::move(decode));
    Stage prefilter{Stage::Kind::Prefilter, merge};
    prefilter.keys = loop.canonical(probeKeys(*merge));
    stages.push_back(std::move(prefilter));
  }
  if (!left.empty()) {
    Stage rest{Stage::Kind::Decode};
    rest.columns = std::move(left);
    rest.rest = true;
    stages.push_back(std::move(rest));
  }
  auto at = loop.stages.begin();
  if (firstFilter >= 0) at = std::ranges::find(loop.stages, Stage::Kind::Filter, &Stage::kind) + 1;
  loop.stages.insert(at, std::make_move_iterator(stages.begin()), std::make_move_iterator(stages.end()));
}

}  // namespace

void placeDecodes(Module& module) {
  for (auto& f : module.functions)
    for (auto& loop : f->plan->loops) place(*loop);
}

}  // namespace bodocc::plan
