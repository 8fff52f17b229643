#pragma once
// A text file, plain or compressed, that is read by position.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "files/schema/random_file.h"

namespace bodo::rt::files {

enum class text_compression : std::uint8_t {
  none,
  gzip,
  zstd
};

// "infer" goes by the ending of the name: .gz, .zst; throws file_error for a word that is none of "infer", "none",
// "gzip", "zstd".
text_compression compression_of(std::string_view path, std::string_view word);

// Opens a file for reading; throws file_error.
class text_file {
 public:
  explicit text_file(const std::string& path, text_compression how = text_compression::none);
  ~text_file();
  text_file(const text_file&) = delete;
  text_file& operator=(const text_file&) = delete;

  // Reads up to `n` bytes; fewer only at the end that the file had when it was opened. A compressed file is read from
  // its beginning if `from` lies before the end of the read before. Throws file_error.
  std::size_t read(std::int64_t from, char* out, std::size_t n) const;

  // True if the file has changed since it was opened.
  bool has_changed() const;
  // Bytes to read at a time at least.
  std::size_t least_read() const { return file_->least_read(); }
  bool compressed() const { return compression_ != text_compression::none; }

  std::int64_t size = 0;    // of the text; of a compressed file, it is not known: the largest number
  std::int64_t stored = 0;  // bytes of the file
  std::int64_t inode = 0, changed = 0;

 private:
  struct stream;  // decompresses
  std::size_t read_stored(std::int64_t from, char* out, std::size_t n) const;

  std::shared_ptr<const random_file> file_;
  text_compression compression_;
  std::unique_ptr<stream> stream_;
};

}  // namespace bodo::rt::files
