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
  // collective: list the files, read their footers
  const rt::parquet_files lineitem_files(at::line<13, "read_parquet">, dir + "/lineitem.parquet",
      {{"l_quantity", bodo::decimal(15, 2)}, {"l_extendedprice", bodo::decimal(15, 2)},
      {"l_discount", bodo::decimal(15, 2)}, {"l_tax", bodo::decimal(15, 2)}, {"l_returnflag", bodo::string, rt::coded},
      {"l_linestatus", bodo::string, rt::coded}, {"l_shipdate", bodo::date}});

  // auto t = lineitem[lineitem["l_shipdate"] <= 1998y / September / 2]                    tpch_q1.cpp:15
  // t["disc_price"] = t["l_extendedprice"] * (1 - t["l_discount"])                        tpch_q1.cpp:16
  // t["charge"] = t["disc_price"] * (1 + t["l_tax"])                                      tpch_q1.cpp:17
  // return t.groupby({"l_returnflag", "l_linestatus"})                                    tpch_q1.cpp:19
  //     .agg({{"sum_qty", bodo::sum("l_quantity")},
  //           {"sum_base_price", bodo::sum("l_extendedprice")},
  //           {"sum_disc_price", bodo::sum("disc_price")},
  //           {"sum_charge", bodo::sum("charge")},
  //           {"avg_qty", bodo::mean("l_quantity")},
  //           {"avg_price", bodo::mean("l_extendedprice")},
  //           {"avg_disc", bodo::mean("l_discount")},
  //           {"count_order", bodo::size()}})
  //     .sort_values({"l_returnflag", "l_linestatus"})
  struct groups_state {
    rt::sum<std::int64_t> sum_qty;
    rt::sum<std::int64_t> sum_base_price;
    rt::sum<rt::int128> sum_disc_price;
    rt::sum<rt::int128> sum_charge;
    rt::count count_order;
    rt::sum<std::int64_t> avg_disc_sum;
    void merge(const groups_state& other) {
      sum_qty.merge(other.sum_qty);
      sum_base_price.merge(other.sum_base_price);
      sum_disc_price.merge(other.sum_disc_price);
      sum_charge.merge(other.sum_charge);
      count_order.merge(other.count_order);
      avg_disc_sum.merge(other.avg_disc_sum);
    }
  };
  rt::groups groups(at::line<20, "groupby">,
      {{{"l_returnflag", bodo::string, rt::coded}}, {{"l_linestatus", bodo::string, rt::coded}}},
      rt::layout_of<groups_state>());
  {
    rt::parquet_scan lineitem_scan(lineitem_files, {6}, {0, 1, 2, 3, 4, 5});
    lineitem_scan.skip_unless(6, rt::comparison::le, rt::days_from_civil(1998, 9, 2));
    rt::batch lineitem_batch;
    rt::selection kept;
    while (lineitem_scan.next(lineitem_batch)) {
      const rt::column<std::int32_t> l_shipdate(lineitem_batch.columns[0]);
      kept.clear();
      for (std::uint32_t i = 0; i < lineitem_batch.size; ++i)
        kept.add_if(i, l_shipdate[i] <= rt::days_from_civil(1998, 9, 2));
      lineitem_scan.decode(lineitem_batch, kept);
      const auto group = groups.find({lineitem_batch.columns[5], lineitem_batch.columns[6]}, kept);
      auto* const states = groups.states<groups_state>();
      const rt::column<std::int64_t> l_quantity(lineitem_batch.columns[1]);
      const rt::column<std::int64_t> l_extendedprice(lineitem_batch.columns[2]);
      const rt::column<std::int64_t> l_discount(lineitem_batch.columns[3]);
      const rt::column<std::int64_t> l_tax(lineitem_batch.columns[4]);
      // decimals in 64 bits if the batch's bounds prove that they fit, else in checked 128 bits
      const auto update = [&](auto zero) {
        using Wide = decltype(zero);
        for (std::uint32_t k = 0; k < kept.size(); ++k) {
          const std::uint32_t i = kept[k];
          const auto disc_price = rt::mul<Wide>(at::line<16, "*">, l_extendedprice[i], 100 - l_discount[i]);
          groups_state& state = states[group[k]];
          state.sum_qty.add(l_quantity[i]);
          state.sum_base_price.add(l_extendedprice[i]);
          state.sum_disc_price.add(disc_price);
          state.sum_charge.add(rt::mul<Wide>(at::line<17, "*">, disc_price, 100 + l_tax[i]));
          state.count_order.add();
          state.avg_disc_sum.add(l_discount[i]);
        }
      };
      if (rt::fits(l_extendedprice.bound() * (100 + l_discount.bound()) * (100 + l_tax.bound())))
        update(std::int64_t{0});
      else
        update(rt::int128{0});
    }
  }
  // collective: partial groups travel to the owner of their keys' hash, and are merged there
  groups.finish();

  rt::sorter sorted(at::line<28, "sort_values">,
      {{"l_returnflag", bodo::string, rt::coded}, {"l_linestatus", bodo::string, rt::coded},
      {"sum_qty", bodo::decimal(38, 2)}, {"sum_base_price", bodo::decimal(38, 2)},
      {"sum_disc_price", bodo::decimal(38, 4)}, {"sum_charge", bodo::decimal(38, 6)}, {"avg_qty", bodo::float64},
      {"avg_price", bodo::float64}, {"avg_disc", bodo::float64}, {"count_order", bodo::int64}}, {0, 1});
  {
    rt::batch groups_batch;
    rt::buffer<rt::int128> sum_qty;
    rt::buffer<rt::int128> sum_base_price;
    rt::buffer<rt::int128> sum_disc_price;
    rt::buffer<rt::int128> sum_charge;
    rt::buffer<double> avg_qty;
    rt::buffer<double> avg_price;
    rt::buffer<double> avg_disc;
    rt::buffer<std::int64_t> count_order;
    while (groups.next(groups_batch)) {
      const groups_state* const state = groups.states<groups_state>() + groups_batch.first_row;
      for (std::uint32_t i = 0; i < groups_batch.size; ++i) {
        sum_qty[i] = state[i].sum_qty.total();
        sum_base_price[i] = state[i].sum_base_price.total();
        sum_disc_price[i] = state[i].sum_disc_price.value(at::line<20, "groupby">);
        sum_charge[i] = state[i].sum_charge.value(at::line<20, "groupby">);
        avg_qty[i] = state[i].sum_qty.divided_by(state[i].count_order.value(), 2);
        avg_price[i] = state[i].sum_base_price.divided_by(state[i].count_order.value(), 2);
        avg_disc[i] = state[i].avg_disc_sum.divided_by(state[i].count_order.value(), 2);
        count_order[i] = state[i].count_order.value();
      }
      sorted.add({groups_batch.columns[0], groups_batch.columns[1], sum_qty.view(), sum_base_price.view(),
          sum_disc_price.view(), sum_charge.view(), avg_qty.view(), avg_price.view(), avg_disc.view(),
          count_order.view()}, groups_batch);
    }
  }
  // collective: rows travel to the rank that holds their part of the order
  sorted.finish();

  const rt::table result = sorted.to_table();

  // collective: gather all rows on every rank
  const rt::table gathered = rt::gather(at::line<19, "gather">, result);
  return rt::to_frame(gathered);
}

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : "data/tpch";
  const auto summary = q1(dir);
  if (bodo::get_rank() == 0) std::cout << summary;
}
