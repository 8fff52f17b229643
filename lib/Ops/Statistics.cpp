// Aggregates that are made of others and of the differences from them: correlation, covariance, skewness, the row of an
// extreme. Each of them is a list of plain aggregates, and an expression over their results.
#include "Statistics.h"

#include "Windows.h"

#include <algorithm>

namespace bodocc {

namespace {

Value number(double v, SourceLoc loc) { return {Constant{bodo::float64, v, ""}, loc}; }

Series asFloat(BuildContext& ctx, const OpInfo& info, Series s, SourceLoc loc) {
  if (!isNumber(s.expr->type.type))
    fail("aggregate-type", loc, fmt::format("there is no '{}' of {}", info.method, describe(s.expr)),
         isBoolean(s.expr->type.type) ? "make it a number first: .astype(\"int64\")" : "it is for numbers");
  s.expr = convert(ctx, s.expr, bodo::float64, loc);
  return s;
}

// The number of each row, from 0.
Value rowNumbers(BuildContext& ctx, Rows* rows, SourceLoc loc) {
  const Expr* one = constantExpr(ctx.function, {bodo::int64, std::int64_t{1}, ""}, loc);
  const Value numbers = windowOver(ctx, {.column = {Series{rows, one, "row"}, loc}}, op("cumsum"), {}, loc);
  return buildCall(ctx, "sub", {numbers, integerValue(1, loc)}, loc);
}

class Composer {
 public:
  Composer(BuildContext& ctx, const OpInfo& info, const Spread& spread, SourceLoc loc)
      : ctx_(ctx), info_(info), spread_(spread), loc_(loc) {}

  Composition compose(const std::vector<Series>& of) {
    if (&info_ == &op("idxmin") || &info_ == &op("idxmax")) return place(of.front());
    if (&info_ == &op("skew")) return skewness(of.front());
    return together(of.front(), of.back());
  }

 private:
  Value make(const char* id, std::vector<Value> args) const { return buildCall(ctx_, id, std::move(args), loc_); }
  Value difference(const Value& x) const { return make("sub", {x, spread_(op("mean"), x)}); }
  void part(const char* aggregate, Value of) {
    made_.parts.push_back({std::string(aggregate), {&op(aggregate), {std::move(of)}}, loc_});
  }

  // The first row with the smallest or the largest value.
  Composition place(const Series& x) {
    const Value extreme = spread_(&info_ == &op("idxmin") ? op("min") : op("max"), {x, loc_});
    const Value here = make("eq", {{x, loc_}, extreme});
    part("first", make("where", {here, rowNumbers(ctx_, x.rows, loc_), missingValue(loc_)}));
    made_.end = [](const std::vector<Value>& v) { return v[0]; };
    return std::move(made_);
  }

  // The adjusted Fisher-Pearson coefficient, as in pandas: 0 if all values are equal, missing of fewer than three.
  Composition skewness(const Series& x) {
    const Value d = difference({asFloat(ctx_, info_, x, loc_), loc_}), square = make("mul", {d, d});
    part("count", d);
    part("sum", square);
    part("sum", make("mul", {square, d}));
    made_.end = [this](const std::vector<Value>& v) {
      const Value n = make("mul", {v[0], number(1, loc_)}), one = integerValue(1, loc_), two = integerValue(2, loc_);
      const Value factor =
          make("div", {make("mul", {n, make("sqrt", {make("sub", {n, one})})}), make("sub", {n, two})});
      const Value ratio = make("div", {v[2], make("pow", {v[1], number(1.5, loc_)})});
      const Value spread = make("gt", {v[1], number(0, loc_)}), enough = make("gt", {n, two});
      const Value some = make("where", {spread, make("mul", {factor, ratio}), number(0, loc_)});
      return make("where", {enough, some, missingValue(loc_)});
    };
    return std::move(made_);
  }

  // Of the rows where both are known: sums of the products of the differences from their means.
  Composition together(const Series& x, const Series& y) {
    Value a{asFloat(ctx_, info_, x, loc_), loc_}, b{asFloat(ctx_, info_, y, loc_), loc_};
    const Value bothKnown = make("and", {make("notna", {a}), make("notna", {b})});
    a = make("where", {bothKnown, a, missingValue(loc_)});
    b = make("where", {bothKnown, b, missingValue(loc_)});
    const Value d = difference(a), e = difference(b), product = make("mul", {d, e});
    part("count", product);
    part("sum", product);
    const bool correlation = &info_ == &op("corr");
    if (correlation) {
      part("sum", make("mul", {d, d}));
      part("sum", make("mul", {e, e}));
    }
    made_.end = [this, correlation](const std::vector<Value>& v) {
      const Value enough = make("gt", {v[0], integerValue(1, loc_)});
      if (!correlation)
        return make("where",
                    {enough, make("div", {v[1], make("sub", {v[0], integerValue(1, loc_)})}), missingValue(loc_)});
      const Value spread = make("mul", {make("sqrt", {v[2]}), make("sqrt", {v[3]})});
      const Value varies = make("and", {enough, make("gt", {spread, number(0, loc_)})});
      const Value ratio = make("clip", {make("div", {v[1], spread}), number(-1, loc_), number(1, loc_)});
      return make("where", {varies, ratio, missingValue(loc_)});
    };
    return std::move(made_);
  }

  BuildContext& ctx_;
  const OpInfo& info_;
  const Spread& spread_;
  SourceLoc loc_;
  Composition made_;
};

// The aggregate as a scalar.
Value scalarOf(BuildContext& ctx, const OpInfo& info, const Value& series, SourceLoc loc) {
  return buildCall(ctx, info, {series}, loc);
}

Value seriesIn(const Frame& frame, const std::string& name, SourceLoc loc) {
  const NamedExpr& c = columnOf(frame, {name, loc});
  return {Series{frame.rows, c.expr, c.name}, loc};
}

// Composed aggregates of whole series, as scalars. Their parts are the columns of a frame of one row, over which the
// ends are expressions: so all of them take one pass, and what is missing stays missing.
std::vector<Value> composedScalars(BuildContext& ctx, const OpInfo& info, const std::vector<std::vector<Series>>& all,
                                   SourceLoc loc) {
  const Spread spread = [&](const OpInfo& aggregate, const Value& series) {
    return scalarOf(ctx, aggregate, series, loc);
  };
  List columns;
  std::vector<Composer> composers;
  std::vector<Composition> made;
  composers.reserve(all.size());  // the ends refer to them
  std::size_t parts = 0;
  for (const std::vector<Series>& of : all) {
    made.push_back(composers.emplace_back(ctx, info, spread, loc).compose(of));
    for (const AggregateSpec& part : made.back().parts) {
      const Value value = scalarOf(ctx, *part.spec.op, part.spec.args.front(), loc);
      const Value name{Constant{bodo::string, fmt::format("{} {}", part.name, ++parts), ""}, loc};
      columns.items.push_back({List{{name, {List{{value}}, loc}}}, loc});
    }
  }
  const Frame frame = *buildCall(ctx, "frame", {{std::move(columns), loc}}, loc).get<Frame>();
  std::vector<Value> results;
  std::size_t next = 0;
  for (const Composition& c : made) {
    std::vector<Value> values;
    for (std::size_t i = 0; i < c.parts.size(); ++i) values.push_back(seriesIn(frame, frame.columns[next++].name, loc));
    results.push_back(scalarOf(ctx, op("first"), c.end(values), loc));
  }
  return results;
}

}  // namespace

Value buildStatistic(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  if (ctx.owner == "bodo.agg") return {Pending{&info, std::move(args)}, loc};
  const Call made(ctx, info, args, loc);
  if (made.at(0).get<Pending>() || made.at(0).get<Frame>()) return buildAggregate(ctx, info, args, loc);
  std::vector<Series> of{made.series(0)};
  if (made.has(1)) of.push_back(made.series(1));
  return composedScalars(ctx, info, {of}, loc).front();
}

Value buildCorrelations(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call made(ctx, info, args, loc);
  const Frame frame = made.frame(0);
  const OpInfo& statistic = *findOp("Series", info.method);
  std::vector<Series> numbers;
  for (const NamedExpr& c : frame.columns)
    if (isNumber(c.expr->type.type)) numbers.push_back({frame.rows, c.expr, c.name});
  if (numbers.empty())
    fail("aggregate-type", loc, fmt::format("no column of the frame has a '{}'", info.method), "it is for numbers");
  std::vector<std::vector<Series>> pairs;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j) pairs.push_back({numbers[i], numbers[j]});
  const std::vector<Value> values = composedScalars(ctx, statistic, pairs, loc);
  List names, columns;
  for (const Series& s : numbers) names.items.push_back({Constant{bodo::string, s.name, ""}, loc});
  const auto add = [&](const std::string& name, List items) {
    columns.items.push_back({List{{{Constant{bodo::string, name, ""}, loc}, {std::move(items), loc}}}, loc});
  };
  add("column", std::move(names));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    List row;
    for (std::size_t j = 0; j < numbers.size(); ++j) {
      const std::size_t more = std::max(i, j), less = std::min(i, j);
      row.items.push_back(values[more * (more + 1) / 2 + less]);
    }
    add(numbers[i].name, std::move(row));
  }
  return buildCall(ctx, "frame", {{std::move(columns), loc}}, loc);
}

Value buildMode(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call made(ctx, info, args, loc);
  Series s = made.series(0);
  const std::string name = s.name;
  s.name = "value";
  const Frame counts = *buildCall(ctx, "value_counts", {{s, loc}}, loc).get<Frame>();
  const Value count = seriesIn(counts, "count", loc);
  const Value chosen = buildCall(ctx, "eq", {count, buildCall(ctx, "max", {count}, loc)}, loc);
  const Value rows = buildCall(ctx, "filter", {{counts, loc}, chosen}, loc);
  const Frame sorted =
      *buildCall(ctx, "sort", {rows, {Constant{bodo::string, std::string("value"), ""}, loc}}, loc).get<Frame>();
  Value result = seriesIn(sorted, "value", loc);
  result.get<Series>()->name = name;
  return result;
}

Composition compose(BuildContext& ctx, const AggregateSpec& spec, const Frame& frame, const Spread& spread) {
  std::vector<Series> of;
  for (const Value& v : spec.spec.args) {
    if (const Series* s = v.get<Series>()) {
      of.push_back(*s);
    } else {
      const Name name = nameIn(v, "the column name", spec.loc);
      of.push_back({frame.rows, columnOf(frame, name).expr, name.text});
    }
  }
  const auto composer = std::make_shared<Composer>(ctx, *spec.spec.op, spread, spec.loc);
  Composition made = composer->compose(of);
  made.end = [composer, end = std::move(made.end)](const std::vector<Value>& values) { return end(values); };
  return made;
}

}  // namespace bodocc
