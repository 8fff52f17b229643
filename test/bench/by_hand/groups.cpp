// The ten largest of ten million groups by hand: ./groups DIR RESULT
#include <algorithm>

#include "by_hand.h"

namespace {

struct group {
  std::int64_t key, sum;
};

bool is_before(const group& a, const group& b) { return a.sum != b.sum ? a.sum > b.sum : a.key < b.key; }

void groups(char** argv) {
  using parquet::Int64Type;
  // most keys occur once or twice: rows go to the rank that owns their key at once
  const auto n = static_cast<std::size_t>(ranks());
  std::vector<std::vector<group>> outgoing(n);
  std::vector<std::int64_t> keys, values;
  parquet_files rows(argv[1] + std::string("/groups.parquet"));
  while (rows.next()) {
    rows.read<Int64Type>("ten_million", keys);
    rows.read<Int64Type>("i", values);
    for (std::size_t i = 0; i < rows.rows(); ++i)
      outgoing[(hash(static_cast<std::uint64_t>(keys[i])) >> 32) % n].push_back({keys[i], values[i]});
  }
  const std::vector<group> mine = n == 1 ? std::move(outgoing[0]) : alltoall(outgoing);
  outgoing.clear();

  // parts whose tables fit the cache, one after the other
  constexpr int parts = 256;
  std::vector<std::size_t> starts(parts + 1);
  const auto part_of = [](const group& row) { return hash(static_cast<std::uint64_t>(row.key)) >> 56; };
  for (const group& row : mine) ++starts[part_of(row) + 1];
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  std::vector<group> sorted(mine.size());
  auto next = starts;
  for (const group& row : mine) sorted[next[part_of(row)]++] = row;
  std::vector<group> best;
  for (int p = 0; p < parts; ++p) {
    const auto size = starts[static_cast<std::size_t>(p) + 1] - starts[static_cast<std::size_t>(p)];
    places numbers(size);
    std::vector<group> found;
    found.reserve(size);
    for (const group& row : std::span(sorted).subspan(starts[static_cast<std::size_t>(p)], size)) {
      const std::uint32_t number = numbers.insert(static_cast<std::uint64_t>(row.key));
      if (number == found.size())
        found.push_back(row);
      else
        found[number].sum += row.sum;
    }
    best.insert(best.end(), found.begin(), found.end());
    if (best.size() > 10) {
      std::nth_element(best.begin(), best.begin() + 10, best.end(), is_before);
      best.resize(10);
    }
  }
  std::vector<group> all = allgather(best);
  if (rank() != 0) return;
  std::sort(all.begin(), all.end(), is_before);
  all.resize(std::min<std::size_t>(all.size(), 10));
  std::vector<std::int64_t> top_keys, sums;
  for (const group& g : all) top_keys.push_back(g.key), sums.push_back(g.sum);
  result top;
  top.add("ten_million", arrow::Int64Builder(), top_keys);
  top.add("total", arrow::Int64Builder(), sums);
  top.write(argv[2]);
}

}  // namespace

int main(int argc, char** argv) { return timed(argc, argv, groups); }
