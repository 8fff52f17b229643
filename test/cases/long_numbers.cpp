// Numbers in text, of any length: the nearest float, in CSV files and by astype.
#include <bodo/bodo.h>

[[bodo::jit]] void read() {
  auto df =
      bodo::read_csv("numbers.csv", bodo::schema({{"f", bodo::float64}, {"g", bodo::float32}, {"s", bodo::string}}));
  df["t"] = df["s"].astype("float64");
  df["u"] = df["s"].astype("float32");
  df[{"f", "g", "t", "u"}].to_parquet("numbers");
}

int main() { read(); }
