#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "bodo/rt/csv_file.h"
#include "bodo/rt/decimal.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/error.h"
#include "bodo/rt/table.h"
#include "files/csv_content.h"
#include "files/schema/file_error.h"
#include "files/schema/parquet_columns.h"
#include "files/utf8.h"
#include "job/work.h"

namespace bodo::rt {
namespace {

using files::csv_field;
using files::csv_rows;
using files::file_error;

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

// A column of the current batch: converts texts to values.
class csv_column {
 public:
  csv_column(const site& at, const field& as, const std::vector<std::string>& na_values)
      : as_(as), kept_(as.storage()), na_values_(na_values), values_(at) {
    if (as.coded) words_ = dictionary::make(at);
    values_.resize(batch_capacity * width_of(kept_));
  }

  void begin_batch() { missing_ = false; }

  // False if the text is not a value of the column's type.
  bool put(std::uint32_t slot, const csv_field& f) {
    set_known(slot, true);
    if (as_.type.id == kind::string) {
      const bool missing =
          (f.text.empty() && !f.quoted) || std::find(na_values_.begin(), na_values_.end(), f.text) != na_values_.end();
      if (missing) return put_missing(slot);
      if (!files::is_utf8(f.text)) return false;
      if (as_.coded)
        at<std::int32_t>(slot) = words_->intern(f.text);
      else
        at<text>(slot) = text(f.text);
      return true;
    }
    if (files::is_na(f.text, na_values_)) return put_missing(slot);
    switch (as_.type.id) {
      case kind::boolean: return parsed<std::uint8_t, bool>(slot, f.text, files::parse_boolean);
      case kind::int8: return integer<std::int8_t>(slot, f.text);
      case kind::int16: return integer<std::int16_t>(slot, f.text);
      case kind::int32: return integer<std::int32_t>(slot, f.text);
      case kind::int64: return parsed<std::int64_t, std::int64_t>(slot, f.text, files::parse_int64);
      case kind::uint8: return integer<std::uint8_t>(slot, f.text);
      case kind::uint16: return integer<std::uint16_t>(slot, f.text);
      case kind::uint32: return integer<std::uint32_t>(slot, f.text);
      case kind::uint64: return parsed<std::uint64_t, std::uint64_t>(slot, f.text, files::parse_uint64);
      case kind::float32: return parsed<float, float>(slot, f.text, files::parse_float32);
      case kind::float64: return parsed<double, double>(slot, f.text, files::parse_float64);
      case kind::date: return parsed<std::int32_t, std::int32_t>(slot, f.text, files::parse_date);
      case kind::timestamp: return parsed<std::int64_t, std::int64_t>(slot, f.text, files::parse_timestamp);
      case kind::duration: return parsed<std::int64_t, std::int64_t>(slot, f.text, files::parse_duration);
      case kind::decimal: {
        int128 v;
        if (!parse_decimal(trim(f.text), as_.type.precision, as_.type.scale, v)) return false;
        if (kept_ == storage::i64)
          at<std::int64_t>(slot) = static_cast<std::int64_t>(v);
        else
          at<int128>(slot) = v;
        return true;
      }
      case kind::string: break;
    }
    return false;
  }

  // False if the column may not have missing values.
  bool put_missing(std::uint32_t slot) {
    set_known(slot, false);
    missing_ = true;
    std::memset(values_.data() + slot * width_of(kept_), 0, width_of(kept_));
    return as_.nullable;
  }

  column_view view() const {
    column_view v;
    v.values = values_.data();
    v.valid = missing_ ? valid_ : nullptr;
    v.words = words_.get();
    v.width = static_cast<std::uint8_t>(width_of(kept_));
    return v;
  }
  const field& as() const { return as_; }

 private:
  template <class T>
  T& at(std::uint32_t slot) {
    return reinterpret_cast<T*>(values_.data())[slot];
  }
  void set_known(std::uint32_t slot, bool known) {
    const std::uint64_t bit = std::uint64_t{1} << slot % 64;
    valid_[slot / 64] = known ? valid_[slot / 64] | bit : valid_[slot / 64] & ~bit;
  }
  template <class Kept, class Parsed>
  bool parsed(std::uint32_t slot, std::string_view s, bool (*parse)(std::string_view, Parsed&)) {
    Parsed v{};
    if (!parse(s, v)) return false;
    at<Kept>(slot) = static_cast<Kept>(v);
    return true;
  }
  template <class T>
  bool integer(std::uint32_t slot, std::string_view s) {
    std::int64_t v;
    if (!files::parse_int64(s, v) || v < std::numeric_limits<T>::min() || v > std::numeric_limits<T>::max())
      return false;
    at<T>(slot) = static_cast<T>(v);
    return true;
  }

  field as_;
  storage kept_;
  const std::vector<std::string>& na_values_;
  array<std::uint8_t> values_;
  std::uint64_t valid_[batch_capacity / 64] = {};
  bool missing_ = false;
  ref<dictionary> words_;
};

}  // namespace

struct csv_scan::impl {
  impl(const csv_file::content& f, std::span<const std::uint32_t> now, std::span<const std::uint32_t> later)
      : from(f), rows(f.separator) {
    wanted.assign(now.begin(), now.end());
    wanted.insert(wanted.end(), later.begin(), later.end());
    for (const std::uint32_t c : wanted)
      columns.push_back(std::make_unique<csv_column>(from.at, from.fields.at(c), from.na_values));
  }

  [[noreturn]] void fail_at_row(const std::string& what) const {
    fail_in_file("line " + std::to_string(rows.line()) + ": " + what);
  }
  [[noreturn]] void fail_in_file(const std::string& what) const {
    must_be_unchanged();
    fail(from.at, "'" + from.files[from.stretches[stretch].file].path + "', " + what);
  }
  // If a file changes while it is read, its rows are a mixture of two versions.
  void must_be_unchanged() const {
    if (from.handles[stretch]->has_changed())
      fail(from.at, "'" + from.files[from.stretches[stretch].file].path + "' has changed while it was read");
  }
  void put_row(std::uint32_t slot);

  const csv_file::content& from;
  std::vector<std::uint32_t> wanted;
  std::vector<std::unique_ptr<csv_column>> columns;
  csv_rows rows;
  std::size_t stretch = 0;  // the current one
  bool opened = false;
  std::int64_t row = 0;  // the global number of the next one
};

void csv_scan::impl::put_row(std::uint32_t slot) {
  const files::csv_source& source = from.files[from.stretches[stretch].file];
  const auto& fields = rows.fields();
  if (static_cast<std::int64_t>(fields.size()) > source.width)
    fail_at_row("expected " + std::to_string(source.width) + " fields, found " + std::to_string(fields.size()));
  for (std::size_t c = 0; c < wanted.size(); ++c) {
    const auto place = static_cast<std::size_t>(source.places[wanted[c]]);
    csv_column& column = *columns[c];
    const bool there = place < fields.size();  // the last values of a short row are missing, as in pandas
    if (there ? column.put(slot, fields[place]) : column.put_missing(slot)) continue;
    const std::string title = "column '" + from.names[wanted[c]] + "': ";
    if (!there || (!column.as().nullable && files::is_na(fields[place].text, from.na_values)))
      fail_at_row(title + "has a missing value, but the program was compiled for none");
    if (column.as().type.id == kind::string)
      fail_at_row(title + "the text is not UTF-8; convert the file, as iconv does: -f latin1 -t utf-8");
    const std::string_view found = fields[place].text.substr(0, 100);
    const bool far = column.as().type.id == kind::timestamp && files::is_far_time(found);
    fail_at_row(title + "expected " + files::name_of(column.as().type) + ", found '" + std::string(found) + "'" +
                (far ? ", which lies outside of the years 1677 to 2262 that nanoseconds can hold" : ""));
  }
}

csv_scan::csv_scan(const csv_file& file, std::span<const std::uint32_t> now, std::span<const std::uint32_t> later)
    : impl_(new impl(file.get(), now, later)) {}

csv_scan::csv_scan(const csv_file& file) {
  std::vector<std::uint32_t> all(file.get().fields.size());
  std::iota(all.begin(), all.end(), 0U);
  impl_ = new impl(file.get(), all, {});
}

csv_scan::~csv_scan() { delete impl_; }

bool csv_scan::next(batch& b) {
  impl& s = *impl_;
  poll_failures();
  b.size = 0;
  for (auto& c : s.columns) c->begin_batch();
  try {
    while (s.stretch < s.from.stretches.size() && b.size < batch_size()) {
      const files::csv_stretch& at = s.from.stretches[s.stretch];
      if (!s.opened) {
        if (b.size != 0 && s.row != at.first_row && size() > 1) break;
        s.rows.open(*s.from.handles[s.stretch], at.begin, at.stop, at.newlines);
        s.opened = true;
        count_read(at.stop - at.begin);
      }
      const auto r = s.rows.next(b.size == 0);
      if (r == csv_rows::result::full) break;
      if (r == csv_rows::result::end) {
        // texts of the batch point into the window: it ends with the stretch
        s.opened = false;
        s.must_be_unchanged();
        ++s.stretch;
        if (b.size != 0) break;
        continue;
      }
      if (b.size == 0) {
        if (size() > 1 && s.row < at.first_row) s.row = at.first_row;
        b.first_row = s.row;
      }
      s.put_row(b.size++);
      ++s.row;
    }
  } catch (const file_error& e) {
    s.fail_in_file(e.what());
  }
  b.columns.assign(s.from.fields.size(), {});
  for (std::size_t c = 0; c < s.columns.size(); ++c) {
    b.columns[s.wanted[c]] = s.columns[c]->view();
    count_decoded(static_cast<std::int64_t>(b.size * width_of(s.columns[c]->as().storage())));
  }
  return b.size != 0;
}

}  // namespace bodo::rt
