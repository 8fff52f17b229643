#pragma once
// Arrays, and loops over them that run in parallel. An array is a series of numbers, none of them missing, whose type
// C++ knows: so its elements can be used in ordinary C++. Annotated functions only.
#include <bodo/detail.h>
#include <bodo/series.h>

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
