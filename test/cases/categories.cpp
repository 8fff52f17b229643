// Values that become columns (pivot_table, get_dummies) and classes (cut, qcut), rows at random, rows that repeat others,
// and frames without missing values: against pandas.
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void pivots(const std::string& name) {
  auto df = bodo::read_parquet(name + ".parquet", bodo::like("rows.parquet"));
  df.pivot_table({.values = "v", .index = "k", .columns = "c"}, {"a", "b", "d"}).to_parquet(name + ".mean");
  df.pivot_table({.values = "v", .index = {"k", "y"}, .columns = "c", .aggfunc = "sum"}, {"b", "a"})
      .to_parquet(name + ".sum");
  auto counts = df.pivot_table({.values = "v", .index = "c", .columns = "y", .aggfunc = "count"}, {2020, 2021});
  counts.fillna(0).to_parquet(name + ".count");
  df.pivot_table({.values = "v", .index = "k", .columns = "c", .fill_value = -1}, {"a", "b", "d"})
      .to_parquet(name + ".filled_mean");
}

[[bodo::jit]] void dummies(const std::string& name) {
  auto df = bodo::read_parquet(name + ".parquet", bodo::like("rows.parquet"));
  bodo::get_dummies(df["c"], {"a", "b"}, {.prefix = "is"}).to_parquet(name + ".dummies");
  auto classes = df[{"v"}];
  classes["default"] = bodo::cut(df["v"], {-1, 0, 2.5, 7});
  classes["left"] = bodo::cut(df["v"], {0, 2, 7}, {.labels = {"low", "high"}, .right = false});
  classes["lowest"] = bodo::cut(df["y"], {2020, 2021}, {.labels = "both", .include_lowest = true});
  classes["quarter"] = bodo::qcut(df["v"], 4);
  classes["tail"] = bodo::qcut(df["v"], {0, 0.5, 0.9, 1}, {.labels = {"low", "mid", "top"}});
  classes["number"] = bodo::cut(df["v"], {-1, 0, 2.5, 7}, {.labels = false});
  classes["width"] = bodo::cut(df["v"], 5);
  classes["half"] = bodo::cut(df["y"], 2, {.labels = {"first", "second"}, .right = false});
  classes["equal"] = bodo::cut(df["y"] - df["y"], 4);
  classes.to_parquet(name + ".classes");
}

[[bodo::jit]] void repeats(const std::string& name) {
  auto df = bodo::read_parquet(name + ".parquet", bodo::like("rows.parquet"));
  df.drop_duplicates({"k", "c"}).to_parquet(name + ".first");
  df.drop_duplicates({"k", "c"}, {.keep = "last"}).to_parquet(name + ".last");
  df.drop_duplicates("k", {.keep = "none"}).to_parquet(name + ".none");
  auto flags = df[{"k"}];
  flags["first"] = df.duplicated({"k"});
  flags["last"] = df.duplicated("k", {.keep = "last"});
  flags["none"] = df["k"].duplicated({.keep = "none"});
  flags["all"] = df.duplicated();
  flags.to_parquet(name + ".flags");
  df.fillna("?").to_parquet(name + ".filled");
}

[[bodo::jit]] void samples(std::int64_t rows) {
  bodo::DataFrame df{{"A", bodo::arange(rows)}};
  auto some = df.sample(5, {.seed = 7});
  bodo::print(some);
  bodo::print(df.sample(5).size());
  bodo::print(df["A"].sample({.frac = 0.5}).sum());
  bodo::print(df.sample({.frac = 0}).size());
  bodo::print(df.sample({.frac = 1, .seed = 3})["A"].sum());
  bodo::print(some.head(5).sample(5)["A"].sum() == some["A"].sum());
}

int main() {
  for (const char* name : {"rows", "none"}) {
    pivots(name);
    dummies(name);
    repeats(name);
  }
  samples(1000);
}
