#pragma once
// Files that are read as bytes. All functions throw file_error with the file's name.
#include <cstdint>
#include <string>

#include "files/schema/random_file.h"

namespace bodo::rt::files {

// Closes a file at the end of a block.
class opened_file {
 public:
  explicit opened_file(int fd) : fd_(fd) {}
  ~opened_file();
  opened_file(const opened_file&) = delete;
  opened_file& operator=(const opened_file&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string bytes_of_file(const random_file& file, const std::string& path, std::int64_t from, std::int64_t size);

}  // namespace bodo::rt::files
