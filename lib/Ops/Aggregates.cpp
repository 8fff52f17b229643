// The types of the results of aggregates: of a series, of groups, and of running ones.
#include "Builders.h"

namespace bodocc {

using bodo::kind;

namespace {

[[noreturn]] void wrongType(const OpInfo& info, const Expr* arg, SourceLoc loc) {
  const bodo::type t = arg->type.type;
  const char* note = isString(t)
                         ? "min, max, first, last, count and nunique are for all types; numbers in strings become "
                           "numbers by .astype(\"float64\")"
                     : isBoolean(t) ? "make it a number first: .astype(\"int64\")"
                                    : "min, max, first, last, count and nunique are for all types";
  fail("aggregate-type", loc, fmt::format("there is no '{}' of {}", info.method, describe(arg)), note);
}

// Sums grow: integers to 64 bits, decimals to 38 digits.
bodo::type summed(const OpInfo& info, const Expr* arg, SourceLoc loc) {
  const bodo::type t = arg->type.type;
  if (isBoolean(t)) return bodo::int64;
  if (isInteger(t)) return isSigned(t) ? bodo::int64 : bodo::uint64;
  if (isFloat(t)) return bodo::float64;
  if (isDecimal(t)) return bodo::decimal(38, t.scale);
  if (t.id == kind::duration) return t;
  wrongType(info, arg, loc);
}

// Without values there is no result; a group that has no missing values is not empty.
bool mayBeMissing(const Expr* arg, bool grouped) { return !grouped || arg->type.nullable; }

}  // namespace

ValueType sumType(BuildContext&, const OpInfo& info, const Expr* arg, bool, SourceLoc loc) {
  return {summed(info, arg, loc)};
}

// Sums of floats round; sums of decimals of 18 digits fit 38 digits.
ResultCall sumResult(bodo::type of) {
  if (isFloat(of)) return {};
  if (isDecimal(of) && of.precision <= 18) return {.method = "total"};
  return {.method = of.id == kind::duration ? "duration" : "value", .sited = true};
}

ValueType meanType(BuildContext&, const OpInfo& info, const Expr* arg, bool grouped, SourceLoc loc) {
  const bodo::type t = arg->type.type;
  if (t.id == kind::duration || t.id == kind::timestamp) return {t, mayBeMissing(arg, grouped)};
  if (!isNumber(t) && !isBoolean(t)) wrongType(info, arg, loc);
  return {bodo::float64, mayBeMissing(arg, grouped)};
}

ResultCall meanResult(bodo::type of) {
  if (of.id == kind::duration || of.id == kind::timestamp) return {.method = "nearest"};
  return {.scaled = true};
}

ValueType extremeType(BuildContext&, const OpInfo&, const Expr* arg, bool grouped, SourceLoc) {
  ValueType type = arg->type;
  type.coded = false;  // the state holds the text
  type.nullable = mayBeMissing(arg, grouped);
  return type;
}

// Times and durations keep their type; all else is a float64 by then (OpInfo::asFloats).
ValueType quantileType(BuildContext&, const OpInfo& info, const Expr* arg, bool grouped, SourceLoc loc) {
  const bodo::type t = arg->type.type;
  if (!isFloat(t) && t.id != kind::timestamp && t.id != kind::duration) wrongType(info, arg, loc);
  return {t, mayBeMissing(arg, grouped)};
}

ValueType countType(BuildContext&, const OpInfo&, const Expr*, bool, SourceLoc) { return {bodo::int64}; }
ValueType conditionType(BuildContext&, const OpInfo&, const Expr*, bool, SourceLoc) { return {bodo::boolean}; }

ValueType deviationType(BuildContext&, const OpInfo& info, const Expr* arg, bool, SourceLoc loc) {
  if (!isNumber(arg->type.type)) wrongType(info, arg, loc);
  return {bodo::float64, true};
}

ValueType anyType(BuildContext&, const OpInfo& info, const Expr* arg, bool, SourceLoc loc) {
  if (!isBoolean(arg->type.type))
    fail("aggregate-type", loc, fmt::format("'{}' is for booleans, not {}", info.method, describe(arg)),
         fmt::format("compare first: (df[\"a\"] != 0).{}()", info.method));
  return {bodo::boolean};
}

ValueType reduceType(BuildContext&, const OpInfo&, const Expr* arg, bool, SourceLoc) { return {arg->type.type}; }

ValueType cumsumType(BuildContext&, const OpInfo& info, const Expr* arg, bool, SourceLoc loc) {
  return {summed(info, arg, loc), arg->type.nullable};
}

ValueType cumprodType(BuildContext&, const OpInfo& info, const Expr* arg, bool, SourceLoc loc) {
  const bodo::type t = arg->type.type;
  if (isDecimal(t))
    fail("aggregate-type", loc, fmt::format("there is no '{}' of {}", info.method, describe(arg)),
         "make it a float first: .astype(\"float64\")");
  if (!isNumber(t)) wrongType(info, arg, loc);
  return {t, arg->type.nullable};
}

ValueType runningExtremeType(BuildContext&, const OpInfo& info, const Expr* arg, bool, SourceLoc loc) {
  const bodo::type t = arg->type.type;
  if (isString(t) || isBoolean(t))
    fail("aggregate-type", loc, fmt::format("there is no '{}' of {}", info.method, describe(arg)),
         "it is for numbers, dates and times");
  return {t, arg->type.nullable};
}

ValueType filledType(BuildContext&, const OpInfo&, const Expr* arg, bool, SourceLoc) { return arg->type; }

ValueType floatWindowType(BuildContext&, const OpInfo& info, const Expr* arg, bool, SourceLoc loc) {
  if (!isFloat(arg->type.type))
    fail("aggregate-type", loc, fmt::format("there is no '{}' of {}", info.method, describe(arg)),
         "it is for numbers; numbers in strings become numbers by .astype(\"float64\")");
  return {bodo::float64, arg->type.nullable};
}

ValueType rankType(BuildContext&, const OpInfo&, const Expr* arg, bool, SourceLoc) {
  return {bodo::int64, arg->type.nullable};
}
ValueType averageRankType(BuildContext&, const OpInfo&, const Expr* arg, bool, SourceLoc) {
  return {bodo::float64, arg->type.nullable};
}

ValueType shiftType(BuildContext&, const OpInfo&, const Expr* arg, bool, SourceLoc) {
  ValueType type = arg->type;
  type.nullable = true;
  return type;
}

}  // namespace bodocc
