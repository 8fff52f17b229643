// Every aggregate, by one key and by several; groups whose key is missing are dropped, and with .dropna = false kept.
// rank 0 prints:
//   8 groups
#include <bodo/bodo.h>
#include <bodo/rt/emitted.h>
#include <fmt/core.h>

void summarise() {
  namespace rt = bodo::rt;
  using at = rt::sites<"groupby.cpp">;

  rt::enter(at::line<7, "summarise">);

  // auto df = bodo::read_parquet("rows.parquet")                                          groupby.cpp:8
  // collective: list the files, read their footers
  const rt::parquet_files df_files(at::line<8, "read_parquet">, "rows.parquet",
      {{"s", bodo::string, rt::nullable | rt::coded}, {"k", bodo::int32, rt::nullable}, {"d", bodo::date, rt::nullable},
      {"b", bodo::boolean, rt::nullable}, {"i", bodo::int64, rt::nullable}, {"f", bodo::float64, rt::nullable},
      {"t", bodo::string, rt::nullable}, {"m", bodo::decimal(9, 0), rt::nullable}});

  // auto by_one = df.groupby("s", {.sort = true})                                         groupby.cpp:9
  //                   .agg({{"sum", bodo::sum("i")},
  //                         {"mean", bodo::mean("i")},
  //                         {"min", bodo::min("t")},
  //                         {"max", bodo::max("t")},
  //                         {"count", bodo::count("f")},
  //                         {"size", bodo::size()},
  //                         {"nunique", bodo::nunique("t")},
  //                         {"std", bodo::std("f")},
  //                         {"var", bodo::var("i")},
  //                         {"first", bodo::first("f")},
  //                         {"last", bodo::last("t")},
  //                         {"total", bodo::sum("m")}})
  // auto by_all = df.groupby({"s", "k", "d", "b"}, {.sort = true, .dropna = false})       groupby.cpp:23
  //                   .agg({{"rows", bodo::size()}, {"least", bodo::min("f")}})
  // df.groupby("k")["f"].sum().sort_values("k").to_parquet("by_column")                   groupby.cpp:26
  // const auto groups = df.groupby("s", {.dropna = false}).agg({{"n", bodo::size()}}).size()  groupby.cpp:27
  struct by_one_groups_state {
    rt::sum<std::int64_t> sum_2;
    rt::count mean_count;
    rt::min<rt::text> min_2;
    rt::max<rt::text> max_2;
    rt::count count_2;
    rt::count size;
    rt::grouped_variance std_2;
    rt::variance<std::int64_t> var;
    rt::first<double> first_2;
    rt::last<rt::text> last_2;
    rt::sum<std::int64_t> total;
    void merge(const by_one_groups_state& other) {
      sum_2.merge(other.sum_2);
      mean_count.merge(other.mean_count);
      min_2.merge(other.min_2);
      max_2.merge(other.max_2);
      count_2.merge(other.count_2);
      size.merge(other.size);
      std_2.merge(other.std_2);
      var.merge(other.var);
      first_2.merge(other.first_2);
      last_2.merge(other.last_2);
      total.merge(other.total);
    }
  };
  static constexpr std::size_t by_one_groups_texts[] = {offsetof(by_one_groups_state, min_2),
      offsetof(by_one_groups_state, max_2), offsetof(by_one_groups_state, last_2)};
  static constexpr std::size_t by_one_groups_sums[] = {offsetof(by_one_groups_state, std_2)};
  rt::groups by_one_groups(at::line<10, "groupby">, {{{"s", bodo::string, rt::nullable | rt::coded}}},
      rt::layout_of<by_one_groups_state>(by_one_groups_texts, by_one_groups_sums));
  rt::distinct nunique_distinct(at::line<10, "groupby">, by_one_groups, {{"nunique", bodo::string, rt::nullable}});
  struct by_all_groups_state {
    rt::count rows;
    rt::min<double> least;
    void merge(const by_all_groups_state& other) {
      rows.merge(other.rows);
      least.merge(other.least);
    }
  };
  rt::groups by_all_groups(at::line<24, "groupby">,
      {{{"s", bodo::string, rt::nullable | rt::coded}}, {{"k", bodo::int32, rt::nullable}, df_files.range(1)},
      {{"d", bodo::date, rt::nullable}, df_files.range(2)}, {{"b", bodo::boolean, rt::nullable}}},
      rt::layout_of<by_all_groups_state>());
  struct groups_2_state {
    rt::grouped_sum f;
    void merge(const groups_2_state& other) {
      f.merge(other.f);
    }
  };
  static constexpr std::size_t groups_2_sums[] = {offsetof(groups_2_state, f)};
  rt::groups groups_2(at::line<26, "groupby">, {{{"k", bodo::int32, rt::nullable}, df_files.range(1)}},
      rt::layout_of<groups_2_state>({}, groups_2_sums));
  struct groups_3_state {
    rt::count n;
    void merge(const groups_3_state& other) {
      n.merge(other.n);
    }
  };
  rt::groups groups_3(at::line<27, "groupby">, {{{"s", bodo::string, rt::nullable | rt::coded}}},
      rt::layout_of<groups_3_state>());
  {
    rt::parquet_scan df_scan(df_files, {0, 1, 2, 3, 4, 5, 6, 7});
    rt::batch df_batch;
    rt::selection kept;
    std::int64_t row_order = rt::first_ordinal();
    rt::selection kept_rows;
    while (df_scan.next(df_batch)) {
      {
        const rt::coded_column s(df_batch.columns[0]);
        // drop rows with a missing key: they belong to no group
        kept.clear();
        for (std::uint32_t i = 0; i < df_batch.size; ++i)
          kept.add_if(i, s.known(i));
        const auto group = by_one_groups.find({df_batch.columns[0]}, kept);
        nunique_distinct.add(group, df_batch.columns[6], kept);
        auto* const states = by_one_groups.states<by_one_groups_state>();
        const rt::column<std::int64_t> i_column(df_batch.columns[4]);
        const rt::column<rt::text> t(df_batch.columns[6]);
        const rt::column<double> f(df_batch.columns[5]);
        const rt::column<std::int64_t> m(df_batch.columns[7]);
        for (std::uint32_t k_row = 0; k_row < kept.size(); ++k_row) {
          const std::uint32_t i = kept[k_row];
          by_one_groups_state& state = states[group[k_row]];
          ++row_order;
          if (i_column.known(i)) {
            state.sum_2.add(i_column[i]);
            state.mean_count.add();
            state.var.add(i_column[i]);
          }
          if (t.known(i)) {
            state.min_2.add(t[i], by_one_groups.heap());
            state.max_2.add(t[i], by_one_groups.heap());
            state.last_2.add(t[i], row_order, by_one_groups.heap());
          }
          if (f.known(i)) {
            state.count_2.add();
            state.std_2.add(f[i]);
            state.first_2.add(f[i], row_order);
          }
          state.size.add();
          if (m.known(i)) state.total.add(m[i]);
        }
      }
      {
        const auto group = by_all_groups.find({df_batch.columns[0], df_batch.columns[1], df_batch.columns[2],
            df_batch.columns[3]}, df_batch);
        auto* const states = by_all_groups.states<by_all_groups_state>();
        const rt::column<double> f(df_batch.columns[5]);
        for (std::uint32_t i = 0; i < df_batch.size; ++i) {
          by_all_groups_state& state = states[group[i]];
          state.rows.add();
          if (f.known(i)) state.least.add(f[i]);
        }
      }
      {
        const rt::column<std::int32_t> k(df_batch.columns[1]);
        // drop rows with a missing key: they belong to no group
        kept_rows.clear();
        for (std::uint32_t i = 0; i < df_batch.size; ++i)
          kept_rows.add_if(i, k.known(i));
        const auto group = groups_2.find({df_batch.columns[1]}, kept_rows);
        auto* const states = groups_2.states<groups_2_state>();
        const rt::column<double> f(df_batch.columns[5]);
        for (std::uint32_t k_row = 0; k_row < kept_rows.size(); ++k_row) {
          const std::uint32_t i = kept_rows[k_row];
          groups_2_state& state = states[group[k_row]];
          if (f.known(i)) state.f.add(f[i]);
        }
      }
      {
        const auto group = groups_3.find({df_batch.columns[0]}, df_batch);
        auto* const states = groups_3.states<groups_3_state>();
        for (std::uint32_t i = 0; i < df_batch.size; ++i) {
          groups_3_state& state = states[group[i]];
          state.n.add();
        }
      }
    }
  }
  // collective: partial groups travel to the owner of their keys' hash, and are merged there
  by_one_groups.finish();
  // collective: partial groups travel to the owner of their keys' hash, and are merged there
  by_all_groups.finish();
  // collective: partial groups travel to the owner of their keys' hash, and are merged there
  groups_2.finish();
  // collective: partial groups travel to the owner of their keys' hash, and are merged there
  groups_3.finish();

  // auto by_one = df.groupby("s", {.sort = true}) ...                                     groupby.cpp:9
  rt::sorter by_one_sorter(at::line<10, "sort_values">,
      {{"s", bodo::string, rt::coded}, {"sum", bodo::int64}, {"mean", bodo::float64, rt::nullable},
      {"min", bodo::string, rt::nullable}, {"max", bodo::string, rt::nullable}, {"count", bodo::int64},
      {"size", bodo::int64}, {"nunique", bodo::int64}, {"std", bodo::float64, rt::nullable},
      {"var", bodo::float64, rt::nullable}, {"first", bodo::float64, rt::nullable},
      {"last", bodo::string, rt::nullable}, {"total", bodo::decimal(38, 0)}}, {0});
  {
    rt::batch by_one_batch;
    rt::buffer<std::int64_t> sum_values;
    rt::buffer<double> mean_values;
    rt::buffer<rt::text> min_values;
    rt::buffer<rt::text> max_values;
    rt::buffer<std::int64_t> count_values;
    rt::buffer<std::int64_t> size_values;
    rt::buffer<std::int64_t> nunique_values;
    rt::buffer<double> std_values;
    rt::buffer<double> var_values;
    rt::buffer<double> first_values;
    rt::buffer<rt::text> last_values;
    rt::buffer<rt::int128> total;
    while (by_one_groups.next(by_one_batch)) {
      const by_one_groups_state* const state = by_one_groups.states<by_one_groups_state>() + by_one_batch.first_row;
      for (std::uint32_t i = 0; i < by_one_batch.size; ++i) {
        sum_values[i] = state[i].sum_2.value(at::line<10, "groupby">);
        mean_values.set(i, state[i].sum_2.divided_by(state[i].mean_count.value()), state[i].mean_count.value() != 0);
        min_values.set(i, state[i].min_2.value(), state[i].min_2.known());
        max_values.set(i, state[i].max_2.value(), state[i].max_2.known());
        count_values[i] = state[i].count_2.value();
        size_values[i] = state[i].size.value();
        nunique_values[i] = nunique_distinct.counts()[by_one_batch.first_row + i];
        std_values.set(i, state[i].std_2.root(), state[i].std_2.known());
        var_values.set(i, state[i].var.value(), state[i].var.known());
        first_values.set(i, state[i].first_2.value(), state[i].first_2.known());
        last_values.set(i, state[i].last_2.value(), state[i].last_2.known());
        total[i] = state[i].total.total();
      }
      by_one_sorter.add({by_one_batch.columns[0], sum_values.view(), mean_values.nullable_view(),
          min_values.nullable_view(), max_values.nullable_view(), count_values.view(), size_values.view(),
          nunique_values.view(), std_values.nullable_view(), var_values.nullable_view(), first_values.nullable_view(),
          last_values.nullable_view(), total.view()}, by_one_batch);
    }
  }
  // collective: rows travel to the rank that holds their part of the order
  by_one_sorter.finish();

  // by_one.to_parquet("by_one")                                                           groupby.cpp:22
  rt::parquet_writer by_one_writer(at::line<22, "to_parquet">, "by_one",
      {{"s", bodo::string, rt::coded}, {"sum", bodo::int64}, {"mean", bodo::float64, rt::nullable},
      {"min", bodo::string, rt::nullable}, {"max", bodo::string, rt::nullable}, {"count", bodo::int64},
      {"size", bodo::int64}, {"nunique", bodo::int64}, {"std", bodo::float64, rt::nullable},
      {"var", bodo::float64, rt::nullable}, {"first", bodo::float64, rt::nullable},
      {"last", bodo::string, rt::nullable}, {"total", bodo::decimal(38, 0)}});
  {
    rt::batch by_one_batch;
    while (by_one_sorter.next(by_one_batch)) {
      by_one_writer.add(by_one_batch.columns, by_one_batch);
    }
  }
  // collective: the output appears as a whole, when every rank has written its part
  by_one_writer.finish(rt::layout::blocks);

  // auto by_all = df.groupby({"s", "k", "d", "b"}, {.sort = true, .dropna = false}) ...   groupby.cpp:23
  rt::sorter by_all_sorter(at::line<24, "sort_values">,
      {{"s", bodo::string, rt::nullable | rt::coded}, {"k", bodo::int32, rt::nullable}, {"d", bodo::date, rt::nullable},
      {"b", bodo::boolean, rt::nullable}, {"rows", bodo::int64}, {"least", bodo::float64, rt::nullable}}, {0, 1, 2, 3});
  {
    rt::batch by_all_batch;
    rt::buffer<std::int64_t> rows;
    rt::buffer<double> least;
    while (by_all_groups.next(by_all_batch)) {
      const by_all_groups_state* const state = by_all_groups.states<by_all_groups_state>() + by_all_batch.first_row;
      for (std::uint32_t i = 0; i < by_all_batch.size; ++i) {
        rows[i] = state[i].rows.value();
        least.set(i, state[i].least.value(), state[i].least.known());
      }
      by_all_sorter.add({by_all_batch.columns[0], by_all_batch.columns[1], by_all_batch.columns[2],
          by_all_batch.columns[3], rows.view(), least.nullable_view()}, by_all_batch);
    }
  }
  // collective: rows travel to the rank that holds their part of the order
  by_all_sorter.finish();

  // by_all.to_parquet("by_all")                                                           groupby.cpp:25
  rt::parquet_writer by_all_writer(at::line<25, "to_parquet">, "by_all",
      {{"s", bodo::string, rt::nullable | rt::coded}, {"k", bodo::int32, rt::nullable}, {"d", bodo::date, rt::nullable},
      {"b", bodo::boolean, rt::nullable}, {"rows", bodo::int64}, {"least", bodo::float64, rt::nullable}});
  {
    rt::batch by_all_batch;
    while (by_all_sorter.next(by_all_batch)) {
      by_all_writer.add(by_all_batch.columns, by_all_batch);
    }
  }
  // collective: the output appears as a whole, when every rank has written its part
  by_all_writer.finish(rt::layout::blocks);

  // df.groupby("k")["f"].sum().sort_values("k").to_parquet("by_column")                   groupby.cpp:26
  rt::sorter sorted(at::line<26, "sort_values">, {{"k", bodo::int32}, {"f", bodo::float64}}, {0});
  {
    rt::batch groups_batch;
    rt::buffer<double> f;
    while (groups_2.next(groups_batch)) {
      const groups_2_state* const state = groups_2.states<groups_2_state>() + groups_batch.first_row;
      for (std::uint32_t i = 0; i < groups_batch.size; ++i)
        f[i] = state[i].f.value();
      sorted.add({groups_batch.columns[0], f.view()}, groups_batch);
    }
  }
  // collective: rows travel to the rank that holds their part of the order
  sorted.finish();

  rt::parquet_writer writer(at::line<26, "to_parquet">, "by_column", {{"k", bodo::int32}, {"f", bodo::float64}});
  {
    rt::batch sorted_batch;
    while (sorted.next(sorted_batch)) {
      writer.add(sorted_batch.columns, sorted_batch);
    }
  }
  // collective: the output appears as a whole, when every rank has written its part
  writer.finish(rt::layout::blocks);

  // const auto groups = df.groupby("s", {.dropna = false}).agg({{"n", bodo::size()}}).size()  groupby.cpp:27
  rt::count local_size;
  {
    rt::batch groups_batch;
    while (groups_3.next(groups_batch)) {
      local_size.add(groups_batch.size);
    }
  }
  // collective: merge the ranks' partial states, in rank order
  const auto size_total = rt::allreduce(at::line<27, "size">, local_size);
  const auto groups = size_total.value();
  if (bodo::get_rank() == 0) fmt::print("{} groups\n", groups);
}

int main() { summarise(); }
