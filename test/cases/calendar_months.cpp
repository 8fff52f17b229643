// Months and years are the calendar's, whether they are constants, variables or computed.
#include <bodo/bodo.h>

#include <chrono>
#include <cstdint>
#include <ratio>

using namespace std::chrono;

using quarters = duration<std::int32_t, std::ratio_multiply<months::period, std::ratio<3>>>;

[[bodo::jit]] void f(months m, const years& y, quarters q) {
  auto x = bodo::read_parquet("days.parquet");
  x["constant"] = x["d"] + months(1);
  x["variable"] = x["d"] + m;
  x["before"] = x["d"] - m;
  x["year"] = y + x["d"];
  x["both"] = x["d"] + (y - 2 * m);
  x["quarter"] = x["d"] + q;
  x["t"] = x["t"] - y;
  bodo::print(x[{"d", "constant", "variable", "before"}]);
  bodo::print(x[{"year", "both", "quarter", "t"}]);
  for (months step(-2); step < months(2); ++step) {
    bodo::DataFrame moved{{"d", x["d"] + step}};
    bodo::print(moved);
  }
  m = months(1200);
  bodo::print((x["d"] - m).max());
}

int main() { f(months(1), years(-1), quarters(-1)); }
