#pragma once
// What kinds of characters a string has, by Unicode's categories (utf8proc), for emitted row expressions. As in Python,
// an empty string has none of them.
#include <string_view>

#include "bodo/rt/text.h"
#include "bodo/rt/text_arena.h"

namespace bodo::rt {

bool isalpha(std::string_view s);  // letters only
bool isdigit(std::string_view s);  // decimal digits only
bool isalnum(std::string_view s);  // letters and numbers only
bool isspace(std::string_view s);  // white space only
bool isupper(std::string_view s);  // some upper-case letter, and none of lower or title case
bool islower(std::string_view s);  // some lower-case letter, and none of upper or title case

// Words (letters without another character between them) with an upper-case first letter, else lower-case ones.
text title(std::string_view s, text_arena& arena);
// The first character in upper case, the rest in lower case.
text capitalize(std::string_view s, text_arena& arena);

}  // namespace bodo::rt
