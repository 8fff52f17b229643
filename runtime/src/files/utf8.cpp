#include "utf8.h"

#include <arrow/util/utf8.h>

#include <cstdint>
#include <cstdio>
#include <cstring>

#include "schema/file_error.h"

namespace bodo::rt::files {

bool is_ascii(const void* bytes, std::size_t size) {
  const auto* from = static_cast<const std::uint8_t*>(bytes);
  std::uint8_t all = 0;
  for (std::size_t i = 0; i < size; ++i) all |= from[i];
  return all < 0x80;
}

bool is_utf8(std::string_view s) {
  static const bool initialised = (arrow::util::InitializeUTF8(), true);
  return initialised && arrow::util::ValidateUTF8(s);
}

void not_utf8(std::string_view s) {
  constexpr std::size_t most = 40;
  std::string shown;
  for (const char c : s.substr(0, most)) {
    char text[8];
    if (c >= ' ' && c <= '~')
      shown += c;
    else
      std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned char>(c)), shown += text;
  }
  throw file_error("'" + shown + (s.size() > most ? "..." : "") + "' is not UTF-8, as texts are");
}

}  // namespace bodo::rt::files
