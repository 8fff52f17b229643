// Plans of small functions, and the rules of plans.
#include "bodocc/Plan/Plan.h"

#include "Planned.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

const Schema schema{{"A", integer()}, {"B", integer()}, {"C", integer()}};

// A join whose scan has columns for the filter, for the key and for the result.
struct Joined {
  Module m;
  FunctionBuilder b{m, "f"};
  Joined() {
    Value left = b.let("left").file("left", schema, 10);
    Value right = b.let("right").file("right", {{"A", integer()}, {"D", integer()}}, 1000000);
    Value kept = b.let("kept").where(right, b.binary(b.column(right, "D"), ">", number(3)));
    Value joined = b.let("joined").merge(left, kept, "A", "A");
    b.returns(b.call("DataFrame", "[]", {joined, names({"B", "A"})}), "joined");
  }
};

}  // namespace

TEST_CASE("a join builds, prefilters, sends and probes") {
  Joined j;
  expectText(planText(j.m), R"(
f  // 1
  open left: A, B  // 2
  open right: A, D  // 3
  loop 1: scan right now D later A, skip row groups without (right.D > 3)  // 4, 5
    filter (right.D > 3)
    decode A
    build kept on A
    collective: the smaller side goes to every rank, else each row to the owner of its key
  loop 2: scan left now A later B, skip row groups without A of kept  // 5, 6
    prefilter A by kept
    decode B
    send A, B to the owner of A, if kept is spread over the ranks
    probe kept inner on A
    table: B, A
    collective: exchange row counts
  free kept
  gather: B, A  // 6
  return  // 6
)");
}

TEST_CASE("without PlaceDecodes all columns are decoded at once") {
  Joined j;
  plan::FunctionPlan& plan = planned(j.m, {"PlaceDecodes"});
  for (const auto& l : plan.loops) {
    CHECK(l->source.later.empty());
    for (const plan::Stage& stage : l->stages) CHECK(stage.kind != plan::Stage::Kind::Decode);
  }
}

TEST_CASE("what two sinks need of a costly value is computed once") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", schema);
  df = b.set(df, "D", b.map(b.column(df, "A"), "slow"));
  Value sum = b.let("sum").call("Series", "sum", {b.column(df, "D")});
  b.let("").call("DataFrame", "to_parquet", {b.call("DataFrame", "[]", {df, names({"D"})}), text("out")});
  use(b, sum, "std::int64_t");
  expectText(planText(m), R"(
f  // 1
  open df: A  // 2
  loop 1: scan df now A  // 3, 4
    compute map<slow>(df.A)
    to_parquet: map<slow>(df.A)
    sum = sum(map<slow>(df.A))
    collective: the output appears as a whole, when every rank has written its part
    collective: merge the ranks' partial states, in rank order
  user's statement  // 5
)");
}

TEST_CASE("a mean beside a sum or a count has no state of its own") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"A", integer()}, {"B", integer()}, {"C", optionalInteger()}});
  const auto aggregate = [&](const char* name, const char* op, const char* of) {
    return list({text(name), b.call("bodo.agg", op, {text(of)})});
  };
  Value groups = b.call("DataFrame", "groupby", {df, names({"A"})});
  Value result = b.let("result").call("GroupBy", "agg",
                                      {groups, list({aggregate("sum", "sum", "B"), aggregate("mean", "mean", "B"),
                                                     aggregate("n", "count", "B"), aggregate("other", "mean", "C")})});
  b.returns(result, "result");
  const auto statesOf = [](plan::FunctionPlan& plan) {
    std::vector<std::string> states;
    for (const Column* c : loop(plan, 1).feeds.front().states) states.push_back(c->name);
    return states;
  };
  SECTION("with the pass") {
    plan::FunctionPlan& plan = planned(m);
    CHECK(statesOf(plan) == std::vector<std::string>{"sum", "n", "other"});
    REQUIRE(plan.quotients.size() == 1);
    CHECK(plan.quotients.begin()->second.dividend->name == "sum");
    CHECK(plan.quotients.begin()->second.count->name == "n");
  }
  SECTION("without it") {
    CHECK(statesOf(planned(m, {"ShareStates"})) == std::vector<std::string>{"sum", "mean", "n", "other"});
  }
}

TEST_CASE("groups are sorted if their order is observable") {
  const auto ordered = [](bool written) {
    Module m;
    FunctionBuilder b(m, "f");
    const Value df = b.let("df").file("a", schema);
    const Value groups = b.let("groups").group(df, {"A"}, "s", "sum", "B");
    if (written)
      b.let("").call("DataFrame", "to_parquet", {groups, text("g")});
    else
      use(b, b.let("total").call("Series", "sum", {b.column(groups, "s")}), "std::int64_t");
    return loop(planned(m), 2).source.ordered;
  };
  CHECK(ordered(true));
  CHECK_FALSE(ordered(false));
}

TEST_CASE("the bounds of a group's keys come from the operation or the file") {
  Module m;
  FunctionBuilder b(m, "f");
  const Value df = b.let("df").file("a", {{"A", integer()}, {"S", {bodo::string}}, {"x", real()}});
  b.let("").call("DataFrame", "to_parquet", {b.let("groups").group(df, {"A", "S", "x"}, "n", "count", "x"), text("g")});
  const plan::Loop& scan = loop(planned(m), 1);
  std::vector<plan::Bounds> found;
  for (const Expr* key : scan.feeds.front().columns) found.push_back(plan::boundsOf(scan, scan.canonical(key)));
  CHECK(found == std::vector{plan::Bounds::Footers, plan::Bounds::None, plan::Bounds::None});
  Expr month = *scan.feeds.front().columns.front();
  month.type.range.emplace(1, 12);
  CHECK(plan::boundsOf(scan, &month) == plan::Bounds::Type);
}

TEST_CASE("row numbers go straight into a table") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").call("bodo", "arange", {number(100)});
  Value top = b.let("top").call("Series", "head", {df, number(5)});
  b.let("").call("bodo", "print", {top});
  CHECK_THAT(planText(m), Catch::Contains("row numbers, straight into columns"));
}

TEST_CASE("the loop over windows makes their values, if it is the only one") {
  const auto windows = [](Module& m, bool twice) {
    FunctionBuilder b(m, "f");
    Value df = b.let("df").file("a", schema);
    df = b.let("df").set(df, "run", b.call("Series", "cumsum", {b.column(df, "A")}));
    Value kept = b.let("kept").where(df, b.binary(b.column(df, "run"), ">", number(3)));
    use(b, b.let("").call("Series", "sum", {b.column(kept, "B")}), "std::int64_t");
    if (twice) use(b, b.let("").call("Series", "max", {b.column(df, "run")}), "std::int64_t");
  };
  Module once, twice;
  windows(once, false);
  windows(twice, true);
  expectText(planText(once), R"(
f  // 1
  open df: A, B  // 2
  loop 1: scan df now A, B  // 3
    table: B, A
    collective: exchange row counts
  loop 2: windows df now B, run  // 3, 4, 5
    filter (df.run > 3)
    sum = sum(B)
    collective: merge the ranks' partial states, in rank order
  user's statement  // 6
)");
  expectText(planText(twice), R"(
f  // 1
  open df: A, B  // 2
  loop 1: scan df now A, B  // 3
    table: B, A
    collective: exchange row counts
  window df: B, run  // 3
  loop 2: table df now B, run  // 4, 5
    filter (df.run > 3)
    sum = sum(B)
    collective: merge the ranks' partial states, in rank order
  user's statement  // 6
  loop 3: table df now run  // 7
    max = max(run)
    collective: merge the ranks' partial states, in rank order
  user's statement  // 8
)");
}

TEST_CASE("a number of rows is asked of the file") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", schema);
  Value n = b.let("n").call("DataFrame", "size", {df});
  use(b, n, "std::int64_t");
  expectText(planText(m), R"(
f  // 1
  open df:   // 2
  count rows of df  // 3
  user's statement  // 4
)");
}

// Rows of two files, one after the other; a filter drops some.
struct Together {
  Module m;
  FunctionBuilder b{m, "f"};
  Value kept;
  Together() {
    Value one = b.let("one").file("one", schema);
    Value two = b.let("two").file("two", schema);
    Value all = b.let("all").call("bodo", "concat", {list({one, two})});
    kept = b.let("kept").where(all, b.binary(b.column(all, "A"), ">", number(3)));
  }
};

TEST_CASE("each input of concat has a loop into the sink") {
  Together t;
  FunctionBuilder& b = t.b;
  Value sum = b.let("sum").call("Series", "sum", {b.column(t.kept, "B")});
  use(b, sum, "std::int64_t");
  plan::FunctionPlan& plan = planned(t.m);
  expectText(plan::print(plan), R"(
f  // 1
  open one: A, B  // 2
  open two: A, B  // 3
  loop 1: scan one now A later B  // 4, 5, 6
    filter (one.A > 3)
    decode B
    sum = sum(B)
  loop 2: scan two now A later B  // 4, 5, 6
    filter (two.A > 3)
    decode B
    sum = sum(B)
    collective: merge the ranks' partial states, in rank order
  user's statement  // 7
)");

  SECTION("a sink is begun before and finished after all its loops") {
    plan::Loop &first = loop(plan, 1), &last = loop(plan, 2);
    SECTION("finished by the first loop") {
      first.feeds.front().finishes = true;
      CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("loop 2 feeds a sink that has been finished"));
    }
    SECTION("never finished") {
      last.feeds.front().finishes = false;
      CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("a sink that is not finished"));
    }
    SECTION("never begun") {
      first.feeds.front().begins = false;
      CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("loop 1 feeds a sink that has not been begun"));
    }
    SECTION("begun twice") {
      last.feeds.front().begins = true;
      CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("loop 2 begins a sink that has been begun"));
    }
  }
}

TEST_CASE("parts of a table are put in order, if it is observable") {
  Together t;
  t.b.let("").call("DataFrame", "to_parquet", {t.b.call("DataFrame", "head", {t.kept, number(3)}), text("out")});
  const std::string text = planText(t.m);
  CHECK_THAT(text, Catch::Contains("loop 2: scan two"));
  CHECK_THAT(text, Catch::Contains("rows travel until each rank has an equal block of all parts"));
}

TEST_CASE("files take the rows of concat from a table, as their order is observable") {
  Together t;
  t.b.let("").call("DataFrame", "to_parquet", {t.kept, text("out")});
  CHECK_THAT(planText(t.m), Catch::Contains("concat all"));
}

TEST_CASE("the inputs of concat come together in a table, if many loops would have the same operations") {
  Module m;
  FunctionBuilder b(m, "f");
  std::vector<Value> files;
  for (int n = 0; n < 10; ++n) files.push_back(b.let("x").file("x" + std::to_string(n), schema));
  Value all = b.let("all").call("bodo", "concat", {list(files)});
  Value kept = b.let("kept").where(all, b.binary(b.column(all, "A"), ">", number(3)));
  use(b, b.let("sum").call("Series", "sum", {b.column(kept, "B")}), "std::int64_t");
  CHECK_THAT(planText(m), Catch::Contains("concat all"));
}

TEST_CASE("rows of a build side without a match are a second source into the same sinks") {
  Module m;
  FunctionBuilder b(m, "f");
  Value few = b.let("few").file("few", schema, 10);
  Value many = b.let("many").file("many", {{"A", integer()}, {"D", integer()}}, 1000000);
  Value joined = b.let("joined").merge(few, many, "A", "A", "left");
  use(b, b.let("sum").call("Series", "sum", {b.column(joined, "D")}), "std::int64_t");
  plan::FunctionPlan& plan = planned(m);
  expectText(plan::print(plan), R"(
f  // 1
  open few: A  // 2
  open many: A, D  // 3
  loop 1: scan few now A  // 4
    build few on A
    collective: the smaller side goes to every rank, else each row to the owner of its key
  loop 2: scan many now A later D, skip row groups without A of few  // 4, 5
    prefilter A by few
    decode D
    send A, D to the owner of A, if few is spread over the ranks
    probe few left on A
    sum = sum(D)
  loop 3: few without a match now D  // 5
    sum = sum(D)
    collective: merge the ranks' partial states, in rank order
  user's statement  // 6
)");
  CHECK(loop(plan, 3).source.kind == plan::Source::Kind::AfterProbes);

  // the table must have been probed before
  std::vector<plan::Step>& steps = plan.steps;
  const auto probing = std::ranges::find(steps, &loop(plan, 2), &plan::Step::loop);
  std::rotate(probing, probing + 1, std::ranges::find(steps, &loop(plan, 3), &plan::Step::loop) + 1);
  loop(plan, 3).feeds.front().begins = loop(plan, 2).feeds.front().finishes = true;
  loop(plan, 2).feeds.front().begins = loop(plan, 3).feeds.front().finishes = false;
  CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("rows with or without a match have been scanned"));
}

TEST_CASE("rows that probe the left side of a semi or anti join mark it, and its rows come afterwards") {
  for (const bool semi : {true, false}) {
    Module m;
    FunctionBuilder b(m, "f");
    Value few = b.let("few").file("few", schema, 10);
    Value many = b.let("many").file("many", {{"A", integer()}, {"D", integer()}}, 1000000);
    Value kept = b.let("kept").where(many, b.binary(b.column(many, "D"), ">", number(3)));
    Value joined = b.let("joined").merge(few, kept, "A", "A", semi ? "semi" : "anti");
    use(b, b.let("sum").call("Series", "sum", {b.column(joined, "B")}), "std::int64_t");
    plan::FunctionPlan& plan = planned(m);
    const std::string out = semi ? "with" : "without";
    expectText(plan::print(plan), R"(
f  // 1
  open few: A, B  // 2
  open many: A, D  // 3
  loop 1: scan few now A, B  // 5
    build few on A: B
    collective: the smaller side goes to every rank, else each row to the owner of its key
  loop 2: scan many now D later A, skip row groups without (many.D > 3)  // 4, 5
    filter (many.D > 3)
    decode A
    send A to the owner of A, if few is spread over the ranks
    mark rows of few with a match on A
  loop 3: few )" + out + R"( a match now B  // 6
    sum = sum(B)
    collective: merge the ranks' partial states, in rank order
  user's statement  // 7
)");

    // the table must have been marked before
    std::vector<plan::Step>& steps = plan.steps;
    const auto marking = std::ranges::find(steps, &loop(plan, 2), &plan::Step::loop);
    std::rotate(marking, marking + 1, std::ranges::find(steps, &loop(plan, 3), &plan::Step::loop) + 1);
    CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("rows with or without a match have been scanned"));
  }
}

TEST_CASE("filters leave out parts of a file by values that are known when their loop starts") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("df", {{"A", integer()}, {"B", integer()}, {"C", optionalInteger()}});
  const Value limit = host("limit", {"limit"});
  Value below = b.binary(b.binary(b.column(df, "A"), "<", limit), "&&", b.binary(number(7), "<=", b.column(df, "B")));
  Value some = b.let("some").where(df, below);
  some = b.set(some, "D", b.binary(b.column(some, "A"), "+", number(1)));
  Value turned = b.binary(b.binary(limit, "<=", b.column(some, "B")), "&&", b.binary(limit, ">", b.column(some, "D")));
  b.returns(b.let("fewer").where(some, turned), "fewer");
  CHECK(planText(m).find("  loop 1: scan df now A, B later C, skip row groups without (df.B >= 7), skip row groups "
                         "without (df.A < `limit`), skip row groups without (df.B >= `limit`)") != std::string::npos);
}

TEST_CASE("columns that only leave a sort with a limit are read for its rows") {
  const auto firstRows = [](Module& m, std::int64_t n) {
    FunctionBuilder b{m, "f"};
    Value df =
        b.let("df").file("df", {{"A", integer()}, {"B", integer()}, {"C", integer()}, {"D", integer()}}, 1000000);
    Value some = b.let("some").where(df, b.binary(b.column(df, "B"), ">", number(3)));
    some = b.set(some, "E", b.binary(b.column(some, "C"), "+", number(1)));
    Value sorted = b.call("DataFrame", "sort_values", {some, names({"A"})});
    b.returns(b.call("DataFrame", "head", {sorted, number(n)}), "first");
  };
  Module m;
  firstRows(m, 1000);
  expectText(planText(m), R"(
f  // 1
  open df: A, B, C, D  // 2
  loop 1: scan df now B later A, C, skip row groups without (df.B > 3)  // 3
    filter (df.B > 3)
    decode A, C
    compute (df.C + 1)
    sort by A, the first 1000
    read D of these rows
    collective: merge the ranks' first rows
  table of the sorted rows some
  gather: A, B, C, D, E  // 4
  return  // 4
)");
  Module many;
  firstRows(many, 1001);
  CHECK(planText(many).find("of these rows") == std::string::npos);

  Module checked;
  firstRows(checked, 10);
  plan::FunctionPlan& plan = planned(checked);
  REQUIRE_NOTHROW(plan::verify(plan));
  plan::Loop& scan = loop(plan, 1);
  SECTION("a column is scanned or fetched") {
    scan.source.now.push_back(scan.feeds.front().fetched.front());
    CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("scans a column that it fetches"));
  }
  SECTION("only first rows are fetched") {
    scan.feeds.front().sink().limit.reset();
    CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("rows that are not the first"));
  }
  SECTION("no other sink has the rows") {
    scan.feeds.front().finishes = false;
    CHECK_THROWS_AS(plan::verify(plan), InternalError);
  }
  SECTION("nothing reads a column before it is fetched") {
    const plan::Feed& feed = scan.feeds.front();
    scan.feeds.front().columns.push_back(
        columnExpr(scan.function(), *scan.source.rows, feed.fetched.front(), scan.source.rows->loc));
    CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("is no column at the rows at hand"));
  }
}

TEST_CASE("a sort keeps the first rows of each group, if the filter after it keeps no others") {
  const auto firstOfGroups = [](Module& m, std::int64_t n, bool labels) {
    FunctionBuilder b{m, "f"};
    Value df = b.let("df").file("df", {{"A", integer()}, {"B", integer()}}, 1000000);
    Value sorted = b.call("DataFrame", "sort_values", {df, names({"A"})});
    Value groups = b.call("DataFrame", "groupby", {sorted, names({"B"})});
    Value top = b.let("top").call("GroupBy", "head", {groups, number(n)});
    if (labels)
      b.returns(top, "top");
    else
      b.call("DataFrame", "to_parquet", {top, text("out")});
  };
  const std::string first = "sort by A, the first 2 of each B";
  Module m, labelled, many;
  firstOfGroups(m, 2, false);
  plan::FunctionPlan& plan = planned(m);
  CHECK(plan::print(plan).find(first) != std::string::npos);
  firstOfGroups(labelled, 2, true);
  CHECK(planText(labelled).find("of each") == std::string::npos);
  firstOfGroups(many, 101, false);
  CHECK(planText(many).find("of each") == std::string::npos);

  loop(plan, 1).feeds.front().groups.clear();
  CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("first rows of groups"));
}

TEST_CASE("the rules of a plan") {
  Joined j;
  plan::FunctionPlan& plan = planned(j.m);
  plan::Loop& probing = loop(plan, 2);
  const auto stage = [&](plan::Stage::Kind kind) {
    return std::ranges::find(probing.stages, kind, &plan::Stage::kind);
  };
  REQUIRE_NOTHROW(plan::verify(plan));

  SECTION("a column is decoded before it is read") {
    probing.stages.erase(stage(plan::Stage::Kind::Decode));
    CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("is never decoded") ||
                                              Catch::Contains("before it is decoded") ||
                                              Catch::Contains("is no column at the rows at hand"));
  }
  SECTION("rows travel once to each join") {
    plan::Stage again = *stage(plan::Stage::Kind::Send);
    probing.stages.insert(stage(plan::Stage::Kind::Probe), again);
    CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("travel twice"));
  }
  SECTION("a sink reads columns at the rows at hand") {
    probing.feeds.front().reads = plan::Reads::Rows;
    CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("is no column at the rows at hand"));
  }
  SECTION("only groups are sorted before they are scanned") {
    probing.source.ordered = true;
    CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("sorts a source that has no groups"));
  }
  SECTION("a table says what made its rows") {
    probing.feeds.front().madeBy = {};
    CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("made by nothing"));
  }
  SECTION("a probe comes after its build") {
    std::vector<plan::Step>& steps = plan.steps;
    const auto build = std::ranges::find(steps, &loop(plan, 1), &plan::Step::loop);
    std::rotate(build, build + 1, std::ranges::find(steps, &probing, &plan::Step::loop) + 1);
    CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("not built"));
  }
  SECTION("each loop runs once") {
    plan.steps.push_back(*std::ranges::find(plan.steps, &loop(plan, 1), &plan::Step::loop));
    CHECK_THROWS_AS(plan::verify(plan), InternalError);
    plan.steps.clear();
    CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("does not run"));
  }
}
