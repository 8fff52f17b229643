// TPC-H Q9 by hand: ./q9 DIR RESULT
#include <algorithm>
#include <chrono>

#include "by_hand.h"

namespace {

struct offer {
  std::int32_t part, supplier;
  std::int64_t cost;  // hundredths
};

std::uint64_t key_of(std::int64_t part, std::int64_t supplier) {
  return static_cast<std::uint64_t>(part) << 32 | static_cast<std::uint64_t>(supplier);
}

// A value for each key of a column whose keys are dense, on every rank.
template <class T>
void share(std::vector<T>& values, MPI_Datatype type) {
  auto size = static_cast<std::int64_t>(values.size());
  MPI_Allreduce(MPI_IN_PLACE, &size, 1, MPI_INT64_T, MPI_MAX, MPI_COMM_WORLD);
  values.resize(static_cast<std::size_t>(size));
  MPI_Allreduce(MPI_IN_PLACE, values.data(), static_cast<int>(size), type, MPI_MAX, MPI_COMM_WORLD);
}
template <class T>
T& at(std::vector<T>& values, std::int64_t key) {
  if (static_cast<std::size_t>(key) >= values.size()) values.resize(static_cast<std::size_t>(key) * 5 / 4 + 1);
  return values[static_cast<std::size_t>(key)];
}

void q9(char** argv) {
  using parquet::Int64Type, parquet::Int32Type;
  const std::string folder = argv[1];
  std::vector<std::int64_t> keys, others, price, discount, quantity;
  std::vector<std::int32_t> dates;

  std::vector<std::uint8_t> green;  // by part
  parquet_files part(folder + "/part.parquet");
  while (part.next()) {
    part.read<Int64Type>("p_partkey", keys);
    std::size_t row = 0;
    part.for_each_text("p_name", [&](std::string_view name) {
      if (name.find("green") != std::string_view::npos) at(green, keys[row]) = 1;
      ++row;
    });
  }
  share(green, MPI_UINT8_T);
  const auto is_green = [&](std::int64_t key) {
    return static_cast<std::size_t>(key) < green.size() && green[static_cast<std::size_t>(key)];
  };

  std::vector<std::uint8_t> nation_of;  // by supplier
  parquet_files supplier(folder + "/supplier.parquet");
  while (supplier.next()) {
    supplier.read<Int64Type>("s_suppkey", keys);
    supplier.read<Int64Type>("s_nationkey", others);
    for (std::size_t i = 0; i < supplier.rows(); ++i) at(nation_of, keys[i]) = static_cast<std::uint8_t>(others[i]);
  }
  share(nation_of, MPI_UINT8_T);

  std::vector<offer> mine;
  parquet_files partsupp(folder + "/partsupp.parquet");
  while (partsupp.next()) {
    partsupp.read<Int64Type>("ps_partkey", keys);
    partsupp.read<Int64Type>("ps_suppkey", others);
    partsupp.read<Int64Type>("ps_supplycost", price);
    for (std::size_t i = 0; i < partsupp.rows(); ++i)
      if (is_green(keys[i]))
        mine.push_back({static_cast<std::int32_t>(keys[i]), static_cast<std::int32_t>(others[i]), price[i]});
  }
  const std::vector<offer> offers = allgather(mine);
  places numbers(offers.size());
  for (const offer& o : offers) numbers.insert(key_of(o.part, o.supplier));

  std::vector<std::uint8_t> year_of;  // by order, from 1900
  parquet_files orders(folder + "/orders.parquet");
  while (orders.next()) {
    orders.read<Int64Type>("o_orderkey", keys);
    orders.read<Int32Type>("o_orderdate", dates);
    for (std::size_t i = 0; i < orders.rows(); ++i) {
      const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(dates[i]))};
      at(year_of, keys[i]) = static_cast<std::uint8_t>(static_cast<int>(day.year()) - 1900);
    }
  }
  share(year_of, MPI_UINT8_T);

  std::vector<std::int64_t> profit(256 * 256), lines(profit.size());  // by nation and year: 1/10^4
  parquet_files lineitem(folder + "/lineitem.parquet");
  while (lineitem.next()) {
    lineitem.read<Int64Type>("l_partkey", keys);
    std::vector<std::uint32_t> rows;
    for (std::uint32_t i = 0; i < lineitem.rows(); ++i)
      if (is_green(keys[i])) rows.push_back(i);
    lineitem.read<Int64Type>("l_suppkey", others);
    lineitem.read<Int64Type>("l_extendedprice", price);
    lineitem.read<Int64Type>("l_discount", discount);
    lineitem.read<Int64Type>("l_quantity", quantity);
    std::vector<std::int64_t> order_keys;
    lineitem.read<Int64Type>("l_orderkey", order_keys);
    for (const std::uint32_t i : rows) {
      const std::uint32_t number = numbers.find(key_of(keys[i], others[i]));
      const auto order = static_cast<std::size_t>(order_keys[i]);
      if (number == places::none || order >= year_of.size() || year_of[order] == 0) continue;
      const std::size_t group = nation_of[static_cast<std::size_t>(others[i])] * 256u + year_of[order];
      profit[group] += price[i] * (100 - discount[i]) - offers[number].cost * quantity[i];
      ++lines[group];
    }
  }
  for (auto* sums : {&profit, &lines})
    MPI_Reduce(rank() == 0 ? MPI_IN_PLACE : sums->data(), sums->data(), static_cast<int>(sums->size()), MPI_INT64_T,
               MPI_SUM, 0, MPI_COMM_WORLD);

  // the nations' names: one row group, which one rank has read
  std::vector<char> text;
  parquet_files nation(folder + "/nation.parquet");
  while (nation.next()) {
    nation.read<Int64Type>("n_nationkey", keys);
    std::size_t row = 0;
    nation.for_each_text("n_name", [&](std::string_view name) {
      text.push_back(static_cast<char>('A' + keys[row++]));
      text.insert(text.end(), name.begin(), name.end());
      text.push_back('\n');
    });
  }
  const std::vector<char> all = allgather(text);
  if (rank() != 0) return;
  std::vector<std::pair<std::string, std::size_t>> names;
  for (std::string_view rest(all.data(), all.size()); !rest.empty(); rest.remove_prefix(rest.find('\n') + 1))
    names.emplace_back(rest.substr(1, rest.find('\n') - 1), static_cast<std::size_t>(rest[0] - 'A'));
  std::sort(names.begin(), names.end());
  std::vector<std::string> nations;
  std::vector<std::int64_t> years;
  std::vector<arrow::Decimal128> profits;
  for (const auto& [name, key] : names)
    for (std::size_t year = 256; year-- > 0;)
      if (const std::size_t group = key * 256 + year; lines[group] != 0) {
        nations.push_back(name);
        years.push_back(1900 + static_cast<std::int64_t>(year));
        profits.emplace_back(profit[group]);
      }
  result table;
  table.add("nation", arrow::StringBuilder(), nations);
  table.add("o_year", arrow::Int64Builder(), years);
  table.add("sum_profit", arrow::Decimal128Builder(arrow::decimal128(38, 4)), profits);
  table.write(argv[2]);
}

}  // namespace

int main(int argc, char** argv) { return timed(argc, argv, q9); }
