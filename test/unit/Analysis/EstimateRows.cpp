#include "bodocc/Analysis/EstimateRows.h"

#include "../Program.h"

using namespace bodocc;
using namespace bodocc::test;

TEST_CASE("filters take their share, and joins pass it on") {
  Module m;
  FunctionBuilder b(m, "f");
  Value customer = b.let("customer").file("c", {{"k", integer()}, {"s", integer()}}, 1000);
  Value orders = b.let("orders").file("o", {{"c", integer()}}, 10000);
  Value kept = b.let("kept").where(customer, b.binary(b.column(customer, "s"), "==", number(1)));
  Value t = b.let("t").merge(kept, orders, "k", "c");
  Value top = b.let("top").head(t, 5);
  Value unknown = b.let("unknown").file("u", {{"k", integer()}});
  b.returns(b.let("r").merge(top, unknown, "k", "k"), "r");
  estimateRows(m);
  auto rows = [](const Value& v) { return v.get<Frame>()->rows->domain.estimatedRows; };
  CHECK(rows(kept) == 100);
  CHECK(rows(t) == 1000);
  CHECK(rows(top) == 5);
  CHECK(!rows(unknown));
}

TEST_CASE("of files of unknown size, those that describe others are smaller") {
  Module m;
  FunctionBuilder b(m, "f");
  const auto assumed = [&](const char* name, Schema columns, std::vector<Occurrence> values) {
    Value file = b.let(name).file(name, std::move(columns), 1'000'000);
    Rows& rows = *file.get<Frame>()->rows;
    rows.domain.assumed = true;
    for (std::size_t c = 0; c < values.size(); ++c) rows.columns[c].values = values[c];
    return file;
  };
  Value nation = assumed("nation", {{"n", integer()}}, {Occurrence::Numbers});
  Value customer = assumed("customer", {{"c", integer()}, {"of", integer()}}, {Occurrence::Numbers, Occurrence::Once});
  Value orders = assumed("orders", {{"o", integer()}, {"by", integer()}}, {Occurrence::Once, Occurrence::Unknown});
  Value lines = assumed("lines", {{"l", integer()}}, {Occurrence::Often});
  Value other = assumed("other", {{"o", integer()}}, {Occurrence::Unknown});
  Value known = b.let("known").file("known", {{"k", integer()}}, 500'000);
  known.get<Frame>()->rows->columns[0].values = Occurrence::Once;
  // the key of a filtered file, and that of a join's rows
  Value some = b.let("some").where(orders, b.binary(b.column(orders, "by"), "==", number(1)));
  Value t = b.let("t").merge(lines, some, "l", "o");
  Value u = b.let("u").merge(t, customer, "by", "c");
  Value v = b.let("v").merge(u, nation, "of", "n");
  Value w = b.let("w").merge(v, other, "l", "o");
  b.returns(b.let("r").merge(w, known, "l", "k"), "r");
  estimateRows(m);
  auto rows = [](const Value& v) { return v.get<Frame>()->rows->domain.estimatedRows; };
  CHECK(rows(lines) == 1'000'000);
  CHECK(rows(orders) == 250'000);
  CHECK(rows(customer) == 25'000);
  CHECK(rows(nation) == 2'500);
  CHECK(rows(other) == 1'000'000);
  CHECK(rows(known) == 500'000);
}

TEST_CASE("of files of unknown size, those whose keys repeat in others are smaller by that") {
  Module m;
  FunctionBuilder b(m, "f");
  Value parts = b.let("parts").file("parts", {{"p", integer()}}, 1'000'000);
  Value lines = b.let("lines").file("lines", {{"l", integer()}, {"of", integer()}}, 6'000'000);
  Value kinds = b.let("kinds").file("kinds", {{"k", integer()}}, 1'000'000);
  Rows &p = *parts.get<Frame>()->rows, &l = *lines.get<Frame>()->rows, &k = *kinds.get<Frame>()->rows;
  p.domain.assumed = k.domain.assumed = true;
  p.columns[0].values = k.columns[0].values = Occurrence::Numbers;
  l.columns[0].values = l.columns[1].values = Occurrence::Often;
  l.columns[0].repeats = 600;
  l.columns[1].repeats = 7'000'000;
  Value t = b.let("t").merge(lines, parts, "l", "p");
  b.returns(b.let("r").merge(t, kinds, "of", "k"), "r");
  estimateRows(m);
  CHECK(p.domain.estimatedRows == 10'000);
  CHECK(k.domain.estimatedRows == 1);
  CHECK(l.domain.estimatedRows == 6'000'000);
}
