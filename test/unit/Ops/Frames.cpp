// Operations on frames: the ops that they become, the columns that come out, and the errors of arguments.
#include "unit/Program.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

struct FrameFixture {
  Module module;
  FunctionBuilder f{module, "f"};

  // The ops that were made, without the function's line and the arguments'.
  std::string body() {
    verify(module);
    std::string all = print(f.function);
    std::string kept;
    std::size_t begin = all.find('\n') + 1;
    while (begin < all.size()) {
      const std::size_t end = all.find('\n', begin);
      std::string line = all.substr(begin, end - begin);
      begin = end + 1;
      if (line.starts_with("  argument")) continue;
      kept += line.substr(2, line.rfind("  //") - 2) + "\n";
    }
    return kept;
  }
  Value pairs(std::vector<std::pair<std::string, Value>> all) {
    std::vector<Value> items;
    for (auto& [name, value] : all) items.push_back(list({text(name), value}));
    return list(std::move(items));
  }
  Value frame(std::vector<std::pair<std::string, Value>> columns) {
    return f.call("DataFrame", "DataFrame", {pairs(std::move(columns))});
  }
  Value agg(const Value& groups, std::vector<std::pair<std::string, Value>> aggregates) {
    return f.call("GroupBy", "agg", {groups, pairs(std::move(aggregates))});
  }
  static std::string show(const Value& v) {
    if (const Frame* frame = v.get<Frame>()) {
      std::string all;
      for (const NamedExpr& c : frame->columns)
        all += (all.empty() ? "" : ", ") + c.name + ": " + toString(c.expr->type) + " = " + print(*c.expr);
      return all;
    }
    if (const Series* s = v.get<Series>()) return print(*s->expr) + ": " + toString(s->expr->type);
    if (const auto* s = v.get<const Scalar*>()) return (*s)->name + ": " + toString((*s)->type);
    return "nothing";
  }
  template <class Make>
  std::string error(Make make) {
    try {
      make();
    } catch (const UserError& e) {
      std::string text = e.diagnostic.id + ": " + e.diagnostic.text;
      for (const Note& n : e.diagnostic.notes) text += " | " + n.text;
      return text;
    }
    return "no error";
  }
};

const Schema points{{"k", {bodo::string, false, true}}, {"x", {bodo::float64}}, {"n", {bodo::int32, true}}};

}  // namespace

TEST_CASE_METHOD(FrameFixture, "the rows of the table are sound") {
  for (const OpInfo& info : allOps()) {
    INFO(info.id);
    CHECK(&op(info.id) == &info);  // an id that stands twice throws
    CHECK((*info.method == 0) == (*info.owner == 0));
    if (*info.method) CHECK(info.build);
    if (*info.method) CHECK((*info.summary && *info.example));
    if (info.kind == OpKind::Aggregate) CHECK(info.aggregated);
    if (info.kind == OpKind::Row && !info.prepared[0] && !info.ofKnown[0] && &info != &op("map") &&
        &info != &op("listed_values"))
      CHECK(*info.lowering);
    if (info.missing == Missing::Own && &info != &op("map") && &info != &op("listed_values"))
      CHECK(*info.knownLowering);
    if (info.kind == OpKind::Rows) CHECK(info.distribution != DistributionRule::None);
  }
  CHECK(findOp("Series", "sum") == &op("sum"));
  CHECK(findOp("bodo.agg", "sum") == &op("sum"));
  CHECK(findOp("DataFrame", "cumsum") == nullptr);
  CHECK(findOp("operator", "") == nullptr);
  CHECK(referencePage().find("| `read_parquet` |") != std::string::npos);
}

TEST_CASE_METHOD(FrameFixture, "jit.cpp: arange, a column, head") {
  const Value a =
      f.binary(f.let("df").call("bodo", "arange", {host("n", {"n"}, bodo::int32)}), "+", host("a", {"a"}, bodo::int32));
  const Value df = frame({{"A", a}});
  f.returns(f.let("").head(df, 3), "");
  CHECK(body() ==
        "%df = range args(`n`) [row: int64]\n"
        "%head = head(%df) args(3) [A: int64 = (%df.row + `a`)]\n"
        "return(%head) [A]\n");
}

TEST_CASE_METHOD(FrameFixture, "columns of one length share their rows") {
  const auto n = [&] { return host("n", {"n"}); };
  const Value df = f.let("df").call("bodo", "arange", {n()});
  const Value z = f.call("bodo", "zeros", {n()});
  const Value both = frame({{"A", df}, {"B", z}, {"C", f.call("bodo", "full", {n(), text("x")})}});
  CHECK(show(both) == "A: int64 = %df.row, B: float64 = 0.0, C: string = \"x\"");
  CHECK(body() == "%df = range args(`n`) [row: int64]\n");
  // not where the user's code stands between
  f.statement("n = 5;", {"n"});
  f.let("later").call("bodo", "zeros", {n()});
  CHECK(body() ==
        "%df = range args(`n`) [row: int64]\n"
        "host `n = 5;`\n"
        "%later = range args(`n`) [row: int64]\n");
}

TEST_CASE_METHOD(FrameFixture, "values in braces") {
  const Value missing{Constant{bodo::int64, std::monostate{}, ""}, {}};
  const Value half{Constant{bodo::float64, 0.5, "0.5"}, {}};
  f.let("df");
  const Value df = frame({{"A", list({number(1), missing})}, {"B", list({number(1), half})}});
  CHECK(show(df) == "A: int64? = %df.A, B: float64 = %df.B");
  CHECK(body() == "%df = literal args(1, missing, 1.0, 0.5) [A: int64?, B: float64]: ~2 rows\n");
  CHECK(error([&] { frame({{"A", list({number(1)})}, {"B", list({number(1), number(2)})}}); }) ==
        "column-lengths: 'B' has 2 values, but 'A' has 1 | all columns of a frame have the same length");
  CHECK(error([&] { frame({{"A", list({number(1), text("x")})}}); }) ==
        "operand-types: the values of 'A' have different types: 1 (int64) and \"x\" (string) | a column has one type");
  CHECK(error([&] { frame({{"A", list({number(1)})}, {"A", list({number(2)})}}); }) ==
        "duplicate-column: the frame has two columns named 'A' | columns are found by name: give each a name of its "
        "own");
}

TEST_CASE_METHOD(FrameFixture, "reads") {
  f.let("trips");
  const Value trips = f.file("trips.parquet", points, 7);
  CHECK(body() == "%trips = read_parquet args(\"trips.parquet\") [k: string coded, x: float64, n: int32?]: ~7 rows\n");
  const Value like = f.call("bodo", "like", {text("trips.parquet")});
  f.let("other").call("bodo", "read_parquet", {host("path", {"path"}, bodo::string), like});
  const Value said = f.call("bodo", "schema", {list({list({text("A"), text("decimal(15,2)")})})});
  CHECK(show(f.call("bodo", "read_parquet", {host("path", {"path"}, bodo::string), said})) ==
        "A: decimal(15,2)? = %other.A");
  CHECK(error([&] { f.call("bodo", "read_parquet", {host("path", {"path"}, bodo::string)}); }) ==
        "unknown-schema: the schema of this file is not known while compiling: its path is not constant | name a file "
        "with the same schema: bodo::read_parquet(path, bodo::like(\"sample.parquet\")), or declare it: "
        "bodo::read_parquet(path, bodo::schema({{\"A\", bodo::int64}}))");
  f.files["broken"] = {{}, std::nullopt, "it is no Parquet file"};
  CHECK(error([&] {
          f.read("broken");
        }).starts_with("unreadable-schema: the schema of 'broken' cannot be read while compiling: it is no Parquet "));
}

TEST_CASE_METHOD(FrameFixture, "CSV files") {
  const Value said = f.call("bodo", "schema", {list({list({text("A"), text("int"), flag(false)})})});
  f.let("t").call(
      "bodo", "read_csv",
      {text("t.csv"), said, options({{"sep", text(";")}, {"header", flag(false)}, {"na_values", text("-")}})});
  CHECK(body() ==
        "%t = read_csv args(\"t.csv\") options(header = false, na_values = {\"-\"}, sep = \";\") [A: int64]: ~10000 "
        "rows\n");
  CHECK(error([&] { f.call("bodo", "read_csv", {text("t.csv"), said, options({{"sep", text("||")}})}); }) ==
        "bad-option: the separator '||' is not one character");
}

TEST_CASE_METHOD(FrameFixture, "columns are names for expressions") {
  Value df = f.parameter("df", points);
  df = f.set(df, "y", f.binary(f.column(df, "x"), "*", number(2)));
  df = f.call("DataFrame", "rename", {df, pairs({{"k", text("key")}})});
  df = f.call("DataFrame", "drop", {df, names({"n"})});
  df = f.call("DataFrame", "assign", {df, pairs({{"one", number(1)}})});
  CHECK(show(df) == "key: string coded = %df.k, x: float64 = %df.x, y: float64 = (%df.x * 2.0), one: int64 = 1");
  CHECK(show(f.call("DataFrame", "[]", {df, names({"y", "key"})})) ==
        "y: float64 = (%df.x * 2.0), key: string coded = %df.k");
  CHECK(show(f.call("DataFrame", "astype", {df, pairs({{"one", text("float64")}})})).ends_with("one: float64 = 1.0"));
  CHECK(body().empty());
  CHECK(error([&] {
          f.call("DataFrame", "rename", {df, pairs({{"key", text("x")}})});
        }).starts_with("duplicate-column: the renamed frame has two columns named 'x'"));
  CHECK(error([&] {
          f.call("DataFrame", "[]", {df, host("name", {"name"}, bodo::string)});
        }).starts_with("name-not-constant: the column name is not known while compiling"));
  CHECK(error([&] {
          f.call("DataFrame", "astype", {df, text("flot64")});
        }).starts_with("unknown-type: there is no type 'flot64' | did you mean 'float64'? the types are "));
}

TEST_CASE_METHOD(FrameFixture, "filters carry computed columns") {
  Value df = f.parameter("df", points);
  df = f.set(df, "y", f.binary(f.column(df, "x"), "*", number(2)));
  const Value kept = f.let("kept").where(df, f.binary(f.column(df, "y"), ">", number(3)));
  f.call("DataFrame", "dropna", {kept});
  CHECK(body() ==
        "%kept = filter(%df) where ((%df.x * 2.0) > 3.0) [k, x, n, y: float64 = (%df.x * 2.0)]\n"
        "%kept.1 = filter(%kept) where notna(%kept.n) [k, x, n, y]\n");
  CHECK(error([&] { f.where(df, f.column(df, "x")); }) ==
        "operand-types: rows are chosen by booleans, not by 'x' (float64) | compare: df[df[\"A\"] > 3]; a column is "
        "chosen by its name: df[\"A\"]");
}

TEST_CASE_METHOD(FrameFixture, "groups") {
  const Value df = f.parameter("df", points);
  const Value groups = f.call("DataFrame", "groupby", {df, names({"k"}), options({{"sort", flag(true)}})});
  f.let("t");
  agg(groups, {{"total", f.call("bodo.agg", "sum", {text("n")})},
               {"mean", f.call("bodo.agg", "mean", {text("n")})},
               {"rows", f.call("bodo.agg", "size", {})},
               {"most", f.call("bodo.agg", "max", {text("x")})}});
  CHECK(body() ==
        "%t = groupby(%df) keys(%df.k) [k, total: int64 = sum(%df.n), mean: float64? = mean(%df.n), rows: int64 = "
        "size(), most: float64 = max(%df.x)]\n"
        "%t.1 = sort(%t) by(%t.k) [k, total, mean, rows, most]\n");
  const Value b = f.call("GroupBy", "[]", {f.call("DataFrame", "groupby", {df, text("k")}), text("x")});
  CHECK(show(f.call("GroupBy", "sum", {b})) == "k: string coded = %t.k, x: float64 = %t.x");
  CHECK(error([&] {
          agg(groups, {{"s", f.call("bodo.agg", "mean", {text("k")})}});
        }).starts_with("aggregate-type: there is no 'mean' of 'k' (string) | "));
  CHECK(error([&] {
          agg(groups, {{"k", f.call("bodo.agg", "size", {})}});
        }).starts_with("duplicate-column: the aggregated frame has two columns named 'k'"));
  CHECK(error([&] {
          agg(groups, {{"s", f.call("bodo.agg", "sum", {text("m")})}});
        }).starts_with("unknown-column: there is no column 'm' | "));
}

TEST_CASE_METHOD(FrameFixture, "a user's reduce") {
  const Value df = f.parameter("df", points);
  auto product = std::make_shared<UserFunction>();
  product->text = "[](double a, double b) { return a * b; }";
  product->params = {{bodo::float64}, {bodo::float64}};
  product->paramTypes = {cppTypeOf(bodo::float64), cppTypeOf(bodo::float64)};
  product->result = {bodo::float64};
  const Value function{std::shared_ptr<const UserFunction>(product), {}};
  const Value groups = f.call("DataFrame", "groupby", {df, text("k")});
  f.let("t");
  agg(groups, {{"p", f.call("bodo.agg", "reduce", {text("n"), number(1), function})}});
  CHECK(body() ==
        "%t = groupby(%df) keys(%df.k) [k, p: float64 = reduce<[](double a, double b) { return a * b; }>(cast(%df.n), "
        "1.0)]\n");
}

TEST_CASE_METHOD(FrameFixture, "reductions") {
  const Value df = f.parameter("df", points);
  CHECK(show(f.let("").call("Series", "sum", {f.column(df, "n")})) == "sum: int64");
  CHECK(show(f.let("m").call("Series", "min", {f.column(df, "k")})) == "m: string?");
  CHECK(show(f.let("").call("DataFrame", "size", {df})) == "size: int64");
  CHECK(body() ==
        "$sum = reduction(%df) [n: int64 = sum(%df.n)]: int64\n"
        "$m = reduction(%df) [k: string? = min(%df.k)]: string?\n"
        "$size = reduction(%df) [size: int64 = size()]: int64\n");
}

TEST_CASE_METHOD(FrameFixture, "merges") {
  const Value left = f.parameter("left", {{"id", {bodo::int64}}, {"v", {bodo::float64}}, {"w", {bodo::date}}});
  const Value right = f.parameter("right", {{"id", {bodo::int32, true}}, {"v", {bodo::string}}, {"z", {bodo::int64}}});
  f.let("a").call("DataFrame", "merge", {left, right, options({{"on", text("id")}, {"how", text("left")}})});
  f.let("b").call(
      "DataFrame", "merge",
      {left, right, options({{"left_on", text("id")}, {"right_on", text("z")}, {"suffixes", names({"", "_r"})}})});
  f.let("c").merge(left, right, "id", "id", "anti");
  CHECK(body() ==
        "%a = merge(%left, %right) left on(%left.id == cast(%right.id)) [id = %left.id, v_x: "
        "float64 = %left.v, w = %left.w, v_y: string? = %right.v, z: int64? = %right.z]\n"
        "%b = merge(%left, %right) inner on(%left.id == %right.z) [id = %left.id, v = "
        "%left.v, w = %left.w, id_r: int32? = %right.id, v_r: string = %right.v, z = %right.z]\n"
        "%c = merge(%left, %right) anti on(%left.id == cast(%right.id)) [id = %left.id, v "
        "= %left.v, w = %left.w]\n");
  CHECK(error([&] { f.merge(left, right, "id", "v"); }) ==
        "merge-key-types: the keys 'id' (int64) and 'v' (string) have different types | convert one: "
        "right[\"v\"].astype(\"int64\")");
  CHECK(error([&] { f.merge(left, right, "id", "id", "outher"); }) ==
        "bad-option: 'outher' is not a value of the option .how | did you mean 'outer'? the values are \"inner\", "
        "\"left\", "
        "\"right\", \"outer\", \"semi\", \"anti\", \"cross\"");
  CHECK(error([&] {
          f.merge(left, right, "id", "id", "cross");
        }).starts_with("bad-option: how = \"cross\" is for pairs of all rows: it has no keys"));
}

TEST_CASE_METHOD(FrameFixture, "order") {
  const Value df = f.parameter("df", points);
  f.let("a").call("DataFrame", "sort_values",
                  {df, names({"x", "k"}), options({{"ascending", list({flag(false), flag(true)})}})});
  f.let("b").call("DataFrame", "nlargest", {df, number(3), text("x")});
  f.let("c").call("Series", "value_counts", {f.column(df, "k")});
  CHECK(body() ==
        "%a = sort(%df) by(%df.x descending, %df.k) [k, x, n]\n"
        "%b = sort(%df) by(%df.x descending) [k, x, n]\n"
        "%b.1 = head(%b) args(3) [k, x, n]\n"
        "%c = groupby(%df) keys(%df.k) [k, count: int64 = size()]\n"
        "%c.1 = sort(%c) by(%c.count descending, %c.k) [k, count]\n");
  CHECK(error([&] {
          f.call("DataFrame", "sort_values", {df, text("x"), options({{"ascending", list({flag(true), flag(true)})}})});
        }).starts_with("bad-option: .ascending has 2 flags, but there are 1 keys"));
}

TEST_CASE_METHOD(FrameFixture, "windows keep the rows, so the frame's columns stay beside them") {
  Value df = f.parameter("df", points);
  df = f.set(df, "y", f.let("df").map(f.column(df, "n"), "g"));
  df = f.set(df, "run", f.let("run").call("Series", "cumsum", {f.column(df, "x")}));
  const Value before = f.let("before").call("Series", "shift", {f.column(df, "x"), number(2)});
  const Value after = f.let("after").call("Series", "shift", {f.column(df, "x"), number(-1)});
  df = f.set(df, "d", f.binary(after, "-", before));
  f.returns(df, "df");
  CHECK(body() ==
        "%run = window(%df) [run: float64 = cumsum(%df.x), k, x, n, y: int64? = map<g>(%df.n), x_shift: float64? = "
        "shift(%df.x, 2), x_shift: float64? = shift(%df.x, -1)]\n"
        "return(%run) names(df) [k, x, n, y, run, d: float64? = (%run.x_shift@6 - %run.x_shift@5)]\n");
}

TEST_CASE_METHOD(FrameFixture, "windows of rows and of time") {
  Value df = f.parameter("df", {{"k", {bodo::string, true}}, {"x", {bodo::int32}}, {"t", {bodo::timestamp}}});
  const Value x = f.column(df, "x");
  const auto rolled = [&](const char* method, const Value& of, const Value& window, const Value& on = {}) {
    std::vector<Value> args = {of, window};
    if (!on.empty()) args.push_back(on);
    const Value windows = f.call(of.get<Frame>()    ? "DataFrame"
                                 : of.get<Series>() ? "Series"
                                                    : "GroupBy",
                                 "rolling", args);
    const Value chosen = of.get<Frame>() ? f.call("DataFrame.rolling", "[]", {windows, text("x")}) : windows;
    return f.call("Series.rolling", method, {chosen});
  };
  const Value on = options({{"on", text("t")}});
  f.let("a");
  rolled("mean", x, number(7));
  f.let("b");
  rolled("sum", df, text("90min"), on);
  rolled("max", df, text("2d"), on);
  f.let("c");
  rolled("count", f.call("GroupBy", "[]", {f.call("DataFrame", "groupby", {df, text("k")}), text("x")}), text("1d"),
         on);
  CHECK(body() ==
        "%a = window(%df) [x_rolling_mean: float64? = rolling_mean(cast(%df.x), 7, 0, 0, false)]\n"
        "%b = window(%df) keys(%df.t) options(timed = true) [x_rolling_sum: int64? = rolling_sum(%df.x, 0, "
        "5400000000000ns, 0, false), x_rolling_max: int32? = rolling_max(%df.x, 0, 172800000000000ns, 0, false)]\n"
        "%c = window(%df) keys(%df.k, %df.t) options(timed = true) [x_rolling_count: int64? = rolling_count(%df.x, "
        "0, 86400000000000ns, 0, false)]\n");
  CHECK(error([&] {
          rolled("mean", df, text("3mo"), on);
        }).starts_with("bad-argument: windows of time have a fixed length"));
  CHECK(error([&] { rolled("mean", df, text("3d")); }).starts_with("bad-argument: windows of time need the column"));
  CHECK(error([&] {
          rolled("mean", df, number(3), on);
        }).starts_with("bad-option: the option .on is for windows of time"));
  CHECK(error([&] {
          rolled("mean", df, text("3d"), options({{"on", text("k")}}));
        }).starts_with("operand-types: windows of time need dates or times, not 'k' (string)"));
  CHECK(error([&] { rolled("mean", x, number(0)); }).starts_with("bad-argument: a window has at least its own row"));
}

TEST_CASE_METHOD(FrameFixture, "other rows are combined by position") {
  const Value a = f.parameter("a", {{"x", {bodo::int64}}});
  const Value b = f.parameter("b", {{"y", {bodo::int64}}});
  const Value sum = f.let("sum").binary(f.column(a, "x"), "+", f.column(b, "y"));
  CHECK(show(sum) == "(%sum.x + %sum.y): int64");
  CHECK(body() == "%sum = combine(%a, %b) [x = %a.x, y = %b.y]\n");
}

TEST_CASE_METHOD(FrameFixture, "concat goes by name") {
  const Value a = f.parameter("a", {{"x", {bodo::int64}}, {"s", {bodo::string}}});
  const Value b = f.parameter("b", {{"s", {bodo::string, true}}, {"x", {bodo::float64}}});
  f.let("all").call("bodo", "concat", {list({a, b})});
  CHECK(body() ==
        "%all = concat(%a, %b) [x: float64 = cast(%a.x), s = %a.s, x = %b.x, s = %b.s] "
        "[x: float64, s: string?]\n");
  const Value c = f.parameter("c", {{"x", {bodo::int64}}});
  CHECK(error([&] {
          f.call("bodo", "concat", {list({a, c})});
        }).starts_with("concat-columns: the first frame's columns are 'x', 's', this one's are 'x'"));
}

TEST_CASE_METHOD(FrameFixture, "writes and prints") {
  const Value df = f.parameter("df", points);
  f.call("DataFrame", "to_parquet",
         {df, host("out", {"out"}, bodo::string),
          options({{"compression", text("zstd")}, {"partition_cols", text("k")}})});
  f.call("bodo", "print", {f.column(df, "x")});
  f.call("bodo", "print", {text("done")});
  CHECK(body() ==
        "to_parquet(%df) args(`out`) options(compression = \"zstd\") names(k) [k, x, n]\n"
        "print(%df) options(series = true) [x]\n"
        "print args(\"done\")\n");
  CHECK(error([&] {
          f.call("DataFrame", "to_parquet", {df, text("out"), options({{"compression", text("zst")}})});
        }).starts_with("bad-option: 'zst' is not a value of the option .compression | did you mean 'zstd'?"));
}

TEST_CASE_METHOD(FrameFixture, "values in a file that become columns") {
  const auto dummies = [&](const Value& frame, const std::string& column) {
    std::string names;
    const Value made = f.call("bodo", "get_dummies", {f.column(frame, column)});
    for (const NamedExpr& c : made.get<Frame>()->columns) names += "[" + c.name + "]";
    return names;
  };
  const auto constant = [](bodo::type type, auto value) { return Constant{type, value, ""}; };
  f.values["rows k"] = {constant(bodo::string, std::string("")), constant(bodo::string, std::string("a b"))};
  f.values["rows n"] = {constant(bodo::int64, std::int64_t{-1}), constant(bodo::int64, std::int64_t{20})};
  f.values["rows b"] = {constant(bodo::boolean, false), constant(bodo::boolean, true)};
  f.values["rows d"] = {constant(bodo::date, std::int64_t{-1}), constant(bodo::date, std::int64_t{19000})};
  f.values["rows u"] = {constant(bodo::uint64, ~std::uint64_t{0})};
  f.values["names name"] = {constant(bodo::string, std::string("x"))};
  f.let("rows");
  const Value rows = f.file("rows", {{"k", {bodo::string, false, true}},
                                     {"n", {bodo::int32, true}},
                                     {"b", {bodo::boolean}},
                                     {"d", {bodo::date}},
                                     {"u", {bodo::uint64}},
                                     {"x", {bodo::float64}}});
  CHECK(dummies(rows, "k") == "[][a b]");
  CHECK(dummies(rows, "n") == "[-1][20]");
  CHECK(dummies(rows, "b") == "[false][true]");
  CHECK(dummies(rows, "d") == "[1969-12-31][2022-01-08]");
  CHECK(dummies(rows, "u") == "[18446744073709551615]");
  // a column that keeps its values, from either side
  f.let("names");
  const Value names = f.file("names", {{"key", {bodo::string}}, {"name", {bodo::string}}});
  const Value few = f.let("few").where(rows, f.binary(f.column(rows, "x"), ">", number(1)));
  const Value both = f.let("both").sort(f.merge(few, names, "k", "key", "left"), {"x"});
  const Value copy = f.set(both, "copy", f.column(both, "name"));
  CHECK(dummies(copy, "k") == "[][a b]");
  CHECK(dummies(copy, "copy") == "[x]");
  const Value counts = f.let("counts").group(both, {"name"}, "least", "min", "k");
  CHECK(dummies(counts, "name") == "[x]");
  // not one that is computed
  const std::string computed = error([&] { dummies(counts, "least"); });
  CHECK(
      computed.starts_with("bad-argument: 'get_dummies' needs the values of 'least', each of which becomes a column"));
  CHECK(error([&] {
          dummies(f.set(rows, "n", f.binary(f.column(rows, "n"), "+", number(1))), "n");
        }).starts_with("bad-argument: 'get_dummies' needs the values of 'n'"));
  CHECK(error([&] {
          dummies(rows, "x");
        }).starts_with("bad-argument: 'get_dummies' takes strings, integers, booleans and dates"));
}
