// Joins: inner, left, semi and anti. The left frame's order stays, missing keys equal each other, labels are numbers.
// rank 0 prints:
//         k  a_x  a_y
//   0     1    0   10
//   1     1    0   13
//   2  <NA>    2   11
//   3     1    3   10
//   4     1    3   13
//         k  a_x   a_y
//   0     1    0    10
//   1     1    0    13
//   2     2    1  <NA>
//   3  <NA>    2    11
//   4     1    3    10
//   5     1    3    13
//         k  a
//   0     1  0
//   1  <NA>  2
//   2     1  3
//      k  a
//   0  2  1
//   Empty DataFrame
//   Columns: [k, a_x, a_y]
//   Index: []
//         k  a_x   a_y
//   0     1    0    10
//   1     1    0    13
//   2     2    1  <NA>
//   3  <NA>    2    11
//   4     1    3    10
//   5     1    3    13
#include <bodo/bodo.h>
#include <bodo/rt/emitted.h>

#include <optional>

void show() {
  namespace rt = bodo::rt;
  using at = rt::sites<"merge.cpp">;
  rt::enter(at::line<36, "show">);

  // bodo::DataFrame a{{"k", {1, 2, std::nullopt, 1}}, {"a", {0, 1, 2, 3}}}                merge.cpp:37
  struct a_columns { enum { k, a }; };
  rt::table_builder a_builder(at::line<37, "DataFrame">, {{"k", bodo::int64, rt::nullable}, {"a", bodo::int64}});
  rt::add_values<std::int64_t>(a_builder, 0, {1, 2, std::nullopt, 1});
  rt::add_values<std::int64_t>(a_builder, 1, {0, 1, 2, 3});
  rt::table a = a_builder.finish(rt::layout::replicated);

  // bodo::DataFrame b{{"k", {1, std::nullopt, 7, 1}}, {"a", {10, 11, 12, 13}}}            merge.cpp:38
  struct b_columns { enum { k, a }; };
  rt::table_builder b_builder(at::line<38, "DataFrame">, {{"k", bodo::int64, rt::nullable}, {"a", bodo::int64}});
  rt::add_values<std::int64_t>(b_builder, 0, {1, std::nullopt, 7, 1});
  rt::add_values<std::int64_t>(b_builder, 1, {10, 11, 12, 13});
  const rt::table b = b_builder.finish(rt::layout::replicated);

  // the rows of the left side are spread, those of the right are on every rank
  // a = bodo::scatterv(a)                                                                 merge.cpp:39
  // collective: spread one rank's rows in equal blocks
  a = rt::scatter(at::line<39, "scatterv">, a);

  // bodo::print(a.merge(b, {.on = "k"}))                                                  merge.cpp:40
  rt::join_table b_by_key(at::line<40, "merge">, rt::join::inner, b, {b_columns::k}, {b_columns::a});
  rt::add_all(b_by_key, rt::table_scan(b));
  b_by_key.finish_local();

  rt::table_builder result_builder(at::line<40, "print">,
      {{"k", bodo::int64, rt::nullable}, {"a_x", bodo::int64}, {"a_y", bodo::int64}});
  for (rt::table_scan scan(a); rt::batch& batch : scan)
    for (rt::matches& pairs : b_by_key.probe({batch[a_columns::k]}, batch))
      result_builder.add(pairs.take(batch, {a_columns::k, a_columns::a, {b_by_key, b_columns::a}}), pairs.all());
  b_by_key.free();
  // collective: exchange row counts
  const rt::table result = result_builder.finish(rt::layout::blocks);
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(result), rt::where(at::line<40, "print">));

  // bodo::print(a.merge(b, {.on = "k", .how = "left"}))                                   merge.cpp:41
  rt::join_table b_by_key_left(at::line<41, "merge">, rt::join::left, b, {b_columns::k},
      {{b_columns::a, bodo::int64, rt::nullable}});
  rt::add_all(b_by_key_left, rt::table_scan(b));
  b_by_key_left.finish_local();

  rt::table_builder result_with_b_builder(at::line<41, "print">,
      {{"k", bodo::int64, rt::nullable}, {"a_x", bodo::int64}, {"a_y", bodo::int64, rt::nullable}});
  for (rt::table_scan scan(a); rt::batch& batch : scan)
    for (rt::matches& pairs : b_by_key_left.probe_left({batch[a_columns::k]}, batch))
      result_with_b_builder.add(pairs.take(batch, {a_columns::k, a_columns::a, {b_by_key_left, b_columns::a}}),
          pairs.all());
  b_by_key_left.free();
  // collective: exchange row counts
  const rt::table result_with_b = result_with_b_builder.finish(rt::layout::blocks);
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(result_with_b), rt::where(at::line<41, "print">));

  // bodo::print(a.merge(b, {.on = "k", .how = "semi"}))                                   merge.cpp:42
  rt::join_table b_by_key_semi(at::line<42, "merge">, rt::join::semi, b, {b_columns::k}, {});
  rt::add_all(b_by_key_semi, rt::table_scan(b.select({"k"})));
  b_by_key_semi.finish_local();

  rt::table_builder result_at_42_builder(at::line<42, "print">, {{"k", bodo::int64, rt::nullable}, {"a", bodo::int64}});
  for (rt::table_scan scan(a); rt::batch& batch : scan) {
    rt::selection kept(batch);
    b_by_key_semi.keep_matching({batch[a_columns::k]}, kept);
    result_at_42_builder.add(batch.columns, kept);
  }
  b_by_key_semi.free();
  // collective: exchange row counts
  const rt::table result_at_42 = result_at_42_builder.finish(rt::layout::blocks);
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(result_at_42), rt::where(at::line<42, "print">));

  // bodo::print(a.merge(b, {.on = "k", .how = "anti"}))                                   merge.cpp:43
  rt::join_table b_by_key_anti(at::line<43, "merge">, rt::join::anti, b, {b_columns::k}, {});
  rt::add_all(b_by_key_anti, rt::table_scan(b.select({"k"})));
  b_by_key_anti.finish_local();

  rt::table_builder result_at_43_builder(at::line<43, "print">, {{"k", bodo::int64, rt::nullable}, {"a", bodo::int64}});
  for (rt::table_scan scan(a); rt::batch& batch : scan) {
    rt::selection kept(batch);
    b_by_key_anti.drop_matching({batch[a_columns::k]}, kept);
    result_at_43_builder.add(batch.columns, kept);
  }
  b_by_key_anti.free();
  // collective: exchange row counts
  const rt::table result_at_43 = result_at_43_builder.finish(rt::layout::blocks);
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(result_at_43), rt::where(at::line<43, "print">));

  // bodo::print(a.merge(b[b["a"] > 100], {.on = "k"}))                                    merge.cpp:44
  rt::join_table b_by_key_inner(at::line<44, "merge">, rt::join::inner, b, {b_columns::k}, {b_columns::a});
  for (rt::table_scan scan(b); rt::batch& batch : scan) {
    const rt::column<std::int64_t> a_column(batch[b_columns::a]);
    rt::selection kept(batch, [&](std::uint32_t i) { return a_column[i] > 100; });
    b_by_key_inner.add(batch.columns, kept);
  }
  b_by_key_inner.finish_local();

  rt::table_builder result_at_44_builder(at::line<44, "print">,
      {{"k", bodo::int64, rt::nullable}, {"a_x", bodo::int64}, {"a_y", bodo::int64}});
  for (rt::table_scan scan(a); rt::batch& batch : scan)
    for (rt::matches& pairs : b_by_key_inner.probe({batch[a_columns::k]}, batch))
      result_at_44_builder.add(pairs.take(batch, {a_columns::k, a_columns::a, {b_by_key_inner, b_columns::a}}),
          pairs.all());
  b_by_key_inner.free();
  // collective: exchange row counts
  const rt::table result_at_44 = result_at_44_builder.finish(rt::layout::blocks);
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(result_at_44), rt::where(at::line<44, "print">));

  // b = bodo::scatterv(b)                                                                 merge.cpp:45
  // collective: spread one rank's rows in equal blocks
  rt::table b_rows = rt::scatter(at::line<45, "scatterv">, b);

  // bodo::print(a.merge(b, {.on = "k", .how = "left"}))                                   merge.cpp:46
  rt::join_table b_by_key_left_2(at::line<46, "merge">, rt::join::left, b_rows, {b_columns::k},
      {{b_columns::a, bodo::int64, rt::nullable}});
  rt::add_all(b_by_key_left_2, rt::table_scan(std::move(b_rows)));
  // collective: the smaller side goes to every rank, else each row to the owner of its key
  b_by_key_left_2.finish_in_order(a.rows());

  rt::table_builder result_at_46_builder(at::line<46, "print">,
      {{"k", bodo::int64, rt::nullable}, {"a_x", bodo::int64}, {"a_y", bodo::int64, rt::nullable}});
  {
    rt::table_scan scan(a);
    rt::route to_b_by_key_left_2(at::line<46, "merge">, b_by_key_left_2, a, {a_columns::k, a_columns::a});
    const auto send = [&](rt::batch& batch, rt::outgoing& to) { to.add(batch[{a_columns::k, a_columns::a}], batch); };
    // collective, in rounds: if b_by_key_left_2 is spread over the ranks, rows stay, and their matches are fetched
    for (rt::received_batch received; to_b_by_key_left_2.next(scan, send, received);)
      for (rt::matches& pairs : b_by_key_left_2.probe_left({received[a_columns::k]}, received.rows))
        result_at_46_builder.add(pairs.take(received, {a_columns::k, a_columns::a, {b_by_key_left_2, b_columns::a}}),
            pairs.all());
  }
  b_by_key_left_2.free();
  // collective: exchange row counts
  const rt::table result_at_46 = result_at_46_builder.finish(rt::layout::blocks);
  // collective: the rows that are shown travel to rank 0
  bodo::print(rt::to_frame(result_at_46), rt::where(at::line<46, "print">));
}

int main() { show(); }
