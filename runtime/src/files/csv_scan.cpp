#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "bodo/rt/csv_file.h"
#include "bodo/rt/decimal.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/error.h"
#include "bodo/rt/table.h"
#include "bodo/rt/time_format.h"
#include "files/batch_at_hand.h"
#include "files/csv_content.h"
#include "files/schema/csv_header.h"
#include "files/schema/file_error.h"
#include "files/schema/parquet_columns.h"
#include "files/schema/utf8.h"
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
  csv_column(const csv_file::content& from, const field& as)
      : as_(as),
        kept_(as.storage()),
        na_values_(from.options.na_values),
        written_(files::values_of(from.options)),
        separated_(!written_.plain_numbers() && as.type.id != kind::date && as.type.id != kind::timestamp),
        format_(from.date_format),
        values_(from.at) {
    if (as.coded) words_ = dictionary::make(from.at);
    values_.resize(batch_capacity * width_of(kept_));
  }

  void begin_batch() { missing_ = false; }

  // False if the text is not a value of the column's type.
  bool put(std::uint32_t slot, const csv_field& f) {
    set_known(slot, true);
    if (as_.type.id == kind::string) {
      if (files::is_na(f, na_values_)) return put_missing(slot);
      if (!files::is_utf8(f.text)) return false;
      if (as_.coded)
        at<std::int32_t>(slot) = words_->intern(f.text);
      else
        at<text>(slot) = text(f.text);
      return true;
    }
    if (files::is_na(f.text, na_values_)) return put_missing(slot);
    const std::string_view number = !separated_ ? f.text : written_.number(f.text, room_);
    switch (as_.type.id) {
      case kind::boolean: {
        bool v = false;
        const bool good = files::parse_boolean(f.text, written_, v);
        at<std::uint8_t>(slot) = v;
        return good;
      }
      case kind::int8: return integer<std::int8_t>(slot, number);
      case kind::int16: return integer<std::int16_t>(slot, number);
      case kind::int32: return integer<std::int32_t>(slot, number);
      case kind::int64: return parsed<std::int64_t, std::int64_t>(slot, number, files::parse_int64);
      case kind::uint8: return integer<std::uint8_t>(slot, number);
      case kind::uint16: return integer<std::uint16_t>(slot, number);
      case kind::uint32: return integer<std::uint32_t>(slot, number);
      case kind::uint64: return parsed<std::uint64_t, std::uint64_t>(slot, number, files::parse_uint64);
      case kind::float32: return parsed<float, float>(slot, number, files::parse_float32);
      case kind::float64: return parsed<double, double>(slot, number, files::parse_float64);
      case kind::date:
        if (!format_.text().empty()) return kept(at<std::int32_t>(slot), read_date(trim(f.text), format_));
        return parsed<std::int32_t, std::int32_t>(slot, f.text, files::parse_date);
      case kind::timestamp:
        if (!format_.text().empty()) return kept(at<std::int64_t>(slot), read_time(trim(f.text), format_));
        return parsed<std::int64_t, std::int64_t>(slot, f.text, files::parse_timestamp);
      case kind::duration: return parsed<std::int64_t, std::int64_t>(slot, f.text, files::parse_duration);
      case kind::decimal: {
        int128 v;
        if (!parse_decimal(trim(number), as_.type.precision, as_.type.scale, v)) return false;
        if (kept_ == storage::i64)
          at<std::int64_t>(slot) = static_cast<std::int64_t>(v);
        else
          at<int128>(slot) = v;
        return true;
      }
      case kind::string:
      case kind::list: break;
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
  static bool kept(T& to, const std::optional<T>& value) {
    to = value.value_or(T{});
    return value.has_value();
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
  files::csv_values written_;
  bool separated_;  // numbers
  time_format format_;
  std::string room_;
  array<std::uint8_t> values_;
  std::uint64_t valid_[batch_capacity / 64] = {};
  bool missing_ = false;
  ref<dictionary> words_;
};

}  // namespace

namespace {

// Converts rows of this rank's stretches to the values of some columns.
class csv_converter {
 public:
  csv_converter(const csv_file::content& from, std::vector<std::uint32_t> wanted)
      : from_(from), wanted_(std::move(wanted)), rows_(files::dialect_of(from.options)) {
    for (const std::uint32_t c : wanted_) columns_.push_back(std::make_unique<csv_column>(from_, from_.fields.at(c)));
    for (std::uint32_t c = 0; c < from_.fields.size() && skips(); ++c)
      if (std::find(wanted_.begin(), wanted_.end(), c) == wanted_.end()) check(c, from_.fields[c]);
    for (std::uint32_t c = 0; c < from_.checked.size(); ++c)
      check(static_cast<std::uint32_t>(from_.fields.size()) + c, from_.checked[c]);
  }

  void open(std::size_t stretch) {
    stretch_ = stretch;
    const files::csv_stretch& s = from_.stretches[stretch];
    rows_.open(*from_.handles[stretch], s.begin, s.stop, s.newlines);
  }
  void begin_batch() {
    for (auto& c : columns_) c->begin_batch();
  }
  csv_rows::result next(bool overwrite) { return rows_.next(overwrite); }

  // Puts the current row there. False, and `wrong` says why, if it is a bad line; with `missing` there are none.
  bool put(std::uint32_t slot) {
    const auto width = static_cast<std::size_t>(from_.files[from_.stretches[stretch_].file].width);
    if (rows_.fields().size() > width && from_.on_bad_lines != bad_lines::missing)
      return bad("expected " + std::to_string(width) + " fields, found " + std::to_string(rows_.fields().size()));
    for (std::size_t c = 0; c < columns_.size(); ++c)
      if (!put(slot, *columns_[c], wanted_[c])) return false;
    for (std::size_t c = 0; c < checks_.size(); ++c)
      if (!put(0, *checks_[c], checked_[c])) return false;
    return true;
  }

  std::int64_t line() const { return rows_.line(); }
  std::int64_t position() const { return rows_.position(); }
  // 'name', line 3
  std::string place_of(std::int64_t line) const {
    return "'" + from_.files[from_.stretches[stretch_].file].path + "', line " + std::to_string(line);
  }
  // 'name', line 3: what is wrong
  std::string where() const { return place_of(line()) + ": " + wrong_; }
  [[noreturn]] void fail_in_file(const std::string& what) const {
    must_be_unchanged();
    fail(from_.at, what);
  }
  // If a file changes while it is read, its rows are a mixture of two versions.
  void must_be_unchanged() const {
    if (from_.handles[stretch_]->has_changed())
      fail(from_.at, "'" + from_.files[from_.stretches[stretch_].file].path + "' has changed while it was read");
  }

  bool skips() const { return from_.on_bad_lines == bad_lines::skip; }
  const std::vector<std::uint32_t>& wanted() const { return wanted_; }
  const csv_column& column(std::size_t c) const { return *columns_[c]; }

 private:
  void check(std::uint32_t number, const field& as) {
    checked_.push_back(number);
    checks_.push_back(std::make_unique<csv_column>(from_, as));
  }
  bool bad(std::string what) {
    wrong_ = std::move(what);
    return false;
  }
  bool put(std::uint32_t slot, csv_column& column, std::uint32_t number) {
    const files::csv_source& source = from_.files[from_.stretches[stretch_].file];
    const auto& fields = rows_.fields();
    const auto place = static_cast<std::size_t>(source.places[number]);
    const bool there = place < fields.size();  // the last values of a short row are missing, as in pandas
    if (there ? column.put(slot, fields[place]) : column.put_missing(slot)) return true;
    const std::string title = "column '" + from_.names[number] + "': ";
    if (!there || (!column.as().nullable && files::is_na(fields[place].text, from_.options.na_values)))
      return bad(title + "has a missing value, but the program was compiled for none");
    if (from_.on_bad_lines == bad_lines::missing && column.put_missing(slot)) return true;
    if (column.as().type.id == kind::string)
      return bad(title + "the text is not UTF-8; convert the file, as iconv does: -f latin1 -t utf-8");
    const std::string_view found = fields[place].text.substr(0, 100);
    const bool far = column.as().type.id == kind::timestamp && files::is_far_time(found);
    return bad(title + "expected " + files::name_of(column.as().type) + ", found '" + std::string(found) + "'" +
               (far ? ", which lies outside of the years 1677 to 2262 that nanoseconds can hold" : ""));
  }

  const csv_file::content& from_;
  std::vector<std::uint32_t> wanted_, checked_;  // their numbers
  std::vector<std::unique_ptr<csv_column>> columns_, checks_;
  csv_rows rows_;
  std::size_t stretch_ = 0;
  std::string wrong_;
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
    while (convert.next(true) == csv_rows::result::row)
      if (!convert.put(0) && found.count++ == 0) found.first = convert.where();
  } catch (const file_error& e) {
    throw file_error(in_file(from.files[from.stretches[stretch].file].path, e));
  }
  return found;
}

struct csv_scan::impl final : files::batch_at_hand {
  impl(const csv_file::content& f, std::vector<std::uint32_t> wanted)
      : from(f), convert(f, std::move(wanted)), lines(batch_capacity) {}

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
    return slot ? convert.place_of(lines[*slot]) : std::string();
  }

  const csv_file::content& from;
  csv_converter convert;
  std::size_t stretch = 0;  // the current one
  bool opened = false;
  std::int64_t passed = 0;          // bytes of the stretches before it
  std::int64_t row = 0;             // the global number of the next one
  std::vector<std::int64_t> lines;  // in the file, of the batch's rows
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
  s.convert.begin_batch();
  try {
    while (s.stretch < s.from.stretches.size() && b.size < batch_size()) {
      const files::csv_stretch& at = s.from.stretches[s.stretch];
      if (!s.opened) {
        if (b.size != 0 && s.row != at.first_row && size() > 1) break;
        s.convert.open(s.stretch);
        s.opened = true;
        count_read(s.from.handles[s.stretch]->compressed() ? s.from.handles[s.stretch]->stored : at.stop - at.begin);
      }
      const auto r = s.convert.next(b.size == 0);
      if (r == csv_rows::result::full) break;
      if (r == csv_rows::result::end) {
        // texts of the batch point into the window: it ends with the stretch
        s.opened = false;
        s.convert.must_be_unchanged();
        s.passed += at.stop - at.begin;
        ++s.stretch;
        if (b.size != 0) break;
        continue;
      }
      if (b.size == 0) {
        if (size() > 1 && s.row < at.first_row) s.row = at.first_row;
        b.first_row = s.row;
      }
      if (!s.convert.put(b.size)) {
        if (s.convert.skips()) continue;
        s.convert.fail_in_file(s.convert.where());
      }
      s.lines[b.size++] = s.convert.line();
      ++s.row;
    }
  } catch (const file_error& e) {
    s.convert.fail_in_file(in_file(s.from.files[s.from.stretches[s.stretch].file].path, e));
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
