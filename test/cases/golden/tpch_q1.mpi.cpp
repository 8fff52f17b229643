// TPC-H Q1 over Parquet: ./tpch_q1 DIR, where DIR holds lineitem.parquet.
// Compiled against the schema of the sample files in data/tpch (of any scale factor: only the schema counts).
// args: sf
#include <bodo/bodo.h>
#include <bodo/rt/emitted.h>
#include <chrono>
#include <iostream>
#include <string>

using namespace std::chrono;

// Q1: pricing summary report
bodo::DataFrame q1(const std::string& dir) {
  namespace rt = bodo::rt;
  using at = rt::sites<"tpch_q1.cpp">;
  rt::enter(at::line<12, "q1">, dir);

  // auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"))  tpch_q1.cpp:13
  struct lineitem { enum { l_quantity, l_extendedprice, l_discount, l_tax, l_returnflag, l_linestatus, l_shipdate }; };
  // collective: list the files, read their footers
  const rt::parquet_files lineitem_files(at::line<13, "read_parquet">, dir + "/lineitem.parquet",
      {{"l_quantity", bodo::decimal(15, 2)}, {"l_extendedprice", bodo::decimal(15, 2)},
      {"l_discount", bodo::decimal(15, 2)}, {"l_tax", bodo::decimal(15, 2)}, {"l_returnflag", bodo::string, rt::coded},
      {"l_linestatus", bodo::string, rt::coded}, {"l_shipdate", bodo::date}});

  // auto t = lineitem[lineitem["l_shipdate"] <= 1998y / September / 2]                    tpch_q1.cpp:15
  // t["disc_price"] = t["l_extendedprice"] * (1 - t["l_discount"])                        tpch_q1.cpp:16
  // t["charge"] = t["disc_price"] * (1 + t["l_tax"])                                      tpch_q1.cpp:17
  // return t.groupby({"l_returnflag", "l_linestatus"}).agg({{"sum_qty", bodo::sum ...     tpch_q1.cpp:19
  struct groups_state {
    rt::sum<std::int64_t> sum_qty, sum_base_price, avg_disc_sum;
    rt::sum<rt::int128> sum_disc_price, sum_charge;
    rt::count count_order;
  };
  rt::group_by<groups_state> groups(at::line<20, "groupby">,
      {{{"l_returnflag", bodo::string, rt::coded}}, {{"l_linestatus", bodo::string, rt::coded}}});
  {
    rt::parquet_scan scan(lineitem_files, {lineitem::l_shipdate}, rt::others);
    scan.skip_unless(lineitem::l_shipdate, rt::comparison::le, rt::days_from_civil(1998, 9, 2));
    for (rt::batch& batch : scan) {
      const rt::column<std::int32_t> l_shipdate(batch[lineitem::l_shipdate]);
      rt::selection kept(batch, [&](std::uint32_t i) { return l_shipdate[i] <= rt::days_from_civil(1998, 9, 2); });
      scan.decode(batch, kept);
      const auto states = groups.find(batch[{lineitem::l_returnflag, lineitem::l_linestatus}], kept);
      const rt::column<std::int64_t> l_quantity(batch[lineitem::l_quantity]), l_discount(batch[lineitem::l_discount]);
      const rt::column<std::int64_t> l_extendedprice(batch[lineitem::l_extendedprice]), l_tax(batch[lineitem::l_tax]);
      // decimals in 64 bits if the batch's bounds prove that they fit, else in checked 128 bits
      rt::by_bound(l_extendedprice.bound() * (100 + l_discount.bound()) * (100 + l_tax.bound()), [&]<class Wide>() {
        for (const auto [i, state] : states) {
          const auto disc_price = rt::mul<Wide>(at::line<16, "*">, l_extendedprice[i], 100 - l_discount[i]);
          state.sum_qty.add(l_quantity[i]);
          state.sum_base_price.add(l_extendedprice[i]);
          state.sum_disc_price.add(disc_price);
          state.sum_charge.add(rt::mul<Wide>(at::line<17, "*">, disc_price, 100 + l_tax[i]));
          state.count_order.add();
          state.avg_disc_sum.add(l_discount[i]);
        }
      });
    }
  }
  // collective: the ranks' partial groups go to every rank, and are merged there
  groups.finish_everywhere();

  rt::sorter sorted(at::line<28, "sort_values">,
      groups.fields({{"sum_qty", bodo::decimal(38, 2)}, {"sum_base_price", bodo::decimal(38, 2)},
      {"sum_disc_price", bodo::decimal(38, 4)}, {"sum_charge", bodo::decimal(38, 6)}, {"avg_qty", bodo::float64},
      {"avg_price", bodo::float64}, {"avg_disc", bodo::float64}, {"count_order", bodo::int64}}), groups.keys());
  rt::add_all(sorted, groups, [&](const groups_state& state) {
    return std::tuple(state.sum_qty.total(), state.sum_base_price.total(),
        state.sum_disc_price.value(at::line<20, "groupby">), state.sum_charge.value(at::line<20, "groupby">),
        state.sum_qty.divided_by(state.count_order, 2), state.sum_base_price.divided_by(state.count_order, 2),
        state.avg_disc_sum.divided_by(state.count_order, 2), state.count_order.value());
  });
  sorted.finish_local();
  return rt::to_frame(sorted.to_table());
}

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : "data/tpch";
  const auto summary = q1(dir);
  if (bodo::get_rank() == 0) std::cout << summary;
}
