// if/else, for and while with frames and scalars; ordinary statements on scalars stay as they are.
// rank 0 prints:
//      A   B
//   0  0   3
//   1  1   5
//   2  2   9
//   3  3  15
//   rounds: 2, 2 rows
//      A   B
//   2  2   9
//   3  3  15
//   the sum is large
//   72
#include <bodo/bodo.h>
#include <bodo/rt/emitted.h>
#include <fmt/core.h>

#include <cstdint>
#include <string>

void show(int n) {
  namespace rt = bodo::rt;
  using at = rt::sites<"control_flow.cpp">;
  rt::enter(at::line<20, "show">, n);

  // bodo::DataFrame df{{"A", bodo::arange(n)}}                                            control_flow.cpp:21
  // df["B"] = df["A"] * 0                                                                 control_flow.cpp:22
  struct df_columns { enum { A, B, label }; };
  rt::table_builder df_builder(at::line<22, "*">, {{"A", bodo::int64}, {"B", bodo::int64}});
  const rt::block rows_here = rt::block_of(n);
  std::int64_t* const A = df_builder.extend<std::int64_t>(0, rows_here.count);
  std::int64_t* const B = df_builder.extend<std::int64_t>(1, rows_here.count);
  for (std::int64_t i_row = 0; i_row < rows_here.count; ++i_row) {
    A[i_row] = rows_here.begin + i_row;
    B[i_row] = (rows_here.begin + i_row) * 0;
  }
  rt::table df = rt::numbered(df_builder.finish_equal(n));
  for (int i = 1; i <= 3; ++i) {
    rt::table df_after;
    if (i % 2 == 1) {
      // df["B"] = df["B"] + df["A"] * df["A"] * (i / 2) + i                                   control_flow.cpp:25
      const auto value = i / 2;

      rt::table_builder df_with_B_builder(at::line<25, "+">,
          {{"A", bodo::int64}, {"B", bodo::int64}, {"", bodo::int64}});
      {
        rt::buffer<std::int64_t> B_values;
        for (rt::table_scan scan(df); rt::batch& batch : scan) {
          const rt::column<std::int64_t> B_column(batch[df_columns::B]), A_column(batch[df_columns::A]);
          for (std::uint32_t i_row = 0; i_row < batch.size; ++i_row)
            B_values[i_row] = B_column[i_row] + A_column[i_row] * A_column[i_row] * value + i;
          df_with_B_builder.add({batch[df_columns::A], B_values, batch[df_columns::label]}, batch);
        }
      }
      df_after = df_with_B_builder.finish_like(df);
    } else {
      // df["B"] = df["B"] + df["A"] - 1                                                       control_flow.cpp:27
      rt::table_builder df_with_B_builder(at::line<27, "-">,
          {{"A", bodo::int64}, {"B", bodo::int64}, {"", bodo::int64}});
      {
        rt::buffer<std::int64_t> B_values;
        for (rt::table_scan scan(df); rt::batch& batch : scan) {
          const rt::column<std::int64_t> B_column(batch[df_columns::B]), A_column(batch[df_columns::A]);
          for (std::uint32_t i_row = 0; i_row < batch.size; ++i_row)
            B_values[i_row] = B_column[i_row] + A_column[i_row] - 1;
          df_with_B_builder.add({batch[df_columns::A], B_values, batch[df_columns::label]}, batch);
        }
      }
      df_after = df_with_B_builder.finish_like(df);
    }
    df = df_after;
  }
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(df, rt::labelled), rt::where(at::line<30, "print">));
  int rounds = 0;
  rt::table rest = df;
  for (;;) {
    // while (rest.size() > 2)                                                               control_flow.cpp:34
    const std::int64_t size = rest.total();
    if (!(size > 2)) break;

    // rest = rest.tail(rest.size() - 1)                                                     control_flow.cpp:35
    const rt::table rest_last_rows = rt::tail(at::line<35, "tail">, rest, size - 1);
    ++rounds;
    rest = rest_last_rows;
  }

  // const std::int64_t rows = rest.size()                                                 control_flow.cpp:38
  const std::int64_t rows = rest.total();
  std::string text = "rounds: " + std::to_string(rounds);
  text += ", ";
  if (bodo::get_rank() == 0) fmt::print("{}{} rows\n", text, rows);
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(rest, rt::labelled), rt::where(at::line<42, "print">));

  // bodo::Scalar sum = df["B"].sum()                                                      control_flow.cpp:44
  rt::sum<std::int64_t> local_sum;
  for (rt::table_scan scan(df); rt::batch& batch : scan) {
    const rt::column<std::int64_t> B_column(batch[df_columns::B]);
    for (std::uint32_t i_row = 0; i_row < batch.size; ++i_row)
      local_sum.add(B_column[i_row]);
  }
  // collective: merge the ranks' partial states, in rank order
  const auto sum_total = rt::allreduce(at::line<44, "sum">, local_sum);
  double doubled = static_cast<double>(sum_total.value(at::line<45, "sum">));
  doubled *= 2;
  if (sum_total.value(at::line<47, "sum">) > 30) {
    bodo::print("the sum is large", rt::where(at::line<48, "print">));
  } else {
    bodo::print("the sum is small", rt::where(at::line<50, "print">));
  }
  const auto whole = static_cast<std::int64_t>(doubled) + rows * (sum_total.value(at::line<52, "sum">) > 1000 ? 1 : 4);
  bodo::print(whole, rt::where(at::line<53, "print">));
}

int main() { show(4); }
