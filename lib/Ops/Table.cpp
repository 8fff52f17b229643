// The table of operations: Ops.def's rows, and look-ups in it.
#include "Table.h"

#include "Builders.h"

#include "bodocc/Support/NearestName.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace bodocc {
namespace {

// The common part of each kind of row; the rest of a row is designated initialisers of OpInfo's members.
#define ROW(ID, OWNER, METHOD, BUILD, ...) \
  {.id = ID, .kind = OpKind::Row, .owner = OWNER, .method = METHOD, .build = BUILD, __VA_ARGS__},
#define ROWS(ID, OWNER, METHOD, BUILD, ...) \
  {.id = ID, .kind = OpKind::Rows, .owner = OWNER, .method = METHOD, .build = BUILD, __VA_ARGS__},
#define REDUCTION(ID) {.id = ID, .kind = OpKind::Reduction, .shape = Shape::Reduction, .collective = true},
#define AGGREGATE_AS(ID, OWNER, METHOD, BUILD, STATE, TYPE, ...) \
  {.id = ID,                                                     \
   .kind = OpKind::Aggregate,                                    \
   .owner = OWNER,                                               \
   .method = METHOD,                                             \
   .build = BUILD,                                               \
   AGGREGATE_REST(STATE, TYPE, __VA_ARGS__)},
#define AGGREGATE(ID, STATE, TYPE, ...) \
  AGGREGATE_AS(ID, "Series DataFrame GroupBy bodo.agg", ID, buildAggregate, STATE, TYPE, __VA_ARGS__)
#define AGGREGATE_REST(STATE, TYPE, ...) .aggregated = TYPE, .state = STATE, __VA_ARGS__
#define COMPOSED(ID, OWNER, ...) \
  {.id = ID,                     \
   .kind = OpKind::Surface,      \
   .owner = OWNER,               \
   .method = ID,                 \
   .build = buildStatistic,      \
   .composed = true,             \
   __VA_ARGS__},
#define WINDOW_AS(ID, OWNER, METHOD, BUILD, LOWERING, TYPE, MOVES, ...) \
  {.id = ID,                                                            \
   .kind = OpKind::Aggregate,                                           \
   .owner = OWNER,                                                      \
   .method = METHOD,                                                    \
   .build = BUILD,                                                      \
   .lowering = LOWERING,                                                \
   .aggregated = TYPE,                                                  \
   .moves = MOVES,                                                      \
   .looksAtOrder = true,                                                \
   __VA_ARGS__},
#define WINDOW(ID, LOWERING, TYPE, MOVES, ...) \
  WINDOW_AS(ID, "Series GroupBy", ID, buildWindow, LOWERING, TYPE, MOVES, __VA_ARGS__)
#define ROLLING(METHOD, TYPE, ...)                                                                                    \
  WINDOW_AS("rolling_" METHOD, "Series.rolling", METHOD, buildRolling, "rt::rolling_" METHOD "({of}{options}{args})", \
            orNone<TYPE>, "rows of other ranks in the windows", .structArgs = "rows duration min_periods center",     \
            __VA_ARGS__)
#define GROUP_WINDOW(ID, METHOD, LOWERING, TYPE, ...)        \
  {.id = ID,                                                 \
   .kind = OpKind::Aggregate,                                \
   .owner = *METHOD == '\0' ? "" : "GroupBy",                \
   .method = METHOD,                                         \
   .build = buildGroupWindow,                                \
   .lowering = LOWERING,                                     \
   .aggregated = TYPE,                                       \
   .moves = "owners of keys tell how many rows come before", \
   .looksAtOrder = true,                                     \
   __VA_ARGS__},
#define SINK(ID, OWNER, METHOD, BUILD, SHAPE, ...) \
  {.id = ID,                                       \
   .kind = OpKind::Sink,                           \
   .owner = OWNER,                                 \
   .method = METHOD,                               \
   .build = BUILD,                                 \
   .shape = SHAPE,                                 \
   .pure = false,                                  \
   __VA_ARGS__},
#define CONTROL(ID, OWNER, METHOD, BUILD, ...) \
  {.id = ID,                                   \
   .kind = OpKind::Control,                    \
   .owner = OWNER,                             \
   .method = METHOD,                           \
   .build = BUILD,                             \
   .shape = Shape::Control,                    \
   __VA_ARGS__},
#define PENDING(ID, OWNER, METHOD, BUILD, ...) \
  {.id = ID, .kind = OpKind::Pending, .owner = OWNER, .method = METHOD, .build = BUILD, __VA_ARGS__},
#define SURFACE(ID, OWNER, METHOD, BUILD, ...) \
  {.id = ID, .kind = OpKind::Surface, .owner = OWNER, .method = METHOD, .build = BUILD, __VA_ARGS__},

constexpr OpInfo table[] = {
#include "Ops.def"
};

bool owns(std::string_view owners, std::string_view owner) {
  while (!owners.empty()) {
    const std::size_t space = owners.find(' ');
    if (owners.substr(0, space) == owner) return true;
    owners.remove_prefix(space == std::string_view::npos ? owners.size() : space + 1);
  }
  return false;
}

}  // namespace

std::span<const OpInfo> allOps() { return table; }

const OpInfo* findOp(std::string_view owner, std::string_view method) {
  for (const OpInfo& info : table)
    if (method == info.method && owns(info.owner, owner)) return &info;
  return nullptr;
}

const OpInfo& op(std::string_view id) {
  static const auto byId = [] {
    std::map<std::string_view, const OpInfo*> all;
    for (const OpInfo& info : table)
      if (!all.emplace(info.id, &info).second) throw InternalError(fmt::format("two operations are '{}'", info.id));
    return all;
  }();
  const auto found = byId.find(id);
  if (found == byId.end()) throw InternalError(fmt::format("there is no operation '{}'", id));
  return *found->second;
}

const OpInfo& controlOp(Control c) {
  const auto found = std::ranges::find(table, c, &OpInfo::control);
  if (found == std::end(table)) throw InternalError("no operation is this control flow");
  return *found;
}

const OpInfo& conditionOp(Condition c) {
  const auto found = std::ranges::find(table, c, &OpInfo::condition);
  if (found == std::end(table)) throw InternalError("no operation has the condition that a pass asks for");
  return *found;
}

const OpInfo& materialiseOp() { return op("materialise"); }
const OpInfo& keyFilterOp() { return op("key_filter"); }
const OpInfo& markOp() { return op("mark"); }
const OpInfo& intervalsOp() { return op("intervals"); }
const OpInfo& asofBackwardOp() { return op("merge_asof"); }
const OpInfo& asofForwardOp() { return op("asof_forward"); }
const OpInfo& gatherOp() { return op("gather"); }
const OpInfo& cutOp() { return op("cut"); }
const OpInfo& mergeOp() { return op("merge"); }
const OpInfo& groupByOp() { return op("groupby"); }
const OpInfo& countOp() { return op("count"); }
const OpInfo& plainOp() { return op("plain"); }
const OpInfo& expectOp() { return op("expect"); }
const OpInfo& checkpointOp() { return op("checkpoint"); }
const OpInfo& readParquetOp() { return op("read_parquet"); }
const OpInfo& toParquetOp() { return op("to_parquet"); }
const OpInfo& monthsOp() { return op("months"); }
const OpInfo& transformOp() { return op("transform"); }
const OpInfo* ofKnown(const OpInfo& info) { return *info.ofKnown != '\0' ? &op(info.ofKnown) : nullptr; }
const OpInfo* dividendOf(const OpInfo& info) { return *info.quotientOf != '\0' ? &op(info.quotientOf) : nullptr; }

std::vector<std::string> methodsOf(std::string_view owner) {
  std::vector<std::string> names;
  for (const OpInfo& info : table)
    if (*info.method && owns(info.owner, owner)) names.emplace_back(info.method);
  return names;
}

Value buildCall(BuildContext& ctx, const OpInfo& info, std::vector<Value> args, SourceLoc loc) {
  if (!info.build) throw InternalError(fmt::format("'{}' is no operation that a program can call", info.id));
  const std::size_t before = ctx.region->ops.size();
  Value result = info.build(ctx, info, args, loc);
  for (std::size_t n = before; n < ctx.region->ops.size(); ++n) refuseLists(info, *ctx.region->ops[n]);
  if (!result.loc.valid()) result.loc = loc;
  return result;
}

}  // namespace bodocc
