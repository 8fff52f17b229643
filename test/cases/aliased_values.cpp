// Values that are written alike are one only if nothing can have changed them in between: not through a pointer or a
// reference, an element or a member.
// rank 0 prints:
//   pointer: 8 4
//   reference: 8 4
//   arrow: 8 4
//   element: 8 4
//   elements of its own: 6 6
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>
#include <vector>

struct Limits {
  std::int64_t least;
};

[[bodo::jit]] void aliases(std::int64_t n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  std::int64_t k = 1;
  std::int64_t* const pointer = &k;
  const std::int64_t& reference = k;
  Limits limits{1};
  const Limits* const arrow = &limits;
  std::int64_t values[] = {1, 2};
  const std::int64_t* const element = values;
  const std::int64_t p1 = (df["a"] > *pointer).sum(), r1 = (df["a"] > reference).sum();
  const std::int64_t a1 = (df["a"] > arrow->least).sum(), e1 = (df["a"] > element[0]).sum();
  k = 5;
  limits.least = 5;
  values[0] = 5;
  const std::int64_t p2 = (df["a"] > *pointer).sum(), r2 = (df["a"] > reference).sum();
  const std::int64_t a2 = (df["a"] > arrow->least).sum(), e2 = (df["a"] > element[0]).sum();
  const std::vector<std::int64_t> own{3, 4};
  const std::int64_t o1 = (df["a"] > own[0]).sum(), o2 = (df["a"] > own[0]).sum();
  if (bodo::get_rank() == 0) {
    fmt::print("pointer: {} {}\nreference: {} {}\n", p1, p2, r1, r2);
    fmt::print("arrow: {} {}\nelement: {} {}\n", a1, a2, e1, e2);
    fmt::print("elements of its own: {} {}\n", o1, o2);
  }
}

int main() { aliases(10); }
