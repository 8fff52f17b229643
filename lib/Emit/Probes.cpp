// Joins in a pipeline: its rows are looked up in hash tables, travel if these are spread over the ranks, and rows
// without a partner are dropped before the other columns of a scan are decoded.
#include "ConstantCode.h"
#include "FunctionEmitter.h"
#include "Pipeline.h"
#include "RowLoop.h"
#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>

namespace bodocc {

void Pipeline::emitPrefilter(const plan::Stage& stage) {
  scope_.fill(stage.parts);
  select();
  const std::string& table = fn_.variable(stage.op);
  if (shapeOf(*stage.op) == Shape::Keys)
    return text_.body.line("{}.keep({}, {});", table, scope_.list(stage.keys), here_.level().argument());
  fn_.remark("prefilter", "drop rows that are known to have no match before the other columns", text_.body);
  text_.body.line("{}.prefilter({}, {});", table, scope_.list(stage.keys), here_.level().argument());
}

void Pipeline::emitKeepMatching(const plan::Stage& stage) {
  scope_.fill(stage.parts);
  Level& level = here_.level();
  select();
  const char* const which = traits(stage.op->join).matched == Matched::Gone ? "drop" : "keep";
  const std::string keys = scope_.columns(stage.keys, stage.reads).columns, kept = level.kept;
  const Position before = here_;
  here_.levels.push_back(pairsOf(*stage.op));
  const std::string condition = emitCondition(stage);
  here_ = before;
  text_.body.line("{}.{}_matching({}, {}{});", fn_.variable(stage.op), which, keys, kept, condition);
}

void Pipeline::emitSend(const plan::Stage& stage) {
  Op& op = *stage.op;
  const std::vector<const Expr*>& travel = stage.sent;
  const std::vector<std::string>& names = stage.names;
  scope_.fill(stage.parts);
  const auto [columns, rows] = scope_.columns(travel, stage.reads);

  const std::string& table = fn_.variable(&op);
  const std::string route = fn_.names().fresh("to_" + table);
  const std::string received = fn_.names().fresh("received", "at_" + table);
  const Rows* const from = scope_.numbered();
  std::vector<std::string> fields;
  for (std::size_t n = 0; n < travel.size(); ++n)
    fields.push_back(from ? fn_.numbered(*from, travel[n], travel[n]->type)
                          : FunctionEmitter::field(names[n], travel[n]->type));
  const bool isTaken = loop_.source.kind == plan::Source::Kind::Table && fn_.takenBy(*loop_.source.rows) == &loop_;
  const std::string source = !from ? "" : (isTaken ? source_.name : scope_.source()) + ", ";
  text_.before.line("rt::route {}({}, {}, {}{{{}}});", route, fn_.site(op), table, source, fmt::join(fields, ", "));
  // a route after another one holds its rows if both would take turns with the other ranks
  if (!route_.empty()) text_.before.line("{}.follow({});", route, route_);
  route_ = route;
  text_.body.line("{}.add({}, {});", outgoing_, columns, rows);
  if (source_.sent == send_) text_.body.line("return true;");
  text_.close();
  text_.body.comment(fmt::format(
      "collective, in rounds: if {} is spread over the ranks, {}", table,
      op.rows().domain.ordered ? "rows stay, and their matches are fetched" : "rows go to the owner of their key"));
  const std::string next = fmt::format("{}.next({}, {})", route, source_.sent, received);
  const auto place = static_cast<std::size_t>(&stage - loop_.stages.data()) + 1;
  const bool isLast = std::ranges::find(loop_.stages.begin() + static_cast<std::ptrdiff_t>(place), loop_.stages.end(),
                                        plan::Stage::Kind::Send, &plan::Stage::kind) == loop_.stages.end();
  if (isLast) text_.open(fmt::format("for (rt::received_batch {}; {};)", received, next));

  if (here_.level().selected()) fn_.names().release(here_.level().kept);
  Level level;
  level.row = here_.levels.front().row;
  level.rows = received + ".rows";
  level.count = level.every = level.rows + ".count";
  level.kept = level.rows;
  level.arrived = true;
  here_.levels = {level};
  // what the function above has declared is not visible here
  for (const auto& [e, place] : here_.places)
    if (!place.declarator.empty()) fn_.names().release(place.name);
  here_.places.clear();
  text_.forget();
  for (std::size_t n = 0; n < travel.size(); ++n)
    here_.places.try_emplace(travel[n],
                             scope_.columnPlace({.name = names[n], .type = travel[n]->type}, received,
                                                from ? fn_.numberOf(*from, travel[n]) : std::to_string(n), false));
  if (isLast) return;
  text_.before.line("rt::received_batch {};", received);
  openSender(place, next);
}

// The level of the pairs that a probe finds.
Level Pipeline::pairsOf(const Op& merge) {
  const std::string& table = fn_.variable(&merge);
  Level level;
  level.pairs = fn_.names().fresh("pairs", "of_" + table);
  level.count = level.every = level.pairs + ".count";
  level.row = fn_.names().fresh("k", "row");
  level.buildRow = fn_.names().fresh(here_.levels.size() == 1 ? "j" : table + "_row", "row");
  return level;
}

void Pipeline::emitProbe(const plan::Stage& stage) {
  const Op& op = *stage.op;
  scope_.fill(stage.parts);
  const std::string& table = fn_.variable(&op);
  const auto [keys, rows] = scope_.columns(stage.keys, stage.reads);
  const auto level = sendersLevels_.find(&stage);
  here_.levels.push_back(level != sendersLevels_.end() ? level->second : pairsOf(op));
  const std::string condition = emitCondition(stage);
  const char* const call = explodes(op) ? "explode" : keepsProbe(op) ? "probe_left" : "probe";
  const std::string probe = fmt::format("{}.{}({}, {}{})", table, call, keys, rows, condition);
  if (level != sendersLevels_.end()) {
    text_.body.line("{};", probe);
    text_.body.close();
    // declarations are not visible outside of the block
    text_.forget();
  } else {
    text_.open(fmt::format("for (rt::matches& {} : {})", here_.level().pairs, probe));
  }
  placeBuild(op);
}

// The condition of pairs as a function of the two rows' numbers, and its name as a further argument; empty without one.
std::string Pipeline::emitCondition(const plan::Stage& stage) {
  if (!stage.where) return "";
  placeBuild(*stage.op);
  RowLoop loop(scope_, *stage.where);
  const std::string name = fn_.names().fresh("match", "of_" + fn_.variable(stage.op));
  loop.asCondition(name, loop.isTrue(stage.where->roots.front()));
  return ", " + name;
}

// The payload of the table as columns of the innermost level; of lists their values.
void Pipeline::placeBuild(const Op& op) {
  unsigned payload = 0;
  if (explodes(op)) {
    for (unsigned c = 0; c < op.rows().columns.size(); ++c)
      if (!op.rows().columns[c].from) placeValue(op, op.rows(), c, payload++);
  } else {
    for (const MergeColumn& c : columnsOf(op, plan::buildSide(op))) placeValue(op, *c.rows, c.number, payload++);
    for (const MergeColumn& c : columnsOfMatch(op)) placeMatch(op, c);
  }
}

// A constant for pairs with a build row, missing for others.
void Pipeline::placeMatch(const Op& op, const MergeColumn& column) {
  const Column& c = column.column();
  Place p;
  p.level = here_.innermost();
  p.build = true;
  p.nullable = keepsProbe(op);
  ValueCode constant{constantCode(c.from->constant, c.type), Cpp::boolean(!c.from->constant.missing())};
  if (p.nullable) {
    p.name = fn_.names().fresh("no_row", "of_" + fn_.variable(&op));
    p.type = "const std::uint32_t";
    p.declarator = fmt::format("{} = {}.missing_row()", p.name, fn_.variable(&op));
  }
  p.ofRow = [constant, none = p.name](const Cpp& row) -> ValueCode {
    if (none.empty()) return constant;
    return {constant.value, Cpp::both(constant.known, Cpp::infix(row, "!=", Cpp::name(none)))};
  };
  here_.places[columnExpr(fn_.exprPool(), *column.rows, column.number, op.loc)] = std::move(p);
}

void Pipeline::placeValue(const Op& op, const Rows& rows, unsigned column, unsigned payload) {
  const std::vector<std::string>& numbers = fn_.payloadNumbers(op);
  Place p = scope_.columnPlace(rows.columns[column], fn_.variable(&op),
                               numbers.empty() ? std::to_string(payload) : numbers.at(payload), true);
  p.level = here_.innermost();
  here_.places[columnExpr(fn_.exprPool(), rows, column, op.loc)] = std::move(p);
}

void Pipeline::declareExploded() {
  for (const plan::Stage& stage : loop_.stages) {
    if (stage.kind != plan::Stage::Kind::Explode) continue;
    const Op& op = *stage.op;
    const Expr& list = *stage.keys.front();
    const auto value = std::ranges::find(op.rows().columns, nullptr, &Column::from);
    std::string& lists = fn_.variable(&op);
    lists = fn_.names().fresh(value == op.rows().columns.end() ? "values" : value->name + "_values", "of_lists");
    text_.before.line("rt::exploded {}({}, rt::join::{});", lists, typeCode(bodo::element_of(list.type.type)),
                      traits(op.join).name);
  }
}

}  // namespace bodocc
