// TPC-H Q3 over Parquet: ./tpch_q3 DIR, where DIR holds customer.parquet, orders.parquet and lineitem.parquet.
// Compiled against the schema of the sample files in data/tpch (of any scale factor: only the schema counts).
// args: sf
#include <bodo/bodo.h>
#include <bodo/rt/emitted.h>
#include <chrono>
#include <iostream>
#include <string>

using namespace std::chrono;

// Q3: shipping priority
bodo::DataFrame q3(const std::string& dir) {
  namespace rt = bodo::rt;
  using at = rt::sites<"tpch_q3.cpp">;

  rt::enter(at::line<12, "q3">, dir);

  // auto customer = bodo::read_parquet(dir + "/customer.parquet", bodo::like("data/tpch/customer.parquet"))  tpch_q3.cpp:13
  // collective: list the files, read their footers
  const rt::parquet_files customer_files(at::line<13, "read_parquet">, dir + "/customer.parquet",
      {{"c_custkey", bodo::int64}, {"c_mktsegment", bodo::string, rt::coded}});

  // auto orders = bodo::read_parquet(dir + "/orders.parquet", bodo::like("data/tpch/orders.parquet"))  tpch_q3.cpp:14
  // collective: list the files, read their footers
  const rt::parquet_files orders_files(at::line<14, "read_parquet">, dir + "/orders.parquet",
      {{"o_orderkey", bodo::int64}, {"o_custkey", bodo::int64}, {"o_orderdate", bodo::date},
      {"o_shippriority", bodo::int32}});

  // auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"))  tpch_q3.cpp:15
  // collective: list the files, read their footers
  const rt::parquet_files lineitem_files(at::line<15, "read_parquet">, dir + "/lineitem.parquet",
      {{"l_orderkey", bodo::int64}, {"l_extendedprice", bodo::decimal(15, 2)}, {"l_discount", bodo::decimal(15, 2)},
      {"l_shipdate", bodo::date}});

  // auto t = customer[customer["c_mktsegment"] == "BUILDING"]                             tpch_q3.cpp:18
  //              .merge(orders[orders["o_orderdate"] < day], {.left_on = "c_custkey", .right_on = "o_custkey"})
  //              .merge(lineitem[lineitem["l_shipdate"] > day], {.left_on = "o_orderkey", .right_on = "l_orderkey"})
  rt::join_table customer_by_key(at::line<19, "merge">, rt::join::inner, {{"c_custkey", bodo::int64}}, {});
  {
    rt::parquet_scan customer_scan(customer_files, {1}, {0});
    customer_scan.skip_unless(1, rt::comparison::eq, "BUILDING");
    rt::batch customer_batch;
    // once for each word of c_mktsegment's dictionary
    auto c_mktsegment_eq = rt::by_word<bool>([&](const rt::text& c_mktsegment_word) {
        return c_mktsegment_word == rt::text("BUILDING"); });
    rt::selection kept;
    while (customer_scan.next(customer_batch)) {
      const rt::coded_column c_mktsegment(customer_batch.columns[0]);
      c_mktsegment_eq.cover(c_mktsegment.words());
      kept.clear();
      for (std::uint32_t i = 0; i < customer_batch.size; ++i)
        kept.add_if(i, c_mktsegment_eq[c_mktsegment.code(i)]);
      customer_scan.decode(customer_batch, kept);
      customer_by_key.add({customer_batch.columns[1]}, kept);
    }
  }
  // collective: the table goes to every rank if it is small, else each row to the owner of its key
  customer_by_key.finish(orders_files.rows() / rt::size());

  rt::join_table orders_by_key(at::line<20, "merge">, rt::join::inner, {{"o_orderkey", bodo::int64}},
      {{"o_orderdate", bodo::date}, {"o_shippriority", bodo::int32}});
  {
    rt::parquet_scan orders_scan(orders_files, {2}, {0, 1, 3});
    orders_scan.skip_unless(2, rt::comparison::lt, rt::days_from_civil(1995, 3, 15));
    rt::batch orders_batch;
    rt::selection kept;
    rt::route to_customer_by_key(at::line<19, "merge">, customer_by_key,
        {{"o_custkey", bodo::int64}, {"o_orderkey", bodo::int64}, {"o_orderdate", bodo::date},
        {"o_shippriority", bodo::int32}});
    rt::batch received;
    rt::rows rows;
    rt::matches pairs;
    const auto send = [&](rt::outgoing& to) {
      if (!orders_scan.next(orders_batch)) return false;
      const rt::column<std::int32_t> o_orderdate(orders_batch.columns[0]);
      kept.clear();
      for (std::uint32_t i = 0; i < orders_batch.size; ++i)
        kept.add_if(i, o_orderdate[i] < rt::days_from_civil(1995, 3, 15));
      orders_scan.decode(orders_batch, 2, kept);
      // drop rows without a match in customer_by_key before decoding the remaining columns
      customer_by_key.prefilter({orders_batch.columns[2]}, kept);
      orders_scan.decode(orders_batch, kept);
      to.add({orders_batch.columns[2]}, {orders_batch.columns[2], orders_batch.columns[1], orders_batch.columns[0],
          orders_batch.columns[3]}, kept);
      return true;
    };
    // collective, in rounds: if customer_by_key is spread over the ranks, rows go to the owner of their key
    while (to_customer_by_key.next(send, received, rows)) {
      customer_by_key.probe({received.columns[0]}, rows);
      while (customer_by_key.next(pairs)) {
        orders_by_key.add({received.columns[1], received.columns[2], received.columns[3]}, pairs.probed());
      }
    }
  }
  // collective: the table goes to every rank if it is small, else each row to the owner of its key
  orders_by_key.finish(lineitem_files.rows() / rt::size());

  // auto t = customer[customer["c_mktsegment"] == "BUILDING"] ...                         tpch_q3.cpp:18
  // t["revenue"] = t["l_extendedprice"] * (1 - t["l_discount"])                           tpch_q3.cpp:21
  // return t.groupby({"l_orderkey", "o_orderdate", "o_shippriority"})                     tpch_q3.cpp:23
  //     .agg({{"revenue", bodo::sum("revenue")}})
  //     .sort_values({"revenue", "o_orderdate"}, {.ascending = {false, true}})
  //     .head(10)
  struct groups_state {
    rt::sum<rt::int128> revenue;
    void merge(const groups_state& other) {
      revenue.merge(other.revenue);
    }
  };
  rt::groups groups(at::line<24, "groupby">,
      {{{"l_orderkey", bodo::int64}, lineitem_files.range(0)}, {{"o_orderdate", bodo::date}},
      {{"o_shippriority", bodo::int32}}}, rt::layout_of<groups_state>());
  {
    rt::parquet_scan lineitem_scan(lineitem_files, {3}, {0, 1, 2});
    lineitem_scan.skip_unless(3, rt::comparison::gt, rt::days_from_civil(1995, 3, 15));
    rt::batch lineitem_batch;
    rt::selection kept;
    rt::route to_orders_by_key(at::line<20, "merge">, orders_by_key,
        {{"l_orderkey", bodo::int64}, {"l_extendedprice", bodo::decimal(15, 2)}, {"l_discount", bodo::decimal(15, 2)}});
    rt::batch received;
    rt::rows rows;
    rt::matches pairs;
    const auto send = [&](rt::outgoing& to) {
      if (!lineitem_scan.next(lineitem_batch)) return false;
      const rt::column<std::int32_t> l_shipdate(lineitem_batch.columns[0]);
      kept.clear();
      for (std::uint32_t i = 0; i < lineitem_batch.size; ++i)
        kept.add_if(i, l_shipdate[i] > rt::days_from_civil(1995, 3, 15));
      lineitem_scan.decode(lineitem_batch, 1, kept);
      // drop rows without a match in orders_by_key before decoding the remaining columns
      orders_by_key.prefilter({lineitem_batch.columns[1]}, kept);
      lineitem_scan.decode(lineitem_batch, kept);
      to.add({lineitem_batch.columns[1]}, {lineitem_batch.columns[1], lineitem_batch.columns[2],
          lineitem_batch.columns[3]}, kept);
      return true;
    };
    // collective, in rounds: if orders_by_key is spread over the ranks, rows go to the owner of their key
    while (to_orders_by_key.next(send, received, rows)) {
      orders_by_key.probe({received.columns[0]}, rows);
      while (orders_by_key.next(pairs)) {
        const auto group = groups.find(pairs.take({{received, 0}, {orders_by_key, 0}, {orders_by_key, 1}}),
            pairs.all());
        auto* const states = groups.states<groups_state>();
        const rt::column<std::int64_t> l_extendedprice_column(received.columns[1]);
        const rt::column<std::int64_t> l_discount_column(received.columns[2]);
        // decimals in 64 bits if the batch's bounds prove that they fit, else in checked 128 bits
        const auto update = [&](auto zero) {
          using Wide = decltype(zero);
          for (std::uint32_t k = 0; k < pairs.count; ++k) {
            const std::uint32_t i = pairs.left[k];
            groups_state& state = states[group[k]];
            state.revenue.add(rt::mul<Wide>(at::line<21, "*">, l_extendedprice_column[i], 100 - l_discount_column[i]));
          }
        };
        if (rt::fits(l_extendedprice_column.bound() * (100 + l_discount_column.bound())))
          update(std::int64_t{0});
        else
          update(rt::int128{0});
      }
    }
  }
  // collective: partial groups travel to the owner of their keys' hash, and are merged there
  groups.finish();

  rt::sorter sorted(at::line<25, "sort_values">,
      {{"l_orderkey", bodo::int64}, {"o_orderdate", bodo::date}, {"o_shippriority", bodo::int32},
      {"revenue", bodo::decimal(38, 4)}}, {rt::descending(3), 1}, 10);
  {
    // the order of the groups is observable: sort by key hash, so that it is the same on any number of ranks
    groups.order();
    rt::batch groups_batch;
    rt::buffer<rt::int128> revenue;
    while (groups.next(groups_batch)) {
      const groups_state* const state = groups.states<groups_state>() + groups_batch.first_row;
      for (std::uint32_t i = 0; i < groups_batch.size; ++i)
        revenue[i] = state[i].revenue.value(at::line<24, "groupby">);
      sorted.add({groups_batch.columns[0], groups_batch.columns[1], groups_batch.columns[2], revenue.view()},
          groups_batch);
    }
  }
  // collective: merge the ranks' first rows
  sorted.finish();

  const rt::table result = sorted.to_table();

  // collective: gather all rows on every rank
  const rt::table gathered = rt::gather(at::line<23, "gather">, result);
  return rt::to_frame(gathered);
}

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : "data/tpch";
  const auto top = q3(dir);
  if (bodo::get_rank() == 0) std::cout << top;
}
