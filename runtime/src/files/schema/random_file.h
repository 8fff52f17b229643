#pragma once
// A file that is read by position: on a disk, or an object of S3 (path s3://bucket/key).
#include <cstdint>
#include <memory>
#include <string>

namespace bodo::rt::files {

// Tells a file from another one of its name. Of an object `changed` is a hash of its ETag.
struct file_version {
  std::int64_t size = 0, device = 0, inode = 0, changed = 0;
  bool operator==(const file_version&) const = default;
};

class random_file {
 public:
  random_file() = default;
  random_file(const random_file&) = delete;
  random_file& operator=(const random_file&) = delete;
  virtual ~random_file() = default;

  // Reads up to `n` bytes; fewer only at the file's end. Throws file_error, without the file's name.
  virtual std::size_t read(std::int64_t from, void* out, std::size_t n) const = 0;
  // The version that is there now. Throws file_error.
  virtual file_version current() const = 0;
  // Bytes to read at a time at least: the way to an object is long.
  virtual std::size_t least_read() const = 0;

  file_version version;  // when it was opened
};

// Throws file_error, with the name: there is no such file, it may not be read.
std::shared_ptr<const random_file> open_file(const std::string& path);

}  // namespace bodo::rt::files
