// ranks: 1
// UTF-8 and other bytes at any place in a text, compared with Arrow's check of each byte.
#include "files/schema/utf8.h"

#include <arrow/util/utf8.h>
#include <catch2/catch.hpp>

#include <string>

namespace test_utf8 {

using namespace bodo::rt::files;

TEST_CASE("texts of all combinations of the bytes that matter") {
  arrow::util::InitializeUTF8();
  const std::string bytes =
      "A\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xe1\xec\xed\xee\xef\xf0\xf1\xf3\xf4\xf5\xff";
  for (const std::size_t before : {0, 29, 126})
    for (const std::size_t after : {0, 97})
      for (std::size_t i = 0; i < bytes.size() * bytes.size(); ++i)
        for (std::size_t k = 0; k < bytes.size() * bytes.size(); ++k) {
          std::string text(before, 'x');
          for (const std::size_t n : {i, k}) text += {bytes[n / bytes.size()], bytes[n % bytes.size()]};
          text.append(after, 'y');
          const bool good = arrow::util::ValidateUTF8(text);
          if (is_utf8(text) != good || (kind_of(text) != text_bytes::not_utf8) != good) FAIL(text);
        }
}

TEST_CASE("texts are ASCII if no byte is beyond it") {
  for (std::size_t size = 0; size < 140; ++size) {
    CHECK(kind_of(std::string(size, 'a')) == text_bytes::ascii);
    CHECK(kind_of(std::string(size, 'a') + "\xc3\xa9") == text_bytes::utf8);
    CHECK(kind_of("\xc3\xa9" + std::string(size, 'a')) == text_bytes::utf8);
    CHECK(kind_of(std::string(size, 'a') + "\xc3") == text_bytes::not_utf8);
  }
}

}  // namespace test_utf8
