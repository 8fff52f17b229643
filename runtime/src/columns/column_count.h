#pragma once
#include <fmt/format.h>

#include <cstddef>

#include "bodo/rt/error.h"

namespace bodo::rt {

// Writers and builders that get other columns than their fields would put values into the wrong ones.
inline void check_column_count(const site& at, std::size_t columns, std::size_t fields) {
  if (columns != fields) fail(at, fmt::format("internal error: {} columns are written into {}", columns, fields));
}

}  // namespace bodo::rt
