// Operations on all columns of a frame, against pandas; where and mask; dates that are written as text.
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void whole(const std::string& name) {
  auto df = bodo::read_parquet(name + ".parquet", bodo::like("rows.parquet"));
  df.sum().to_parquet(name + ".sum");
  df[{"i", "f", "b"}].mean().to_parquet(name + ".mean");
  df.min().to_parquet(name + ".min");
  df.max().to_parquet(name + ".max");
  df.count().to_parquet(name + ".count");
  df.nunique().to_parquet(name + ".nunique");
  df.std().to_parquet(name + ".std");
  df.var().to_parquet(name + ".var");
  df[{"i", "f"}].median().to_parquet(name + ".median");
  df[{"i", "f"}].quantile(0.3).to_parquet(name + ".quantile");
  df.first().to_parquet(name + ".head");
  df.last().to_parquet(name + ".tail");
  df.any().to_parquet(name + ".any");
  df.all().to_parquet(name + ".all");
  df.isna().to_parquet(name + ".isna");
  df.notna().all().to_parquet(name + ".complete");
  df.abs().to_parquet(name + ".abs");
  df.round(1).to_parquet(name + ".round");
  df.clip(-3, 4).to_parquet(name + ".clip");

  df["where"] = df["i"].where(df["f"] > 2, 0);
  df["where_missing"] = df["s"].where(df["i"] > 2);
  df["mask"] = df["f"].mask(df["i"] < 0);
  df["mask_other"] = df["i"].mask(~(df["i"] < 0), -df["i"]);
  df["rounded"] = df["f"].round(1);
  df["from"] = df["d"] >= "2024-01-15";
  df["between"] = df["t"].between("2024-01-01 12:00", "2024-01-10T00:00:00.5");
  df["one_of"] = df["d"].isin({"2024-01-02", "2024-02-29"});
  df["known"] = df["t"].fillna("2000-01-01");
  df[df["t"] < "2024-01-20"].to_parquet(name + ".rest");
}

int main() {
  for (const char* name : {"rows", "none"}) whole(name);
}
