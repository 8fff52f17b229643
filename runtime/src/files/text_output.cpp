#include "files/text_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "files/output_file.h"
#include "files/schema/file_error.h"
#include "files/schema/utf8.h"
#include "files/together.h"
#include "job/progress.h"

namespace bodo::rt::files {
namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 18;

struct descriptor {
  int fd = -1;
  ~descriptor() { close(); }
  int close() {
    const int result = fd >= 0 ? ::close(fd) : 0;
    fd = -1;
    return result;
  }
};

atomic_output::reason_to_stay reason_for(const char* what) {
  return [what](const std::string& place) {
    struct stat info;
    if (stat(place.c_str(), &info) == 0 && S_ISDIR(info.st_mode))
      return std::string("it is a folder, and ") + what + " is one file";
    return std::string(access(place.c_str(), W_OK) == 0 ? "" : std::strerror(errno));
  };
}

}  // namespace

text_output::text_output(const site& at, std::string_view path, const char* what)
    : at_(at), output_(at, path, reason_for(what)) {
  if (path.ends_with('/'))
    fail_together(at, "'" + std::string(path) + "' names a folder, and " + what + " is one file");
}

text_output::~text_output() {
  if (own_ >= 0) ::close(own_);
}

void text_output::flush() {
  // rows are complete, and separators are characters: all is UTF-8 if each text is
  if (!is_utf8(buffer_))
    for (std::size_t at = 0; at < buffer_.size();) {
      const std::size_t end = buffer_.find('\n', at);
      must_be_utf8(std::string_view(buffer_).substr(at, end - at));
      at = end + 1;
    }
  if (own_ < 0) {
    own_ = open(output_.make_room(std::to_string(rank())).c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (own_ < 0) throw file_error(write_failure(errno));
  }
  write_at(own_, buffer_.data(), buffer_.size(), written_);
  written_ += static_cast<std::int64_t>(buffer_.size());
  buffer_.clear();
}

void text_output::flush_if_full() {
  if (buffer_.size() < buffer_size) return;
  try {
    flush();
  } catch (const file_error& e) {
    fail(at_, "cannot write '" + output_.given() + "': " + e.what());
  }
}

// Writes this rank's rows to their place in the whole file.
void text_output::copy_to(int whole, std::int64_t place) {
  std::vector<char> bytes(buffer_size);
  for (std::int64_t done = 0; done < written_;) {
    const ssize_t n = pread(own_, bytes.data(), bytes.size(), static_cast<off_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) throw file_error(n < 0 ? std::strerror(errno) : "a temporary file has become shorter");
    write_at(whole, bytes.data(), static_cast<std::size_t>(n), place + done);
    done += n;
  }
}

void text_output::finish(const std::string& header, layout of_rows) {
  const long_step writing("write");
  guard(at_);
  const auto titled = [&](auto step) {
    return [this, step] {
      try {
        step();
      } catch (const file_error& e) {
        throw file_error("cannot write '" + output_.given() + "': " + e.what());
      }
      return std::string();
    };
  };
  const bool mine = of_rows != layout::replicated || rank() == 0;
  const auto open_whole = [&](descriptor& whole, int flags) {
    whole.fd = open(whole_file().c_str(), flags | O_WRONLY | O_CLOEXEC, 0666);
    if (whole.fd < 0) throw file_error(write_failure(errno));
  };
  gather_or_fail(at_, titled([&] {
                   must_be_utf8(header);
                   flush();
                   if (!mine) written_ = 0;
                   if (rank() != 0) return;
                   descriptor whole;
                   output_.make_room("whole");
                   open_whole(whole, O_CREAT | O_TRUNC);
                   write_at(whole.fd, header.data(), header.size(), 0);
                 }));
  const std::int64_t place = static_cast<std::int64_t>(header.size()) + exclusive_scan(written_);
  gather_or_fail(at_, titled([&] {
                   if (written_ == 0) return;
                   descriptor whole;
                   open_whole(whole, 0);
                   copy_to(whole.fd, place);
                   if (whole.close() != 0) throw file_error(write_failure(errno));
                 }));
  output_.commit(whole_file(), "", [] {});
}

}  // namespace bodo::rt::files
