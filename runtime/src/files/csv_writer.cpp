#include "bodo/rt/csv_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "files/atomic_output.h"
#include "files/csv_text.h"
#include "files/output_file.h"
#include "files/schema/file_error.h"
#include "files/together.h"
#include "files/utf8.h"

namespace bodo::rt {
namespace {

using files::file_error;

constexpr std::size_t buffer_size = std::size_t{1} << 18;

std::string reason_to_stay(const std::string& place) {
  struct stat info;
  if (stat(place.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return "it is a folder, and CSV is one file";
  return access(place.c_str(), W_OK) == 0 ? "" : std::strerror(errno);
}

// Quoted if the text would be read as something else; so is an empty string, as an empty field is missing.
void append_field(std::string& out, std::string_view s) {
  if (!s.empty() && s.find_first_of(",\"\n\r") == std::string_view::npos) {
    out += s;
    return;
  }
  out += '"';
  for (const char c : s) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

struct descriptor {
  int fd = -1;
  ~descriptor() { close(); }
  int close() {
    const int result = fd >= 0 ? ::close(fd) : 0;
    fd = -1;
    return result;
  }
};

}  // namespace

struct csv_writer::impl {
  impl(const site& s, std::string_view path) : at(s), output(s, path, reason_to_stay) {}

  std::string whole_file() const { return output.folder() + "/whole"; }
  void flush();
  void copy_to(int whole, std::int64_t place);

  site at;
  files::atomic_output output;
  std::vector<field> fields;
  descriptor own;            // this rank's rows
  std::int64_t written = 0;  // bytes in it
  std::string buffer;
};

void csv_writer::impl::flush() {
  // rows are complete, and separators are characters: all is UTF-8 if each text is
  if (!files::is_utf8(buffer))
    for (std::size_t at = 0; at < buffer.size();) {
      const std::size_t end = buffer.find('\n', at);
      files::must_be_utf8(std::string_view(buffer).substr(at, end - at));
      at = end + 1;
    }
  if (own.fd < 0) {
    own.fd = open(output.make_room(std::to_string(rank())).c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (own.fd < 0) throw file_error(files::write_failure(errno));
  }
  files::write_at(own.fd, buffer.data(), buffer.size(), written);
  written += static_cast<std::int64_t>(buffer.size());
  buffer.clear();
}

// Writes this rank's rows to their place in the whole file.
void csv_writer::impl::copy_to(int whole, std::int64_t place) {
  std::vector<char> bytes(buffer_size);
  for (std::int64_t done = 0; done < written;) {
    const ssize_t n = pread(own.fd, bytes.data(), bytes.size(), static_cast<off_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) throw file_error(n < 0 ? std::strerror(errno) : "a temporary file has become shorter");
    files::write_at(whole, bytes.data(), static_cast<std::size_t>(n), place + done);
    done += n;
  }
}

csv_writer::csv_writer(const site& at, std::string_view path, std::span<const field> columns)
    : impl_(new impl(at, path)) {
  if (path.ends_with('/')) {
    delete impl_;
    fail_together(at, "'" + std::string(path) + "' names a folder, and CSV is one file");
  }
  impl_->fields.assign(columns.begin(), columns.end());
}

csv_writer::~csv_writer() { delete impl_; }

void csv_writer::add(std::span<const column_view> columns, rows at) {
  impl& w = *impl_;
  for (std::uint32_t k = 0; k < at.count; ++k) {
    const std::uint32_t i = at[k];
    const std::size_t begin = w.buffer.size();
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (c != 0) w.buffer += ',';
      if (!columns[c].known(i)) continue;
      if (w.fields[c].type.id == kind::string)
        append_field(w.buffer,
                     w.fields[c].coded ? coded_column(columns[c])[i].view() : column<text>(columns[c])[i].view());
      else
        files::append_value(w.buffer, columns[c], w.fields[c], i);
    }
    if (w.buffer.size() == begin) w.buffer += "\"\"";  // an empty line would be no row
    w.buffer += '\n';
  }
  if (w.buffer.size() < buffer_size) return;
  try {
    w.flush();
  } catch (const file_error& e) {
    fail(w.at, "cannot write '" + w.output.given() + "': " + e.what());
  }
}

void csv_writer::finish(layout of_rows) {
  impl& w = *impl_;
  guard(w.at);
  std::string header;
  for (const field& f : w.fields) {
    if (&f != w.fields.data()) header += ',';
    append_field(header, f.name);
  }
  header += '\n';
  const auto titled = [&](auto step) {
    return [&w, step] {
      try {
        step();
      } catch (const file_error& e) {
        throw file_error("cannot write '" + w.output.given() + "': " + e.what());
      }
      return std::string();
    };
  };
  const bool mine = of_rows != layout::replicated || rank() == 0;
  const auto open_whole = [&](descriptor& whole, int flags) {
    whole.fd = open(w.whole_file().c_str(), flags | O_WRONLY | O_CLOEXEC, 0666);
    if (whole.fd < 0) throw file_error(files::write_failure(errno));
  };
  files::gather_or_fail(w.at, titled([&] {
                          files::must_be_utf8(header);
                          w.flush();
                          if (!mine) w.written = 0;
                          if (rank() != 0) return;
                          descriptor whole;
                          w.output.make_room("whole");
                          open_whole(whole, O_CREAT | O_TRUNC);
                          files::write_at(whole.fd, header.data(), header.size(), 0);
                        }));
  const std::int64_t place = static_cast<std::int64_t>(header.size()) + exclusive_scan(w.written);
  files::gather_or_fail(w.at, titled([&] {
                          if (w.written == 0) return;
                          descriptor whole;
                          open_whole(whole, 0);
                          w.copy_to(whole.fd, place);
                          if (whole.close() != 0) throw file_error(files::write_failure(errno));
                        }));
  w.output.commit(w.whole_file(), "", [] {});
}

}  // namespace bodo::rt
