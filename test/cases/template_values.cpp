// Template parameters that are values: numbers, enumerators, functions, structs; with defaults and constraints.
// rank 0 prints:
//   16 17 106 117 9 9 9 12 13
//   1 6
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <concepts>
#include <string>

enum class Color {
  red,
  green
};
struct Point {
  int x, y;
};
static int twice(int x) { return 2 * x; }

template <int K>
[[bodo::jit]] std::int64_t scaled(int n) {
  bodo::DataFrame df{{"a", bodo::arange(n) + K}};
  df["b"] = df["a"].map([](std::int64_t x) { return x * K; });
  if (n > K) df["b"] = df["b"] + K - 2;
  return df["b"].sum();
}

template <bool Add, Color C = Color::green>
[[bodo::jit]] std::int64_t chosen(int n) {
  const int add = Add ? 10 : 0;
  const int more = C == Color::green ? 1 : 100;
  return std::int64_t(bodo::arange(n).sum()) + add + more;
}

template <auto N>
[[bodo::jit]] std::int64_t of_any() {
  return std::int64_t(bodo::arange(4).sum()) + N;
}

template <class T, T N = 3>
  requires std::integral<T>
[[bodo::jit]] T of_type(T n) {
  return T(bodo::arange(n).sum()) + N;
}

template <int (*F)(int)>
[[bodo::jit]] std::int64_t called(int n) {
  return F(static_cast<int>(std::int64_t(bodo::arange(n).sum())));
}

template <Point P>
[[bodo::jit]] std::int64_t of_point(int n) {
  return std::int64_t(bodo::arange(n).sum()) + P.x * P.y;
}

template <class T>
[[bodo::jit]] std::int64_t sized(T n) {
  std::int64_t rows = 1;
  if constexpr (requires { n.size(); }) rows = static_cast<std::int64_t>(n.size());
  const bool is_text = requires { n.size(); };
  return std::int64_t(bodo::arange(rows).sum()) + (is_text ? 0 : 1);
}

int main() {
  bodo::print(fmt::format("{} {} {} {} {} {} {} {} {}", scaled<2>(3) - 2, chosen<true>(4), chosen<false, Color::red>(4),
                          chosen<true>(4) + chosen<false, Color::red>(4) - 6, of_any<3>(), of_any<3U>(), of_type(4),
                          called<twice>(4), of_point<Point{7, 1}>(4)));
  bodo::print(fmt::format("{} {}", sized(4), sized(std::string("four"))));
}
