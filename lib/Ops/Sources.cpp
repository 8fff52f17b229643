// Row sets made of values: row numbers and expressions of them, vectors, braces.
#include "Builders.h"

#include <algorithm>

namespace bodocc {

using bodo::kind;

namespace {

// The same value at two places, with no user code in between.
bool sameValue(const Expr* a, const Expr* b) {
  if (a == b) return true;
  if (a->kind != b->kind || a->op != b->op || a->args.size() != b->args.size() || !(a->type == b->type)) return false;
  if (a->kind == ExprKind::Host) return !hasEffects(a->host) && a->host.pieces == b->host.pieces;
  if (a->kind != ExprKind::Call) return false;
  return std::equal(a->args.begin(), a->args.end(), b->args.begin(), sameValue);
}

}  // namespace

// n rows with their numbers as the one column. Two ranges of the same n are one, so that
// DataFrame{{"A", arange(n)}, {"B", zeros(n)}} has one row set.
Rows& rangeRows(BuildContext& ctx, const Expr* n, SourceLoc loc) {
  const OpInfo& range = op("range");
  for (auto it = ctx.region->ops.rbegin(); it != ctx.region->ops.rend(); ++it) {
    Op& other = **it;
    if (other.info->control != Control::None) break;
    if (other.info == &range && sameValue(other.scalars[0], n)) return other.rows();
  }
  Op& made = ctx.append(range, loc);
  made.scalars = {n};
  Rows& rows = ctx.addRows(made);
  rows.columns.push_back({.name = "row", .type = {bodo::int64}});
  if (isConstant(n)) rows.domain.estimatedRows = std::get<std::int64_t>(n->constant.value);
  return rows;
}

namespace {

const Expr* number(BuildContext& ctx, const Call& call, std::size_t i, const char* what) {
  const Expr* e = valueExpr(ctx, call.at(i), call.loc);
  if (!isInteger(e->type.type) && !isFloat(e->type.type))
    fail("bad-argument", call.locOf(i), fmt::format("{} must be an integer or a float, not {}", what, describe(e)));
  return e;
}

const Expr* floating(BuildContext& ctx, double v, SourceLoc loc) {
  return constantExpr(ctx.function, {bodo::float64, v, ""}, loc);
}

// With two numbers before the value, an array of two dimensions.
Series filled(BuildContext& ctx, const Call& call, const Expr* value, bool matrix) {
  if (matrix) {
    Series elements =
        matrixRows(ctx, call.integer(0, "the number of rows"), call.integer(1, "the number of columns"), call.loc);
    elements.expr = value;
    return elements;
  }
  Rows& rows = rangeRows(ctx, call.integer(0, "the number of rows"), call.loc);
  return {&rows, value, ""};
}

// One type for the values of a column in braces.
bodo::type commonType(BuildContext& ctx, const std::vector<const Expr*>& values, const std::string& name,
                      SourceLoc loc) {
  const Expr* all = nullptr;
  for (const Expr* e : values) {
    if (isConstant(e) && e->constant.missing()) continue;
    if (!all) {
      all = e;
      continue;
    }
    const Expr* before = all;
    if (!widen(ctx, all, e, loc))
      // equal constants are one expression, at its first place
      fail("operand-types", loc,
           fmt::format("the values of '{}' have different types: {} and {}", name, describe(before), describe(e)),
           "a column has one type");
  }
  if (!all)
    fail("operand-types", loc, fmt::format("all values of '{}' are missing: its type is not known", name),
         "make it a series with a type: bodo::full(n, std::nullopt) does not know it either; use at least one value");
  return all->type.type;
}

Rows& vectorRows(BuildContext& ctx, const HostValue& vector, const std::string& name, SourceLoc loc) {
  if (isDecimal(vector.type.type))
    failScale(loc, "the bodo::decimal_values of this vector",
              "use a vector of double, and convert the column: .astype(\"decimal(15,2)\")");
  const HostText text = ctx.capture ? ctx.capture(vector.text, loc) : vector.text;
  Op& made = ctx.append(op("from_vector"), loc);
  made.scalars = {hostExpr(ctx.function, text, vector.type, loc)};
  Rows& rows = ctx.addRows(made);
  rows.columns.push_back({.name = name, .type = vector.type});
  return rows;
}

}  // namespace

Value buildArange(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  if (call.size() == 1) {
    Rows& rows = rangeRows(ctx, call.integer(0, "the number of rows"), loc);
    return {Series{&rows, columnExpr(ctx.function, rows, 0, loc), ""}, loc};
  }
  std::vector<const Expr*> ends{
      number(ctx, call, 0, "the begin"), number(ctx, call, 1, "the end"),
      call.has(2) ? number(ctx, call, 2, "the step") : integerConstant(ctx, 1, bodo::int64, loc)};
  const bool floats = std::any_of(ends.begin(), ends.end(), [](const Expr* e) { return isFloat(e->type.type); });
  for (const Expr*& e : ends) e = cast(ctx, e, floats ? bodo::float64 : bodo::int64, loc);
  const Expr* n = nullptr;
  if (!floats && std::all_of(ends.begin(), ends.end(), isConstant)) {
    const auto at = [&](std::size_t i) { return Int128{std::get<std::int64_t>(ends[i]->constant.value)}; };
    if (at(2) == 0) fail("bad-argument", call.locOf(2), "the step of arange is 0");
    const Int128 span = at(2) > 0 ? at(1) - at(0) : at(0) - at(1);
    const Int128 step = at(2) > 0 ? at(2) : -at(2);
    n = integerConstant(ctx, span <= 0 ? 0 : static_cast<std::int64_t>((span + step - 1) / step), bodo::int64, loc);
  } else {
    n = callExpr(ctx.function, op("range_size"), ends, {bodo::int64}, loc);
  }
  Rows& rows = rangeRows(ctx, n, loc);
  const Expr* value = columnExpr(ctx.function, rows, 0, loc);
  const bool plain = isConstant(ends[2]) && toString(ends[2]->constant) == "1";
  if (!plain) value = apply(ctx, "mul", {value, ends[2]}, loc);
  if (!isConstant(ends[0]) || toString(ends[0]->constant) != "0") value = apply(ctx, "add", {value, ends[0]}, loc);
  return {Series{&rows, value, ""}, loc};
}

Value buildDateRange(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const TimeUnit unit =
      call.has(2) ? unitIn(call.text(2, "the distance"), call.locOf(2)) : TimeUnit{nsPerDay, 0, false};
  const auto day = [&](std::size_t i, const char* what) {
    const Expr* e = valueExpr(ctx, call.at(i), loc);
    if (isString(e->type.type) && isConstant(e)) {
      const bool time = std::get<std::string>(e->constant.value).size() > 10;
      e = convert(ctx, e, time ? bodo::timestamp : bodo::date, call.locOf(i));
    }
    if (e->type.type.id != kind::date && e->type.type.id != kind::timestamp)
      fail("bad-argument", call.locOf(i), fmt::format("{} must be a date or a time, not {}", what, describe(e)),
           "write 2024y / January / 31, or \"2024-01-31\"");
    return e;
  };
  const auto number = [&](std::int64_t n) { return integerConstant(ctx, n, bodo::int64, loc); };
  const Expr* begin = day(0, "the begin");
  const Expr* second = valueExpr(ctx, call.at(1), loc);
  const bool counted = isInteger(second->type.type);
  const Expr* end = counted ? nullptr : day(1, "the end");
  const bool dates = begin->type.type.id == kind::date && (!end || end->type.type.id == kind::date) &&
                     unit.nanoseconds % nsPerDay == 0;
  const bodo::type type = dates ? bodo::date : bodo::timestamp;
  const std::int64_t step = dates ? unit.nanoseconds / nsPerDay : unit.nanoseconds;
  begin = cast(ctx, begin, type, loc);
  const Expr* n = counted ? call.integer(1, "the number of dates") : nullptr;
  if (end) {
    end = cast(ctx, end, type, loc);
    const auto whole = [&](const Expr* e) {
      return dates ? cast(ctx, convert(ctx, e, bodo::int32, loc), bodo::int64, loc) : convert(ctx, e, bodo::int64, loc);
    };
    n = unit.months != 0
            ? callExpr(ctx.function, op("months_until"), {begin, end, number(unit.months)}, {bodo::int64}, loc)
            : callExpr(ctx.function, op("steps_until"), {whole(begin), whole(end), number(step)}, {bodo::int64}, loc);
  }
  Rows& rows = rangeRows(ctx, n, loc);
  const Expr* row = columnExpr(ctx.function, rows, 0, loc);
  const ValueType result{type};
  const Expr* value = nullptr;
  if (unit.months != 0) {
    const Expr* months = unit.months == 1 ? row : apply(ctx, "mul", {row, number(unit.months)}, loc);
    value = callExpr(ctx.function, op(dates ? "add_months" : "add_months_to_time"), {begin, months}, result, loc);
  } else if (dates) {
    const Expr* days = step == 1 ? row : apply(ctx, "mul", {row, number(step)}, loc);
    value = callExpr(ctx.function, op("days_later"), {begin, days}, result, loc);
  } else {
    const Expr* distance = integerConstant(ctx, step, bodo::duration, loc);
    const Expr* passed = callExpr(ctx.function, op("duration_times"), {distance, row}, {bodo::duration}, loc);
    value = callExpr(ctx.function, op("time_plus"), {begin, passed}, result, loc);
  }
  return {Series{&rows, value, ""}, loc};
}

Value buildZeros(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return {filled(ctx, Call(ctx, info, args, loc), floating(ctx, 0, loc), args.size() == 2), loc};
}

Value buildOnes(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return {filled(ctx, Call(ctx, info, args, loc), floating(ctx, 1, loc), args.size() == 2), loc};
}

Value buildFull(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const bool matrix = call.size() == 3;
  return {filled(ctx, call, requireScale(valueExpr(ctx, call.at(matrix ? 2 : 1), loc)), matrix), loc};
}

Value buildLinspace(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Expr* begin = cast(ctx, number(ctx, call, 0, "the begin"), bodo::float64, loc);
  const Expr* end = cast(ctx, number(ctx, call, 1, "the end"), bodo::float64, loc);
  const Expr* n = call.integer(2, "the number of rows");
  Rows& rows = rangeRows(ctx, n, loc);
  const Expr* row = columnExpr(ctx.function, rows, 0, loc);
  const Expr* last = apply(ctx, "sub", {n, integerConstant(ctx, 1, bodo::int64, loc)}, loc);
  const Expr* step = apply(ctx, "div", {apply(ctx, "sub", {end, begin}, loc), last}, loc);
  const Expr* value = apply(ctx, "add", {apply(ctx, "mul", {row, step}, loc), begin}, loc);
  // both ends exactly
  value = apply(ctx, "where", {apply(ctx, "eq", {row, last}, loc), end, value}, loc);
  value =
      apply(ctx, "where", {apply(ctx, "eq", {row, integerConstant(ctx, 0, bodo::int64, loc)}, loc), begin, value}, loc);
  return {Series{&rows, value, ""}, loc};
}

Value buildFromVector(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const HostValue* vector = call.at(0).get<HostValue>();
  if (!vector) fail("bad-argument", call.locOf(0), "from_vector takes a std::vector");
  Rows& rows = vectorRows(ctx, *vector, "values", loc);
  return {Series{&rows, columnExpr(ctx.function, rows, 0, loc), ""}, loc};
}

Value buildFrame(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  if (args.empty() || args[0].empty()) return {Frame{}, loc};
  if (args[0].get<Frame>()) return args[0];
  const Call call(ctx, info, args, loc);
  const List* columns = call.at(0).get<List>();
  if (!columns) fail("bad-argument", call.locOf(0), "a frame is made from columns: DataFrame{{\"A\", values}, ...}");

  struct Part {
    std::string name;
    Series series;                    // a series, or a vector's
    std::vector<const Expr*> values;  // in braces
    bool braces = false;
    SourceLoc loc;
  };
  std::vector<Part> parts;
  std::vector<Name> names;
  for (const Value& item : columns->items) {
    const List* pair = item.get<List>();
    if (!pair || pair->items.size() != 2) throw InternalError("a frame's column is not {name, values}");
    Part part;
    part.loc = item.loc.valid() ? item.loc : loc;
    names.push_back(nameIn(pair->items[0], "the column name", part.loc));
    part.name = names.back().text;
    const Value& values = pair->items[1];
    if (const Series* s = values.get<Series>()) {
      part.series = *s;
    } else if (const List* list = values.get<List>()) {
      part.braces = true;
      for (const Value& v : list->items) part.values.push_back(requireScale(valueExpr(ctx, v, part.loc)));
    } else if (const HostValue* vector = values.get<HostValue>()) {
      Rows& rows = vectorRows(ctx, *vector, part.name, part.loc);
      part.series = {&rows, columnExpr(ctx.function, rows, 0, part.loc), part.name};
    } else {
      fail("operand-types", part.loc, fmt::format("'{}' needs a series or a braced list of values", part.name));
    }
    parts.push_back(std::move(part));
  }
  checkNames(names, "the frame", loc);

  // the columns in braces are one row set
  Rows* literal = nullptr;
  std::size_t size = 0;
  Op* made = nullptr;
  for (Part& p : parts) {
    if (!p.braces) continue;
    if (literal && p.values.size() != size)
      fail("column-lengths", p.loc,
           fmt::format("'{}' has {} values, but '{}' has {}", p.name, p.values.size(), literal->columns[0].name, size),
           "all columns of a frame have the same length");
    if (!literal) {
      size = p.values.size();
      made = &ctx.append(op("literal"), loc);
      literal = &ctx.addRows(*made);
      literal->domain.estimatedRows = static_cast<std::int64_t>(size);
    }
    const bodo::type type = commonType(ctx, p.values, p.name, p.loc);
    ValueType columnType{type};
    for (const Expr* e : p.values) {
      made->scalars.push_back(cast(ctx, e, type, p.loc));
      columnType.nullable = columnType.nullable || e->type.nullable;
    }
    literal->columns.push_back({.name = p.name, .type = columnType});
  }
  unsigned next = 0;
  for (Part& p : parts)
    if (p.braces) p.series = {literal, columnExpr(ctx.function, *literal, next++, p.loc), p.name};

  Alignment alignment(ctx, loc);
  for (const Part& p : parts) alignment.add(p.series.rows);
  Frame frame{alignment.rows(), {}};
  for (const Part& p : parts) {
    const Expr* e = named(ctx, alignment.lift(p.series.expr, p.series.rows), p.name);
    frame.columns.push_back({p.name, e});
  }
  return {std::move(frame), loc};
}

}  // namespace bodocc
