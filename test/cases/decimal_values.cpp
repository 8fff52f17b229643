// Operators on values of bodo::decimal_value are plain C++, in annotated functions too. Columns of floats take them as
// doubles.
// rank 0 prints:
//   3 4.50
//   1.25 2.75 -3.50
//   True
//   False
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <optional>

[[bodo::jit]] void show(bodo::decimal_value least, bodo::decimal_value most) {
  bodo::DataFrame df{{"n", bodo::arange(6)}};
  df["price"] = (df["n"] * 1.5).astype("decimal(15,2)");
  const bool several = least < most, same = least == most;
  if (most == least) return;
  const std::int64_t rows = df[(df["price"] >= least) & (df["price"] < most)].size();
  const bodo::decimal_value dearest = df[df["price"] < most]["price"].max();
  if (bodo::get_rank() == 0) fmt::print("{} {:.2f}\n", rows, static_cast<double>(dearest));
  const std::optional<bodo::decimal_value> some = most;
  const double ratio = (df["price"] / most).max(), sum = (df["n"] * 0.25 + least).max();
  const double difference = (df["n"] * 0.5 - some).max();
  if (bodo::get_rank() == 0) fmt::print("{:.2f} {:.2f} {:.2f}\n", ratio, sum, difference);
  bodo::print(several);
  bodo::print(same);
}

int main() { show(bodo::decimal_value(150, 2), bodo::decimal_value(60, 1)); }
