// The NYC for-hire-vehicle trips joined with the weather of their day, and summarised by place, month, weekday and
// time of day: ./taxi TRIPS WEATHER OUT, a Parquet file or folder, a CSV file, and the Parquet folder to write.
// args: trips weather.csv out
#include <bodo/bodo.h>
#include <bodo/rt/emitted.h>
#include <fmt/core.h>
#include <string>
#include <string_view>

std::string_view time_bucket(int hour) {
  if (hour >= 8 && hour <= 10) return "morning";
  if (hour >= 11 && hour <= 15) return "midday";
  if (hour >= 16 && hour <= 18) return "afternoon";
  if (hour >= 19 && hour <= 21) return "evening";
  return "other";
}

std::int64_t monthly_travels(const std::string& trips_path, const std::string& weather_path,
                                           const std::string& out) {
  namespace rt = bodo::rt;
  using at = rt::sites<"taxi.cpp">;

  rt::enter(at::line<17, "monthly_travels">, trips_path, weather_path, out);

  // auto weather =                                                                        taxi.cpp:19
  //     bodo::read_csv(weather_path, bodo::like("data/taxi/central_park_weather.csv"), {.parse_dates = {"DATE"}})
  // collective: list the files
  const rt::csv_file weather_file(at::line<20, "read_csv">, weather_path,
      {{"DATE", bodo::timestamp, rt::nullable}, {"PRCP", bodo::float64, rt::nullable}});

  // auto trips = bodo::read_parquet(trips_path, bodo::like("data/taxi/trips"))            taxi.cpp:24
  // collective: list the files, read their footers
  const rt::parquet_files trips_files(at::line<24, "read_parquet">, trips_path,
      {{"hvfhs_license_num", bodo::string, rt::nullable | rt::coded},
      {"pickup_datetime", bodo::timestamp, rt::nullable}, {"PULocationID", bodo::int64, rt::nullable},
      {"DOLocationID", bodo::int64, rt::nullable}, {"trip_miles", bodo::float64, rt::nullable}});

  // weather["date"] = weather["DATE"].dt().date()                                         taxi.cpp:21
  // weather["rain"] = weather["PRCP"] > 0.1                                               taxi.cpp:22
  // auto t = trips.merge(weather, {.on = "date"})                                         taxi.cpp:30
  rt::join_table weather_by_key(at::line<30, "merge">, rt::join::inner, {{"date", bodo::date, rt::nullable}},
      {{"rain", bodo::boolean, rt::nullable}});
  {
    rt::csv_scan weather_scan(weather_file, {0, 1});
    rt::batch weather_batch;
    rt::buffer<std::int32_t> date_values;
    rt::buffer<bool> rain;
    while (weather_scan.next(weather_batch)) {
      const rt::column<std::int64_t> DATE(weather_batch.columns[0]);
      const rt::column<double> PRCP(weather_batch.columns[1]);
      for (std::uint32_t i = 0; i < weather_batch.size; ++i) {
        date_values.set(i, rt::day_of(DATE[i]), DATE.known(i));
        rain.set(i, PRCP[i] > 0.1, PRCP.known(i));
      }
      weather_by_key.add({date_values.nullable_view(), rain.nullable_view()}, weather_batch);
    }
  }
  // collective: the table goes to every rank if it is small, else each row to the owner of its key
  weather_by_key.finish(trips_files.rows() / rt::size());

  // trips["date"] = trips["pickup_datetime"].dt().date()                                  taxi.cpp:25
  // trips["month"] = trips["pickup_datetime"].dt().month()                                taxi.cpp:26
  // trips["weekday"] = trips["pickup_datetime"].dt().dayofweek() < 5                      taxi.cpp:27
  // trips["bucket"] = trips["pickup_datetime"].dt().hour().map(time_bucket)               taxi.cpp:28
  // auto t = trips.merge(weather, {.on = "date"})                                         taxi.cpp:30
  // auto summary = t.groupby({"PULocationID", "DOLocationID", "month", "weekday", "rain", "bucket"})  taxi.cpp:31
  //                    .agg({{"trips", bodo::count("hvfhs_license_num")}, {"avg_miles", bodo::mean("trip_miles")}})
  //                    .sort_values({"PULocationID", "DOLocationID", "month", "weekday", "rain", "bucket"})
  struct summary_groups_state {
    rt::count trips;
    rt::grouped_mean avg_miles;
    void merge(const summary_groups_state& other) {
      trips.merge(other.trips);
      avg_miles.merge(other.avg_miles);
    }
  };
  static constexpr std::size_t summary_groups_sums[] = {offsetof(summary_groups_state, avg_miles)};
  rt::groups summary_groups(at::line<32, "groupby">,
      {{{"PULocationID", bodo::int64, rt::nullable}, trips_files.range(2)},
      {{"DOLocationID", bodo::int64, rt::nullable}, trips_files.range(3)},
      {{"month", bodo::int64, rt::nullable}, {{1, 12}}}, {{"weekday", bodo::boolean, rt::nullable}},
      {{"rain", bodo::boolean, rt::nullable}}, {{"bucket", bodo::string, rt::nullable | rt::coded}}},
      rt::layout_of<summary_groups_state>({}, summary_groups_sums));
  {
    const rt::running user_code(at::line<28, "map">);
    rt::parquet_scan trips_scan(trips_files, {0, 1, 2, 3, 4});
    rt::batch trips_batch;
    rt::word_memo bucket_words(at::line<28, "map">, 0, 23, [&](std::int64_t value) { return time_bucket(value); });
    rt::buffer<std::int32_t> bucket;
    rt::buffer<std::int32_t> date_values;
    rt::route to_weather_by_key(at::line<30, "merge">, weather_by_key,
        {{"date", bodo::date, rt::nullable}, {"PULocationID", bodo::int64, rt::nullable},
        {"DOLocationID", bodo::int64, rt::nullable}, {"bucket", bodo::string, rt::nullable | rt::coded},
        {"hvfhs_license_num", bodo::string, rt::nullable | rt::coded}, {"trip_miles", bodo::float64, rt::nullable}});
    rt::batch received;
    rt::rows rows;
    rt::matches pairs;
    rt::selection kept;
    rt::buffer<std::int64_t> month_values;
    rt::buffer<bool> weekday;
    const auto send = [&](rt::outgoing& to) {
      if (!trips_scan.next(trips_batch)) return false;
      const rt::column<std::int64_t> pickup_datetime(trips_batch.columns[1]);
      for (std::uint32_t i = 0; i < trips_batch.size; ++i) {
        bucket.set(i, bucket_words.code(rt::hour(pickup_datetime[i]), pickup_datetime.known(i)),
            pickup_datetime.known(i));
        date_values.set(i, rt::day_of(pickup_datetime[i]), pickup_datetime.known(i));
      }
      to.add({date_values.nullable_view()}, {date_values.nullable_view(), trips_batch.columns[2],
          trips_batch.columns[3], bucket.coded_view(bucket_words.words(), rt::maybe), trips_batch.columns[0],
          trips_batch.columns[4]}, trips_batch);
      return true;
    };
    // collective, in rounds: if weather_by_key is spread over the ranks, rows go to the owner of their key
    while (to_weather_by_key.next(send, received, rows)) {
      weather_by_key.probe({received.columns[0]}, rows);
      while (weather_by_key.next(pairs)) {
        const rt::column<std::int64_t> PULocationID_column(received.columns[1]);
        const rt::column<std::int64_t> DOLocationID_column(received.columns[2]);
        const rt::column<std::int32_t> date_column(received.columns[0]);
        const rt::column<bool> rain(weather_by_key.column(0));
        const rt::coded_column bucket_column(received.columns[3]);
        // drop rows with a missing key: they belong to no group
        kept.clear();
        for (std::uint32_t k = 0; k < pairs.count; ++k) {
          const std::uint32_t j = pairs.right[k];
          const std::uint32_t i = pairs.left[k];
          kept.add_if(k, PULocationID_column.known(i) && DOLocationID_column.known(i) && date_column.known(i) &&
              rain.known(j) && bucket_column.known(i));
        }
        for (const std::uint32_t k : kept) {
          const std::uint32_t i = pairs.left[k];
          month_values[k] = rt::month(date_column[i]);
          weekday[k] = rt::dayofweek(date_column[i]) < 5;
        }
        const auto group = summary_groups.find(pairs.take({{received, 1}, {received, 2}, month_values.view(),
            weekday.view(), {weather_by_key, 0}, {received, 3}}), kept);
        auto* const states = summary_groups.states<summary_groups_state>();
        const rt::coded_column hvfhs_license_num_column(received.columns[4]);
        const rt::column<double> trip_miles_column(received.columns[5]);
        for (std::uint32_t k_row = 0; k_row < kept.size(); ++k_row) {
          const std::uint32_t k = kept[k_row];
          const std::uint32_t i = pairs.left[k];
          summary_groups_state& state = states[group[k_row]];
          if (hvfhs_license_num_column.known(i)) state.trips.add();
          if (trip_miles_column.known(i)) state.avg_miles.add(trip_miles_column[i]);
        }
      }
    }
  }
  // collective: partial groups travel to the owner of their keys' hash, and are merged there
  summary_groups.finish();

  rt::sorter summary_sorter(at::line<33, "sort_values">,
      {{"PULocationID", bodo::int64}, {"DOLocationID", bodo::int64}, {"month", bodo::int64}, {"weekday", bodo::boolean},
      {"rain", bodo::boolean}, {"bucket", bodo::string, rt::coded}, {"trips", bodo::int64},
      {"avg_miles", bodo::float64, rt::nullable}}, {0, 1, 2, 3, 4, 5});
  {
    rt::batch summary_batch;
    rt::buffer<std::int64_t> trips;
    rt::buffer<double> avg_miles;
    while (summary_groups.next(summary_batch)) {
      const summary_groups_state* const state = summary_groups.states<summary_groups_state>() + summary_batch.first_row;
      for (std::uint32_t i = 0; i < summary_batch.size; ++i) {
        trips[i] = state[i].trips.value();
        avg_miles.set(i, state[i].avg_miles.value(), state[i].avg_miles.known());
      }
      summary_sorter.add({summary_batch.columns[0], summary_batch.columns[1], summary_batch.columns[2],
          summary_batch.columns[3], summary_batch.columns[4], summary_batch.columns[5], trips.view(),
          avg_miles.nullable_view()}, summary_batch);
    }
  }
  // collective: rows travel to the rank that holds their part of the order
  summary_sorter.finish();

  // summary.to_parquet(out)                                                               taxi.cpp:34
  rt::parquet_writer summary_writer(at::line<34, "to_parquet">, out,
      {{"PULocationID", bodo::int64}, {"DOLocationID", bodo::int64}, {"month", bodo::int64}, {"weekday", bodo::boolean},
      {"rain", bodo::boolean}, {"bucket", bodo::string, rt::coded}, {"trips", bodo::int64},
      {"avg_miles", bodo::float64, rt::nullable}});
  {
    rt::batch summary_batch;
    while (summary_sorter.next(summary_batch)) {
      summary_writer.add(summary_batch.columns, summary_batch);
    }
  }
  // collective: the output appears as a whole, when every rank has written its part
  summary_writer.finish(rt::layout::blocks);

  // return summary.size()                                                                 taxi.cpp:35
  return summary_sorter.total();
}

int main(int argc, char** argv) {
  if (argc != 4) {
    if (bodo::get_rank() == 0) fmt::print(stderr, "usage: {} TRIPS WEATHER OUT\n", argv[0]);
    return 2;
  }
  const auto rows = monthly_travels(argv[1], argv[2], argv[3]);
  if (bodo::get_rank() == 0) fmt::print("{} groups\n", rows);
}
