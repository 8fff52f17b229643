// Joins in a pipeline: its rows look for partners in hash tables, travel to where these are spread over the ranks, and
// what has no partner is dropped before the rest of a scan's columns is decoded.
#include "FunctionEmitter.h"
#include "Pipeline.h"
#include "RowLoop.h"
#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>

namespace bodocc {

unsigned buildSide(const Op& merge) { return merge.buildLeft ? 0 : 1; }
const std::vector<const Expr*>& probeKeys(const Op& merge) { return merge.buildLeft ? merge.rightKeys : merge.keys; }

std::vector<Op*> Pipeline::prefilters(const Op& read) {
  std::vector<Op*> all;
  if (!hasFooters(read)) return all;
  for (Op* op : chain_) {
    // rows that would end the program are not dropped before they do
    if (op->predicate && op != chain_.front() && anyMayFail(op->predicate)) break;
    if (shapeOf(*op) != Shape::Merge) continue;
    const JoinTraits& join = traits(op->join);
    const bool drops = !join.keeps(1 - buildSide(*op)) && (join.matched == Matched::Pairs || router_ == op);
    const std::vector<const Expr*>& keys = probeKeys(*op);
    if (drops && std::all_of(keys.begin(), keys.end(), [&](const Expr* k) {
          return canonical(k)->kind == ExprKind::Column && canonical(k)->rows == source_;
        }))
      all.push_back(op);
  }
  return all;
}

void Pipeline::emitPrefilters() {
  for (const auto& [op, decodes] : prefilters_) {
    if (!levels_.front().selected()) select();
    for (const std::string& decode : decodes) body_.line("{}", fmt::format(fmt::runtime(decode), rowsArgument()));
    std::string rows;
    const std::vector<std::string> keys = views(probeKeys(*op), {}, rows);
    body_.comment(fmt::format("without a partner in {}: gone before the other columns are decoded", fn_.variable(op)));
    body_.line("{}.prefilter({{{}}}, {});", fn_.variable(op), fmt::join(keys, ", "), rows);
  }
  prefilters_.clear();
}

// Semi and anti joins are filters: rows stay where they are.
void Pipeline::emitSemiJoin(Op& op) {
  Level& level = levels_.back();
  std::string rows;
  const std::vector<std::string> keys = views(op.keys, {}, rows);
  const std::string& table = fn_.variable(&op);
  const char* anti = traits(op.join).matched == Matched::Gone ? ", true" : "";
  if (!level.selected() || level.arrived) select();
  body_.line("{}.keep_matching({{{}}}, {}{});", table, fmt::join(keys, ", "), level.kept, anti);
  decodeLate();
}

std::vector<const Expr*> Pipeline::madeBefore(const Op& merge) {
  std::vector<const Expr*> all;
  std::unordered_set<const Expr*> seen;
  const auto add = [&](const Expr& e) { all.push_back(&e); };
  for (const Expr* key : probeKeys(merge)) forEachExpr(canonical(key), add, &seen);
  for (const Column& c : merge.rows().columns)
    if (c.from && c.side != buildSide(merge)) forEachExpr(canonical(c.from), add, &seen);
  return all;
}

void Pipeline::emitRoute(Op& op) {
  // what later stages need travels: columns, and what has been computed or must be only once
  std::vector<const Expr*> travel, seen;
  std::vector<std::string> names;
  const std::vector<const Expr*>& keys = probeKeys(op);
  // what statements behind the join make waits for the rows that it leaves
  const std::vector<const Expr*> before = madeBefore(op);
  const auto isBefore = [&](const Expr* e) { return std::find(before.begin(), before.end(), e) != before.end(); };
  const auto collect = [&](auto&& self, const Expr* e) -> void {
    if (std::find(seen.begin(), seen.end(), e) != seen.end()) return;
    seen.push_back(e);
    const bool key = std::any_of(keys.begin(), keys.end(), [&](const Expr* k) { return canonical(k) == e; });
    if (placeOf(e) || (needsBuffer(e) && isBefore(e)) || (key && e->kind == ExprKind::Call)) {
      travel.push_back(e);
      names.push_back(e->kind == ExprKind::Column ? e->rows->columns.at(e->column).name : e->name);
      return;
    }
    for (const Expr* a : e->args) self(self, a);
  };
  for (std::size_t s = static_cast<std::size_t>(stage_); s < chain_.size(); ++s)
    for (const Expr* e : expressionsOf(*chain_[s])) collect(collect, canonical(e));
  for (Op* sink : sinks_)
    for (const Expr* e : expressionsOf(*sink)) collect(collect, canonical(e));

  std::vector<const Expr*> both = keys;
  both.insert(both.end(), travel.begin(), travel.end());
  std::vector<std::string> hints(keys.size());
  hints.insert(hints.end(), names.begin(), names.end());
  std::string rows;
  const std::vector<std::string> all = views(both, hints, rows);
  const std::vector<std::string> keyViews(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(keys.size()));
  const std::vector<std::string> columnViews(all.begin() + static_cast<std::ptrdiff_t>(keys.size()), all.end());

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

void Pipeline::emitProbe(Op& op) {
  if (router_ == &op) emitRoute(op);
  if (traits(op.join).matched != Matched::Pairs) {
    emitSemiJoin(op);
    return;
  }
  const std::string& table = fn_.variable(&op);
  // a row may have several partners
  std::vector<const Expr*> once = probeKeys(op);
  for (const Expr* e : madeBefore(op))
    if (needsBuffer(e) && e->op->canFail) once.push_back(e);
  std::string rows;
  std::vector<std::string> keys = views(once, {}, rows);
  keys.resize(probeKeys(op).size());
  body_.line("{}.{}({{{}}}, {});", table, traits(op.join).keepsLeft ? "probe_left" : "probe", fmt::join(keys, ", "),
             rows);
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
    if (!column.from || column.side != buildSide(op)) continue;
    const Expr* e = columnExpr(fn_.exprPool(), op.rows(), c, op.loc);
    Place p = columnPlace(column.type, column.name, fmt::format("{}.column({})", table, payload++));
    p.level = static_cast<int>(levels_.size()) - 1;
    p.build = true;
    places_[e] = std::move(p);
  }
}

}  // namespace bodocc
