#include "bodo/rt/parquet_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/table.h"
#include "files/batch_at_hand.h"
#include "files/parquet_content.h"
#include "files/scanned_column.h"
#include "files/schema/file_error.h"
#include "files/skip_condition.h"

namespace bodo::rt {

using files::file_error;
using files::row_group;

namespace {

std::vector<std::uint32_t> columns_but(std::size_t width, std::initializer_list<std::uint32_t> those) {
  std::vector<std::uint32_t> all;
  for (std::uint32_t c = 0; c < width; ++c)
    if (std::ranges::find(those, c) == those.end()) all.push_back(c);
  return all;
}

}  // namespace

struct parquet_scan::impl final : files::batch_at_hand {
  impl(const parquet_files::content& f, std::span<const std::uint32_t> now, std::span<const std::uint32_t> later)
      : from(f), now_count(now.size()) {
    columns.assign(now.begin(), now.end());
    columns.insert(columns.end(), later.begin(), later.end());
    places.resize(from.fields.size());
    for (const std::uint32_t c : columns) {
      places.at(c) = readers.size();
      readers.push_back(std::make_unique<files::scanned_column>(from, c));
    }
  }
  using batch_at_hand::leave;
  void give(const batch& b) {
    batch_at_hand::give(b, from.fields, position - share.begin);
    first_row = b.first_row;
  }
  std::string place_of(std::string_view s) const override;
  void plan();
  void skip_to_number();
  void enter_group();
  bool skip_to_rows();
  void leave_group();
  bool file_has_changed() const;
  void read(std::size_t column, rt::rows at);
  const std::shared_ptr<const files::random_file>& opened(std::int32_t file);
  int number_in_file(const row_group& g) const;
  [[noreturn]] void fail_changed() const;
  [[noreturn]] void fail_in(std::size_t column, const char* what) const;

  const parquet_files::content& from;
  std::vector<std::uint32_t> columns;  // those that are read, first those that next() decodes
  std::size_t now_count;
  std::vector<std::size_t> places;                              // of the file's columns in that list, if they are there
  std::vector<std::unique_ptr<files::scanned_column>> readers;  // of each in the list
  std::vector<files::skip_condition> conditions;
  std::optional<files::row_finder> finder;

  bool planned = false;
  std::vector<std::size_t> groups;  // the remaining ones
  std::int64_t total = 0;           // rows in them
  block share;                      // this rank's rows, counted over the remaining groups
  std::size_t group = 0;            // the current one
  std::int64_t group_begin = 0;     // its first row, counted likewise
  std::int64_t position = 0;        // the next row, counted likewise
  bool entered = false;
  std::vector<files::row_range> ranges;  // of the group: the rows that may fulfil the conditions
  std::size_t range = 0;                 // that of the position, or the next one
  std::int64_t first_row = 0;            // of the batch

  // instead of the share, these rows
  std::optional<std::vector<std::int64_t>> numbers;
  std::size_t next_number = 0;
  selection wanted;  // of the batch

  std::shared_ptr<const files::random_file> own;  // that with the number `own_file`, if there are too many to hold open
  std::int32_t own_file = -1;
};

void parquet_scan::impl::plan() {
  if (planned) return;
  planned = true;
  for (std::size_t g = 0; g < from.groups.size(); ++g) {
    const row_group& candidate = from.groups[g];
    if (candidate.rows == 0 || !files::may_match(candidate, conditions)) continue;
    groups.push_back(g);
    total += candidate.rows;
  }
  share = block_of(total);
  position = share.begin;
  begin(numbers ? 0 : share.count);
  while (group < groups.size() && group_begin + from.groups[groups[group]].rows <= position)
    group_begin += from.groups[groups[group++]].rows;
}

const std::shared_ptr<const files::random_file>& parquet_scan::impl::opened(std::int32_t file) {
  if (!from.opened.empty()) return from.opened[static_cast<std::size_t>(file)];
  if (own_file != file) {
    own = nullptr;
    own_file = -1;
    own = files::open_same(from.files[static_cast<std::size_t>(file)]);
    own_file = file;
  }
  return own;
}

bool parquet_scan::impl::file_has_changed() const {
  const std::int32_t number = from.groups[groups[group]].file;
  const files::random_file* const file =
      from.opened.empty() ? own.get() : from.opened[static_cast<std::size_t>(number)].get();
  try {
    return file != nullptr && !files::is_same(*file, from.files[static_cast<std::size_t>(number)]);
  } catch (const file_error& e) {
    fail(from.at, e.what());
  }
}

// This rank's part of the group has been read: checks that the file has not changed, else its rows are of two versions.
void parquet_scan::impl::leave_group() {
  if (!entered) return;
  if (file_has_changed()) fail_changed();
  entered = false;
}

void parquet_scan::impl::fail_changed() const {
  fail(from.at, "'" + from.files[static_cast<std::size_t>(from.groups[groups[group]].file)].path +
                    "' has changed while it was read");
}

void parquet_scan::impl::fail_in(std::size_t column, const char* what) const {
  if (file_has_changed()) fail_changed();
  const row_group& g = from.groups[groups[group]];
  const auto first = std::ranges::find(from.groups, g.file, &row_group::file);
  const int number = number_in_file(g);
  const std::int64_t begin = g.first - first->first;
  fail(from.at,
       fmt::format("column '{}' of '{}', row group {} (rows {} to {}): {}", from.names[columns[column]],
                   from.files[static_cast<std::size_t>(g.file)].path, number, begin, begin + g.rows - 1, what));
}

int parquet_scan::impl::number_in_file(const row_group& g) const {
  return static_cast<int>(&g - &*std::ranges::find(from.groups, g.file, &row_group::file));
}

void parquet_scan::impl::enter_group() {
  if (entered) return;
  entered = true;
  const row_group& g = from.groups[groups[group]];
  std::shared_ptr<const files::random_file> file;
  try {
    file = opened(g.file);
  } catch (const file_error& e) {
    fail(from.at, e.what());
  }
  const int number = number_in_file(g);
  range = 0;
  ranges = {{0, g.rows}};
  try {
    if (!numbers && !conditions.empty()) {
      if (!finder) finder.emplace(from, conditions);
      ranges = finder->in(g, file);
    }
  } catch (const file_error& e) {
    fail(from.at, "'" + from.files[static_cast<std::size_t>(g.file)].path + "': " + e.what());
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    try {
      readers[c]->open(g, number, file);
    } catch (const file_error& e) {
      fail_in(c, e.what());
    }
  }
}

// Goes to the next of the group's rows that may fulfil the conditions; false if this rank has none.
bool parquet_scan::impl::skip_to_rows() {
  while (range < ranges.size() && group_begin + ranges[range].end <= position) ++range;
  const std::int64_t next = range < ranges.size() ? ranges[range].begin : from.groups[groups[group]].rows;
  position = std::max(position, std::min(group_begin + next, share.end()));
  return range < ranges.size() && position < share.end();
}

void parquet_scan::impl::read(std::size_t column, rt::rows at) {
  files::scanned_column& reader = *readers[column];
  try {
    reader.read(at);
  } catch (const file_error& e) {
    fail_in(column, e.what());
  }
  if (!from.fields[columns[column]].nullable && reader.view().valid != nullptr)
    fail_in(column, "has missing values, but the program was compiled for none");
}

parquet_scan::parquet_scan(const parquet_files& files, std::span<const std::uint32_t> now,
                           std::span<const std::uint32_t> later)
    : impl_(new impl(files.get(), now, later)) {}
parquet_scan::parquet_scan(const parquet_files& files)
    : parquet_scan(files, columns_but(files.get().fields.size(), {}), {}) {}
parquet_scan::parquet_scan(const parquet_files& files, std::initializer_list<std::uint32_t> now, other_columns)
    : parquet_scan(files, std::span(now.begin(), now.size()), columns_but(files.get().fields.size(), now)) {}

parquet_scan::~parquet_scan() { delete impl_; }

void parquet_scan::skip_unless(std::size_t column, comparison op, std::int64_t value) {
  impl_->conditions.emplace_back(column, op, static_cast<int128>(value));
}
void parquet_scan::skip_unless(std::size_t column, comparison op, int128 value) {
  impl_->conditions.emplace_back(column, op, value);
}
void parquet_scan::skip_unless(std::size_t column, comparison op, double value) {
  impl_->conditions.emplace_back(column, op, value);
}
void parquet_scan::skip_unless(std::size_t column, comparison op, std::string_view value) {
  impl_->conditions.emplace_back(column, op, std::string(value));
}

bool parquet_scan::has_choice() const { return impl_->from.groups.size() > 1; }
void parquet_scan::add_values(std::initializer_list<std::uint32_t> columns, std::span<const key_values> values) {
  for (std::size_t c = 0; c < values.size(); ++c)
    if (values[c].known) impl_->conditions.emplace_back(columns.begin()[c], comparison::eq, values[c]);
}

std::int64_t parquet_scan::rows() const {
  impl_->plan();
  return impl_->total;
}
std::int64_t parquet_scan::local_rows() const {
  impl_->plan();
  return impl_->share.count;
}

void parquet_scan::only(std::span<const std::int64_t> numbers) {
  impl& s = *impl_;
  s.planned = true;
  s.numbers.emplace(numbers.begin(), numbers.end());
  for (std::size_t g = 0; g < s.from.groups.size(); ++g) {
    const row_group& group = s.from.groups[g];
    const auto first = std::ranges::lower_bound(*s.numbers, group.first);
    if (first == s.numbers->end() || *first >= group.first + group.rows) continue;
    s.groups.push_back(g);
    s.total += group.rows;
  }
  s.share = {0, s.total};
}

rt::rows parquet_scan::wanted() const { return impl_->wanted; }

// Goes to the next of the rows that are wanted, if there is one.
void parquet_scan::impl::skip_to_number() {
  if (next_number == numbers->size()) {
    position = share.end();
    return;
  }
  const std::int64_t number = (*numbers)[next_number];
  const row_group* g = &from.groups[groups[group]];
  while (number >= g->first + g->rows) {
    leave_group();
    group_begin += g->rows;
    g = &from.groups[groups[++group]];
  }
  position = group_begin + number - g->first;
}

bool parquet_scan::next(batch& b) {
  impl& s = *impl_;
  poll_failures();
  s.plan();
  if (s.numbers) s.skip_to_number();
  do {
    if (s.position == s.share.end()) {
      s.leave_group();
      s.leave();
      return false;
    }
    while (s.position == s.group_begin + s.from.groups[s.groups[s.group]].rows) {
      s.leave_group();
      s.group_begin = s.position;
      ++s.group;
    }
    s.enter_group();
  } while (!s.skip_to_rows());
  const row_group& g = s.from.groups[s.groups[s.group]];
  const std::int64_t first = s.position - s.group_begin;
  b.size = static_cast<std::uint32_t>(
      std::min({std::int64_t{batch_size()}, s.ranges[s.range].end - first, s.share.end() - s.position}));
  b.first_row = g.first + first;
  b.columns.assign(s.from.fields.size(), {});
  for (std::size_t c = 0; c < s.columns.size(); ++c) {
    s.readers[c]->begin_batch(first);
    if (c < s.now_count) s.read(c, b);
    b.columns[s.columns[c]] = s.readers[c]->view();
  }
  s.position += b.size;
  if (s.numbers) {
    s.wanted.clear();
    while (s.next_number < s.numbers->size() && (*s.numbers)[s.next_number] < b.first_row + b.size)
      s.wanted.add_if(static_cast<std::uint32_t>((*s.numbers)[s.next_number++] - b.first_row), true);
  }
  s.give(b);
  return true;
}

std::string parquet_scan::impl::place_of(std::string_view s) const {
  const auto slot = row_of(s);
  if (!slot) return {};
  const std::int32_t file = from.groups[groups[group]].file;
  const auto first = std::ranges::find(from.groups, file, &row_group::file);
  return "'" + from.files[static_cast<std::size_t>(file)].path + "', row " +
         std::to_string(first_row + *slot - first->first);
}

void parquet_scan::decode(batch& b, rt::rows at) {
  for (std::size_t c = impl_->now_count; c < impl_->columns.size(); ++c) decode(b, impl_->columns[c], at);
}

void parquet_scan::decode(batch& b, std::size_t column, rt::rows at) {
  if (at.count == 0) return;
  if (at.count == b.size) at.at = nullptr;  // all of them
  // next() has moved the position after the batch; its group is still the current one
  const std::size_t c = impl_->places.at(column);
  impl_->read(c, at);
  b.columns[column] = impl_->readers[c]->view();
}

table parquet_rows::at(std::span<const std::int64_t> numbers) {
  parquet_scan scan(files_, {}, std::span<const std::uint32_t>(columns_));
  scan.only(numbers);
  const std::vector<field>& all = files_.get().fields;
  std::vector<field> fields;
  for (const std::uint32_t c : columns_) fields.push_back(all[c]);
  table_builder rows(files_.get().at, fields);
  std::vector<column_view> views(columns_.size());
  for (batch b; scan.next(b);) {
    scan.decode(b, scan.wanted());
    for (std::size_t c = 0; c < columns_.size(); ++c) views[c] = b[columns_[c]];
    rows.add(views, scan.wanted());
  }
  return rows.finish(layout::replicated);
}

parquet_scan::figures parquet_scan::counted() const {
  impl_->plan();
  figures f{};
  for (const auto& r : impl_->readers) {
    f.bytes_read += r->bytes_read();
    f.bytes_decompressed += r->bytes_decompressed();
  }
  f.row_groups = static_cast<std::int64_t>(impl_->from.groups.size());
  f.row_groups_skipped = f.row_groups - static_cast<std::int64_t>(impl_->groups.size());
  return f;
}

}  // namespace bodo::rt
