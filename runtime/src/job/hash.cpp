#include "bodo/rt/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace bodo::rt {

constinit std::uint64_t hash_mask = ~std::uint64_t{0};

std::uint64_t hash_bytes(std::string_view value) { return XXH3_64bits(value.data(), value.size()); }

}  // namespace bodo::rt
