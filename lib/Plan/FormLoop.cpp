// Plans one loop: its source, the stages of its rows, and its sinks.
#include <fmt/format.h>

#include <algorithm>

#include "FormPlan.h"
#include "bodocc/Ops/Joins.h"
#include "bodocc/Transforms/Rewrite.h"

namespace bodocc::plan {

namespace {

Source::Kind kindOf(const Rows& rows, bool table) {
  if (table) return Source::Kind::Table;
  switch (shapeOf(*rows.def)) {
    case Shape::File: return Source::Kind::File;
    case Shape::Range: return Source::Kind::Range;
    case Shape::Groups: return Source::Kind::Groups;
    case Shape::Sort: return Source::Kind::Sorted;
    case Shape::Table: return Source::Kind::Windows;
    default: throw InternalError(fmt::format("{} is no source of a loop", rows.def->info->id));
  }
}

void addColumns(Feed& feed, const std::vector<Column>& columns, unsigned side) {
  for (const Column& c : columns)
    if (c.from && c.side == side) {
      feed.columns.push_back(c.from);
      feed.names.push_back(c.name);
    }
}

const std::string& nameOfKey(const Expr& key) {
  return key.name.empty() && key.kind == ExprKind::Column ? key.rows->columns.at(key.column).name : key.name;
}

// True if no row decides the value, and it is not missing. Calls are left to the loop.
bool isKnown(const Expr& e) {
  return e.kind == ExprKind::Constant ? !e.constant.missing()
                                      : (e.kind == ExprKind::Host || e.kind == ExprKind::Scalar) && !e.type.nullable;
}

Finish finishOf(const Loop& loop, const Feed& feed) {
  const Op& op = feed.sink();
  const bool builds = feed.kind == Feed::Kind::Build;
  if (op.inputs.at(builds ? buildSide(op) : loop.input)->domain.distribution == Distribution::Replicated)
    return Finish::Local;
  switch (feed.kind) {
    case Feed::Kind::Build:
      if (op.keys.empty()) return Finish::Keyless;
      return op.inputs.at(1 - buildSide(op))->domain.distribution == Distribution::Replicated ? Finish::Everywhere
                                                                                              : Finish::Measured;
    case Feed::Kind::Groups:
      return op.rows().domain.distribution == Distribution::Replicated ? Finish::AllGroups : Finish::Owners;
    case Feed::Kind::Sort: return op.limit ? Finish::FirstRows : Finish::Ordered;
    case Feed::Kind::Writer: return Finish::Output;
    case Feed::Kind::Scalars: return Finish::Merged;
    case Feed::Kind::Keys: return Finish::Shared;
    case Feed::Kind::Marks: return Finish::Local;
    case Feed::Kind::Table: break;
  }
  const bool held = loop.source.kind == Source::Kind::Table || loop.source.kind == Source::Kind::Range;
  return held && loop.chain.empty() && !loop.most && !loop.last ? Finish::Like : Finish::Counted;
}

}  // namespace

std::optional<std::int64_t> knownCount(const Expr& n) {
  const auto* const value = std::get_if<std::int64_t>(&n.constant.value);
  return value && *value >= 0 && n.kind == ExprKind::Constant ? std::optional(*value) : std::nullopt;
}

namespace {

// A table that crosses the edge of a block is made by an operation before it, or by the expression after that.
std::variant<const Op*, const Expr*> maker(const Loop& loop, const Op& sink) {
  if (*sink.info->method != '\0' || sink.info->control == Control::Return) return &sink;
  const Op* last = nullptr;
  for (const Op* made : loop.chain)
    if (*made->info->method != '\0') last = made;
  const Expr* value = nullptr;
  for (const Expr* e : loop.computed)
    if (e->kind == ExprKind::Call && (!value || e->loc.raw > value->loc.raw)) value = e;
  if (value && (!last || value->loc.raw > last->loc.raw)) return value;
  return last ? last : &sink;
}

}  // namespace

Bounds boundsOf(const Loop& loop, const Expr* key) {
  if (key->type.range) return Bounds::Type;
  const bool ofFile =
      key->kind == ExprKind::Column && key->rows == loop.source.rows && key->rows->def && hasFooters(*key->rows->def);
  const bodo::type type = key->type.type;
  return ofFile && !isBytes(type) && !isFloat(type) && !isBoolean(type) ? Bounds::Footers : Bounds::None;
}

const char* sentence(Finish finish) {
  switch (finish) {
    case Finish::Local:
    case Finish::Like: return "";
    case Finish::Everywhere: return "the table goes to every rank, as the rows that probe it are on every rank";
    case Finish::Keyless: return "the table goes to every rank, as its rows may match any other";
    case Finish::Measured: return "the smaller side goes to every rank, else each row to the owner of its key";
    case Finish::Owners: return "partial groups travel to the owner of their keys' hash, and are merged there";
    case Finish::AllGroups: return "the ranks' partial groups go to every rank, and are merged there";
    case Finish::FirstRows: return "merge the ranks' first rows";
    case Finish::Ordered: return "rows travel to the rank that holds their part of the order";
    case Finish::Output: return "the output appears as a whole, when every rank has written its part";
    case Finish::Counted:
    case Finish::Part: return "exchange row counts";
    case Finish::Joined: return "rows travel until each rank has an equal block of all parts";
    case Finish::Merged: return "merge the ranks' partial states, in rank order";
    case Finish::Shared: return "the keys of all ranks go to every rank";
  }
  return "";
}

void LoopPlanner::run() {
  Source& source = loop_.source;
  if (source.kind != Source::Kind::AfterProbes) source.kind = kindOf(*source.rows, planner_.isTable(*source.rows));
  const Uses uses(loop_);
  loop_.computed = uses.all();
  // only the columns that this loop needs, if the source can leave others out
  const bool asNeeded = source.kind != Source::Kind::Range && source.kind != Source::Kind::Sorted;
  for (unsigned c = 0; c < source.rows->columns.size(); ++c)
    if (!asNeeded || uses.contains(columnExpr(loop_.function(), *source.rows, c, source.rows->loc)))
      source.now.push_back(c);

  if (source.kind == Source::Kind::Windows)
    std::ranges::stable_partition(source.now, [&](unsigned c) { return !source.rows->columns[c].aggregate; });
  source.ordered = source.kind == Source::Kind::Groups && source.rows->domain.ordered;
  feeds();
  loop_.direct = !loop_.last && isDirect();
  // head(n): no rank needs more than n rows, so stop early
  const Op& sink = *loop_.sinks.front();
  if (loop_.sinks.size() == 1 && sink.info->takesFirst && takesTable(sink) && loop_.routers.empty() && !loop_.direct)
    loop_.most = knownCount(*sink.scalars.at(0));

  source.labels = source.kind == Source::Kind::Table && std::ranges::any_of(loop_.feeds, [](const Feed& feed) {
                    return feed.labels == Feed::Labels::Source;
                  });
  if (!loop_.direct) stages();
  if (source.kind == Source::Kind::File) skips();
  for (Feed& feed : loop_.feeds) feed.finish = finishOf(loop_, feed);
}

void LoopPlanner::stages() {
  for (Op* op : loop_.chain) {
    if (op->predicate) {
      loop_.stages.push_back({Stage::Kind::Filter, op});
    } else if (isMerge(*op)) {
      const std::vector<const Expr*> keys = loop_.canonical(probeKeys(*op));
      const auto add = [&](Stage::Kind kind) { loop_.stages.push_back({.kind = kind, .op = op, .keys = keys}); };
      if (std::ranges::find(loop_.routers, op) != loop_.routers.end()) add(Stage::Kind::Send);
      add(traits(op->join).matched == Matched::Pairs ? Stage::Kind::Probe : Stage::Kind::KeepMatching);
    } else if (explodes(*op)) {
      loop_.stages.push_back({.kind = Stage::Kind::Explode, .op = op, .keys = loop_.canonical(op->keys)});
    }
    // other streaming ops change no rows: their columns are expressions
  }
  if (loop_.feeds.front().kind == Feed::Kind::Marks)
    loop_.stages.push_back(
        {.kind = Stage::Kind::Send, .op = loop_.routers.front(), .keys = loop_.canonical(loop_.feeds.front().columns)});
}

// The filters before any other stage decide about rows of the file.
void LoopPlanner::skips() {
  const auto comparable = [&](const Expr* column, const Expr* value) {
    return column->kind == ExprKind::Column && column->rows == loop_.source.rows && isKnown(*value) &&
           column->type.type == value->type.type;
  };
  const auto isConstant = [](const Expr* e) { return e->kind == ExprKind::Constant; };
  for (const Stage& stage : loop_.stages) {
    if (stage.kind != Stage::Kind::Filter) break;
    for (const Expr* condition : conjuncts(stage.op->predicate))
      for (ColumnComparison& c : comparisonsOf(*condition, loop_.canonical(condition->args), comparable))
        if (!std::ranges::all_of(c.values, isConstant)) loop_.source.skips.push_back(std::move(c));
  }
}

Feed::Labels LoopPlanner::labelsOf(const Op& sink) const {
  if (!planner_.wantsLabels(sink, loop_.input)) return Feed::Labels::None;
  const bool has = hasLabels(*loop_.source.rows);
  if (!has && loop_.chain.size() == loop_.source.heads.size()) return Feed::Labels::Numbered;
  return has && loop_.source.kind == Source::Kind::Table ? Feed::Labels::Source : Feed::Labels::Rows;
}

void LoopPlanner::feeds() {
  std::vector<Op*> reductions;
  for (Op* sink : loop_.sinks) {
    if (sink->info->kind == OpKind::Reduction) {
      reductions.push_back(sink);
      continue;
    }
    Feed feed{};
    feed.sinks = {sink};
    switch (shapeOf(*sink)) {
      case Shape::Merge:
        feed.kind = Feed::Kind::Build;
        feed.columns = buildSide(*sink) == 0 ? sink->keys : sink->rightKeys;
        for (const Expr* key : feed.columns) feed.names.push_back(nameOfKey(*key));
        for (const MergeColumn& c : columnsOf(*sink, buildSide(*sink))) {
          feed.columns.push_back(c.column().from);
          feed.names.push_back(c.column().name);
        }
        break;
      case Shape::Groups:
        feed.kind = Feed::Kind::Groups;
        feed.columns = sink->keys;
        for (const Column& c : sink->rows().columns)
          if (c.aggregate && !isCollected(c)) feed.states.push_back(&c);
        break;
      case Shape::Sort:
        feed.kind = Feed::Kind::Sort;
        addColumns(feed, sink->rows().columns, 0);
        for (const Expr* key : sink->keys)
          if (std::ranges::find(feed.columns, key) == feed.columns.end()) {
            feed.columns.push_back(key);
            feed.names.emplace_back();
          }
        break;
      case Shape::Marks:
        feed.kind = Feed::Kind::Marks;
        feed.marked = loop_.routers.front();
        feed.columns = sink->keys;
        for (const Expr* key : feed.columns) feed.names.push_back(nameOfKey(*key));
        break;
      case Shape::Writer:
        feed.kind = Feed::Kind::Writer;
        addColumns(feed, sink->outputs, 0);
        break;
      default:
        feed.kind = Feed::Kind::Table;
        feed.columns = tableExprs(*sink, loop_.input);
        feed.names = tableNames(*sink, loop_.input);
        feed.labels = labelsOf(*sink);
        feed.madeBy = maker(loop_, *sink);
        break;
    }
    loop_.feeds.push_back(std::move(feed));
  }
  if (reductions.empty()) {
    loop_.feeds.back().last = true;
    return;
  }
  Feed feed{};
  feed.kind = Feed::Kind::Scalars;
  feed.sinks = std::move(reductions);
  feed.last = true;
  loop_.feeds.push_back(std::move(feed));
}

// Row numbers into a table, without filters: one loop over the whole block, straight into the columns.
bool LoopPlanner::isDirect() const {
  const Source& source = loop_.source;
  if (source.kind != Source::Kind::Range || loop_.sinks.size() != 1 || loop_.chain.size() != source.heads.size())
    return false;
  const Feed& feed = loop_.feeds.front();
  if (feed.kind != Feed::Kind::Table || feed.columns.empty()) return false;
  if (feed.labels != Feed::Labels::None && feed.labels != Feed::Labels::Numbered) return false;
  return std::ranges::none_of(
      feed.columns, [](const Expr* e) { return e->type.nullable || isBytes(e->type.type) || isDecimal(e->type.type); });
}

}  // namespace bodocc::plan
