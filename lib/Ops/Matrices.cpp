// Arrays of two dimensions: row sets of their elements, one row after the other. Each rank has whole rows; how long
// they are is known at run time, so expressions and reductions of all elements are those of series.
#include "Builders.h"

#include <algorithm>

namespace bodocc {

namespace {

// The rows of an op on all elements of `values`.
Rows& rowsOf(BuildContext& ctx, const OpInfo& info, const Series& values, std::vector<const Expr*> scalars,
             SourceLoc loc) {
  Op& made = ctx.append(info, loc);
  made.inputs = {values.rows};
  made.keys = {values.expr};
  made.scalars = std::move(scalars);
  return ctx.addRows(made);
}

// ... and on all those of `more`.
Rows& rowsOfBoth(BuildContext& ctx, const OpInfo& info, const Series& values, const Series& more, SourceLoc loc) {
  Rows& rows = rowsOf(ctx, info, values, {}, loc);
  rows.def->inputs.push_back(more.rows);
  rows.def->rightKeys = {more.expr};
  return rows;
}

// As float64, none of them missing.
Series floatsOf(BuildContext& ctx, const Value& v, SourceLoc loc) {
  return *buildCall(ctx, "array", {v, textValue("float64", loc)}, loc).get<Series>();
}

// The array whose transpose the value is; null if it is none.
const Op* transposed(const Value& v) {
  const Series& values = *v.get<Series>();
  const bool is =
      values.expr->kind == ExprKind::Column && values.rows->def && values.rows->def->info == &op("transpose");
  return is ? values.rows->def : nullptr;
}

Value seriesIn(BuildContext& ctx, Rows& rows, const ValueType& type, SourceLoc loc) {
  rows.columns.push_back({.name = "elements", .type = type});
  return {Series{&rows, columnExpr(ctx.function, rows, 0, loc), ctx.name}, loc};
}

// The result of an op on an array and these numbers, its arguments.
Value ofNumbers(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc,
                const std::vector<const char*>& numbers) {
  const Call call(ctx, info, args, loc);
  const Series values = call.series(0);
  std::vector<const Expr*> scalars;
  for (const char* number : numbers) scalars.push_back(call.integer(scalars.size() + 1, number));
  return seriesIn(ctx, rowsOf(ctx, info, values, std::move(scalars), loc), values.expr->type, loc);
}

// The number of rows (axis 0) or columns (axis 1).
Value shape(BuildContext& ctx, const Series& values, std::int64_t axis, SourceLoc loc) {
  Rows& rows = rowsOf(ctx, op("matrix_shape"), values, {integerConstant(ctx, axis, bodo::int64, loc)}, loc);
  Value number = buildCall(ctx, "first", {seriesIn(ctx, rows, {bodo::int64}, loc)}, loc);
  // there is one row
  ctx.region->ops.back()->scalarResults.front()->type.nullable = false;
  return number;
}

}  // namespace

std::vector<Value> overRows(BuildContext& ctx, std::vector<Value> values, SourceLoc loc) {
  const auto matrix = std::ranges::find_if(values, &Value::matrix);
  if (matrix == values.end()) return values;
  const Series like = *matrix->get<Series>();
  for (Value& v : values) {
    const Series* const s = v.get<Series>();
    if (!s || v.matrix || s->rows == like.rows) continue;
    Rows& rows = rowsOfBoth(ctx, op("over_rows"), like, *s, loc);
    v = seriesIn(ctx, rows, s->expr->type, v.loc);
  }
  return values;
}

// The numbers of the elements of an array of that shape.
Series matrixRows(BuildContext& ctx, const Expr* n, const Expr* columns, SourceLoc loc) {
  Op& made = ctx.append(op("matrix"), loc);
  made.scalars = {n, columns};
  Rows& rows = ctx.addRows(made);
  rows.columns.push_back({.name = "elements", .type = {bodo::int64}});
  return {&rows, columnExpr(ctx.function, rows, 0, loc), ""};
}

Value buildMatrixRows(BuildContext& ctx, const OpInfo&, std::vector<Value>& args, SourceLoc loc) {
  return shape(ctx, *args[0].get<Series>(), 0, loc);
}

Value buildMatrixElement(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return buildCall(ctx, "first",
                   {ofNumbers(ctx, info, args, loc, {"the number of the row", "the number of the column"})}, loc);
}

Value buildMatrixColumn(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return ofNumbers(ctx, info, args, loc, {"the number of the column"});
}

// columns(begin, end); without arguments their number.
Value buildColumnRange(BuildContext& ctx, const OpInfo&, std::vector<Value>& args, SourceLoc loc) {
  if (args.size() == 1) return shape(ctx, *args[0].get<Series>(), 1, loc);
  return ofNumbers(ctx, op("column_range"), args, loc, {"the first column", "the end of the columns"});
}

Value buildRowSlice(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return ofNumbers(ctx, info, args, loc, {"the first row", "the end of the rows"});
}

// array[mask]: the rows where it holds; the elements, if it has two dimensions.
Value buildRowFilter(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  if (args[1].matrix) return buildFilter(ctx, op("filter"), args, loc);
  const Call call(ctx, info, args, loc);
  const Series values = call.series(0), mask = call.series(1);
  if (!isBoolean(mask.expr->type.type))
    fail("operand-types", call.locOf(1), fmt::format("rows are chosen by booleans, not by {}", describe(mask.expr)),
         "compare: x[x.column(0) > 3]; an element is x(i, j)");
  const Series known = *buildCall(ctx, "array", {args[1], textValue("boolean", loc)}, loc).get<Series>();
  return seriesIn(ctx, rowsOfBoth(ctx, info, values, known, loc), values.expr->type, loc);
}

Value concatArrays(const Call& call) {
  Series all = call.series(0);
  for (std::size_t i = 1; i < call.size(); ++i) {
    const Expr* more = call.series(i).expr;
    if (!widen(call.ctx, all.expr, more, call.loc))
      fail("operand-types", call.locOf(i),
           fmt::format("the elements have different types: {} and {}", describe(all.expr), describe(more)));
    more = cast(call.ctx, more, all.expr->type.type, call.loc);
    Rows& rows = rowsOfBoth(call.ctx, op("concat_arrays"), all, {call.series(i).rows, more, ""}, call.loc);
    all = *seriesIn(call.ctx, rows, all.expr->type, call.loc).get<Series>();
  }
  return {std::move(all), call.loc};
}

Frame frameOfColumns(BuildContext& ctx, const Series& values, SourceLoc loc) {
  Rows& rows = rowsOf(ctx, op("frame_of_columns"), values, {}, loc);
  rows.columns.push_back({.name = "elements", .type = values.expr->type});
  return frameOf(ctx, rows, loc);
}

Value buildReshape(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return ofNumbers(ctx, info, args, loc, {"the number of rows", "the number of columns"});
}

// Columns beside each other: all integers, or as float64.
Value buildToArray(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Frame frame = call.frame(0);
  mustBeWhole(frame, "this makes an array of", loc);
  if (frame.columns.empty()) fail("operand-types", loc, "an array of two dimensions has at least one column");
  bodo::type type = bodo::int64;
  for (const NamedExpr& c : frame.columns) {
    const bodo::type own = c.expr->type.type;
    if (!isNumber(own) && !isBoolean(own))
      fail("operand-types", loc, fmt::format("the elements of an array are numbers, and {} is none", describe(c.expr)),
           "choose columns: df[{\"x\", \"y\"}].to_array()");
    if (c.expr->type.nullable)
      fail("operand-types", loc,
           fmt::format("the elements of an array are known, and {} may be missing", describe(c.expr)),
           "say what takes their place: .fillna(0)");
    if (!isInteger(own) && !isBoolean(own)) type = bodo::float64;
  }
  Op& made = ctx.append(info, loc);
  made.inputs = {frame.rows};
  for (const NamedExpr& c : frame.columns) made.keys.push_back(convert(ctx, c.expr, type, loc));
  return seriesIn(ctx, ctx.addRows(made), {type}, loc);
}

// sum, mean, min, max: of all elements, or along an axis.
Value buildAlongAxis(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const bool mean = &info == &op("matrix_mean"), least = &info == &op("matrix_min"), sum = &info == &op("matrix_sum");
  if (!call.has(1)) return buildCall(ctx, mean ? "mean" : least ? "min" : sum ? "sum" : "max", {args[0]}, loc);
  const Expr* axis = call.integer(1, "the axis");
  const auto number = isConstant(axis) ? std::get<std::int64_t>(axis->constant.value) : -1;
  if (number != 0 && number != 1)
    fail("bad-argument", call.locOf(1), "the axis must be 0 or 1",
         "0 gives a value for each column, 1 a value for each row");
  Series values = call.series(0);
  const bool whole = !mean && (isInteger(values.expr->type.type) || isBoolean(values.expr->type.type));
  values.expr = convert(ctx, values.expr, whole ? bodo::int64 : bodo::float64, loc);
  const char* const ofColumns = least ? "column_minima" : sum || mean ? "column_sums" : "column_maxima";
  const char* const ofRows = least ? "row_minima" : sum || mean ? "row_sums" : "row_maxima";
  Rows& rows = rowsOf(ctx, op(number == 0 ? ofColumns : ofRows), values, {}, loc);
  const Value result = seriesIn(ctx, rows, {values.expr->type.type}, loc);
  if (!mean) return result;
  return buildCall(ctx, "div", {result, shape(ctx, *args[0].get<Series>(), number, loc)}, loc);
}

Value buildOfMatrix(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return ofNumbers(ctx, info, args, loc, {});
}

// A transpose on the left is not made: the rows of both factors are on the same ranks then. A series on the left is a
// transpose, too: of an array with one column.
Value buildMatmul(BuildContext& ctx, const OpInfo&, std::vector<Value>& args, SourceLoc loc) {
  const Op* const left = transposed(args[0]);
  const Value rows = left ? Value{Series{left->inputs[0], left->keys[0], ""}, loc} : args[0];
  const bool sums = left || !args[0].matrix;
  const Series a = floatsOf(ctx, rows, loc), b = floatsOf(ctx, args[1], loc);
  Rows& made = !sums  ? rowsOfBoth(ctx, op("product"), a, b, loc)
               : left ? rowsOfBoth(ctx, op("transposed_product"), a, b, loc)
                      : rowsOfBoth(ctx, op("transposed_product"), b, a, loc);
  return seriesIn(ctx, made, {bodo::float64}, loc);
}

Value buildSolve(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  Rows& made = rowsOfBoth(ctx, info, floatsOf(ctx, args[0], loc), floatsOf(ctx, args[1], loc), loc);
  return seriesIn(ctx, made, {bodo::float64}, loc);
}

Value buildCholesky(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return seriesIn(ctx, rowsOf(ctx, info, floatsOf(ctx, args[0], loc), {}, loc), {bodo::float64}, loc);
}

}  // namespace bodocc
