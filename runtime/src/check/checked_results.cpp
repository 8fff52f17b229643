// The comparison of what a compiled function returns and writes with its plain reading, and the messages about it.
#include <bodo/error.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <set>

#include "bodo/rt/check.h"
#include "bodo/rt/collective.h"
#include "bodo/rt/frame_state.h"
#include "bodo/rt/redistribute.h"

namespace bodo::check {

namespace {

// The plain reading adds in long double, the compiled program exactly: what is left is the rounding of the values.
constexpr double tolerance = 1e-9;

int nesting = 0;  // of calls of checked functions

bool same(const value& a, const value& b) {
  const auto *x = std::get_if<double>(&a.is), *y = std::get_if<double>(&b.is);
  if (x == nullptr || y == nullptr) return a.is.index() == b.is.index() && order_of(a, b) == 0;
  if (std::isnan(*x) || std::isnan(*y)) return std::isnan(*x) && std::isnan(*y);
  return *x == *y || std::fabs(*x - *y) <= tolerance * std::max(1.0, std::max(std::fabs(*x), std::fabs(*y)));
}

bool is_real(const column& c) { return c.all.type.id == kind::float32 || c.all.type.id == kind::float64; }

// Numbers of the rows of `t` from begin to end, ordered by their values: floats last, which may differ a little.
std::vector<std::size_t> by_values(const table& t, std::size_t begin, std::size_t end) {
  std::vector<std::size_t> rows(end - begin);
  std::iota(rows.begin(), rows.end(), begin);
  std::ranges::sort(rows, [&](std::size_t a, std::size_t b) {
    for (const bool reals : {false, true})
      for (const column& c : t.columns)
        if (is_real(c) == reals)
          if (const int order = order_of(c.all[a], c.all[b]); order != 0) return order < 0;
    return a < b;
  });
  return rows;
}

// The first column in which the rows differ; the number of columns if there is none.
std::size_t differing(const table& a, std::size_t row, const table& b, std::size_t other) {
  std::size_t c = 0;
  while (c < a.columns.size() && same(a.columns[c].all[row], b.columns[c].all[other])) ++c;
  return c;
}

std::string row_text(const table& t, std::size_t row) {
  std::string all;
  for (const column& c : t.columns) {
    if (all.size() > 200) return all + ", ...";
    all += fmt::format("{}{} = {}", all.empty() ? "" : ", ", c.name, shown(c.all[row], c.all.type));
  }
  return all;
}

// The first difference of what the compiled program has and what the plain reading has; empty if there is none.
std::string difference_of(const table& compiled, const table& plain, bool names, bool labels) {
  if (compiled.columns.size() != plain.columns.size())
    return fmt::format("{} columns; the plain reading has {}", compiled.columns.size(), plain.columns.size());
  for (std::size_t c = 0; c < plain.columns.size(); ++c) {
    const column &a = compiled.columns[c], &b = plain.columns[c];
    if (names && a.name != b.name)
      return fmt::format("column {} is '{}'; in the plain reading it is '{}'", c + 1, a.name, b.name);
  }
  const auto told = [&](std::size_t row, std::size_t other) {
    const std::size_t c = differing(compiled, row, plain, other);
    if (c == plain.columns.size()) return std::string();
    const column& of = plain.columns[c];
    return fmt::format(
        "row {}, column '{}': {}; in the plain reading {}\n  the compiled program's row: {}\n  the plain "
        "reading's row: {}",
        row, of.name, shown(compiled.columns[c].all[row], of.all.type), shown(of.all[other], of.all.type),
        row_text(compiled, row), row_text(plain, other));
  };
  const std::size_t rows = std::min(compiled.rows, plain.rows);
  std::string found;
  if (compiled.rows == plain.rows) {
    for (std::size_t begin = 0, end = 0; begin < rows && found.empty(); begin = end) {
      while (end < rows && plain.ties[end] == plain.ties[begin]) ++end;
      if (end == rows && plain.others) {
        for (std::size_t row = begin; row < end && found.empty(); ++row) {
          bool there = false;
          for (std::size_t o = 0; o < plain.others->rows && !there; ++o)
            there = differing(compiled, row, *plain.others, o) == plain.columns.size();
          if (!there) found = told(row, row);
        }
      } else {
        const std::vector<std::size_t> a = by_values(compiled, begin, end), b = by_values(plain, begin, end);
        for (std::size_t i = 0; i < a.size() && found.empty(); ++i) found = told(a[i], b[i]);
      }
      if (labels && found.empty() && end == begin + 1 && compiled.labels[begin] != plain.labels[begin])
        found = fmt::format("row {}, label: {}; in the plain reading {}", begin, compiled.labels[begin],
                            plain.labels[begin]);
    }
    return found;
  }
  const bool ordered = plain.is_ordered() && !plain.others;
  std::vector<std::size_t> a(compiled.rows), b(plain.rows);
  std::iota(a.begin(), a.end(), 0);
  std::iota(b.begin(), b.end(), 0);
  if (!ordered) a = by_values(compiled, 0, compiled.rows), b = by_values(plain, 0, plain.rows);
  for (std::size_t i = 0; i < rows && found.empty(); ++i) found = told(a[i], b[i]);
  if (found.empty())
    found = compiled.rows > rows
                ? fmt::format("row {} is not in the plain reading: {}", a[rows], row_text(compiled, a[rows]))
                : fmt::format("a row of the plain reading is not there: {}", row_text(plain, b[rows]));
  return fmt::format("{} rows; the plain reading has {}; the first difference: {}", compiled.rows, plain.rows, found);
}

void say(const std::string& line) {
  static std::set<std::string> said;
  if (rt::rank() == 0 && said.insert(line).second) std::fputs((line + '\n').c_str(), stderr);
}

std::string place_of(const site& at) { return fmt::format("bodo check: {}:{}: {}", at.file, at.line, at.operation); }

}  // namespace

void reading::writes(const site& at, std::string path, table t, rt::table (*read)(const site&, const std::string&)) {
  std::erase_if(files_, [&](const written& file) { return file.path == path; });
  files_.push_back({&at, std::move(path), std::move(t), read});
}

void reading::skips(std::uint32_t line, const std::string& what) { skipped_.emplace_back(line, what); }

comparison::comparison(const site& function) : at_(function), outermost_(nesting++ == 0) {}
comparison::~comparison() { --nesting; }

void comparison::read(const std::function<void(reading&)>& plain) {
  try {
    plain(reading_);
    is_read_ = true;
  } catch (const not_read& reason) {
    not_compared_ = reason.line() == 0 ? fmt::format("{}", reason.what())
                                       : fmt::format("line {}: {}", reason.line(), reason.what());
  } catch (const bodo::error& error) {
    not_compared_ = fmt::format("the plain reading ended with an error: {}", error.what());
  }
}

const result* comparison::component(std::size_t i) const {
  return is_read_ && i < reading_.results().size() ? &reading_.results()[i] : nullptr;
}

void comparison::compare_rows(std::size_t i, const DataFrame& frame, bool names) {
  rt::table rows = rt::rows_of(frame);
  const rt::index& index = rt::index_of(frame);
  if (!index.is_range()) rows = rows.beside(index.labels);
  if (!rows.is_replicated()) rows = rt::gather(at_, rows);
  const result* const r = component(i);
  if (r == nullptr || !difference_.empty()) return;
  table compiled = reading_.rows_of(rows);
  if (index.is_range())
    for (std::int64_t& label : compiled.labels) label += index.start;
  else
    compiled = reading_.labelled(std::move(compiled));
  const table& plain = std::get<table>(r->is);
  if (std::string found = difference_of(compiled, plain, names, true); !found.empty())
    difference_ = fmt::format("{}: {}", r->name, found);
  else
    equal_.push_back(fmt::format("{}: {} row{} of {} column{}", r->name, plain.rows, plain.rows == 1 ? "" : "s",
                                 plain.columns.size(), plain.columns.size() == 1 ? "" : "s"));
}

void comparison::compare_values(std::size_t i, const std::vector<part>& compiled) {
  const result* const r = component(i);
  if (r == nullptr || !difference_.empty()) return;
  const auto& plain = std::get<std::vector<part>>(r->is);
  if (compiled.empty() || plain.empty())
    return reading_.skips(at_.line, fmt::format("{}: values of its type are not compared", r->name));
  for (std::size_t k = 0; k < compiled.size() && k < plain.size(); ++k) {
    const scalar &s = compiled[k].is, &of = plain[k].is;
    value expected = of.value;
    if (expected.known() && s.type.id == kind::decimal && of.type.id == kind::decimal)
      expected = rescaled(decimal_value(expected.integer(), of.type.scale), s.type.scale);
    if (same(s.value, expected) && compiled[k].place == plain[k].place) continue;
    difference_ = fmt::format("{}{}: {}; in the plain reading {}", r->name, compiled[k].place, shown(s.value, s.type),
                              shown(expected, of.type));
    return;
  }
  equal_.push_back(r->name);
}

void comparison::finish() {
  const std::vector<reading::written> files = is_read_ ? reading_.files_ : std::vector<reading::written>();
  for (const reading::written& file : files) {
    const table compiled = reading_.rows_of(file.read(*file.at, file.path));
    if (!difference_.empty()) continue;
    if (std::string found = difference_of(compiled, file.rows, true, false); !found.empty())
      difference_ = fmt::format("line {}: {}: {}", file.at->line, file.path, found);
    else
      equal_.push_back(fmt::format("{}: {} row{} of {} column{}", file.path, compiled.rows,
                                   compiled.rows == 1 ? "" : "s", compiled.columns.size(),
                                   compiled.columns.size() == 1 ? "" : "s"));
  }
  if (rt::any_rank(!difference_.empty()))
    rt::fail_together(at_, "the compiled program and its plain reading differ: " +
                               (difference_.empty() ? "on another rank" : difference_));
  if (!is_read_)
    say(fmt::format("{}: not checked: {}", place_of(at_), not_compared_));
  else if (!equal_.empty())
    say(fmt::format("{}: equal: {}", place_of(at_), fmt::join(equal_, "; ")));
  else if (reading_.skipped_.empty())
    say(fmt::format("{}: not checked: it returns and writes nothing", place_of(at_)));
  for (const auto& [line, what] : reading_.skipped_)
    say(fmt::format("{}: not compared: line {}: {}", place_of(at_), line, what));
}

}  // namespace bodo::check
