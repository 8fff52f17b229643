// Operations on columns of a frame: choosing, making, dropping, renaming, converting. Only expressions remain in the
// IR.
#include "Builders.h"

#include <algorithm>

namespace bodocc {

namespace {

// The frame with a column made or replaced by the value: a series, or one value for all rows.
Frame withColumn(BuildContext& ctx, const Frame& frame, const std::string& name, const Value& value, SourceLoc loc) {
  Frame result = frame;
  const Expr* e = nullptr;
  if (const Series* s = value.get<Series>()) {
    if (!frame.rows) return {s->rows, {{name, s->expr}}};
    Alignment alignment(ctx, loc);
    alignment.add(frame.rows);
    alignment.add(s->rows);
    result.rows = alignment.rows();
    for (NamedExpr& c : result.columns) c.expr = alignment.lift(c.expr, frame.rows);
    e = alignment.lift(s->expr, s->rows);
  } else {
    if (!frame.rows)
      fail("empty-frame", loc, "a frame without columns has no rows for a value",
           "assign a series first: bodo::full(n, value)");
    e = requireScale(valueExpr(ctx, value, loc));
    if (isConstant(e) && e->constant.missing())
      fail("operand-types", loc, fmt::format("'{}' would have only missing values: its type is not known", name));
  }
  e = named(ctx, e, name);
  for (NamedExpr& c : result.columns)
    if (c.name == name) {
      c.expr = e;
      return result;
    }
  result.columns.push_back({name, e});
  return result;
}

const List& pairs(const Call& call, std::size_t i) {
  const List* list = call.at(i).get<List>();
  if (!list) throw InternalError(fmt::format("{}: expected a list of pairs", call.op.id));
  return *list;
}

const List& pair(const Value& item) {
  const List* list = item.get<List>();
  if (!list || list->items.size() != 2) throw InternalError("expected a pair");
  return *list;
}

}  // namespace

Value buildIndex(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  if (call.at(1).get<Series>()) return buildFilter(ctx, op("filter"), args, loc);
  const Frame frame = call.frame(0);
  const std::vector<Name> names = call.names(1, "the column name");
  if (names.empty())
    fail("bad-argument", call.locOf(1), "no column is named here", "a frame has at least one: df[{\"A\"}]");
  if (!call.at(1).get<List>()) {
    const NamedExpr& c = columnOf(frame, names.front());
    return {Series{frame.rows, c.expr, c.name}, loc};
  }
  checkNames(names, "the selection", call.locOf(1));
  Frame result{frame.rows, {}};
  for (const Name& name : names) result.columns.push_back(columnOf(frame, name));
  return {std::move(result), loc};
}

Value buildSet(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Frame* frame = call.at(0).get<Frame>();
  if (!frame) throw InternalError("[]= on something that is no frame");
  return {withColumn(ctx, *frame, call.text(1, "the column name"), call.at(2), loc), loc};
}

Value buildDrop(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  Frame frame = call.frame(0);
  for (const Name& name : call.names(1, "the column name")) {
    columnOf(frame, name);
    std::erase_if(frame.columns, [&](const NamedExpr& c) { return c.name == name.text; });
  }
  return {std::move(frame), loc};
}

Value buildRename(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Frame frame = call.frame(0);
  Frame result = frame;
  std::vector<Name> names;
  for (const NamedExpr& c : frame.columns) names.push_back({c.name, {}});
  for (const Value& item : pairs(call, 1).items) {
    const SourceLoc at = item.loc.valid() ? item.loc : loc;
    const NamedExpr& column = columnOf(frame, nameIn(pair(item).items[0], "the column name", at));
    const auto i = static_cast<std::size_t>(&column - frame.columns.data());
    names[i] = nameIn(pair(item).items[1], "the column name", at);
    result.columns[i].name = names[i].text;
  }
  checkNames(names, "the renamed frame", loc);
  return {std::move(result), loc};
}

Value buildAssign(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  Frame frame = call.frame(0);
  std::vector<Name> names;
  for (const Value& item : pairs(call, 1).items) {
    const SourceLoc at = item.loc.valid() ? item.loc : loc;
    names.push_back(nameIn(pair(item).items[0], "the column name", at));
    frame = withColumn(ctx, frame, names.back().text, pair(item).items[1], at);
  }
  checkNames(names, "assign", loc);
  return {std::move(frame), loc};
}

Separators numberSeparators(const Call& call) {
  Separators result{call.word("thousands", ""), call.word("decimal", ".")};
  const auto check = [&](const char* name, const std::string& separator, bool optional) {
    const bool sign = separator.find_first_of("0123456789+-eE") != std::string::npos;
    if ((separator.size() != 1 && !(optional && separator.empty())) || sign)
      fail("bad-option", call.option(name)->loc,
           fmt::format("the option .{} takes one character that is no part of a number", name));
  };
  check("thousands", result.thousands, true);
  check("decimal", result.point, false);
  if (result.thousands == result.point)
    fail("bad-option", call.option("thousands")->loc,
         fmt::format("'{}' cannot separate thousands and be the decimal point", result.point),
         "numbers such as 1.234,5 have .thousands = \".\", .decimal = \",\"");
  return result;
}

namespace {

// The options of astype.
struct CastOptions {
  std::string thousands, point;
  bool missing = false;
  bool used = false;  // the separators, by some column

  bool separators() const { return !thousands.empty() || point != "."; }
};

CastOptions castOptions(const Call& call) {
  call.options({"errors", "thousands", "decimal"});
  const Separators separators = numberSeparators(call);
  return {separators.thousands, separators.point, call.missingErrors()};
}

const Expr* converted(BuildContext& ctx, const Expr* e, bodo::type to, CastOptions& options, SourceLoc loc) {
  if (options.separators() && isString(e->type.type) && isNumber(to)) {
    const auto text = [&](const std::string& s) { return constantExpr(ctx.function, {bodo::string, s, ""}, loc); };
    e = apply(ctx, "plain_number", {e, text(options.thousands), text(options.point)}, loc);
    options.used = true;
  }
  return options.missing ? convertOrMissing(ctx, e, to, loc) : convert(ctx, e, to, loc);
}

}  // namespace

Value buildAsType(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  CastOptions options = castOptions(call);
  const auto done = [&](Value result) {
    if (options.separators() && !options.used)
      fail("bad-option", loc, "the options .thousands and .decimal are for text that becomes numbers");
    return result;
  };
  if (call.isSeries(0)) {
    const Series s = call.series(0);
    return done({Series{s.rows, converted(ctx, s.expr, typeIn(call.at(1), loc), options, call.locOf(1)), s.name}, loc});
  }
  Frame frame = call.frame(0);
  if (!call.at(1).get<List>()) {
    for (NamedExpr& c : frame.columns) c.expr = converted(ctx, c.expr, typeIn(call.at(1), loc), options, call.locOf(1));
    return done({std::move(frame), loc});
  }
  for (const Value& item : pairs(call, 1).items) {
    const SourceLoc at = item.loc.valid() ? item.loc : loc;
    const Name name = nameIn(pair(item).items[0], "the column name", at);
    columnOf(frame, name);
    for (NamedExpr& c : frame.columns)
      if (c.name == name.text) c.expr = converted(ctx, c.expr, typeIn(pair(item).items[1], at), options, at);
  }
  return done({std::move(frame), loc});
}

}  // namespace bodocc
