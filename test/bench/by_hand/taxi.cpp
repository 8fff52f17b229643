// test/cases/taxi.cpp by hand: ./taxi DIR RESULT, where RESULT is a folder that is there
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "by_hand.h"

namespace {

constexpr std::int64_t day_length = 86'400'000'000;  // µs
constexpr const char* buckets[] = {"afternoon", "evening", "midday", "morning", "other"};

constexpr std::uint64_t bucket_of(std::int64_t hour) {
  if (hour >= 8 && hour <= 10) return 3;
  if (hour >= 11 && hour <= 15) return 2;
  if (hour >= 16 && hour <= 18) return 0;
  if (hour >= 19 && hour <= 21) return 1;
  return 4;
}

// A day's month and whether it rained, from the first day of the file on; 0 if the rain is not known.
struct weather {
  std::int32_t first = 0;
  std::vector<std::uint8_t> days;  // month * 2 + rain
};

weather read_weather(const std::string& path) {
  weather w;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::size_t at = line.find(',');
    at = line[at + 1] == '"' ? line.find('"', at + 2) + 2 : line.find(',', at + 1) + 1;  // after the name
    const int year = std::stoi(line.substr(at, 4)), month = std::stoi(line.substr(at + 5, 2));
    const std::int32_t day = days_to(year, static_cast<unsigned>(month), std::stoul(line.substr(at + 8, 2)));
    if (w.days.empty()) w.first = day;
    w.days.resize(static_cast<std::size_t>(day - w.first) + 1);
    double rain = 0;
    if (std::from_chars(&line[at + 11], line.data() + line.size(), rain).ec == std::errc())
      w.days.back() = static_cast<std::uint8_t>(month * 2 + (rain > 0.1));
  }
  return w;
}

struct group {
  std::uint64_t key;  // in the order of the result: zones, month, weekday, rain, bucket
  std::int64_t trips;
  double miles;
};

void taxi(char** argv) {
  using parquet::Int64Type, parquet::DoubleType;
  const std::string folder = argv[1];
  const weather w = read_weather(folder + "/central_park_weather.csv");
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/trips")) files.push_back(entry.path());
  std::sort(files.begin(), files.end());

  places numbers(1 << 16);
  std::vector<group> groups;
  std::vector<std::int64_t> pickup, from, to;
  std::vector<double> miles;
  parquet_files trips(files);
  while (trips.next()) {
    trips.read<Int64Type>("pickup_datetime", pickup);
    trips.read<Int64Type>("PULocationID", from);
    trips.read<Int64Type>("DOLocationID", to);
    trips.read<DoubleType>("trip_miles", miles);
    trips.check_nothing_is_missing("hvfhs_license_num");  // so that all trips count
    for (std::size_t i = 0; i < trips.rows(); ++i) {
      const std::int64_t day = pickup[i] / day_length, hour = pickup[i] % day_length / (day_length / 24);
      const auto number = static_cast<std::size_t>(day - w.first);
      if (number >= w.days.size() || w.days[number] == 0) continue;
      const std::uint64_t month = w.days[number] / 2, rain = w.days[number] % 2;
      const bool weekday = (day + 3) % 7 < 5;  // day 0 was a Thursday
      const std::uint64_t key = static_cast<std::uint64_t>(from[i]) << 36 | static_cast<std::uint64_t>(to[i]) << 12 |
                                month << 8 | std::uint64_t{weekday} << 7 | rain << 6 | bucket_of(hour);
      const std::uint32_t g = numbers.insert(key);
      if (g == groups.size()) groups.push_back({key, 0, 0});
      ++groups[g].trips;
      groups[g].miles += miles[i];
    }
  }

  // ranges of pick-up zones with equal numbers of groups, to the ranks in their order
  const auto zone_of = [](const group& g) { return std::min<std::uint64_t>(g.key >> 36, 1023); };
  std::vector<std::int64_t> of_zone(1024);
  for (const group& g : groups) ++of_zone[zone_of(g)];
  MPI_Allreduce(MPI_IN_PLACE, of_zone.data(), 1024, MPI_INT64_T, MPI_SUM, MPI_COMM_WORLD);
  const std::int64_t all = std::accumulate(of_zone.begin(), of_zone.end(), std::int64_t{0});
  std::partial_sum(of_zone.begin(), of_zone.end(), of_zone.begin());
  std::vector<std::vector<group>> outgoing(static_cast<std::size_t>(ranks()));
  for (const group& g : groups)
    outgoing[static_cast<std::size_t>((of_zone[zone_of(g)] - 1) * ranks() / std::max<std::int64_t>(all, 1))].push_back(
        g);
  std::vector<group> mine = alltoall(outgoing);
  std::sort(mine.begin(), mine.end(), [](const group& a, const group& b) { return a.key < b.key; });
  std::size_t last = 0;
  for (std::size_t i = 1; i < mine.size(); ++i) {
    if (mine[i].key != mine[last].key) {
      mine[++last] = mine[i];
    } else {
      mine[last].trips += mine[i].trips;
      mine[last].miles += mine[i].miles;
    }
  }
  mine.resize(mine.empty() ? 0 : last + 1);

  const auto column = [&](auto field) {
    std::vector<decltype(field(mine[0]))> values;
    values.reserve(mine.size());
    for (const group& g : mine) values.push_back(field(g));
    return values;
  };
  const auto bits = [&](int from, int count) {
    return column([=](const group& g) { return static_cast<std::int64_t>(g.key >> from & ((1u << count) - 1)); });
  };
  result summary;
  summary.add("PULocationID", arrow::Int64Builder(), bits(36, 24));
  summary.add("DOLocationID", arrow::Int64Builder(), bits(12, 24));
  summary.add("month", arrow::Int64Builder(), bits(8, 4));
  summary.add("weekday", arrow::BooleanBuilder(), column([](const group& g) { return (g.key >> 7 & 1) != 0; }));
  summary.add("rain", arrow::BooleanBuilder(), column([](const group& g) { return (g.key >> 6 & 1) != 0; }));
  summary.add("bucket", arrow::StringBuilder(), column([](const group& g) { return buckets[g.key & 7]; }));
  summary.add("trips", arrow::Int64Builder(), column([](const group& g) { return g.trips; }));
  summary.add("avg_miles", arrow::DoubleBuilder(),
              column([](const group& g) { return g.miles / static_cast<double>(g.trips); }));
  summary.write(argv[2] + ("/part" + std::to_string(rank()) + ".parquet"));
}

}  // namespace

int main(int argc, char** argv) { return timed(argc, argv, taxi); }
