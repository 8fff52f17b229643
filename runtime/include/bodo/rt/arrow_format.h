#pragma once
// The files that Arrow reads for us.
#include <cstdint>

namespace bodo::rt {

enum class arrow_format : std::uint8_t {
  feather,  // Arrow's own: a schema and record batches
  orc,
};

}  // namespace bodo::rt
