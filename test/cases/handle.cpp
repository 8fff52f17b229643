// A frame in ordinary code: sizes, columns, schema, this rank's values, printing; built from vectors, with missing
// values. every rank prints:
//   3 rows in 5 columns, false
//   i int64 f float64 s string b boolean t timestamp
//   6 2
//   1 missing
//   no column of numbers 'f'
//   no column of numbers 'x'
//   no column of numbers 'i'
//      i     f   s      b          t
//   0  1   0.5  ab   True 2000-01-01
//   1  2  <NA>      False 2000-01-02
//   2  3   2.5   c   True 2000-01-03
//      i     f   s      b          t
//   0  1   0.5  ab   True 2000-01-01
//   1  2  <NA>      False 2000-01-02
//   2  3   2.5   c   True 2000-01-03
#include <bodo/bodo.h>
#include <bodo/error.h>
#include <fmt/core.h>

#include <chrono>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace std::chrono;

int main() {
  const std::vector<std::int64_t> i{1, 2, 3};
  const std::vector<std::optional<double>> f{0.5, std::nullopt, 2.5};
  const std::vector<std::string> s{"ab", "", "c"};
  const std::vector<bool> b{true, false, true};
  const std::vector<sys_time<nanoseconds>> t{sys_days(2000y / 1 / 1), sys_days(2000y / 1 / 2), sys_days(2000y / 1 / 3)};
  const bodo::DataFrame df{{"i", i}, {"f", f}, {"s", s}, {"b", b}, {"t", t}};

  fmt::print("{} rows in {} columns, {}\n", df.size(), df.columns().size(), df.is_distributed());
  std::string types;
  for (const bodo::Field& field : df.schema())
    types += (types.empty() ? "" : " ") + field.name + " " + bodo::to_string(field.type);
  fmt::print("{}\n", types);
  std::int64_t sum = 0;
  for (const std::int64_t v : df.column<std::int64_t>("i")) sum += v;
  fmt::print("{} {}\n", sum, df.column<std::string_view>("s")[0].size());
  int missing = 0;
  for (const auto& v : df.column<std::optional<double>>("f")) missing += v.has_value() ? 0 : 1;
  fmt::print("{} missing\n", missing);
  for (const auto& what : {"f", "x", "i"}) {
    try {
      fmt::print("{}\n", df.column<double>(what).size());
    } catch (const bodo::error&) {
      fmt::print("no column of numbers '{}'\n", what);
    }
  }
  fmt::print("{}", df);
  const bodo::DataFrame copy = df;
  std::cout << std::flush << copy;
}
