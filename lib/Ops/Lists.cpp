// Lists: rows from their values, their lengths.
#include "Builders.h"

namespace bodocc {

void failList(const OpInfo& info, const Expr* list, SourceLoc loc) {
  fail("operand-types", loc, fmt::format("'{}' does not take lists, as {}", info.method, describe(list)),
       "their values are rows after df.explode(\"A\"); .str().len() is their number");
}

void refuseLists(const OpInfo& info, const Op& made) {
  if (made.info->shape == Shape::Explode) return;
  for (const auto* keys : {&made.keys, &made.rightKeys})
    for (const Expr* key : *keys)
      if (isList(key->type.type)) failList(info, key, made.loc);
  const auto check = [&](const std::vector<Column>& columns) {
    for (const Column& c : columns)
      if (c.aggregate && c.from && isList(c.from->type.type) && !countsOnly(c))
        failList(c.aggregate->owner[0] != '\0' ? *c.aggregate : info, c.from, made.loc);
  };
  check(made.outputs);
  for (const auto& rows : made.results) check(rows->columns);
}

Rows& explodedRows(const Call& call, const Frame& frame, const Expr* list, std::size_t at,
                   const ExplodedColumn& column) {
  Op& made = call.ctx.append(call.op, call.loc);
  made.inputs = {frame.rows};
  made.keys = {list};
  made.join = column.join;
  Rows& rows = call.ctx.addRows(made);
  carry(rows, frame);
  const ValueType type{bodo::element_of(list->type.type), column.nullable || column.join == JoinKind::Left};
  rows.columns.insert(rows.columns.begin() + static_cast<std::ptrdiff_t>(at), {.name = column.name, .type = type});
  return rows;
}

Value buildExplode(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  Frame frame = call.frame(0);
  std::size_t at = 0;
  if (!call.isSeries(0)) {
    const std::vector<Name> names = call.names(1, "the column name");
    if (names.size() != 1)
      fail("limitation", call.locOf(1), "explode takes one column of lists",
           "explode one after the other: each value of the first list is repeated for each value of the second one");
    at = static_cast<std::size_t>(&columnOf(frame, names.front()) - frame.columns.data());
  }
  const NamedExpr column = frame.columns[at];
  if (!isList(column.expr->type.type))
    fail("operand-types", call.locOf(call.isSeries(0) ? 0 : 1),
         fmt::format("explode needs lists, not {}", describe(column.expr)),
         "lists come from Parquet files, from .str().split(\",\"), and from .map(f) if f returns a std::vector");
  frame.columns.erase(frame.columns.begin() + static_cast<std::ptrdiff_t>(at));
  return call.likeReceiver(explodedRows(call, frame, column.expr, at, {column.name, JoinKind::Left, true}));
}

Value buildLength(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = call.series(0);
  if (!isList(s.expr->type.type)) return buildText(ctx, info, args, loc);
  return {Series{s.rows, apply(ctx, "list_length", {s.expr}, loc), s.name}, loc};
}

}  // namespace bodocc
