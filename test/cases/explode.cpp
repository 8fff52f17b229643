// Lists: of split strings and of Parquet files, their lengths and values; members of structs. On coded and plain strings,
// with missing lists, lists without values, missing values; through filters, joins, sorts, other files.
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void words(const std::string& path) {
  auto df = bodo::read_parquet(path + ".parquet", bodo::like("lists.parquet"))[{"id", "line", "kind"}];
  df["word"] = df["line"].str().lower().str().split(" ");
  df.explode("word").groupby("word", {.sort = true}).size().to_parquet(path + ".count");
  df.explode("word")[{"id", "word"}].to_parquet(path + ".words");
  bodo::DataFrame{{"part", df["kind"].str().split("o", {.n = 1}).explode()}}.to_parquet(path + ".parts");
  bodo::DataFrame{{"part", df["kind"].str().rsplit("o", {.n = 1}).explode()}}.to_parquet(path + ".rparts");
  bodo::DataFrame{{"part", df["line"].str().split().explode()}}.to_parquet(path + ".spaces");
  bodo::DataFrame{{"part", df["line"].str().split({.n = 2}).explode()}}.to_parquet(path + ".two_spaces");
}

[[bodo::jit]] void files(const std::string& path) {
  auto df = bodo::read_parquet(path + ".parquet", bodo::like("lists.parquet"));
  df.to_parquet(path + ".copy");
  df.to_feather(path + ".feather");
  df.to_json(path + ".json");
  bodo::read_parquet(path + ".parquet", bodo::schema({{"id", bodo::int64}, {"ints", bodo::list(bodo::int64)}}))
      .to_parquet(path + ".said");
  df["length"] = df["ints"].str().len();
  df["known"] = df["texts"].notna();
  auto kept = df[df["length"] > 0];
  kept[{"id", "ints", "texts", "length", "known"}]
      .sort_values({"id"}, {.ascending = false})
      .to_parquet(path + ".sorted");
  // as a join's payload, and beside its keys
  kept[{"id", "texts"}].merge(df[{"id", "ints", "decimals"}], {.on = "id"}).to_parquet(path + ".joined");
  kept.explode("ints")[{"id", "ints", "texts"}].to_parquet(path + ".ints");
  df.explode("texts")[{"id", "texts", "length"}].to_parquet(path + ".texts");
  df.explode("days").groupby("days").size().sort_values({"days"}).to_parquet(path + ".days");
  df[{"id", "decimals"}].explode("decimals").to_parquet(path + ".decimals");
  df[df["place.x"] > 1.0][{"id", "place.name", "place.x", "place.tags"}].to_parquet(path + ".places");
  bodo::print(df.explode("flags")["flags"].sum());
  auto again = bodo::read_feather(path + ".feather", bodo::like("lists.feather"));
  again[{"id", "ints", "texts", "decimals"}].to_parquet(path + ".again");
}

int main() {
  words("lists");
  words("none");
  files("lists");
  files("none");
}
