#include "files/schema/random_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "files/schema/file_error.h"
#include "files/schema/object_store.h"

namespace bodo::rt::files {
namespace {

class local_file final : public random_file {
 public:
  // (Without O_NONBLOCK a FIFO would wait for a writer.)
  explicit local_file(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    if (fd_ < 0) {
      if (errno == ENOENT || errno == ENOTDIR) throw file_error("there is no file '" + path + "'");
      throw file_error("cannot open '" + path + "': " + std::strerror(errno));
    }
    struct stat info;
    if (fstat(fd_, &info) != 0 || !S_ISREG(info.st_mode)) {
      ::close(fd_);
      throw file_error("'" + path + "' is not a file");
    }
    version = version_of(info);
  }
  ~local_file() override { ::close(fd_); }

  std::size_t read(std::int64_t from, void* out, std::size_t n) const override {
    std::size_t done = 0;
    while (done < n) {
      const ssize_t got =
          pread(fd_, static_cast<char*>(out) + done, n - done, static_cast<off_t>(from) + static_cast<off_t>(done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw file_error(std::string("reading failed: ") + std::strerror(errno));
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }
  file_version current() const override {
    struct stat info;
    return fstat(fd_, &info) == 0 ? version_of(info) : file_version{};
  }
  std::size_t least_read() const override { return 0; }

 private:
  static file_version version_of(const struct stat& info) {
    return {info.st_size, static_cast<std::int64_t>(info.st_dev), static_cast<std::int64_t>(info.st_ino),
            info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec};
  }

  int fd_;
};

}  // namespace

std::shared_ptr<const random_file> open_file(const std::string& path) {
  if (is_object(path)) return open_object(path);
  return std::make_shared<local_file>(path);
}

}  // namespace bodo::rt::files
