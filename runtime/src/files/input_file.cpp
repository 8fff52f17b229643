#include "files/input_file.h"

#include <unistd.h>

#include "files/schema/file_error.h"

namespace bodo::rt::files {

opened_file::~opened_file() { close(fd_); }

std::string bytes_of_file(const random_file& file, const std::string& path, std::int64_t from, std::int64_t size) {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::size_t n = 0;
  try {
    n = file.read(from, bytes.data(), bytes.size());
  } catch (const file_error& e) {
    throw file_error("cannot read '" + path + "': " + e.what());
  }
  if (n != bytes.size()) throw file_error("'" + path + "' has changed while it was read");
  return bytes;
}

}  // namespace bodo::rt::files
