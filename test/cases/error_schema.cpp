// A file with another schema than the compiler saw: the message has the column, the expected and the actual type.
// exit: not 0
// message: error_schema.cpp:9: ...'a'...int64...string
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void show(const std::string& path) {
  auto df = bodo::read_parquet(path, bodo::schema({{"a", bodo::int64}}));
  bodo::print(df["a"].sum());
}

int main() { show("other.parquet"); }
