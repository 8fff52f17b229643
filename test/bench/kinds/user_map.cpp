// A function of four columns, and its groups: ./user_map DIR RESULT
#include <bodo/bodo.h>

#include <cmath>
#include <numbers>
#include <string>

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

// along the sphere, by the haversine formula
double kilometers(double from_latitude, double from_longitude, double to_latitude, double to_longitude) {
  const double north = std::sin((radians(to_latitude) - radians(from_latitude)) / 2);
  const double east = std::sin((radians(to_longitude) - radians(from_longitude)) / 2);
  const double part = north * north + std::cos(radians(from_latitude)) * std::cos(radians(to_latitude)) * east * east;
  return 2 * 6371 * std::asin(std::sqrt(part));
}

[[bodo::jit]] void user_map(const std::string& dir, const std::string& result) {
  auto trips = bodo::read_parquet(dir + "/trips.parquet", bodo::like("data/kinds/trips.parquet"));

  trips["km"] = trips.map({"from_latitude", "from_longitude", "to_latitude", "to_longitude"}, kilometers);
  trips.groupby("zone").agg({{"mean", bodo::mean("km")}, {"longest", bodo::max("km")}}).to_parquet(result);
}

int main(int, char** argv) { user_map(argv[1], argv[2]); }
