#pragma once
// Unicode's simple case mapping of the code points beyond ASCII.
#include <cstdint>

namespace bodo::rt {

std::uint32_t lower_code_point(std::uint32_t c);
std::uint32_t upper_code_point(std::uint32_t c);

}  // namespace bodo::rt
