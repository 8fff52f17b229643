// CSV: types are read from the file, quoted newlines and separators are right on any number of ranks, only an empty
// unquoted field of strings is missing; options for separator, names, dates and missing values.
#include <bodo/bodo.h>
#include <bodo/rt/emitted.h>

void show() {
  namespace rt = bodo::rt;
  using at = rt::sites<"csv.cpp">;
  rt::enter(at::line<5, "show">);

  // auto df = bodo::read_csv("rows.csv", {.parse_dates = {"day"}})                        csv.cpp:6
  struct df { enum { n, text, f, day }; };
  // collective: list the files
  const rt::csv_file df_file(at::line<6, "read_csv">, "rows.csv",
      {{"n", bodo::int64, rt::nullable}, {"text", bodo::string, rt::nullable}, {"f", bodo::float64, rt::nullable},
      {"day", bodo::timestamp, rt::nullable}});

  // df.to_parquet("rows")                                                                 csv.cpp:7
  // bodo::print(df["n"].sum())                                                            csv.cpp:8
  rt::parquet_writer df_writer(at::line<7, "to_parquet">, "rows", df_file.fields());
  rt::sum<std::int64_t> local_sum;
  for (rt::csv_scan scan(df_file); rt::batch& batch : scan) {
    df_writer.add(batch.columns, batch);
    const rt::column<std::int64_t> n(batch[df::n]);
    for (std::uint32_t i = 0; i < batch.size; ++i)
      if (n.known(i)) local_sum.add(n[i]);
  }
  // collective: the output appears as a whole, when every rank has written its part
  df_writer.finish(rt::layout::blocks);
  // collective: merge the ranks' partial states, in rank order
  const auto sum = rt::allreduce(at::line<8, "sum">, local_sum);
  bodo::print(sum.value(at::line<8, "sum">), rt::where(at::line<8, "print">));

  // auto other = bodo::read_csv("other.csv", {.sep = ";", .header = false, .names = {"a", "b", "c"}, .na_values = {"?"}})  csv.cpp:9
  struct other { enum { a, b, c }; };
  // collective: list the files
  const rt::csv_file other_file(at::line<9, "read_csv">, "other.csv",
      {{"a", bodo::int64, rt::nullable}, {"b", bodo::string, rt::nullable}, {"c", bodo::float64, rt::nullable}},
      {.sep = ";", .header = false, .names = {"a", "b", "c"}, .na_values = {"?"}});

  // bodo::print(other)                                                                    csv.cpp:10
  rt::table_builder other_builder(at::line<10, "print">, other_file.fields());
  rt::add_all(other_builder, rt::csv_scan(other_file));
  // collective: exchange row counts
  const rt::table other_rows = other_builder.finish(rt::layout::blocks);
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(other_rows), rt::where(at::line<10, "print">));
}

int main() { show(); }
