#include "bodo/rt/parquet_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "footer_summary.h"
#include "parquet_content.h"
#include "schema/file_error.h"

namespace bodo::rt {
namespace {

using files::file_error;
using files::file_summary;
using files::source_file;

// More files than this are not held open but opened when their turn comes.
constexpr std::size_t held_open = 256;

// Rank 0's list, on every rank.
std::vector<source_file> list_together(const site& at, const std::string& path) {
  std::string message;
  if (rank() == 0) {
    try {
      const auto sources = files::list_sources(path);
      message = 'y';
      for (const source_file& s : sources) write(message, s);
    } catch (const file_error& e) {
      message = 'n';
      message += e.what();
    }
  }
  const std::vector<char> told = bcast(message, 0);
  std::string_view rest(told.data() + 1, told.size() - 1);
  if (told[0] != 'y') fail_together(at, rest);
  std::vector<source_file> sources;
  while (!rest.empty()) sources.push_back(files::read_source(rest));
  return sources;
}

// What went wrong on some rank is the same error on all of them: that of the lowest rank.
void agree_on_failure(const site& at, const std::string& mine) {
  const gathered all = allgather(mine);
  for (int r = 0; r < size(); ++r)
    if (!all.of(r).empty()) fail_together(at, all.of(r));
}

// This rank's contiguous part of the files: their footers as bytes, or 'n' and the first error.
std::string read_footers(const std::vector<source_file>& sources, std::span<const field> wanted) {
  std::string message = "y";
  const block mine = block_of(static_cast<std::int64_t>(sources.size()));
  try {
    for (std::int64_t i = mine.begin; i < mine.end(); ++i)
      write(message, files::summarise(sources[static_cast<std::size_t>(i)], wanted));
  } catch (const file_error& e) {
    message = 'n';
    message += e.what();
  }
  return message;
}

}  // namespace

int files::open_same(const parquet_file& file) {
  const int fd = open(file.path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw file_error("cannot open '" + file.path + "': " + std::strerror(errno));
  struct stat info;
  const bool same = fstat(fd, &info) == 0 && info.st_size == file.size &&
                    static_cast<std::int64_t>(info.st_ino) == file.inode &&
                    info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec == file.changed;
  if (!same) {
    close(fd);
    throw file_error("'" + file.path + "' has changed since it was opened");
  }
  return fd;
}

parquet_files::content::~content() {
  for (const int fd : descriptors)
    if (fd >= 0) close(fd);
}

parquet_files::parquet_files(const site& at, std::string_view path, std::span<const field> columns)
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
    const auto sources = list_together(at, std::string(path));
    const gathered all = allgather(read_footers(sources, c.fields));
    for (int r = 0; r < rt::size(); ++r)
      if (all.of(r)[0] == 'n') fail_together(at, all.of(r).substr(1));
    for (int r = 0; r < rt::size(); ++r) {
      for (std::string_view rest = all.of(r).substr(1); !rest.empty();) {
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
    std::string failure;
    if (c.files.size() <= held_open) {
      try {
        for (const auto& file : c.files) c.descriptors.push_back(files::open_same(file));
      } catch (const file_error& e) {
        failure = e.what();
      }
    }
    agree_on_failure(at, failure);
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

}  // namespace bodo::rt
