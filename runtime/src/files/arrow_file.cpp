#include "bodo/rt/arrow_file.h"

#include <arrow/api.h>
#include <bodo/version.h>  // this library loads with the runtime of its version

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/table.h"
#include "files/archive.h"
#include "files/arrow_columns.h"
#include "files/batch_at_hand.h"
#include "files/opened_fields.h"
#include "files/schema/arrow_units.h"
#include "files/schema/file_error.h"
#include "files/schema/source_list.h"
#include "files/schema/text_file.h"
#include "files/stored_files.h"
#include "files/together.h"
#include "job/work.h"

namespace bodo::rt {
namespace {

using files::file_error;
using files::put;

struct arrow_source {
  std::string path;
  std::int64_t stored = 0, inode = 0, changed = 0;
  std::vector<std::int64_t> rows;  // of each unit
};

struct arrow_unit {
  std::size_t file = 0;
  std::int64_t number = 0;
  std::int64_t rows = 0, first_row = 0;
};

}  // namespace

struct arrow_file::content {
  explicit content(const site& s) : at(s) {}

  site at;
  arrow_format format = arrow_format::feather;
  std::vector<std::string> names;
  std::vector<field> fields;  // their names are in `names`
  std::vector<arrow_source> files;
  std::vector<arrow_unit> units;  // of this rank
};

namespace {

arrow_source describe(const std::string& path, const arrow_file::content& c) {
  arrow_source out;
  out.path = path;
  try {
    const files::text_file file(path);
    out.stored = file.stored;
    out.inode = file.inode;
    out.changed = file.changed;
    const auto units = files::open_units(path, c.format, {});
    const auto schema = units->schema();
    for (const std::string& name : c.names) {
      if (schema->GetFieldIndex(name) >= 0) continue;
      if (schema->GetAllFieldIndices(name).size() > 1) throw file_error("there are several columns '" + name + "'");
      const std::string near = files::nearest_name(name, schema->field_names());
      throw file_error("there is no column '" + name + "'" + (near.empty() ? "" : "; did you mean '" + near + "'?"));
    }
    for (std::int64_t u = 0; u < units->count(); ++u) out.rows.push_back(units->rows_of(u));
  } catch (const file_error& e) {
    const std::string what = e.what();
    if (what.find("'" + path + "'") != std::string::npos) throw;
    throw file_error("'" + path + "': " + what);
  }
  return out;
}

std::vector<arrow_unit> share(const std::vector<arrow_source>& files) {
  std::int64_t rows = 0;
  for (const arrow_source& f : files) rows = std::accumulate(f.rows.begin(), f.rows.end(), rows);
  const block part = block_of(rows);
  std::vector<arrow_unit> mine;
  std::int64_t before = 0;
  for (std::size_t f = 0; f < files.size(); ++f)
    for (std::size_t u = 0; u < files[f].rows.size(); ++u) {
      const std::int64_t n = files[f].rows[u];
      if (n > 0 && part.clip(before + n / 2, before + n / 2 + 1).count > 0)
        mine.push_back({f, static_cast<std::int64_t>(u), n, before});
      before += n;
    }
  return mine;
}

}  // namespace

std::vector<files::stored_file> files::stored_files(const arrow_file& from) {
  std::vector<stored_file> all;
  for (const arrow_source& s : from.get().files) all.push_back({s.path, s.stored, s.changed});
  return all;
}

arrow_file::arrow_file(const site& at, std::string_view path, std::span<const field> columns, arrow_format format)
    : content_(new content(at)) {
  try {
    guard(at, agree_on(0, path));
    content& c = *content_;
    c.format = format;
    c.fields.assign(columns.begin(), columns.end());
    for (const field& f : columns) c.names.emplace_back(f.name);
    for (std::size_t f = 0; f < c.fields.size(); ++f) c.fields[f].name = c.names[f].c_str();
    const auto sources = files::list_together(at, std::string(path));
    const gathered all = files::gather_or_fail(at, [&] {
      std::string message;
      const block mine = block_of(static_cast<std::int64_t>(sources.size()));
      for (std::int64_t i = mine.begin; i < mine.end(); ++i) {
        const arrow_source s = describe(sources[static_cast<std::size_t>(i)].path, c);
        put(message, s.path), put(message, s.stored), put(message, s.inode), put(message, s.changed);
        put(message, s.rows);
      }
      return message;
    });
    for (int r = 0; r < size(); ++r) {
      std::string_view rest = all.of(r);
      rest.remove_suffix(1);
      while (!rest.empty()) {
        arrow_source s;
        files::get(rest, s.path), files::get(rest, s.stored), files::get(rest, s.inode), files::get(rest, s.changed);
        files::get(rest, s.rows);
        c.files.push_back(std::move(s));
      }
    }
    c.units = share(c.files);
  } catch (...) {
    delete content_;
    throw;
  }
}

arrow_file::~arrow_file() { delete content_; }

std::vector<field> arrow_file::fields() const { return files::opened_fields(*content_); }
std::vector<field> arrow_file::fields(std::initializer_list<std::uint32_t> columns) const {
  return files::opened_fields(*content_, std::span(columns.begin(), columns.size()));
}

struct arrow_scan::impl final : files::batch_at_hand {
  impl(const arrow_file::content& f, std::vector<std::uint32_t> numbers) : from(f), wanted(std::move(numbers)) {
    for (const std::uint32_t c : wanted) {
      columns.push_back(std::make_unique<files::arrow_column>(from.at, from.fields.at(c)));
      names.push_back(from.names[c]);
    }
  }

  using batch_at_hand::leave;
  void open();
  void read();
  void begin() {
    std::int64_t rows = 0;
    for (const arrow_unit& each : from.units) rows += each.rows;
    batch_at_hand::begin(rows);
  }
  void give(const batch& b, const arrow_unit& at) {
    given = &at;
    batch_at_hand::give(b, from.fields, rows_passed += b.size);
    first_row = b.first_row;
  }
  std::string place_of(std::string_view s) const override {
    const auto slot = row_of(s);
    if (!slot) return {};
    std::int64_t before = 0;  // rows of earlier files
    for (std::size_t f = 0; f < given->file; ++f)
      before = std::accumulate(from.files[f].rows.begin(), from.files[f].rows.end(), before);
    return "'" + from.files[given->file].path + "', row " + std::to_string(first_row + *slot - before);
  }

  const arrow_file::content& from;
  std::vector<std::uint32_t> wanted;
  std::vector<std::string> names;
  std::vector<std::unique_ptr<files::arrow_column>> columns;
  std::size_t unit = 0;               // the current one
  std::int64_t row = 0;               // the next one of it
  std::int64_t rows_passed = 0;       // of all units
  const arrow_unit* given = nullptr;  // the batch's
  std::int64_t first_row = 0;
  bool loaded = false;  // its values are at hand
  std::string path;     // of the file at hand
  std::unique_ptr<files::text_file> file;
  std::unique_ptr<files::arrow_units> units;
};

// The file of the current unit.
void arrow_scan::impl::open() {
  const arrow_source& source = from.files[from.units[unit].file];
  if (path == source.path) return;
  path = source.path;
  file = std::make_unique<files::text_file>(path);
  if (file->stored != source.stored || file->inode != source.inode || file->changed != source.changed)
    throw file_error("has changed since it was opened");
  units = files::open_units(path, from.format, names);
}

void arrow_scan::impl::read() {
  open();
  const auto batch = units->read(from.units[unit].number);
  if (file->has_changed()) throw file_error("has changed while it was read");
  if (batch->num_rows() != from.units[unit].rows) throw file_error("has another number of rows than it says");
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const auto values = batch->GetColumnByName(names[c]);
    try {
      if (values == nullptr) throw file_error("is not there");
      columns[c]->read(values);
    } catch (const file_error& e) {
      throw file_error("column '" + names[c] + "' " + e.what());
    }
    std::int64_t bytes = 0;
    for (const auto& buffer : values->data()->buffers) bytes += buffer == nullptr ? 0 : buffer->size();
    count_read(bytes);
  }
  row = 0;
  loaded = true;
}

arrow_scan::arrow_scan(const arrow_file& file, std::span<const std::uint32_t> now,
                       std::span<const std::uint32_t> later) {
  std::vector<std::uint32_t> wanted(now.begin(), now.end());
  wanted.insert(wanted.end(), later.begin(), later.end());
  impl_ = new impl(file.get(), std::move(wanted));
}

arrow_scan::arrow_scan(const arrow_file& file) {
  std::vector<std::uint32_t> all(file.get().fields.size());
  std::iota(all.begin(), all.end(), 0U);
  impl_ = new impl(file.get(), std::move(all));
}

arrow_scan::~arrow_scan() { delete impl_; }

bool arrow_scan::next(batch& b) {
  impl& s = *impl_;
  poll_failures();
  if (!s.has_begun()) s.begin();
  b.size = 0;
  if (s.unit == s.from.units.size()) {
    b.columns.assign(s.from.fields.size(), {});
    s.leave();
    return false;
  }
  const arrow_unit& at = s.from.units[s.unit];
  try {
    if (!s.loaded) s.read();
    b.size = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_size(), at.rows - s.row));
    b.first_row = at.first_row + s.row;
    b.columns.assign(s.from.fields.size(), {});
    for (std::size_t c = 0; c < s.columns.size(); ++c) {
      try {
        s.columns[c]->take(s.row, b.size);
      } catch (const file_error& e) {
        throw file_error("column '" + s.names[c] + "' " + e.what());
      }
      b.columns[s.wanted[c]] = s.columns[c]->view();
      count_decoded(static_cast<std::int64_t>(b.size * width_of(s.columns[c]->as().storage())));
    }
  } catch (const file_error& e) {
    fail(s.from.at, "'" + s.from.files[at.file].path + "' " + e.what());
  }
  s.give(b, at);
  s.row += b.size;
  if (s.row == at.rows) {
    ++s.unit;
    s.loaded = false;
  }
  return true;
}

}  // namespace bodo::rt
