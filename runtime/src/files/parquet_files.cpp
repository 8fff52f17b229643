#include "bodo/rt/parquet_files.h"

#include <cstring>

#include "bodo/rt/collective.h"
#include "bodo/rt/groups.h"
#include "bodo/rt/hash.h"
#include "files/footer_summary.h"
#include "files/input_file.h"
#include "files/opened_fields.h"
#include "files/parquet_content.h"
#include "files/schema/file_error.h"
#include "files/together.h"

namespace bodo::rt {
namespace {

using files::file_error;
using files::file_summary;
using files::source_file;

// If there are more files, they are not held open, but opened when they are read.
constexpr std::size_t held_open = 256;

// This rank's contiguous part of the files: their footers as bytes; for the column cache with their versions.
std::string read_footers(const std::vector<source_file>& sources, std::span<const field> wanted, bool with_versions) {
  std::string message;
  const block mine = block_of(static_cast<std::int64_t>(sources.size()));
  for (std::int64_t i = mine.begin; i < mine.end(); ++i) {
    file_summary summary = files::summarise(sources[static_cast<std::size_t>(i)], wanted);
    if (with_versions) summary.file.version = files::version_of(summary.file);
    write(message, summary);
  }
  return message;
}

}  // namespace

std::uint64_t files::footer_hash(const random_file& opened, const parquet_file& file) {
  const std::int64_t size = file.stored.size;
  const std::string end = bytes_of_file(opened, file.path, size - 8, 8);
  std::uint32_t length = 0;
  std::memcpy(&length, end.data(), sizeof length);
  return hash_bytes(bytes_of_file(opened, file.path, size - 8 - length, length));
}

std::shared_ptr<const files::random_file> files::open_same(const parquet_file& file) {
  auto opened = open_file(file.path);
  if (opened->version != file.stored) throw file_error("'" + file.path + "' has changed since it was opened");
  return opened;
}

parquet_files::parquet_files(const site& at, std::string_view path, std::span<const field> columns,
                             const parquet_read_options& options)
    : content_(new content(at)) {
  try {
    guard(at, agree_on(0, path));
    content& c = *content_;
    c.names.reserve(columns.size());
    for (const field& f : columns) {
      c.names.emplace_back(f.name);
      c.fields.push_back(f);
      c.fields.back().name = c.names.back().c_str();
    }
    std::vector<source_file> sources = files::list_together(at, std::string(path));
    if (!options.filename.empty())
      for (source_file& s : sources)
        s.folders.insert(s.folders.begin(), {.name = std::string(options.filename), .value = s.path, .is_path = true});
    const gathered all = files::gather_or_fail(at, [&] {
      c.cache = files::column_cache::open(c.at);
      return read_footers(sources, c.fields, c.cache != nullptr);
    });
    for (int r = 0; r < rt::size(); ++r) {
      std::string_view rest = all.of(r);
      rest.remove_suffix(1);
      while (!rest.empty()) {
        file_summary summary = files::read_summary(rest);
        for (files::row_group& g : summary.groups) {
          g.file = static_cast<std::int32_t>(c.files.size());
          g.first = c.rows;
          c.rows += g.rows;
          c.groups.push_back(std::move(g));
        }
        c.files.push_back(std::move(summary.file));
      }
    }
    files::gather_or_fail(at, [&] {
      if (c.files.size() <= held_open)
        for (const auto& file : c.files) c.opened.push_back(files::open_same(file));
      return std::string();
    });
  } catch (...) {
    delete content_;
    throw;
  }
}

parquet_files::~parquet_files() { delete content_; }

std::int64_t parquet_files::rows() const { return content_->rows; }
std::size_t parquet_files::size() const { return content_->files.size(); }

std::optional<std::pair<std::int64_t, std::int64_t>> parquet_files::range(std::size_t column) const {
  std::optional<std::pair<std::int64_t, std::int64_t>> range;
  for (const files::row_group& g : content_->groups) {
    const auto& s = g.columns[column].statistics;
    if (g.rows == 0 || s.missing == g.rows) continue;
    if (s.by != files::column_statistics::order::integers) return {};
    const auto least = static_cast<std::int64_t>(s.least), greatest = static_cast<std::int64_t>(s.greatest);
    if (least != s.least || greatest != s.greatest || least > greatest) return {};
    if (!range) range.emplace(least, greatest);
    if (least < range->first) range->first = least;
    if (greatest > range->second) range->second = greatest;
  }
  return range;
}

key parquet_files::key(std::uint32_t column) const { return {fields({column}).front(), range(column)}; }
key parquet_files::known_key(std::uint32_t column) const {
  rt::key known = key(column);
  known.field.nullable = false;
  return known;
}

std::vector<field> parquet_files::fields() const { return files::opened_fields(*content_); }
std::vector<field> parquet_files::fields(std::initializer_list<std::uint32_t> columns) const {
  return files::opened_fields(*content_, std::span(columns.begin(), columns.size()));
}

}  // namespace bodo::rt
