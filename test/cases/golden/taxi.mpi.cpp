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

  // auto weather = bodo::read_csv(weather_path, bodo::like ...                            taxi.cpp:19
  struct weather { enum { DATE, PRCP, date, rain }; };
  // collective: list the files
  const rt::csv_file weather_file(at::line<20, "read_csv">, weather_path,
      {{"DATE", bodo::timestamp, rt::nullable}, {"PRCP", bodo::float64, rt::nullable}});

  // auto trips = bodo::read_parquet(trips_path, bodo::like("data/taxi/trips"))            taxi.cpp:24
  struct trips { enum { hvfhs_license_num, pickup_datetime, PULocationID, DOLocationID, trip_miles, date, bucket }; };
  // collective: list the files, read their footers
  const rt::parquet_files trips_files(at::line<24, "read_parquet">, trips_path,
      {{"hvfhs_license_num", bodo::string, rt::nullable | rt::coded},
      {"pickup_datetime", bodo::timestamp, rt::nullable}, {"PULocationID", bodo::int64, rt::nullable},
      {"DOLocationID", bodo::int64, rt::nullable}, {"trip_miles", bodo::float64, rt::nullable}});

  // weather["date"] = weather["DATE"].dt().date()                                         taxi.cpp:21
  // weather["rain"] = weather["PRCP"] > 0.1                                               taxi.cpp:22
  // auto t = trips.merge(weather, {.on = "date"})                                         taxi.cpp:30
  rt::join_table weather_by_key(at::line<30, "merge">, rt::join::inner, weather_file,
      {{weather::date, bodo::date, rt::nullable}}, {{weather::rain, bodo::boolean, rt::nullable}});
  {
    rt::nullable_buffer<std::int32_t> date;
    rt::nullable_buffer<bool> rain;
    for (rt::csv_scan scan(weather_file); rt::batch& batch : scan) {
      const rt::column<std::int64_t> DATE(batch[weather::DATE]);
      const rt::column<double> PRCP(batch[weather::PRCP]);
      for (std::uint32_t i = 0; i < batch.size; ++i) {
        date.set(i, rt::day_of(DATE[i]), DATE.known(i));
        rain.set(i, PRCP[i] > 0.1, PRCP.known(i));
      }
      weather_by_key.add({date, rain}, batch);
    }
  }
  // collective: the smaller side goes to every rank, else each row to the owner of its key
  weather_by_key.finish(trips_files.rows() / rt::size());

  // trips["date"] = trips["pickup_datetime"].dt().date()                                  taxi.cpp:25
  // trips["month"] = trips["pickup_datetime"].dt().month()                                taxi.cpp:26
  // trips["weekday"] = trips["pickup_datetime"].dt().dayofweek() < 5                      taxi.cpp:27
  // trips["bucket"] = trips["pickup_datetime"].dt().hour().map(time_bucket)               taxi.cpp:28
  // auto summary = t.groupby({"PULocationID", "DOLocationID", "month", "weekday", ...     taxi.cpp:31
  struct summary_groups_state { rt::count trips; rt::grouped_mean avg_miles; };
  rt::group_by<summary_groups_state> summary_groups(at::line<32, "groupby">,
      {trips_files.known_key(trips::PULocationID), trips_files.known_key(trips::DOLocationID),
      {{"month", bodo::int64}, {{1, 12}}}, {{"weekday", bodo::boolean}}, {{"rain", bodo::boolean}},
      {{"bucket", bodo::string, rt::coded}}});
  {
    rt::parquet_scan scan(trips_files);
    rt::word_memo bucket(at::line<28, "map">, 0, 23, [&](std::int64_t value) { return time_bucket(value); });
    rt::nullable_buffer<std::int32_t> date;
    rt::route to_weather_by_key(at::line<30, "merge">, weather_by_key, trips_files,
        {{trips::date, bodo::date, rt::nullable}, trips::PULocationID, trips::DOLocationID,
        {trips::bucket, bodo::string, rt::nullable | rt::coded}, trips::hvfhs_license_num, trips::trip_miles});
    rt::buffer<std::int64_t> month;
    rt::buffer<bool> weekday;
    const auto send = [&](rt::batch& batch, rt::outgoing& to) {
      const rt::column<std::int64_t> pickup_datetime(batch[trips::pickup_datetime]);
      for (std::uint32_t i = 0; i < batch.size; ++i) {
        bucket.set(i, rt::hour(pickup_datetime[i]), pickup_datetime.known(i));
        date.set(i, rt::day_of(pickup_datetime[i]), pickup_datetime.known(i));
      }
      to.add({date, batch[trips::PULocationID], batch[trips::DOLocationID], bucket, batch[trips::hvfhs_license_num],
          batch[trips::trip_miles]}, batch);
    };
    // collective, in rounds: if weather_by_key is spread over the ranks, rows go to the owner of their key
    for (rt::received_batch received; to_weather_by_key.next(scan, send, received);)
      for (rt::matches& pairs : weather_by_key.probe({received[trips::date]}, received.rows)) {
        // drop rows with a missing key: they belong to no group
        rt::selection kept = pairs.known(received,
            {trips::PULocationID, trips::DOLocationID, trips::date, {weather_by_key, weather::rain}, trips::bucket});
        const rt::column<std::int32_t> date_column(received[trips::date]);
        for (const auto [k, i] : pairs.with_probed(kept)) {
          month[k] = rt::month(date_column[i]);
          weekday[k] = rt::dayofweek(date_column[i]) < 5;
        }
        const auto states = summary_groups.find(pairs.take(received, {trips::PULocationID, trips::DOLocationID, month,
            weekday, {weather_by_key, weather::rain}, trips::bucket}), kept);
        const rt::coded_column hvfhs_license_num(received[trips::hvfhs_license_num]);
        const rt::column<double> trip_miles(received[trips::trip_miles]);
        for (const auto [i, state] : states.with(pairs.probed())) {
          if (hvfhs_license_num.known(i)) state.trips.add();
          if (trip_miles.known(i)) state.avg_miles.add(trip_miles[i]);
        }
      }
  }
  weather_by_key.free();
  // collective: partial groups travel to the owner of their keys' hash, and are merged there
  summary_groups.finish();

  rt::sorter summary_sorter(at::line<33, "sort_values">, summary_groups.fields({{"trips", bodo::int64},
      {"avg_miles", bodo::float64, rt::nullable}}), summary_groups.keys());
  rt::add_all(summary_sorter, summary_groups, rt::values(at::line<32, "groupby">));
  // collective: rows travel to the rank that holds their part of the order
  summary_sorter.finish();

  // summary.to_parquet(out)                                                               taxi.cpp:34
  rt::parquet_writer summary_writer(at::line<34, "to_parquet">, out, summary_sorter.fields());
  rt::add_all(summary_writer, summary_sorter);
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
