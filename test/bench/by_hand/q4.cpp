// TPC-H Q4 by hand: ./q4 DIR RESULT
#include <map>

#include "by_hand.h"

namespace {

void q4(char** argv) {
  using parquet::Int64Type, parquet::Int32Type;
  const std::string folder = argv[1];

  // the quarter's orders: keys on every rank, priorities on the rank that has read them
  std::vector<std::int64_t> keys, mine;
  std::vector<std::int32_t> dates;
  std::vector<std::string> priorities;
  parquet_files orders(folder + "/orders.parquet");
  while (orders.next()) {
    orders.read<Int64Type>("o_orderkey", keys);
    orders.read<Int32Type>("o_orderdate", dates);
    std::size_t row = 0;
    orders.for_each_text("o_orderpriority", [&](std::string_view priority) {
      if (dates[row] >= days_to(1993, 7, 1) && dates[row] < days_to(1993, 10, 1)) {
        mine.push_back(keys[row]);
        priorities.emplace_back(priority);
      }
      ++row;
    });
  }
  const std::vector<std::int64_t> all = allgather(mine);
  places numbers(all.size());
  for (const std::int64_t key : all) numbers.insert(static_cast<std::uint64_t>(key));
  const key_bits wanted(all);

  // marks those with a line that came late
  std::vector<std::uint8_t> late(all.size());
  std::vector<std::int32_t> committed, received;
  parquet_files lineitem(folder + "/lineitem.parquet");
  while (lineitem.next()) {
    lineitem.read<Int64Type>("l_orderkey", keys);
    lineitem.read<Int32Type>("l_commitdate", committed);
    lineitem.read<Int32Type>("l_receiptdate", received);
    for (std::size_t i = 0; i < lineitem.rows(); ++i)
      if (committed[i] < received[i] && wanted.has(keys[i]))
        late[numbers.find(static_cast<std::uint64_t>(keys[i]))] = 1;
  }
  MPI_Allreduce(MPI_IN_PLACE, late.data(), static_cast<int>(late.size()), MPI_UINT8_T, MPI_BOR, MPI_COMM_WORLD);

  // counts this rank's orders by priority: there are few priorities
  std::map<std::string, std::int64_t> counts;
  for (std::size_t i = 0; i < mine.size(); ++i)
    if (late[numbers.find(static_cast<std::uint64_t>(mine[i]))]) ++counts[priorities[i]];
  std::vector<char> text;
  for (const auto& [priority, count] : counts) {
    const std::string line = priority + '\t' + std::to_string(count) + '\n';
    text.insert(text.end(), line.begin(), line.end());
  }
  const std::vector<char> lines = allgather(text);
  if (rank() != 0) return;
  counts.clear();
  for (std::string_view rest(lines.data(), lines.size()); !rest.empty(); rest.remove_prefix(rest.find('\n') + 1)) {
    const std::size_t tab = rest.find('\t');
    counts[std::string(rest.substr(0, tab))] += std::atoll(rest.data() + tab + 1);
  }
  std::vector<std::string> names;
  std::vector<std::int64_t> numbers_of;
  for (const auto& [priority, count] : counts) names.push_back(priority), numbers_of.push_back(count);
  result table;
  table.add("o_orderpriority", arrow::StringBuilder(), names);
  table.add("order_count", arrow::Int64Builder(), numbers_of);
  table.write(argv[2]);
}

}  // namespace

int main(int argc, char** argv) { return timed(argc, argv, q4); }
