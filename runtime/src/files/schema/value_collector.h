#pragma once
// Collects the different known values of one column, for the compiler.
#include <cstdint>
#include <string_view>

#include "bodo/rt/file_schema.h"

namespace arrow {
class Array;
}

namespace bodo::rt::files {

class value_collector {
 public:
  explicit value_collector(const wanted_values& wanted) : wanted_(wanted) {}

  // Throws file_error for text that is not UTF-8.
  void add(std::string_view text);
  void add(int128 number) { values_.numbers.insert(number); }
  // Converts the values to the column's type; text may hold dates. Throws file_error if they are no values of it.
  void add(const arrow::Array& values);

  bool is_full() const { return values_.texts.size() + values_.numbers.size() > wanted_.most; }
  known_values take() { return std::move(values_); }

 private:
  const wanted_values& wanted_;
  known_values values_;
};

}  // namespace bodo::rt::files
