#pragma once
// Texts are UTF-8. Readers check the bytes of files, and writers the strings that the user's code has made: no other
// program would read the file.
#include <string>
#include <string_view>

namespace bodo::rt::files {

enum class text_bytes {
  ascii,
  utf8,
  not_utf8
};
text_bytes kind_of(std::string_view s);  // for many bytes
bool is_utf8(std::string_view s);

// Throws file_error, which shows the text.
[[noreturn]] void not_utf8(std::string_view s);
inline void must_be_utf8(std::string_view s) {
  if (!is_utf8(s)) not_utf8(s);
}

}  // namespace bodo::rt::files
