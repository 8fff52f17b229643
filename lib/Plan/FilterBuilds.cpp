// Filters build sides by the keys of the rows that will probe them.
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
    for (const auto& loop : plan_.loops)
      for (const Op* op : loop->chain) probing_[op].push_back(loop.get());
  }

  void steps(std::vector<Step>& all) {
    for (Step& step : all)
      for (std::vector<Step>& region : step.regions) steps(region);
    for (std::size_t n = 0; n < all.size(); ++n)
      if (const Loop* build = all[n].loop; all[n].kind == Step::Kind::Run && feedsOnly(*build, Feed::Kind::Build))
        if (filter(all, n)) ++n;
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

  // The loop that feeds groups which only this loop reads, in the step before `before`.
  std::optional<std::size_t> feeding(const std::vector<Step>& all, const Loop& reader, std::size_t before) const {
    const Rows& rows = *reader.source.rows;
    if (uses_.at(&rows).size() != 1 || std::ranges::any_of(rows.columns, mayFail)) return std::nullopt;
    for (std::size_t n = before; n-- > 0;)
      if (all[n].kind == Step::Kind::Run && all[n].loop->feeds.front().kind == Feed::Kind::Groups &&
          &all[n].loop->feeds.front().sink() == rows.def)
        return feedsOnly(*all[n].loop, Feed::Kind::Groups) ? std::optional(n) : std::nullopt;
    return std::nullopt;
  }

  // The loop that drops rows of the build side: the one that reads them or, if they are groups, the rows of these.
  std::optional<Dropping> dropping(const std::vector<Step>& all, std::size_t build) const {
    const Op& merge = all[build].loop->feeds.front().sink();
    std::vector<const Expr*> keys = buildSide(merge) == 0 ? merge.keys : merge.rightKeys;
    for (std::size_t n = build;;) {
      Loop& loop = *all[n].loop;
      keys = loop.canonical(keys);
      const Rows& rows = *loop.source.rows;
      if (!mayDrop(loop) || !areColumns(keys, rows)) return std::nullopt;
      if (isCounted(loop.source)) return Dropping{n, &loop, std::move(keys)};
      if (loop.source.kind != Source::Kind::Groups) return std::nullopt;
      for (const Expr*& key : keys) {
        const Column& column = rows.columns.at(key->column);
        if (column.aggregate) return std::nullopt;
        key = column.from;
      }
      const auto before = feeding(all, loop, n);
      if (!before) return std::nullopt;
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
  bool filter(std::vector<Step>& all, std::size_t build) {
    Op& merge = all[build].loop->feeds.front().sink();
    const auto probing = probing_.find(&merge);
    if (merge.keys.empty() || keepsBuild(merge) || probing == probing_.end() || probing->second.size() != 1)
      return false;
    const Loop& probe = *probing->second.front();
    const std::vector<const Expr*> keys = probe.canonical(probeKeys(merge));
    const std::vector<Op*> filters = filtersOf(probe, merge);
    const bool ofTable = probe.source.kind == Source::Kind::Table;
    if (!isCounted(probe.source) || !areColumns(keys, *probe.source.rows) || (!ofTable && filters.empty()) ||
        probe.most)
      return false;
    const auto drop = dropping(all, build);
    if (!drop || !mayPay(probe, merge, *drop->loop) || !isReady(all, drop->step, probe)) return false;

    Op& op = *plan_.made.emplace_back(std::make_unique<Op>());
    op.info = &keyFilterOp();
    op.id = ++function_.nextId;
    op.loc = merge.loc;
    op.inputs = {const_cast<Rows*>(probe.source.rows)};
    op.keys = keys;
    Loop& loop = *plan_.loops.emplace_back(std::make_unique<Loop>(function_));
    loop.sinks = {&op};
    loop.chain = filters;
    loop.filters = drop->loop;
    loop.source = probe.source;
    loop.source.labels = false;
    loop.source.now.clear();
    for (Op* each : filters) loop.stages.push_back({Stage::Kind::Filter, each});
    Feed& feed = loop.feeds.emplace_back();
    feed.kind = Feed::Kind::Keys;
    feed.sinks = {&op};
    feed.columns = keys;
    for (const Expr* key : keys) feed.names.push_back(key->rows->columns.at(key->column).name);
    feed.last = true;
    feed.finish = probe.source.rows->domain.distribution == Distribution::Replicated ? Finish::Local : Finish::Shared;
    const Uses uses(loop);
    loop.computed = uses.all();
    for (unsigned c = 0; c < loop.source.rows->columns.size(); ++c)
      if (uses.contains(columnExpr(function_, *loop.source.rows, c, loop.source.rows->loc)))
        loop.source.now.push_back(c);

    // after the filters that are first anyway
    std::vector<Stage>& stages = drop->loop->stages;
    const auto at = std::ranges::find_if(stages, [](const Stage& s) { return s.kind != Stage::Kind::Filter; });
    Stage drops{Stage::Kind::Prefilter, &op};
    drops.keys = drop->keys;
    stages.insert(at, std::move(drops));

    Step step = all[drop->step];
    step.op = &op;
    step.loop = &loop;
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(drop->step), std::move(step));
    return true;
  }

  // As far as is known while compiling: the numbers of rows at run time decide.
  static bool mayPay(const Loop& probe, const Op& merge, const Loop& dropping) {
    constexpr std::int64_t many = 1000;
    const Rows& build = *merge.inputs.at(buildSide(merge));
    const std::optional<std::int64_t>& read = dropping.source.rows->domain.estimatedRows;
    if (build.domain.distribution == Distribution::Replicated || !read || *read < many) return false;
    const bool ofTable = probe.source.kind == Source::Kind::Table;
    const Rows& probes = ofTable ? *probe.source.rows : *merge.inputs.at(1 - buildSide(merge));
    const std::optional<std::int64_t>&a = probes.domain.estimatedRows, &b = build.domain.estimatedRows;
    // joins of the build side's own drop rows, too
    const bool joined = std::ranges::any_of(dropping.chain, [](const Op* op) { return isMerge(*op); });
    return !a || !b || *a < *b * (ofTable ? 4 : joined ? 1 : 3);
  }

  // What the loop over the probing rows reads is there at step `at`.
  bool isReady(const std::vector<Step>& all, std::size_t at, const Loop& probe) const {
    for (std::size_t n = at; n < all.size(); ++n) {
      const Step& step = all[n];
      if (step.kind == Step::Kind::Run && step.loop == &probe) return true;
      if (step.kind == Step::Kind::Call && step.op->results.size() == 1 && &step.op->rows() != probe.source.rows)
        continue;
      if (step.kind != Step::Kind::Run || step.loop->makes == probe.source.rows) return false;
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
