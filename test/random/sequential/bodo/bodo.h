#pragma once
// What programs of loops.py use of bodo.h, on one processor: a std::vector for an array, an ordinary loop for a
// parallel one, a sum of more digits for one that is rounded once.
#include <any>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "random_numbers.h"  // of loops.py

using total = __float128;

namespace bodo {

using Values = std::vector<double>;

template <class Element, int = 1>
struct Array : std::vector<Element> {
  template <class Value>
  Array(const std::vector<Value>& values) : std::vector<Element>(values.begin(), values.end()) {}
  template <class Value>
  Array& operator=(const std::vector<Value>& values) {
    this->assign(values.begin(), values.end());
    return *this;
  }
  using std::vector<Element>::operator[];
  // the elements that meet a condition
  std::vector<Element> operator[](const std::vector<bool>& mask) const {
    std::vector<Element> kept;
    for (std::size_t i = 0; i < this->size(); ++i)
      if (mask[i]) kept.push_back((*this)[i]);
    return kept;
  }
};

struct Matrix {
  std::int64_t width;
  Values values;
  std::int64_t columns() const { return width; }
  double& operator()(std::int64_t i, std::int64_t j) { return values[static_cast<std::size_t>(i * width + j)]; }
  Values column(std::int64_t j) {
    Values chosen;
    for (auto at = static_cast<std::size_t>(j); at < values.size(); at += static_cast<std::size_t>(width))
      chosen.push_back(values[at]);
    return chosen;
  }
};
template <>
struct Array<double, 2> : Matrix {
  Array(const Matrix& values) : Matrix(values) {}
};

inline Values map(Values values, const auto& f) {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = f(values[i], i);
  return values;
}
inline Values operator*(const Values& a, double b) {
  return map(a, [b](double x, std::size_t) { return x * b; });
}
inline Values operator+(const Values& a, const Values& b) {
  return map(a, [&b](double x, std::size_t i) { return x + b[i]; });
}
inline Matrix operator*(const Matrix& a, double b) { return {a.width, a.values * b}; }
inline Matrix operator+(const Matrix& a, const Matrix& b) { return {a.width, a.values + b.values}; }
inline std::vector<bool> operator>(const Values& a, double b) {
  std::vector<bool> result;
  for (double x : a) result.push_back(x > b);
  return result;
}

inline std::vector<std::int64_t> arange(std::int64_t n) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t i = 0; i < n; ++i) numbers.push_back(i);
  return numbers;
}
inline Values full(std::int64_t n, double value) { return Values(static_cast<std::size_t>(n), value); }
inline Values zeros(std::int64_t n) { return full(n, 0); }
inline Values ones(std::int64_t n) { return full(n, 1); }
inline Matrix full(std::int64_t n, std::int64_t columns, double value) { return {columns, full(n * columns, value)}; }
inline Matrix zeros(std::int64_t n, std::int64_t columns) { return full(n, columns, 0); }

struct RandomOptions {
  std::uint64_t seed;
};
template <class Value>
std::vector<Value> first(const std::vector<Value>& numbers, std::int64_t n) {
  return {numbers.begin(), numbers.begin() + n};
}
inline Values random_uniform(std::int64_t n, const RandomOptions& o) { return first(uniform_numbers.at(o.seed), n); }
inline Values random_normal(std::int64_t n, const RandomOptions& o) { return first(normal_numbers.at(o.seed), n); }
inline Matrix random_uniform(std::int64_t n, std::int64_t columns, const RandomOptions& o) {
  return {columns, random_uniform(n * columns, o)};
}
// Those from -50 up to 50.
inline std::vector<std::int64_t> random_integers(int, int, std::int64_t n, const RandomOptions& o) {
  return first(integer_numbers.at(o.seed), n);
}

struct LoopOptions {
  bool fast;
};
inline std::vector<std::int64_t> prange(std::int64_t begin, std::int64_t end, const LoopOptions& = {}) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t i = begin; i < end; ++i) numbers.push_back(i);
  return numbers;
}
inline std::vector<std::int64_t> prange(std::int64_t end, const LoopOptions& = {}) { return prange(0, end); }
struct IndexRange {
  std::int64_t begin, end;
};
inline std::vector<std::pair<std::int64_t, std::int64_t>> prange(const IndexRange& rows, const IndexRange& columns,
                                                                 const LoopOptions& = {}) {
  std::vector<std::pair<std::int64_t, std::int64_t>> numbers;
  for (std::int64_t i = rows.begin; i < rows.end; ++i)
    for (std::int64_t j = columns.begin; j < columns.end; ++j) numbers.emplace_back(i, j);
  return numbers;
}

struct Column {
  template <class Element>
  Column(const char* of, const std::vector<Element>& a) : name(of), values(a) {}
  std::string name;
  std::any values;
};
struct DataFrame {
  DataFrame(std::initializer_list<Column> list) {
    for (const Column& c : list) columns[c.name] = c.values;
  }
  template <class Element>
  std::vector<Element> column(const std::string& name) const {
    return std::any_cast<std::vector<Element>>(columns.at(name));
  }
  Matrix to_array() const {
    Matrix all{static_cast<std::int64_t>(columns.size()), {}};
    for (std::size_t i = 0; i < std::any_cast<const Values&>(columns.begin()->second).size(); ++i)
      for (const auto& [name, values] : columns) all.values.push_back(std::any_cast<const Values&>(values)[i]);
    return all;
  }
  std::map<std::string, std::any> columns;
};

}  // namespace bodo
