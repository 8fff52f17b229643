// The one billion row challenge: min, mean and max of each station's measurements.
#include <bodo/bodo.h>

[[bodo::jit]] void stations(const char* path) {
  auto df = bodo::read_csv(path, bodo::schema({{"station", bodo::string}, {"temperature", bodo::float64}}),
                           {.sep = ";", .header = false, .names = {"station", "temperature"}});
  auto result = df.groupby("station", {.sort = true})
                    .agg({{"min", bodo::min("temperature")},
                          {"mean", bodo::mean("temperature")},
                          {"max", bodo::max("temperature")}});
  result["mean"] = bodo::round(result["mean"], 1);
  bodo::print(result);
}

int main(int, char** argv) { stations(argv[1]); }
