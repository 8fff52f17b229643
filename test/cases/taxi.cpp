// The NYC for-hire-vehicle trips joined with the weather of their day, and summarised by place, month, weekday and
// time of day: ./taxi TRIPS WEATHER OUT, a Parquet file or folder, a CSV file, and the Parquet folder to write.
// args: trips weather.csv out
#include <bodo/bodo.h>
#include <fmt/core.h>
#include <string>
#include <string_view>

std::string_view time_bucket(int hour) {
  if (hour >= 8 && hour <= 10) return "morning";
  if (hour >= 11 && hour <= 15) return "midday";
  if (hour >= 16 && hour <= 18) return "afternoon";
  if (hour >= 19 && hour <= 21) return "evening";
  return "other";
}

[[bodo::jit]] std::int64_t monthly_travels(const std::string& trips_path, const std::string& weather_path,
                                           const std::string& out) {
  auto weather =
      bodo::read_csv(weather_path, bodo::like("data/taxi/central_park_weather.csv"), {.parse_dates = {"DATE"}});
  weather["date"] = weather["DATE"].dt().date();
  weather["rain"] = weather["PRCP"] > 0.1;

  auto trips = bodo::read_parquet(trips_path, bodo::like("data/taxi/trips"));
  trips["date"] = trips["pickup_datetime"].dt().date();
  trips["month"] = trips["pickup_datetime"].dt().month();
  trips["weekday"] = trips["pickup_datetime"].dt().dayofweek() < 5;
  trips["bucket"] = trips["pickup_datetime"].dt().hour().map(time_bucket);

  auto t = trips.merge(weather, {.on = "date"});
  auto summary = t.groupby({"PULocationID", "DOLocationID", "month", "weekday", "rain", "bucket"})
                     .agg({{"trips", bodo::count("hvfhs_license_num")}, {"avg_miles", bodo::mean("trip_miles")}})
                     .sort_values({"PULocationID", "DOLocationID", "month", "weekday", "rain", "bucket"});
  summary.to_parquet(out);
  return summary.size();
}

int main(int argc, char** argv) {
  if (argc != 4) {
    if (bodo::get_rank() == 0) fmt::print(stderr, "usage: {} TRIPS WEATHER OUT\n", argv[0]);
    return 2;
  }
  const auto rows = monthly_travels(argv[1], argv[2], argv[3]);
  if (bodo::get_rank() == 0) fmt::print("{} groups\n", rows);
}
