#include "bodo/rt/parquet_writer.h"

#include <arrow/api.h>
#include <arrow/io/interfaces.h>
#include <arrow/util/compression.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/decimal.h"
#include "bodo/rt/error.h"
#include "columns/column_count.h"
#include "files/archive.h"
#include "files/atomic_output.h"
#include "files/column_collector.h"
#include "files/csv_text.h"
#include "files/manifest.h"
#include "files/output_file.h"
#include "files/schema/arrow_units.h"
#include "files/schema/file_error.h"
#include "files/schema/parquet_columns.h"
#include "files/schema/source_list.h"
#include "files/schema/utf8.h"
#include "files/together.h"
#include "job/progress.h"

namespace bodo::rt {
namespace {

namespace fs = std::filesystem;
using files::column_collector;
using files::file_error;

// A row group with more bytes of strings ends early: Arrow's offsets have 32 bits.
constexpr std::size_t largest_column = std::size_t{1} << 30;
// Maximum number of folders that are written at the same time.
constexpr std::size_t most_open = 128;

void must(const arrow::Status& s) {
  if (!s.ok())
    throw file_error(s.detail() != nullptr ? s.message() + " (" + s.detail()->ToString() + ")" : s.message());
}
template <class T>
T must(arrow::Result<T> r) {
  must(r.status());
  return r.MoveValueUnsafe();
}

// Arrow's default pool keeps what is released: beside a frame that waits to be written it would only add to the peak.
arrow::MemoryPool* writers_memory() { return arrow::system_memory_pool(); }

constexpr std::string_view appending = "append";

enum class replaces {
  own,  // an output of bodocc, or an empty folder
  anything,
  nothing
};

replaces mode_of(std::string_view name) {
  if (name == "auto" || name == appending) return replaces::own;
  if (name == "replace") return replaces::anything;
  if (name == "error") return replaces::nothing;
  throw file_error("there is no mode '" + std::string(name) + "': auto, replace, error, append");
}

std::string reason_to_stay(const std::string& place, replaces mode) {
  if (mode == replaces::anything) return {};
  if (mode == replaces::nothing) return "it exists, and .mode is \"error\"";
  std::string reason = "it is a file";
  if (fs::is_directory(place)) reason = files::not_ours(place);
  if (reason.empty()) return {};
  return reason + "; write elsewhere, or replace all of it with .mode = \"replace\"";
}

arrow::Compression::type codec_of(std::string_view name) {
  if (name == "none" || name == "uncompressed" || name.empty()) return arrow::Compression::UNCOMPRESSED;
  if (name == "snappy") return arrow::Compression::SNAPPY;
  if (name == "gzip") return arrow::Compression::GZIP;
  if (name == "brotli") return arrow::Compression::BROTLI;
  if (name == "lz4") return arrow::Compression::LZ4;
  if (name == "zstd") return arrow::Compression::ZSTD;
  throw file_error("there is no compression '" + std::string(name) + "': none, snappy, gzip, brotli, lz4, zstd");
}

// A part's file, for Arrow.
class part_stream : public arrow::io::OutputStream {
 public:
  explicit part_stream(const std::string& path) : file_(path) {}

  arrow::Status Write(const void* bytes, std::int64_t size) override {
    try {
      file_.append(bytes, static_cast<std::size_t>(size));
    } catch (const file_error& e) {
      return arrow::Status::IOError(e.what());
    }
    return arrow::Status::OK();
  }
  arrow::Status Close() override { return arrow::Status::OK(); }  // the part closes it
  bool closed() const override { return false; }
  arrow::Result<std::int64_t> Tell() const override { return file_.size(); }

  files::output_file& file() { return file_; }

 private:
  files::output_file file_;
};

struct file_format {
  std::shared_ptr<arrow::Schema> schema;
  std::shared_ptr<parquet::WriterProperties> properties;
  std::shared_ptr<parquet::ArrowWriterProperties> arrow_properties;
  std::int64_t group_rows = 0;
};

// One file of this rank: collects rows, and writes them when there are enough for a row group.
class part {
 public:
  part(const site& at, const std::string& path, const file_format& format, std::span<const field> fields)
      : format_(format), sink_(std::make_shared<part_stream>(path)) {
    for (const field& f : fields) columns_.push_back(std::make_unique<column_collector>(at, f));
  }

  std::int64_t rows_added() const { return written_ + rows_; }

  void add(std::span<const column_view> columns, std::span<const std::uint32_t> order, rows at) {
    while (at.count != 0) {
      const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(at.count, format_.group_rows - rows_));
      if (n < at.count) at.at = at.begin();  // dense rows, too, by positions
      const rows now{at.at, n};
      std::size_t largest = 0;
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        columns_[c]->add(columns[order[c]], now);
        largest = std::max(largest, columns_[c]->bytes());
      }
      rows_ += n;
      if (rows_ == format_.group_rows || largest > largest_column) write_group();
      if (at.at != nullptr) at.at += n;
      at.count -= n;
    }
  }

  // Ends the file, and returns its entry of the manifest.
  void close(files::manifest_part& told) {
    if (rows_ != 0) write_group();
    if (!writer_) open();
    must(writer_->Close());
    sink_->file().close();
    told.rows = written_;
    told.bytes = sink_->file().size();
    told.xxh3 = sink_->file().xxh3();
  }

 private:
  // Dictionaries are tried for columns alone whose first values repeat: for others they take memory and time, and are
  // given up.
  void open() {
    parquet::WriterProperties::Builder properties(*format_.properties);
    const auto limit = static_cast<double>(format_.properties->dictionary_pagesize_limit());
    for (std::size_t c = 0; c < columns_.size(); ++c)
      if (!columns_[c]->suits_dictionary(limit))
        properties.disable_dictionary(format_.schema->field(static_cast<int>(c))->name());
    writer_ = must(parquet::arrow::FileWriter::Open(*format_.schema, writers_memory(), sink_, properties.build(),
                                                    format_.arrow_properties));
  }
  void write_group() {
    if (!writer_) open();
    must(writer_->NewRowGroup());
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      try {
        must(writer_->WriteColumnChunk(*columns_[c]->take()));
      } catch (const file_error& e) {
        throw file_error("column '" + format_.schema->field(static_cast<int>(c))->name() + "': " + e.what());
      }
    }
    written_ += rows_;
    rows_ = 0;
  }

  const file_format& format_;
  std::vector<std::unique_ptr<column_collector>> columns_;
  std::shared_ptr<part_stream> sink_;
  std::unique_ptr<parquet::arrow::FileWriter> writer_;
  std::int64_t rows_ = 0;     // collected
  std::int64_t written_ = 0;  // before them
};

}  // namespace

struct parquet_writer::impl {
  impl(const site& s, std::string_view path, std::string_view mode)
      : at(s), output(s, path, [name = std::string(mode)](const std::string& place) {
          return reason_to_stay(place, mode_of(name));
        }) {}

  void make_format(std::span<const field> fields, const parquet_settings& settings);
  void keep_columns();
  void open_present();
  void link_present();
  part& part_in(const std::string& folder);
  void add_to(const std::string& folder, std::span<const column_view> columns, rows at);
  void close(const std::string& folder);
  void close_all();
  files::manifest described() const;
  void write_manifest(const gathered& of_ranks);
  void add_by_folder(std::span<const column_view> columns, rows at);
  std::string folder_of(std::span<const column_view> columns, std::uint32_t row) const;
  template <class F>
  void titled(F write);

  site at;
  files::atomic_output output;
  std::string made_from;
  std::optional<files::manifest> present;  // on rank 0, if rows are added to an output: the output's
  std::int64_t addition = 0;               // to the output: the first one is 1
  std::int64_t largest_part = 0;           // rows
  std::vector<field> fields;               // all
  std::vector<field> kept;                 // those in the files
  std::vector<std::uint32_t> order;        // their numbers
  std::vector<std::uint32_t> keys;         // of the columns that become folders
  file_format format;
  struct open_part {
    std::string name;
    std::unique_ptr<part> file;
  };
  std::map<std::string, open_part> parts;    // by folder
  std::vector<files::manifest_part> closed;  // this rank's
  std::map<std::string, int> files_in;       // made so far, by folder
  std::int64_t rows_added = 0;
};

// Reports errors of writing with the path that the user gave.
template <class F>
void parquet_writer::impl::titled(F write) {
  std::string cause;
  try {
    return write();
  } catch (const file_error& e) {
    cause = e.what();
  } catch (const parquet::ParquetException& e) {
    cause = e.what();
  } catch (const fs::filesystem_error& e) {
    cause = e.code().message();
  }
  throw file_error("cannot write '" + output.given() + "': " + cause);
}

void parquet_writer::impl::make_format(std::span<const field> columns, const parquet_settings& settings) {
  fields.assign(columns.begin(), columns.end());
  made_from = settings.made_from;
  for (const std::string_view key : settings.partition_cols) {
    std::uint32_t c = 0;
    while (c < fields.size() && fields[c].name != key) ++c;
    if (c == fields.size()) throw file_error("partition_cols: there is no column '" + std::string(key) + "'");
    keys.push_back(c);
  }
  for (const field& f : fields) files::must_be_utf8(f.name);
  keep_columns();
  if (kept.empty() && !keys.empty()) throw file_error("partition_cols: a column has to be left for the files");
  format.group_rows = settings.row_group_size;
  if (format.group_rows < 1) throw file_error("row_group_size has to be at least 1");
  if (settings.max_rows_per_file < 0) throw file_error("max_rows_per_file is negative");
  largest_part =
      settings.max_rows_per_file == 0 ? std::numeric_limits<std::int64_t>::max() : settings.max_rows_per_file;
  parquet::WriterProperties::Builder properties;
  properties.memory_pool(writers_memory());
  properties.compression(codec_of(settings.compression));
  properties.enable_store_decimal_as_integer();
  properties.max_row_group_length(format.group_rows);
  format.properties = properties.build();
  parquet::ArrowWriterProperties::Builder arrow_properties;
  // Parquet has no durations: Arrow's own schema marks them
  for (const field& f : fields)
    if (f.type.id == kind::duration) arrow_properties.store_schema();
  format.arrow_properties = arrow_properties.build();
}

// The columns in the files: all but the keys.
void parquet_writer::impl::keep_columns() {
  order.clear();
  kept.clear();
  arrow::FieldVector arrow_fields;
  for (std::uint32_t c = 0; c < fields.size(); ++c) {
    if (std::find(keys.begin(), keys.end(), c) != keys.end()) continue;
    order.push_back(c);
    kept.push_back(fields[c]);
    arrow_fields.push_back(arrow::field(fields[c].name, files::arrow_type(fields[c].type), fields[c].nullable));
  }
  format.schema = arrow::schema(std::move(arrow_fields));
}

// On rank 0, before rows are added to an output: what is there, and whether it suits.
void parquet_writer::impl::open_present() {
  const std::string there = output.present();
  if (there.empty() || fs::is_empty(there)) return;
  present = files::read_manifest(there);
  const auto listed = [](const std::vector<files::manifest_column>& columns) {
    std::string all;
    for (const files::manifest_column& c : columns) all += (all.empty() ? "" : ", ") + c.name + ": " + c.type;
    return all;
  };
  files::manifest own = described();
  const bool has_rows = present->parts.size() > 1 || (present->parts.size() == 1 && present->parts[0].rows != 0);
  if (listed(present->columns) != listed(own.columns))
    throw file_error("rows cannot be added to '" + output.given() + "': it has the columns {" +
                     listed(present->columns) + "}, the frame has {" + listed(own.columns) + "}");
  if (has_rows && present->partition_columns != own.partition_columns)
    throw file_error("rows cannot be added to '" + output.given() + "': its partition_cols are others");
  if (!has_rows) return present.reset();
  for (const files::manifest_part& p : present->parts) {
    long long number = 0;
    if (std::sscanf(p.name.c_str() + p.name.rfind('/') + 1, "part-a%lld", &number) == 1)
      addition = std::max<std::int64_t>(addition, number);
  }
  ++addition;
}

// On rank 0: the files of the output that is there become files of this one, too.
void parquet_writer::impl::link_present() {
  const std::string there = output.present() + "/";
  for (const files::manifest_part& p : present->parts) {
    const std::string place = output.make_room(p.name);
    if (link((there + p.name).c_str(), place.c_str()) == 0) continue;
    if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS && errno != EMLINK)
      throw file_error("the part '" + p.name + "' cannot be kept: " + std::strerror(errno));
    fs::copy_file(there + p.name, place);  // a file system without links
  }
}

// The names of parts sort in the order of their rows: those of later additions come last.
part& parquet_writer::impl::part_in(const std::string& folder) {
  if (const auto found = parts.find(folder); found != parts.end()) return *found->second.file;
  if (parts.size() >= most_open) close_all();
  char of_addition[32] = "", of_rank[32], further[32] = "";
  const int nth = files_in[folder]++;
  if (addition != 0) std::snprintf(of_addition, sizeof of_addition, "a%06lld-", static_cast<long long>(addition));
  std::snprintf(of_rank, sizeof of_rank, "%05d", rank());
  if (nth != 0) std::snprintf(further, sizeof further, "_%05d", nth);
  const std::string file = std::string("part-") + of_addition + of_rank + further + ".parquet";
  const std::string name = folder.empty() ? file : folder + "/" + file;
  auto made = std::make_unique<part>(at, output.make_room(name), format, kept);
  return *(parts[folder] = {name, std::move(made)}).file;
}

void parquet_writer::impl::add_to(const std::string& folder, std::span<const column_view> columns, rows at) {
  while (at.count != 0) {
    part& p = part_in(folder);
    const auto now = static_cast<std::uint32_t>(std::min<std::int64_t>(at.count, largest_part - p.rows_added()));
    p.add(columns, order, now == at.count ? at : rows{at.begin(), now});
    if (p.rows_added() == largest_part) close(folder);
    at = {at.begin() + now, at.count - now};
  }
}

void parquet_writer::impl::close(const std::string& folder) {
  const open_part& p = parts.at(folder);
  closed.push_back({p.name});
  p.file->close(closed.back());
  parts.erase(folder);
}

void parquet_writer::impl::close_all() {
  while (!parts.empty()) close(parts.begin()->first);
}

// The output without its parts.
files::manifest parquet_writer::impl::described() const {
  files::manifest m;
  m.made_from = made_from;
  for (const field& f : fields) m.columns.push_back({f.name, files::name_of(f.type), f.nullable});
  for (const std::uint32_t key : keys) m.partition_columns.emplace_back(fields[key].name);
  return m;
}

// On rank 0.
void parquet_writer::impl::write_manifest(const gathered& of_ranks) {
  files::manifest m = described();
  if (present) {
    link_present();
    m.parts = present->parts;
    for (std::size_t c = 0; c < m.columns.size(); ++c) m.columns[c].nullable |= present->columns[c].nullable;
  }
  for (int r = 0; r < rt::size(); ++r) {
    std::string_view told = of_ranks.of(r);
    told.remove_suffix(1);
    while (!told.empty()) {
      files::manifest_part p;
      files::get(told, p.name), files::get(told, p.rows), files::get(told, p.bytes), files::get(told, p.xxh3);
      m.parts.push_back(std::move(p));
    }
  }
  std::sort(m.parts.begin(), m.parts.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  const std::string json = files::to_json(m);
  files::output_file file(output.make_room(std::string(files::manifest_name)));
  file.append(json.data(), json.size());
  file.close();
}

std::string parquet_writer::impl::folder_of(std::span<const column_view> columns, std::uint32_t row) const {
  std::string folder;
  for (const std::uint32_t c : keys) {
    if (!folder.empty()) folder += '/';
    std::string name = files::percent_encode(fields[c].name);
    // unescaped, it would hide the folder from readers, also from bodocc's
    if (name[0] == '_' || name[0] == '.') name.replace(0, 1, name[0] == '_' ? "%5F" : "%2E");
    folder += name + "=";
    std::string value;
    if (columns[c].known(row)) {
      files::append_value(value, columns[c], fields[c], row);
      files::must_be_utf8(value);
      folder += files::percent_encode(value);
    } else {
      folder += files::missing_folder;
    }
  }
  return folder;
}

void parquet_writer::impl::add_by_folder(std::span<const column_view> columns, rows at) {
  std::map<std::string, std::vector<std::uint16_t>> by_folder;
  for (std::uint32_t k = 0; k < at.count; ++k)
    by_folder[folder_of(columns, at[k])].push_back(static_cast<std::uint16_t>(at[k]));
  for (const auto& [folder, positions] : by_folder)
    add_to(folder, columns, {positions.data(), static_cast<std::uint32_t>(positions.size())});
}

parquet_writer::parquet_writer(const site& at, std::string_view path, std::span<const field> columns,
                               const parquet_settings& settings)
    : impl_(new impl(at, path, settings.mode)) {
  try {
    const gathered all = files::gather_or_fail(at, [&] {
      impl_->make_format(columns, settings);
      std::string told;
      if (rank() == 0 && settings.mode == appending) impl_->open_present();
      if (rank() == 0) files::put(told, impl_->addition);
      return told;
    });
    std::string_view told = all.of(0);
    files::get(told, impl_->addition);
  } catch (...) {
    delete impl_;
    throw;
  }
}

parquet_writer::~parquet_writer() { delete impl_; }

void parquet_writer::add(std::span<const column_view> columns, rows at) {
  impl& w = *impl_;
  check_column_count(w.at, columns.size(), w.order.size() + w.keys.size());
  w.rows_added += at.count;
  if (at.count == 0) return;
  try {
    w.titled([&] {
      if (w.keys.empty())
        w.add_to("", columns, at);
      else
        w.add_by_folder(columns, at);
    });
  } catch (const file_error& e) {
    fail(w.at, e.what());
  }
}

void parquet_writer::finish(layout of_rows) {
  impl& w = *impl_;
  const long_step writing("write");
  guard(w.at);
  const std::int64_t rows = total(w.rows_added);
  const gathered parts = files::gather_or_fail(w.at, [&] {
    std::string told;
    w.titled([&] {
      if (rows == 0 && rank() == 0 && !w.present) {
        w.keys.clear();  // without rows there are no folders, so that the file has all columns
        w.keep_columns();
        w.part_in("");
      }
      w.close_all();
      if (of_rows == layout::replicated && rank() != 0) return w.output.remove_own();  // rank 0 has the same rows
      for (const files::manifest_part& p : w.closed)
        files::put(told, p.name), files::put(told, p.rows), files::put(told, p.bytes), files::put(told, p.xxh3);
    });
    return told;
  });
  w.output.commit(w.output.folder(), std::string(files::manifest_name),
                  [&] { w.titled([&] { w.write_manifest(parts); }); });
}

}  // namespace bodo::rt
