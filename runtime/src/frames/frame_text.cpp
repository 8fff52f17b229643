// The steps and their order are those of pandas' DataFrameFormatter, StringFormatter and SeriesFormatter, for columns
// of Arrow types, a terminal as wide as the limits say and max_columns = 0 (as many as fit).
#include "frames/frame_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "columns/value_text.h"
#include "job/environment.h"

namespace bodo::rt {
namespace {

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
  if (is_numeric(shown.field_at(c).type)) header.insert(0, 1, ' ');
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

std::string empty_frame(const table& shown, std::span<const std::int64_t> labels, std::int64_t n, std::size_t most) {
  lines names, index;
  for (const field& f : shown.fields()) names.emplace_back(f.name);
  for (const std::int64_t l : labels) index.push_back(fmt::format("{}", l));
  std::string text = "Empty DataFrame\nColumns: " + listed(names) + "\nIndex: " + listed(index);
  if (names.size() > most) text += shape(n, names.size());
  return text;
}

// Half to even, as Python rounds.
std::size_t rounded_half(std::size_t n) {
  const std::size_t half = n / 2;
  return n % 2 == 0 ? half : half + half % 2;
}

// Keeps the columns that fit, with dots in the middle; returns true if some are left out. columns[0] is the index.
bool fit(std::vector<lines>& columns, std::size_t line_width) {
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

text_limits text_limits::of(const PrintOptions& options) {
  constexpr auto any = std::numeric_limits<std::int32_t>::max();
  text_limits limits;
  if (options.rows > 0) {
    limits.rows = options.rows;
    limits.head = (options.rows + 1) / 2;
    limits.tail = options.rows / 2;
  } else if (options.rows < 0) {
    limits.rows = std::numeric_limits<std::int64_t>::max();
  }
  if (options.columns < 0) throw std::invalid_argument("a number of columns to show is negative");
  if (options.columns > 0) limits.columns = static_cast<std::size_t>(options.columns);
  const std::int64_t width = options.width != 0 ? options.width : environment_number("BODO_WIDTH", 80);
  limits.width = width < 0 ? any : static_cast<std::size_t>(width);
  limits.format = options.format;
  if (options.format != "text" && options.format != "markdown" && options.format != "html")
    throw std::invalid_argument(
        fmt::format("'{}' is not a format of print: the formats are text, markdown, html", options.format));
  return limits;
}

namespace {

// The cells of a frame, the index first, with a row of dots where rows are left out.
std::vector<lines> cells_of(const table& shown, std::span<const std::int64_t> labels, const text_limits& limits,
                            bool skips) {
  std::vector<lines> columns(1);
  columns[0].emplace_back();
  for (const std::int64_t l : labels) columns[0].push_back(fmt::format("{}", l));
  const std::size_t width = shown.width();
  const std::size_t first = width > limits.columns ? (limits.columns + 1) / 2 : width;
  for (std::size_t c = 0; c < width; ++c) {
    if (c == first) columns.push_back(lines(labels.size() + 1, "..."));
    if (c >= first && c < width - limits.columns / 2) continue;
    lines& column = columns.emplace_back(values_of(shown, c));
    for (std::string& text : column)
      if (text.starts_with(' ')) text.erase(0, 1);
    column.insert(column.begin(), escaped(shown.field_at(c).name));
  }
  if (skips)
    for (lines& column : columns) column.insert(column.begin() + limits.head + 1, "...");
  return columns;
}

std::string replaced(std::string_view text, std::initializer_list<std::pair<char, std::string_view>> with) {
  std::string result;
  for (const char c : text) {
    const auto* const found = std::find_if(with.begin(), with.end(), [&](const auto& w) { return w.first == c; });
    result += found == with.end() ? std::string_view(&c, 1) : found->second;
  }
  return result;
}

std::string markdown(const std::vector<lines>& columns, const table& shown) {
  std::vector<lines> padded;
  for (const lines& column : columns) {
    lines& to = padded.emplace_back();
    for (const std::string& text : column) to.push_back(replaced(text, {{'|', "\\|"}, {'\\', "\\\\"}}));
    const std::size_t width = std::max<std::size_t>(widest(to), 3);
    const std::size_t c = padded.size() - 1;
    const bool numbers = c == 0 || (columns.size() == shown.width() + 1 && is_numeric(shown.field_at(c - 1).type));
    for (std::string& text : to) text = numbers ? right(text, width) : left(text, width);
    std::string rule(width, '-');
    (numbers ? rule.back() : rule.front()) = ':';
    to.insert(to.begin() + 1, rule);
  }
  std::string text;
  for (std::size_t row = 0; row < padded[0].size(); ++row) {
    for (const lines& column : padded) text += "| " + column[row] + " ";
    text += row + 1 < padded[0].size() ? "|\n" : "|";
  }
  return text;
}

std::string html(const std::vector<lines>& columns) {
  std::string text = "<table border=\"1\" class=\"dataframe\">\n  <thead>\n    <tr style=\"text-align: right;\">\n";
  const auto cell = [](std::string_view tag, const std::string& value) {
    return fmt::format("      <{0}>{1}</{0}>\n", tag,
                       replaced(value, {{'<', "&lt;"}, {'>', "&gt;"}, {'&', "&amp;"}, {'"', "&quot;"}}));
  };
  for (const lines& column : columns) text += cell("th", column[0]);
  text += "    </tr>\n  </thead>\n  <tbody>\n";
  for (std::size_t row = 1; row < columns[0].size(); ++row) {
    text += "    <tr>\n";
    for (std::size_t c = 0; c < columns.size(); ++c) text += cell(c == 0 ? "th" : "td", columns[c][row]);
    text += "    </tr>\n";
  }
  return text + "  </tbody>\n</table>";
}

}  // namespace

std::string frame_text(const table& shown, std::span<const std::int64_t> labels, std::int64_t n,
                       const text_limits& limits) {
  const std::size_t width = shown.width();
  const bool skips = n > limits.rows;
  if (limits.format != "text") {
    const std::vector<lines> cells = cells_of(shown, labels, limits, skips);
    return limits.format == "html" ? html(cells) : markdown(cells, shown);
  }
  if (n == 0 || width == 0) return empty_frame(shown, labels, n, limits.columns);

  std::vector<lines> columns{labels_of(labels)};
  columns[0].insert(columns[0].begin(), std::string(widest(columns[0]), ' '));
  const bool too_many = width > limits.columns;
  const std::size_t first = (limits.columns + 1) / 2;
  for (std::size_t c = 0; c < width; ++c)
    if (!too_many || c < first || c >= width - limits.columns / 2) columns.push_back(column_text(shown, c));
  if (too_many) columns.emplace(columns.begin() + static_cast<std::ptrdiff_t>(first) + 1, columns[0].size(), " ...");

  if (skips)
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::size_t cell = length(columns[c][static_cast<std::size_t>(limits.head)]);
      const std::string dots = cell > 3 ? "..." : "..";
      columns[c].insert(columns[c].begin() + limits.head + 1, c == 0 ? left(dots, cell) : right(dots, cell));
    }
  const bool left_out = fit(columns, limits.width);
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
    case kind::list: return fmt::format("list<{}>", is_numeric(element_of(t)));
  }
  return "";
}
}  // namespace

std::string series_text(const table& shown, std::span<const std::int64_t> labels, std::int64_t n,
                        const text_limits& limits) {
  if (limits.format != "text") return frame_text(shown, labels, n, limits);
  const bool skips = n > limits.rows;
  std::string footer;
  if (shown.field_at(0).name[0] != '\0') footer = fmt::format("Name: {}, ", escaped(shown.field_at(0).name));
  if (skips) footer += fmt::format("Length: {}, ", n);
  footer += fmt::format("dtype: {}[pyarrow]", arrow_name(shown.field_at(0).type));
  if (n == 0) return fmt::format("Series([], {})", footer);

  lines values = values_of(shown, 0);
  fix_width(values, 0);
  lines index = labels_of(labels);
  if (skips) {
    const std::size_t width = length(values[static_cast<std::size_t>(limits.head - 1)]);
    values.insert(values.begin() + limits.head, center(width > 3 ? "..." : "..", width));
    index.insert(index.begin() + limits.head, "");
  }
  return adjoin(3, {index, values}) + "\n" + footer;
}

}  // namespace bodo::rt
