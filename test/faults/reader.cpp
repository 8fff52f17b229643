// Reads each of the files that it is given, a line for each: its name, and the sum of its numbers or its error.
#include <bodo/bodo.h>
#include <bodo/error.h>

#include <cstdio>
#include <string>

#define COLUMNS                         \
  bodo::schema({{"i", bodo::int64},     \
                {"n", bodo::int32},     \
                {"f", bodo::float64},   \
                {"s", bodo::string},    \
                {"w", bodo::string},    \
                {"b", bodo::boolean},   \
                {"d", bodo::date},      \
                {"t", bodo::timestamp}, \
                {"m", bodo::decimal(12, 2)}})

[[bodo::jit]] double of_parquet(const std::string& path) {
  auto df = bodo::read_parquet(path, COLUMNS);
  df["l"] = df["s"].str().len() + df["w"].str().len() + df["d"].dt().year() + df["t"].dt().hour();
  df["x"] = df["f"] + df["i"] + df["n"] + bodo::where(df["b"], df["l"], 0);
  df["y"] = df["m"] * 2;
  return df["x"].sum() + df[df["y"] > 3].size();
}

[[bodo::jit]] double of_csv(const std::string& path) {
  auto df = bodo::read_csv(path, COLUMNS);
  df["l"] = df["s"].str().len() + df["w"].str().len() + df["d"].dt().year() + df["t"].dt().hour();
  df["x"] = df["f"] + df["i"] + df["n"] + bodo::where(df["b"], df["l"], 0);
  df["y"] = df["m"] * 2;
  return df["x"].sum() + df[df["y"] > 3].size();
}

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string path = argv[i];
    std::printf("%s: ", path.c_str());
    std::fflush(stdout);
    try {
      std::printf("%.17g\n", path.ends_with(".csv") ? of_csv(path) : of_parquet(path));
    } catch (const bodo::error& error) {
      std::printf("%s\n", error.what());
    }
  }
}
