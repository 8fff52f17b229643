// TPC-H Q3 by hand: ./q3 DIR RESULT
#include <algorithm>

#include "by_hand.h"

namespace {

struct order {
  std::int64_t key;
  std::int32_t date, priority;
};

void q3(char** argv) {
  using parquet::Int64Type, parquet::Int32Type;
  const std::string folder = argv[1];
  constexpr std::int32_t day = days_to(1995, 3, 15);

  // customers of the segment, on every rank
  std::vector<std::int64_t> keys;
  std::vector<std::int64_t> mine;
  parquet_files customer(folder + "/customer.parquet");
  while (customer.next()) {
    customer.read<Int64Type>("c_custkey", keys);
    std::size_t row = 0;
    customer.for_each_text("c_mktsegment", [&](std::string_view segment) {
      if (segment == "BUILDING") mine.push_back(keys[row]);
      ++row;
    });
  }
  const key_bits building(allgather(mine));

  // their orders, on every rank
  std::vector<std::int64_t> customers;
  std::vector<std::int32_t> dates, priorities;
  std::vector<order> some;
  parquet_files orders(folder + "/orders.parquet");
  while (orders.next()) {
    orders.read<Int64Type>("o_orderkey", keys);
    orders.read<Int64Type>("o_custkey", customers);
    orders.read<Int32Type>("o_orderdate", dates);
    orders.read<Int32Type>("o_shippriority", priorities);
    for (std::size_t i = 0; i < orders.rows(); ++i)
      if (dates[i] < day && building.has(customers[i])) some.push_back({keys[i], dates[i], priorities[i]});
  }
  const std::vector<order> all = allgather(some);
  std::vector<std::int64_t> order_keys;
  places numbers(all.size());
  for (const order& o : all) {
    order_keys.push_back(o.key);
    numbers.insert(static_cast<std::uint64_t>(o.key));
  }
  const key_bits wanted(order_keys);

  // the lines' revenue, by order
  std::vector<std::int64_t> revenue(all.size()), price, discount;  // 1/10^4
  std::vector<std::int32_t> shipped;
  parquet_files lineitem(folder + "/lineitem.parquet");
  while (lineitem.next()) {
    lineitem.read<Int64Type>("l_orderkey", keys);
    lineitem.read<Int64Type>("l_extendedprice", price);
    lineitem.read<Int64Type>("l_discount", discount);
    lineitem.read<Int32Type>("l_shipdate", shipped);
    for (std::size_t i = 0; i < lineitem.rows(); ++i) {
      if (shipped[i] <= day || !wanted.has(keys[i])) continue;
      revenue[numbers.find(static_cast<std::uint64_t>(keys[i]))] += price[i] * (100 - discount[i]);
    }
  }
  MPI_Reduce(rank() == 0 ? MPI_IN_PLACE : revenue.data(), revenue.data(), static_cast<int>(revenue.size()), MPI_INT64_T,
             MPI_SUM, 0, MPI_COMM_WORLD);
  if (rank() != 0) return;

  std::vector<std::uint32_t> best;
  for (std::uint32_t i = 0; i < all.size(); ++i)
    if (revenue[i] != 0) best.push_back(i);
  const auto ten = best.begin() + std::min<std::ptrdiff_t>(10, static_cast<std::ptrdiff_t>(best.size()));
  std::partial_sort(best.begin(), ten, best.end(), [&](std::uint32_t a, std::uint32_t b) {
    return revenue[a] != revenue[b] ? revenue[a] > revenue[b] : all[a].date < all[b].date;
  });
  best.erase(ten, best.end());
  const auto column = [&](auto field) {
    std::vector<decltype(field(0u))> values;
    for (const std::uint32_t i : best) values.push_back(field(i));
    return values;
  };
  result top;
  top.add("l_orderkey", arrow::Int64Builder(), column([&](std::uint32_t i) { return all[i].key; }));
  top.add("o_orderdate", arrow::Date32Builder(), column([&](std::uint32_t i) { return all[i].date; }));
  top.add("o_shippriority", arrow::Int32Builder(), column([&](std::uint32_t i) { return all[i].priority; }));
  top.add("revenue", arrow::Decimal128Builder(arrow::decimal128(38, 4)),
          column([&](std::uint32_t i) { return arrow::Decimal128(revenue[i]); }));
  top.write(argv[2]);
}

}  // namespace

int main(int argc, char** argv) { return timed(argc, argv, q3); }
