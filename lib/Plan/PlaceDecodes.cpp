#include <algorithm>
#include <set>
#include <unordered_set>

#include "Uses.h"
#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/Joins.h"
#include "bodocc/Plan/Passes.h"

namespace bodocc::plan {

namespace {

// A stage that drops rows by keys that are columns of the scan: a merge's probe, or a key filter.
struct Drop {
  Op* op;
  std::vector<const Expr*> keys;
};

// The merges whose probe drops rows and needs only columns of the scan.
std::vector<Drop> prefilters(const Loop& loop) {
  std::vector<Drop> all;
  if (!hasFooters(*loop.source.rows->def)) return all;
  for (Op* op : loop.chain) {
    // rows that would end the program must not be dropped earlier
    if (op->predicate && op != loop.chain.front() && anyMayFail(op->predicate)) break;
    if (explodes(*op) && anyMayFail(op->keys.front())) break;
    if (!isMerge(*op)) continue;
    const bool routes = std::ranges::find(loop.routers, op) != loop.routers.end();
    const bool drops = !keepsProbe(*op) && (traits(op->join).matched == Matched::Pairs || routes);
    std::vector<const Expr*> keys = loop.canonical(probeKeys(*op));
    if (drops && std::ranges::all_of(keys, [&](const Expr* key) { return isColumnOf(key, *loop.source.rows); }))
      all.push_back({op, std::move(keys)});
  }
  return all;
}

// True if filters, in joins before it too, leave some of the rows only.
bool isFiltered(const Rows& rows) {
  if (!rows.def) return false;
  const Op& op = *rows.def;
  return op.predicate || op.limit || op.info->takesFirst ||
         std::ranges::any_of(op.inputs, [](const Rows* input) { return isFiltered(*input); });
}

// Rows without a match are many only if the build side was filtered, as is that of a key filter.
bool dropsMany(const Drop& drop) { return !isMerge(*drop.op) || isFiltered(*drop.op->inputs.at(buildSide(*drop.op))); }

bool isKey(const Drop& drop, unsigned column) {
  return std::ranges::any_of(drop.keys, [&](const Expr* key) { return key->column == column; });
}

// With a larger limit, reading single rows is no gain over reading all.
constexpr std::int64_t mostFetched = 1000;

// Columns of a file that a sort with a limit passes on, and nothing else needs, are read for its first rows alone.
void fetchLater(Loop& loop) {
  Source& source = loop.source;
  Feed& feed = loop.feeds.front();
  if (!hasFooters(*source.rows->def) || loop.feeds.size() != 1 || feed.finish != Finish::FirstRows) return;
  if (!feed.begins || !feed.finishes || *feed.sink().limit > mostFetched) return;
  const auto movesRows = [](const Stage& stage) {
    return stage.kind == Stage::Kind::Send || stage.kind == Stage::Kind::Probe || stage.kind == Stage::Kind::Explode;
  };
  if (std::ranges::any_of(loop.stages, movesRows)) return;

  const auto isPlain = [&](const Expr* e) { return e->kind == ExprKind::Column && e->rows == source.rows; };
  std::multiset<unsigned> needed;
  const auto need = [&](const Expr* e) {
    std::unordered_set<const Expr*> seen;
    forEachExpr(
        loop.canonical(e),
        [&](const Expr& part) {
          if (isPlain(&part)) needed.insert(part.column);
        },
        &seen);
  };
  for (Op* op : loop.chain)
    for (const Expr* e : expressionsOf(loop, *op)) need(e);
  for (const Expr* key : feed.sink().keys) need(key);
  for (const Expr* e : feed.columns) need(e);

  std::vector<const Expr*> columns;
  std::vector<std::string> names;
  for (std::size_t c = 0; c < feed.columns.size(); ++c) {
    const Expr* e = loop.canonical(feed.columns[c]);
    if (isPlain(e) && needed.count(e->column) == 1) {
      feed.fetched.push_back(e->column);
      std::erase(source.now, e->column);
    } else {
      columns.push_back(feed.columns[c]);
      names.push_back(feed.names[c]);
    }
  }
  feed.columns = std::move(columns);
  feed.names = std::move(names);
}

// Where rows are no file's, a join that drops rows does so before the user's functions compute what the rows carry: its
// first one, if its keys do not need them.
void filterBeforeCalls(Loop& loop) {
  const auto meets = [](const Stage& stage) { return stage.kind != Stage::Kind::Filter; };
  const auto stage = std::ranges::find_if(loop.stages, meets);
  if (stage == loop.stages.end() || stage->kind != Stage::Kind::Send || keepsProbe(*stage->op)) return;
  const Op& op = *stage->op;
  std::vector<const Expr*> keys = loop.canonical(probeKeys(op));
  std::unordered_set<const Expr*> ofKeys, seen;
  for (const Expr* key : keys) forEachExpr(key, [](const Expr&) {}, &ofKeys);
  bool calls = false, mustRun = std::ranges::any_of(keys, anyMustRun);
  const auto look = [&](const Expr& e) {
    if (ofKeys.contains(&e)) return;
    calls = calls || e.function;
    mustRun = mustRun || anyMustRun(&e);
  };
  for (const MergeColumn& c : columnsOf(op, 1 - buildSide(op)))
    forEachExpr(loop.canonical(c.column().from), look, &seen);
  if (!calls || mustRun) return;
  Stage prefilter{Stage::Kind::Prefilter, stage->op};
  prefilter.keys = std::move(keys);
  loop.stages.insert(stage, std::move(prefilter));
}

void place(Loop& loop) {
  Source& source = loop.source;
  if (source.kind != Source::Kind::File) return filterBeforeCalls(loop);
  fetchLater(loop);
  std::vector<int> filters;  // before anything else drops rows or pairs them
  for (std::size_t s = 0; s < loop.chain.size() && (loop.chain[s]->predicate || loop.chain[s]->keys.empty()); ++s)
    if (loop.chain[s]->predicate) filters.push_back(static_cast<int>(s));
  std::vector<Drop> drops = prefilters(loop);
  const auto isKeyFilter = [](const Stage& stage) { return stage.kind == Stage::Kind::Prefilter; };
  std::vector<Drop> keyFilters;
  for (const Stage& stage : loop.stages)
    if (isKeyFilter(stage)) keyFilters.push_back({stage.op, stage.keys});
  std::erase_if(loop.stages, isKeyFilter);
  // the joins of the loop know all of their keys, and in less memory
  drops.insert(drops.end(), keyFilters.begin(), keyFilters.end());
  std::ranges::stable_partition(drops, dropsMany);
  // the values of other keys are not noted
  const auto isNoted = [](const Expr* key) { return isInteger(key->type.type) || isTemporal(key->type.type); };
  for (const Drop& drop : drops) {
    if (!hasFooters(*source.rows->def) || std::ranges::none_of(drop.keys, isNoted)) continue;
    std::vector<unsigned> columns;
    for (const Expr* key : drop.keys) columns.push_back(key->column);
    source.among.emplace_back(drop.op, std::move(columns));
  }
  const Uses uses(loop);
  const auto isFirstUsed = [&](unsigned c, int stage) {  // by this one or an earlier one
    return uses.first(columnExpr(loop.function(), *source.rows, c, source.rows->loc)) <= stage;
  };
  for (unsigned c : std::exchange(source.now, {})) {
    const bool early = !filters.empty() ? isFirstUsed(c, filters.front()) : drops.empty() || isKey(drops.front(), c);
    (early ? source.now : source.later).push_back(c);
  }

  std::vector<unsigned> left = source.later;
  const auto decodeThose = [&](const auto& isNeeded) {
    Stage decode{Stage::Kind::Decode};
    for (unsigned c : source.later)
      if (isNeeded(c) && std::erase(left, c) != 0) decode.columns.push_back(c);
    decode.rest = left.empty();
    return decode;
  };
  auto at = loop.stages.begin();
  for (const int filter : filters) {
    at = std::find_if(at, loop.stages.end(), [&](const Stage& stage) { return stage.kind == Stage::Kind::Filter; });
    Stage decode = decodeThose([&](unsigned c) { return isFirstUsed(c, filter); });
    if (!decode.columns.empty()) at = loop.stages.insert(at, std::move(decode)) + 1;
    ++at;
  }

  // only if there are columns other than the join's keys; a key filter in any case
  std::vector<Stage> stages;
  for (std::size_t n = 0; n < drops.size(); ++n) {
    Stage decode = decodeThose([&](unsigned c) { return isKey(drops[n], c); });
    if (left.empty() && keyFilters.empty()) {
      left = std::move(decode.columns);
      break;
    }
    if (!decode.columns.empty()) stages.push_back(std::move(decode));
    Stage prefilter{Stage::Kind::Prefilter, drops[n].op};
    prefilter.keys = drops[n].keys;
    stages.push_back(std::move(prefilter));
  }
  if (!left.empty()) {
    Stage rest{Stage::Kind::Decode};
    rest.columns = std::move(left);
    rest.rest = true;
    stages.push_back(std::move(rest));
  }
  loop.stages.insert(at, std::make_move_iterator(stages.begin()), std::make_move_iterator(stages.end()));
}

}  // namespace

void placeDecodes(Module& module) {
  for (auto& f : module.functions)
    for (auto& loop : f->plan->loops) place(*loop);
}

}  // namespace bodocc::plan
