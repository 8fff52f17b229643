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
  struct customer { enum { c_custkey, c_mktsegment }; };
  // collective: list the files, read their footers
  const rt::parquet_files customer_files(at::line<13, "read_parquet">, dir + "/customer.parquet",
      {{"c_custkey", bodo::int64}, {"c_mktsegment", bodo::string, rt::coded}});

  // auto orders = bodo::read_parquet(dir + "/orders.parquet", bodo::like("data/tpch/orders.parquet"))  tpch_q3.cpp:14
  struct orders { enum { o_orderkey, o_custkey, o_orderdate, o_shippriority }; };
  // collective: list the files, read their footers
  const rt::parquet_files orders_files(at::line<14, "read_parquet">, dir + "/orders.parquet",
      {{"o_orderkey", bodo::int64}, {"o_custkey", bodo::int64}, {"o_orderdate", bodo::date},
      {"o_shippriority", bodo::int32}});

  // auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"))  tpch_q3.cpp:15
  struct lineitem { enum { l_orderkey, l_extendedprice, l_discount, l_shipdate }; };
  // collective: list the files, read their footers
  const rt::parquet_files lineitem_files(at::line<15, "read_parquet">, dir + "/lineitem.parquet",
      {{"l_orderkey", bodo::int64}, {"l_extendedprice", bodo::decimal(15, 2)}, {"l_discount", bodo::decimal(15, 2)},
      {"l_shipdate", bodo::date}});

  // auto t = customer[customer["c_mktsegment"] == "BUILDING"].merge ...                   tpch_q3.cpp:18
  rt::join_table customer_by_key(at::line<19, "merge">, rt::join::inner, customer_files, {customer::c_custkey}, {});
  {
    rt::parquet_scan scan(customer_files, {customer::c_mktsegment}, rt::others);
    scan.skip_unless(customer::c_mktsegment, rt::comparison::eq, "BUILDING");
    // once for each word of c_mktsegment's dictionary
    auto c_mktsegment_eq = rt::by_word<bool>([&](const rt::text& word) { return word == rt::text("BUILDING"); });
    for (rt::batch& batch : scan) {
      const rt::coded_column c_mktsegment(batch[customer::c_mktsegment]);
      c_mktsegment_eq.cover(c_mktsegment.words());
      rt::selection kept(batch, [&](std::uint32_t i) { return c_mktsegment_eq[c_mktsegment.code(i)]; });
      scan.decode(batch, kept);
      customer_by_key.add({batch[customer::c_custkey]}, kept);
    }
  }
  // collective: the smaller side goes to every rank, else each row to the owner of its key
  customer_by_key.finish(orders_files.rows() / rt::size());

  rt::join_table orders_by_key(at::line<20, "merge">, rt::join::inner, orders_files, {orders::o_orderkey},
      {orders::o_orderdate, orders::o_shippriority});
  {
    rt::parquet_scan scan(orders_files, {orders::o_orderdate}, rt::others);
    scan.skip_unless(orders::o_orderdate, rt::comparison::lt, rt::days_from_civil(1995, 3, 15));
    scan.skip_unless_in({orders::o_custkey}, customer_by_key);
    rt::route to_customer_by_key(at::line<19, "merge">, customer_by_key, orders_files,
        {orders::o_custkey, orders::o_orderkey, orders::o_orderdate, orders::o_shippriority});
    const auto send = [&](rt::batch& batch, rt::outgoing& to) {
      const rt::column<std::int32_t> o_orderdate(batch[orders::o_orderdate]);
      rt::selection kept(batch, [&](std::uint32_t i) { return o_orderdate[i] < rt::days_from_civil(1995, 3, 15); });
      scan.decode(batch, orders::o_custkey, kept);
      // drop rows that are known to have no match before the other columns
      customer_by_key.prefilter({batch[orders::o_custkey]}, kept);
      scan.decode(batch, kept);
      to.add(batch[{orders::o_custkey, orders::o_orderkey, orders::o_orderdate, orders::o_shippriority}], kept);
    };
    // collective, in rounds: if customer_by_key is spread over the ranks, rows go to the owner of their key
    for (rt::received_batch received; to_customer_by_key.next(scan, send, received);)
      for (rt::matches& pairs : customer_by_key.probe({received[orders::o_custkey]}, received.rows))
        orders_by_key.add(received[{orders::o_orderkey, orders::o_orderdate, orders::o_shippriority}], pairs.probed());
  }
  customer_by_key.free();
  // collective: the smaller side goes to every rank, else each row to the owner of its key
  orders_by_key.finish(lineitem_files.rows() / rt::size());

  // t["revenue"] = t["l_extendedprice"] * (1 - t["l_discount"])                           tpch_q3.cpp:21
  // return t.groupby({"l_orderkey", "o_orderdate", "o_shippriority"}).agg ...             tpch_q3.cpp:23
  struct groups_state { rt::sum<rt::int128> revenue; };
  rt::group_by<groups_state> groups(at::line<24, "groupby">,
      {lineitem_files.key(lineitem::l_orderkey), {{"o_orderdate", bodo::date}}, {{"o_shippriority", bodo::int32}}});
  {
    rt::parquet_scan scan(lineitem_files, {lineitem::l_shipdate}, rt::others);
    scan.skip_unless(lineitem::l_shipdate, rt::comparison::gt, rt::days_from_civil(1995, 3, 15));
    scan.skip_unless_in({lineitem::l_orderkey}, orders_by_key);
    rt::route to_orders_by_key(at::line<20, "merge">, orders_by_key, lineitem_files,
        {lineitem::l_orderkey, lineitem::l_extendedprice, lineitem::l_discount});
    const auto send = [&](rt::batch& batch, rt::outgoing& to) {
      const rt::column<std::int32_t> l_shipdate(batch[lineitem::l_shipdate]);
      rt::selection kept(batch, [&](std::uint32_t i) { return l_shipdate[i] > rt::days_from_civil(1995, 3, 15); });
      scan.decode(batch, lineitem::l_orderkey, kept);
      orders_by_key.prefilter({batch[lineitem::l_orderkey]}, kept);
      scan.decode(batch, kept);
      to.add(batch[{lineitem::l_orderkey, lineitem::l_extendedprice, lineitem::l_discount}], kept);
    };
    // collective, in rounds: if orders_by_key is spread over the ranks, rows go to the owner of their key
    for (rt::received_batch received; to_orders_by_key.next(scan, send, received);)
      for (rt::matches& pairs : orders_by_key.probe({received[lineitem::l_orderkey]}, received.rows)) {
        const auto states = groups.find(pairs.take(received, {lineitem::l_orderkey,
            {orders_by_key, orders::o_orderdate}, {orders_by_key, orders::o_shippriority}}), pairs.all());
        const rt::column<std::int64_t> l_extendedprice(received[lineitem::l_extendedprice]);
        const rt::column<std::int64_t> l_discount(received[lineitem::l_discount]);
        // decimals in 64 bits if the batch's bounds prove that they fit, else in checked 128 bits
        rt::by_bound(l_extendedprice.bound() * (100 + l_discount.bound()), [&]<class Wide>() {
          for (const auto [i, state] : states.with(pairs.probed()))
            state.revenue.add(rt::mul<Wide>(at::line<21, "*">, l_extendedprice[i], 100 - l_discount[i]));
        });
      }
  }
  orders_by_key.free();
  // collective: partial groups travel to the owner of their keys' hash, and are merged there
  groups.finish_by_hash();

  // the order of the groups is observable: sort by key hash, so that it is the same on any number of ranks
  groups.order();
  rt::sorter sorted(at::line<25, "sort_values">, groups.fields({{"revenue", bodo::decimal(38, 4)}}),
      {rt::descending("revenue"), "o_orderdate"}, 10);
  rt::add_all(sorted, groups, rt::values(at::line<24, "groupby">));
  // collective: merge the ranks' first rows
  sorted.finish();

  // collective: gather all rows on every rank
  return rt::to_frame(rt::gather(at::line<23, "gather">, sorted.to_table()));
}

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : "data/tpch";
  const auto top = q3(dir);
  if (bodo::get_rank() == 0) std::cout << top;
}
