// Joins in a pipeline: its rows look for partners in hash tables, travel to where these are spread over the ranks, and
// what has no partner is dropped before the rest of a scan's columns is decoded.
#include "FunctionEmitter.h"
#include "Pipeline.h"
#include "RowLoop.h"
#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>

namespace bodocc {

void Pipeline::emitPrefilter(const plan::Stage& stage) {
  if (!levels_.front().selected()) select();
  fill(stage.parts);
  const std::string& table = fn_.variable(stage.op);
  body_.comment(fmt::format("without a partner in {}: gone before the other columns are decoded", table));
  body_.line("{}.prefilter({{{}}}, {});", table, fmt::join(views(stage.keys), ", "), rowsArgument());
}

void Pipeline::emitKeepMatching(const plan::Stage& stage) {
  fill(stage.parts);
  const std::vector<std::string> keys = views(stage.keys);
  Level& level = levels_.back();
  if (!level.selected() || level.arrived) select();
  body_.line("{}.keep_matching({{{}}}, {}{});", fn_.variable(stage.op), fmt::join(keys, ", "), level.kept,
             traits(stage.op->join).matched == Matched::Gone ? ", true" : "");
}

void Pipeline::emitSend(const plan::Stage& stage) {
  Op& op = *stage.op;
  const std::vector<const Expr*>& travel = stage.sent;
  const std::vector<std::string>& names = stage.names;
  fill(stage.parts);
  const std::string rows = rowsArgument();
  const std::vector<std::string> keyViews = views(stage.keys), columnViews = views(travel);

  const std::string& table = fn_.variable(&op);
  const std::string route = fn_.names().fresh("to_" + table);
  const std::string moved = fn_.names().fresh("moved", "rows");
  const std::string arrived = fn_.names().fresh("arrived", "rows");
  std::vector<std::string> fields;
  for (std::size_t n = 0; n < travel.size(); ++n) fields.push_back(FunctionEmitter::field(names[n], travel[n]->type));
  before_.comment(
      fmt::format("collective, in rounds: where {} is spread over the ranks, {}", table,
                  op.rows().ordered ? "rows stay, and their partners come" : "rows go to the owner of their key"));
  before_.line("rt::route {}({}, {}, {{{}}});", route, fn_.site(op), table, fmt::join(fields, ", "));
  before_.line("rt::rows {};", arrived);
  body_.line("{}.send({{{}}}, {{{}}}, {});", route, fmt::join(keyViews, ", "), fmt::join(columnViews, ", "), rows);

  while (closings_.size() > 2) {
    body_.close(closings_.back());
    closings_.pop_back();
  }
  closings_.pop_back();
  body_.close("} else {");
  body_.deeper();
  body_.line("{}.close();", route);
  body_.close();
  body_.open("while ({}.next({}, {})) {{", route, moved, arrived);
  before_.line("rt::batch {};", moved);
  closings_ = {fmt::format("}} while ({}.open());", route), "}"};

  Level level;
  level.row = levels_.front().row;
  level.count = arrived + ".count";
  level.rows = arrived;
  level.kept = arrived;
  level.arrived = true;
  levels_ = {level};
  places_.clear();
  declared_.clear();
  covered_.clear();
  for (std::size_t n = 0; n < travel.size(); ++n)
    places_[travel[n]] = columnPlace(travel[n]->type, names[n], fmt::format("{}.columns[{}]", moved, n));
}

void Pipeline::emitProbe(const plan::Stage& stage) {
  Op& op = *stage.op;
  fill(stage.parts);
  const std::string& table = fn_.variable(&op);
  body_.line("{}.{}({{{}}}, {});", table, traits(op.join).keepsLeft ? "probe_left" : "probe",
             fmt::join(views(stage.keys), ", "), rowsArgument());
  Level level;
  level.pairs = fn_.names().fresh("pairs", "of_" + table);
  level.count = level.pairs + ".count";
  level.row = fn_.names().fresh("k", "row");
  level.buildRow = fn_.names().fresh(levels_.size() == 1 ? "j" : table + "_row", "row");
  before_.line("rt::matches {};", level.pairs);
  body_.open("while ({}.next({})) {{", table, level.pairs);
  closings_.push_back("}");
  levels_.push_back(level);

  unsigned payload = 0;
  for (unsigned c = 0; c < op.rows().columns.size(); ++c) {
    const Column& column = op.rows().columns[c];
    if (!column.from || column.side != plan::buildSide(op)) continue;
    const Expr* e = columnExpr(fn_.exprPool(), op.rows(), c, op.loc);
    Place p = columnPlace(column.type, column.name, fmt::format("{}.column({})", table, payload++));
    p.level = static_cast<int>(levels_.size()) - 1;
    p.build = true;
    places_[e] = std::move(p);
  }
}

}  // namespace bodocc
