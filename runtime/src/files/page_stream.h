#pragma once
// The pages of one column chunk, in order: headers first, bodies read and decompressed only on request. Reads
// through a window; its buffers are recycled from chunk to chunk.
#include <cstdint>

#include "bodo/rt/memory.h"
#include "files/schema/page_header.h"
#include "files/schema/random_file.h"

namespace arrow::util {
class Codec;
}

namespace bodo::rt::files {

// Compression as in Parquet's format, by number.
enum class compression : std::uint8_t {
  none = 0,
  snappy,
  gzip,
  lzo,
  brotli,
  lz4,
  zstd,
  lz4_raw
};

using bytes = array<std::uint8_t>;

class page_stream {
 public:
  explicit page_stream(const site& at);
  ~page_stream();
  page_stream(const page_stream&) = delete;
  page_stream& operator=(const page_stream&) = delete;

  // Moves to the chunk of `length` bytes at `offset` of the file, which stays open.
  void open(const random_file& file, std::int64_t offset, std::int64_t length, compression codec);

  // Moves to the next page's header, skipping the body of the current page. False at the chunk's end.
  bool next(page_header& header);

  // A page's body, decompressed: the levels of a v2 page come first, as they are not compressed.
  // 64 bytes after it may be read. It is valid until the next `next` or `open` if it is in the window, else as long as
  // `room`; `own` keeps it out of the window.
  struct body {
    const std::uint8_t* data;
    std::size_t size;
  };
  body read_body(bytes& room, bool own);

  std::int64_t bytes_read() const { return bytes_read_; }  // of files, for tests and figures
  std::int64_t bytes_decompressed() const { return bytes_decompressed_; }

 private:
  // Makes `size` bytes from the chunk's position `from` available.
  const std::uint8_t* fetch(std::int64_t from, std::size_t size);
  void decompress(const std::uint8_t* from, std::size_t size, std::uint8_t* to, std::size_t to_size);

  const random_file* file_ = nullptr;
  std::int64_t offset_ = 0;  // of the chunk in the file
  std::int64_t length_ = 0;
  std::int64_t position_ = 0;  // in the chunk: the next header
  std::int64_t body_ = 0;      // in the chunk: the body of the current page
  page_header header_;
  bytes window_;
  std::int64_t window_begin_ = 0, window_end_ = 0;  // in the chunk
  compression compression_ = compression::none;
  compression codec_of_ = compression::none;
  arrow::util::Codec* codec_ = nullptr;
  std::int64_t bytes_read_ = 0, bytes_decompressed_ = 0;
};

}  // namespace bodo::rt::files
