// The heads of loops: over batches, what a route hands out, pairs, kept rows, states of groups, windows; and the
// columns that these loops name.
#include <catch2/catch.hpp>

#include "bodocc/Driver/PassList.h"
#include "bodocc/Emit/Emit.h"
#include "unit/Program.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

// Orders and the customers that they belong to, both in files.
struct HeadsFixture {
  Module module;
  FunctionBuilder f{module, "f"};
  Value orders = f.let("orders").file(
      "orders", {{"customer", integer()}, {"place", optionalInteger()}, {"price", integer()}}, 1000000);
  Value customers = f.let("customers").file("customers", {{"id", integer()}, {"rank", integer()}}, 1000);

  Value joined() { return f.let("joined").merge(orders, customers, "customer", "id"); }

  std::vector<std::string> emitted(const Value& result) {
    f.returns(result, "result");
    REQUIRE(runPasses(module, {}));
    std::vector<std::string> lines = linesOf(emitFunction(module, f.function, {}));
    for (std::string& line : lines) line.erase(0, std::min(line.find_first_not_of(' '), line.size()));
    return lines;
  }
};

// The heads of all loops, in their order.
std::vector<std::string> headsIn(const std::vector<std::string>& lines) {
  std::vector<std::string> heads;
  for (std::string line : lines) {
    if (!line.starts_with("for (")) continue;
    if (line.ends_with(" {")) line.resize(line.size() - 2);
    heads.push_back(std::move(line));
  }
  return heads;
}

// The one line that begins so.
std::string lineWith(const std::vector<std::string>& lines, const std::string& begin) {
  const auto at = std::ranges::find_if(lines, [&](const std::string& line) { return line.starts_with(begin); });
  return at == lines.end() ? "" : *at;
}

using Heads = std::vector<std::string>;

}  // namespace

TEST_CASE_METHOD(HeadsFixture, "rows with the states of their groups") {
  CHECK(headsIn(emitted(f.let("sums").group(orders, {"customer"}, "s", "sum", "price"))) ==
        Heads{"for (rt::parquet_scan scan(orders_files); rt::batch& batch : scan)",
              "for (const auto [i, state] : states)"});
}

TEST_CASE_METHOD(HeadsFixture, "states of pairs have the probed rows") {
  const std::vector<std::string> lines = emitted(f.let("sums").group(joined(), {"rank"}, "s", "sum", "price"));
  CHECK(headsIn(lines) == Heads{"for (rt::received_batch received; to_customers_by_key.next(scan, send, received);)",
                                "for (rt::matches& pairs : customers_by_key.probe({received[orders::customer]}, "
                                "received.rows))",
                                "for (const auto [i, state] : states.with(pairs.probed()))"});
  CHECK(lineWith(lines, "const auto states") ==
        "const auto states = joined_groups.find(pairs.take({{customers_by_key, customers::rank}}), pairs.all());");
  CHECK(lineWith(lines, "const rt::column") == "const rt::column<std::int64_t> price(received[orders::price]);");
}

TEST_CASE_METHOD(HeadsFixture, "states of values of both sides count the pairs") {
  const Value both = joined();
  const Value paid = f.let("paid").set(both, "paid", f.binary(f.column(both, "price"), "*", f.column(both, "rank")));
  const std::vector<std::string> lines = emitted(f.let("sums").group(paid, {"place"}, "s", "sum", "paid"));
  CHECK(headsIn(lines).back() == "for (const auto [k, state] : states)");
  CHECK(lineWith(lines, "const auto [") == "const auto [i, j] = pairs[k];");
}

TEST_CASE_METHOD(HeadsFixture, "kept pairs with their probed rows, for values of these") {
  const Value both = joined();
  const Value half = f.let("half").set(both, "half", f.binary(f.column(both, "price"), "*", number(2)));
  const Value cheap = f.let("cheap").where(half, f.binary(f.column(half, "rank"), ">", f.column(half, "price")));
  const Heads heads = headsIn(emitted(f.let("sums").group(cheap, {"half"}, "s", "sum", "rank")));
  CHECK(heads.at(2) == "for (const auto [k, i] : pairs.with_probed(kept))");
}

TEST_CASE_METHOD(HeadsFixture, "kept rows of a batch") {
  const Value cheap = f.let("cheap").where(orders, f.binary(f.column(orders, "price"), "<", number(9)));
  const Value result = f.let("result").set(cheap, "half", f.binary(f.column(cheap, "price"), "*", number(2)));
  CHECK(headsIn(emitted(result)).back() == "for (const std::uint32_t i : kept)");
}

TEST_CASE_METHOD(HeadsFixture, "groups with the results of their states") {
  const Value sums = f.let("sums").group(orders, {"customer"}, "s", "sum", "price");
  const Value result = f.let("result").set(sums, "half", f.binary(f.column(sums, "s"), "*", number(2)));
  CHECK(headsIn(emitted(result)).at(2) ==
        "for (rt::batch batch; sums_groups.next(batch, rt::values(at::line<4, \"groupby\">));)");
}

TEST_CASE_METHOD(HeadsFixture, "what a loop computes and holds has a number after the file's columns") {
  const Value doubled = f.let("doubled").set(customers, "twice", f.binary(f.column(customers, "rank"), "*", number(2)));
  const std::vector<std::string> lines = emitted(
      f.let("sums").group(f.let("joined").merge(orders, doubled, "customer", "id"), {"twice"}, "s", "sum", "price"));
  CHECK(lineWith(lines, "struct customers") == "struct customers { enum { id, rank, twice }; };");
  CHECK(lineWith(lines, "rt::join_table") ==
        "rt::join_table customers_by_key(at::line<6, \"merge\">, rt::join::inner, customers_files, {customers::id},");
}

TEST_CASE_METHOD(HeadsFixture, "windows of rows in memory") {
  const Value sorted = f.let("sorted").sort(orders, {"price"});
  const Value total = f.let("total").set(sorted, "total", f.call("Series", "cumsum", {f.column(sorted, "price")}));
  const std::vector<std::string> lines = emitted(f.let("sums").group(total, {"place"}, "s", "max", "total"));
  CHECK(headsIn(lines).back() == "for (const auto [i, state] : states)");
  CHECK(headsIn(lines).front() == "for (rt::batch& batch : scan)");
  CHECK(lineWith(lines, "rt::window_scan") ==
        "rt::window_scan scan(sorted, {\"place\"}, rt::cumsum({at::line<5, \"cumsum\">, sorted[\"price\"]}));");
}
