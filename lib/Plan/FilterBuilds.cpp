// Filters build sides by the keys of the rows that will probe them, and probing rows, where they are read, by the keys
// of build sides.
#include <algorithm>

#include "Uses.h"
#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"
#include "bodocc/Plan/Passes.h"
#include "bodocc/Plan/Shapes.h"

namespace bodocc::plan {

namespace {

class Filtering {
 public:
  explicit Filtering(Function& function) : function_(function), plan_(*function.plan), uses_(usesOf(function)) {
    for (const auto& loop : plan_.loops) {
      for (const Op* op : loop->chain) probing_[op].push_back(loop.get());
      for (const Feed& feed : loop->feeds)
        if (feed.marked) probing_[feed.marked].push_back(loop.get());
    }
  }

  void steps(std::vector<Step>& all) {
    for (Step& step : all)
      for (std::vector<Step>& region : step.regions) steps(region);
    for (std::size_t n = 0; n < all.size(); ++n) {
      if (all[n].kind != Step::Kind::Run || !feedsOnly(*all[n].loop, Feed::Kind::Build)) continue;
      if (filterBuild(all, n)) ++n;
      if (filterProbes(all, n)) ++n;
    }
  }

 private:
  // The rows that a key filter drops, and their keys.
  struct Dropping {
    std::size_t step;
    Loop* loop;
    std::vector<const Expr*> keys;
  };

  static bool feedsOnly(const Loop& loop, Feed::Kind kind) {
    return loop.feeds.size() == 1 && loop.feeds.front().kind == kind && loop.feeds.front().begins &&
           loop.feeds.front().finishes;
  }

  // The number of rows of the source is known without reading them.
  static bool isCounted(const Source& source) {
    return source.kind == Source::Kind::Table || (source.kind == Source::Kind::File && hasFooters(*source.rows->def));
  }

  static bool areColumns(const std::vector<const Expr*>& keys, const Rows& rows) {
    return std::ranges::all_of(keys, [&](const Expr* key) { return isColumnOf(key, rows); });
  }

  // True if it changes nothing but the work that is done: rows of the loop are dropped as soon as they are read.
  static bool mayDrop(const Loop& loop) {
    return !loop.direct && !loop.most && std::ranges::none_of(loop.computed, anyMayFail) &&
           std::ranges::none_of(loop.chain, [](const Op* op) { return isMerge(*op) && keepsBuild(*op); });
  }

  // The aggregate of a group may end the program.
  static bool mayFail(const Column& c) { return c.aggregate && c.from && (c.function || resultOf(c).sited); }

  // The loop that makes the groups or the table that only this loop reads, in a step before this one.
  std::optional<std::size_t> making(const std::vector<Step>& all, std::size_t reader) const {
    const Source& source = all[reader].loop->source;
    const Rows& rows = *source.rows;
    if (const auto uses = uses_.find(&rows); uses == uses_.end() || uses->second.size() != 1) return std::nullopt;
    if (source.kind == Source::Kind::Groups) {
      if (std::ranges::any_of(rows.columns, mayFail)) return std::nullopt;
      return feeding(all, reader, *rows.def, Feed::Kind::Groups);
    }
    const auto makes = [&](const Step& step) { return step.kind == Step::Kind::Run && step.loop->makes == &rows; };
    const auto before = all.begin() + static_cast<std::ptrdiff_t>(reader);
    const auto at = std::find_if(all.begin(), before, makes);
    if (at == before || !feedsOnly(*at->loop, Feed::Kind::Table) || showsNumbers(*at->loop)) return std::nullopt;
    return at - all.begin();
  }

  // The step before this one whose loop alone feeds the sink.
  static std::optional<std::size_t> feeding(const std::vector<Step>& all, std::size_t before, const Op& sink,
                                            Feed::Kind kind) {
    for (std::size_t n = before; n-- > 0;)
      if (all[n].kind == Step::Kind::Run && all[n].loop->feeds.front().kind == kind &&
          &all[n].loop->feeds.front().sink() == &sink)
        return feedsOnly(*all[n].loop, kind) ? std::optional(n) : std::nullopt;
    return std::nullopt;
  }

  // The numbers of the rows at hand become labels: with fewer rows they would be others.
  static bool showsNumbers(const Loop& loop) {
    return loop.source.labels ||
           std::ranges::any_of(loop.feeds, [](const Feed& feed) { return feed.labels != Feed::Labels::None; });
  }

  // The join of the loop's chain of whose build side all keys are, if it makes nothing but pairs.
  static const Op* joinWithBuild(const Loop& loop, const std::vector<const Expr*>& keys) {
    const Op* join = nullptr;
    for (const Expr* key : keys) {
      if (key->kind != ExprKind::Column || !key->rows->def || (join && join != key->rows->def)) return nullptr;
      join = key->rows->def;
      if (std::ranges::find(loop.chain, join) == loop.chain.end() || !isMerge(*join) ||
          key->rows->columns.at(key->column).side != buildSide(*join))
        return nullptr;
    }
    const JoinTraits& kind = traits(join->join);
    return kind.keepsLeft || kind.keepsRight || kind.matched != Matched::Pairs ? nullptr : join;
  }

  // The loops that could drop rows that come to step `n` with these keys: from the last one back to the one that reads
  // them from a file.
  std::vector<Dropping> dropping(const std::vector<Step>& all, std::size_t n, std::vector<const Expr*> keys) const {
    std::vector<Dropping> found;
    for (;;) {
      Loop& loop = *all[n].loop;
      keys = loop.canonical(keys);
      const Rows& rows = *loop.source.rows;
      if (!mayDrop(loop)) return found;
      if (!areColumns(keys, rows)) {
        const Op* const join = joinWithBuild(loop, keys);
        const auto build = join ? feeding(all, n, *join, Feed::Kind::Build) : std::nullopt;
        if (!build) return found;
        for (const Expr*& key : keys) key = key->rows->columns.at(key->column).from;
        n = *build;
        continue;
      }
      if (isCounted(loop.source)) found.push_back({n, &loop, keys});
      const bool ofTable = loop.source.kind == Source::Kind::Table;
      if (!ofTable && loop.source.kind != Source::Kind::Groups) return found;
      for (const Expr*& key : keys) {
        const Column& column = rows.columns.at(key->column);
        if (ofTable) continue;
        if (column.aggregate) return found;
        key = column.from;
      }
      if (ofTable && showsNumbers(loop)) return found;
      const auto before = making(all, n);
      if (!before) return found;
      n = *before;
    }
  }

  // The filters of the probing rows that need nothing but the columns of their source.
  std::vector<Op*> filtersOf(const Loop& probe, const Op& merge) const {
    std::vector<Op*> filters;
    for (Op* op : probe.chain) {
      if (op == &merge) break;
      if (!op->predicate || anyMayFail(op->predicate)) continue;
      bool ofSource = true;
      forEachExpr(probe.canonical(op->predicate), [&](const Expr& e) {
        ofSource = ofSource && (e.kind != ExprKind::Column || e.rows == probe.source.rows);
      });
      if (ofSource) filters.push_back(op);
    }
    return filters;
  }

  // Adds the filter of the build side whose loop is step `build`, and its loop as a step before that; false if there is
  // none.
  bool filterBuild(std::vector<Step>& all, std::size_t build) {
    const Op& merge = all[build].loop->feeds.front().sink();
    const Loop* const probe = probeOf(merge);
    if (traits(merge.join).keeps(buildSide(merge)) || !probe) return false;
    return filter(all, merge, 1 - buildSide(merge), *probe, dropping(all, build, keysOf(merge, buildSide(merge))));
  }

  // The same for the rows that will probe it, where they are read before it is built: they come from a table, or from
  // the build side of another join.
  bool filterProbes(std::vector<Step>& all, std::size_t build) {
    const Op& merge = all[build].loop->feeds.front().sink();
    const Loop* const probe = probeOf(merge);
    const auto step = std::ranges::find_if(all, [&](const Step& s) { return s.loop == probe; });
    if (keepsProbe(merge) || !probe || step == all.end()) return false;
    auto drops = dropping(all, static_cast<std::size_t>(step - all.begin()), probeKeys(merge));
    std::erase_if(drops, [&](const Dropping& drop) { return drop.step >= build; });
    return filter(all, merge, buildSide(merge), *all[build].loop, drops);
  }

  static const std::vector<const Expr*>& keysOf(const Op& merge, unsigned side) {
    return side == 0 ? merge.keys : merge.rightKeys;
  }

  // The loop whose rows probe the join's build side by keys, if there is but one.
  const Loop* probeOf(const Op& merge) const {
    const auto probing = probing_.find(&merge);
    return merge.keys.empty() || probing == probing_.end() || probing->second.size() != 1 ? nullptr
                                                                                          : probing->second.front();
  }

  // Adds a loop that collects the keys of a side of the join, as `from` reads its rows, and the filter by them to the
  // first of these loops that may run after it; false if there is none.
  bool filter(std::vector<Step>& all, const Op& merge, unsigned side, const Loop& from,
              const std::vector<Dropping>& drops) {
    const std::vector<const Expr*> keys = from.canonical(keysOf(merge, side));
    const std::vector<Op*> filters = filtersOf(from, merge);
    const bool ofTable = from.source.kind == Source::Kind::Table;
    if (!isCounted(from.source) || !areColumns(keys, *from.source.rows) || (!ofTable && filters.empty()) || from.most)
      return false;
    const auto isFirst = [&](const Dropping& drop) { return isReady(all, drop.step, from); };
    const auto drop = std::find_if(drops.rbegin(), drops.rend(), isFirst);
    if (drop == drops.rend() || !mayPay(from, merge, side, *drop->loop)) return false;

    Op& op = *plan_.made.emplace_back(std::make_unique<Op>());
    op.info = &keyFilterOp();
    op.id = ++function_.nextId;
    op.loc = merge.loc;
    op.inputs = {const_cast<Rows*>(from.source.rows)};
    op.keys = keys;
    Loop& loop = *plan_.loops.emplace_back(std::make_unique<Loop>(function_));
    loop.sinks = {&op};
    loop.chain = filters;
    loop.filters = drop->loop;
    loop.filtersProbes = side == buildSide(merge);
    loop.source = from.source;
    loop.source.labels = false;
    loop.source.now.clear();
    for (Op* each : filters) loop.stages.push_back({Stage::Kind::Filter, each});
    Feed& feed = loop.feeds.emplace_back();
    feed.kind = Feed::Kind::Keys;
    feed.sinks = {&op};
    feed.columns = keys;
    for (const Expr* key : keys) feed.names.push_back(key->rows->columns.at(key->column).name);
    feed.last = true;
    feed.finish = from.source.rows->domain.distribution == Distribution::Replicated ? Finish::Local : Finish::Shared;
    const Uses uses(loop);
    loop.computed = uses.all();
    for (unsigned c = 0; c < loop.source.rows->columns.size(); ++c)
      if (uses.contains(columnExpr(function_, *loop.source.rows, c, loop.source.rows->loc)))
        loop.source.now.push_back(c);

    // after the filters that are first anyway
    std::vector<Stage>& stages = drop->loop->stages;
    const auto at = std::ranges::find_if(stages, [](const Stage& s) { return s.kind != Stage::Kind::Filter; });
    Stage prefilter{Stage::Kind::Prefilter, &op};
    prefilter.keys = drop->keys;
    stages.insert(at, std::move(prefilter));

    Step step = all[drop->step];
    step.op = &op;
    step.loop = &loop;
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(drop->step), std::move(step));
    return true;
  }

  // As far as is known while compiling: the numbers of rows at run time decide.
  static bool mayPay(const Loop& from, const Op& merge, unsigned side, const Loop& dropping) {
    constexpr std::int64_t many = 1000;
    const Rows& dropped = *merge.inputs.at(1 - side);
    const std::optional<std::int64_t>& read = dropping.source.rows->domain.estimatedRows;
    if (dropped.domain.distribution == Distribution::Replicated || !read || *read < many) return false;
    const bool ofTable = from.source.kind == Source::Kind::Table;
    const Rows& kept = ofTable ? *from.source.rows : *merge.inputs.at(side);
    const std::optional<std::int64_t>& a = kept.domain.estimatedRows;
    // the left side of a semi join is built if it is the smaller one by the same estimates
    const std::optional<std::int64_t>& b =
        side == buildSide(merge) || marks(merge) ? read : dropped.domain.estimatedRows;
    // joins of the build side's own drop rows, too
    const bool joined = std::ranges::any_of(dropping.chain, [](const Op* op) { return isMerge(*op); });
    return !a || !b || *a < *b * (ofTable ? 4 : joined ? 1 : 3);
  }

  // True if everything that this loop, which runs later, reads exists at step `at`.
  bool isReady(const std::vector<Step>& all, std::size_t at, const Loop& reader) const {
    for (std::size_t n = at; n < all.size(); ++n) {
      const Step& step = all[n];
      if (step.kind == Step::Kind::Run && step.loop == &reader) return true;
      if (step.kind == Step::Kind::Call && step.op->results.size() == 1 && &step.op->rows() != reader.source.rows)
        continue;
      if (step.kind != Step::Kind::Run || step.loop->makes == reader.source.rows) return false;
      for (const Feed& feed : step.loop->feeds)
        if (feed.kind == Feed::Kind::Scalars || feed.kind == Feed::Kind::Writer) return false;
    }
    return false;
  }

  Function& function_;
  FunctionPlan& plan_;
  std::map<const Rows*, std::vector<Use>> uses_;
  std::map<const Op*, std::vector<const Loop*>> probing_;
};

void number(std::vector<Step>& steps, unsigned& loops) {
  for (Step& step : steps) {
    for (std::vector<Step>& region : step.regions) number(region, loops);
    if (step.kind == Step::Kind::Run) step.loop->id = ++loops;
  }
}

}  // namespace

void filterBuilds(Module& module) {
  for (auto& f : module.functions) {
    Filtering(*f).steps(f->plan->steps);
    unsigned loops = 0;
    number(f->plan->steps, loops);
  }
}

}  // namespace bodocc::plan
