// Sums, means, variances, deviations and running sums are the exact ones, rounded once: values that cancel, that are far
// from zero, beyond the range of double on the way, subnormal; integers, decimals; by group too.
// ranks: 1 2 3 4 7
#include <bodo/bodo.h>
#include <fmt/core.h>

[[bodo::jit]] void totals() {
  auto df = bodo::read_parquet("rows.parquet");
  const double order_sum = df["order"].sum(), wild_sum = df["wild"].sum(), limits_sum = df["limits"].sum();
  const double order_mean = df["order"].mean(), wild_mean = df["wild"].mean(), limits_mean = df["limits"].mean();
  const double wild_var = df["wild"].var(), offset_var = df["offset"].var(), offset_std = df["offset"].std();
  const double small_sum = df["small"].sum(), small_mean = df["small"].mean(), small_var = df["small"].var();
  const double ns_mean = df["ns"].mean(), ns_var = df["ns"].var(), ns_std = df["ns"].std();
  const double u_mean = df["u"].mean(), u_var = df["u"].var();
  const double dec_mean = df["dec"].mean(), dec_var = df["dec"].var(), dec_std = df["dec"].std();
  const double price_mean = df["price"].mean(), price_var = df["price"].var(), f32_sum = df["f32"].sum();
  if (bodo::get_rank() == 0) {
    fmt::print("{}\n{}\n{}\n{}\n{}\n{}\n", order_sum, wild_sum, limits_sum, order_mean, wild_mean, limits_mean);
    fmt::print("{}\n{}\n{}\n{}\n{}\n{}\n", wild_var, offset_var, offset_std, small_sum, small_mean, small_var);
    fmt::print("{}\n{}\n{}\n{}\n{}\n", ns_mean, ns_var, ns_std, u_mean, u_var);
    fmt::print("{}\n{}\n{}\n{}\n{}\n{}\n", dec_mean, dec_var, dec_std, price_mean, price_var, f32_sum);
  }
  df.groupby("g", {.sort = true})
      .agg({{"order", bodo::sum("order")},
            {"wild", bodo::sum("wild")},
            {"wild_mean", bodo::mean("wild")},
            {"wild_var", bodo::var("wild")},
            {"wild_std", bodo::std("wild")},
            {"limits", bodo::mean("limits")},
            {"offset", bodo::var("offset")},
            {"first_order", bodo::first("order")},
            {"word", bodo::max("word")},
            {"small", bodo::var("small")},
            {"ns", bodo::var("ns")},
            {"u", bodo::std("u")},
            {"dec", bodo::var("dec")},
            {"dec_mean", bodo::mean("dec")},
            {"price", bodo::std("price")}})
      .to_parquet("by_group");
  df["wild"] = df["wild"].cumsum();
  df["offset"] = df["offset"].cumsum();
  df[{"wild", "offset"}].to_parquet("running");
}

int main() { totals(); }
