// One value for each row from its group: transform, numbers of rows, shifts, differences; rows of groups: head, tail, nth.
// Keys of several types, some of them missing; windows in a row, of filtered rows and of sorted ones; without rows.
// rank 0 prints:
//   0 rows
#include <bodo/bodo.h>
#include <fmt/core.h>

[[bodo::jit]] void windows() {
  auto df = bodo::read_parquet("rows.parquet");
  auto made = df;
  made["mean"] = df.groupby("k").transform(bodo::mean("f"));
  made["mean by name"] = df.groupby("k")["f"].transform("mean");
  made["size by name"] = df.groupby("k")["f"].transform("size");
  made["sum"] = df.groupby("k").transform(bodo::sum(df["i"] * 2));
  made["count"] = df.groupby("k").transform(bodo::count("f"));
  made["size"] = df.groupby("k").transform(bodo::size());
  made["first"] = df.groupby("k").transform(bodo::first("s"));
  made["max"] = df.groupby("k").transform(bodo::max("s"));
  made["std"] = df.groupby("k").transform(bodo::std("i"));
  made["least"] = df.groupby({"s", "w"}).transform(bodo::min("d"));
  made["product"] = df.groupby("w").transform(bodo::reduce("w", 0L, [](long a, long b) { return a ^ b; }));
  made["number"] = df.groupby("k").row_number();
  made["counted"] = df.groupby({"s", "w"}, {.dropna = false}).cumcount();
  made["before"] = df.groupby("k")["s"].shift();
  made["after"] = made.groupby("k").shift("number", -2);
  made["filled"] = df.groupby("k")["s"].shift(1, {.fill_value = "none"});
  made["later"] = df.groupby("w").shift("f", -2, {.fill_value = -1.5});
  made["rows"] = df["i"].shift(2, {.fill_value = 0});
  made["known"] = df["w"].shift(-1, {.fill_value = 9});
  made["diff"] = df.groupby("w")["i"].diff(3);
  made["change"] = df.groupby("w").pct_change("f");
  made["share"] = df["f"] - df.groupby("k").transform(bodo::mean("f"));
  made.to_parquet("made");

  df.groupby("k").head(2).to_parquet("head");
  df.groupby("k").tail(1).to_parquet("tail");
  df.groupby("w").nth(1).to_parquet("nth");
  df.sort_values({"f", "i", "k"}, {.ascending = false}).groupby("s").head(3).to_parquet("top");
  auto some = df[df["i"] > 0];
  some["part"] = some["i"] / some.groupby("k").transform(bodo::sum("i"));
  some.groupby("k").nth(-1).to_parquet("some");

  const auto none = df[df["i"] > 10000];
  const auto rows = none.groupby("k").head(1).size();
  if (bodo::get_rank() == 0) fmt::print("{} rows\n", rows);
}

int main() { windows(); }
