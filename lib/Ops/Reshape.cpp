// Frames of another shape, and columns that sort values into classes: expressed by other operations.
#include "Statistics.h"

#include <algorithm>

namespace bodocc {

namespace {

// The column of a row set without inputs whose values these are, unchanged; null if they are computed.
const Expr* sourceOf(const Expr* e) {
  while (e->kind == ExprKind::Call && e->op == &plainOp()) e = e->args.front();
  if (e->kind != ExprKind::Column) return nullptr;
  const Column& column = e->rows->columns[e->column];
  if (column.aggregate) return nullptr;
  return column.from ? sourceOf(column.from) : e;
}

// The values that the sample of a series' file shows; null if it is not the column of such a file.
std::optional<List> sampled(const Call& call, const Series& of) {
  const Expr* const source = sourceOf(of.expr);
  const auto sample = source ? call.ctx.samples.find(source->rows->def) : call.ctx.samples.end();
  if (sample == call.ctx.samples.end()) return std::nullopt;
  const std::string &path = sample->second.path, &name = source->rows->columns[source->column].name;
  const bodo::type type = source->type.type;
  constexpr std::size_t most = 1000;
  constexpr const char* remedy = "give the values in braces, {\"a\", \"b\"}";
  if (!isString(type) && !isInteger(type) && type != bodo::boolean && type != bodo::date)
    fail("bad-argument", call.loc,
         fmt::format("'{}' takes strings, integers, booleans and dates from the file that shows the schema, but '{}' "
                     "is {}",
                     call.op.method, of.name, toString(type)),
         remedy);
  const ColumnValues found = call.ctx.columnValues(sample->second, name, type, most);
  if (!found.error.empty())
    fail("unreadable-schema", call.loc,
         fmt::format("the values of '{}' cannot be read from '{}' while compiling: {}", name, path, found.error),
         remedy);
  if (found.values.empty())
    fail("bad-argument", call.loc, fmt::format("'{}' has no values in '{}', to become columns", name, path), remedy);
  if (found.values.size() > most)
    fail("bad-argument", call.loc,
         fmt::format("'{}' has more than {} values in '{}', each of which would become a column", name, most, path),
         fmt::format("choose some, df[df[\"{}\"].isin({{\"a\", \"b\"}})], and give them in braces", name));
  List list;
  for (const Constant& value : found.values) list.items.push_back({value, call.loc});
  return list;
}

// The values that become names of columns: the constants in a braced list, or those in the sample of the file.
List categories(const Call& call, std::size_t argument, const Series& of) {
  if (!call.has(argument)) {
    if (std::optional<List> list = sampled(call, of)) return *std::move(list);
  } else if (const List* list = call.at(argument).get<List>(); list && !list->items.empty()) {
    return *list;
  }
  fail("bad-argument", call.locOf(argument),
       fmt::format("'{}' needs the values of '{}', each of which becomes a column", call.op.method, of.name),
       "the columns of a frame are known while compiling: give the values in braces, {\"a\", \"b\"}; or leave them "
       "out, if the column comes unchanged from a file that shows its schema, as bodo::like(\"sample.parquet\") does: "
       "its values become the columns");
}

std::string columnName(const Value& category, SourceLoc loc) {
  const auto* c = category.get<Constant>();
  if (!c || c->missing())
    fail("name-not-constant", category.loc.valid() ? category.loc : loc,
         "a value that becomes the name of a column must be known while compiling", "write a literal");
  const auto* text = std::get_if<std::string>(&c->value);
  return text ? *text : toString(*c);
}

// True where the value is one of the categories; another value ends the program with an error.
Value listed(BuildContext& ctx, const Series& s, const List& list, SourceLoc loc) {
  const Value among = buildCall(ctx, "isin", {{s, loc}, {list, loc}}, loc);
  const Value unknown = buildCall(ctx, "isna", {{s, loc}}, loc);
  const Series known = *buildCall(ctx, "or", {among, unknown}, loc).get<Series>();
  const Expr* shown = isString(s.expr->type.type) ? s.expr : convert(ctx, s.expr, bodo::string, loc);
  if (shown->type.coded) shown = callExpr(ctx.function, plainOp(), {shown}, {bodo::string, shown->type.nullable}, loc);
  const Expr* name = constantExpr(ctx.function, {bodo::string, s.name, ""}, loc);
  const Expr* checked = callExpr(ctx.function, op("listed"), {known.expr, shown, name}, {bodo::boolean}, loc);
  return buildCall(ctx, "and", {{Series{s.rows, checked, s.name}, loc}, among}, loc);
}

// Groups of rows that are equal in these columns, missing values included.
Value groupsBy(const Frame& frame, const std::vector<NamedExpr>& keys, bool sort, bool dropMissing, SourceLoc loc) {
  List names;
  for (const NamedExpr& key : keys) names.items.push_back(textValue(key.name, loc));
  Record options;
  options.members.push_back({"sort", {Constant{bodo::boolean, sort, ""}, loc}});
  options.members.push_back({"dropna", {Constant{bodo::boolean, dropMissing, ""}, loc}});
  return {Pending{&op("groups"), {{frame, loc}, {std::move(names), loc}, {std::move(options), loc}}}, loc};
}

// The rows that repeat another one: all but the first, all but the last, or all that are not the only one.
Value repeated(BuildContext& ctx, const Frame& frame, const std::vector<NamedExpr>& keys, const std::string& keep,
               SourceLoc loc) {
  const Value groups = groupsBy(frame, keys, false, false, loc), one = integerValue(1, loc);
  const auto beyond = [&](const char* number) {
    return buildCall(ctx, "gt", {buildCall(ctx, number, {groups}, loc), one}, loc);
  };
  if (keep == "first") return beyond("row_number");
  if (keep == "last") return beyond("rows_left");
  const Value later = beyond("row_number");
  return buildCall(ctx, "or", {later, beyond("rows_left")}, loc);
}

std::vector<NamedExpr> keysOf(const Call& call, const Frame& frame) {
  std::vector<NamedExpr> keys;
  for (const Name& name : call.names(1, "the column name")) keys.push_back(columnOf(frame, name));
  return keys.empty() ? frame.columns : keys;
}

std::string keepOf(const Call& call) {
  call.options({"keep"});
  return call.oneOf("keep", {"first", "last", "none"}, "first");
}

}  // namespace

Value buildDuplicated(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call made(ctx, info, args, loc);
  const Frame frame = made.frame(0);
  const std::vector<NamedExpr> keys = keysOf(made, frame);
  if (keys.empty()) fail("bad-argument", loc, "a frame without columns has no equal rows");
  Value flags = repeated(ctx, frame, keys, keepOf(made), loc);
  flags.get<Series>()->name.clear();
  return flags;
}

Value buildDropDuplicates(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call made(ctx, info, args, loc);
  const Frame frame = made.frame(0);
  const std::vector<NamedExpr> keys = keysOf(made, frame);
  const std::string keep = keepOf(made);
  if (keys.empty()) return args[0];  // a frame without columns: all rows stay, as in pandas
  if (keep != "first")
    return buildCall(ctx, "filter", {args[0], buildCall(ctx, "not", {repeated(ctx, frame, keys, keep, loc)}, loc)},
                     loc);
  Op& distinct = ctx.append(info, loc);
  distinct.inputs = {frame.rows};
  for (const NamedExpr& key : keys) distinct.keys.push_back(key.expr);
  distinct.dropMissingKeys = false;
  Rows& rows = ctx.addRows(distinct);
  carry(rows, frame);
  return made.likeReceiver(rows);
}

Value buildSample(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call made(ctx, info, args, loc);
  made.options({"frac", "seed"});
  const Frame frame = made.frame(0);
  const auto integer = [&](const char* option) {
    const Value* v = made.option(option);
    return v ? cast(ctx, valueExpr(ctx, *v, loc), bodo::int64, loc) : integerConstant(ctx, 0, bodo::int64, loc);
  };
  const Value* frac = made.option("frac");
  if (!made.has(1) && !frac)
    fail("bad-argument", loc, "'sample' needs a number of rows, or a part of them",
         "write df.sample(100, {.seed = 1}) or df.sample({.frac = 0.01, .seed = 1})");
  Op& op = ctx.append(frac ? bodocc::op("sample_part") : bodocc::op("sample_rows"), loc);
  op.inputs = {frame.rows};
  op.scalars = {
      frac ? cast(ctx, valueExpr(ctx, *frac, loc), bodo::float64, loc) : made.integer(1, "the number of rows"),
      integer("seed")};
  Rows& rows = ctx.addRows(op);
  carry(rows, frame);
  return made.likeReceiver(rows);
}

// For each value column, all rows with its name and its values: a concat.
Value buildMelt(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"id_vars", "value_vars", "var_name", "value_name"});
  const Frame frame = call.frame(0);
  const std::vector<Name> ids = call.list("id_vars");
  std::vector<Name> values = call.list("value_vars");
  const auto isIn = [](const std::vector<Name>& names, const std::string& name) {
    return std::ranges::any_of(names, [&](const Name& n) { return n.text == name; });
  };
  if (values.empty())
    for (const NamedExpr& column : frame.columns)
      if (!isIn(ids, column.name)) values.push_back({column.name, loc});
  if (values.empty())
    fail("bad-argument", loc, "melt has no columns of values", "name them: .value_vars = {\"A\", \"B\"}");
  const auto named = [&](const char* option, const char* otherwise) {
    return Name{call.word(option, otherwise), call.option(option) != nullptr ? call.option(option)->loc : loc};
  };
  std::vector<Name> made = ids;
  made.push_back(named("var_name", "variable"));
  made.push_back(named("value_name", "value"));
  checkNames(made, "melt", loc);
  List parts;
  for (const Name& value : values) {
    Frame part = frame;
    part.columns.clear();
    for (const Name& id : ids) part.columns.push_back(columnOf(frame, id));
    part.columns.push_back({made.end()[-2].text, constantExpr(ctx.function, {bodo::string, value.text, ""}, loc)});
    part.columns.push_back({made.back().text, columnOf(frame, value).expr});
    parts.items.push_back({std::move(part), loc});
  }
  std::vector<Value> all{{std::move(parts), loc}};
  return buildCall(ctx, op("concat"), std::move(all), loc);
}

Value buildPivotTable(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call made(ctx, info, args, loc);
  made.options({"values", "index", "columns", "aggfunc", "fill_value"});
  Frame frame = made.frame(0);
  const auto one = [&](const char* option) {
    const std::vector<Name> names = made.list(option);
    if (names.size() != 1)
      fail("bad-argument", names.empty() ? loc : names.back().loc,
           fmt::format("pivot_table takes one column as .{}", option),
           "write df.pivot_table({.values = \"v\", .index = \"k\", .columns = \"c\"}, {\"a\", \"b\"})");
    return names.front();
  };
  const Name valueName = one("values"), columnsName = one("columns");
  const std::vector<Name> index = made.list("index");
  if (index.empty()) fail("bad-argument", loc, "pivot_table needs at least one column as .index");
  const std::string function = made.oneOf("aggfunc", namedAggregates, "mean");
  // rows without a category belong to no column
  const NamedExpr& with = columnOf(frame, columnsName);
  if (with.expr->type.nullable) {
    const Value known = buildCall(ctx, "notna", {{Series{frame.rows, with.expr, with.name}, loc}}, loc);
    frame = *buildCall(ctx, "filter", {{frame, loc}, known}, loc).get<Frame>();
  }
  const NamedExpr &value = columnOf(frame, valueName), &by = columnOf(frame, columnsName);
  const Series column{frame.rows, by.expr, by.name}, values{frame.rows, value.expr, value.name};
  const List list = categories(made, 1, column);
  const Value isListed = listed(ctx, column, list, loc);
  std::vector<NamedExpr> keys;
  std::vector<Name> names;
  for (const Name& key : index) {
    keys.push_back(columnOf(frame, key));
    names.push_back(key);
  }
  std::vector<AggregateSpec> specs;
  for (const Value& category : list.items) {
    const std::string name = columnName(category, loc);
    names.push_back({name, category.loc});
    const Value here = buildCall(ctx, "and", {isListed, buildCall(ctx, "eq", {{column, loc}, category}, loc)}, loc);
    const Value chosen = buildCall(ctx, "where", {here, {values, loc}, missingValue(loc)}, loc);
    specs.push_back({name, {&op(function.c_str()), {chosen}}, loc});
    specs.push_back({name + " occurs", {&op("any"), {here}}, loc});
  }
  checkNames(names, "the pivot table", loc);
  const Value groups = groupsBy(frame, keys, true, true, loc);
  const Frame grouped = *groupBy(ctx, *groups.get<Pending>(), specs, loc).get<Frame>();
  // a pair of index and category without rows has no value, even if the function gives one for no values
  Frame result{grouped.rows, {}};
  for (std::size_t k = 0; k < keys.size(); ++k) result.columns.push_back(grouped.columns[k]);
  for (std::size_t c = keys.size(); c < grouped.columns.size(); c += 2) {
    const auto series = [&](std::size_t i) {
      return Value{Series{grouped.rows, grouped.columns[i].expr, grouped.columns[i].name}, loc};
    };
    Value cell = buildCall(ctx, "where", {series(c + 1), series(c), missingValue(loc)}, loc);
    if (const Value* fill = made.option("fill_value")) {
      checkFill(ctx, *fill, cell.get<Series>()->expr);
      cell = buildCall(ctx, "fillna", {cell, *fill}, loc);
    }
    result.columns.push_back({grouped.columns[c].name, named(ctx, cell.get<Series>()->expr, grouped.columns[c].name)});
  }
  return {std::move(result), loc};
}

Value buildGetDummies(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call made(ctx, info, args, loc);
  made.options({"prefix"});
  const Series s = made.series(0);
  const List list = categories(made, 1, s);
  const std::string prefix = made.word("prefix", "");
  const Value isListed = listed(ctx, s, list, loc);
  Frame result{s.rows, {}};
  std::vector<Name> names;
  for (const Value& category : list.items) {
    names.push_back({(prefix.empty() ? "" : prefix + "_") + columnName(category, loc), category.loc});
    const Value here =
        buildCall(ctx, "and", {isListed, buildCall(ctx, "isin", {{s, loc}, {List{{category}}, loc}}, loc)}, loc);
    result.columns.push_back({names.back().text, named(ctx, here.get<Series>()->expr, names.back().text)});
  }
  checkNames(names, "get_dummies", loc);
  return {std::move(result), loc};
}

namespace {

// The class of each value between increasing edges, as its label or, without labels, its number; missing outside of
// all.
Value classes(BuildContext& ctx, const char* interval, const Series& s, const std::vector<const Expr*>& edges,
              const std::vector<Value>& labels, SourceLoc loc) {
  std::vector<const Expr*> args{s.expr};
  args.insert(args.end(), edges.begin(), edges.end());
  // an edge may widen the value, and so the other edges
  for (int round = 0; round < 2; ++round)
    for (std::size_t i = 1; i < args.size(); ++i)
      if (!unify(ctx, args[0], args[i], loc, isNumber(args[0]->type.type)))
        fail("operand-types", edges[i - 1]->loc.valid() ? edges[i - 1]->loc : loc,
             fmt::format("{} is no edge for {}", describe(edges[i - 1]), describe(s.expr)),
             "edges have the type of the values");
  const Expr* result = callExpr(ctx.function, op(interval), args, {bodo::int64, true}, loc);
  if (labels.empty()) return {Series{s.rows, result, s.name}, loc};
  std::vector<const Expr*> choice{result};
  for (const Value& label : labels) choice.push_back(valueExpr(ctx, label, loc));
  return {Series{s.rows, callExpr(ctx.function, op("label"), choice, {bodo::string, true}, loc), s.name}, loc};
}

// The edges, which end the program with an error if they do not increase; those that are constants were compared.
std::vector<const Expr*> increasing(BuildContext& ctx, std::vector<const Expr*> edges, SourceLoc loc) {
  const std::vector<const Expr*> given = edges;
  for (std::size_t i = 1; i < edges.size(); ++i) {
    const Expr *low = given[i - 1], *high = given[i];
    if ((isConstant(low) && isConstant(high)) || !unify(ctx, low, high, loc, isNumber(low->type.type))) continue;
    edges[i] = callExpr(ctx.function, op("edge"), {low, high},
                        {high->type.type, low->type.nullable || high->type.nullable}, loc);
  }
  return edges;
}

std::optional<double> numberOf(const Constant* c) {
  if (!c) return std::nullopt;
  if (const auto* d = std::get_if<double>(&c->value)) return *d;
  if (const auto* i = std::get_if<std::int64_t>(&c->value)) return static_cast<double>(*i);
  return std::nullopt;
}

// The option .labels = false, which numbers the classes.
bool numbersClasses(const Call& made) {
  const Value* const labels = made.option("labels");
  const auto* const c = labels ? labels->get<Constant>() : nullptr;
  const bool* const flag = c ? std::get_if<bool>(&c->value) : nullptr;
  if (flag && *flag) fail("bad-option", labels->loc, "the option .labels is a list of names, or false");
  return flag != nullptr;
}

std::vector<Value> labelsOf(const Call& made, std::size_t classes) {
  if (numbersClasses(made)) return {};
  const std::vector<Name> names = made.list("labels");
  if (!names.empty() && names.size() != classes)
    fail("bad-option", names.back().loc, fmt::format(".labels has {} names for {} classes", names.size(), classes),
         made.at(1).get<List>() ? "there is one class fewer than edges or quantiles" : "each class needs a label");
  std::vector<Value> labels;
  for (const Name& name : names) labels.push_back(textValue(name.text, name.loc));
  return labels;
}

// A constant number of classes.
std::optional<std::int64_t> classCount(const Call& made, const char* remedy) {
  if (made.at(1).get<List>()) return std::nullopt;
  const auto* c = made.at(1).get<Constant>();
  const auto* n = c ? std::get_if<std::int64_t>(&c->value) : nullptr;
  if (!n || *n < 1 || *n > 1000)
    fail("bad-argument", made.locOf(1),
         fmt::format("'{}' takes a number of classes that is known while compiling, from 1 to 1000, or {} in braces",
                     made.op.method, &made.op == &op("qcut") ? "quantiles" : "edges"),
         remedy);
  return *n;
}

// The edges of n classes of equal width from the smallest to the largest value, as numpy.linspace makes them.
std::vector<const Expr*> equalEdges(BuildContext& ctx, const Series& s, std::int64_t n, SourceLoc loc) {
  if (!isNumber(s.expr->type.type))
    fail("operand-types", loc, fmt::format("classes of equal width are of numbers, not of {}", describe(s.expr)),
         "give the edges in braces, bodo::cut(s, {...}), or write bodo::qcut(s, 4)");
  const Value values{Series{s.rows, convert(ctx, s.expr, bodo::float64, loc), s.name}, loc};
  const auto number = [&](double v) { return constantExpr(ctx.function, {bodo::float64, v, ""}, loc); };
  const auto make = [&](const char* id, std::vector<const Expr*> args) { return apply(ctx, id, std::move(args), loc); };
  const Expr* low = valueExpr(ctx, buildCall(ctx, "min", {values}, loc), loc);
  const Expr* high = valueExpr(ctx, buildCall(ctx, "max", {values}, loc), loc);
  // equal values are in the middle of a range, as in pandas
  const Expr* const size = make("abs", {low});
  const Expr* const more =
      make("where", {make("eq", {low, number(0)}), number(0.001), make("mul", {size, number(0.001)})});
  const Expr* const around = make("where", {make("eq", {low, high}), more, number(0)});
  low = make("sub", {low, around});
  high = make("add", {high, around});
  const Expr* const width = make("div", {make("sub", {high, low}), number(static_cast<double>(n))});
  std::vector<const Expr*> edges;
  for (std::int64_t i = 0; i < n; ++i)
    edges.push_back(make("add", {make("mul", {width, number(static_cast<double>(i))}), low}));
  edges.push_back(high);
  edges = increasing(ctx, std::move(edges), loc);
  for (const Expr*& e : edges) e = callExpr(ctx.function, op("given"), {e}, {e->type.type}, loc);
  return edges;
}

}  // namespace

Value buildCut(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call made(ctx, info, args, loc);
  made.options({"labels", "right", "include_lowest"});
  const Series s = made.series(0);
  const bool right = made.flag("right", true), lowest = made.flag("include_lowest", false);
  if (const auto n = classCount(made, "write bodo::cut(s, 4) or bodo::cut(s, {0, 10, 100})")) {
    const std::vector<Value> labels = labelsOf(made, static_cast<std::size_t>(*n));
    return classes(ctx, right ? "interval_from_lowest" : "interval_to_highest", s, equalEdges(ctx, s, *n, loc), labels,
                   loc);
  }
  const List* const list = made.at(1).get<List>();
  if (list->items.size() < 2)
    fail("bad-argument", made.locOf(1), "'cut' needs at least two edges", "write bodo::cut(s, {0, 10, 100})");
  const std::size_t count = list->items.size() - 1;
  const bool numbered = numbersClasses(made);
  std::vector<Value> labels = labelsOf(made, count);
  std::vector<const Constant*> edges;
  for (const Value& item : list->items) edges.push_back(item.get<Constant>());
  for (std::size_t i = 0; i < count; ++i) {
    const auto low = numberOf(edges[i]), high = numberOf(edges[i + 1]);
    if (low && high && *low >= *high)
      fail("bad-argument", list->items[i + 1].loc, "the edges of 'cut' must increase",
           fmt::format("{} is not less than {}", toString(*edges[i]), toString(*edges[i + 1])));
    if (numbered || !labels.empty()) continue;
    if (!edges[i] || !edges[i + 1])
      fail("bad-argument", loc, "the edges of 'cut' must be constants, or its classes need names",
           "write .labels = {\"low\", \"high\"}");
  }
  if (labels.empty() && !numbered)
    for (std::size_t i = 0; i < count; ++i) {
      const char* open = !right || (lowest && i == 0) ? "[" : "(";
      const char* close = right || (lowest && i + 1 == count) ? "]" : ")";
      labels.push_back(
          textValue(fmt::format("{}{}, {}{}", open, toString(*edges[i]), toString(*edges[i + 1]), close), loc));
    }
  const char* const interval = right    ? lowest ? "interval_from_lowest" : "interval"
                               : lowest ? "interval_to_highest"
                                        : "interval_from";
  std::vector<const Expr*> values;
  for (const Value& item : list->items) values.push_back(valueExpr(ctx, item, loc));
  return classes(ctx, interval, s, increasing(ctx, std::move(values), loc), labels, loc);
}

Value buildQCut(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call made(ctx, info, args, loc);
  made.options({"labels"});
  const Series s = made.series(0);
  std::vector<Value> parts;
  if (const auto n = classCount(made, "write bodo::qcut(s, 4) or bodo::qcut(s, {0, 0.5, 0.9, 1})")) {
    for (std::int64_t i = 0; i <= *n; ++i)
      parts.push_back({Constant{bodo::float64, static_cast<double>(i) / static_cast<double>(*n), ""}, loc});
  } else {
    parts = made.at(1).get<List>()->items;
  }
  if (parts.size() < 2) fail("bad-argument", made.locOf(1), "'qcut' needs at least two quantiles");
  const std::size_t count = parts.size() - 1;
  const std::vector<Value> labels = labelsOf(made, count);
  std::vector<const Expr*> edges;
  for (const Value& part : parts) {
    const Expr* const edge = valueExpr(ctx, buildCall(ctx, "quantile", {{s, loc}, part}, loc), loc);
    edges.push_back(callExpr(ctx.function, op("given"), {edge}, {edge->type.type}, loc));
  }
  return classes(ctx, "interval_from_lowest", s, edges, labels, loc);
}

Value buildFillFrame(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call made(ctx, info, args, loc);
  Frame frame = made.frame(0);
  const Expr* value = valueExpr(ctx, made.at(1), loc);
  bool any = false;
  for (NamedExpr& column : frame.columns) {
    const Expr *own = column.expr, *other = value;
    if (!unify(ctx, own, other, loc) || own->type.type != column.expr->type.type) continue;
    any = true;
    if (!column.expr->type.nullable) continue;
    const Value filled =
        buildCall(ctx, "fillna", {{Series{frame.rows, column.expr, column.name}, loc}, made.at(1)}, loc);
    column.expr = filled.get<Series>()->expr;
  }
  if (!any)
    fail("operand-types", made.locOf(1), fmt::format("no column of the frame can hold {}", describe(value)),
         "fill single columns: df[\"A\"] = df[\"A\"].fillna(0)");
  return {std::move(frame), loc};
}

Value frameOfLists(BuildContext& ctx, std::vector<std::pair<std::string, List>> columns, SourceLoc loc) {
  List all;
  for (auto& [name, values] : columns)
    all.items.push_back({List{{textValue(name, loc), {std::move(values), loc}}}, loc});
  return buildCall(ctx, "frame", {{std::move(all), loc}}, loc);
}

Value seriesOf(const Frame& frame, const NamedExpr& column, SourceLoc loc) {
  return {Series{frame.rows, column.expr, column.name}, loc};
}

namespace {

// A row for each group: the statistics of the chosen column.
Value describeGroups(BuildContext& ctx, const Pending& chosen, SourceLoc loc) {
  const std::vector<Name> columns = namesIn(chosen.args.at(1), "the column name", loc);
  if (columns.size() != 1)
    fail("bad-argument", columns.back().loc, "'describe' of groups shows one column",
         "choose it: groupby(...)[\"A\"].describe()");
  const Value column = textValue(columns.front().text, columns.front().loc);
  std::vector<AggregateSpec> specs;
  for (const char* name : {"count", "mean", "std", "min"}) specs.push_back({name, {&op(name), {column}}, loc});
  for (const int percent : {25, 50, 75})
    specs.push_back({fmt::format("{}%", percent),
                     {&op("quantile"), {column, {Constant{bodo::float64, percent / 100.0, ""}, loc}}},
                     loc});
  specs.push_back({"max", {&op("max"), {column}}, loc});
  return groupBy(ctx, *chosen.args.at(0).get<Pending>(), specs, loc);
}

}  // namespace

// A row for each statistic, as in pandas; all columns are float64.
Value buildDescribe(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call made(ctx, info, args, loc);
  if (const Pending* groups = made.at(0).get<Pending>()) return describeGroups(ctx, *groups, loc);
  const Frame frame = made.frame(0);
  List names;
  for (const char* name : {"count", "mean", "std", "min", "25%", "50%", "75%", "max"})
    names.items.push_back(textValue(name, loc));
  std::vector<std::pair<std::string, List>> columns{{"statistic", std::move(names)}};
  for (const NamedExpr& column : frame.columns) {
    if (!isNumber(column.expr->type.type)) continue;
    const Value series{Series{frame.rows, convert(ctx, column.expr, bodo::float64, loc), column.name}, loc};
    List values;
    const auto add = [&](const char* aggregate, std::optional<double> part = std::nullopt) {
      std::vector<Value> arguments{series};
      if (part) arguments.push_back({Constant{bodo::float64, *part, ""}, loc});
      values.items.push_back(buildCall(ctx, aggregate, std::move(arguments), loc));
    };
    for (const char* aggregate : {"count", "mean", "std", "min"}) add(aggregate);
    for (const double part : {0.25, 0.5, 0.75}) add("quantile", part);
    add("max");
    columns.push_back({column.name, std::move(values)});
  }
  if (columns.size() == 1)
    fail("operand-types", loc, "'describe' needs a column of numbers",
         "for others there are df[\"A\"].value_counts() and df.info()");
  std::vector<Name> made_names;
  for (const auto& [name, values] : columns) made_names.push_back({name, loc});
  checkNames(made_names, "describe", loc);
  return frameOfLists(ctx, std::move(columns), loc);
}

// Prints a row for each column: its type, and how many values it has.
Value buildInfo(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call made(ctx, info, args, loc);
  const Frame frame = made.frame(0);
  if (frame.columns.empty()) fail("bad-argument", loc, "a frame without columns has nothing to show");
  List names, types, values, unknown;
  for (const NamedExpr& column : frame.columns) {
    names.items.push_back(textValue(column.name, loc));
    types.items.push_back(textValue(toString(column.expr->type.type), loc));
    values.items.push_back(buildCall(ctx, "count", {seriesOf(frame, column, loc)}, loc));
    const Value isUnknown = buildCall(ctx, "isna", {seriesOf(frame, column, loc)}, loc);
    unknown.items.push_back(buildCall(
        ctx, "sum",
        {{Series{isUnknown.get<Series>()->rows, convert(ctx, isUnknown.get<Series>()->expr, bodo::int64, loc), ""},
          loc}},
        loc));
  }
  const Value shown = frameOfLists(ctx,
                                   {{"column", std::move(names)},
                                    {"type", std::move(types)},
                                    {"values", std::move(values)},
                                    {"missing", std::move(unknown)}},
                                   loc);
  return buildCall(ctx, "print", {shown}, loc);
}

Value buildQuantiles(BuildContext& ctx, const Series& s, const List& parts, SourceLoc loc) {
  List values;
  for (const Value& part : parts.items) values.items.push_back(buildCall(ctx, "quantile", {{s, loc}, part}, loc));
  const std::string name = s.name.empty() || s.name == "quantile" ? "value" : s.name;
  Frame made = *frameOfLists(ctx, {{"quantile", parts}, {name, std::move(values)}}, loc).get<Frame>();
  made.columns[0].expr = named(ctx, convert(ctx, made.columns[0].expr, bodo::float64, loc), "quantile");
  return {std::move(made), loc};
}

namespace {

// True if the aggregate exists for values of this type.
bool hasAggregate(BuildContext& ctx, const OpInfo& info, const Expr* value, const std::vector<Value>& args,
                  SourceLoc loc) {
  if (info.composed) return isNumber(value->type.type);
  try {
    static_cast<void>(aggregated(ctx, info, "", value, args, false, loc));
    return true;
  } catch (const UserError& error) {
    if (error.diagnostic.id != "aggregate-type") throw;
    return false;
  }
}

}  // namespace

Value buildOfColumns(BuildContext& ctx, const OpInfo& info, const std::vector<Value>& args, SourceLoc loc) {
  const Frame frame = *args.at(0).get<Frame>();
  std::vector<std::pair<std::string, List>> columns;
  for (const NamedExpr& column : frame.columns) {
    if (!hasAggregate(ctx, info, column.expr, args, loc)) continue;
    std::vector<Value> arguments = args;
    arguments[0] = seriesOf(frame, column, loc);
    columns.push_back({column.name, List{{buildCall(ctx, info, std::move(arguments), loc)}}});
  }
  if (columns.empty())
    fail("aggregate-type", loc, fmt::format("no column of the frame has a '{}'", info.method),
         "numbers have all aggregates; all types have min, max, count, nunique, first and last");
  return frameOfLists(ctx, std::move(columns), loc);
}

// The same operation of series for each column whose type has it; others stay as they are.
Value buildEachColumn(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call made(ctx, info, args, loc);
  Frame frame = made.frame(0);
  const bool test = info.method == std::string_view("isna") || info.method == std::string_view("notna");
  for (NamedExpr& column : frame.columns) {
    if (!test && !isNumber(column.expr->type.type)) continue;
    std::vector<Value> arguments = args;
    arguments[0] = seriesOf(frame, column, loc);
    column.expr = buildCall(ctx, info.method, std::move(arguments), loc).get<Series>()->expr;
  }
  return {std::move(frame), loc};
}

// s.where(condition, other) keeps the values where it holds, s.mask(condition, other) the other ones.
Value buildWhere(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call made(ctx, info, args, loc);
  const std::string name = made.series(0).name;
  Value kept = args[0], other = made.has(2) ? made.at(2) : missingValue(loc);
  if (&info == &op("mask")) std::swap(kept, other);
  Value result = buildCall(ctx, "where", {made.at(1), kept, other}, loc);
  result.get<Series>()->name = name;
  return result;
}

Value buildNot(BuildContext& ctx, const OpInfo&, std::vector<Value>& args, SourceLoc loc) {
  return buildCall(ctx, "not", args, loc);
}

}  // namespace bodocc
