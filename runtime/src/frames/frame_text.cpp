// The steps and their order are those of pandas' DataFrameFormatter, StringFormatter and SeriesFormatter, for columns
// of Arrow types, a terminal of 80 columns and max_columns = 0 (as many as fit).
#include "frames/frame_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "columns/value_text.h"

namespace bodo::rt {
namespace {

constexpr std::size_t line_width = 80;
constexpr std::size_t most_columns = 80;
constexpr std::size_t widest_value = 50;
constexpr std::size_t most_listed = 100;

using lines = std::vector<std::string>;

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// in code points
std::size_t length(const std::string& s) {
  return static_cast<std::size_t>(std::count_if(s.begin(), s.end(), starts_code_point));
}

std::string first_code_points(const std::string& s, std::size_t n) {
  std::size_t i = 0;
  for (; i < s.size(); ++i)
    if (starts_code_point(s[i]) && n-- == 0) break;
  return s.substr(0, i);
}

std::size_t widest(const lines& texts) {
  std::size_t most = 0;
  for (const std::string& t : texts) most = std::max(most, length(t));
  return most;
}

std::string left(const std::string& s, std::size_t width) {
  return s + std::string(width - std::min(width, length(s)), ' ');
}
std::string right(const std::string& s, std::size_t width) {
  return std::string(width - std::min(width, length(s)), ' ') + s;
}
// as Python's str.center
std::string center(const std::string& s, std::size_t width) {
  const std::size_t padding = width - std::min(width, length(s));
  const std::size_t before = padding / 2 + (padding & width & 1);
  return std::string(before, ' ') + s + std::string(padding - before, ' ');
}

// Pads all to the widest, or `minimum`; truncates too wide ones with dots.
void fix_width(lines& texts, std::size_t minimum) {
  const std::size_t width = std::min(std::max(widest(texts), minimum), widest_value);
  for (std::string& t : texts) {
    if (length(t) > width) t = first_code_points(t, width - 3) + "...";
    t = right(t, width);
  }
}

std::string adjoin(std::size_t space, const std::vector<lines>& columns) {
  std::string text;
  std::vector<std::size_t> widths;
  for (const lines& c : columns) widths.push_back(widest(c) + space);
  widths.back() -= space;
  for (std::size_t row = 0; row < columns[0].size(); ++row) {
    if (row != 0) text += '\n';
    for (std::size_t c = 0; c < columns.size(); ++c) text += left(columns[c][row], widths[c]);
  }
  return text;
}

bool is_numeric(type t) { return t.id <= kind::float64 || t.id == kind::decimal; }

std::string escaped(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == '\t')
      text += "\\t";
    else if (c == '\r')
      text += "\\r";
    else if (c == '\n')
      text += "\\n";
    else
      text += c;
  }
  return text;
}

bool is_float(type t) { return t.id == kind::float32 || t.id == kind::float64; }

double float_at(const table& shown, std::size_t c, std::size_t row) {
  const void* const values = shown.column(c).values;
  return shown.field_at(c).type.id == kind::float32 ? static_cast<const float*>(values)[row]
                                                    : static_cast<const double*>(values)[row];
}

// True if the column's floats need exponents, by the rule of pandas' FloatArrayFormatter: one of them would show as
// zero, or one is large and the texts would be long.
bool wants_exponents(const table& shown, std::size_t c) {
  constexpr std::size_t digits = 6;
  constexpr std::size_t longest = digits + 6;
  bool small = false, large = false;
  std::size_t most = 0, zeros = digits - 1;  // common trailing zeros; one digit after the point stays
  for (std::size_t row = 0; row < static_cast<std::size_t>(shown.rows()); ++row) {
    if (!shown.column(c).known(row)) continue;
    const double v = float_at(shown, c, row), size = std::fabs(v);
    small |= size > 0 && size < 1e-6;
    large |= size > 1e6;
    if (!std::isfinite(v)) continue;
    const std::string text = fmt::format("{: .6f}", v);
    most = std::max(most, text.size());
    zeros = std::min(zeros, text.size() - 1 - text.find_last_not_of('0'));
  }
  return small || (large && most > longest + zeros);
}

// With room for a sign, as in pandas.
lines values_of(const table& shown, std::size_t c) {
  lines texts;
  const bool floats = is_float(shown.field_at(c).type), exponents = floats && wants_exponents(shown, c);
  for (std::size_t row = 0; row < static_cast<std::size_t>(shown.rows()); ++row) {
    std::string text = escaped(value_text(shown.field_at(c), shown.column(c), row));
    if (exponents && shown.column(c).known(row) && !std::isnan(float_at(shown, c, row)))
      text = fmt::format("{:.6e}", float_at(shown, c, row));
    texts.push_back(floats && text[0] == '-' ? text : " " + text);
  }
  return texts;
}

lines labels_of(std::span<const std::int64_t> labels) {
  lines texts;
  for (const std::int64_t l : labels) texts.push_back(fmt::format("{}", l));
  const std::size_t width = widest(texts);
  for (std::string& t : texts) t = left(t, width);
  return texts;
}

lines column_text(const table& shown, std::size_t c) {
  std::string header = escaped(shown.field_at(c).name);
  if (is_numeric(shown.field_at(c).type)) header.insert(0, " ");
  lines texts = values_of(shown, c);
  fix_width(texts, 0);
  fix_width(texts, length(header));
  const std::size_t width = std::max(widest(texts), length(header));
  texts.insert(texts.begin(), right(header, width));
  return texts;
}

std::string listed(const lines& items) {
  std::string text = "[";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) text += ", ";
    if (i == most_listed) {
      text += "...";
      break;
    }
    text += items[i];
  }
  return text + "]";
}

std::string shape(std::int64_t rows, std::size_t columns) {
  return fmt::format("\n\n[{} rows x {} columns]", rows, columns);
}

std::string empty_frame(const table& shown, std::span<const std::int64_t> labels, std::int64_t n) {
  lines names, index;
  for (const field& f : shown.fields()) names.emplace_back(f.name);
  for (const std::int64_t l : labels) index.push_back(fmt::format("{}", l));
  std::string text = "Empty DataFrame\nColumns: " + listed(names) + "\nIndex: " + listed(index);
  if (names.size() > most_columns) text += shape(n, names.size());
  return text;
}

// Half to even, as Python rounds.
std::size_t rounded_half(std::size_t n) {
  const std::size_t half = n / 2;
  return n % 2 == 0 ? half : half + half % 2;
}

// Keeps the columns that fit, with dots in the middle; returns true if some are left out. columns[0] is the index.
bool fit(std::vector<lines>& columns) {
  std::vector<std::size_t> widths;
  std::size_t all = columns.size() - 1;
  for (const lines& c : columns) all += widths.emplace_back(widest(c));
  auto excess = static_cast<std::int64_t>(all) - static_cast<std::int64_t>(line_width) + 1;
  if (excess <= 0) return false;
  excess += 5;  // the dots
  while (excess > 0 && widths.size() > 1) {
    const std::size_t middle = rounded_half(widths.size());
    excess -= static_cast<std::int64_t>(widths[middle]) + 1;
    widths.erase(widths.begin() + static_cast<std::ptrdiff_t>(middle));
  }
  const std::size_t fitting = std::max<std::size_t>(widths.size() - 1, 2);
  if (fitting >= columns.size() - 1) return fitting < columns.size() - 1;
  const auto each = static_cast<std::ptrdiff_t>(fitting / 2);
  std::vector<lines> kept(columns.begin(), columns.begin() + each + 1);
  kept.emplace_back(columns[0].size(), " ...");
  kept.insert(kept.end(), columns.end() - each, columns.end());
  columns = std::move(kept);
  return true;
}

}  // namespace

std::string frame_text(const table& shown, std::span<const std::int64_t> labels, std::int64_t n) {
  const std::size_t width = shown.width();
  if (n == 0 || width == 0) return empty_frame(shown, labels, n);

  std::vector<lines> columns{labels_of(labels)};
  columns[0].insert(columns[0].begin(), std::string(widest(columns[0]), ' '));
  const bool too_many = width > most_columns;
  for (std::size_t c = 0; c < width; ++c)
    if (!too_many || c < most_columns / 2 || c >= width - most_columns / 2) columns.push_back(column_text(shown, c));
  if (too_many) columns.emplace(columns.begin() + most_columns / 2 + 1, columns[0].size(), " ...");

  const bool skips = n > most_shown;
  if (skips)
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::size_t cell = length(columns[c][shown_each_end]);
      const std::string dots = cell > 3 ? "..." : "..";
      columns[c].insert(columns[c].begin() + shown_each_end + 1, c == 0 ? left(dots, cell) : right(dots, cell));
    }
  const bool left_out = fit(columns);
  std::string text = adjoin(1, columns);
  if (skips || left_out || too_many) text += shape(n, width);
  return text;
}

namespace {
std::string arrow_name(type t) {
  switch (t.id) {
    case kind::boolean: return "bool";
    case kind::float32: return "float";
    case kind::float64: return "double";
    case kind::date: return "date32[day]";
    case kind::timestamp: return "timestamp[ns]";
    case kind::duration: return "duration[ns]";
    case kind::decimal: return fmt::format("decimal128({}, {})", t.precision, t.scale);
    case kind::int8: return "int8";
    case kind::int16: return "int16";
    case kind::int32: return "int32";
    case kind::int64: return "int64";
    case kind::uint8: return "uint8";
    case kind::uint16: return "uint16";
    case kind::uint32: return "uint32";
    case kind::uint64: return "uint64";
    case kind::string: return "string";
  }
  return "";
}
}  // namespace

std::string series_text(const table& shown, std::span<const std::int64_t> labels, std::int64_t n) {
  const bool skips = n > most_shown;
  std::string footer;
  if (shown.field_at(0).name[0] != '\0') footer = fmt::format("Name: {}, ", escaped(shown.field_at(0).name));
  if (skips) footer += fmt::format("Length: {}, ", n);
  footer += fmt::format("dtype: {}[pyarrow]", arrow_name(shown.field_at(0).type));
  if (n == 0) return fmt::format("Series([], {})", footer);

  lines values = values_of(shown, 0);
  fix_width(values, 0);
  lines index = labels_of(labels);
  if (skips) {
    const std::size_t width = length(values[shown_each_end - 1]);
    values.insert(values.begin() + shown_each_end, center(width > 3 ? "..." : "..", width));
    index.insert(index.begin() + shown_each_end, "");
  }
  return adjoin(3, {index, values}) + "\n" + footer;
}

}  // namespace bodo::rt
