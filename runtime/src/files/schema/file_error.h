#pragma once
// An error inside a file, found below the level that knows the user's statement. Scans catch it, add file and column,
// and fail at their site.
#include <stdexcept>
#include <string>

namespace bodo::rt::files {

class file_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace bodo::rt::files
