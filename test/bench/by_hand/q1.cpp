// TPC-H Q1 by hand: ./q1 DIR RESULT
#include "by_hand.h"

namespace {

struct sums {
  std::int64_t quantity = 0, price = 0, discounted = 0, discount = 0, count = 0;  // hundredths; discounted: 1/10^4
  __int128 charge = 0;                                                            // 1/10^6
};

void q1(char** argv) {
  using parquet::Int64Type, parquet::Int32Type;
  parquet_files lineitem(argv[1] + std::string("/lineitem.parquet"));
  std::vector<sums> groups(26 * 26);  // by the two letters
  std::vector<std::int64_t> quantity, price, discount, tax;
  std::vector<std::int32_t> shipped;
  std::vector<std::uint16_t> group;
  while (lineitem.next()) {
    lineitem.read<Int32Type>("l_shipdate", shipped);
    lineitem.read<Int64Type>("l_quantity", quantity);
    lineitem.read<Int64Type>("l_extendedprice", price);
    lineitem.read<Int64Type>("l_discount", discount);
    lineitem.read<Int64Type>("l_tax", tax);
    group.clear();
    lineitem.for_each_text("l_returnflag", [&](std::string_view flag) { group.push_back((flag[0] - 'A') * 26); });
    std::size_t row = 0;
    lineitem.for_each_text("l_linestatus", [&](std::string_view status) { group[row++] += status[0] - 'A'; });
    for (std::size_t i = 0; i < lineitem.rows(); ++i) {
      if (shipped[i] > days_to(1998, 9, 2)) continue;
      sums& s = groups[group[i]];
      const std::int64_t discounted = price[i] * (100 - discount[i]);
      s.quantity += quantity[i];
      s.price += price[i];
      s.discounted += discounted;
      s.charge += discounted * (100 + tax[i]);
      s.discount += discount[i];
      ++s.count;
    }
  }

  std::vector<sums> all(groups.size() * static_cast<std::size_t>(ranks()));
  const int bytes = static_cast<int>(groups.size() * sizeof(sums));
  MPI_Gather(groups.data(), bytes, MPI_BYTE, all.data(), bytes, MPI_BYTE, 0, MPI_COMM_WORLD);
  if (rank() != 0) return;
  std::vector<std::string> flags, statuses;
  std::vector<arrow::Decimal128> quantities, prices, discounted, charges;
  std::vector<double> mean_quantity, mean_price, mean_discount;
  std::vector<std::int64_t> counts;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    sums total;
    for (std::size_t from = g; from < all.size(); from += groups.size()) {
      total.quantity += all[from].quantity, total.price += all[from].price, total.count += all[from].count;
      total.discounted += all[from].discounted, total.discount += all[from].discount, total.charge += all[from].charge;
    }
    if (total.count == 0) continue;
    const auto count = static_cast<double>(total.count);
    flags.emplace_back(1, static_cast<char>('A' + g / 26));
    statuses.emplace_back(1, static_cast<char>('A' + g % 26));
    quantities.emplace_back(total.quantity);
    prices.emplace_back(total.price);
    discounted.emplace_back(total.discounted);
    charges.emplace_back(static_cast<std::int64_t>(total.charge >> 64), static_cast<std::uint64_t>(total.charge));
    mean_quantity.push_back(static_cast<double>(total.quantity) / 100 / count);
    mean_price.push_back(static_cast<double>(total.price) / 100 / count);
    mean_discount.push_back(static_cast<double>(total.discount) / 100 / count);
    counts.push_back(total.count);
  }
  const auto decimals = [](int scale) { return arrow::Decimal128Builder(arrow::decimal128(38, scale)); };
  result summary;
  summary.add("l_returnflag", arrow::StringBuilder(), flags);
  summary.add("l_linestatus", arrow::StringBuilder(), statuses);
  summary.add("sum_qty", decimals(2), quantities);
  summary.add("sum_base_price", decimals(2), prices);
  summary.add("sum_disc_price", decimals(4), discounted);
  summary.add("sum_charge", decimals(6), charges);
  summary.add("avg_qty", arrow::DoubleBuilder(), mean_quantity);
  summary.add("avg_price", arrow::DoubleBuilder(), mean_price);
  summary.add("avg_disc", arrow::DoubleBuilder(), mean_discount);
  summary.add("count_order", arrow::Int64Builder(), counts);
  summary.write(argv[2]);
}

}  // namespace

int main(int argc, char** argv) { return timed(argc, argv, q1); }
