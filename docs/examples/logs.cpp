// A web server's log: the busiest pages, errors by the hour, and the clients that ask too often.
#include <bodo/bodo.h>

[[bodo::jit]] void analyse() {
  auto log = bodo::read_lines("access.log");
  auto line = log["line"].str();
  log["client"] = line.extract(R"(^(\S+))");
  log["time"] = bodo::to_timestamp(line.extract(R"(\[([^\]]+)\])"), "%d/%b/%Y:%H:%M:%S %z");
  log["page"] = line.extract(R"("[A-Z]+ ([^ ?"]+))");
  log["status"] = line.extract(R"(" (\d{3}) )").astype("int64");
  log["bytes"] = line.extract(R"( (\d+)$)").astype("int64", {.errors = "missing"});

  bodo::print(log.groupby("page").agg({{"hits", bodo::size()}, {"bytes", bodo::sum("bytes")}}).nlargest(3, {"hits"}));
  log["failed"] = log["status"] >= 500;
  bodo::print(log.resample("1h", {.on = "time"})["failed"].mean().head(4));
  log["minute"] = log["time"].dt().floor("1min");
  auto minutes = log.groupby({"client", "minute"}).size();
  auto most = minutes.groupby("client")["size"].max();
  bodo::print(most.sort_values({"size", "client"}, {.ascending = {false, true}}).head(3));
}

int main() { analyse(); }
