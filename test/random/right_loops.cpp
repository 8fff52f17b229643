// For each wrong loop of test/diagnostics/parallel_*.cpp one that says the same, or what was meant, and is accepted:
// the comment before it has the line that is wrong there. loops.py runs this program on ranks and one iteration after
// the other, and checks that no wrong loop is missing.
#include <bodo/bodo.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

#ifdef ON_RANKS
using total = double;
#endif

void show(const char* name, double value) { std::printf("%s = %a\n", name, value); }

std::int64_t bin(double x) { return static_cast<std::int64_t>(x); }
double changed(double x) { return 2 * x + 1; }
double pure(double x) { return x / 2; }
struct Totals {
  double low = 0, high = 0;
  void add(double x) { high += x; }
};
// A number that depends on i alone.
double scrambled(std::int64_t i) { return static_cast<double>(i * 7919 % 101) / 4; }

[[bodo::jit]] void keys(std::int64_t n) {
  bodo::Array<double> a = bodo::zeros(n), b = bodo::ones(n), c = bodo::zeros(n), d = bodo::zeros(n);
  bodo::Array<std::int64_t> k = bodo::arange(n), most = bodo::zeros(n);
  // not: for (auto i : bodo::prange(n)) a[k[i]] *= 2;
  for (auto i : bodo::prange(n)) c[k[i]] += std::log(2.0);
  // not: for (auto i : bodo::prange(n)) a[k[i]] /= 2;
  for (auto i : bodo::prange(n)) c[k[i]] -= std::log(4.0);
  // not: for (auto i : bodo::prange(n)) a[bin(b[i])] = std::max(a[bin(b[i])], 1.0);
  for (auto i : bodo::prange(n)) {
    const auto key = std::min(bin(b[i]), n - 1);
    a[key] = std::max(a[key], 1.0);
  }
  for (auto i : bodo::prange(n)) {
    auto j = i;
    // not: a[j++] = std::max(a[j++], 1.0);
    const auto key = j++;
    a[key] = std::max(a[key], static_cast<double>(j));
  }
  // not: for (auto i : bodo::prange(n)) a[k[i]] = std::max(b[i], a[k[i]]);
  for (auto i : bodo::prange(n)) a[k[i]] = std::max(a[k[i]], b[i]);
  for (auto i : bodo::prange(n)) {
    a[k[i]] += 1;
    // not: a[k[i]] = std::max(a[k[i]], 1.0);
    d[k[i]] = std::max(d[k[i]], 1.0);
  }
  // not: for (auto i : bodo::prange(n)) k[k[i]] = std::max(k[k[i]], k[0]);
  for (auto i : bodo::prange(n)) most[k[i]] = std::max(most[k[i]], k[0]);
  // not: for (auto i : bodo::prange(n)) a[k[i]] = std::max(a[k[n - i]], 1.0);
  for (auto i : bodo::prange(1, n)) a[k[i]] = std::max(a[k[i]], d[k[n - i]]);
  for (auto i : bodo::prange(n))
    // not: if (a[k[i]] < b[i]) a[k[i]] = b[i] + 1;
    if (a[k[i]] < b[i] + 1) a[k[i]] = b[i] + 1;
  total sum = 0;
  for (auto i : bodo::prange(n))
    sum += (a[i] + 3 * c[i] + 5 * d[i] + static_cast<double>(most[i])) * (1 + scrambled(i));
  show("keys", static_cast<double>(sum));
}

[[bodo::jit]] void appended(std::int64_t n) {
  bodo::Array<double> a = bodo::arange(n), found = bodo::zeros(0), others = bodo::zeros(0), after = bodo::zeros(n);
  bodo::Array<double> one = bodo::ones(1);
  for (auto i : bodo::prange(n)) {
    // not: if (a[i] > 1) found.push_back(a[i]);
    if (a[i] > 1) found.push_back(a[i]);
    if (i > 0) after[i] = a[i - 1];
  }
  const std::int64_t length = static_cast<std::int64_t>(others.size());
  for (auto i : bodo::prange(n)) {
    // not: if (i > found.size()) found.push_back(a[i]);
    if (i > length) found.push_back(a[i]);
  }
  // not: found.push_back(1);
  for (auto i : bodo::prange(1)) found.push_back(one[i]);
  for (auto i : bodo::prange(n)) {
    // not: const auto keep = [&](double x) { found.push_back(x); };
    found.push_back(2 * a[i]);
  }
  const std::int64_t all = static_cast<std::int64_t>(found.size());
  total sum = 0;
  for (auto i : bodo::prange(all)) sum += found[i] * (1 + scrambled(i));
  for (auto i : bodo::prange(n)) sum += after[i];
  show("appended", static_cast<double>(sum));
}

[[bodo::jit]] void large(std::int64_t n) {
  bodo::Array<double> a = bodo::arange(n), b = bodo::ones(n);
  bodo::Array<std::int64_t> counts = bodo::zeros(7);
  total sum = 0;
  // not: for (auto i : bodo::prange(n)) sum += b[i] + a[n - i];
  for (auto i : bodo::prange(1, n)) sum += b[i] + a[n - i];
  // not: for (auto i : bodo::prange(n)) ++counts[k[i]];
  for (auto i : bodo::prange(n)) ++counts[i % 7];
  for (auto i : bodo::prange(7)) sum += static_cast<double>(counts[i] * i);
  show("large", static_cast<double>(sum));
}

[[bodo::jit]] void writes(std::int64_t n) {
  bodo::Array<double> a = bodo::zeros(n), b = bodo::arange(n), c = bodo::arange(n);
  // not: for (auto i : bodo::prange(n - 1)) a[i + 1] = b[i];
  for (auto i : bodo::prange(1, n)) a[i] = b[i - 1];
  // not: for (auto i : bodo::prange(n)) a[0] = b[i];
  for (auto i : bodo::prange(n))
    if (i == 0) a[i] = b[n - 1];
  for (auto i : bodo::prange(1, n)) {
    // not: a[i] = a[i - 1] + 1;
    c[i] = a[i - 1] + 1;
  }
  std::swap(a, c);
  // not: a[2] = 1;
  for (auto i : bodo::prange(n))
    if (i == 2) a[i] = 1;
  for (auto i : bodo::prange(n)) {
    // not: change(a[i]);
    a[i] = changed(a[i]);
  }
  for (auto i : bodo::prange(n)) {
    // not: auto& here = a[i];
    const auto here = a[i];
    a[i] = here - 0.5;
  }
  total sum = 0;
  for (auto i : bodo::prange(n)) sum += a[i] * (1 + scrambled(i)) + c[i];
  show("writes", static_cast<double>(sum));
}

[[bodo::jit]] void by_key(std::int64_t n) {
  bodo::Array<double> a = bodo::zeros(n), b = bodo::zeros(n), f = bodo::arange(n);
  bodo::Array<std::int64_t> k = bodo::arange(n), h = bodo::zeros(3);
  total sum = 0;
  for (auto i : bodo::prange(n)) {
    // not: a[k[i]] += 1;
    a[k[i]] += 1;
    sum += b[i];
  }
  for (auto i : bodo::prange(n)) {
    // not: const double before = a[k[i]] += 1;
    a[k[i]] += 1;
    sum += static_cast<double>(k[i]);
  }
  for (auto i : bodo::prange(n)) {
    // not: k[i % 3] += a[i];
    h[i % 3] += static_cast<std::int64_t>(f[i]);
  }
  for (auto i : bodo::prange(n)) {
    // not: a[i] = a[k[i]];
    b[i] = a[k[i]];
  }
  for (auto i : bodo::prange(n)) {
    // not: const auto at = [&](std::int64_t index) { return a[index]; };
    const auto twice = [](double x) { return 2 * x; };
    sum += twice(a[k[i]]);
  }
  for (auto i : bodo::prange(n)) sum += b[i] * (1 + scrambled(i)) + static_cast<double>(h[i % 3]);
  show("by_key", static_cast<double>(sum));
}

[[bodo::jit]] void elements(std::int64_t n, std::int64_t k) {
  bodo::Array<double> a = bodo::arange(n), b = bodo::ones(n), c = bodo::zeros(n);
  bodo::Array<std::int64_t> few = bodo::zeros(3), more = bodo::zeros(3);
  total sum = 0;
  for (auto i : bodo::prange(n - 1)) {
    const auto j = i + 1;
    // not: a[i] = a[j] + 1;
    c[i] = a[j] + 1;
  }
  for (auto i : bodo::prange(n)) {
    const auto j = n - 1 - i;
    // not: a[j] = b[i];
    a[i] = b[j] + c[j];
  }
  // not: for (auto i : bodo::prange(n)) a[i] = a[i + k];
  for (auto i : bodo::prange(n - k)) c[i] = a[i + k];
  // not: for (auto i : bodo::prange(n)) a[i % 2 == 0 ? i : 0] = b[i];
  for (auto i : bodo::prange(n)) a[i] = i % 2 == 0 ? b[i] : a[i];
  // not: for (auto i : bodo::prange(n)) std::swap(a[i], b[i]);
  std::swap(a, b);
  for (auto i : bodo::prange(n)) {
    // not: double* const here = &a[i];
    double here = a[i];
    double* const at = &here;
    *at += 1;
    a[i] = here;
  }
  // not: for (auto i : bodo::prange(n)) a[i] = a[i - 1] = b[i];
  for (auto i : bodo::prange(n)) a[i] = i + 1 < n ? b[i + 1] : b[i];
  for (auto i : bodo::prange(n)) {
    // not: for (std::int64_t j = 0; j < i; ++j) a[i] += a[j];
    for (std::int64_t j = 0; j < i; ++j) c[i] += a[j];
  }
  // not: for (auto i : bodo::prange(n)) (i % 2 == 0 ? a[i] : b[i]) = 1;
  for (auto i : bodo::prange(n)) {
    if (i % 2 == 0)
      a[i] = 1;
    else
      b[i] = 1;
  }
  for (auto i : bodo::prange(3)) {
    // not: ++c[i % 2];
    ++few[i % 2];
    more[i] = i;
  }
  for (auto i : bodo::prange(n)) {
    // not: if (c[i % 3] < 10) ++c[i % 3];
    if (b[i] < 10) ++few[i % 3];
  }
  for (auto i : bodo::prange(n)) sum += (a[i] + 3 * b[i] + 7 * c[i]) * (1 + scrambled(i));
  for (auto i : bodo::prange(3)) sum += static_cast<double>(few[i] * (i + 1) + more[i]);
  show("elements", static_cast<double>(sum));
}

[[bodo::jit]] void operators(std::int64_t n) {
  bodo::Array<double> a = bodo::arange(n), b = bodo::zeros(n);
  total sum = 0, other = 0, third = 0, logarithm = 0;
  std::int64_t count = 0, bits = 1, last = -1, product = 1;
  bool any = false;
  // not: for (auto i : bodo::prange(n)) sum = sum + a[i];
  for (auto i : bodo::prange(n)) sum += a[i];
  // not: for (auto i : bodo::prange(n)) sum = a[i] - sum;
  for (auto i : bodo::prange(n)) sum += (n - i) % 2 == 1 ? a[i] : -a[i];
  // not: for (auto i : bodo::prange(n)) sum /= 1 + a[i];
  for (auto i : bodo::prange(n)) logarithm -= std::log(1 + a[i]);
  // not: for (auto i : bodo::prange(n)) bits <<= i % 2;
  for (auto i : bodo::prange(n)) count += i % 2;
  // not: for (auto i : bodo::prange(n)) bits %= 1 + i;
  for (auto i : bodo::prange(n)) bits ^= 1 + i;
  // not: for (auto i : bodo::prange(n)) any = any || a[i] > 1;
  for (auto i : bodo::prange(n)) any |= a[i] > 1;
  // not: for (auto i : bodo::prange(n)) count = i;
  for (auto i : bodo::prange(n)) last = std::max(last, i);
  // not: for (auto i : bodo::prange(n)) a[i] = count++;
  for (auto i : bodo::prange(n)) b[i] = static_cast<double>(i);
  for (auto i : bodo::prange(n))
    // not: if (++count > 3) a[i] = 0;
    if (i + 1 > 3) b[i] = 0;
  // not: for (auto i : bodo::prange(n)) sum += other += a[i];
  for (auto i : bodo::prange(n)) {
    other += a[i];
    sum += a[i] * static_cast<double>(n - i);
  }
  // not: for (auto i : bodo::prange(n)) (i % 2 == 0 ? sum : other) += a[i];
  for (auto i : bodo::prange(n)) {
    if (i % 2 == 0)
      sum += a[i];
    else
      other += a[i];
  }
  // not: for (auto i : bodo::prange(n)) sum += a[i], other = a[i];
  for (auto i : bodo::prange(n)) sum += a[i];
  for (auto i : bodo::prange(n)) {
    third += a[i];
    // not: if (sum > 100) continue;
    if (a[i] > 100) continue;
    b[i] += 1;
  }
  for (auto i : bodo::prange(n)) {
    count += i;
    // not: count *= 2;
    product *= 2;
  }
  for (auto i : bodo::prange(n)) {
    // not: while (other < a[i]) other += 1;
    double own = 0;
    while (own < a[i]) own += 1;
    other += own;
  }
  for (auto i : bodo::prange(n)) sum += b[i] * (1 + scrambled(i));
  show("operators", static_cast<double>(sum));
  show("other", static_cast<double>(other));
  show("third", static_cast<double>(third));
  show("logarithm", static_cast<double>(logarithm));
  show("whole", static_cast<double>(count + 3 * bits + 5 * last + product % 1009) + any);
}

[[bodo::jit]] void extremes(std::int64_t n) {
  bodo::Array<double> a = bodo::zeros(n), b = bodo::zeros(n), kept = bodo::zeros(n);
  for (auto i : bodo::prange(n)) {
    a[i] = scrambled(i) + 2;
    b[i] = scrambled(3 * i + 1);
  }
  double least = 99, most = -1, second = 99, fourth = 99, fifth = 99, sixth = 99, seventh = 99;
  std::int64_t at = -1, place = -1, where = -1, whole = 0, last = -1, times = 0;
  total sum = 0;
  for (auto i : bodo::prange(n))
    // not: if (a[i] <= least) least = a[i];
    if (a[i] < least) least = a[i];
  for (auto i : bodo::prange(n))
    if (a[i] < second) {
      second = a[i];
      at = i;
    }
  // not: b[i] = static_cast<double>(at);
  for (auto i : bodo::prange(n)) kept[i] = static_cast<double>(at);
  for (auto i : bodo::prange(n)) {
    if (a[i] < fourth) {
      fourth = a[i];
      place = i;
    }
    // not: least = std::min(least, b[i]);
    fifth = std::min(fifth, b[i]);
  }
  for (auto i : bodo::prange(n)) {
    if (b[i] < sixth) {
      sixth = b[i];
      at = i;
    }
    if (a[i] > most) {
      // not: most = a[i];
      most = a[i];
      where = i;
    }
  }
  for (auto i : bodo::prange(n))
    if (a[i] < seventh) {
      // not: second = least;
      whole = i + 1;
      seventh = a[i];
    }
  for (auto i : bodo::prange(n)) {
    // not: least = a[i];
    least = std::min(least, a[i]);
    times += i;
  }
  for (auto i : bodo::prange(n))
    // not: if (a[i] < least) at = i;
    if (a[i] < 3) last = std::max(last, i);
  // not: for (auto i : bodo::prange(n)) least = std::min(second, a[i]);
  for (auto i : bodo::prange(n)) least = std::min(least, std::min(second, a[i]));
  for (auto i : bodo::prange(n)) {
    // not: least = a[i];
    if (b[i] < least) least = b[i];
    if (b[i] >= 4) ++times;
  }
  for (auto i : bodo::prange(n)) sum += kept[i] * (1 + scrambled(i));
  for (const double value : {least, most, second, fourth, fifth, sixth, seventh}) show("extreme", value);
  for (const std::int64_t value : {at, place, where, whole, last, times}) show("at", static_cast<double>(value));
  show("extremes", static_cast<double>(sum));
}

[[bodo::jit]] void objects(std::int64_t n) {
  bodo::Array<double> a = bodo::arange(n), table = bodo::zeros(3), few = bodo::zeros(3), plain = bodo::zeros(3);
  bodo::Array<double> numbers = bodo::zeros(n);
  const std::vector<double> weights(3, 0.25);
  const std::array<double, 3> offsets{1, 2, 3};
  Totals totals;
  total low = 0, high = 0, sum = 0, there = 0;
  double both = -1;
  std::int64_t longest = 0;
  // not: for (auto i : bodo::prange(n)) totals.low += a[i];
  for (auto i : bodo::prange(n)) low += a[i];
  totals.low = static_cast<double>(low);
  // not: for (auto i : bodo::prange(n)) totals.add(a[i]);
  for (auto i : bodo::prange(n)) high += a[i];
  totals.add(static_cast<double>(high));
  // not: for (auto i : bodo::prange(n)) table[static_cast<std::size_t>(i % 3)] += a[i];
  for (auto i : bodo::prange(n)) table[i % 3] += a[i];
  // not: for (auto i : bodo::prange(n)) few[static_cast<std::size_t>(i % 3)] = a[i];
  for (auto i : bodo::prange(n)) few[i % 3] = std::max(few[i % 3], a[i]);
  // not: for (auto i : bodo::prange(n)) plain[i % 3] += a[i];
  for (auto i : bodo::prange(n)) plain[i % 3] += 2 * a[i];
  // not: for (auto i : bodo::prange(n)) *where += a[i];
  for (auto i : bodo::prange(n)) there += a[i];
  // not: for (auto i : bodo::prange(n)) double_it(sum);
  for (auto i : bodo::prange(n)) sum += changed(a[i]);
  // not: for (auto i : bodo::prange(n)) a[i] = next(engine);
  for (auto i : bodo::prange(n)) numbers[i] = scrambled(i);
  // not: for (auto i : bodo::prange(n)) both = {a[i], 0};
  for (auto i : bodo::prange(n)) both = std::max(both, a[i]);
  for (auto i : bodo::prange(n)) {
    // not: auto& low = totals.low;
    Totals own;
    auto& here = own.low;
    here += a[i];
    there += own.low;
  }
  for (auto i : bodo::prange(n)) {
    // not: const auto add = [&sum](double x) { sum += x; };
    const auto more = [](double x) { return x + 1; };
    sum += more(a[i]);
  }
  // not: for (auto i : bodo::prange(n)) table.resize(static_cast<std::size_t>(i));
  for (auto i : bodo::prange(n)) longest = std::max(longest, i);
  for (auto i : bodo::prange(n)) {
    Totals own;
    // not: own.add(a[i] + table[0] + few[0] + plain[i % 3] + both.first);
    own.add(a[i] + weights[static_cast<std::size_t>(i % 3)] + offsets[static_cast<std::size_t>(i % 3)]);
    there += own.high;
  }
  for (auto i : bodo::prange(3)) sum += (table[i] + 2 * few[i] + 3 * plain[i]) * static_cast<double>(i + 1);
  for (auto i : bodo::prange(n)) sum += numbers[i];
  show("objects", static_cast<double>(sum));
  show("there", static_cast<double>(there));
  show("others", totals.low + 3 * totals.high + 5 * both + 7 * static_cast<double>(longest));
}

[[bodo::jit]] void grids(std::int64_t n, std::int64_t m) {
  bodo::Array<double, 2> a = bodo::full(n, m, 0.5), b = bodo::full(n, m, 2), c = bodo::zeros(n, m);
  total sum = 0, last = 0;
  std::int64_t changed = 0;
  // not: for (auto [i, j] : bodo::prange({0, n - 1}, {0, m})) a(i + 1, j) = b(i, j);
  for (auto [i, j] : bodo::prange({1, n}, {0, m})) a(i, j) = b(i - 1, j) + static_cast<double>(i * m + j);
  // not: for (auto [i, j] : bodo::prange({1, n}, {0, m})) a(i, j) = a(i - 1, j) + 1;
  for (auto [i, j] : bodo::prange({1, n}, {0, m})) c(i, j) = a(i - 1, j) + 1;
  // not: for (auto [i, j] : bodo::prange({0, n}, {0, m})) a(j, i) = b(i, j);
  for (auto [i, j] : bodo::prange({0, n}, {0, m})) a(i, j) = j < n && i < m ? c(j, i) : -1;
  // not: for (auto [i, j] : bodo::prange({0, n}, {0, m})) last = a(i, j);
  for (auto [i, j] : bodo::prange({0, n}, {0, m})) last += a(i, j);
  for (auto [i, j] : bodo::prange({0, n}, {0, m})) {
    // not: if (a(i, j) > 1) break;
    if (a(i, j) > 1) continue;
    sum += a(i, j);
  }
  // not: for (auto [i, j] : bodo::prange({0, n}, {0, m})) ++j;
  for (auto [i, j] : bodo::prange({0, n}, {0, m})) changed += j + 1;
  // not: for (auto p : bodo::prange({0, n}, {0, m})) sum += a(p.row, p.column);
  for (auto [row, column] : bodo::prange({0, n}, {0, m})) sum += a(row, column);
  // not: for (auto [i, j] : bodo::prange({0, n}, {0, static_cast<std::int64_t>(sum)})) last += a(i, j);
  const std::int64_t half = m / 2;
  for (auto [i, j] : bodo::prange({0, n}, {0, half})) last += a(i, j);
  for (auto [i, j] : bodo::prange({0, n}, {0, m})) sum += c(i, j) * (1 + scrambled(i * m + j));
  show("grids", static_cast<double>(sum));
  show("last", static_cast<double>(last) + static_cast<double>(changed));
}

[[bodo::jit]] void statements(std::int64_t n) {
  bodo::Array<double> a = bodo::arange(n), b = bodo::zeros(n);
  const std::int64_t length = static_cast<std::int64_t>(a.size());
  total sum = 0, other = 0;
  double least = 1;
  bool found = false;
  for (auto i : bodo::prange(n)) {
    // not: if (a[i] > 1) break;
    if (a[i] > 1) continue;
    sum += a[i];
  }
  for (auto i : bodo::prange(n)) {
    // not: if (a[i] > 1) return 1;
    found |= a[i] > 1;
  }
  for (auto i : bodo::prange(n)) {
    // not: static int times = 0;
    int times = 0;
    sum += ++times + a[i];
  }
  // not: for (auto i : bodo::prange(n)) sum += static_cast<double>(i) * static_cast<double>(df.size());
  for (auto i : bodo::prange(n)) sum += static_cast<double>(i) * static_cast<double>(length);
  for (auto i : bodo::prange(n)) {
    // not: for (auto j : bodo::prange(n)) sum += static_cast<double>(i * j);
    for (std::int64_t j = 0; j < n; ++j) sum += static_cast<double>(i * j);
  }
  // not: for ([[maybe_unused]] auto i : bodo::prange(n)) bodo::barrier();
  for ([[maybe_unused]] auto i : bodo::prange(n)) sum += 1;
  // not: for (auto i : bodo::prange(n)) ++i;
  for (auto i : bodo::prange(n)) {
    auto next = i;
    ++next;
    sum += static_cast<double>(next);
  }
  for (auto i : bodo::prange(n)) {
    // not: const auto lower = [&](double x) { least = x; };
    const auto lowered = [](double x) { return x - 3; };
    least = std::min(least, lowered(a[i]));
  }
  // not: for (auto i : bodo::prange(n)) a[i] = std::rand();
  for (auto i : bodo::prange(n)) b[i] = scrambled(i);
  // not: for (auto i : bodo::prange(n)) other += a[i];
  for (auto i : bodo::prange(n)) other += b[i];
  show("statements", static_cast<double>(sum));
  show("other", static_cast<double>(other) + least + found);
}

[[bodo::jit]] void variables(std::int64_t n) {
  bodo::Array<double> a = bodo::arange(n), seen = bodo::zeros(0), b = bodo::zeros(n);
  total sum = 0, logarithm = 0;
  std::int64_t count = 0, at = -1;
  double least = 3, last = 0, greatest = 0;
  for (auto i : bodo::prange(n)) {
    // not: last = a[i];
    if (i > at) {
      at = i;
      last = a[i];
    }
  }
  for (auto i : bodo::prange(n)) {
    // not: seen.push_back(a[i]);
    seen.push_back(a[i]);
  }
  for (auto i : bodo::prange(n)) {
    sum += a[i];
    // not: a[i] = sum;
    b[i] = a[i];
  }
  for (auto i : bodo::prange(n)) {
    sum += a[i];
    // not: sum = std::max(sum, a[i]);
    greatest = std::max(greatest, a[i]);
  }
  // not: for (auto i : bodo::prange(n)) product *= a[i];
  for (auto i : bodo::prange(n)) logarithm += std::log(1 + a[i]);
  // not: for (auto i : bodo::prange(n)) count += a[i] / 2;
  for (auto i : bodo::prange(n)) count += static_cast<std::int64_t>(a[i] / 2);
  // not: for (auto i : bodo::prange(n)) least = std::min(a[i], least);
  for (auto i : bodo::prange(n)) least = std::min(least, a[i]);
  // not: for (auto i : bodo::prange(n)) sum += counted(a[i]);
  for (auto i : bodo::prange(n)) sum += pure(a[i]);
  // not: for (auto i : bodo::prange(n)) std::cout << a[i];
  for (auto i : bodo::prange(n)) sum += b[i];
  show("variables", static_cast<double>(sum));
  show("logarithm", static_cast<double>(logarithm));
  show("others",
       last + 3 * least + 5 * greatest + static_cast<double>(count + at + static_cast<std::int64_t>(seen.size())));
}

// Arrays that every rank makes, and loops that every rank runs as a whole: k-means in two dimensions, with what its
// rounds combine beside the arrays.
[[bodo::jit]] void everywhere(std::int64_t n, std::int64_t k) {
  bodo::Array<double, 2> x = bodo::zeros(n, 2), centers = bodo::zeros(k, 2);
  bodo::Array<double> weights = bodo::ones(k);
  for (auto [i, d] : bodo::prange({0, n}, {0, 2})) x(i, d) = scrambled(2 * i + d);
  for (auto [c, d] : bodo::prange({0, k}, {0, 2})) centers(c, d) = static_cast<double>(3 * c + d);
  std::int64_t rounds = 0, most = -1, place = -1;
  total moved = 0;
  for (int round = 0; round < 3; ++round) {
    bodo::Array<double, 2> sums = bodo::zeros(k, 2);
    bodo::Array<std::int64_t> count = bodo::zeros(k);
    for (auto i : bodo::prange(n)) {
      double least = 1e300;
      std::int64_t best = 0;
      for (std::int64_t c = 0; c < k; ++c) {
        const double dx = x(i, 0) - centers(c, 0), dy = x(i, 1) - centers(c, 1);
        const double distance = (dx * dx + dy * dy) * weights[c];
        if (distance < least) {
          least = distance;
          best = c;
        }
      }
      for (std::int64_t d = 0; d < 2; ++d) sums(best, d) += x(i, d);
      ++count[best];
    }
    for (auto c : bodo::prange(k)) {
      ++rounds;
      if (count[c] > most) {
        most = count[c];
        place = c;
      }
      for (std::int64_t d = 0; d < 2; ++d) {
        if (count[c] == 0) continue;
        moved += std::abs(centers(c, d) - sums(c, d) / static_cast<double>(count[c]));
        centers(c, d) = sums(c, d) / static_cast<double>(count[c]);
      }
    }
    bodo::Array<double> next = weights * 1.0;
    for (auto c : bodo::prange(k)) next[c] = 0.5 + weights[k - 1 - c] / (1 + static_cast<double>(count[c]));
    std::swap(weights, next);
    for (auto c : bodo::prange(1, k)) weights[c] += 0.25;
    weights = weights * 0.5;
  }
  for (auto i : bodo::prange(n)) moved += weights[i % k] + centers(i % k, 1) * (1 + scrambled(i));
  show("everywhere", static_cast<double>(moved));
  show("others", static_cast<double>(rounds + 100 * place + 1000 * most));
}

// What iterations share is only read.
[[bodo::jit]] void shared(std::int64_t n, const std::vector<double>& values) {
  bodo::Array<double> a = bodo::zeros(n), b = bodo::arange(n);
  const double* const p = values.data();
  const std::int64_t length = static_cast<std::int64_t>(values.size());
  const auto half = [](double x) { return x / 2; };
  const auto nth = [p](std::int64_t i) { return p[i]; };
  total sum = 0;
  // not: for (auto i : bodo::prange(n)) *(p + i) = b[i];
  for (auto i : bodo::prange(n)) a[i] = b[i] + *(p + i % length);
  for (auto i : bodo::prange(n)) {
    // not: double* const q = p + i;
    const double* const q = p + i % length;
    a[i] += *q;
  }
  // not: for (auto i : bodo::prange(n)) view.data()[i] = b[i];
  for (auto i : bodo::prange(n)) a[i] += p[i % length];
  for (auto i : bodo::prange(n)) {
    // not: for (double* each : places) *each += b[i];
    for (const double each : values) a[i] += each;
  }
  for (auto i : bodo::prange(n)) {
    // not: const auto other = owner;
    const auto other = values[0];
    a[i] += other;
  }
  // not: for (auto i : bodo::prange(n)) put(p + i, b[i]);
  for (auto i : bodo::prange(n)) a[i] += pure(b[i]);
  // not: for (auto i : bodo::prange(n)) keep(b[i]);
  for (auto i : bodo::prange(n)) a[i] = pure(a[i]) + b[i];
  // not: for (auto i : bodo::prange(n)) a[i] = static_cast<double>(next());
  for (auto i : bodo::prange(n)) b[i] = static_cast<double>(i);
  // not: for (auto i : bodo::prange(n)) place.set(b[i]);
  for (auto i : bodo::prange(n))
    if (i == n - 1) a[i] = b[i];
  // not: for (auto i : bodo::prange(n)) a[i] = count.twice(b[i]);
  for (auto i : bodo::prange(n)) a[i] += 2 * b[i];
  // not: for (auto i : bodo::prange(n)) add(b[i]);
  for (auto i : bodo::prange(n)) sum += b[i];
  // not: for (auto i : bodo::prange(n)) add_there(b[i]);
  for (auto i : bodo::prange(n)) sum += nth(i % length) * b[i];
  // not: for (auto i : bodo::prange(n)) a[i] = any(b[i]);
  for (auto i : bodo::prange(n)) a[i] += half(b[i]);
  // not: for (auto i : bodo::prange(n)) total += a[i];
  for (auto i : bodo::prange(n)) sum += a[i];
  // not: for (auto i : bodo::prange(n)) add(a[i]);
  for (auto i : bodo::prange(n)) sum += a[i] * scrambled(i);
  show("shared", static_cast<double>(sum));
}

// Values are compared in the type of the variable that keeps one.
[[bodo::jit]] void types(std::int64_t n) {
  bodo::Array<double> a = bodo::arange(n);
  float least = 1, lower = 1;
  std::uint32_t most = 1;
  std::int64_t at = 0;
  for (auto i : bodo::prange(n)) {
    const float x = static_cast<float>(scrambled(i) / 3);
    // not: if (x < least) {
    if (x < least) {
      least = x;
      at = i;
    }
  }
  for (auto i : bodo::prange(n)) {
    const float x = static_cast<float>(scrambled(i) / 7);
    // not: if (x < least) least = x;
    if (x < lower) lower = x;
  }
  // not: for (auto i : bodo::prange(n)) most = std::max<int>(most, static_cast<int>(i));
  for (auto i : bodo::prange(n)) most = std::max(most, static_cast<std::uint32_t>(i % 5));
  // not: for (std::uint8_t i : bodo::prange(n)) a[i] = 0;
  for (std::int64_t i : bodo::prange(n)) a[i] += 1;
  total sum = 0;
  for (auto i : bodo::prange(n)) sum += a[i];
  show("types", static_cast<double>(sum) + static_cast<double>(least) + 10 * static_cast<double>(lower) +
                    100 * static_cast<double>(at) + 1000 * static_cast<double>(most));
}

int main() {
  for (const std::int64_t n : {1, 2, 5, 12}) {
    std::printf("## n = %d\n", static_cast<int>(n));
    keys(n);
    appended(n);
    large(n);
    writes(n);
    by_key(n);
    elements(n, 1);
    operators(n);
    extremes(n);
    objects(n);
    grids(n, 3);
    statements(n);
    variables(n);
    everywhere(n, 3);
    shared(n, {0.5, 1.25, -3});
    types(n);
  }
}
