#pragma once
// The headers of Parquet pages: structs in Thrift's compact protocol. Read by our own code, so that an unused page is
// skipped without being decompressed. The file's values are checked here once: sizes are never negative, and levels fit
// into the page.
#include <cstddef>
#include <cstdint>

namespace bodo::rt::files {

enum class page_kind : std::uint8_t {
  data = 0,
  index = 1,
  dictionary = 2,
  data_v2 = 3,
  unknown = 255
};

// As in Parquet's format, by number.
enum class page_encoding : std::uint8_t {
  plain = 0,
  plain_dictionary = 2,
  rle = 3,
  bit_packed = 4,
  delta_binary_packed = 5,
  delta_length_byte_array = 6,
  delta_byte_array = 7,
  rle_dictionary = 8,
  byte_stream_split = 9,
};

struct page_header {
  page_kind kind = page_kind::unknown;
  std::int32_t decompressed_size = 0;
  std::int32_t compressed_size = 0;
  std::int32_t values = 0;  // levels of a data page (rows, in a flat column), entries of a dictionary
  page_encoding encoding = page_encoding::plain;
  page_encoding definition_encoding = page_encoding::rle;
  // only in data_v2
  std::int32_t definition_bytes = 0;
  std::int32_t repetition_bytes = 0;
  bool compressed = true;
};

// Reads the header at the beginning of `bytes`; returns its size, or 0 if it is longer than `size` bytes. Throws
// file_error if it isn't a header.
std::size_t read_page_header(const std::uint8_t* bytes, std::size_t size, page_header& header);

}  // namespace bodo::rt::files
