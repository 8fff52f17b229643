// Sessions: a user's events, cut where nothing happens for half an hour.
#include <bodo/bodo.h>
#include <chrono>

using namespace std::chrono_literals;

[[bodo::jit]] void sessions() {
  auto events = bodo::read_parquet("events.parquet").sort_values({"user", "time"});
  auto gap = events.groupby("user")["time"].diff();
  events["starts"] = gap.isna() || gap > 30min;
  events["session"] = events["starts"].cumsum();
  auto all = events.groupby({"user", "session"})
                 .agg({{"begin", bodo::min("time")}, {"end", bodo::max("time")}, {"events", bodo::size()}});
  all["length"] = (all["end"] - all["begin"]).dt().total_seconds();
  bodo::print(all.size());
  bodo::print(all["length"].mean());
  bodo::print(all["events"].max());
}

int main() { sessions(); }
