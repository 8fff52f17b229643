// Aggregates that are made of others and of the differences from them: correlation, covariance, skewness, the row of an
// extreme. Each of them is a list of plain aggregates, and an expression over their results.
#include "Statistics.h"

#include "Windows.h"

#include <algorithm>

namespace bodocc {

namespace {

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

// Calls operations by their ids, at one place; the ends of compositions keep copies of it.
class Maker {
 public:
  Maker(BuildContext& ctx, SourceLoc loc) : ctx_(&ctx), loc_(loc) {}
  Value operator()(const char* id, std::vector<Value> args) const {
    return buildCall(*ctx_, id, std::move(args), loc_);
  }
  Value integer(std::int64_t v) const { return integerValue(v, loc_); }
  Value number(double v) const { return {Constant{bodo::float64, v, ""}, loc_}; }
  Value missing() const { return missingValue(loc_); }

 private:
  BuildContext* ctx_;
  SourceLoc loc_;
};

AggregateSpec part(const char* aggregate, Value of, SourceLoc loc) {
  return {aggregate, {&op(aggregate), {std::move(of)}}, loc};
}

// The first row with the smallest or the largest value.
Composition place(BuildContext& ctx, const OpInfo& info, const Series& x, const Spread& spread, SourceLoc loc) {
  const Maker make(ctx, loc);
  const Value extreme = spread(&info == &op("idxmin") ? op("min") : op("max"), {x, loc});
  const Value here = make("eq", {{x, loc}, extreme});
  return {{part("first", make("where", {here, rowNumbers(ctx, x.rows, loc), make.missing()}), loc)},
          [](const std::vector<Value>& v) { return v[0]; }};
}

// The adjusted Fisher-Pearson coefficient, as in pandas: 0 if all values are equal, missing of fewer than three.
Composition skewness(BuildContext& ctx, const OpInfo& info, const Series& x, const Spread& spread, SourceLoc loc) {
  const Maker make(ctx, loc);
  const Value value{asFloat(ctx, info, x, loc), loc};
  const Value d = make("sub", {value, spread(op("mean"), value)}), square = make("mul", {d, d});
  const auto end = [make](const std::vector<Value>& v) {
    const Value n = make("mul", {v[0], make.number(1)});
    const Value root = make("sqrt", {make("sub", {n, make.integer(1)})});
    const Value factor = make("div", {make("mul", {n, root}), make("sub", {n, make.integer(2)})});
    const Value ratio = make("div", {v[2], make("pow", {v[1], make.number(1.5)})});
    const Value varies = make("gt", {v[1], make.number(0)}), enough = make("gt", {n, make.integer(2)});
    const Value some = make("where", {varies, make("mul", {factor, ratio}), make.number(0)});
    return make("where", {enough, some, make.missing()});
  };
  return {{part("count", d, loc), part("sum", square, loc), part("sum", make("mul", {square, d}), loc)}, end};
}

Composition product(BuildContext& ctx, const OpInfo& info, Series x, const Spread& spread, SourceLoc loc) {
  const bodo::type type = x.expr->type.type;
  if (isInteger(type))
    x.expr = cast(ctx, x.expr, widest(type), loc);
  else
    x = asFloat(ctx, info, x, loc);
  const auto end = [make = Maker(ctx, loc)](const std::vector<Value>& v) {
    return make("where", {make("eq", {v[1], make.integer(0)}), make.integer(1), v[0]});
  };
  return {{part("last", spread(op("cumprod"), {x, loc}), loc), part("count", {x, loc}, loc)}, end};
}

Composition euclideanNorm(BuildContext& ctx, const OpInfo& info, const Series& x, SourceLoc loc) {
  const Maker make(ctx, loc);
  const Value value{asFloat(ctx, info, x, loc), loc};
  return {{part("sum", make("mul", {value, value}), loc)},
          [make](const std::vector<Value>& v) { return make("sqrt", {v[0]}); }};
}

// The covariance of n values, or their correlation, of the sums of products of the differences from the means.
Value covariance(const Maker& make, const Value& n, const Value& products) {
  const Value some = make("div", {products, make("sub", {n, make.integer(1)})});
  return make("where", {make("gt", {n, make.integer(1)}), some, make.missing()});
}

Value correlation(const Maker& make, const Value& n, const Value& products, const Value& squares,
                  const Value& otherSquares) {
  const Value spreads = make("mul", {make("sqrt", {squares}), make("sqrt", {otherSquares})});
  const Value enough = make("gt", {n, make.integer(1)});
  const Value varies = make("and", {enough, make("gt", {spreads, make.number(0)})});
  const Value ratio = make("clip", {make("div", {products, spreads}), make.number(-1), make.number(1)});
  return make("where", {varies, ratio, make.missing()});
}

// Of integers of at most 32 bits, in one pass: sums of the values and of their products, as decimals, which hold them
// exactly. The differences are those from the integers next to the means, whose sums of products are exact, too; what
// the means differ from these integers is subtracted at the end, as a float, which loses at most one bit.
Composition ofIntegers(BuildContext& ctx, bool normed, const Series& x, const Series& y, const Value& bothKnown,
                       SourceLoc loc) {
  const Maker make(ctx, loc);
  const auto as = [&ctx, loc](const Value& v, bodo::type to) {
    Series s = *v.get<Series>();
    s.expr = convert(ctx, s.expr, to, loc);
    return Value{s, loc};
  };
  const auto whole = [&](const Series& s) {
    return as(make("where", {bothKnown, {s, loc}, make.missing()}), bodo::decimal(10, 0));
  };
  const Value a = whole(x), b = whole(y);
  std::vector<AggregateSpec> parts{part("count", a, loc), part("sum", a, loc), part("sum", b, loc),
                                   part("sum", make("mul", {a, b}), loc)};
  if (normed) {
    parts.push_back(part("sum", make("mul", {a, a}), loc));
    parts.push_back(part("sum", make("mul", {b, b}), loc));
  }
  const auto end = [make, as, normed](const std::vector<Value>& v) {
    const Value& n = v[0];
    const Value count = as(n, bodo::decimal(19, 0)), divisor = as(n, bodo::float64);
    const Value some = make("gt", {n, make.integer(0)});
    struct Sum {
      Value total, near, rest;  // the integer next to the mean; by how much the total exceeds n times this
    };
    const auto sum = [&](const Value& total) {
      const Value mean = make("where", {some, make("div", {as(total, bodo::float64), divisor}), make.number(0)});
      const Value near = as(make("round", {mean}), bodo::decimal(10, 0));
      return Sum{total, near, make("sub", {total, make("mul", {near, count})})};
    };
    const auto differences = [&](const Value& products, const Sum& p, const Sum& q) {
      // sum((a - p) * (b - q)) = sum(a * b) - p * sum(b) - q * sum(a - p)
      const Value exact =
          make("sub", {make("sub", {products, make("mul", {p.near, q.total})}), make("mul", {q.near, p.rest})});
      const Value rest = make("mul", {as(p.rest, bodo::float64), as(q.rest, bodo::float64)});
      return make("sub", {as(exact, bodo::float64), make("div", {rest, divisor})});
    };
    const Sum p = sum(v[1]), q = sum(v[2]);
    const Value products = differences(v[3], p, q);
    return normed ? correlation(make, n, products, differences(v[4], p, p), differences(v[5], q, q))
                  : covariance(make, n, products);
  };
  return {std::move(parts), end};
}

// Correlation or covariance, of the rows where both are known.
Composition together(BuildContext& ctx, const OpInfo& info, const Series& x, const Series& y, const Spread& spread,
                     SourceLoc loc) {
  const Maker make(ctx, loc);
  const bool normed = &info == &op("corr");
  Value a{asFloat(ctx, info, x, loc), loc}, b{asFloat(ctx, info, y, loc), loc};
  const Value bothKnown = make("and", {make("notna", {a}), make("notna", {b})});
  const auto narrow = [](const Series& s) {
    const bodo::type t = s.expr->type.type;
    return isInteger(t) && t != bodo::int64 && t != bodo::uint64;
  };
  if (narrow(x) && narrow(y)) return ofIntegers(ctx, normed, x, y, bothKnown, loc);
  a = make("where", {bothKnown, a, make.missing()});
  b = make("where", {bothKnown, b, make.missing()});
  const Value d = make("sub", {a, spread(op("mean"), a)}), e = make("sub", {b, spread(op("mean"), b)});
  const Value product = make("mul", {d, e});
  std::vector<AggregateSpec> parts{part("count", product, loc), part("sum", product, loc)};
  if (normed) {
    parts.push_back(part("sum", make("mul", {d, d}), loc));
    parts.push_back(part("sum", make("mul", {e, e}), loc));
  }
  return {std::move(parts), [make, normed](const std::vector<Value>& v) {
            return normed ? correlation(make, v[0], v[1], v[2], v[3]) : covariance(make, v[0], v[1]);
          }};
}

Composition composed(BuildContext& ctx, const OpInfo& info, const std::vector<Series>& of, const Spread& spread,
                     SourceLoc loc) {
  if (&info == &op("idxmin") || &info == &op("idxmax")) return place(ctx, info, of.front(), spread, loc);
  if (&info == &op("prod")) return product(ctx, info, of.front(), spread, loc);
  if (&info == &op("norm")) return euclideanNorm(ctx, info, of.front(), loc);
  if (&info == &op("skew")) return skewness(ctx, info, of.front(), spread, loc);
  return together(ctx, info, of.front(), of.back(), spread, loc);
}

// Composed aggregates of whole series, as scalars. Their parts are the columns of a frame of one row, over which the
// ends are expressions: so all of them take one pass, and missing values stay missing.
std::vector<Value> composedScalars(BuildContext& ctx, const OpInfo& info, const std::vector<std::vector<Series>>& all,
                                   SourceLoc loc) {
  const Spread spread = [&](const OpInfo& aggregate, const Value& series) {
    return buildCall(ctx, aggregate, {series}, loc);
  };
  std::vector<std::pair<std::string, List>> columns;
  std::vector<Composition> made;
  for (const std::vector<Series>& of : all) {
    made.push_back(composed(ctx, info, of, spread, loc));
    for (const AggregateSpec& p : made.back().parts)
      columns.push_back({fmt::format("{} {}", p.name, columns.size() + 1),
                         List{{buildCall(ctx, *p.spec.op, {p.spec.args.front()}, loc)}}});
  }
  const Value literal = frameOfLists(ctx, std::move(columns), loc);
  const Frame& frame = *literal.get<Frame>();
  std::vector<Value> results;
  std::size_t next = 0;
  for (const Composition& c : made) {
    std::vector<Value> values;
    for (std::size_t i = 0; i < c.parts.size(); ++i) values.push_back(seriesOf(frame, frame.columns[next++], loc));
    results.push_back(buildCall(ctx, "first", {c.end(values)}, loc));
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
  std::vector<Series> numbers;
  for (const NamedExpr& c : frame.columns)
    if (isNumber(c.expr->type.type)) numbers.push_back({frame.rows, c.expr, c.name});
  if (numbers.empty())
    fail("aggregate-type", loc, fmt::format("no column of the frame has a '{}'", info.method), "it is for numbers");
  std::vector<std::vector<Series>> pairs;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j) pairs.push_back({numbers[i], numbers[j]});
  const std::vector<Value> values = composedScalars(ctx, *findOp("Series", info.method), pairs, loc);
  std::vector<std::pair<std::string, List>> columns{{"column", {}}};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    columns.front().second.items.push_back(textValue(numbers[i].name, loc));
    List row;
    for (std::size_t j = 0; j < numbers.size(); ++j) {
      const std::size_t more = std::max(i, j), less = std::min(i, j);
      row.items.push_back(values[more * (more + 1) / 2 + less]);
    }
    columns.push_back({numbers[i].name, std::move(row)});
  }
  return frameOfLists(ctx, std::move(columns), loc);
}

Value buildMode(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call made(ctx, info, args, loc);
  Series s = made.series(0);
  const std::string name = s.name;
  s.name = "value";
  const Maker make(ctx, loc);
  const Value counts = make("value_counts", {{s, loc}});
  const Value count = seriesOf(*counts.get<Frame>(), counts.get<Frame>()->columns.back(), loc);
  const Value rows = make("filter", {counts, make("eq", {count, make("max", {count})})});
  const Value sorted = make("sort", {rows, textValue(s.name, loc)});
  Value result = seriesOf(*sorted.get<Frame>(), sorted.get<Frame>()->columns.front(), loc);
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
  return composed(ctx, *spec.spec.op, of, spread, spec.loc);
}

}  // namespace bodocc
