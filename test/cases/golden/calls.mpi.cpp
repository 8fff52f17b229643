// Annotated functions that call annotated functions; several results; rows stay where they are between them.
// rank 0 prints:
//      A   B
//   0  0   0
//   1  1  10
//   2  2  20
//   rows 5, kept 2, sum 70
//      A   B
//   3  3  30
//   4  4  40
#include <bodo/bodo.h>
#include <bodo/rt/emitted.h>
#include <fmt/core.h>

#include <cstdint>
#include <iostream>
#include <tuple>

static bodo::rt::table make_inside(int n) {
  namespace rt = bodo::rt;
  using at = rt::sites<"calls.cpp">;

  rt::must_agree(at::line<19, "range">, n);

  // bodo::DataFrame df{{"A", bodo::arange(n)}}                                            calls.cpp:19
  // return df                                                                             calls.cpp:20
  rt::table_builder df_builder(at::line<20, "return">, {{"A", bodo::int64}});
  const rt::block rows = rt::block_of(n);
  std::int64_t* const A = df_builder.extend<std::int64_t>(0, rows.count);
  for (std::int64_t i = 0; i < rows.count; ++i)
    A[i] = rows.begin + i;
  return rt::numbered(df_builder.finish_equal(n));
}

bodo::DataFrame make(int n) {
  namespace rt = bodo::rt;
  using at = rt::sites<"calls.cpp">;
  rt::enter(at::line<18, "make">, n);

  return rt::to_frame(make_inside(n), rt::labelled);
}

static bodo::rt::table with_b_inside(const bodo::rt::table& df, std::int64_t factor) {
  namespace rt = bodo::rt;
  using at = rt::sites<"calls.cpp">;

  struct df_columns { enum { A, label }; };
  rt::must_agree(at::line<25, "return">, factor);

  // df["B"] = df["A"] * factor                                                            calls.cpp:24
  // return df                                                                             calls.cpp:25
  rt::table_builder df_builder(at::line<25, "return">, {{"A", bodo::int64}, {"B", bodo::int64}, {"", bodo::int64}});
  {
    rt::buffer<std::int64_t> B;
    for (rt::table_scan scan(df); rt::batch& batch : scan) {
      const rt::column<std::int64_t> A(batch[df_columns::A]);
      for (std::uint32_t i = 0; i < batch.size; ++i)
        B[i] = A[i] * factor;
      df_builder.add({batch[df_columns::A], B, batch[df_columns::label]}, batch);
    }
  }
  return df_builder.finish_like(df);
}

bodo::DataFrame with_b(bodo::DataFrame df, std::int64_t factor) {
  namespace rt = bodo::rt;
  using at = rt::sites<"calls.cpp">;
  rt::enter(at::line<23, "with_b">, df, factor);
  const rt::table df_rows = rt::table_of(at::line<23, "with_b">, df, {{"A", bodo::int64}}, rt::layout::blocks,
      rt::labelled);

  return rt::to_frame(with_b_inside(df_rows, factor), rt::labelled);
}

static std::int64_t total_inside(const bodo::rt::table& df) {
  namespace rt = bodo::rt;
  using at = rt::sites<"calls.cpp">;

  // return df["B"].sum()                                                                  calls.cpp:28
  rt::sum<std::int64_t> local_sum;
  for (rt::table_scan scan(df); rt::batch& batch : scan) {
    const rt::column<std::int64_t> B(batch[0]);
    for (std::uint32_t i = 0; i < batch.size; ++i)
      local_sum.add(B[i]);
  }
  // collective: merge the ranks' partial states, in rank order
  const auto sum = rt::allreduce(at::line<28, "sum">, local_sum);
  return sum.value(at::line<28, "sum">);
}

std::int64_t total(const bodo::DataFrame& df) {
  namespace rt = bodo::rt;
  using at = rt::sites<"calls.cpp">;
  rt::enter(at::line<28, "total">, df);
  const rt::table df_rows = rt::table_of(at::line<28, "total">, df, {{"B", bodo::int64}}, rt::layout::blocks);

  return total_inside(df_rows);
}

std::tuple<bodo::DataFrame, bodo::DataFrame> halves(const bodo::DataFrame& df) {
  namespace rt = bodo::rt;
  using at = rt::sites<"calls.cpp">;
  rt::enter(at::line<30, "halves">, df);
  const rt::table df_rows = rt::table_of(at::line<30, "halves">, df, {{"A", bodo::int64}, {"B", bodo::int64}},
      rt::layout::blocks, rt::labelled);
  struct df_columns { enum { A, B, label }; };

  // auto small = df[df["A"] < 3]                                                          calls.cpp:31
  // return {small, large}                                                                 calls.cpp:33
  rt::table_builder small_builder(at::line<31, "<">, {{"A", bodo::int64}, {"B", bodo::int64}, {"", bodo::int64}});
  for (rt::table_scan scan(df_rows); rt::batch& batch : scan) {
    const rt::column<std::int64_t> A(batch[df_columns::A]);
    rt::selection kept(batch, [&](std::uint32_t i) { return A[i] < 3; });
    small_builder.add(batch.columns, kept);
  }
  // collective: exchange row counts
  const rt::table small = small_builder.finish(rt::layout::blocks);

  // collective: gather all rows on every rank
  const rt::table gathered = rt::gather(at::line<33, "gather">, small);

  // auto large = df[df["A"] >= 3]                                                         calls.cpp:32
  rt::table_builder large_builder(at::line<32, ">=">, {{"A", bodo::int64}, {"B", bodo::int64}, {"", bodo::int64}});
  for (rt::table_scan scan(df_rows); rt::batch& batch : scan) {
    const rt::column<std::int64_t> A(batch[df_columns::A]);
    rt::selection kept(batch, [&](std::uint32_t i) { return A[i] >= 3; });
    large_builder.add(batch.columns, kept);
  }
  // collective: exchange row counts
  const rt::table large = large_builder.finish(rt::layout::blocks);

  // collective: gather all rows on every rank
  const rt::table gathered_of_large = rt::gather(at::line<33, "gather">, large);
  return {rt::to_frame(gathered, rt::labelled), rt::to_frame(gathered_of_large, rt::labelled)};
}

void chain(int n) {
  namespace rt = bodo::rt;
  using at = rt::sites<"calls.cpp">;
  rt::enter(at::line<36, "chain">, n);

  // auto df = with_b(make(n), 10)                                                         calls.cpp:37
  const rt::table df_rows = make_inside(n);

  const rt::table df_rows_2 = with_b_inside(df_rows, 10);

  // auto small = df[df["A"] < 3]                                                          calls.cpp:31
  // bodo::print(small)                                                                    calls.cpp:39
  struct df_columns { enum { A, B, label }; };
  rt::table_builder small_builder(at::line<39, "print">, {{"A", bodo::int64}, {"B", bodo::int64}, {"", bodo::int64}});
  for (rt::table_scan scan(df_rows_2); rt::batch& batch : scan) {
    const rt::column<std::int64_t> A(batch[df_columns::A]);
    rt::selection kept_rows(batch, [&](std::uint32_t i) { return A[i] < 3; });
    small_builder.add(batch.columns, kept_rows);
  }
  // collective: exchange row counts
  const rt::table small_chosen = small_builder.finish(rt::layout::blocks);
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(small_chosen, rt::labelled), rt::where(at::line<39, "print">));

  // auto large = df[df["A"] >= 3]                                                         calls.cpp:32
  rt::table_builder large_builder(at::line<32, ">=">, {{"B", bodo::int64}});
  for (rt::table_scan scan(df_rows_2); rt::batch& batch : scan) {
    const rt::column<std::int64_t> A(batch[df_columns::A]);
    rt::selection kept_rows(batch, [&](std::uint32_t i) { return A[i] >= 3; });
    large_builder.add({batch[df_columns::B]}, kept_rows);
  }
  // collective: exchange row counts
  const rt::table large_chosen = large_builder.finish(rt::layout::blocks);

  // const std::int64_t sum = total(large)                                                 calls.cpp:40
  const std::int64_t sum = total_inside(large_chosen);

  // const std::int64_t rows = df.size()                                                   calls.cpp:41
  const std::int64_t rows = df_rows_2.total();

  // const std::int64_t kept = large.size()                                                calls.cpp:42
  const std::int64_t kept = large_chosen.total();
  if (bodo::get_rank() == 0) fmt::print("rows {}, kept {}, sum {}\n", rows, kept, sum);
}

int main() {
  chain(5);
  const auto [small, large] = halves(with_b(make(5), 10));
  if (bodo::get_rank() == 0) std::cout << large;
}
