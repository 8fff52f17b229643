#include "files/schema/text_file.h"

#include <arrow/result.h>
#include <arrow/util/compression.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "files/schema/file_error.h"

namespace bodo::rt::files {
namespace {

constexpr std::size_t stored_piece = std::size_t{1} << 16;

}  // namespace

text_compression compression_of(std::string_view path, std::string_view word) {
  if (word == "gzip") return text_compression::gzip;
  if (word == "zstd") return text_compression::zstd;
  if (word != "infer") {
    if (word == "none") return text_compression::none;
    throw file_error("there is no compression '" + std::string(word) + "'");
  }
  if (path.ends_with(".gz") || path.ends_with(".gzip")) return text_compression::gzip;
  if (path.ends_with(".zst") || path.ends_with(".zstd")) return text_compression::zstd;
  return text_compression::none;
}

struct text_file::stream {
  explicit stream(text_compression how)
      : codec(arrow::util::Codec::Create(how == text_compression::gzip ? arrow::Compression::GZIP
                                                                       : arrow::Compression::ZSTD)
                  .ValueOrDie()) {
    restart();
  }

  void restart() {
    unpack = codec->MakeDecompressor().ValueOrDie();
    position = taken = 0;
    used = filled = 0;
    between = true;
  }

  std::unique_ptr<arrow::util::Codec> codec;
  std::shared_ptr<arrow::util::Decompressor> unpack;
  std::vector<char> buffer = std::vector<char>(stored_piece);
  std::size_t used = 0, filled = 0;  // of the buffer
  std::int64_t taken = 0;            // of the file
  std::int64_t position = 0;         // in the text
  bool between = true;               // at the beginning of one of several streams, or at the end of all
};

text_file::text_file(const std::string& path, text_compression how) : file_(open_file(path)), compression_(how) {
  stored = file_->version.size;
  size = compressed() ? std::numeric_limits<std::int64_t>::max() : stored;
  inode = file_->version.inode;
  changed = file_->version.changed;
  if (compressed()) stream_ = std::make_unique<stream>(how);
}

text_file::~text_file() = default;

bool text_file::has_changed() const { return file_->current() != file_->version; }

std::size_t text_file::read_stored(std::int64_t from, char* out, std::size_t n) const {
  n = std::min(n, static_cast<std::size_t>(std::max<std::int64_t>(stored - from, 0)));
  if (n != 0 && file_->read(from, out, n) != n) throw file_error("the file has become shorter");
  return n;
}

std::size_t text_file::read(std::int64_t from, char* out, std::size_t n) const {
  if (!compressed()) return read_stored(from, out, n);
  stream& s = *stream_;
  const char* const name = compression_ == text_compression::gzip ? "gzip" : "zstd";
  if (from < s.position) s.restart();
  std::vector<char> passed;
  std::size_t done = 0;
  while (done < n) {
    if (s.unpack->IsFinished()) {
      s.unpack = s.codec->MakeDecompressor().ValueOrDie();
      s.between = true;
    }
    if (s.used == s.filled) {
      s.filled = read_stored(s.taken, s.buffer.data(), s.buffer.size());
      s.taken += static_cast<std::int64_t>(s.filled);
      s.used = 0;
      if (s.filled == 0 && s.between) break;
    }
    // text before `from` is passed over
    const bool pass = s.position < from;
    if (pass) passed.resize(static_cast<std::size_t>(std::min<std::int64_t>(from - s.position, 1 << 18)));
    char* const to = pass ? passed.data() : out + done;
    const std::size_t room = pass ? passed.size() : n - done;
    const auto step = s.unpack->Decompress(static_cast<std::int64_t>(s.filled - s.used),
                                           reinterpret_cast<const std::uint8_t*>(s.buffer.data() + s.used),
                                           static_cast<std::int64_t>(room), reinterpret_cast<std::uint8_t*>(to));
    if (!step.ok()) throw file_error(std::string("it is no ") + name + " file, or it is damaged");
    s.used += static_cast<std::size_t>(step->bytes_read);
    s.position += step->bytes_written;
    if (!pass) done += static_cast<std::size_t>(step->bytes_written);
    s.between = false;
    if (step->bytes_written == 0 && s.filled == 0 && !s.unpack->IsFinished())
      throw file_error(std::string("it ends within its ") + name + " data: it is not whole");
    if (step->bytes_written == 0 && step->bytes_read == 0 && s.used < s.filled && !s.unpack->IsFinished())
      throw file_error(std::string("it is no ") + name + " file, or it is damaged");
  }
  return done;
}

}  // namespace bodo::rt::files
