// cumsum and shift use rows of other ranks; cumsum skips missing values and continues.
// rank 0 prints:
//         i  total  before  after     s previous
//   0     3      3    <NA>   <NA>     a     <NA>
//   1  <NA>   <NA>       3      4     b        a
//   2     4      7    <NA>      5  <NA>        b
//   3     5     12       4   <NA>     d     <NA>
//   12497500 1
#include <bodo/bodo.h>
#include <bodo/rt/emitted.h>
#include <fmt/core.h>

#include <optional>

void show() {
  namespace rt = bodo::rt;
  using at = rt::sites<"windows.cpp">;
  rt::enter(at::line<14, "show">);

  // bodo::DataFrame df{{"i", {3, std::nullopt, 4, 5}}, {"s", {"a", "b", std::nullopt, "d"}}}  windows.cpp:15
  rt::table_builder df_builder(at::line<15, "DataFrame">,
      {{"i", bodo::int64, rt::nullable}, {"s", bodo::string, rt::nullable}});
  rt::add_values<std::int64_t>(df_builder, 0, {3, std::nullopt, 4, 5});
  rt::add_values<rt::text>(df_builder, 1, {"a", "b", std::nullopt, "d"});
  rt::table df = df_builder.finish(rt::layout::replicated);

  // rows on all ranks, or on some
  // df = bodo::scatterv(df)                                                               windows.cpp:16
  // collective: spread one rank's rows in equal blocks
  df = rt::scatter(at::line<16, "scatterv">, df);

  // df["total"] = df["i"].cumsum()                                                        windows.cpp:17
  // df["before"] = df["i"].shift()                                                        windows.cpp:18
  // df["after"] = df["i"].shift(-1)                                                       windows.cpp:19
  // df["previous"] = df["s"].shift(1)                                                     windows.cpp:20
  // collective: exclusive scan of the ranks' sums
  // collective: values move by that many rows, also to other ranks
  df = df.with("total", rt::cumsum({at::line<17, "cumsum">, df["i"]}))
      .with("before", rt::shift({at::line<18, "shift">, df["i"]}, 1)).with("after", rt::shift({at::line<19, "shift">,
      df["i"]}, -1)).with("previous", rt::shift({at::line<20, "shift">, df["s"]}, 1));
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(df.select({"i", "total", "before", "after", "s", "previous"})),
      rt::where(at::line<21, "print">));

  // bodo::DataFrame n{{"n", bodo::arange(5000)}}                                          windows.cpp:23
  // n["sum"] = n["n"].cumsum()                                                            windows.cpp:24
  // n["far"] = n["n"].shift(4999)                                                         windows.cpp:25
  rt::table_builder n_builder(at::line<24, "cumsum">, {{"row", bodo::int64}});
  const rt::block rows = rt::block_of(5000);
  std::int64_t* const row = n_builder.extend<std::int64_t>(0, rows.count);
  for (std::int64_t i = 0; i < rows.count; ++i)
    row[i] = rows.begin + i;
  const rt::table n = n_builder.finish_equal(5000);

  // const std::int64_t last = n["sum"].last()                                             windows.cpp:26
  // const std::int64_t known = n["far"].count()                                           windows.cpp:27
  rt::last<std::int64_t> local_last;
  rt::count local_count;
  // collective: exclusive scan of the ranks' sums
  // collective: values move by that many rows, also to other ranks
  {
    rt::window_scan scan(n, {}, rt::cumsum({at::line<24, "cumsum">, n["row"]}),
        rt::shift({at::line<25, "shift">, n["row"]}, 4999));
    std::int64_t row_order = rt::first_ordinal();
    for (rt::batch& batch : scan) {
      const rt::column<std::int64_t> sum(batch[0]), far(batch[1]);
      for (std::uint32_t i = 0; i < batch.size; ++i) {
        ++row_order;
        local_last.add(sum[i], row_order);
        if (far.known(i)) local_count.add();
      }
    }
  }
  // collective: merge the ranks' partial states, in rank order
  const auto [last_total, count] = rt::allreduce(at::line<26, "last">, local_last, local_count);
  const std::int64_t last = rt::expect_known(at::line<26, "last">, last_total);
  const std::int64_t known = count.value();
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", last, known);
}

int main() { show(); }
