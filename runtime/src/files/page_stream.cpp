#include "files/page_stream.h"

#include <arrow/util/compression.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "bodo/rt/memory.h"
#include "files/schema/file_error.h"
#include "files/snappy.h"
#include "job/work.h"

namespace bodo::rt::files {
namespace {

// Large enough for most chunks, small enough for the cache.
constexpr std::size_t window_size = 256 * 1024;
constexpr std::size_t slack = 64;

arrow::util::Codec* make_codec(compression c) {
  static constexpr arrow::Compression::type types[] = {arrow::Compression::UNCOMPRESSED, arrow::Compression::SNAPPY,
                                                       arrow::Compression::GZIP,         arrow::Compression::LZO,
                                                       arrow::Compression::BROTLI,       arrow::Compression::LZ4_HADOOP,
                                                       arrow::Compression::ZSTD,         arrow::Compression::LZ4};
  const auto i = static_cast<std::size_t>(c);
  if (i >= std::size(types)) throw file_error("the column is compressed in a way that is not known");
  auto codec = arrow::util::Codec::Create(types[i]);
  if (!codec.ok()) throw file_error("the column's compression is not available: " + codec.status().message());
  return codec.MoveValueUnsafe().release();
}

}  // namespace

page_stream::page_stream(const site& at) : window_(at) {}

page_stream::~page_stream() { delete codec_; }

void page_stream::open(const random_file& file, std::int64_t offset, std::int64_t length, compression codec) {
  file_ = &file;
  offset_ = offset;
  length_ = length;
  position_ = body_ = 0;
  header_ = {};
  window_begin_ = window_end_ = 0;
  compression_ = codec;
  if (codec != codec_of_) {
    delete codec_;
    codec_ = nullptr;
    codec_of_ = codec;
    if (codec != compression::none && codec != compression::snappy) codec_ = make_codec(codec);
  }
}

const std::uint8_t* page_stream::fetch(std::int64_t from, std::size_t size) {
  if (from >= window_begin_ && from + static_cast<std::int64_t>(size) <= window_end_)
    return window_.data() + (from - window_begin_);
  const auto wanted = static_cast<std::size_t>(std::min<std::int64_t>(
      length_ - from, static_cast<std::int64_t>(std::max({size, window_size, file_->least_read()}))));
  if (wanted < size) throw file_error("the column ends too early");
  std::size_t have = 0;
  window_.resize(std::max(window_.size(), wanted + slack));
  if (from >= window_begin_ && from < window_end_) {  // its beginning is in the window
    have = std::min(static_cast<std::size_t>(window_end_ - from), wanted);
    std::memmove(window_.data(), window_.data() + (from - window_begin_), have);
  }
  window_begin_ = from;
  window_end_ = from + static_cast<std::int64_t>(have);
  const std::size_t missing = wanted - have;
  if (file_->read(offset_ + from + static_cast<std::int64_t>(have), window_.data() + have, missing) != missing)
    throw file_error("the file is shorter than its footer says");
  bytes_read_ += static_cast<std::int64_t>(missing);
  count_read(static_cast<std::int64_t>(missing));
  window_end_ = from + static_cast<std::int64_t>(wanted);
  return window_.data();
}

bool page_stream::next(page_header& header) {
  for (;;) {
    if (position_ >= length_) return false;
    std::size_t there = static_cast<std::size_t>(std::min<std::int64_t>(length_ - position_, 128));
    std::size_t used = read_page_header(fetch(position_, there), there, header_);
    while (used == 0) {
      const auto more =
          static_cast<std::size_t>(std::min<std::int64_t>(length_ - position_, static_cast<std::int64_t>(there * 8)));
      if (more == there) throw file_error("the column ends within a page header");
      there = more;
      used = read_page_header(fetch(position_, there), there, header_);
    }
    body_ = position_ + static_cast<std::int64_t>(used);
    position_ = body_ + header_.compressed_size;
    if (position_ > length_) throw file_error("the column ends within a page");
    if (header_.kind == page_kind::index || header_.kind == page_kind::unknown) continue;
    header = header_;
    return true;
  }
}

void page_stream::decompress(const std::uint8_t* from, std::size_t size, std::uint8_t* to, std::size_t to_size) {
  bytes_decompressed_ += static_cast<std::int64_t>(to_size);
  if (to_size == 0) return;
  if (compression_ == compression::snappy) {
    if (!snappy_decompress(from, size, to, to_size)) throw file_error("a page cannot be decompressed by Snappy");
    return;
  }
  const auto n = codec_->Decompress(static_cast<std::int64_t>(size), from, static_cast<std::int64_t>(to_size), to);
  if (!n.ok()) throw file_error("a page cannot be decompressed: " + n.status().message());
  if (*n != static_cast<std::int64_t>(to_size)) throw file_error("a page is shorter than its header says");
}

page_stream::body page_stream::read_body(bytes& room, bool own) {
  const auto stored = static_cast<std::size_t>(header_.compressed_size);
  const std::size_t levels = header_.kind == page_kind::data_v2 ? static_cast<std::size_t>(header_.definition_bytes) +
                                                                      static_cast<std::size_t>(header_.repetition_bytes)
                                                                : 0;
  const std::uint8_t* from = fetch(body_, stored);
  const bool packed = compression_ != compression::none && header_.compressed && stored > levels;
  if (!packed && !own) return {from, stored};
  const std::size_t size = packed ? static_cast<std::size_t>(header_.decompressed_size) : stored;
  if (size < levels) throw file_error("a page header holds an impossible size");
  // a page of gigabytes cannot be compressed to a few bytes
  if (packed && size / 4096 > stored + 1024 && size > (std::size_t{1} << 28))
    throw file_error("a page header holds an impossible size");
  if (packed && !own && levels == 0 && compression_ == compression::snappy)
    if (const std::uint8_t* data = snappy_literal(from, stored, size)) return {data, size};
  room.resize(size + slack);
  copy_bytes(room.data(), from, std::min(levels, size));
  if (packed)
    decompress(from + levels, stored - levels, room.data() + levels, size - levels);
  else
    copy_bytes(room.data(), from, size);
  return {room.data(), size};
}

}  // namespace bodo::rt::files
