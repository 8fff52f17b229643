#include "files/schema/file_kind.h"

namespace bodo::rt::files {

bool begins_as_parquet(std::string_view first_bytes) { return first_bytes.starts_with("PAR1"); }

std::string not_plain(std::string_view first_bytes) {
  using namespace std::string_view_literals;
  struct kind {
    std::string_view mark;
    const char* name;
  };
  static constexpr kind archives[] = {{"\x1f\x8b"sv, "gzip"},
                                      {"\x28\xb5\x2f\xfd"sv, "zstd"},
                                      {"BZh"sv, "bzip2"},
                                      {"\xfd"
                                       "7zXZ"sv,
                                       "xz"},
                                      {"PK\x03\x04"sv, "zip"},
                                      {"\x04\x22\x4d\x18"sv, "lz4"},
                                      {"7z\xbc\xaf\x27\x1c"sv, "7z"}};
  for (const kind& k : archives)
    if (first_bytes.starts_with(k.mark)) return std::string("it is compressed (") + k.name + "): unpack it first";
  if (first_bytes.starts_with("\xff\xfe"sv) || first_bytes.starts_with("\xfe\xff"sv))
    return "it is UTF-16: convert it, as iconv does: -f utf-16 -t utf-8";
  if (first_bytes.starts_with("ARROW1"sv)) return "it is an Arrow file, not a Parquet or CSV file";
  if (first_bytes.starts_with("ORC"sv)) return "it is an ORC file, not a Parquet or CSV file";
  return {};
}

}  // namespace bodo::rt::files
