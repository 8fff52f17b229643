// Edges of classes that are known only at run time must increase.
// exit: not 0
// message: error_edges.cpp:8: error: cut: the edges of classes must increase: one is not above the edge before it
#include <bodo/bodo.h>

[[bodo::jit]] void classes(double middle) {
  bodo::DataFrame df{{"i", bodo::arange(12)}};
  bodo::print(bodo::cut(df["i"], {10.0, middle, 20.0}, {.labels = false}));
}

int main() { classes(3 + bodo::get_size()); }
