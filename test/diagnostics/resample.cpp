// Intervals of time that cannot be.
#include <bodo/bodo.h>

[[bodo::jit]] void resampled() {
  auto df = bodo::read_parquet("t.parquet", bodo::schema({{"t", bodo::timestamp}, {"d", bodo::date}, {"x", bodo::float64}}));
  // expected-error:42@+2 {{'resample' needs the column of the times}}
  // expected-note@+1 {{name it: df.resample("1h", {.on = "time"})}}
  auto no_column = df.resample("1h", {}).size();
  // expected-error:30@+2 {{'fortnight' is not a unit of time}}
  // expected-note@+1 {{units are ns, us, ms, s, min, h, d, w, mo (months), q and y, with a number before them: "15min"}}
  auto no_unit = df.resample("fortnight", {.on = "t"}).size();
  // expected-error:31@+2 {{a date has no time of day}}
  // expected-note@+1 {{make it a time first: df["d"] = df["d"].astype("timestamp")}}
  auto no_parts = df.resample("1h", {.on = "d"}).size();
  // expected-error:44@+2 {{.dt().floor() needs dates or times, not 'x' (float64)}}
  // expected-note@+1 {{read it as dates (.parse_dates), or convert it: .astype("timestamp")}}
  auto no_times = df.resample("1d", {.on = "x"}).size();
  // expected-error:43@+2 {{there is no column 'y'}}
  // expected-note@+1 {{the columns are {t: timestamp, d: date, x: float64}}}
  auto no_name = df.resample("1d", {.on = "y"}).size();
  // expected-error:57@+2 {{'resample' aggregates its intervals: it has no windows, and chooses no rows}}
  // expected-note@+1 {{make the interval a column: df["hour"] = df["time"].dt().floor("h"), and group by it}}
  auto no_windows = df.resample("1d", {.on = "t"})["x"].cumsum();
  // expected-error:49@+2 {{'resample' aggregates its intervals: it has no windows, and chooses no rows}}
  // expected-note@+1 {{make the interval a column: df["hour"] = df["time"].dt().floor("h"), and group by it}}
  auto no_rows = df.resample("1d", {.on = "t"}).head(2);
  // expected-error:61@+2 {{the aggregated frame has two columns named 't'}}
  // expected-note@+1 {{columns are found by name: give each a name of its own}}
  auto no_twice = df.resample("1d", {.on = "t"}).agg({{"t", bodo::sum("x")}});
}

int main() { resampled(); }
