#include "bodo/rt/characters.h"

#include <utf8proc.h>

#include "columns/code_points.h"

namespace bodo::rt {

namespace {

utf8proc_category_t category(std::uint32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

bool is_letter(utf8proc_category_t c) { return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO; }
bool is_number(utf8proc_category_t c) { return c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO; }
// Letters in upper, lower or title case.
bool is_cased(utf8proc_category_t c) { return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LT; }
bool is_space(std::uint32_t c) {
  const utf8proc_category_t in = category(c);
  return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f) || c == 0x85 ||
         (in >= UTF8PROC_CATEGORY_ZS && in <= UTF8PROC_CATEGORY_ZP);
}

std::uint32_t lower_of(std::uint32_t c) {
  return c < not_a_code_point ? static_cast<std::uint32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))) : c;
}
std::uint32_t title_of(std::uint32_t c) {
  return c < not_a_code_point ? static_cast<std::uint32_t>(utf8proc_totitle(static_cast<utf8proc_int32_t>(c))) : c;
}

template <class Is>
bool all_are(std::string_view s, Is is) {
  for (std::size_t at = 0; at < s.size();)
    if (!is(read(s, at))) return false;
  return !s.empty();
}

// Some letter of this case, and none of another one.
bool has_case(std::string_view s, utf8proc_category_t wanted) {
  bool any = false;
  for (std::size_t at = 0; at < s.size();) {
    const utf8proc_category_t c = category(read(s, at));
    if (is_cased(c) && c != wanted) return false;
    any = any || c == wanted;
  }
  return any;
}

}  // namespace

bool isalpha(std::string_view s) {
  return all_are(s, [](std::uint32_t c) { return is_letter(category(c)); });
}
bool isdigit(std::string_view s) {
  return all_are(s, [](std::uint32_t c) { return category(c) == UTF8PROC_CATEGORY_ND; });
}
bool isalnum(std::string_view s) {
  return all_are(s, [](std::uint32_t c) { return is_letter(category(c)) || is_number(category(c)); });
}
bool isspace(std::string_view s) { return all_are(s, is_space); }
bool isupper(std::string_view s) { return has_case(s, UTF8PROC_CATEGORY_LU); }
bool islower(std::string_view s) { return has_case(s, UTF8PROC_CATEGORY_LL); }

text title(std::string_view s, text_arena& arena) {
  return made_up_to(3 * s.size(), arena, [&](char* to) {
    bool within = false;  // the character before was a letter with a case
    for (std::size_t at = 0; at < s.size();) {
      const std::uint32_t c = read(s, at);
      to = write(within ? lower_of(c) : title_of(c), to);
      within = is_cased(category(c));
    }
    return to;
  });
}

text capitalize(std::string_view s, text_arena& arena) {
  return made_up_to(3 * s.size(), arena, [&](char* to) {
    for (std::size_t at = 0; at < s.size();) {
      const bool first = at == 0;
      const std::uint32_t c = read(s, at);
      to = write(first ? title_of(c) : lower_of(c), to);
    }
    return to;
  });
}

}  // namespace bodo::rt
