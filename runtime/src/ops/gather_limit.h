#pragma once
// How many bytes all ranks' rows may take on each of them: BODO_GATHER_LIMIT, or a quarter of the node's memory over
// its ranks.
#include <cstdint>

namespace bodo::rt {

std::int64_t gather_limit();

}  // namespace bodo::rt
