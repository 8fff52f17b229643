// Arithmetic on rows: the types of + - * / % and of comparisons and logic, and the variant of an operation that they
// need.
#include "Builders.h"

#include <algorithm>

namespace bodocc {

using bodo::kind;

namespace {

bool anyNullable(const std::vector<const Expr*>& args) {
  return std::any_of(args.begin(), args.end(), [](const Expr* e) { return e->type.nullable; });
}

bool is(const Expr* e, kind k) { return e->type.type.id == k; }
bool isDay(const Expr* e) { return is(e, kind::date) || is(e, kind::timestamp); }

[[noreturn]] void mismatch(const OpInfo& info, const std::vector<const Expr*>& args, SourceLoc loc) {
  std::string note = "numbers go with numbers, strings with strings, dates with dates, times and durations";
  for (const Expr* e : args) {
    if (isBoolean(e->type.type))
      note = std::string_view(info.method).find_first_of("<>") != std::string_view::npos
                 ? "a range is s.between(1, 5), or s > 1 && s < 5; or make the boolean a number: .astype(\"int64\")"
                 : "make the boolean a number first: .astype(\"int64\")";
    if (isString(e->type.type) && args.size() == 2 && isDay(args[e == args[0] ? 1 : 0]))
      note = "write a date as std::chrono does: 1998y / September / 2";
    else if (isString(e->type.type))
      note = "convert the string or the other operand with .astype(...)";
    if (isDay(e) && std::any_of(args.begin(), args.end(), [](const Expr* x) { return isNumber(x->type.type); }))
      note = "a date or time goes with a duration: std::chrono::days(1), std::chrono::months(1)";
  }
  if (args.size() == 2 && isDay(args[0]) && isDay(args[1]))
    note = "two dates have a difference; a date or time goes with a duration: std::chrono::days(1)";
  if (args.size() == 1)
    fail("operand-types", loc,
         fmt::format("'{}' cannot be applied to {}", info.method == std::string_view("neg") ? "-" : info.method,
                     describe(args[0])),
         note);
  fail("operand-types", loc,
       fmt::format("'{}' cannot combine {} and {}", info.method, describe(args[0]), describe(args[1])), note);
}

void typeMissing(BuildContext& ctx, std::vector<const Expr*>& args, SourceLoc loc) {
  if (isConstant(args[0]) && args[0]->constant.missing()) args[0] = cast(ctx, args[0], args[1]->type.type, loc);
  if (isConstant(args[1]) && args[1]->constant.missing()) args[1] = cast(ctx, args[1], args[0]->type.type, loc);
}

// Operands of + - % and the result's type, for numbers. `digits`: more before the point than the operands have.
ValueType sumOfNumbers(BuildContext& ctx, std::vector<const Expr*>& args, int digits, SourceLoc loc) {
  const bool sameColumns = args[0]->type.type == args[1]->type.type && !isConstant(args[0]) && !isConstant(args[1]);
  if (isInteger(args[0]->type.type) && isInteger(args[1]->type.type) && !sameColumns) {
    // with a literal or a column of another type
    const bool positive = !isSigned(args[0]->type.type) && !isSigned(args[1]->type.type);
    for (const Expr*& e : args) e = cast(ctx, e, positive ? bodo::uint64 : bodo::int64, loc);
  }
  unify(ctx, args[0], args[1], loc, true);
  bodo::type type = args[0]->type.type;
  if (isDecimal(type)) {
    const bodo::type other = args[1]->type.type;
    const int whole = std::max(type.precision - type.scale, other.precision - other.scale);
    type = bodo::decimal(std::min(38, whole + type.scale + digits), type.scale);
  }
  return {type, anyNullable(args)};
}

bool areNumbers(const std::vector<const Expr*>& args) {
  return isNumber(args[0]->type.type) && isNumber(args[1]->type.type);
}

// A date or time with a duration.
ValueType moved(BuildContext& ctx, const Expr*& day, const Expr*& duration, SourceLoc loc) {
  const bool nullable = day->type.nullable || duration->type.nullable;
  if (is(day, kind::date)) {
    if (duration->kind == ExprKind::Call && duration->op == &op("days")) {
      duration = duration->args[0];
      return {bodo::date, nullable};
    }
    if (isConstant(duration) && !duration->constant.missing()) {
      const std::int64_t ns = std::get<std::int64_t>(duration->constant.value);
      if (ns % nsPerDay == 0) {
        duration = integerConstant(ctx, ns / nsPerDay, bodo::int32, duration->loc);
        return {bodo::date, nullable};
      }
    }
    day = cast(ctx, day, bodo::timestamp, loc);
  }
  return {bodo::timestamp, nullable};
}

// The number of digits of the exact result of decimals.
int exactDigits(const OpInfo& info, const std::vector<const Expr*>& args) {
  const bodo::type a = args[0]->type.type;
  const bodo::type b = args[1]->type.type;
  if (info.bound == Bound::Product) return a.precision + b.precision;
  return std::max(a.precision - a.scale, b.precision - b.scale) + std::max(a.scale, b.scale) + 1;
}

// Arithmetic on times and durations, whose results may be beyond nanoseconds.
const OpInfo& checkedTime(const OpInfo& info, const std::vector<const Expr*>& args, const ValueType& type) {
  const std::string_view method = info.method;
  const bool duration = is(args[0], kind::duration);
  if (method == "+") return op(duration ? "duration_plus" : "time_plus");
  if (method == "-" && duration) return op("duration_minus");
  if (method == "-")
    return op(type.type.id == kind::timestamp ? "time_minus"
              : is(args[0], kind::date)       ? "date_difference"
                                              : "time_difference");
  if (method == "*") return op("duration_times");
  if (method == "neg") return op("negated_duration");
  if (method == "abs") return op("duration_without_sign");
  return info;
}

// The row that computes it: an operation that can fail has its own.
const OpInfo& variant(const OpInfo& info, const std::vector<const Expr*>& args, const ValueType& type) {
  if (isDecimal(type.type) && (info.bound == Bound::Sum || info.bound == Bound::Product) && args.size() == 2 &&
      exactDigits(info, args) > 38)
    return op(std::string(info.id) + "_checked");
  const std::string_view sign = info.method;
  if ((sign == "+" || sign == "-") && args.size() == 2 && is(args[0], kind::date) && is(args[1], kind::int64))
    return op(sign == "+" ? "days_later" : "days_earlier");
  if (isTemporal(type.type) && !(is(args[0], kind::date) && type.type.id == kind::date))
    return checkedTime(info, args, type);
  if (sign == "%" || sign == "floordiv") {
    const Expr* divisor = args[1];
    const bool zero = isConstant(divisor) && (divisor->constant.missing() ||
                                              toString(divisor->constant).find_first_not_of("0.") == std::string::npos);
    if (isFloat(type.type)) return op(std::string(info.id) + "_float");
    if (isConstant(divisor) && !zero) return op(std::string(info.id) + "_by");
  }
  return info;
}

// Arithmetic of integers of 8 and 16 bits: C++ computes it in int.
bool isNarrow(bodo::type t) {
  return t.id == kind::int8 || t.id == kind::int16 || t.id == kind::uint8 || t.id == kind::uint16;
}

const Expr* addMonths(BuildContext& ctx, const OpInfo& info, const Expr* day, const Expr* months, SourceLoc loc) {
  if (!isDay(day)) mismatch(info, {day, months}, loc);
  months = cast(ctx, months, bodo::int64, loc);
  if (std::string_view(info.method) == "-") months = apply(ctx, "neg", {months}, loc);
  return callExpr(ctx.function, op(is(day, kind::date) ? "add_months" : "add_months_to_time"), {day, months},
                  {day->type.type, day->type.nullable || months->type.nullable}, loc);
}

}  // namespace

const Expr* apply(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*> args, SourceLoc loc) {
  if (!info.takesLists)
    for (const Expr* e : args)
      if (isList(e->type.type)) failList(info, e, loc);
  const ValueType type = info.type(ctx, info, args, loc);
  const OpInfo& chosen = variant(info, args, type);
  return callExpr(ctx.function, chosen, std::move(args), type, loc);
}

const Expr* apply(BuildContext& ctx, const char* id, std::vector<const Expr*> args, SourceLoc loc) {
  return apply(ctx, op(id), std::move(args), loc);
}

Value buildArithmetic(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  // a date and months: the months are on the right, or for + on either side
  for (std::size_t i = 0; i < args.size(); ++i)
    if (const Pending* p = args[i].get<Pending>(); p && p->op == &op("months") && args.size() == 2) {
      const std::vector<Value> both{args[1 - i], p->args.at(0)};
      const Operands in = operands(ctx, both, loc);
      if (i == 0 && std::string_view(info.method) != "+") mismatch(info, {in.exprs[1], in.exprs[0]}, loc);
      if (std::string_view(info.method) != "+" && std::string_view(info.method) != "-") mismatch(info, in.exprs, loc);
      return {Series{in.rows, addMonths(ctx, info, in.exprs[0], in.exprs[1], loc), in.name}, loc};
    }
  const Operands in = operands(ctx, args, loc);
  const bodo::type type = in.exprs[0]->type.type;
  if (isString(type) && isString(in.exprs.back()->type.type) && std::string_view(info.method) == "+")
    return {Series{in.rows, apply(ctx, "cat", in.exprs, loc), in.name}, loc};
  if (isNarrow(type) && type == in.exprs.back()->type.type && std::string_view(info.method) != "/") {
    std::vector<const Expr*> wide;
    for (const Expr* e : in.exprs) wide.push_back(cast(ctx, e, bodo::int64, loc));
    const Expr* result = apply(ctx, info, wide, loc);
    return {Series{in.rows, cast(ctx, result, type, loc), in.name}, loc};
  }
  return {Series{in.rows, apply(ctx, info, in.exprs, loc), in.name}, loc};
}

ValueType addType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  typeMissing(ctx, args, loc);
  if (areNumbers(args)) return sumOfNumbers(ctx, args, 1, loc);
  if (is(args[0], kind::duration) && isDay(args[1])) std::swap(args[0], args[1]);
  if (isDay(args[0]) && is(args[1], kind::duration)) return moved(ctx, args[0], args[1], loc);
  if (is(args[0], kind::duration) && is(args[1], kind::duration)) return {bodo::duration, anyNullable(args)};
  mismatch(info, args, loc);
}

ValueType subType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  typeMissing(ctx, args, loc);
  if (areNumbers(args)) {
    // unsigned results would wrap below zero
    const bool positive =
        isInteger(args[0]->type.type) && !isSigned(args[0]->type.type) && !isSigned(args[1]->type.type);
    const bool narrow = args[0]->type.type.id != kind::uint64 && args[1]->type.type.id != kind::uint64;
    if (positive && (narrow || isConstant(args[0]) || isConstant(args[1])))
      for (const Expr*& e : args) e = cast(ctx, e, bodo::int64, loc);
    return sumOfNumbers(ctx, args, 1, loc);
  }
  if (isDay(args[0]) && isDay(args[1])) {
    if (args[0]->type.type != args[1]->type.type)
      for (const Expr*& e : args) e = cast(ctx, e, bodo::timestamp, loc);
    return {bodo::duration, anyNullable(args)};
  }
  if (isDay(args[0]) && is(args[1], kind::duration)) return moved(ctx, args[0], args[1], loc);
  if (is(args[0], kind::duration) && is(args[1], kind::duration)) return {bodo::duration, anyNullable(args)};
  mismatch(info, args, loc);
}

ValueType mulType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  typeMissing(ctx, args, loc);
  for (int i = 0; i < 2; ++i)
    if (is(args[static_cast<std::size_t>(i)], kind::duration) &&
        isInteger(args[static_cast<std::size_t>(1 - i)]->type.type)) {
      auto& factor = args[static_cast<std::size_t>(1 - i)];
      factor = cast(ctx, factor, bodo::int64, loc);
      if (i == 1) std::swap(args[0], args[1]);
      return {bodo::duration, anyNullable(args)};
    }
  if (!areNumbers(args)) mismatch(info, args, loc);
  if (!isDecimal(args[0]->type.type) && !isDecimal(args[1]->type.type)) return sumOfNumbers(ctx, args, 0, loc);

  // the factors keep their scales: only literals and integers become decimals
  for (std::size_t i = 0; i < 2; ++i) args[i] = scaledLike(ctx, args[i], args[1 - i], loc);
  for (const Expr*& e : args) {
    if (isConstant(e))
      if (const auto d = asDecimal(e->constant)) e = constantExpr(ctx.function, *d, e->loc);
    if (isInteger(e->type.type)) {
      const Expr* zero = constantExpr(ctx.function, {bodo::decimal(1, 0), Int128{0}, ""}, loc);
      const Expr* whole = e;
      unify(ctx, whole, zero, loc, true);
      e = whole;
    }
  }
  if (isFloat(args[0]->type.type) || isFloat(args[1]->type.type)) {
    for (const Expr*& e : args) e = cast(ctx, e, bodo::float64, loc);
    return {bodo::float64, anyNullable(args)};
  }
  const bodo::type a = args[0]->type.type;
  const bodo::type b = args[1]->type.type;
  if (a.scale + b.scale > 38)
    fail("decimal-scale", loc,
         fmt::format("the product of {} and {} has more than 38 digits after the point", describe(args[0]),
                     describe(args[1])),
         "round one of them first, or compute in float64: .astype(\"float64\")");
  return {bodo::decimal(std::min(38, a.precision + b.precision), a.scale + b.scale), anyNullable(args)};
}

ValueType divType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  typeMissing(ctx, args, loc);
  const bool durations = is(args[0], kind::duration) && is(args[1], kind::duration);
  if (!areNumbers(args) && !durations) mismatch(info, args, loc);
  for (const Expr*& e : args) e = cast(ctx, e, bodo::float64, loc);
  return {bodo::float64, anyNullable(args)};
}

ValueType modType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  typeMissing(ctx, args, loc);
  if (!areNumbers(args)) mismatch(info, args, loc);
  const ValueType type = sumOfNumbers(ctx, args, 0, loc);
  if (type.type.id == kind::float32)
    for (const Expr*& e : args) e = cast(ctx, e, bodo::float64, loc);
  for (const Expr* e : args)
    if (isDecimal(e->type.type) && e->type.type.precision > 18)
      fail("limitation", loc, "'%' of decimals of more than 18 digits is not supported",
           "compute in float64: .astype(\"float64\")");
  return type.type.id == kind::float32 ? ValueType{bodo::float64, type.nullable} : type;
}

ValueType floordivType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  const ValueType type = modType(ctx, info, args, loc);
  if (isDecimal(type.type))
    fail("limitation", loc, "floordiv of decimals is not supported",
         "bodo::floor(a / b) gives the quotient as a float64");
  return type;
}

ValueType negType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  const bodo::type t = args[0]->type.type;
  if (!isNumber(t) && t.id != kind::duration) mismatch(info, args, loc);
  if (isInteger(t) && (!isSigned(t) || isNarrow(t))) args[0] = cast(ctx, args[0], bodo::int64, loc);
  return {args[0]->type.type, args[0]->type.nullable};
}

ValueType equalType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  if (!unify(ctx, args[0], args[1], loc, true)) mismatch(info, args, loc);
  return {bodo::boolean, anyNullable(args)};
}

ValueType compareType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  return equalType(ctx, info, args, loc);
}

ValueType logicType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  typeMissing(ctx, args, loc);
  if (!isBoolean(args[0]->type.type) || !isBoolean(args[1]->type.type))
    fail("operand-types", loc,
         fmt::format("'{}' takes booleans, not {} and {}", info.method, describe(args[0]), describe(args[1])),
         "compare first: (df[\"a\"] != 0) && ...");
  return {bodo::boolean, anyNullable(args)};
}

ValueType notType(BuildContext&, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  if (!isBoolean(args[0]->type.type))
    fail("operand-types", loc, fmt::format("'{}' takes booleans, not {}", info.method, describe(args[0])),
         "compare first: !(df[\"a\"] != 0)");
  return {bodo::boolean, args[0]->type.nullable};
}

ValueType betweenType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  // a bound may widen the value, and so the other bound
  for (int round = 0; round < 2; ++round)
    for (std::size_t i = 1; i < 3; ++i)
      if (!unify(ctx, args[0], args[i], loc, true)) mismatch(info, {args[0], args[i]}, loc);
  return {bodo::boolean, anyNullable(args)};
}

ValueType fillType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  if (!unify(ctx, args[0], args[1], loc)) mismatch(info, args, loc);
  return {args[0]->type.type, args[1]->type.nullable};
}

ValueType whereType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  if (!isBoolean(args[0]->type.type))
    fail("operand-types", loc, fmt::format("the condition of 'where' must be boolean, not {}", describe(args[0])),
         "compare: bodo::where(df[\"A\"] > 0, ...)");
  if (!unify(ctx, args[1], args[2], loc)) mismatch(info, {args[1], args[2]}, loc);
  return {args[1]->type.type, args[1]->type.nullable || args[2]->type.nullable};
}

ValueType leastType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  if (!unify(ctx, args[0], args[1], loc)) mismatch(info, args, loc);
  return {args[0]->type.type, anyNullable(args)};
}

ValueType clipType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  for (int round = 0; round < 2; ++round)
    for (std::size_t i = 1; i < 3; ++i)
      if (!unify(ctx, args[0], args[i], loc)) mismatch(info, {args[0], args[i]}, loc);
  return {args[0]->type.type, anyNullable(args)};
}

ValueType floatType(BuildContext& ctx, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  for (const Expr*& e : args) {
    if (!isNumber(e->type.type))
      fail("operand-types", loc, fmt::format("'{}' takes numbers, not {}", info.method, describe(e)),
           "convert it first: .astype(\"float64\")");
    e = cast(ctx, e, bodo::float64, loc);
  }
  return {bodo::float64, anyNullable(args)};
}

}  // namespace bodocc
