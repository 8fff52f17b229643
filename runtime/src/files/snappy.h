#pragma once
// Decompresses Snappy's raw format (google/snappy, format_description.txt).
//
// Most pages of Parquet files are compressed so, and a general library takes a third to a half of a query's time for
// them. Here the place of the next tag does not depend on a guess of the processor: it is computed for both kinds of
// element, and one is chosen (as google/snappy does since 1.1.9, without its copies of 64 bytes per element).
#include <cstddef>
#include <cstdint>

namespace bodo::rt::files {

// The bytes themselves if `size` bytes at `from` are one uncompressed element of `wanted` bytes, as short pages of
// dictionary codes often are; else null.
const std::uint8_t* snappy_literal(const std::uint8_t* from, std::size_t size, std::size_t wanted);

// Decompresses `size` bytes at `from` into exactly `wanted` bytes at `to`; false if they are not Snappy's, or are
// another number. Reads and writes nothing outside of the two.
bool snappy_decompress(const std::uint8_t* from, std::size_t size, std::uint8_t* to, std::size_t wanted);

}  // namespace bodo::rt::files
