// Dates from year 1 to 9999 with timestamps, and as values of the user's code: they never become nanoseconds.
#include <bodo/bodo.h>

#include <chrono>
#include <vector>

using namespace std::chrono;

[[bodo::jit]] void f(sys_days last, bodo::DataFrame given) {
  auto x = bodo::read_parquet("d.parquet");
  bodo::print(x[x["t"] < x["d"]][{"i", "d"}]);
  bodo::print(x[x["t"] < x["d"]].size());
  bodo::print(x[x["d"] <= x["t"]].size());
  bodo::print(x[x["t"] < 9999y / December / 31].size());
  bodo::print(x[x["t"] > 9999y / December / 31].size());
  bodo::print(x[x["t"].between(x["d"], 9999y / December / 31)].size());
  bodo::print(x[x["d"].isin({9999y / December / 31})].size());
  const sys_days first = 1y / January / 1;
  bodo::DataFrame y{
      {"year", x["d"].map([](sys_days d) { return std::int64_t{static_cast<int>(year_month_day(d).year())}; })},
      {"same", x["d"].map([](sys_days d) { return d; })},
      {"text", x["d"].astype("string")},
      {"days", x["d"].map([first](sys_days d) { return std::int64_t{(d - first).count()}; })}};
  bodo::print(y);
  const sys_days highest = x["d"].max();
  bodo::print(x[x["d"] <= last]["d"].max());
  bodo::print(x["d"].min());
  bodo::print(std::int64_t{static_cast<int>(year_month_day(highest).year())});
  bodo::print(given);
}

int main() {
  const std::vector<sys_days> days{sys_days(9999y / December / 31), sys_days(1y / January / 1)};
  f(sys_days(9999y / December / 31), {{"d", days}});
}
