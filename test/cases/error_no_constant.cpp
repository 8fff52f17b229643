// A function that was compiled for constants is called with another value.
// ranks: 1 3
// args: other
// exit: not 0
// message: error_no_constant.cpp:...: total: the function was compiled for column = "A", or for column = "B": a call in its source file can pass other constants
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] bodo::DataFrame make() { return {{"A", bodo::arange(3)}, {"B", bodo::arange(3) * 2}}; }

[[bodo::jit]] double total(const bodo::DataFrame& df, const std::string& column) { return df[column].sum(); }

int main(int, char** argv) {
  const auto df = make();
  bodo::print(total(df, "A") + total(df, "B"));
  double (*const any)(const bodo::DataFrame&, const std::string&) = total;
  any(df, argv[1]);
}
