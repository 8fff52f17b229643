#include "files/schema/csv_rows.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "files/schema/file_error.h"

namespace bodo::rt::files {
namespace {

constexpr std::size_t window_size = std::size_t{1} << 20;

}  // namespace

// (Without O_NONBLOCK a FIFO would wait for a writer.)
csv_handle::csv_handle(const std::string& path) : fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  if (fd < 0) {
    if (errno == ENOENT || errno == ENOTDIR) throw file_error("there is no file '" + path + "'");
    throw file_error("cannot open '" + path + "': " + std::strerror(errno));
  }
  struct stat info;
  if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(fd);
    throw file_error("'" + path + "' is not a file");
  }
  size = info.st_size;
  inode = static_cast<std::int64_t>(info.st_ino);
  changed = info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec;
}

csv_handle::~csv_handle() {
  if (fd >= 0) ::close(fd);
}

bool csv_handle::has_changed() const {
  struct stat info;
  return fstat(fd, &info) != 0 || info.st_size != size ||
         info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec != changed;
}

std::size_t csv_handle::read(std::int64_t from, char* out, std::size_t n) const {
  n = std::min(n, static_cast<std::size_t>(std::max<std::int64_t>(size - from, 0)));
  std::size_t done = 0;
  while (done < n) {
    const ssize_t got = pread(fd, out + done, n - done, static_cast<off_t>(from) + static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw file_error(std::string("reading failed: ") + std::strerror(errno));
    if (got == 0) throw file_error("the file has become shorter");
    done += static_cast<std::size_t>(got);
  }
  return done;
}

void csv_rows::open(const csv_handle& file, std::int64_t begin, std::int64_t stop, std::int64_t line) {
  file_ = &file;
  stop_ = stop;
  first_line_ = line - parser_.newlines();
  window_begin_ = begin;
  used_ = filled_ = 0;
  last_ = begin >= file.size;
}

std::int64_t csv_rows::position() const { return window_begin_ + static_cast<std::int64_t>(used_); }

// Moves the rest of the window to its beginning, and reads at least one more byte of the file after it.
void csv_rows::refill() {
  const std::size_t left = filled_ - used_;
  if (left != 0) std::memmove(window_.data(), window_.data() + used_, left);
  window_begin_ += static_cast<std::int64_t>(used_);
  used_ = 0;
  if (window_.size() < left + window_size / 2) window_.resize(left + window_size);
  // text fields are read 16 bytes at a time
  const std::size_t room = window_.size() - left - 16;
  const std::size_t n = file_->read(window_begin_ + static_cast<std::int64_t>(left), window_.data() + left, room);
  filled_ = left + n;
  last_ = n < room;
}

csv_rows::result csv_rows::next(bool overwrite) {
  if (overwrite) parser_.forget_texts();
  for (;;) {
    const char* at = window_.data() + used_;
    const char* const end = window_.data() + filled_;
    const char* const row = parser_.skip_empty_rows(at, end);
    used_ = static_cast<std::size_t>(at - window_.data());
    // it belongs to the stretch with its first byte that is not a blank of an empty row
    if (window_begin_ + (row - window_.data()) >= stop_) return result::end;
    switch (row == end ? csv_parser::result::more : parser_.next(at, end, last_)) {
      case csv_parser::result::row: used_ = static_cast<std::size_t>(at - window_.data()); return result::row;
      case csv_parser::result::more:
        if (last_) return result::end;
        break;
      case csv_parser::result::open:
        throw file_error("line " + std::to_string(line()) + ": the file ends within quotes");
    }
    if (!overwrite) return result::full;
    refill();
  }
}

}  // namespace bodo::rt::files
