// Races of parallel loops by other means: names for elements and variables, operators, what goes with a minimum, rows
// and columns; after each group, what is right.
// options: -ferror-limit=0
#include <bodo/bodo.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

struct Totals {
  double low = 0, high = 0;
  void add(double x) { high += x; }
};
void double_it(double& x) { x *= 2; }
double next(std::mt19937& engine) { return static_cast<double>(engine()); }

[[bodo::jit]] double elements(std::int64_t n, std::int64_t k) {
  bodo::Array<double> a = bodo::zeros(n), b = bodo::ones(n);
  bodo::Array<std::int64_t> c = bodo::zeros(3);
  for (auto i : bodo::prange(n)) {
    const auto j = i + 1;
    // expected-error@+2 {{'a[j]' is read, and 'a[i]' written: which iteration comes first would decide what is read}}
    // expected-note@+1 {{write to another array, and exchange the two after the loop: std::swap(a, b)}}
    a[i] = a[j] + 1;
  }
  for (auto i : bodo::prange(n)) {
    const auto j = n - 1 - i;
    // expected-error@+2 {{'a[j]' is the element of another iteration, or of several}}
    // expected-note@+1 {{write a[i]; what is combined by a key is a statement of its own, a[key] += y, and all that the loop does with 'a'}}
    a[j] = b[i];
  }
  // expected-error@+2 {{'a[i + k]' is read, and 'a[i]' written: which iteration comes first would decide what is read}}
  // expected-note@+1 {{write to another array, and exchange the two after the loop: std::swap(a, b)}}
  for (auto i : bodo::prange(n)) a[i] = a[i + k];
  // expected-error@+2 {{'a[i % 2 == 0 ? i : 0]' is the element of another iteration, or of several}}
  // expected-note@+1 {{write a[i]; what is combined by a key is a statement of its own, a[key] += y, and all that the loop does with 'a'}}
  for (auto i : bodo::prange(n)) a[i % 2 == 0 ? i : 0] = b[i];
  // expected-error@+2 {{'a[i]' is bound to a reference or a pointer}}
  // expected-note@+1 {{read it into a variable, or assign it: the loop must see each read and each write}}
  for (auto i : bodo::prange(n)) std::swap(a[i], b[i]);
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'a[i]' is bound to a reference or a pointer}}
    // expected-note@+1 {{read it into a variable, or assign it: the loop must see each read and each write}}
    double* const here = &a[i];
    *here = 1;
  }
  // expected-error@+2 {{'a[i - 1]' is the element of another iteration, or of several}}
  // expected-note@+1 {{write a[i]; what is combined by a key is a statement of its own, a[key] += y, and all that the loop does with 'a'}}
  for (auto i : bodo::prange(n)) a[i] = a[i - 1] = b[i];
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'a[j]' is read, and 'a[i]' written: which iteration comes first would decide what is read}}
    // expected-note@+1 {{write to another array, and exchange the two after the loop: std::swap(a, b)}}
    for (std::int64_t j = 0; j < i; ++j) a[i] += a[j];
  }
  // expected-error@+2 {{'a[i]' is bound to a reference or a pointer}}
  // expected-note@+1 {{read it into a variable, or assign it: the loop must see each read and each write}}
  for (auto i : bodo::prange(n)) (i % 2 == 0 ? a[i] : b[i]) = 1;
  for (auto i : bodo::prange(3)) {
    // expected-error@+2 {{'c[i % 2]' is the element of another iteration, or of several}}
    // expected-note@+1 {{write c[i]; what is combined by a key is a statement of its own, c[key] += y, and all that the loop does with 'c'}}
    ++c[i % 2];
    c[i] = 0;
  }
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'c[i % 3]' is the element of another iteration, or of several}}
    // expected-note@+1 {{write c[i]; what is combined by a key is a statement of its own, c[key] += y, and all that the loop does with 'c'}}
    if (c[i % 3] < 10) ++c[i % 3];
  }
  for (auto i : bodo::prange(n - 1)) {
    const auto j = i + 1;
    b[i] = a[i + 1] + a[j] + a[i * k % n];
  }
  for (auto i : bodo::prange(n)) {
    const double before = a[i];
    a[i] = b[i];
    b[i] = before;
  }
  for (auto i : bodo::prange(n))
    if (b[i] < 10) ++c[i % 3];
  return a.sum() + b.sum() + static_cast<double>(c[0]);
}

[[bodo::jit]] double operators(std::int64_t n) {
  bodo::Array<double> a = bodo::ones(n);
  double sum = 0, other = 0;
  std::int64_t count = 0, bits = 0;
  bool any = false;
  // expected-error@+2 {{'sum' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) sum = sum + a[i];
  // expected-error@+2 {{'sum' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) sum = a[i] - sum;
  // expected-error@+2 {{'sum' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) sum /= 1 + a[i];
  // expected-error@+2 {{'bits' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) bits <<= i % 2;
  // expected-error@+2 {{'bits' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) bits %= 1 + i;
  // expected-error@+2 {{'any' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) any = any || a[i] > 1;
  // expected-error@+2 {{'count' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) count = i;
  // expected-error@+2 {{'count' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) a[i] = count++;
  for (auto i : bodo::prange(n))
    // expected-error@+2 {{'count' is declared outside of the parallel loop, and changed in it}}
    // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
    if (++count > 3) a[i] = 0;
  // expected-error@+2 {{'other' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) sum += other += a[i];
  // expected-error@+2 {{'sum' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) (i % 2 == 0 ? sum : other) += a[i];
  // expected-error@+2 {{'sum' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) sum += a[i], other = a[i];
  for (auto i : bodo::prange(n)) {
    sum += a[i];
    sum -= other;
    // expected-error@+2 {{'sum' is combined over all iterations, and used in one of them}}
    // expected-note@+1 {{it has its value after the loop: use one statement for it, which does nothing else, and one operator}}
    if (sum > 100) continue;
    a[i] = 0;
  }
  for (auto i : bodo::prange(n)) {
    count += i;
    // expected-error@+2 {{'count' is combined over all iterations, and used in one of them}}
    // expected-note@+1 {{it has its value after the loop: use one statement for it, which does nothing else, and one operator}}
    count *= 2;
  }
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'other' is combined over all iterations, and used in one of them}}
    // expected-note@+1 {{it has its value after the loop: use one statement for it, which does nothing else, and one operator}}
    while (other < a[i]) other += 1;
  }
  for (auto i : bodo::prange(n)) {
    sum += a[i];
    sum -= 0.5;
    ++count;
    bits ^= i;
    any |= a[i] > 1;
    if (i % 2 == 0) other += a[i];
  }
  return sum + other + static_cast<double>(count + bits) + any;
}

[[bodo::jit]] double extremes(std::int64_t n) {
  bodo::Array<double> a = bodo::ones(n), b = bodo::ones(n);
  double least = 9, most = 0, second = 9;
  std::int64_t at = -1, place = -1;
  for (auto i : bodo::prange(n))
    // expected-error@+2 {{'least' is declared outside of the parallel loop, and changed in it}}
    // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
    if (a[i] <= least) least = a[i];
  for (auto i : bodo::prange(n)) {
    if (a[i] < least) {
      least = a[i];
      at = i;
    }
    // expected-error@+2 {{'at' is combined over all iterations, and used in one of them}}
    // expected-note@+1 {{it has its value after the loop: use one statement for it, which does nothing else, and one operator}}
    b[i] = static_cast<double>(at);
  }
  for (auto i : bodo::prange(n)) {
    if (a[i] < least) {
      least = a[i];
      at = i;
    }
    // expected-error@+2 {{'least' is combined over all iterations, and used in one of them}}
    // expected-note@+1 {{it has its value after the loop: use one statement for it, which does nothing else, and one operator}}
    least = std::min(least, b[i]);
  }
  for (auto i : bodo::prange(n)) {
    if (a[i] < least) {
      least = a[i];
      at = i;
    }
    if (a[i] > most) {
      // expected-error@+2 {{'at' is combined over all iterations, and used in one of them}}
      // expected-note@+1 {{it has its value after the loop: use one statement for it, which does nothing else, and one operator}}
      most = a[i];
      at = i;
    }
  }
  for (auto i : bodo::prange(n))
    if (a[i] < least) {
      // expected-error@+2 {{'least' is combined over all iterations, and used in one of them}}
      // expected-note@+1 {{it has its value after the loop: use one statement for it, which does nothing else, and one operator}}
      second = least;
      least = a[i];
    }
  for (auto i : bodo::prange(n))
    if (a[i] < least) {
      // expected-error@+2 {{'least' is declared outside of the parallel loop, and changed in it}}
      // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
      least = a[i];
      at += i;
    }
  for (auto i : bodo::prange(n))
    // expected-error@+2 {{'at' is declared outside of the parallel loop, and changed in it}}
    // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
    if (a[i] < least) at = i;
  // expected-error@+2 {{'least' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) least = std::min(second, a[i]);
  for (auto i : bodo::prange(n))
    if (a[i] < least)
      // expected-error@+2 {{'least' is declared outside of the parallel loop, and changed in it}}
      // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
      least = a[i];
    else
      at = i;
  for (auto i : bodo::prange(n)) {
    if (a[i] < least) {
      least = a[i];
      at = i;
    }
    if (b[i] < least) {
      least = b[i];
      at = n + i;
    }
    if (a[i] * b[i] > most) {
      most = a[i] * b[i];
      place = i;
      second = b[i];
    }
  }
  return least + most + second + static_cast<double>(at + place);
}

[[bodo::jit]] double objects(std::int64_t n) {
  bodo::Array<double> a = bodo::ones(n);
  Totals totals;
  std::vector<double> table(3);
  std::array<double, 3> few{};
  double plain[3] = {};
  double sum = 0, total = 0;
  double* const where = &plain[0];
  std::mt19937 engine(1);
  std::pair<double, double> both;
  // expected-error@+2 {{'totals' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) totals.low += a[i];
  // expected-error@+2 {{'totals' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) totals.add(a[i]);
  // expected-error@+2 {{'table' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) table[static_cast<std::size_t>(i % 3)] += a[i];
  // expected-error@+2 {{'few' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) few[static_cast<std::size_t>(i % 3)] = a[i];
  // expected-error@+2 {{'plain' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) plain[i % 3] += a[i];
  // expected-error@+2 {{'where' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) *where += a[i];
  // expected-error@+2 {{'sum' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) double_it(sum);
  // expected-error@+2 {{'engine' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) a[i] = next(engine);
  // expected-error@+2 {{'a[i]' is bound to a reference or a pointer}}
  // expected-note@+1 {{read it into a variable, or assign it: the loop must see each read and each write}}
  for (auto i : bodo::prange(n)) both = {a[i], 0};
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'totals' is declared outside of the parallel loop, and changed in it}}
    // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
    auto& low = totals.low;
    low += a[i];
  }
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'sum' is declared outside of the parallel loop, and changed in it}}
    // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
    const auto add = [&sum](double x) { sum += x; };
    add(a[i]);
  }
  // expected-error@+2 {{'table' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) table.resize(static_cast<std::size_t>(i));
  for (auto i : bodo::prange(n)) {
    Totals own;
    // expected-error@+2 {{'table' is declared outside of the parallel loop, and changed in it}}
    // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
    own.add(a[i] + table[0] + few[0] + plain[i % 3] + both.first);
    double twice = own.high;
    double_it(twice);
    total += twice;
  }
  return sum + total + totals.low + *where;
}

[[bodo::jit]] double grids(std::int64_t n, std::int64_t m) {
  bodo::Array<double, 2> a = bodo::zeros(n, m), b = bodo::ones(n, m);
  double sum = 0, last = 0;
  // expected-error@+2 {{'a(i + 1, j)' is the element of another iteration, or of several}}
  // expected-note@+1 {{write a(i, j); what is combined by a key is a statement of its own, a(key, j) += y, and all that the loop does with 'a'}}
  for (auto [i, j] : bodo::prange({0, n - 1}, {0, m})) a(i + 1, j) = b(i, j);
  // expected-error@+2 {{'a(i - 1, j)' is read, and 'a(i, j)' written: which iteration comes first would decide what is read}}
  // expected-note@+1 {{write to another array, and exchange the two after the loop: std::swap(a, b)}}
  for (auto [i, j] : bodo::prange({1, n}, {0, m})) a(i, j) = a(i - 1, j) + 1;
  // expected-error@+2 {{'a(j, i)' is the element of another iteration, or of several}}
  // expected-note@+1 {{write a(i, j); what is combined by a key is a statement of its own, a(key, j) += y, and all that the loop does with 'a'}}
  for (auto [i, j] : bodo::prange({0, n}, {0, m})) a(j, i) = b(i, j);
  // expected-error@+2 {{'last' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto [i, j] : bodo::prange({0, n}, {0, m})) last = a(i, j);
  for (auto [i, j] : bodo::prange({0, n}, {0, m})) {
    // expected-error@+2 {{break in a parallel loop}}
    // expected-note@+1 {{other iterations may run at the same time: use continue, or an ordinary for loop}}
    if (a(i, j) > 1) break;
    sum += a(i, j);
  }
  // expected-error@+2 {{'j' is changed in the parallel loop}}
  // expected-note@+1 {{each iteration has its number: use another variable}}
  for (auto [i, j] : bodo::prange({0, n}, {0, m})) ++j;
  // expected-error@+2 {{one variable for two numbers in a parallel loop}}
  // expected-note@+1 {{write auto [i, j]}}
  for (auto p : bodo::prange({0, n}, {0, m})) sum += a(p.row, p.column);
  // expected-error@+2 {{'static_cast<std::int64_t>(sum)' would be computed again for each row}}
  // expected-note@+1 {{compute it before the loop: const std::int64_t m = ...}}
  for (auto [i, j] : bodo::prange({0, n}, {0, static_cast<std::int64_t>(sum)})) last += a(i, j);
  for (auto [i, j] : bodo::prange({1, n}, {0, m})) {
    if (j == 0) continue;
    a(i, j) = b(i - 1, j) + b(i, j - 1);
    sum += a(i, j);
  }
  return sum + last;
}

int main() {
  elements(3, 1);
  operators(3);
  extremes(3);
  objects(3);
  grids(3, 2);
}
