#include <algorithm>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "bodo/rt/csv_file.h"
#include "bodo/rt/error.h"
#include "bodo/rt/table.h"
#include "files/batch_at_hand.h"
#include "files/csv_column.h"
#include "files/csv_content.h"
#include "files/csv_row_index.h"
#include "files/schema/csv_header.h"
#include "files/schema/file_error.h"
#include "files/schema/parquet_columns.h"
#include "files/schema/utf8.h"
#include "job/work.h"

namespace bodo::rt {
namespace {

using files::csv_column;
using files::csv_field;
using files::file_error;

// Converts rows of this rank's stretches to the values of some columns.
class csv_converter {
 public:
  csv_converter(const csv_file::content& from, std::vector<std::uint32_t> wanted)
      : from_(from), wanted_(std::move(wanted)), rows_(files::dialect_of(from.options)) {
    for (const std::uint32_t c : wanted_) add(c, from_.fields.at(c));
    for (std::uint32_t c = 0; c < from_.fields.size() && skips(); ++c)
      if (std::find(wanted_.begin(), wanted_.end(), c) == wanted_.end()) add(c, from_.fields[c]);
    for (std::uint32_t c = 0; c < from_.checked.size(); ++c)
      add(static_cast<std::uint32_t>(from_.fields.size()) + c, from_.checked[c]);
  }

  void open(std::size_t stretch) {
    stretch_ = stretch;
    const files::csv_stretch& s = from_.stretches[stretch];
    rows_.open(*from_.handles[stretch], s.begin, s.stop, s.newlines);
  }

  // Moves to the next rows, `most` at most, and puts the good ones into the batch from its beginning. False if there
  // are none. Throws file_error.
  bool next(std::uint32_t most) {
    if (!rows_.next(most)) return false;
    for (auto& c : columns_) c.column->begin_batch();
    const bool utf8 = has_texts_ && files::is_utf8(rows_.text());
    bad_.clear();
    size_ = 0;
    for (std::uint32_t row = 0; row < rows_.size();) {
      const std::uint32_t good = put(row, size_, utf8);
      size_ += good;
      row += good;
      if (row == rows_.size()) break;
      bad_.push_back(row++);
      if (!skips()) break;
    }
    return true;
  }
  std::uint32_t size() const { return size_; }  // good rows, up to a bad line that is an error
  std::size_t bad_lines() const { return bad_.size(); }
  // 'name', line 3: what is wrong with the first bad line
  std::string first_bad_line() { return place_of_row(bad_[0]) + ": " + what_is_wrong(bad_[0]); }
  // 'name', line 3
  std::string place_of(std::uint32_t slot) const {
    std::uint32_t row = slot;
    for (const std::uint32_t bad : bad_) row += bad <= row;
    return place_of_row(row);
  }

  std::int64_t position() const { return rows_.position(); }
  [[noreturn]] void fail_in_file(const std::string& what) const {
    must_be_unchanged(from_, stretch_);
    fail(from_.at, what);
  }

  const std::vector<std::uint32_t>& wanted() const { return wanted_; }
  const csv_column& column(std::size_t c) const { return *columns_[c].column; }

 private:
  struct converted {
    std::uint32_t number;  // of the column
    std::unique_ptr<csv_column> column;
  };

  void add(std::uint32_t number, const field& as) {
    columns_.push_back({number, std::make_unique<csv_column>(from_, as)});
    has_texts_ = has_texts_ || as.type.id == kind::string;
  }
  bool skips() const { return from_.on_bad_lines == bad_lines::skip; }
  const files::csv_source& file() const { return from_.files[from_.stretches[stretch_].file]; }
  std::uint32_t place_in_row(const converted& c) const { return static_cast<std::uint32_t>(file().places[c.number]); }
  bool is_too_long(std::uint32_t row) const {
    return rows_.fields(row) > file().width && from_.on_bad_lines != bad_lines::missing;
  }

  // Puts rows from this one on there, up to a bad line, and returns how many.
  std::uint32_t put(std::uint32_t row, std::uint32_t slot, bool utf8) {
    std::uint32_t count = 0;
    while (row + count < rows_.size() && !is_too_long(row + count)) ++count;
    for (converted& c : columns_) {
      for (std::uint32_t done = 0; done < count;) {
        done += c.column->put(rows_, row + done, count - done, place_in_row(c), slot + done, utf8);
        if (done == count) break;
        if (from_.on_bad_lines == bad_lines::missing && c.column->put_missing(slot + done))
          ++done;
        else
          count = done;
      }
    }
    return count;
  }

  std::string place_of_row(std::uint32_t row) const {
    return "'" + file().path + "', line " + std::to_string(rows_.line(row));
  }
  std::string what_is_wrong(std::uint32_t row) {
    const std::uint32_t fields = rows_.fields(row);
    if (is_too_long(row))
      return "expected " + std::to_string(file().width) + " fields, found " + std::to_string(fields);
    // the first column whose value is not of its type
    const auto wrong = std::find_if(columns_.begin(), columns_.end(), [&](converted& c) {
      return c.column->put(rows_, row, 1, place_in_row(c), 0, false) == 0;
    });
    const field& as = wrong->column->as();
    const std::string title = "column '" + from_.names[wrong->number] + "': ";
    const bool there = place_in_row(*wrong) < fields;
    const csv_field found = there ? rows_.field(row, place_in_row(*wrong)) : csv_field();
    if (!as.nullable && (!there || files::is_na(found.text, from_.options.na_values)))
      return title + "has a missing value, but the program was compiled for none";
    if (as.type.id == kind::string)
      return title + "the text is not UTF-8; convert the file, as iconv does: -f latin1 -t utf-8";
    const std::string_view text = found.text.substr(0, 100);
    const bool far = as.type.id == kind::timestamp && files::is_far_time(text);
    return title + "expected " + files::name_of(as.type) + ", found '" + std::string(text) + "'" +
           (far ? ", which lies outside of the years 1677 to 2262 that nanoseconds can hold" : "");
  }

  const csv_file::content& from_;
  std::vector<std::uint32_t> wanted_;
  std::vector<converted> columns_;  // the wanted ones, and those that are only checked
  bool has_texts_ = false;
  files::csv_row_index rows_;
  std::size_t stretch_ = 0;
  std::uint32_t size_ = 0;
  std::vector<std::uint32_t> bad_;  // lines among the rows
};

std::string in_file(const std::string& path, const file_error& e) {
  const std::string what = e.what();
  return "'" + path + (what.starts_with("line ") ? "', " : "': ") + what;
}

std::vector<std::uint32_t> all_columns(const csv_file::content& of) {
  std::vector<std::uint32_t> all(of.fields.size());
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

}  // namespace

files::csv_bad_lines find_bad_lines(const csv_file::content& from, std::size_t stretch) {
  files::csv_bad_lines found;
  csv_converter convert(from, all_columns(from));
  convert.open(stretch);
  try {
    while (convert.next(batch_capacity)) {
      if (found.count == 0 && convert.bad_lines() != 0) found.first = convert.first_bad_line();
      found.count += static_cast<std::int64_t>(convert.bad_lines());
    }
  } catch (const file_error& e) {
    throw file_error(in_file(from.files[from.stretches[stretch].file].path, e));
  }
  return found;
}

struct csv_scan::impl final : files::batch_at_hand {
  impl(const csv_file::content& f, std::vector<std::uint32_t> wanted) : from(f), convert(f, std::move(wanted)) {}

  void begin() {
    std::int64_t bytes = 0;
    for (std::size_t n = 0; n < from.stretches.size(); ++n) {
      bytes += from.stretches[n].stop - from.stretches[n].begin;
      if (from.handles[n]->compressed()) return batch_at_hand::begin(0);
    }
    batch_at_hand::begin(bytes);
  }
  void give(const batch& b) {
    batch_at_hand::give(b, from.fields, passed + (opened ? convert.position() - from.stretches[stretch].begin : 0));
  }
  std::string place_of(std::string_view s) const override {
    const auto slot = row_of(s);
    return slot ? convert.place_of(*slot) : std::string();
  }

  const csv_file::content& from;
  csv_converter convert;
  std::size_t stretch = 0;  // the current one
  bool opened = false;
  std::int64_t passed = 0;  // bytes of the stretches before it
  std::int64_t row = 0;     // the global number of the next one
};

csv_scan::csv_scan(const csv_file& file, std::span<const std::uint32_t> now, std::span<const std::uint32_t> later) {
  std::vector<std::uint32_t> wanted(now.begin(), now.end());
  wanted.insert(wanted.end(), later.begin(), later.end());
  impl_ = new impl(file.get(), std::move(wanted));
}

csv_scan::csv_scan(const csv_file& file) : impl_(new impl(file.get(), all_columns(file.get()))) {}

csv_scan::~csv_scan() { delete impl_; }

bool csv_scan::next(batch& b) {
  impl& s = *impl_;
  poll_failures();
  if (!s.has_begun()) s.begin();
  b.size = 0;
  while (s.stretch < s.from.stretches.size() && b.size == 0) {
    const files::csv_stretch& at = s.from.stretches[s.stretch];
    if (!s.opened) {
      s.convert.open(s.stretch);
      s.opened = true;
      count_read(s.from.handles[s.stretch]->compressed() ? s.from.handles[s.stretch]->stored : at.stop - at.begin);
      if (size() > 1) s.row = std::max(s.row, at.first_row);
    }
    try {
      if (!s.convert.next(batch_size())) {
        s.opened = false;
        must_be_unchanged(s.from, s.stretch);
        s.passed += at.stop - at.begin;
        ++s.stretch;
        continue;
      }
    } catch (const file_error& e) {
      s.convert.fail_in_file(in_file(s.from.files[at.file].path, e));
    }
    if (s.convert.bad_lines() != 0 && s.from.on_bad_lines != bad_lines::skip)
      s.convert.fail_in_file(s.convert.first_bad_line());
    b.first_row = s.row;
    b.size = s.convert.size();
    s.row += b.size;
  }
  b.columns.assign(s.from.fields.size(), {});
  for (std::size_t c = 0; c < s.convert.wanted().size(); ++c) {
    const csv_column& column = s.convert.column(c);
    b.columns[s.convert.wanted()[c]] = column.view();
    count_decoded(static_cast<std::int64_t>(b.size * width_of(column.as().storage())));
  }
  s.give(b);
  return b.size != 0;
}

}  // namespace bodo::rt
