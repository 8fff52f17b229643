#pragma once
// The files that a source of text, or of Arrow's formats, has opened: on every rank all of them.
#include <cstdint>
#include <string>
#include <vector>

#include "bodo/rt/arrow_file.h"
#include "bodo/rt/csv_file.h"
#include "bodo/rt/json_file.h"

namespace bodo::rt::files {

struct stored_file {
  std::string path;
  std::int64_t size = 0, changed = 0;  // bytes; nanoseconds
};

std::vector<stored_file> stored_files(const csv_file& from);
std::vector<stored_file> stored_files(const json_file& from);
std::vector<stored_file> stored_files(const arrow_file& from);

}  // namespace bodo::rt::files
