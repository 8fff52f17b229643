// The heat equation in one dimension: two arrays exchanged in a loop, neighbours' elements, a sum of all iterations.
// rank 0 prints:
//   4.0000 0.0391 5 rounds: 0.4375
//   4.0000 0.0000 3 rounds: 0.7500
#include <bodo/bodo.h>
#include <bodo/rt/emitted.h>
#include <fmt/core.h>

#include <cmath>
#include <utility>

void heat(std::int64_t n, int rounds) {
  namespace rt = bodo::rt;
  using at = rt::sites<"heat.cpp">;
  rt::enter(at::line<11, "heat">, n, rounds);

  // bodo::Array<double> u = bodo::zeros(n)                                                heat.cpp:12
  rt::table_builder u_builder(at::line<12, "table">, {{"u", bodo::float64}});
  const rt::block rows = rt::block_of(n);
  double* const u = u_builder.extend<double>(0, rows.count);
  for (std::int64_t i_row = 0; i_row < rows.count; ++i_row)
    u[i_row] = 0.0;
  rt::table u_with_u = u_builder.finish_equal(n);

  // for (auto i : bodo::prange(n))                                                        heat.cpp:13
  rt::parallel_loop(at::line<13, "prange">, n)
      .over(rt::writes<double>(u_with_u, "u"))
      .run([&](rt::iterations rows_of_loop, const auto& u) {
        for (auto i : rows_of_loop) {
          if (i == n / 2) u[i] = 4;
        }
      });
  double change = 0;
  rt::table next = rt::select(u_with_u, {"u"}, {"next"});
  for (int round = 0; round < rounds; ++round) {
    change = 0;

    // for (auto i : bodo::prange(1, n - 1))                                                 heat.cpp:20
    // collective: elements of other ranks come from them; results are combined
    rt::parallel_loop(at::line<20, "prange">, 1, n - 1)
        .over(rt::overwrites<double>(next, "next"), rt::reads<double, -1, 1>(u_with_u, "u"), rt::sums(change))
        .run([&](rt::iterations rows_of_loop, const auto& next, const auto& u, auto& change) {
          for (auto i : rows_of_loop) {
            next[i] = (u[i - 1] + 2 * u[i] + u[i + 1]) / 4;
            change += std::abs(next[i] - u[i]);
          }
        });
    const rt::table u_with_u_next = rt::select(next, {"next"}, {"u"});
    const rt::table next_next = rt::select(u_with_u, {"u"}, {"next"});
    u_with_u = u_with_u_next;
    next = next_next;
  }

  // const double total = u.sum(), edge = u[n / 2 - 4]                                     heat.cpp:26
  rt::sum<double> local_sum;
  for (rt::table_scan scan(u_with_u); rt::batch& batch : scan) {
    const rt::column<double> u_column(batch[0]);
    for (std::uint32_t i_row = 0; i_row < batch.size; ++i_row)
      local_sum.add(u_column[i_row]);
  }
  // collective: merge the ranks' partial states, in rank order
  const auto sum = rt::allreduce(at::line<26, "sum">, local_sum);

  const rt::table slice_rows = rt::slice(at::line<26, "slice">, rt::select(u_with_u, {"u"}, {""}), n / 2 - 4,
      (n / 2 - 4) + 1);

  rt::first<double> local_first;
  {
    std::int64_t row_order = rt::first_ordinal();
    for (rt::table_scan scan(slice_rows); rt::batch& batch : scan) {
      const rt::column<double> value(batch[0]);
      for (std::uint32_t i_row = 0; i_row < batch.size; ++i_row) {
        ++row_order;
        local_first.add(value[i_row], row_order);
      }
    }
  }
  // collective: merge the ranks' partial states, in rank order
  const auto first = rt::allreduce(at::line<26, "first">, local_first);
  const double total = sum.value(), edge = rt::expect_known(at::line<26, "first">, first);
  if (bodo::get_rank() == 0) fmt::print("{:.4f} {:.4f} {} rounds: {:.4f}\n", total, edge, rounds, change);
}

int main() {
  heat(1000, 5);
  heat(100, 3);
}
