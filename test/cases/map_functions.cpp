// Functions for map and reduce other than lambdas that name their types: functions by any of their names, functors,
// library functors, std::function, function pointers, generic lambdas, which get the types of the columns.
// rank 0 prints:
//   functions: 12 12 10 10 2 10 12 16
//   objects: 12 3 12 14 34 -6 12
//   called: 2 1.5 6 18
//   generic: 10 12 0!1!2!3! 8
//   types: 8 4 1 1 8 8 16
//   reduced: 24 24 24 6 24
//   outside: 12 8 6 2
//   templates: 12 18 12 10 9
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <chrono>
#include <functional>
#include <string>

using namespace std::chrono;

static std::int64_t twice(std::int64_t x) { return 2 * x; }
static double quarter(double x) { return x / 4; }
static double product(double a, double b) { return a * b; }
template <int K>
std::int64_t plus(std::int64_t x) {
  return x + K;
}
namespace inner {
static std::int64_t next(std::int64_t x) { return x + 1; }
[[maybe_unused]] static double next(double x) { return x + 1; }
}  // namespace inner
struct Functions {
  static std::int64_t before(std::int64_t x) { return x - 1; }
};

[[bodo::jit]] static void functions(bool more) {
  bodo::DataFrame df{{"a", bodo::arange(4)}};
  const auto pointer = twice;
  const std::int64_t a = df["a"].map(&twice).sum(), b = df["a"].map(*twice).sum();
  const std::int64_t c = df["a"].map(static_cast<std::int64_t (*)(std::int64_t)>(inner::next)).sum();
  const std::int64_t d = df["a"].map(plus<1>).sum(), e = df["a"].map(&Functions::before).sum();
  const std::int64_t f = df["a"].map(more ? plus<1> : plus<2>).sum(), g = df["a"].map(pointer).sum();
  const std::int64_t h = df["a"].map(twice).map(plus<1>).sum();
  bodo::print(fmt::format("functions: {} {} {} {} {} {} {} {}", a, b, c, d, e, f, g, h));
}

struct Scale {
  double factor;
  double operator()(double x) const { return factor * x; }
};
struct Twice {
  template <class T>
  T operator()(T x) const {
    return x + x;
  }
};
struct Seven {
  std::int64_t operator()(std::int64_t x) const { return x + 7; }
};
struct Derived : Seven {};
static std::function<std::int64_t(std::int64_t)> adder(int n) {
  return [n](std::int64_t x) { return x + n; };
}

[[bodo::jit]] static void objects(int n) {
  bodo::DataFrame df{{"a", bodo::arange(4)}};
  const Scale scale{2};
  const double a = df["a"].map(scale).sum(), b = df["a"].map(Scale{0.5}).sum();
  const double c = df["a"].map(Scale{double(n)}).sum();
  const std::function<std::int64_t(std::int64_t)> add = adder(n);
  const std::int64_t d = df["a"].map(add).sum(), e = df["a"].map(Derived{}).sum();
  const std::int64_t f = df["a"].map(std::negate<>{}).sum(), g = df["a"].map(Twice{}).sum();
  bodo::print(fmt::format("objects: {} {} {} {} {} {} {}", a, b, c, d, e, f, g));
}

[[bodo::jit]] static void called(const std::function<double(double)>& third, double (*function)(double)) {
  bodo::DataFrame df{{"a", bodo::arange(4)}};
  const double a = df["a"].map(third).sum(), b = df["a"].map(function).sum();
  const double c = df["a"].map([sum = double(df["a"].sum())](double x) { return x * sum / 6; }).sum();
  int k = 3;
  df["z"] = df["a"].map([&k](auto x) { return x * k; });
  k = 5;
  const std::int64_t z = df["z"].sum();
  bodo::print(fmt::format("called: {} {} {} {}", a, b, c, z));
}

struct Ends {
  double operator()(double x) const { return x / 2; }
  std::string operator()(std::string_view s) const { return std::string(s) + "!"; }
};

[[bodo::jit]] static void generic() {
  bodo::DataFrame df{{"a", bodo::arange(4)}, {"b", bodo::arange(4) + 0.5}, {"s", bodo::arange(4).astype("string")}};
  const auto next = [](auto x) { return x + 1; };
  const std::int64_t a = df["a"].map(next).sum();
  const double b = df["b"].map(next).sum();
  df["t"] = df["s"].map(Ends{});
  df["u"] = df["t"].map([](const auto& s) { return s.size(); });
  const std::uint64_t u = df["u"].sum();
  std::string all;
  for (const auto digit : {"0", "1", "2", "3"}) {
    const std::string ended = df[df["s"] == digit]["t"].max();
    all += ended;
  }
  bodo::print(fmt::format("generic: {} {} {} {}", a, b, all, u));
}

[[bodo::jit]] static void types() {
  bodo::DataFrame df{{"a", bodo::arange(4)}, {"day", bodo::full(4, sys_days(2024y / January / 1))}};
  const auto size = [](auto x) { return static_cast<std::int64_t>(sizeof(x)); };
  df["int8"] = df["a"].astype("int8");
  df["time"] = df["day"] + hours(1);
  const std::int64_t a = df["a"].map(size).max(), f = df["a"].astype("float32").map(size).max(),
                     b = (df["a"] > 2).map(size).max(), i = (df["int8"] + df["int8"]).map(size).max(),
                     t = df["time"].map(size).max(), d = (df["time"] - df["day"]).map(size).max(),
                     s = df["a"].astype("string").map(size).max();
  df["next"] = df["day"].map([](auto day) { return day + days(1); });
  df["date"] = df["time"].map([](const auto& time) { return year_month_day(floor<days>(time)); });
  bodo::print(fmt::format("types: {} {} {} {} {} {} {}", a, f, b, i, t, d, s));
}

struct Product {
  double operator()(double a, double b) const { return a * b; }
};

[[bodo::jit]] static void reduced() {
  bodo::DataFrame df{{"k", bodo::arange(4) * 0}, {"a", bodo::arange(4) + 1.0}, {"i", bodo::arange(4)}};
  const auto g =
      df.groupby("k").agg({{"p", bodo::reduce("a", 1.0, Product{})},
                           {"q", bodo::reduce("a", 1.0, &product)},
                           {"r", bodo::reduce("a", 1.0, [](auto a, auto b) { return a * b; })},
                           {"s", bodo::reduce("i", 0, std::plus<>{})},
                           {"t", bodo::reduce("a", 1.0, [one = 1.0](double a, double b) { return a * b * one; })}});
  const double p = g["p"].max(), q = g["q"].max(), r = g["r"].max(), t = g["t"].max();
  const std::int64_t s = g["s"].max();
  bodo::print(fmt::format("reduced: {} {} {} {} {}", p, q, r, s, t));
}

namespace inner {
static int scale = 2;
static std::function<std::int64_t(std::int64_t)> stored = [](std::int64_t x) { return x / 2 + 1; };
struct Settings {
  static inline std::int64_t offset = 1;
};
constexpr std::int64_t one = 1;
}  // namespace inner

[[bodo::jit]] static void outside() {
  bodo::DataFrame df{{"a", bodo::arange(4)}};
  const std::int64_t a = df["a"].map([](auto x) { return x * inner::scale; }).sum(),
                     b = df["a"].map(inner::stored).sum() + 2;
  const auto kept = df["a"].map([](std::int64_t x) -> std::optional<std::int64_t> {
    if (x < 2) return std::nullopt;
    return x + inner::one - inner::Settings::offset;
  });
  const auto same = df["a"].map([](auto x) -> std::optional<decltype(x)> { return x; });
  const std::int64_t c = kept.sum() + 1, d = kept.count() + same.sum() - 6;
  bodo::print(fmt::format("outside: {} {} {} {}", a, b, c, d));
}

template <class T>
struct Scaled {
  auto operator()(T x) const { return x * inner::scale; }
};
template <class F>
struct Again {
  F f;
  auto operator()(std::int64_t x) const { return f(f(x)); }
};
template <class F>
Again(F) -> Again<F>;
static auto adding(std::int64_t k) {
  return [k](std::int64_t x) { return x + k; };
}

[[bodo::jit]] static void templates() {
  bodo::DataFrame df{{"a", bodo::arange(4)}};
  const double a = df["a"].map(Scaled<double>{}).sum();
  const std::int64_t b = df["a"].map(Again{[](std::int64_t x) { return x + 1; }}).sum() + 4,
                     c = df["a"].map(std::bind(product, std::placeholders::_1, 2)).astype("int64").sum(),
                     d = df["a"].map(adding(3)).map(adding(-2)).sum(), e = df["a"].map(std::identity{}).sum() + 3;
  bodo::print(fmt::format("templates: {} {} {} {} {}", a, b, c, d, e));
}

int main() {
  functions(true);
  objects(2);
  called([](double x) { return x / 3; }, quarter);
  generic();
  types();
  reduced();
  outside();
  templates();
}
