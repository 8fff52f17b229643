#pragma once
// Operations on rows, each on the values of one row; by their ids in Ops.def.
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bodo/rt/check.h"

namespace bodo::check {

constexpr std::int64_t nanoseconds_per_day = 86'400'000'000'000;

struct arguments {
  bodo::type type;  // of the result
  const std::vector<cells>& of;
  std::size_t row;

  std::size_t size() const { return of.size(); }
  const value& operator[](std::size_t i) const { return of[i][row]; }
  int128 integer(std::size_t i) const { return (*this)[i].integer(); }
  std::int64_t narrow(std::size_t i) const { return static_cast<std::int64_t>(integer(i)); }
  double real(std::size_t i) const { return (*this)[i].real(); }
  const std::string& text(std::size_t i) const { return (*this)[i].text(); }
  bool is_real(std::size_t i = 0) const { return std::holds_alternative<double>((*this)[i].is); }
  bool known(std::size_t i) const { return (*this)[i].known(); }
  bool holds(std::size_t i) const { return known(i) && integer(i) != 0; }
};
using operation = value (*)(const arguments&);
using operation_table = std::map<std::string_view, operation>;

// The row's value is an error once it is used.
class fails : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline int128 floor_quotient(int128 a, int128 b) {
  if (b == 0) throw fails("a division by zero");
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

// Of dates, times and durations; of regular expressions.
const operation_table& operations_of_times();
const operation_table& operations_of_patterns();

// The month's day some months later; the month's last one if it does not have that day. In days since 1970.
std::int64_t months_later(std::chrono::year_month_day day, std::int64_t months);

}  // namespace bodo::check
