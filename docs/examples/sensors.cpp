// A sensor's readings by the hour: gaps filled, smoothed, and the hours that are out of the ordinary.
#include <bodo/bodo.h>
#include <fmt/core.h>

[[bodo::jit]] std::int64_t hourly(std::string_view sensor) {
  auto readings = bodo::read_csv("readings.csv", {.parse_dates = {"time"}});
  auto hours = readings[readings["sensor"] == sensor]
                   .resample("1h", {.on = "time"})
                   .agg({{"mean", bodo::mean("celsius")}, {"readings", bodo::size()}});
  hours["filled"] = hours["mean"].interpolate();
  hours["smooth"] = hours["filled"].rolling(24, {.min_periods = 1, .center = true}).mean();
  hours["odd"] = (hours["filled"] - hours["smooth"]).abs() > 3 * (hours["filled"] - hours["smooth"]).std();

  bodo::print(hours[hours["odd"]].drop("odd"), {.width = 120});
  auto days = hours.resample("1d", {.on = "time"}).agg({{"low", bodo::min("mean")}, {"high", bodo::max("mean")}});
  days.to_csv("days.csv");
  return (hours["readings"] == 0).sum();
}

int main() {
  const auto silent = hourly("boiler");
  if (bodo::get_rank() == 0) fmt::print("{} hours without a reading\n", silent);
}
