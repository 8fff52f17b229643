#pragma once
// Distributed arrays of one or two dimensions (by rows), and loops over them that run in parallel. Annotated functions
// only.
#include <bodo/detail.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace bodo {

inline namespace annotated {

template <detail::number Element_>
class Array {
 public:
  explicit Array(std::int64_t size);
  Array(std::int64_t rows, std::int64_t columns);
  explicit Array(const std::vector<Element_>& values);

  std::int64_t size() const;
  std::int64_t rows() const;
  std::int64_t columns() const;

  Element_& operator[](std::int64_t index);
  const Element_& operator[](std::int64_t index) const;
  Element_& operator()(std::int64_t row, std::int64_t column);
  const Element_& operator()(std::int64_t row, std::int64_t column) const;

  Element_ sum() const;
  double mean() const;
  Element_ min() const;
  Element_ max() const;
  Array<Element_> sum(int axis) const;
  Array<double> mean(int axis) const;
  Array<Element_> min(int axis) const;
  Array<Element_> max(int axis) const;

  Element_ dot(const Array& other) const;
  Array matmul(const Array& replicated) const;
  Array transpose() const;

  Array& operator+=(const Array& other);
  Array& operator-=(const Array& other);
  Array& operator*=(const Array& other);
  Array& operator/=(const Array& other);
  Array& operator+=(Element_ value);
  Array& operator-=(Element_ value);
  Array& operator*=(Element_ value);
  Array& operator/=(Element_ value);
};

// clang-format off
#define BODO_ARRAY_OPERATOR(op, result)                                                                        \
  template <class Element_> Array<result> operator op(const Array<Element_>& left, const Array<Element_>& right);  \
  template <class Element_> Array<result> operator op(const Array<Element_>& left, const Element_& right);         \
  template <class Element_> Array<result> operator op(const Element_& left, const Array<Element_>& right);

BODO_ARRAY_OPERATOR(+, Element_)
BODO_ARRAY_OPERATOR(-, Element_)
BODO_ARRAY_OPERATOR(*, Element_)
BODO_ARRAY_OPERATOR(/, double)
BODO_ARRAY_OPERATOR(<, bool)
BODO_ARRAY_OPERATOR(<=, bool)
BODO_ARRAY_OPERATOR(>, bool)
BODO_ARRAY_OPERATOR(>=, bool)
// clang-format on
#undef BODO_ARRAY_OPERATOR

template <class Element_>
Element_ dot(const Array<Element_>& a, const Array<Element_>& b);
template <class Element_>
Array<Element_> matmul(const Array<Element_>& a, const Array<Element_>& replicated);
template <class Element_>
Array<Element_> sqrt(const Array<Element_>& array);
template <class Element_>
Array<Element_> exp(const Array<Element_>& array);
template <class Element_>
Array<Element_> log(const Array<Element_>& array);
template <class Element_>
Array<Element_> abs(const Array<Element_>& array);

// The numbers 0 … n-1, each handled by the rank that owns the arrays' element of that number.
class ParallelRange {
 public:
  class iterator {
   public:
    std::int64_t operator*() const;
    iterator& operator++();
    bool operator!=(const iterator& other) const;
  };
  iterator begin() const;
  iterator end() const;
};

ParallelRange prange(std::int64_t n);

}  // namespace annotated

}  // namespace bodo
