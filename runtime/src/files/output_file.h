#pragma once
// A file of a writer: failures of system calls are reported by their cause, and the bytes are hashed as they are
// written.
#include <cstdint>
#include <memory>
#include <string>

namespace bodo::rt::files {

// The cause of a failed write, by errno; for EFBIG with the limit.
std::string write_failure(int code);

class output_file {
 public:
  // Makes the file. Throws file_error, as all functions here do, with the cause and without the path.
  explicit output_file(const std::string& path);
  ~output_file();
  output_file(const output_file&) = delete;
  output_file& operator=(const output_file&) = delete;

  void append(const void* bytes, std::size_t size);
  void close();  // errors that the file system has delayed appear here

  std::int64_t size() const { return size_; }  // bytes so far
  std::uint64_t xxh3() const;                  // of the bytes: XXH3 with 64 bits, seed 0

 private:
  struct hash_state;
  int fd_ = -1;
  std::int64_t size_ = 0;
  std::unique_ptr<hash_state> hash_;
};

// Flushes a file's bytes, or a folder's entries, to the disk (fsync): a crash of the machine after that leaves them as
// they are. With BODO_SYNC=off it does nothing. Throws file_error with the cause.
void sync_to_disk(const std::string& path);

// Writes all of the bytes at a place in an open file. Throws file_error with the cause.
void write_at(int fd, const void* bytes, std::size_t size, std::int64_t place);

}  // namespace bodo::rt::files
