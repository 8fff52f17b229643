#include "files/input_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "files/schema/file_error.h"

namespace bodo::rt::files {

opened_file::opened_file(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (fd_ < 0) throw file_error("cannot open '" + path + "': " + std::strerror(errno));
}
opened_file::~opened_file() { close(fd_); }

std::string bytes_of_file(int fd, const std::string& path, std::int64_t from, std::int64_t size) {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  for (std::size_t done = 0; done != bytes.size();) {
    const ssize_t n = pread(fd, bytes.data() + done, bytes.size() - done, from + static_cast<std::int64_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw file_error("cannot read '" + path + "': " + std::strerror(errno));
    if (n == 0) throw file_error("'" + path + "' has changed while it was read");
    done += static_cast<std::size_t>(n);
  }
  return bytes;
}

}  // namespace bodo::rt::files
