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

std::int64_t monthly_travels(const std::string& trips_path, const std::string& weather_path, const std::string& out) {
  namespace rt = bodo::rt;
  static constexpr rt::site at_17{"taxi.cpp", 17, "monthly_travels"};
  static constexpr rt::site at_20{"taxi.cpp", 20, "read_csv"};
  static constexpr rt::site at_24{"taxi.cpp", 24, "read_parquet"};
  static constexpr rt::site at_30{"taxi.cpp", 30, "merge"};
  static constexpr rt::site at_28{"taxi.cpp", 28, "map"};
  static constexpr rt::site at_32{"taxi.cpp", 32, "groupby"};
  static constexpr rt::site at_33{"taxi.cpp", 33, "sort_values"};
  static constexpr rt::site at_34{"taxi.cpp", 34, "to_parquet"};
  static constexpr rt::site at_35{"taxi.cpp", 35, "reduction"};

  rt::enter(at_17, trips_path, weather_path, out);

  // auto weather = bodo::read_csv(weather_path, bodo::like("data/taxi/central_park_w ...  taxi.cpp:20
  // collective: which files there are, and what their footers say
  const rt::csv_file weather_file(at_20, weather_path,
      {{"DATE", bodo::timestamp, true}, {"PRCP", bodo::float64, true}});

  // auto trips = bodo::read_parquet(trips_path, bodo::like("data/taxi/trips"))            taxi.cpp:24
  // collective: which files there are, and what their footers say
  const rt::parquet_files trips_files(at_24, trips_path,
      {{"hvfhs_license_num", bodo::string, true, true}, {"pickup_datetime", bodo::timestamp, true},
      {"PULocationID", bodo::int64, true}, {"DOLocationID", bodo::int64, true}, {"trip_miles", bodo::float64, true}});

  // auto t = trips.merge(weather, {.on = "date"})                                         taxi.cpp:30
  rt::join_table trips_by_key(at_30, rt::join::inner, {{"date", bodo::date, true}},
      {{"hvfhs_license_num", bodo::string, true, true}, {"PULocationID", bodo::int64, true},
      {"DOLocationID", bodo::int64, true}, {"trip_miles", bodo::float64, true}, {"month", bodo::int64, true},
      {"weekday", bodo::boolean, true}, {"bucket", bodo::string, true, true}});
  {
    const rt::running user_code(at_28);
    rt::parquet_scan trips_scan(trips_files, {0, 1, 2, 3, 4});
    rt::batch trips_batch;
    rt::buffer<std::int32_t> date_values;
    rt::buffer<std::int64_t> month_values;
    rt::buffer<bool> weekday;
    rt::word_memo bucket_words(at_28, 0, 23, [&](std::int64_t value) { return time_bucket(value); });
    rt::buffer<std::int32_t> bucket;
    while (trips_scan.next(trips_batch)) {
      const rt::column<std::int64_t> pickup_datetime(trips_batch.columns[1]);
      for (std::uint32_t i = 0; i < trips_batch.size; ++i) {
        const auto date_here = rt::day_of(pickup_datetime[i]);
        const bool date_here_known = pickup_datetime.known(i);
        date_values.set(i, date_here, date_here_known);
        month_values.set(i, rt::month(date_here), date_here_known);
        weekday.set(i, rt::dayofweek(date_here) < 5, date_here_known);
        bucket.set(i, bucket_words.code(rt::hour(pickup_datetime[i]), pickup_datetime.known(i)),
            pickup_datetime.known(i));
      }
      trips_by_key.add({date_values.nullable_view(), trips_batch.columns[0], trips_batch.columns[2],
          trips_batch.columns[3], trips_batch.columns[4], month_values.nullable_view(), weekday.nullable_view(),
          bucket.coded_view(bucket_words.words(), rt::maybe)}, trips_batch);
    }
  }
  // collective: trips_by_key goes to every rank if it is small, else each row to the owner of its key
  trips_by_key.finish(rt::unknown_rows);

  // auto summary = t.groupby({"PULocationID", "DOLocationID", "month", "weekday", "r ...  taxi.cpp:32
  struct summary_groups_state {
    rt::count trips;
    rt::mean<double> avg_miles;
    void merge(const summary_groups_state& other) {
      trips.merge(other.trips);
      avg_miles.merge(other.avg_miles);
    }
  };
  rt::groups summary_groups(at_32, {{{"PULocationID", bodo::int64, true}}, {{"DOLocationID", bodo::int64, true}},
      {{"month", bodo::int64, true}, {{1, 12}}}, {{"weekday", bodo::boolean, true}}, {{"rain", bodo::boolean, true}},
      {{"bucket", bodo::string, true, true}}}, rt::layout_of<summary_groups_state>());
  {
    rt::csv_scan weather_scan(weather_file, {0, 1});
    rt::batch weather_batch;
    rt::buffer<std::int32_t> date_values;
    // collective, in rounds: where trips_by_key is spread over the ranks, rows go to the owner of their key
    rt::route to_trips_by_key(at_30, trips_by_key, {{"date", bodo::date, true}, {"PRCP", bodo::float64, true}});
    rt::rows arrived;
    rt::batch moved;
    rt::matches pairs;
    rt::buffer<std::int64_t> PULocationID_values;
    rt::buffer<std::int64_t> DOLocationID_values;
    rt::buffer<std::int64_t> month_values;
    rt::buffer<bool> weekday_values;
    rt::buffer<bool> rain;
    rt::buffer<std::int32_t> bucket_values;
    do {
      if (weather_scan.next(weather_batch)) {
        const rt::column<std::int64_t> DATE(weather_batch.columns[0]);
        for (std::uint32_t i = 0; i < weather_batch.size; ++i)
          date_values.set(i, rt::day_of(DATE[i]), DATE.known(i));
        to_trips_by_key.send({date_values.nullable_view()}, {date_values.nullable_view(), weather_batch.columns[1]},
            weather_batch);
      } else {
        to_trips_by_key.close();
      }
      while (to_trips_by_key.next(moved, arrived)) {
        trips_by_key.probe({moved.columns[0]}, arrived);
        while (trips_by_key.next(pairs)) {
          const rt::column<std::int64_t> PULocationID(trips_by_key.column(1));
          const rt::column<std::int64_t> DOLocationID(trips_by_key.column(2));
          const rt::column<std::int64_t> month_column(trips_by_key.column(4));
          const rt::column<bool> weekday(trips_by_key.column(5));
          const rt::column<double> PRCP_column(moved.columns[1]);
          const rt::coded_column bucket(trips_by_key.column(6));
          // rows with a missing key belong to no group
          pairs.keep([&](std::uint32_t k) {
            const std::uint32_t j = pairs.right[k];
            const std::uint32_t i = pairs.left[k];
            return PULocationID.known(j) && DOLocationID.known(j) && month_column.known(j) && weekday.known(j) &&
                PRCP_column.known(i) && bucket.known(j);
          });
          for (std::uint32_t k = 0; k < pairs.count; ++k) {
            const std::uint32_t j = pairs.right[k];
            const std::uint32_t i = pairs.left[k];
            PULocationID_values[k] = PULocationID[j];
            DOLocationID_values[k] = DOLocationID[j];
            month_values[k] = month_column[j];
            weekday_values[k] = weekday[j];
            rain[k] = PRCP_column[i] > 0.1;
            bucket_values[k] = bucket.code(j);
          }
          const auto group = summary_groups.find({PULocationID_values.view(), DOLocationID_values.view(),
              month_values.view(), weekday_values.view(), rain.view(), bucket_values.coded_view(bucket.words())},
              rt::rows{nullptr, pairs.count});
          auto* const states = summary_groups.states<summary_groups_state>();
          const rt::coded_column hvfhs_license_num(trips_by_key.column(0));
          const rt::column<double> trip_miles(trips_by_key.column(3));
          for (std::uint32_t k = 0; k < pairs.count; ++k) {
            const std::uint32_t j = pairs.right[k];
            summary_groups_state& state = states[group[k]];
            if (hvfhs_license_num.known(j)) state.trips.add();
            if (trip_miles.known(j)) state.avg_miles.add(trip_miles[j]);
          }
        }
      }
    } while (to_trips_by_key.open());
  }
  // collective: partial groups travel to the owner of their keys' hash, and are merged there
  summary_groups.finish();

  rt::sorter summary_sorter(at_33, {{"PULocationID", bodo::int64}, {"DOLocationID", bodo::int64},
      {"month", bodo::int64}, {"weekday", bodo::boolean}, {"rain", bodo::boolean},
      {"bucket", bodo::string, false, true}, {"trips", bodo::int64}, {"avg_miles", bodo::float64, true}},
      {{0}, {1}, {2}, {3}, {4}, {5}});
  {
    rt::batch summary_batch;
    rt::buffer<std::int64_t> trips_values;
    rt::buffer<double> avg_miles;
    while (summary_groups.next(summary_batch)) {
      const summary_groups_state* const state = summary_groups.states<summary_groups_state>() + summary_batch.first_row;
      for (std::uint32_t i = 0; i < summary_batch.size; ++i) {
        trips_values[i] = state[i].trips.value();
        avg_miles.set(i, state[i].avg_miles.value(), state[i].avg_miles.known());
      }
      summary_sorter.add({summary_batch.columns[0], summary_batch.columns[1], summary_batch.columns[2],
          summary_batch.columns[3], summary_batch.columns[4], summary_batch.columns[5], trips_values.view(),
          avg_miles.nullable_view()}, summary_batch);
    }
  }
  // collective: rows travel to the rank that holds their part of the order
  summary_sorter.finish();

  // summary.to_parquet(out)                                                               taxi.cpp:34
  // return summary.size()                                                                 taxi.cpp:35
  rt::parquet_writer writer(at_34, out, {{"PULocationID", bodo::int64}, {"DOLocationID", bodo::int64},
      {"month", bodo::int64}, {"weekday", bodo::boolean}, {"rain", bodo::boolean},
      {"bucket", bodo::string, false, true}, {"trips", bodo::int64}, {"avg_miles", bodo::float64, true}});
  rt::count size_here;
  {
    rt::batch summary_batch;
    while (summary_sorter.next(summary_batch)) {
      writer.add(summary_batch.columns, summary_batch);
      size_here.add(summary_batch.size);
    }
  }
  // collective: the output appears as a whole, when every rank has written its part
  writer.finish(rt::layout::blocks);
  // collective: allgather of the ranks' partial states, merged in rank order
  const auto size_of_all = rt::fold(at_35, size_here);
  return size_of_all.value();
}

int main(int argc, char** argv) {
  if (argc != 4) {
    if (bodo::get_rank() == 0) fmt::print(stderr, "usage: {} TRIPS WEATHER OUT\n", argv[0]);
    return 2;
  }
  const auto rows = monthly_travels(argv[1], argv[2], argv[3]);
  if (bodo::get_rank() == 0) fmt::print("{} groups\n", rows);
}
