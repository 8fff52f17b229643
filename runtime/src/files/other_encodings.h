#pragma once
// Pages in rare encodings (deltas, byte stream split, run-length booleans), and plain booleans: libparquet decodes a
// whole page of them at once.
#include <cstdint>

#include "files/page_stream.h"
#include "files/page_values.h"

namespace bodo::rt::files {

// Decodes the `count` values of a page into the storage of `target`; `bytes_of_texts` holds the bytes of long texts.
void decode_page(page_encoding encoding, const column_form& form, const value_target& target, const std::uint8_t* data,
                 std::size_t size, std::size_t count, bytes& values, bytes& bytes_of_texts);

}  // namespace bodo::rt::files
