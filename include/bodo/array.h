#pragma once
// Arrays, and loops over them that run in parallel. An array is a series of numbers, none of them missing, whose type
// C++ knows: so its elements can be used in ordinary C++. Annotated functions only.
#include <bodo/detail.h>
#include <bodo/scalar.h>
#include <bodo/series.h>
#include <bodo/value.h>

#include <concepts>
#include <cstdint>

namespace bodo {

inline namespace annotated {

// All operations on series apply, and give series: bodo::Array<double> c = a + b.
template <detail::number Element_>
class Array : public Series {
 public:
  // The values, converted as astype does; an error if one may be missing.
  Array(const Series& values);

  Series operator[](const Series& mask) const;
  // An element: in a parallel loop one of this rank's, else the same value on every rank (collective).
  template <std::integral Index_>
  Element_& operator[](Index_ index);
  template <std::integral Index_>
  const Element_& operator[](Index_ index) const;

  // The number (from 0) of the first of the smallest, of the largest elements; an error if there are none.
  Scalar argmin() const;
  Scalar argmax() const;
  // The sum of the products; the root of the sum of the squares: float64.
  Scalar dot(const Series& other) const;
  Scalar norm() const;
  // Each value once, in ascending order.
  Series unique() const;
  // How many elements are in each of `bins` intervals of equal length from low (the smallest) to high (the largest):
  // as int64, on every rank. The last interval includes its end; elements outside do not count.
  Series histogram(std::int64_t bins) const;
  Series histogram(std::int64_t bins, const Value& low, const Value& high) const;
};

// The numbers from begin (0) up to, not including, end: each rank runs the iterations of its rows.
//     for (auto i : bodo::prange(1, n - 1)) b[i] = (a[i - 1] + a[i] + a[i + 1]) / 3;
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

ParallelRange prange(std::int64_t end);
ParallelRange prange(std::int64_t begin, std::int64_t end);

}  // namespace annotated

}  // namespace bodo
