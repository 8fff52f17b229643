// A file that is not there: every rank knows, one message with the statement's line.
// exit: not 0
// message: error_missing_file.cpp:8: ...nowhere.parquet
#include <bodo/bodo.h>
#include <string>

[[bodo::jit]] void show(const std::string& path) {
  auto df = bodo::read_parquet(path, bodo::schema({{"a", bodo::int64}}));
  bodo::print(df["a"].sum());
}

int main() { show("nowhere.parquet"); }
