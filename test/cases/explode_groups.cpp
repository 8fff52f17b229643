// Groups become rows of lists: what is collected apart from their states (nunique, median) goes along.
#include <bodo/bodo.h>

[[bodo::jit]] void exploded() {
  auto df = bodo::read_parquet("rows.parquet");
  auto g = df.groupby("s").agg({{"kinds", bodo::nunique("k")}, {"middle", bodo::median("x")}, {"sum", bodo::sum("k")}});
  g["words"] = g["s"].str().split(" ");
  auto words = g.explode("words");
  words.sort_values({"s", "words", "kinds"}).to_csv("words.csv");
  auto known = words.dropna({"middle"});
  known.groupby({"words", "kinds"}, {.sort = true})
      .agg({{"n", bodo::size()}, {"most", bodo::max("middle")}})
      .to_csv("known.csv");
  words[words["middle"] > 0].sort_values({"s", "words"})[{"s", "middle"}].to_csv("above.csv");
  words.nlargest(7, {"kinds", "s", "words"}).to_csv("largest.csv");
  auto other = bodo::read_parquet("other.parquet");
  auto g2 = df.groupby("s").agg({{"kinds", bodo::nunique("k")}, {"middle", bodo::median("x")}});
  g2.merge(other, {.left_on = "kinds", .right_on = "k", .how = "left"}).sort_values({"s", "y"}).to_csv("joined.csv");
  other.merge(g2, {.left_on = "k", .right_on = "kinds", .how = "outer"})
      .sort_values({"k", "s", "y"})
      .to_csv("outer.csv");
}

int main() { exploded(); }
