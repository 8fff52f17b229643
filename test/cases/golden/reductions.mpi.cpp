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
//   0.5
//   1.25
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
  rt::enter(at::line<43, "show">);

  // bodo::DataFrame df{{"i", {std::nullopt, 2, 1, 6, std::nullopt, 3}}, {"f", {0.5, ...   reductions.cpp:44
  struct df_columns { enum { i, f, s }; };
  rt::table_builder df_builder(at::line<44, "DataFrame">,
      {{"i", bodo::int64, rt::nullable}, {"f", bodo::float64, rt::nullable}, {"s", bodo::string, rt::nullable}});
  rt::add_values<std::int64_t>(df_builder, 0, {std::nullopt, 2, 1, 6, std::nullopt, 3});
  rt::add_values<double>(df_builder, 1, {0.5, 2.5, -1.5, std::nullopt, 2.0, 1.25});
  rt::add_values<rt::text>(df_builder, 2, {"b", std::nullopt, "a", "c", "a", "a"});
  rt::table df = df_builder.finish(rt::layout::replicated);

  // rows on all ranks, or on some
  // df = bodo::scatterv(df)                                                               reductions.cpp:47
  // collective: spread one rank's rows in equal blocks
  df = rt::scatter(at::line<47, "scatterv">, df);

  // bodo::print(i.sum())                                                                  reductions.cpp:49
  // bodo::print(i.mean())                                                                 reductions.cpp:50
  // bodo::print(i.min())                                                                  reductions.cpp:51
  // bodo::print(i.max())                                                                  reductions.cpp:52
  // bodo::print(i.count())                                                                reductions.cpp:53
  // bodo::print(i.nunique())                                                              reductions.cpp:54
  // bodo::print(i.std())                                                                  reductions.cpp:55
  // bodo::print(i.var())                                                                  reductions.cpp:56
  // bodo::print(i.first())                                                                reductions.cpp:57
  // bodo::print(i.last())                                                                 reductions.cpp:58
  // auto large = df["i"] > 1                                                              reductions.cpp:72
  // const bool some = large.any()                                                         reductions.cpp:73
  // const bool every = large.all()                                                        reductions.cpp:74
  // bodo::print(df["f"].sum())                                                            reductions.cpp:79
  // bodo::print(df["f"].min())                                                            reductions.cpp:80
  // bodo::print(df["f"].max())                                                            reductions.cpp:81
  // bodo::print(df["f"].mean())                                                           reductions.cpp:82
  // bodo::print(df["f"].quantile(0.25))                                                   reductions.cpp:83
  // bodo::print(df["f"].median())                                                         reductions.cpp:84
  // bodo::print(df["s"].first())                                                          reductions.cpp:87
  // bodo::print(df["s"].last())                                                           reductions.cpp:88
  // bodo::print(df["s"].min())                                                            reductions.cpp:89
  // bodo::print(df["s"].max())                                                            reductions.cpp:90
  // bodo::print(df["s"].nunique())                                                        reductions.cpp:91
  rt::sum<std::int64_t> local_sum;
  rt::mean<std::int64_t> local_mean;
  rt::min<std::int64_t> local_min;
  rt::max<std::int64_t> local_max;
  rt::count local_count;
  rt::distinct_values local_nunique(at::line<54, "nunique">, {{"", bodo::int64, rt::nullable}});
  rt::variance<std::int64_t> local_std, local_var;
  rt::first<std::int64_t> local_first;
  rt::last<std::int64_t> local_last;
  rt::any local_any;
  rt::all local_all;
  rt::sum<double> local_sum_of_f;
  rt::min<double> local_min_of_f;
  rt::max<double> local_max_of_f;
  rt::mean<double> local_mean_of_f;
  rt::quantile<double> local_quantile(at::line<83, "quantile">, {{"", bodo::float64, rt::nullable}});
  rt::first<rt::text> local_first_of_s;
  rt::text_heap texts(at::line<87, "first">);
  rt::last<rt::text> local_last_of_s;
  rt::min<rt::text> local_min_of_s;
  rt::max<rt::text> local_max_of_s;
  rt::distinct_values local_nunique_of_s(at::line<91, "nunique">, {{"", bodo::string, rt::nullable}});
  {
    std::int64_t row_order = rt::first_ordinal();
    for (rt::table_scan scan(df); rt::batch& batch : scan) {
      local_nunique.add(batch[df_columns::i], batch);
      local_quantile.add(batch[df_columns::f], batch);
      local_nunique_of_s.add(batch[df_columns::s], batch);
      const rt::column<std::int64_t> i_column(batch[df_columns::i]);
      const rt::column<double> f(batch[df_columns::f]);
      const rt::column<rt::text> s(batch[df_columns::s]);
      for (std::uint32_t i = 0; i < batch.size; ++i) {
        const auto large = i_column[i] > 1;
        ++row_order;
        if (i_column.known(i)) {
          local_sum.add(i_column[i]);
          local_mean.add(i_column[i]);
          local_min.add(i_column[i]);
          local_max.add(i_column[i]);
          local_count.add();
          local_std.add(i_column[i]);
          local_var.add(i_column[i]);
          local_first.add(i_column[i], row_order);
          local_last.add(i_column[i], row_order);
          local_any.add(large);
          local_all.add(large);
        }
        if (f.known(i)) {
          local_sum_of_f.add(f[i]);
          local_min_of_f.add(f[i]);
          local_max_of_f.add(f[i]);
          local_mean_of_f.add(f[i]);
        }
        if (s.known(i)) {
          local_first_of_s.add(s[i], row_order, texts);
          local_last_of_s.add(s[i], row_order, texts);
          local_min_of_s.add(s[i], texts);
          local_max_of_s.add(s[i], texts);
        }
      }
    }
  }
  // collective: each value travels to the owner of its hash
  const auto nunique = local_nunique.finish();
  // collective: the ranks count how many values lie in which range
  const auto quantile = local_quantile.finish(0.25);
  const auto median = local_quantile.finish();
  // collective: each value travels to the owner of its hash
  const auto nunique_total = local_nunique_of_s.finish();
  // collective: merge the ranks' partial states, in rank order
  const auto [sum, mean, min, max, count, std_total, var, first, last, any, all, sum_total, min_total, max_total,
      mean_total, first_total, last_total, min_of_s, max_of_s] = rt::allreduce(at::line<49, "sum">, local_sum,
      local_mean, local_min, local_max, local_count, local_std, local_var, local_first, local_last, local_any,
      local_all, local_sum_of_f, local_min_of_f, local_max_of_f, local_mean_of_f, local_first_of_s, local_last_of_s,
      local_min_of_s, local_max_of_s);
  bodo::print(sum.value(at::line<49, "sum">), rt::where(at::line<49, "print">));
  bodo::print(rt::to_scalar(bodo::float64, mean), rt::where(at::line<50, "print">));
  bodo::print(rt::to_scalar(bodo::int64, min), rt::where(at::line<51, "print">));
  bodo::print(rt::to_scalar(bodo::int64, max), rt::where(at::line<52, "print">));
  bodo::print(count.value(), rt::where(at::line<53, "print">));
  bodo::print(nunique.value(), rt::where(at::line<54, "print">));
  bodo::print(rt::to_scalar(bodo::float64, std_total.root(), std_total.known()), rt::where(at::line<55, "print">));
  bodo::print(rt::to_scalar(bodo::float64, var), rt::where(at::line<56, "print">));
  bodo::print(rt::to_scalar(bodo::int64, first), rt::where(at::line<57, "print">));
  bodo::print(rt::to_scalar(bodo::int64, last), rt::where(at::line<58, "print">));
  bodo::print("of nothing", rt::where(at::line<60, "print">));

  // auto none = df[df["i"] > 100]["i"]                                                    reductions.cpp:61
  // bodo::print(none.sum())                                                               reductions.cpp:62
  // bodo::print(none.mean())                                                              reductions.cpp:63
  // bodo::print(none.min())                                                               reductions.cpp:64
  // bodo::print(none.max())                                                               reductions.cpp:65
  // bodo::print(none.count())                                                             reductions.cpp:66
  // bodo::print(none.nunique())                                                           reductions.cpp:67
  // bodo::print(none.std())                                                               reductions.cpp:68
  // bodo::print(none.first())                                                             reductions.cpp:69
  rt::sum<std::int64_t> local_sum_of_i;
  rt::mean<std::int64_t> local_mean_of_i;
  rt::min<std::int64_t> local_min_of_i;
  rt::max<std::int64_t> local_max_of_i;
  rt::count local_count_of_i;
  rt::distinct_values local_nunique_of_i(at::line<67, "nunique">, {{"", bodo::int64, rt::nullable}});
  rt::variance<std::int64_t> local_std_of_i;
  rt::first<std::int64_t> local_first_of_i;
  {
    std::int64_t row_order = rt::first_ordinal();
    for (rt::table_scan scan(df); rt::batch& batch : scan) {
      const rt::column<std::int64_t> i_column(batch[df_columns::i]);
      rt::selection kept(batch, [&](std::uint32_t i) { return rt::all_hold(i_column.known(i), i_column[i] > 100); });
      local_nunique_of_i.add(batch[df_columns::i], kept);
      for (const std::uint32_t i : kept) {
        ++row_order;
        local_sum_of_i.add(i_column[i]);
        local_mean_of_i.add(i_column[i]);
        local_min_of_i.add(i_column[i]);
        local_max_of_i.add(i_column[i]);
        local_count_of_i.add();
        local_std_of_i.add(i_column[i]);
        local_first_of_i.add(i_column[i], row_order);
      }
    }
  }
  // collective: each value travels to the owner of its hash
  const auto nunique_of_i = local_nunique_of_i.finish();
  // collective: merge the ranks' partial states, in rank order
  const auto [sum_of_i, mean_of_i, min_of_i, max_of_i, count_total, std_of_i, first_of_i] = rt::allreduce(at::line<62,
      "sum">, local_sum_of_i, local_mean_of_i, local_min_of_i, local_max_of_i, local_count_of_i, local_std_of_i,
      local_first_of_i);
  bodo::print(sum_of_i.value(at::line<62, "sum">), rt::where(at::line<62, "print">));
  bodo::print(rt::to_scalar(bodo::float64, mean_of_i), rt::where(at::line<63, "print">));
  bodo::print(rt::to_scalar(bodo::int64, min_of_i), rt::where(at::line<64, "print">));
  bodo::print(rt::to_scalar(bodo::int64, max_of_i), rt::where(at::line<65, "print">));
  bodo::print(count_total.value(), rt::where(at::line<66, "print">));
  bodo::print(nunique_of_i.value(), rt::where(at::line<67, "print">));
  bodo::print(rt::to_scalar(bodo::float64, std_of_i.root(), std_of_i.known()), rt::where(at::line<68, "print">));
  bodo::print(rt::to_scalar(bodo::int64, first_of_i), rt::where(at::line<69, "print">));
  bodo::print("booleans", rt::where(at::line<71, "print">));
  const bool some = any.value();
  const bool every = all.value();

  // const std::int64_t rows = df.size()                                                   reductions.cpp:75
  const std::int64_t rows = df.total();
  if (bodo::get_rank() == 0) fmt::print("{} {} {}\n", some ? 1 : 0, every ? 1 : 0, rows);
  bodo::print("floats", rt::where(at::line<78, "print">));
  bodo::print(sum_total.value(), rt::where(at::line<79, "print">));
  bodo::print(rt::to_scalar(bodo::float64, min_total), rt::where(at::line<80, "print">));
  bodo::print(rt::to_scalar(bodo::float64, max_total), rt::where(at::line<81, "print">));
  bodo::print(rt::to_scalar(bodo::float64, mean_total), rt::where(at::line<82, "print">));
  bodo::print(rt::to_scalar(bodo::float64, quantile), rt::where(at::line<83, "print">));
  bodo::print(rt::to_scalar(bodo::float64, median), rt::where(at::line<84, "print">));
  bodo::print("strings", rt::where(at::line<86, "print">));
  bodo::print(rt::to_scalar(bodo::string, first_total), rt::where(at::line<87, "print">));
  bodo::print(rt::to_scalar(bodo::string, last_total), rt::where(at::line<88, "print">));
  bodo::print(rt::to_scalar(bodo::string, min_of_s), rt::where(at::line<89, "print">));
  bodo::print(rt::to_scalar(bodo::string, max_of_s), rt::where(at::line<90, "print">));
  bodo::print(nunique_total.value(), rt::where(at::line<91, "print">));
}

int main() { show(); }
