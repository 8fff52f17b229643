// A CSV line with a field that is not a number: the message names the file and the line.
// exit: not 0
// message: error_csv.cpp:7: ...rows.csv...1502
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  auto df = bodo::read_csv("rows.csv", bodo::schema({{"a", bodo::int64}, {"b", bodo::int64}}));
  bodo::print(df["b"].sum());
}

int main() { show(); }
