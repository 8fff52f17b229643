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
  using at = rt::sites<"drop_duplicates.cpp">;
  rt::enter(at::line<18, "show">);

  // bodo::DataFrame df{{"k", {1, 2, std::nullopt, 1, 1, std::nullopt, 2}}, {"s", ...      drop_duplicates.cpp:19
  rt::table_builder df_builder(at::line<19, "DataFrame">,
      {{"k", bodo::int64, rt::nullable}, {"s", bodo::string, rt::nullable}, {"v", bodo::int64}});
  rt::add_values<std::int64_t>(df_builder, 0, {1, 2, std::nullopt, 1, 1, std::nullopt, 2});
  rt::add_values<rt::text>(df_builder, 1, {"a", "a", "b", std::nullopt, "a", "b", "b"});
  rt::add_values<std::int64_t>(df_builder, 2, {0, 1, 2, 3, 4, 5, 6});
  rt::table df = df_builder.finish(rt::layout::replicated);

  // rows on all ranks, or on some
  // df = bodo::scatterv(df)                                                               drop_duplicates.cpp:22
  // collective: spread one rank's rows in equal blocks
  df = rt::scatter(at::line<22, "scatterv">, df);

  // bodo::print(df.drop_duplicates({"k", "s"}))                                           drop_duplicates.cpp:23
  // collective: keys travel to the owner of their hash, which finds the first row of each
  const rt::table distinct_rows = rt::drop_duplicates(at::line<23, "drop_duplicates">, rt::numbered(df), {"k", "s"});
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(distinct_rows, rt::labelled), rt::where(at::line<23, "print">));

  // bodo::print(df.drop_duplicates({"k"}))                                                drop_duplicates.cpp:24
  // collective: keys travel to the owner of their hash, which finds the first row of each
  const rt::table distinct_rows_of_df = rt::drop_duplicates(at::line<24, "drop_duplicates">, rt::numbered(df), {"k"});
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(distinct_rows_of_df, rt::labelled), rt::where(at::line<24, "print">));

  // bodo::DataFrame n{{"n", bodo::arange(10000) % 3}}                                     drop_duplicates.cpp:26
  // bodo::print(n.drop_duplicates().size())                                               drop_duplicates.cpp:27
  rt::groups groups(at::line<27, "groupby">, {{{"n", bodo::int64}}});
  {
    rt::buffer<std::int64_t> n;
    for (rt::row_range row_numbers(rt::block_of(10000)); rt::batch& batch : row_numbers) {
      for (std::uint32_t i = 0; i < batch.size; ++i)
        n[i] = rt::floor_mod<std::int64_t>(batch.first_row + i, 3);
      groups.find({n}, batch);
    }
  }
  // collective: partial groups travel to the owner of their keys' hash, and are merged there
  groups.finish();

  rt::count local_size;
  for (rt::batch& batch : groups)
    local_size.add(batch.size);
  // collective: merge the ranks' partial states, in rank order
  const auto size = rt::allreduce(at::line<27, "size">, local_size);
  bodo::print(size.value(), rt::where(at::line<27, "print">));
}

int main() { show(); }
