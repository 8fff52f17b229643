// Keys of groups that are computed: series, alone or among names.
#include <bodo/bodo.h>

[[bodo::jit]] void groups() {
  auto df = bodo::read_parquet("rows.parquet");
  df.groupby(df["t"].dt().year(), {.sort = true})
      .agg({{"rows", bodo::size()}, {"sum", bodo::sum("x")}})
      .to_csv("years.csv");
  // the column itself can still be aggregated
  df.groupby(df["x"] > 1, {.sort = true}).agg({{"n", bodo::count("n")}, {"mean", bodo::mean("x")}}).to_csv("large.csv");
  df.groupby({"k", df["t"].dt().month(), df["n"] % 3}, {.sort = true, .dropna = false})["x"].max().to_csv(
      "several.csv");
  df.groupby({df["k"], df["t"].dt().year()}, {.sort = true}).size().to_csv("series.csv");
  // all other columns
  df[{"n", "x"}].groupby(df["k"].str().slice(0, 1), {.sort = true}).sum().to_csv("letters.csv");
  // one value for each row
  df["share"] = df["x"] / df.groupby(df["n"] % 5)["x"].transform("max");
  df["place"] = df.groupby({"k", df["t"].dt().year()}).row_number();
  df[{"id", "share", "place"}].to_csv("rows.csv");
  // of a window, and of a sorted frame
  df.groupby(df["n"].shift(1), {.sort = true}).size().to_csv("shifted.csv");
  auto sorted = df.sort_values("id", {.ascending = false});
  sorted.groupby(sorted["n"] % 4, {.sort = true})["id"].first().to_csv("first.csv");
}

int main() { groups(); }
