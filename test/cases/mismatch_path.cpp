// Every rank reads another file.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: disagree
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void f(const std::string& path) {
  auto df = bodo::read_parquet(path, bodo::schema({{"a", bodo::int64}}));
  bodo::print(df["a"].sum());
}

int main() { f("file" + std::to_string(bodo::get_rank())); }
