// The user's statements and comments stand above what is emitted for them, those of assignments above the loop that
// computes the column; conditions that cannot differ between ranks have no guard.
// rank 0 prints:
//        n    z
//   0  0.5 -1.5
//   1  1.5 -0.5
//   2  2.5  0.5
//   3  3.5  1.5
//   -1.5 of 2
#include <bodo/bodo.h>
#include <bodo/rt/emitted.h>
#include <fmt/core.h>

#include <cmath>
#include <cstdint>

void show(int n, int least, bool verbose) {
  namespace rt = bodo::rt;
  using at = rt::sites<"statements.cpp">;
  rt::enter(at::line<16, "show">, n, least, verbose);

  // the rows
  // to begin with
  // bodo::DataFrame df{{"n", bodo::arange(n)}}                                            statements.cpp:19
  // halves are exact
  // df["n"] = df["n"] + 0.5                                                               statements.cpp:20
  // Each value
  // beside the mean of all.
  // const double mean = df["n"].mean()                                                    statements.cpp:24
  rt::mean<double> local_mean;
  for (rt::row_range row_numbers(rt::block_of(n)); rt::batch& batch : row_numbers)
    for (std::uint32_t i = 0; i < batch.size; ++i)
      local_mean.add(static_cast<double>(batch.first_row + i) + 0.5);
  // collective: merge the ranks' partial states, in rank order
  const auto mean_total = rt::allreduce(at::line<24, "mean">, local_mean);
  const double mean = rt::expect_known(at::line<24, "mean">, mean_total);
  if (verbose) {
    // df["z"] = df["n"] - mean                                                              statements.cpp:25
    // bodo::print(df)                                                                       statements.cpp:26
    rt::table_builder df_builder(at::line<26, "print">, {{"n", bodo::float64}, {"z", bodo::float64}});
    const rt::block rows = rt::block_of(n);
    double* const n_values = df_builder.extend<double>(0, rows.count);
    double* const z_values = df_builder.extend<double>(1, rows.count);
    for (std::int64_t i = 0; i < rows.count; ++i) {
      const auto n_here = static_cast<double>(rows.begin + i) + 0.5;
      n_values[i] = n_here;
      z_values[i] = n_here - mean;
    }
    const rt::table df = df_builder.finish_equal(n);
    // collective: the rows that are shown travel to rank 0
    bodo::print(rt::to_frame(df), rt::where(at::line<26, "print">));
  }

  // df["z"] = df["n"] - mean                                                              statements.cpp:25
  rt::table_builder rest_builder(at::line<25, "-">, {{"z", bodo::float64}});
  const rt::block rows = rt::block_of(n);
  double* const z_values = rest_builder.extend<double>(0, rows.count);
  for (std::int64_t i = 0; i < rows.count; ++i) {
    const auto n_here = static_cast<double>(rows.begin + i) + 0.5;
    z_values[i] = n_here - mean;
  }
  rt::table rest = rest_builder.finish_equal(n);
  // the last rows go
  for (;;) {
    // while (rest.size() > least)                                                           statements.cpp:30
    const std::int64_t size_of_rest = rest.total();
    if (!(size_of_rest > least)) break;

    // one a round
    // rest = rest.head(rest.size() - 1)                                                     statements.cpp:32
    const rt::table rest_first_rows = rt::head(at::line<32, "head">, rest, size_of_rest - 1);

    // rest["z"] = rest["z"].map([](double z) { return z; })                                 statements.cpp:33
    const auto z_of = [](double z) {
      return z;  // as it is
    };
    rt::table_builder rest_with_z_builder(at::line<33, "map">, {{"z", bodo::float64}});
    {
      const rt::running user_code(at::line<33, "map">);
      rt::buffer<double> z_values_2;
      for (rt::table_scan scan(rest_first_rows); rt::batch& batch : scan) {
        const rt::column<double> z_column(batch[0]);
        for (std::uint32_t i = 0; i < batch.size; ++i)
          z_values_2[i] = z_of(z_column[i]);
        rest_with_z_builder.add({z_values_2}, batch);
      }
    }
    rest = rest_with_z_builder.finish_like(rest_first_rows);
  }

  // const std::int64_t size = rest.size()                                                 statements.cpp:37
  const std::int64_t size = rest.total();
  double lowest = 0;
  if (size > 1) {
    // never missing
    // lowest = rest["z"].min()                                                              statements.cpp:40
    rt::min<double> local_min;
    for (rt::table_scan scan(rest); rt::batch& batch : scan) {
      const rt::column<double> z_column(batch[0]);
      for (std::uint32_t i = 0; i < batch.size; ++i)
        local_min.add(z_column[i]);
    }
    // collective: merge the ranks' partial states, in rank order
    const auto min = rt::allreduce(at::line<40, "min">, local_min);
    lowest = rt::expect_known(at::line<40, "min">, min);
  }
  // what ordinary code computes may differ
  if (rt::agreed(at::line<43, "if">, std::signbit(lowest))) {
    // lowest = rest["z"].min()                                                              statements.cpp:43
    rt::min<double> local_min;
    for (rt::table_scan scan(rest); rt::batch& batch : scan) {
      const rt::column<double> z_column(batch[0]);
      for (std::uint32_t i = 0; i < batch.size; ++i)
        local_min.add(z_column[i]);
    }
    // collective: merge the ranks' partial states, in rank order
    const auto min = rt::allreduce(at::line<43, "min">, local_min);
    lowest = rt::expect_known(at::line<43, "min">, min);
  }
  // the end
  if (bodo::get_rank() == 0) fmt::print("{} of {}\n", lowest, size);
}

int main() { show(4, 2, true); }
