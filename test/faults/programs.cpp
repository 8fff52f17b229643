// Programs over small data that read and write files, for run.py: `main WHAT N` writes what depends on N.
#include <bodo/bodo.h>

#include <cstdint>
#include <string>

#define SALES \
  bodo::schema({{"id", bodo::int64}, {"region", bodo::string}, {"price", bodo::float64}, {"day", bodo::date}})

[[bodo::jit]] void partitions(std::int64_t n) {
  auto sales = bodo::read_parquet("in/sales", SALES);
  sales["id"] = sales["id"] + n;
  sales.to_parquet("out", {.row_group_size = 100, .partition_cols = "region"});
}

[[bodo::jit]] void texts(std::int64_t n) {
  auto sales = bodo::read_csv("in/sales.csv", SALES);
  sales["id"] = sales["id"] + n;
  sales.sort_values("price").to_csv("out");
}

[[bodo::jit]] void objects(std::int64_t n) {
  auto sales = bodo::read_json("in/sales.json", SALES);
  sales["id"] = sales["id"] + n;
  sales.to_json("out");
}

[[bodo::jit]] void arrow(std::int64_t n) {
  auto sales = bodo::read_feather("in/sales.feather", SALES);
  sales["id"] = sales["id"] + n;
  sales.to_feather("out");
}

[[bodo::jit]] void joins(std::int64_t n) {
  auto sales = bodo::read_parquet("in/sales", SALES);
  auto more = bodo::read_csv("in/sales.csv", SALES);
  auto both = sales.merge(more[more["price"] < 30], {.on = "id"});
  both["id"] = both["id"] + n;
  both.groupby({"region_x", "id"})
      .agg({{"sum", bodo::sum("price_y")}, {"different", bodo::nunique("day_x")}})
      .sort_values({"id", "region_x"})
      .to_parquet("out");
}

[[bodo::jit]] void checkpoints(std::int64_t n) {
  auto sales = bodo::read_parquet("in/sales", SALES);
  sales["id"] = sales["id"].cumsum() + n;
  auto kept = bodo::checkpoint(sales[sales["price"] < 30], "out");
  bodo::print(kept["id"].sum());
}

int main(int, char** argv) {
  const std::string what = argv[1];
  const std::int64_t n = std::stoll(argv[2]);
  if (what == "partitions") partitions(n);
  if (what == "texts") texts(n);
  if (what == "objects") objects(n);
  if (what == "arrow") arrow(n);
  if (what == "joins") joins(n);
  if (what == "checkpoints") checkpoints(n);
}
