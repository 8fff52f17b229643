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
  static constexpr rt::site at_19{"drop_duplicates.cpp", 19, "literal"};
  static constexpr rt::site at_22{"drop_duplicates.cpp", 22, "scatterv"};
  static constexpr rt::site at_23{"drop_duplicates.cpp", 23, "drop_duplicates"};
  static constexpr rt::site at_23_print{"drop_duplicates.cpp", 23, "print"};
  static constexpr rt::site at_24{"drop_duplicates.cpp", 24, "drop_duplicates"};
  static constexpr rt::site at_24_print{"drop_duplicates.cpp", 24, "print"};
  static constexpr rt::site at_27{"drop_duplicates.cpp", 27, "drop_duplicates"};
  static constexpr rt::site at_27_print{"drop_duplicates.cpp", 27, "print"};

  rt::enter(at_18);

  // bodo::DataFrame df{{"k", {1, 2, std::nullopt, 1, 1, std::nullopt, 2}}, {"s", {"a ...  drop_duplicates.cpp:19
  rt::table_builder df_rows_values(at_19, {{"k", bodo::int64, true}, {"s", bodo::string, true}, {"v", bodo::int64}});
  rt::add_values<std::int64_t>(df_rows_values, 0, {1, 2, std::int64_t{}, 1, 1, std::int64_t{}, 2}, {2, 5});
  rt::add_values<rt::text>(df_rows_values, 1,
      {rt::text("a"), rt::text("a"), rt::text("b"), rt::text{}, rt::text("a"), rt::text("b"), rt::text("b")}, {3});
  rt::add_values<std::int64_t>(df_rows_values, 2, {0, 1, 2, 3, 4, 5, 6});
  const rt::table df_rows = df_rows_values.finish(rt::layout::replicated);

  // df = bodo::scatterv(df)                                                               drop_duplicates.cpp:22
  // collective: one rank's rows in equal blocks
  const rt::table df_table = rt::scatter(at_22, df_rows);

  // bodo::print(df.drop_duplicates({"k", "s"}))                                           drop_duplicates.cpp:23
  // collective: keys travel to the owner of their hash, which finds the first row of each
  const rt::table distinct_rows = rt::drop_duplicates(at_23, rt::numbered(df_table), {0, 1});
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(distinct_rows, rt::labelled), rt::where(at_23_print));

  // bodo::print(df.drop_duplicates({"k"}))                                                drop_duplicates.cpp:24
  // collective: keys travel to the owner of their hash, which finds the first row of each
  const rt::table distinct_rows_table = rt::drop_duplicates(at_24, rt::numbered(df_table), {0});
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(distinct_rows_table, rt::labelled), rt::where(at_24_print));

  // bodo::DataFrame n{{"n", bodo::arange(10000) % 3}}                                     drop_duplicates.cpp:26
  // bodo::print(n.drop_duplicates().size())                                               drop_duplicates.cpp:27
  rt::table_builder n_rows(at_27, {{"n", bodo::int64}});
  const rt::block rows = rt::block_of(10000);
  std::int64_t* const n_values = n_rows.extend<std::int64_t>(0, rows.count);
  for (std::int64_t i = 0; i < rows.count; ++i)
    n_values[i] = rt::floor_mod<std::int64_t>(rows.begin + i, 3);
  const rt::table n_table = n_rows.finish_equal(10000);

  // collective: keys travel to the owner of their hash, which finds the first row of each
  const rt::table distinct_rows_table_2 = rt::drop_duplicates(at_27, n_table, {0});

  const std::int64_t size_of_all = distinct_rows_table_2.total();
  bodo::print(size_of_all, rt::where(at_27_print));
}

int main() { show(); }
