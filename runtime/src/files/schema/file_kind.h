#pragma once
// What a file is that is not what was expected, by its first bytes.
#include <string>
#include <string_view>

namespace bodo::rt::files {

// "it is compressed (gzip): unpack it first"; empty where the bytes say nothing.
std::string not_plain(std::string_view first_bytes);
bool begins_as_parquet(std::string_view first_bytes);

}  // namespace bodo::rt::files
