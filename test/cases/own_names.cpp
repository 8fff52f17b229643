// The user's names for C++ types: what a type is decides, not how it is spelled.
// rank 0 prints:
//   0    0
//   1    1
//   Name: a, dtype: int64[pyarrow]
//   days 4 5, words 1 1, money 6.00 3.00
//   10 6
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

using View = std::string_view;
using Text = std::string;
using Day = std::chrono::sys_days;
using MaybeDay = std::optional<Day>;
using MaybeView = std::optional<View>;
using Money = bodo::decimal_value;
using MaybeMoney = std::optional<Money>;
using FrameOfSeries = bodo::DataFrame;
using Column = bodo::Series;
using Result = bodo::Scalar;

// no class of bodo's
struct Scalar {
  double value;
};
struct Scaled {
  bodo::DataFrame frame;
  Result total;
  Scalar factor;
};

MaybeDay later(MaybeDay day) { return day ? MaybeDay(*day + std::chrono::days(1)) : day; }
std::size_t lengthOf(View text) { return text.size(); }
std::size_t lengthOrNone(MaybeView text) { return text ? text->size() : 0; }
Money twice(Money price) { return price + price; }
MaybeMoney same(MaybeMoney price) { return price; }

[[bodo::jit]] FrameOfSeries frame(int n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  df["day"] = bodo::full(n, Day(std::chrono::days(4)));
  df["price"] = df["a"].astype("decimal(10,2)");
  df["text"] = df["a"].astype("string");
  return df;
}

[[bodo::jit]] Column numbers(int n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  return df["a"];
}

[[bodo::jit]] Result total(int n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  return df["a"].sum();
}

[[bodo::jit]] Scaled scaled(int n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  return {df, df["a"].sum(), Scalar{2.5}};
}

[[bodo::jit]] void mapped(int n) {
  bodo::DataFrame df = frame(n);
  df["later"] = df["day"].map(later);
  df["length"] = df["text"].map(lengthOf);
  df["known"] = df["text"].map(lengthOrNone);
  df["twice"] = df["price"].map(twice);
  df["same"] = df["price"].map(same);
  const Day day = df["day"].max();
  const MaybeDay next = df["later"].max();
  const std::int64_t length = df["length"].max(), known = df["known"].max();
  const Money most = df["twice"].max();
  const MaybeMoney some = df["same"].max();
  const bool equal = most == *some + *some;  // operators of their own
  if (bodo::get_rank() == 0)
    fmt::print("days {} {}, words {} {}, money {:.2f} {:.2f}\n", day.time_since_epoch().count(),
               next->time_since_epoch().count(), length, known, static_cast<double>(most),
               equal ? static_cast<double>(*some) : 0.0);
}

int main() {
  bodo::print(numbers(2));
  mapped(4);
  const std::int64_t sum = total(5), other = scaled(4).total;
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", sum, other);
}
