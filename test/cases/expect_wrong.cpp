// A frame that differs from its expect ends the program: the message has the column, the expected and the actual type.
// exit: not 0
// message: 'v'
#include <bodo/bodo.h>

#include <vector>

[[bodo::jit]] void show(bodo::DataFrame df) {
  df = bodo::expect(df, bodo::schema({{"v", bodo::int64}}));
  bodo::print(df["v"].sum());
}

int main() {
  const std::vector<double> values{1, 2};
  show(bodo::DataFrame{{"v", values}});
}
