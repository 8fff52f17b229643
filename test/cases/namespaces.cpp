// Annotated functions that are declared first and defined last, stand in namespaces and in classes, and are called from
// elsewhere.
// options: -Wno-bodo-no-parallelism
// rank 0 prints:
//   early 9, again 4
//   total 18, largest 5
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>

namespace lib {
bodo::DataFrame late(int n);
}

[[bodo::jit]] std::int64_t early(int n) {
  auto df = lib::late(n);
  return df["A"].sum();
}

namespace lib {

namespace {
[[bodo::jit]] bodo::DataFrame hidden(const bodo::DataFrame& df) { return df[df["A"] > 1]; }
}  // namespace

[[bodo::jit]] bodo::DataFrame late(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return hidden(df);
}

}  // namespace lib

namespace other {

[[bodo::jit]] std::int64_t again(int n) {
  auto df = lib::late(n);
  return df["A"].max();
}

}  // namespace other

struct Model {
  int shift = 2;

  [[bodo::jit]] bodo::DataFrame rows(int n) const {
    bodo::DataFrame df{{"A", bodo::arange(n) + shift}};
    return df;
  }
  [[bodo::jit]] std::int64_t total(const bodo::DataFrame& df) const;
  [[bodo::jit]] static std::int64_t largest(const bodo::DataFrame& df) { return df["A"].max(); }
};

[[bodo::jit]] std::int64_t Model::total(const bodo::DataFrame& df) const { return df["A"].sum() + 2 * shift; }

int main() {
  const auto a = early(5), b = other::again(5);
  if (bodo::get_rank() == 0) fmt::print("early {}, again {}\n", a, b);
  const Model model;
  const auto df = model.rows(4);
  const auto total = model.total(df), largest = Model::largest(df);
  if (bodo::get_rank() == 0) fmt::print("total {}, largest {}\n", total, largest);
}
