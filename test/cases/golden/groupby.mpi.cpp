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
  struct df { enum { s, k, d, b, i, f, t, m }; };
  // collective: list the files, read their footers
  const rt::parquet_files df_files(at::line<8, "read_parquet">, "rows.parquet",
      {{"s", bodo::string, rt::nullable | rt::coded}, {"k", bodo::int32, rt::nullable}, {"d", bodo::date, rt::nullable},
      {"b", bodo::boolean, rt::nullable}, {"i", bodo::int64, rt::nullable}, {"f", bodo::float64, rt::nullable},
      {"t", bodo::string, rt::nullable}, {"m", bodo::decimal(9, 0), rt::nullable}});

  // auto by_one = df.groupby("s", {.sort = true}).agg({{"sum", bodo::sum("i")}, ...       groupby.cpp:9
  // auto by_all = df.groupby({"s", "k", "d", "b"}, {.sort = true, .dropna = ...           groupby.cpp:23
  // df.groupby("k")["f"].sum().sort_values("k").to_parquet("by_column")                   groupby.cpp:26
  // const auto groups = df.groupby("s", {.dropna = false}).agg({{"n", bodo::size()}}).size()  groupby.cpp:27
  struct by_one_groups_state {
    rt::sum<std::int64_t> sum, total;
    rt::count mean_count, count, size;
    rt::min<rt::text> min;
    rt::max<rt::text> max;
    rt::grouped_variance std_state;
    rt::variance<std::int64_t> var;
    rt::first<double> first;
    rt::last<rt::text> last;
    auto members() { return std::tie(sum, mean_count, min, max, count, size, std_state, var, first, last, total); }
  };
  rt::group_by<by_one_groups_state> by_one_groups(at::line<10, "groupby">, {{{"s", bodo::string, rt::coded}}});
  rt::distinct nunique(at::line<10, "groupby">, by_one_groups, {{"nunique", bodo::string, rt::nullable}});
  struct by_all_groups_state { rt::count rows; rt::min<double> least; };
  rt::group_by<by_all_groups_state> by_all_groups(at::line<24, "groupby">,
      {{{"s", bodo::string, rt::nullable | rt::coded}}, df_files.key(df::k), df_files.key(df::d),
      {{"b", bodo::boolean, rt::nullable}}});
  struct groups_by_k_state { rt::grouped_sum f; };
  rt::group_by<groups_by_k_state> groups_by_k(at::line<26, "groupby">, {df_files.known_key(df::k)});
  struct groups_by_s_state { rt::count n; };
  rt::group_by<groups_by_s_state> groups_by_s(at::line<27, "groupby">,
      {{{"s", bodo::string, rt::nullable | rt::coded}}});
  {
    std::int64_t row_order = rt::first_ordinal();
    for (rt::parquet_scan scan(df_files); rt::batch& batch : scan) {
      {
        // drop rows with a missing key: they belong to no group
        rt::selection kept = rt::known(batch, {batch[df::s]});
        const auto states = by_one_groups.find({batch[df::s]}, kept);
        nunique.add(states.groups(), batch[df::t], kept);
        const rt::column<std::int64_t> i_column(batch[df::i]), m(batch[df::m]);
        const rt::column<rt::text> t(batch[df::t]);
        const rt::column<double> f(batch[df::f]);
        for (const auto [i, state] : states) {
          ++row_order;
          if (i_column.known(i)) {
            state.sum.add(i_column[i]);
            state.mean_count.add();
            state.var.add(i_column[i]);
          }
          if (t.known(i)) {
            state.min.add(t[i], by_one_groups.heap());
            state.max.add(t[i], by_one_groups.heap());
            state.last.add(t[i], row_order, by_one_groups.heap());
          }
          if (f.known(i)) {
            state.count.add();
            state.std_state.add(f[i]);
            state.first.add(f[i], row_order);
          }
          state.size.add();
          if (m.known(i)) state.total.add(m[i]);
        }
      }
      {
        const auto states = by_all_groups.find(batch[{df::s, df::k, df::d, df::b}], batch);
        const rt::column<double> f(batch[df::f]);
        for (const auto [i, state] : states) {
          state.rows.add();
          if (f.known(i)) state.least.add(f[i]);
        }
      }
      {
        rt::selection kept = rt::known(batch, {batch[df::k]});
        const auto states = groups_by_k.find({batch[df::k]}, kept);
        const rt::column<double> f(batch[df::f]);
        for (const auto [i, state] : states)
          if (f.known(i)) state.f.add(f[i]);
      }
      {
        const auto states = groups_by_s.find({batch[df::s]}, batch);
        for (const auto [i, state] : states)
          state.n.add();
      }
    }
  }
  // collective: partial groups travel to the owner of their keys' hash, and are merged there
  by_one_groups.finish();
  // collective: partial groups travel to the owner of their keys' hash, and are merged there
  by_all_groups.finish();
  // collective: partial groups travel to the owner of their keys' hash, and are merged there
  groups_by_k.finish();
  // collective: the ranks' partial groups go to every rank, and are merged there
  groups_by_s.finish_everywhere();

  rt::sorter by_one_sorter(at::line<10, "sort_values">,
      by_one_groups.fields({{"sum", bodo::int64}, {"mean", bodo::float64, rt::nullable},
      {"min", bodo::string, rt::nullable}, {"max", bodo::string, rt::nullable}, {"count", bodo::int64},
      {"size", bodo::int64}, {"nunique", bodo::int64}, {"std", bodo::float64, rt::nullable},
      {"var", bodo::float64, rt::nullable}, {"first", bodo::float64, rt::nullable},
      {"last", bodo::string, rt::nullable}, {"total", bodo::decimal(38, 0)}}), by_one_groups.keys());
  const auto results = [&](const by_one_groups_state& state) {
    return std::tuple(state.sum.value(at::line<10, "groupby">),
        rt::known_if(state.mean_count != 0, state.sum.divided_by(state.mean_count)), rt::if_known(state.min),
        rt::if_known(state.max), state.count.value(), state.size.value(),
        rt::known_if(state.std_state.known(), state.std_state.root()), rt::if_known(state.var),
        rt::if_known(state.first), rt::if_known(state.last), state.total.total());
  };
  for (rt::batch batch; by_one_groups.next(batch, results);)
    by_one_sorter.add({batch[0], batch[1], batch[2], batch[3], batch[4], batch[5], batch[6], nunique.counts(batch),
        batch[7], batch[8], batch[9], batch[10], batch[11]}, batch);
  // collective: rows travel to the rank that holds their part of the order
  by_one_sorter.finish();

  // by_one.to_parquet("by_one")                                                           groupby.cpp:22
  rt::parquet_writer by_one_writer(at::line<22, "to_parquet">, "by_one", by_one_sorter.fields());
  rt::add_all(by_one_writer, by_one_sorter);
  // collective: the output appears as a whole, when every rank has written its part
  by_one_writer.finish(rt::layout::blocks);

  rt::sorter by_all_sorter(at::line<24, "sort_values">,
      by_all_groups.fields({{"rows", bodo::int64}, {"least", bodo::float64, rt::nullable}}), by_all_groups.keys());
  rt::add_all(by_all_sorter, by_all_groups, rt::values(at::line<24, "groupby">));
  // collective: rows travel to the rank that holds their part of the order
  by_all_sorter.finish();

  // by_all.to_parquet("by_all")                                                           groupby.cpp:25
  rt::parquet_writer by_all_writer(at::line<25, "to_parquet">, "by_all", by_all_sorter.fields());
  rt::add_all(by_all_writer, by_all_sorter);
  // collective: the output appears as a whole, when every rank has written its part
  by_all_writer.finish(rt::layout::blocks);

  rt::sorter sorted(at::line<26, "sort_values">, groups_by_k.fields({{"f", bodo::float64}}), groups_by_k.keys());
  rt::add_all(sorted, groups_by_k, rt::values(at::line<26, "groupby">));
  // collective: rows travel to the rank that holds their part of the order
  sorted.finish();

  rt::parquet_writer writer(at::line<26, "to_parquet">, "by_column", sorted.fields());
  rt::add_all(writer, sorted);
  // collective: the output appears as a whole, when every rank has written its part
  writer.finish(rt::layout::blocks);

  rt::count size;
  for (rt::batch& batch : groups_by_s)
    size.add(batch.size);
  const auto groups = size.value();
  if (bodo::get_rank() == 0) fmt::print("{} groups\n", groups);
}

int main() { summarise(); }
