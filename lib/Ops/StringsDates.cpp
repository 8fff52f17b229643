// Row operations on strings, dates and times.
#include "Builders.h"

#include <algorithm>

namespace bodocc {

using bodo::kind;

namespace {

Series textSeries(const Call& call) {
  Series s = call.series(0);
  if (!isString(s.expr->type.type))
    fail("operand-types", call.locOf(0),
         fmt::format(".str().{}() needs strings, not {}", call.op.method, describe(s.expr)),
         "make it strings first: .astype(\"string\")");
  return s;
}

Series daySeries(const Call& call) {
  Series s = call.series(0);
  if (s.expr->type.type.id != kind::date && s.expr->type.type.id != kind::timestamp)
    fail("operand-types", call.locOf(0),
         fmt::format(".dt().{}() needs dates or times, not {}", call.op.method, describe(s.expr)),
         "read it as dates (.parse_dates), or convert it: .astype(\"timestamp\")");
  return s;
}

}  // namespace

ValueType textTest(BuildContext&, const OpInfo&, std::vector<const Expr*>& args, SourceLoc) {
  return {bodo::boolean, args[0]->type.nullable || (args.size() > 1 && args[1]->type.nullable)};
}

ValueType textToText(BuildContext&, const OpInfo&, std::vector<const Expr*>& args, SourceLoc) {
  // a function of a dictionary's words makes a dictionary
  const bool constants = std::all_of(args.begin() + 1, args.end(), isConstant);
  return {bodo::string, args[0]->type.nullable, args[0]->type.coded && constants};
}

ValueType catType(BuildContext&, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  for (const Expr* e : args)
    if (!isString(e->type.type))
      fail("operand-types", loc, fmt::format(".str().{}() takes strings, not {}", info.method, describe(e)),
           "make it strings first: .astype(\"string\")");
  return {bodo::string, args[0]->type.nullable || args[1]->type.nullable, args[0]->type.coded && isConstant(args[1])};
}

ValueType textLength(BuildContext&, const OpInfo&, std::vector<const Expr*>& args, SourceLoc) {
  return {bodo::int64, args[0]->type.nullable};
}

ValueType dateType(BuildContext&, const OpInfo&, std::vector<const Expr*>& args, SourceLoc) {
  return {bodo::date, args[0]->type.nullable};
}

Value buildText(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = textSeries(call);
  std::vector<const Expr*> exprs{s.expr};
  for (std::size_t i = 1; i < call.size(); ++i) exprs.push_back(call.string(i, "the text"));
  if (*info.prepared && !isConstant(exprs[1]))
    fail("option-not-constant", call.locOf(1),
         fmt::format("the pattern of '{}' must be known while compiling", info.method),
         "write a string literal, or a constexpr or const variable that is initialised with one");
  return {Series{s.rows, apply(ctx, info, exprs, loc), s.name}, loc};
}

Value buildPattern(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"regex"});
  if (call.flag("regex", false))
    fail("limitation", call.option("regex")->loc, "regular expressions are not supported yet",
         "like(\"%a_b%\") knows % for any text and _ for one character");
  return buildText(ctx, info, args, loc);
}

Value buildTextSlice(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = textSeries(call);
  const Expr* result =
      apply(ctx, info, {s.expr, call.integer(1, "the begin of a slice"), call.integer(2, "the end of a slice")}, loc);
  return {Series{s.rows, result, s.name}, loc};
}

Value buildDatePart(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = daySeries(call);
  return {Series{s.rows, apply(ctx, info, {cast(ctx, s.expr, bodo::date, loc)}, loc), s.name}, loc};
}

Value buildTimePart(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = daySeries(call);
  return {Series{s.rows, apply(ctx, info, {cast(ctx, s.expr, bodo::timestamp, loc)}, loc), s.name}, loc};
}

Value buildDate(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = daySeries(call);
  return {Series{s.rows, cast(ctx, s.expr, bodo::date, loc), s.name}, loc};
}

}  // namespace bodocc
