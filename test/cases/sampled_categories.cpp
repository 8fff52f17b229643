// The values that become columns are those in the file that shows the schema, whatever rows the program reads then: of
// all kinds of files, through operations that keep the column: against pandas.
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void strings(const std::string& name) {
  auto df = bodo::read_parquet(name + ".parquet", bodo::like("sample.parquet"));
  df.pivot_table({.values = "v", .index = "k", .columns = "c", .aggfunc = "sum"}).to_parquet(name + ".strings");
  bodo::get_dummies(df["c"]).to_parquet(name + ".dummies");
  // the column keeps its values
  auto names = bodo::read_parquet("names.parquet");
  auto kept = df[df["v"] > 2].rename({{"c", "kind"}}).sort_values("v").merge(names, {.on = "k", .how = "left"});
  kept["copy"] = kept["kind"];
  kept.pivot_table({.values = "v", .index = "k", .columns = "copy", .aggfunc = "sum"}).to_parquet(name + ".kept");
  kept.pivot_table({.values = "v", .index = "k", .columns = "name", .aggfunc = "sum"}).to_parquet(name + ".names");
  bodo::get_dummies(kept["kind"], {.prefix = "is"}).to_parquet(name + ".prefixed");
}

[[bodo::jit]] void others(const std::string& name) {
  auto df = bodo::read_parquet(name + ".parquet", bodo::like("sample.parquet"));
  df.pivot_table({.values = "v", .index = "k", .columns = "small", .aggfunc = "sum"}).to_parquet(name + ".small");
  df.pivot_table({.values = "v", .index = "k", .columns = "large", .aggfunc = "sum"}).to_parquet(name + ".large");
  df.pivot_table({.values = "v", .index = "k", .columns = "flag", .aggfunc = "sum"}).to_parquet(name + ".flag");
  df.pivot_table({.values = "v", .index = "k", .columns = "day", .aggfunc = "sum"}).to_parquet(name + ".day");
  df.pivot_table({.values = "v", .index = "k", .columns = "place.city", .aggfunc = "sum"}).to_parquet(name + ".city");
}

[[bodo::jit]] void kinds(const std::string& name) {
  auto csv = bodo::read_csv(
      name + ".csv",
      bodo::like("sample.csv",
                 {.sep = ";", .types = {{"day", bodo::date}}, .na_values = "-", .decimal = ",", .thousands = "."}),
      {.sep = ";", .na_values = "-", .decimal = ",", .thousands = "."});
  csv.pivot_table({.values = "v", .index = "k", .columns = "c", .aggfunc = "sum"}).to_parquet(name + ".csv_c");
  csv.pivot_table({.values = "v", .index = "k", .columns = "small", .aggfunc = "sum"}).to_parquet(name + ".csv_small");
  csv.pivot_table({.values = "v", .index = "k", .columns = "flag", .aggfunc = "sum"}).to_parquet(name + ".csv_flag");
  csv.pivot_table({.values = "v", .index = "k", .columns = "day", .aggfunc = "sum"}).to_parquet(name + ".csv_day");
  auto json = bodo::read_json(name + ".json", bodo::like("sample.json"));
  json.pivot_table({.values = "v", .index = "k", .columns = "c", .aggfunc = "sum"}).to_parquet(name + ".json_c");
  json.pivot_table({.values = "v", .index = "k", .columns = "flag", .aggfunc = "sum"}).to_parquet(name + ".json_flag");
  auto feather = bodo::read_feather(name + ".feather", bodo::like("sample.feather"));
  feather.pivot_table({.values = "v", .index = "k", .columns = "c", .aggfunc = "sum"}).to_parquet(name + ".feather_c");
  feather.pivot_table({.values = "v", .index = "k", .columns = "day", .aggfunc = "sum"})
      .to_parquet(name + ".feather_day");
  auto orc = bodo::read_orc(name + ".orc", bodo::like("sample.orc"));
  orc.pivot_table({.values = "v", .index = "k", .columns = "c", .aggfunc = "sum"}).to_parquet(name + ".orc_c");
  orc.pivot_table({.values = "v", .index = "k", .columns = "small", .aggfunc = "sum"}).to_parquet(name + ".orc_small");
}

// A folder's files together, and the columns in its names.
[[bodo::jit]] void folders() {
  auto df = bodo::read_parquet("parts");
  df.pivot_table({.values = "v", .index = "k", .columns = "c", .aggfunc = "sum"}).to_parquet("parts.files");
  df.pivot_table({.values = "v", .index = "k", .columns = "year", .aggfunc = "sum"}).to_parquet("parts.names");
}

int main() {
  for (const char* name : {"sample", "fewer", "none"}) {
    strings(name);
    others(name);
    kinds(name);
  }
  folders();
}
