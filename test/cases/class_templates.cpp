// Members of class templates: each class has its own version, wherever the member is defined.
// rank 0 prints:
//   sum 7 above 2 of 5
//   sum 8 above 2.5 of 5
//   2 rows of 3 in [1, 3)
//   4 of int, 2 of double
//   12 by a specialisation
#include <bodo/bodo.h>

#include <cstdint>
#include <cstdio>
#include <type_traits>

namespace windows {

template <class T>
struct Above {
  T least;
  std::int64_t rows;

  [[bodo::jit]] T sum() const {
    bodo::DataFrame df{{"A", bodo::arange(rows) + (std::is_floating_point_v<T> ? T(0.5) : T(0))}};
    const T none = 0;
    T all = df[df["A"] > least]["A"].sum();
    return all + none;
  }
};

// defined outside of the class, after a use
template <class T, int Width = 2>
class Range {
 public:
  explicit Range(T from) : from_(from) {}
  [[bodo::jit]] std::int64_t rows(std::int64_t n) const;
  [[bodo::jit]] static std::int64_t width(const bodo::DataFrame& df);

 private:
  T from_;
};

std::int64_t kept() { return Range<int>(1).rows(3); }

template <class T, int Width>
std::int64_t Range<T, Width>::rows(std::int64_t n) const {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df[df["A"] >= from_ && df["A"] < from_ + Width].size();
}

template <class T, int Width>
std::int64_t Range<T, Width>::width(const bodo::DataFrame& df) {
  if constexpr (std::is_same_v<T, int>)
    return df["A"].count();
  else
    return df["A"].max();
}

// one with members of its own
template <>
struct Above<bool> {
  [[bodo::jit]] std::int64_t sum(std::int64_t n) const { return bodo::arange(n).sum() * 2; }
};

}  // namespace windows

[[bodo::jit(distributed = {"df"})]] bodo::DataFrame made(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n) % 3}};
  return df;
}

int main() {
  using namespace windows;
  const Above<int> whole{2, 5};
  const Above<double> parts{2.5, 5};
  const auto sum = whole.sum();
  const auto sums = parts.sum();
  const auto rows = kept();
  const auto df = made(4);
  const auto ints = Range<int>::width(df), doubles = Range<double>::width(df);
  const auto special = Above<bool>{}.sum(4);
  if (bodo::get_rank() != 0) return 0;
  std::printf("sum %d above 2 of 5\n", sum);
  std::printf("sum %g above 2.5 of 5\n", sums);
  std::printf("%lld rows of 3 in [1, 3)\n", static_cast<long long>(rows));
  std::printf("%lld of int, %lld of double\n", static_cast<long long>(ints), static_cast<long long>(doubles));
  std::printf("%lld by a specialisation\n", static_cast<long long>(special));
}
