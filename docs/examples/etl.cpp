// Sales of a month from text to clean, partitioned Parquet files: bad values found, counted and left out.
#include <bodo/bodo.h>

[[bodo::jit]] void load() {
  auto raw = bodo::read_csv("sales.csv", bodo::schema({{"id", bodo::int64},
                                                       {"day", bodo::string},
                                                       {"price", bodo::string},
                                                       {"quantity", bodo::string},
                                                       {"country", bodo::string}}));
  raw["day"] = bodo::to_date(raw["day"], "%d/%m/%Y", {.errors = "missing"});
  raw["price"] = raw["price"].str().removeprefix("$").astype("float64", {.errors = "missing", .thousands = ","});
  raw["quantity"] = raw["quantity"].astype("int64", {.errors = "missing"});
  raw["country"] = raw["country"].str().strip().str().upper().replace({{"UK", "GB"}, {"", std::nullopt}});
  auto good = raw.dropna().drop_duplicates("id");
  bodo::print(raw.size());
  bodo::print(good.size());
  good["revenue"] = good["price"] * good["quantity"];
  good["month"] = good["day"].dt().strftime("%Y-%m");
  good.to_parquet("clean", {.partition_cols = {"country"}});
  bodo::print(
      good.groupby({"country", "month"}, {.sort = true}).agg({{"revenue", bodo::sum("revenue")}, {"n", bodo::size()}}));
}

int main() { load(); }
