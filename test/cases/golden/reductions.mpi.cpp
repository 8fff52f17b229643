// Reductions skip missing values; the sum of nothing is 0, the mean, min or max of nothing is missing.
// floats: 1e-12
// rank 0 prints:
//   12
//   3.0
//   1
//   6
//   4
//   4
//   2.160246899469287
//   4.666666666666667
//   2
//   3
//   of nothing
//   0
//   <NA>
//   <NA>
//   <NA>
//   0
//   0
//   <NA>
//   <NA>
//   booleans
//   1 0 6
//   floats
//   4.75
//   -1.5
//   2.5
//   0.95
//   strings
//   b
//   a
//   a
//   c
//   3
#include <bodo/bodo.h>
#include <bodo/rt/emitted.h>
#include <fmt/core.h>

#include <optional>

void show() {
  namespace rt = bodo::rt;
  using at = rt::sites<"reductions.cpp">;

  rt::enter(at::line<41, "show">);

  // bodo::DataFrame df{{"i", {std::nullopt, 2, 1, 6, std::nullopt, 3}},                   reductions.cpp:42
  //                    {"f", {0.5, 2.5, -1.5, std::nullopt, 2.0, 1.25}},
  //                    {"s", {"b", std::nullopt, "a", "c", "a", "a"}}}
  rt::table_builder df_builder(at::line<42, "DataFrame">,
      {{"i", bodo::int64, rt::nullable}, {"f", bodo::float64, rt::nullable}, {"s", bodo::string, rt::nullable}});
  rt::add_values<std::int64_t>(df_builder, 0, {std::int64_t{}, 2, 1, 6, std::int64_t{}, 3}, {0, 4});
  rt::add_values<double>(df_builder, 1, {0.5, 2.5, -1.5, double{}, 2.0, 1.25}, {3});
  rt::add_values<rt::text>(df_builder, 2, {rt::text("b"), rt::text{}, rt::text("a"), rt::text("c"), rt::text("a"),
      rt::text("a")}, {1});
  const rt::table df = df_builder.finish(rt::layout::replicated);

  // rows on all ranks, or on some
  // df = bodo::scatterv(df)                                                               reductions.cpp:45
  // collective: one rank's rows in equal blocks
  const rt::table df_2 = rt::scatter(at::line<45, "scatterv">, df);

  // bodo::print(i.sum())                                                                  reductions.cpp:47
  // bodo::print(i.mean())                                                                 reductions.cpp:48
  // bodo::print(i.min())                                                                  reductions.cpp:49
  // bodo::print(i.max())                                                                  reductions.cpp:50
  // bodo::print(i.count())                                                                reductions.cpp:51
  // bodo::print(i.nunique())                                                              reductions.cpp:52
  // bodo::print(i.std())                                                                  reductions.cpp:53
  // bodo::print(i.var())                                                                  reductions.cpp:54
  // bodo::print(i.first())                                                                reductions.cpp:55
  // bodo::print(i.last())                                                                 reductions.cpp:56
  // auto large = df["i"] > 1                                                              reductions.cpp:70
  // const bool some = large.any()                                                         reductions.cpp:71
  // const bool every = large.all()                                                        reductions.cpp:72
  // bodo::print(df["f"].sum())                                                            reductions.cpp:77
  // bodo::print(df["f"].min())                                                            reductions.cpp:78
  // bodo::print(df["f"].max())                                                            reductions.cpp:79
  // bodo::print(df["f"].mean())                                                           reductions.cpp:80
  // bodo::print(df["s"].first())                                                          reductions.cpp:83
  // bodo::print(df["s"].last())                                                           reductions.cpp:84
  // bodo::print(df["s"].min())                                                            reductions.cpp:85
  // bodo::print(df["s"].max())                                                            reductions.cpp:86
  // bodo::print(df["s"].nunique())                                                        reductions.cpp:87
  rt::sum<std::int64_t> sum_here;
  rt::mean<std::int64_t> mean_here;
  rt::min<std::int64_t> min_here;
  rt::max<std::int64_t> max_here;
  rt::count count_here;
  rt::distinct_values nunique_here(at::line<52, "nunique">, {{"", bodo::int64, rt::nullable}});
  rt::variance<std::int64_t> std_here;
  rt::variance<std::int64_t> var_here;
  rt::first<std::int64_t> first_here;
  rt::last<std::int64_t> last_here;
  rt::any any_here;
  rt::all all_here;
  rt::sum<double> sum_here_2;
  rt::min<double> min_here_2;
  rt::max<double> max_here_2;
  rt::mean<double> mean_here_2;
  rt::first<rt::text> first_here_2;
  rt::text_heap texts(at::line<83, "first">);
  rt::last<rt::text> last_here_2;
  rt::min<rt::text> min_here_3;
  rt::max<rt::text> max_here_3;
  rt::distinct_values nunique_here_2(at::line<87, "nunique">, {{"", bodo::string, rt::nullable}});
  {
    rt::table_scan df_scan(df_2, {0, 1, 2});
    rt::batch df_batch;
    std::int64_t row_order = rt::first_ordinal();
    while (df_scan.next(df_batch)) {
      nunique_here.add(df_batch.columns[0], df_batch);
      nunique_here_2.add(df_batch.columns[2], df_batch);
      const rt::column<std::int64_t> i_column(df_batch.columns[0]);
      const rt::column<double> f(df_batch.columns[1]);
      const rt::column<rt::text> s(df_batch.columns[2]);
      for (std::uint32_t i = 0; i < df_batch.size; ++i) {
        const auto large = i_column[i] > 1;
        const bool large_known = i_column.known(i);
        ++row_order;
        if (i_column.known(i)) {
          sum_here.add(i_column[i]);
          mean_here.add(i_column[i]);
          min_here.add(i_column[i]);
          max_here.add(i_column[i]);
          count_here.add();
          std_here.add(i_column[i]);
          var_here.add(i_column[i]);
          first_here.add(i_column[i], row_order);
          last_here.add(i_column[i], row_order);
        }
        if (large_known) {
          any_here.add(large);
          all_here.add(large);
        }
        if (f.known(i)) {
          sum_here_2.add(f[i]);
          min_here_2.add(f[i]);
          max_here_2.add(f[i]);
          mean_here_2.add(f[i]);
        }
        if (s.known(i)) {
          first_here_2.add(s[i], row_order, texts);
          last_here_2.add(s[i], row_order, texts);
          min_here_3.add(s[i], texts);
          max_here_3.add(s[i], texts);
        }
      }
    }
  }
  // collective: each value travels to the owner of its hash
  const rt::count nunique_of_all = nunique_here.finish();
  // collective: each value travels to the owner of its hash
  const rt::count nunique_of_all_2 = nunique_here_2.finish();
  // collective: allgather of the ranks' partial states, merged in rank order
  const auto [sum_of_all, mean_of_all, min_of_all, max_of_all, count_of_all, std_of_all, var_of_all, first_of_all,
      last_of_all, any_of_all, all_of_all, sum_of_all_2, min_of_all_2, max_of_all_2, mean_of_all_2, first_of_all_2,
      last_of_all_2, min_of_all_3, max_of_all_3] = rt::allreduce(at::line<47, "sum">, sum_here, mean_here, min_here,
      max_here, count_here, std_here, var_here, first_here, last_here, any_here, all_here, sum_here_2, min_here_2,
      max_here_2, mean_here_2, first_here_2, last_here_2, min_here_3, max_here_3);
  bodo::print(sum_of_all.value(at::line<47, "sum">), rt::where(at::line<47, "print">));
  bodo::print(rt::to_scalar(bodo::float64, mean_of_all.value(), mean_of_all.known()), rt::where(at::line<48, "print">));
  bodo::print(rt::to_scalar(bodo::int64, min_of_all.value(), min_of_all.known()), rt::where(at::line<49, "print">));
  bodo::print(rt::to_scalar(bodo::int64, max_of_all.value(), max_of_all.known()), rt::where(at::line<50, "print">));
  bodo::print(count_of_all.value(), rt::where(at::line<51, "print">));
  bodo::print(nunique_of_all.value(), rt::where(at::line<52, "print">));
  bodo::print(rt::to_scalar(bodo::float64, std_of_all.root(), std_of_all.known()), rt::where(at::line<53, "print">));
  bodo::print(rt::to_scalar(bodo::float64, var_of_all.value(), var_of_all.known()), rt::where(at::line<54, "print">));
  bodo::print(rt::to_scalar(bodo::int64, first_of_all.value(), first_of_all.known()), rt::where(at::line<55, "print">));
  bodo::print(rt::to_scalar(bodo::int64, last_of_all.value(), last_of_all.known()), rt::where(at::line<56, "print">));
  bodo::print("of nothing", rt::where(at::line<58, "print">));

  // auto none = df[df["i"] > 100]["i"]                                                    reductions.cpp:59
  // bodo::print(none.sum())                                                               reductions.cpp:60
  // bodo::print(none.mean())                                                              reductions.cpp:61
  // bodo::print(none.min())                                                               reductions.cpp:62
  // bodo::print(none.max())                                                               reductions.cpp:63
  // bodo::print(none.count())                                                             reductions.cpp:64
  // bodo::print(none.nunique())                                                           reductions.cpp:65
  // bodo::print(none.std())                                                               reductions.cpp:66
  // bodo::print(none.first())                                                             reductions.cpp:67
  rt::sum<std::int64_t> sum_here_3;
  rt::mean<std::int64_t> mean_here_3;
  rt::min<std::int64_t> min_here_4;
  rt::max<std::int64_t> max_here_4;
  rt::count count_here_2;
  rt::distinct_values nunique_here_3(at::line<65, "nunique">, {{"", bodo::int64, rt::nullable}});
  rt::variance<std::int64_t> std_here_2;
  rt::first<std::int64_t> first_here_3;
  {
    rt::table_scan df_scan(df_2, {0});
    rt::batch df_batch;
    rt::selection kept;
    std::int64_t row_order = rt::first_ordinal();
    while (df_scan.next(df_batch)) {
      const rt::column<std::int64_t> i_column(df_batch.columns[0]);
      kept.clear();
      for (std::uint32_t i = 0; i < df_batch.size; ++i)
        kept.add_if(i, rt::all_hold(i_column.known(i), i_column[i] > 100));
      nunique_here_3.add(df_batch.columns[0], kept);
      for (const std::uint32_t i : kept) {
        ++row_order;
        sum_here_3.add(i_column[i]);
        mean_here_3.add(i_column[i]);
        min_here_4.add(i_column[i]);
        max_here_4.add(i_column[i]);
        count_here_2.add();
        std_here_2.add(i_column[i]);
        first_here_3.add(i_column[i], row_order);
      }
    }
  }
  // collective: each value travels to the owner of its hash
  const rt::count nunique_of_all_3 = nunique_here_3.finish();
  // collective: allgather of the ranks' partial states, merged in rank order
  const auto [sum_of_all_3, mean_of_all_3, min_of_all_4, max_of_all_4, count_of_all_2, std_of_all_2,
      first_of_all_3] = rt::allreduce(at::line<60, "sum">, sum_here_3, mean_here_3, min_here_4, max_here_4,
      count_here_2, std_here_2, first_here_3);
  bodo::print(sum_of_all_3.value(at::line<60, "sum">), rt::where(at::line<60, "print">));
  bodo::print(rt::to_scalar(bodo::float64, mean_of_all_3.value(), mean_of_all_3.known()),
      rt::where(at::line<61, "print">));
  bodo::print(rt::to_scalar(bodo::int64, min_of_all_4.value(), min_of_all_4.known()), rt::where(at::line<62, "print">));
  bodo::print(rt::to_scalar(bodo::int64, max_of_all_4.value(), max_of_all_4.known()), rt::where(at::line<63, "print">));
  bodo::print(count_of_all_2.value(), rt::where(at::line<64, "print">));
  bodo::print(nunique_of_all_3.value(), rt::where(at::line<65, "print">));
  bodo::print(rt::to_scalar(bodo::float64, std_of_all_2.root(), std_of_all_2.known()),
      rt::where(at::line<66, "print">));
  bodo::print(rt::to_scalar(bodo::int64, first_of_all_3.value(), first_of_all_3.known()),
      rt::where(at::line<67, "print">));
  bodo::print("booleans", rt::where(at::line<69, "print">));
  const bool some = any_of_all.value();
  const bool every = all_of_all.value();

  // const std::int64_t rows = df.size()                                                   reductions.cpp:73
  const std::int64_t rows = df_2.total();
  if (bodo::get_rank() == 0) fmt::print("{} {} {}\n", some ? 1 : 0, every ? 1 : 0, rows);
  bodo::print("floats", rt::where(at::line<76, "print">));
  bodo::print(sum_of_all_2.value(), rt::where(at::line<77, "print">));
  bodo::print(rt::to_scalar(bodo::float64, min_of_all_2.value(), min_of_all_2.known()),
      rt::where(at::line<78, "print">));
  bodo::print(rt::to_scalar(bodo::float64, max_of_all_2.value(), max_of_all_2.known()),
      rt::where(at::line<79, "print">));
  bodo::print(rt::to_scalar(bodo::float64, mean_of_all_2.value(), mean_of_all_2.known()),
      rt::where(at::line<80, "print">));
  bodo::print("strings", rt::where(at::line<82, "print">));
  bodo::print(rt::to_scalar(bodo::string, first_of_all_2.value(), first_of_all_2.known()),
      rt::where(at::line<83, "print">));
  bodo::print(rt::to_scalar(bodo::string, last_of_all_2.value(), last_of_all_2.known()),
      rt::where(at::line<84, "print">));
  bodo::print(rt::to_scalar(bodo::string, min_of_all_3.value(), min_of_all_3.known()),
      rt::where(at::line<85, "print">));
  bodo::print(rt::to_scalar(bodo::string, max_of_all_3.value(), max_of_all_3.known()),
      rt::where(at::line<86, "print">));
  bodo::print(nunique_of_all_2.value(), rt::where(at::line<87, "print">));
}

int main() { show(); }
