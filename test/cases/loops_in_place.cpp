// Loops that write an array in its memory, and what holds the old elements: a frame, another variable, a part of the rows.
// rank 0 prints:
//   0 10 20 30 40
//   1 92 183 274 365
//   9 14 19 24 29
//   4 3 2 1 0 | 4 3
//   3020 3621 4222
//   4.5 2.5
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>

void show(const bodo::DataFrame& df, const char* end = "\n") {
  if (bodo::get_rank() != 0) return;
  bool first = true;
  for (const std::int64_t value : df.column<std::int64_t>("a")) {
    fmt::print("{}{}", first ? "" : " ", value);
    first = false;
  }
  fmt::print("{}", end);
}

// The elements after two rounds, of which the frame has those after one.
[[bodo::jit]] bodo::DataFrame kept(std::int64_t n, int rounds, bool last) {
  bodo::Array<std::int64_t> a = bodo::arange(n);
  bodo::DataFrame before{{"a", a}};
  for (int round = 0; round < rounds; ++round) {
    before = bodo::DataFrame{{"a", a}};
    for (auto i : bodo::prange(n)) a[i] = a[i] * 10 + round - 9 * i * round;
  }
  bodo::DataFrame after{{"a", a}};
  if (last) before = after;
  return before;
}

// Two variables of the same elements, each of which has a loop of its own.
[[bodo::jit]] bodo::DataFrame twins(std::int64_t n) {
  bodo::Array<std::int64_t> a = bodo::arange(n), b = a;
  for (int round = 0; round < 3; ++round) {
    for (auto i : bodo::prange(n)) a[i] += 1;
    for (auto i : bodo::prange(1, n)) a[i] += b[i];
    for (auto i : bodo::prange(n)) b[i] = a[i] - b[i];
    b = a - b * 0;
    for (auto i : bodo::prange(n)) a[i] = 9 + 5 * i + 0 * b[i];
  }
  bodo::DataFrame df{{"a", a}};
  return df;
}

[[bodo::jit]] bodo::DataFrame parts(std::int64_t n, bool whole) {
  bodo::Array<std::int64_t> a = bodo::arange(n), front = a.head(2);
  for (int round = 0; round < 3; ++round) {
    if (round == 2) front = a.head(2);
    for (auto i : bodo::prange(n)) a[i] = n - 1 - (round == 2 ? 0 : i) - (round == 2 ? i : 0);
  }
  bodo::DataFrame df{{"a", a}}, some{{"a", front}};
  if (!whole) df = some;
  return df;
}

// An array that loops and a sum read before a loop writes it, and a value of its old elements that is computed later.
[[bodo::jit]] bodo::DataFrame readers(std::int64_t n) {
  bodo::Array<std::int64_t> a = bodo::arange(n), b = bodo::zeros(n);
  for (int round = 0; round < 2; ++round) {
    const bodo::Array<std::int64_t> twice = a * 2;
    std::int64_t sum = 0;
    for (auto i : bodo::prange(n)) sum += a[i];
    const std::int64_t whole = a.sum();
    for (auto i : bodo::prange(n)) b[i] += a[i];
    for (auto i : bodo::prange(n)) a[i] += sum - whole + 10;
    b += twice;
  }
  bodo::DataFrame df{{"a", b * 100 + a}};
  return df;
}

// Two columns, and sums that need not be exact.
[[bodo::jit]] void fast(std::int64_t n) {
  bodo::Array<double, 2> x = bodo::ones(n, 2);
  bodo::Array<double> sums = bodo::zeros(2);
  double total = 0;
  for (int round = 0; round < 2; ++round)
    for (auto i : bodo::prange(n, {.fast = true}))
      for (std::int64_t j = 0; j < x.columns(); ++j) {
        x(i, j) *= 0.5 + static_cast<double>(j) / 2;
        sums[j] += x(i, j) / 2;
        total += x(i, j) / 3;
      }
  const double second = sums[1], first = sums[0] + total - total;
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", second - 0.5, first + 0.625);
}

int main() {
  show(kept(5, 2, false));
  show(kept(5, 2, true));
  show(twins(5));
  show(parts(5, true), " | ");
  show(parts(5, false));
  show(readers(3));
  fast(5);
}
