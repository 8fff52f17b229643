// The first rows of a sort, of files with and without rows: by keys of each kind, with ties, missing values and NaN,
// after filters, joins and groups; and the first rows of each group. Columns that only the result needs are read for the
// first rows alone.
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void top(const std::string& in, const std::string& out, int least) {
  auto df = bodo::read_parquet(in + ".parquet", bodo::like("rows.parquet"));
  df.sort_values("t", {.ascending = false}).head(10).to_parquet(out + "latest");
  df.sort_values({"d", "s"}, {.na_first = true}).head(25).to_parquet(out + "two_keys");
  df.sort_values("f").head(12).to_parquet(out + "floats");
  df.sort_values("f", {.ascending = false, .na_first = true}).head(70).to_parquet(out + "floats_down");
  df.sort_values("c", {.ascending = false}).head(9).to_parquet(out + "words");
  df.sort_values("s").head(30).to_parquet(out + "texts");
  df.sort_values("m").head(7).to_parquet(out + "decimals");
  df.sort_values({"b", "i", "t"}, {.ascending = {false, true, false}}).head(11).to_parquet(out + "three_keys");
  df.sort_values("t").head(0).to_parquet(out + "none");
  df.sort_values("t").head(60).to_parquet(out + "all_in_order");
  df.nlargest(6, "i").to_parquet(out + "largest");
  df.nsmallest(6, {"i", "m"}).to_parquet(out + "smallest");

  auto some = df[df["i"] > least];
  some["twice"] = some["i"] * 2;
  some["word"] = some["c"];
  some.sort_values("s", {.ascending = false}).head(8).to_parquet(out + "filtered");
  auto computed = df[{"n", "i", "s", "c"}];
  computed["place"] = computed["n"] % 97 + least * 0;
  computed.sort_values({"place", "n"}, {.ascending = false}).head(8).to_parquet(out + "computed");

  auto other = bodo::read_parquet("other.parquet");
  df[df["i"].isin(other["i"])].sort_values("t").head(10).to_parquet(out + "matching");
  df.merge(other, {.on = "i"}).sort_values({"w", "t", "n"}).head(10).to_parquet(out + "joined");
  bodo::concat({df, some[{"t", "d", "f", "i", "m", "b", "c", "s", "n"}]})
      .sort_values({"t", "n"})
      .head(10)
      .to_parquet(out + "both");
  df.groupby("c")
      .agg({{"total", bodo::sum("n")}})
      .sort_values("total", {.ascending = false})
      .head(3)
      .to_parquet(out + "groups");
  df.groupby("s")
      .agg({{"total", bodo::sum("n")}})
      .sort_values("s", {.ascending = false})
      .head(5)
      .to_parquet(out + "text_groups");

  df.sort_values("f", {.ascending = false}).groupby("c").head(2).to_parquet(out + "by_word");
  df.sort_values({"d", "m"}, {.na_first = true}).groupby({"b", "i"}).head(1).to_parquet(out + "by_two");
  df.sort_values("s").groupby("d").head(12).to_parquet(out + "texts_by_day");
  df.sort_values("i").groupby("s").nth(1).to_parquet(out + "second_by_text");
  auto numbered = df.sort_values("t");
  numbered["number"] = numbered.groupby("i").row_number();
  numbered[(numbered["number"] < 3) & (numbered["n"] % 2 == 0)].to_parquet(out + "even_of_first");
}

int main() {
  top("rows", "", 0);
  top("few", "few_", 0);
  top("empty", "empty_", 0);
}
