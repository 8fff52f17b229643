#pragma once
// The kind of a file that is not as expected, from its first bytes.
#include <string>
#include <string_view>

namespace bodo::rt::files {

// "it is compressed (gzip): unpack it first"; empty if the bytes are not recognised.
std::string not_plain(std::string_view first_bytes);
bool begins_as_parquet(std::string_view first_bytes);

}  // namespace bodo::rt::files
