// Row sets with fewer rows, or the rows of several frames.
#include "Builders.h"

#include <algorithm>

namespace bodocc {

namespace {

Rows& fewer(const Call& call, const OpInfo& info, const Frame& frame) {
  Op& made = call.ctx.append(info, call.loc);
  made.inputs = {frame.rows};
  Rows& rows = call.ctx.addRows(made);
  carry(rows, frame);
  return rows;
}

// The columns that a call names, or all.
std::vector<NamedExpr> chosen(const Call& call, const Frame& frame) {
  std::vector<NamedExpr> columns;
  for (const Name& name : call.names(1, "the column name")) columns.push_back(columnOf(frame, name));
  return columns.empty() ? frame.columns : columns;
}

}  // namespace

Value buildFilter(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series mask = call.series(1);
  if (!isBoolean(mask.expr->type.type))
    fail("operand-types", call.locOf(1), fmt::format("rows are chosen by booleans, not by {}", describe(mask.expr)),
         "compare: df[df[\"A\"] > 3]; a column is chosen by its name: df[\"A\"]");
  Frame frame = call.frame(0);
  Alignment alignment(ctx, loc);
  alignment.add(frame.rows);
  alignment.add(mask.rows);
  Rows* common = alignment.rows();
  for (NamedExpr& c : frame.columns) c.expr = alignment.lift(c.expr, frame.rows);
  frame.rows = common;
  const Expr* predicate = alignment.lift(mask.expr, mask.rows);
  Rows& rows = fewer(call, info, frame);
  rows.def->predicate = predicate;
  return call.likeReceiver(rows);
}

Value buildHead(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Expr* n = call.has(1) ? call.integer(1, "the number of rows") : integerConstant(ctx, 5, bodo::int64, loc);
  Rows& rows = fewer(call, info, call.frame(0));
  rows.def->scalars = {n};
  return call.likeReceiver(rows);
}

Value buildSlice(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Expr* begin = call.integer(1, "the begin of a slice");
  const Expr* end = call.integer(2, "the end of a slice");
  Rows& rows = fewer(call, info, call.frame(0));
  rows.def->scalars = {begin, end};
  return call.likeReceiver(rows);
}

Value buildDropNa(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  Frame frame = call.frame(0);
  const Expr* known = nullptr;
  std::vector<std::string> without;
  for (const NamedExpr& c : chosen(call, frame)) {
    if (!c.expr->type.nullable) continue;
    without.push_back(c.name);
    const Expr* here = callExpr(ctx.function, op("notna"), {c.expr}, {bodo::boolean}, loc);
    known = known ? apply(ctx, "and", {known, here}, loc) : here;
  }
  if (!known) return args[0];
  Rows& rows = fewer(call, op("filter"), frame);
  rows.def->predicate = known;
  return call.likeReceiver(rows);
}

namespace {
std::string columnNames(const Frame& frame) {
  std::string names;
  for (const NamedExpr& c : frame.columns) names += fmt::format("{}'{}'", names.empty() ? "" : ", ", c.name);
  return names;
}
}  // namespace

Value buildConcat(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call outer(ctx, info, args, loc);
  const List* list = outer.at(0).get<List>();
  if (!list || list->items.empty())
    fail("bad-argument", outer.locOf(0), "concat takes a braced list of frames or series");
  std::vector<Value> items = list->items;
  const Call call(ctx, info, items, loc);
  if (items[0].matrix) return concatArrays(call);
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < call.size(); ++i) {
    frames.push_back(call.frame(i));
    if (call.isSeries(i) != call.isSeries(0))
      fail("operand-types", call.locOf(i), "concat takes frames or series, not both");
    if (call.isSeries(i)) frames.back().columns[0].name = frames[0].columns[0].name;
  }
  // columns are matched by name, in the order of the first frame
  for (std::size_t i = 1; i < frames.size(); ++i) {
    if (frames[i].columns.size() != frames[0].columns.size())
      fail("concat-columns", call.locOf(i),
           fmt::format("the first frame's columns are {}, this one's are {}", columnNames(frames[0]),
                       columnNames(frames[i])),
           "frames that are put one after the other have the same columns: choose them with df[{\"A\", \"B\"}]");
    for (const NamedExpr& c : frames[0].columns) columnOf(frames[i], c.name, call.locOf(i));
  }
  Op& made = ctx.append(info, loc);
  Rows& rows = ctx.addRows(made);
  for (const Frame& f : frames) made.inputs.push_back(f.rows);
  for (const Frame& f : frames)
    if (rows.unread.empty()) rows.unread = f.unread;
  const std::size_t width = frames[0].columns.size();
  made.outputs.resize(width * frames.size());
  for (std::size_t k = 0; k < width; ++k) {
    const std::string& name = frames[0].columns[k].name;
    std::vector<const Expr*> values;
    const Expr* common = frames[0].columns[k].expr;
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const Expr* e = frames[i].find(name)->expr;
      values.push_back(e);
      const Expr* before = common;
      if (i > 0 && !widen(ctx, common, e, loc))
        fail("operand-types", call.locOf(i),
             fmt::format("the values of '{}' have different types: {} and {}", name, describe(before),
                         describe(values.back())),
             "convert one with .astype(...)");
    }
    ValueType type{common->type.type, false, true};
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const Expr* e = cast(ctx, values[i], type.type, loc);
      type.nullable = type.nullable || e->type.nullable;
      type.coded = type.coded && e->type.coded;
      made.outputs[i * width + k] = {.name = name, .type = e->type, .from = e, .side = static_cast<unsigned>(i)};
    }
    rows.columns.push_back({.name = name, .type = type});
  }
  return call.likeReceiver(rows);
}

}  // namespace bodocc
