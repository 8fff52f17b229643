// arange, zeros, ones, full, linspace and from_vector; a frame of series has equal blocks on the ranks.
// rank 0 prints:
//      n  a  b    z    o  c    l  v
//   0  0  1  9  0.0  1.0  x  0.0  3
//   1  1  2  7  0.0  1.0  x  0.5  1
//   2  2  3  5  0.0  1.0  x  1.0  2
#include <bodo/bodo.h>

#include <cstdint>
#include <vector>

[[bodo::jit]] void show(const std::vector<std::int64_t>& values) {
  bodo::DataFrame df{{"n", bodo::arange(3)},         {"a", bodo::arange(1, 4)},
                     {"b", bodo::arange(9, 4, -2)},  {"z", bodo::zeros(3)},
                     {"o", bodo::ones(3)},           {"c", bodo::full(3, "x")},
                     {"l", bodo::linspace(0, 1, 3)}, {"v", bodo::from_vector(values)}};
  bodo::print(df);
}

int main() { show({3, 1, 2}); }
