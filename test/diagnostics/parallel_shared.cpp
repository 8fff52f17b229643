// Parallel loops that change what iterations share without its name: through pointers, views, lambdas, members and
// functions; types that make the order of the iterations decide. After each group, what is right.
// options: -ferror-limit=0
#include <bodo/bodo.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

double kept = 0;
double* at_kept = &kept;
void keep(double x) { *at_kept = x; }
std::int64_t next() {
  static std::int64_t number = 0;
  return number++;
}
void put(double* p, double x) { *p = x; }
double got(const double* p, std::int64_t i) { return p[i]; }
double through(double* p, std::int64_t i) { return p[i]; }

struct Place {
  double* x;
  void set(double value) const { *x = value; }
  double get() const { return *x; }
};
struct Count {
  mutable std::int64_t calls = 0;
  double twice(double x) const {
    ++calls;
    return 2 * x;
  }
};
struct Tree {
  double value;
  std::unique_ptr<Tree> left, right;
  double find(double x) const {
    if (left == nullptr || right == nullptr) return value;
    return x < value ? left->find(x) : right->find(x);
  }
};
double found(const Tree& tree, double x) { return tree.left ? tree.left->find(x) : tree.find(x); }

[[bodo::jit]] double pointers(std::int64_t n, std::vector<double> values) {
  bodo::Array<double> a = bodo::zeros(n), b = bodo::ones(n);
  double* p = values.data();
  std::span<double> view(values);
  const std::vector<double*> places{p};
  const auto owner = std::make_shared<double>(0);
  // expected-error@+2 {{'p', through which the loop could change what it leads to, in a parallel loop}}
  // expected-note@+1 {{iterations on other ranks would not see the change. To read, use a pointer or a view of constants (const double*, std::span<const double>), and for a std::function the function itself; to write, an array}}
  for (auto i : bodo::prange(n)) *(p + i) = b[i];
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'p', through which the loop could change what it leads to, in a parallel loop}}
    // expected-note@+1 {{iterations on other ranks would not see the change. To read, use a pointer or a view of constants (const double*, std::span<const double>), and for a std::function the function itself; to write, an array}}
    double* const q = p + i;
    *q = b[i];
  }
  // expected-error@+2 {{'view', through which the loop could change what it leads to, in a parallel loop}}
  // expected-note@+1 {{iterations on other ranks would not see the change. To read, use a pointer or a view of constants (const double*, std::span<const double>), and for a std::function the function itself; to write, an array}}
  for (auto i : bodo::prange(n)) view.data()[i] = b[i];
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'places', through which the loop could change what it leads to, in a parallel loop}}
    // expected-note@+1 {{iterations on other ranks would not see the change. To read, use a pointer or a view of constants (const double*, std::span<const double>), and for a std::function the function itself; to write, an array}}
    for (double* each : places) *each += b[i];
  }
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'owner', through which the loop could change what it leads to, in a parallel loop}}
    // expected-note@+1 {{iterations on other ranks would not see the change. To read, use a pointer or a view of constants (const double*, std::span<const double>), and for a std::function the function itself; to write, an array}}
    const auto other = owner;
    *other += b[i];
  }
  // expected-error@+2 {{'put', which changes 'p', in a parallel loop}}
  // expected-note@+1 {{iterations on other ranks do not see the change: return a value instead}}
  for (auto i : bodo::prange(n)) put(p + i, b[i]);
  for (auto i : bodo::prange(n)) a[i] += p[0] + *p + view[0] + through(p, 0) + got(p, 0) + *owner + *places[0];
  for (auto i : bodo::prange(n)) {
    double here[2] = {b[i], 0};
    double* const q = here;
    put(q + 1, a[i]);
    for (const double x : view) a[i] += x + q[1];
  }
  return a.sum();
}

[[bodo::jit]] double functions(std::int64_t n, const Tree& tree) {
  bodo::Array<double> a = bodo::zeros(n), b = bodo::ones(n);
  double sum = 0;
  const std::vector<double> table{1, 2};
  const Place place{&sum};
  const Count count;
  const auto add = [&sum](double x) { sum += x; };
  const auto add_there = [p = &sum](double x) { *p += x; };
  const std::function<double(double)> any = [](double x) { return x; };
  const auto look = [&table](std::int64_t i) { return table[static_cast<std::size_t>(i % 2)]; };
  // expected-error@+2 {{'keep', which changes 'at_kept', in a parallel loop}}
  // expected-note@+1 {{iterations on other ranks do not see the change: return a value instead}}
  for (auto i : bodo::prange(n)) keep(b[i]);
  // expected-error@+2 {{'next', which changes 'number', in a parallel loop}}
  // expected-note@+1 {{iterations on other ranks do not see the change: return a value instead}}
  for (auto i : bodo::prange(n)) a[i] = static_cast<double>(next());
  // expected-error@+2 {{'set', which changes 'x', in a parallel loop}}
  // expected-note@+1 {{iterations on other ranks do not see the change: return a value instead}}
  for (auto i : bodo::prange(n)) place.set(b[i]);
  // expected-error@+2 {{'twice', which changes 'calls', in a parallel loop}}
  // expected-note@+1 {{iterations on other ranks do not see the change: return a value instead}}
  for (auto i : bodo::prange(n)) a[i] = count.twice(b[i]);
  // expected-error@+2 {{a lambda, which changes 'sum', in a parallel loop}}
  // expected-note@+1 {{iterations on other ranks do not see the change: return a value instead}}
  for (auto i : bodo::prange(n)) add(b[i]);
  // expected-error@+2 {{a lambda, which changes 'p', in a parallel loop}}
  // expected-note@+1 {{iterations on other ranks do not see the change: return a value instead}}
  for (auto i : bodo::prange(n)) add_there(b[i]);
  // expected-error@+2 {{'any', through which the loop could change what it leads to, in a parallel loop}}
  // expected-note@+1 {{iterations on other ranks would not see the change. To read, use a pointer or a view of constants (const double*, std::span<const double>), and for a std::function the function itself; to write, an array}}
  for (auto i : bodo::prange(n)) a[i] = any(b[i]);
  for (auto i : bodo::prange(n)) {
    double here = 0;
    const auto add_here = [&](double x) { here += x; };
    add_here(look(i) + b[i] + tree.find(b[i]) + found(tree, b[i]) + place.get());
    const Count own;
    a[i] = here + own.twice(here);
  }
  return a.sum();
}

struct Model {
  double total = 0, scale = 2;
  std::vector<double> weights{1, 2};
  double scaled(double x) const { return x * scale; }
  void add(double x) { total += x; }
  double sum(std::int64_t n);
};

[[bodo::jit]] double Model::sum(std::int64_t n) {
  bodo::Array<double> a = bodo::ones(n);
  // expected-error@+2 {{a change of 'total', or of what it leads to, in a parallel loop}}
  // expected-note@+1 {{combine a variable of the function, and assign it to the member after the loop; write elements of arrays}}
  for (auto i : bodo::prange(n)) total += a[i];
  // expected-error@+2 {{'add', which changes 'total', in a parallel loop}}
  // expected-note@+1 {{iterations on other ranks do not see the change: return a value instead}}
  for (auto i : bodo::prange(n)) add(a[i]);
  double sum = 0;
  for (auto i : bodo::prange(n)) sum += a[i] * scale + scaled(a[i]) + weights[0];
  for (auto i : bodo::prange(n))
    for (const double x : weights) sum += a[i] * x;
  total = sum;
  return total;
}

[[bodo::jit]] double types(std::int64_t n) {
  bodo::Array<double> a = bodo::ones(n);
  float least = 1;
  std::uint32_t most = 1;
  std::int8_t small = 0;
  std::int64_t at = 0;
  for (auto i : bodo::prange(n)) {
    const double x = a[i] / 3;
    // expected-error@+2 {{'least', of type 'float', is compared as a 'double', so the order of the iterations decides}}
    // expected-note@+1 {{convert the other value before: const float x = ...}}
    if (x < least) {
      least = x;
      at = i;
    }
  }
  for (auto i : bodo::prange(n)) {
    const double x = a[i] / 3;
    // expected-error@+2 {{'least', of type 'float', is compared as a 'double', so the order of the iterations decides}}
    // expected-note@+1 {{convert the other value before: const float x = ...}}
    if (x < least) least = x;
  }
  // expected-error@+2 {{'std::max<int>' of values of type 'int' changes 'most', of type 'std::uint32_t', in the order of the iterations}}
  // expected-note@+1 {{convert the other value: std::max(most, static_cast<std::uint32_t>(...))}}
  for (auto i : bodo::prange(n)) most = std::max<int>(most, static_cast<int>(i));
  // expected-error@+2 {{the variable of a parallel loop is a 'std::uint8_t'}}
  // expected-note@+1 {{it is the number of an element: write auto, or std::int64_t}}
  for (std::uint8_t i : bodo::prange(n)) a[i] = 0;
  for (auto i : bodo::prange(n)) {
    const float x = static_cast<float>(a[i] / 3);
    if (x < least) {
      least = x;
      at = i;
    }
    most = std::max(most, static_cast<std::uint32_t>(i));
    small += 1;
  }
  return least + static_cast<float>(at) + static_cast<float>(most) + static_cast<float>(small);
}

int main() {
  pointers(3, {1, 2, 3});
  functions(3, {});
  Model().sum(3);
  types(3);
}
