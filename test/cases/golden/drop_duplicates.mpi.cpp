// drop_duplicates keeps the first row of those that are equal in the given columns (all), with its label.
// rank 0 prints:
//         k     s  v
//   0     1     a  0
//   1     2     a  1
//   2  <NA>     b  2
//   3     1  <NA>  3
//   6     2     b  6
//         k  s  v
//   0     1  a  0
//   1     2  a  1
//   2  <NA>  b  2
//   3
#include <bodo/bodo.h>
#include <bodo/rt/emitted.h>

#include <optional>

void show() {
  namespace rt = bodo::rt;
  static constexpr rt::site at_18{"drop_duplicates.cpp", 18, "show"};
  static constexpr rt::site at_19{"drop_duplicates.cpp", 19, "DataFrame"};
  static constexpr rt::site at_22{"drop_duplicates.cpp", 22, "scatterv"};
  static constexpr rt::site at_23{"drop_duplicates.cpp", 23, "drop_duplicates"};
  static constexpr rt::site at_23_print{"drop_duplicates.cpp", 23, "print"};
  static constexpr rt::site at_24{"drop_duplicates.cpp", 24, "drop_duplicates"};
  static constexpr rt::site at_24_print{"drop_duplicates.cpp", 24, "print"};
  static constexpr rt::site at_27{"drop_duplicates.cpp", 27, "drop_duplicates"};
  static constexpr rt::site at_27_print{"drop_duplicates.cpp", 27, "print"};

  rt::enter(at_18);

  // bodo::DataFrame df{{"k", {1, 2, std::nullopt, 1, 1, std::nullopt, 2}},                drop_duplicates.cpp:19
  //                    {"s", {"a", "a", "b", std::nullopt, "a", "b", "b"}},
  //                    {"v", {0, 1, 2, 3, 4, 5, 6}}}
  rt::table_builder df_builder(at_19, {{"k", bodo::int64, true}, {"s", bodo::string, true}, {"v", bodo::int64}});
  rt::add_values<std::int64_t>(df_builder, 0, {1, 2, std::int64_t{}, 1, 1, std::int64_t{}, 2}, {2, 5});
  rt::add_values<rt::text>(df_builder, 1, {rt::text("a"), rt::text("a"), rt::text("b"), rt::text{}, rt::text("a"),
      rt::text("b"), rt::text("b")}, {3});
  rt::add_values<std::int64_t>(df_builder, 2, {0, 1, 2, 3, 4, 5, 6});
  const rt::table df = df_builder.finish(rt::layout::replicated);

  // rows on all ranks, or on some
  // df = bodo::scatterv(df)                                                               drop_duplicates.cpp:22
  // collective: one rank's rows in equal blocks
  const rt::table df_2 = rt::scatter(at_22, df);

  // bodo::print(df.drop_duplicates({"k", "s"}))                                           drop_duplicates.cpp:23
  // collective: keys travel to the owner of their hash, which finds the first row of each
  const rt::table distinct_rows = rt::drop_duplicates(at_23, rt::numbered(df_2), {0, 1});
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(distinct_rows, rt::labelled), rt::where(at_23_print));

  // bodo::print(df.drop_duplicates({"k"}))                                                drop_duplicates.cpp:24
  // collective: keys travel to the owner of their hash, which finds the first row of each
  const rt::table distinct_rows_2 = rt::drop_duplicates(at_24, rt::numbered(df_2), {0});
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(distinct_rows_2, rt::labelled), rt::where(at_24_print));

  // bodo::DataFrame n{{"n", bodo::arange(10000) % 3}}                                     drop_duplicates.cpp:26
  // bodo::print(n.drop_duplicates().size())                                               drop_duplicates.cpp:27
  rt::table_builder n_builder(at_27, {{"n", bodo::int64}});
  const rt::block rows = rt::block_of(10000);
  std::int64_t* const n = n_builder.extend<std::int64_t>(0, rows.count);
  for (std::int64_t i = 0; i < rows.count; ++i)
    n[i] = rt::floor_mod<std::int64_t>(rows.begin + i, 3);
  const rt::table n_2 = n_builder.finish_equal(10000);

  // collective: keys travel to the owner of their hash, which finds the first row of each
  const rt::table distinct_rows_3 = rt::drop_duplicates(at_27, n_2, {0});

  const std::int64_t size_of_all = distinct_rows_3.total();
  bodo::print(size_of_all, rt::where(at_27_print));
}

int main() { show(); }
