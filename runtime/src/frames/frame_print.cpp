// Printing of frames, series and schemas from ordinary code.
#include <bodo/format.h>
#include <bodo/parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <string>

#include "bodo/rt/agreement.h"
#include "bodo/rt/error.h"
#include "bodo/rt/redistribute.h"
#include "columns/value_text.h"
#include "frames/frame_handle.h"
#include "frames/frame_text.h"

namespace bodo {
namespace rt {
namespace {

enum class as {
  frame,
  series
};

std::string text_of(as what, const table& shown, const std::vector<std::int64_t>& labels, std::int64_t n,
                    const text_limits& limits) {
  return (what == as::frame ? frame_text(shown, labels, n, limits) : series_text(shown, labels, n, limits)) + "\n";
}

table both(const site& at, const table& head, const table& tail) {
  table_builder b(at, head.fields());
  for (const table* part : {&head, &tail}) {
    table_scan scan(*part);
    batch rows;
    while (scan.next(rows)) b.add(rows.columns, rows);
  }
  return b.finish(layout::replicated);
}

// This rank's rows.
std::string local_text(as what, const table& rows, const index& labels, const text_limits& limits) {
  static const site here{"", 0, "print"};
  const std::int64_t n = rows.rows();
  const shown_rows shown = shown_of(n, limits);
  if (shown.head == n) return text_of(what, rows, labels_of(rows, labels, 0, n), n, limits);
  const table head = rows.slice(0, shown.head, 0, 0, layout::blocks);
  const table tail = rows.slice(n - shown.tail, shown.tail, 0, 0, layout::blocks);
  std::vector<std::int64_t> all = labels_of(rows, labels, 0, shown.head);
  for (const std::int64_t label : labels_of(rows, labels, n - shown.tail, shown.tail)) all.push_back(label);
  return text_of(what, both(here, head, tail), all, n, limits);
}

void show(const site& at, const std::string& text) {
  const bool good = std::cout.good();
  std::cout << text;
  std::cout.flush();
  if (good && !std::cout) fail(at, fmt::format("standard output cannot be written: {}", std::strerror(errno)));
}

// The rows with global numbers from `from` to `to`, on rank 0.
table range_on_first_rank(const site& at, const table& t, std::int64_t from, std::int64_t to) {
  const block wanted = t.local().clip(from, to);
  const std::int64_t first = std::clamp<std::int64_t>(wanted.begin - from, 0, to - from);
  return gather_to(at, t.slice(wanted.begin - t.first(), wanted.count, first, to - from, layout::blocks), 0);
}

}  // namespace

shown_part gather_shown(const site& at, const table& rows, const index& labels, const text_limits& limits) {
  const std::int64_t n = rows.total();
  const shown_rows shown = shown_of(n, limits);
  const table all = cut(labels.is_range() ? rows : rows.beside(labels.labels));
  table found = range_on_first_rank(at, all, 0, shown.head);
  if (shown.tail > 0) {
    const table tail = range_on_first_rank(at, all, n - shown.tail, n);
    found = both(at, found, tail);
  }
  if (rank() != 0) return {};
  std::vector<std::int64_t> row_labels;
  for (std::int64_t i = 0; i < found.rows(); ++i) {
    const std::int64_t number = i < shown.head ? i : n - shown.tail + (i - shown.head);
    const auto* kept =
        labels.is_range() ? nullptr : static_cast<const std::int64_t*>(found.column(rows.width()).values);
    row_labels.push_back(kept == nullptr ? labels.start + number : kept[i]);
  }
  std::vector<std::uint32_t> columns;
  for (std::uint32_t c = 0; c < rows.width(); ++c) columns.push_back(c);
  return {found.select(columns), row_labels};
}

namespace {

// Prints all ranks' rows on rank 0's output.
void print_once(as what, const site& at, const table& rows, const index& labels, const PrintOptions& options) {
  text_limits limits;
  try {
    limits = text_limits::of(options);
  } catch (const std::invalid_argument& error) {
    fail_together(at, error.what());
  }
  if (rows.is_replicated()) {
    if (rank() == 0) show(at, local_text(what, rows, labels, limits));
    return;
  }
  const shown_part shown = gather_shown(at, rows, labels, limits);
  if (rank() == 0) show(at, text_of(what, shown.rows, shown.labels, rows.total(), limits));
}

void print_value(bodo::detail::call_site where, const std::string& text) {
  const site at = site_of(where, "print");
  guard(at);
  if (rank() == 0) show(at, text + "\n");
}

}  // namespace
}  // namespace rt

std::string to_string(const DataFrame& frame, const PrintOptions& options) {
  return rt::local_text(rt::as::frame, rt::rows_of(frame), rt::index_of(frame), rt::text_limits::of(options));
}
std::string to_string(const Series& series, const PrintOptions& options) {
  return rt::local_text(rt::as::series, rt::rows_of(series), rt::index_of(series), rt::text_limits::of(options));
}
std::ostream& operator<<(std::ostream& out, const DataFrame& frame) { return out << to_string(frame); }
std::ostream& operator<<(std::ostream& out, const Series& series) { return out << to_string(series); }

std::string to_string(type t) {
  static constexpr const char* names[] = {"boolean", "int8",   "int16",  "int32",     "int64",
                                          "uint8",   "uint16", "uint32", "uint64",    "float32",
                                          "float64", "string", "date",   "timestamp", "duration"};
  if (t.id == kind::list) return fmt::format("list({})", to_string(element_of(t)));
  if (t.id == kind::decimal) return fmt::format("decimal({},{})", t.precision, t.scale);
  return names[static_cast<std::size_t>(t.id)];
}

std::string to_string(const Schema& schema) {
  std::string text;
  std::size_t width = 0;
  for (const Field& f : schema) width = std::max(width, f.name.size());
  for (const Field& f : schema)
    text += fmt::format("{:<{}}  {}{}\n", f.name, width, to_string(f.type), f.nullable ? "" : ", never missing");
  return text;
}
std::ostream& operator<<(std::ostream& out, const Schema& schema) { return out << to_string(schema); }

void print(const DataFrame& frame, bodo::detail::call_site where) { print(frame, PrintOptions{}, where); }
void print(const Series& series, bodo::detail::call_site where) { print(series, PrintOptions{}, where); }
void print(const DataFrame& frame, const PrintOptions& options, bodo::detail::call_site where) {
  const rt::site& at = rt::site_of(where, "print");
  rt::guard_with(at, frame, options.rows);
  rt::print_once(rt::as::frame, at, rt::rows_of(frame), rt::index_of(frame), options);
}
void print(const Series& series, const PrintOptions& options, bodo::detail::call_site where) {
  const rt::site& at = rt::site_of(where, "print");
  rt::guard_with(at, series, options.rows);
  rt::print_once(rt::as::series, at, rt::rows_of(series), rt::index_of(series), options);
}
void print(const Scalar& scalar, bodo::detail::call_site where) { rt::print_value(where, to_string(scalar)); }
void print(std::string_view text, bodo::detail::call_site where) { rt::print_value(where, std::string(text)); }
void print(bool value, bodo::detail::call_site where) { rt::print_value(where, value ? "True" : "False"); }
void print(std::int64_t value, bodo::detail::call_site where) { rt::print_value(where, fmt::format("{}", value)); }
void print(std::uint64_t value, bodo::detail::call_site where) { rt::print_value(where, fmt::format("{}", value)); }
void print(float value, bodo::detail::call_site where) { rt::print_value(where, rt::number_text(value)); }
void print(double value, bodo::detail::call_site where) { rt::print_value(where, rt::number_text(value)); }

}  // namespace bodo
