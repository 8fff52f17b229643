#include "files/output_file.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "files/schema/file_error.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace bodo::rt::files {

struct output_file::hash_state {
  XXH3_state_t state;
};

std::string write_failure(int code) {
  std::string text = std::strerror(code);
  rlimit limit{};
  if (code == EFBIG && getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    text += " (the limit is " + std::to_string(limit.rlim_cur) + " bytes: ulimit -f)";
  return text;
}

output_file::output_file(const std::string& path)
    : fd_(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)), hash_(new hash_state) {
  if (fd_ < 0) throw file_error(write_failure(errno));
  XXH3_64bits_reset(&hash_->state);
}

output_file::~output_file() {
  if (fd_ >= 0) ::close(fd_);
}

void output_file::append(const void* bytes, std::size_t size) {
  write_at(fd_, bytes, size, size_);
  size_ += static_cast<std::int64_t>(size);
  XXH3_64bits_update(&hash_->state, bytes, size);
}

namespace {

bool is_synced() {
  static const bool synced = [] {
    const char* value = std::getenv("BODO_SYNC");
    return value == nullptr || std::string_view(value) != "off";
  }();
  return synced;
}

}  // namespace

void sync_to_disk(const std::string& path) {
  if (!is_synced()) return;
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw file_error(write_failure(errno));
  const int code = fsync(fd) == 0 ? 0 : errno;
  ::close(fd);
  // file systems that cannot do it for folders, or have nothing to do
  if (code != 0 && code != EINVAL && code != ENOSYS && code != EROFS) throw file_error(write_failure(code));
}

void output_file::close() {
  // it begins to write now, and is waited for when the whole output is complete
  if (is_synced()) sync_file_range(fd_, 0, 0, SYNC_FILE_RANGE_WRITE);
  const int result = ::close(fd_);
  fd_ = -1;
  if (result != 0) throw file_error(write_failure(errno));
}

std::uint64_t output_file::xxh3() const { return XXH3_64bits_digest(&hash_->state); }

void write_at(int fd, const void* bytes, std::size_t size, std::int64_t place) {
  const char* from = static_cast<const char*>(bytes);
  while (size != 0) {
    const ssize_t n = pwrite(fd, from, size, static_cast<off_t>(place));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw file_error(write_failure(errno));
    from += n;
    place += n;
    size -= static_cast<std::size_t>(n);
  }
}

}  // namespace bodo::rt::files
