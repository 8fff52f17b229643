#include "files/skip_condition.h"

#include <limits>

namespace bodo::rt::files {
namespace {

using order = column_statistics::order;

template <class T>
bool may_match(comparison op, const T& least, const T& greatest, const T& value) {
  switch (op) {
    case comparison::lt: return least < value;
    case comparison::le: return least <= value;
    case comparison::gt: return greatest > value;
    case comparison::ge: return greatest >= value;
    case comparison::eq: return least <= value && value <= greatest;
  }
  return true;
}

// Integers that a double holds exactly: others are not compared with doubles.
bool is_exact(int128 v) { return v >= -(int128{1} << 53) && v <= int128{1} << 53; }

// The missing keys of a join equal each other.
bool may_match(const column_statistics& s, std::int64_t rows, const key_values& keys) {
  if (keys.missing && s.missing != 0) return true;
  if (s.missing == rows) return false;
  if (s.by != order::integers || s.least < std::numeric_limits<std::int64_t>::min() ||
      s.greatest > std::numeric_limits<std::int64_t>::max())
    return true;
  return keys.any_within(static_cast<std::int64_t>(s.least), static_cast<std::int64_t>(s.greatest));
}

bool may_match(const column_statistics& s, std::int64_t rows, const skip_condition& c) {
  if (const auto* keys = std::get_if<key_values>(&c.value)) return may_match(s, rows, *keys);
  if (s.missing == rows) return false;
  if (const auto* integer = std::get_if<int128>(&c.value)) {
    if (s.by == order::integers) return may_match(c.op, s.least, s.greatest, *integer);
    if (s.by == order::floats && is_exact(*integer))
      return may_match(c.op, s.least_float, s.greatest_float, static_cast<double>(*integer));
  } else if (const auto* number = std::get_if<double>(&c.value)) {
    if (s.by == order::floats) return may_match(c.op, s.least_float, s.greatest_float, *number);
    if (s.by == order::integers && is_exact(s.least) && is_exact(s.greatest))
      return may_match(c.op, static_cast<double>(s.least), static_cast<double>(s.greatest), *number);
  } else if (s.by == order::texts) {
    return may_match(c.op, s.least_text, s.greatest_text, std::get<std::string>(c.value));
  }
  return true;
}

}  // namespace

bool may_match(const row_group& group, const std::vector<skip_condition>& conditions) {
  for (const skip_condition& c : conditions) {
    bool any = false;
    if (c.op == comparison::eq && !std::holds_alternative<key_values>(c.value)) {
      for (const skip_condition& other : conditions)
        any = any || (other.op == comparison::eq && other.column == c.column &&
                      !std::holds_alternative<key_values>(other.value) &&
                      may_match(group.columns[c.column].statistics, group.rows, other));
    } else {
      any = may_match(group.columns[c.column].statistics, group.rows, c);
    }
    if (!any) return false;
  }
  return true;
}

}  // namespace bodo::rt::files
