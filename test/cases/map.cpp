// User code on rows: lambdas and functions on one or several columns, std::optional, captured scalars, all kinds of
// types.
#include <bodo/bodo.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

using namespace std::chrono;

std::string_view kind(std::int64_t v) { return v < 10 ? "low" : "high"; }

std::string_view weekday_of(sys_days day) {
  constexpr std::string_view names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  return names[weekday(day).c_encoding()];
}

[[bodo::jit]] void show(double factor) {
  bodo::DataFrame df{{"i", {1, std::nullopt, 30}},
                     {"f", {0.5, -1.0, std::nullopt}},
                     {"s", {"apple", "naïve", std::nullopt}},
                     {"d", {1970y / January / 1, 1970y / January / 2, 1970y / January / 3}}};
  df = bodo::scatterv(df);  // rows on all ranks, or on some
  df["twice"] = df["i"].map([](std::int64_t v) { return 2 * v; });
  df["kind"] = df["i"].map(kind);
  df["known"] = df["i"].map([](std::optional<std::int64_t> v) { return v.value_or(-1); });
  df["scaled"] = df["f"].map([factor](double v) { return v * factor; });
  df["pair"] = df.map({"i", "f"}, [](std::int64_t a, double b) { return static_cast<double>(a) + b; });
  df["odd"] = df["i"].map([](std::int64_t v) -> std::optional<std::int64_t> {
    if (v % 2 == 0) return std::nullopt;
    return v;
  });
  df["length"] = df["s"].map(
      [](std::optional<std::string_view> s) -> std::int64_t { return s ? static_cast<std::int64_t>(s->size()) : -1; });
  df["weekday"] = df["d"].map(weekday_of);
  bodo::print(df[{"i", "f", "s", "twice", "kind", "known"}]);
  bodo::print(df[{"scaled", "pair", "odd", "length", "weekday"}]);
}

int main() { show(10); }
