#pragma once
// Dates and times in text of a given format, for emitted row expressions.
#include <cstdint>
#include <optional>
#include <string_view>

#include "bodo/rt/site.h"
#include "bodo/rt/text.h"
#include "bodo/rt/text_arena.h"

namespace bodo::rt {

// The directives of formats, those of strptime and strftime: %Y (four digits) %y (1969 to 2068) %m %d %e %j, %b %h %B
// and %a %A (English names, whole or their first three letters, in any case), %H %I %p %M %S (numbers of one or two
// digits), %f (a fraction of one to nine digits), %z (+01:00, -0530, Z: the result is UTC), %F %T %R %D, %%. White
// space stands for any amount of it, and for none. bodocc checks formats by this list.
inline constexpr std::string_view time_directives = "YymdejbhBaAHIpMSfzFTRD%";

// Made once: `const rt::time_format day("%d/%m/%Y");`
class time_format {
 public:
  explicit time_format(std::string_view format) : format_(format) {}  // a literal
  std::string_view text() const { return format_; }

 private:
  std::string_view format_;
};

// The date; the time of day and the zone are read, and dropped. `read` gives no value for text of another format,
// `parse` fails.
std::optional<std::int32_t> read_date(std::string_view s, const time_format& format);
std::int32_t parse_date(const site& at, std::string_view s, const time_format& format);
// The time in nanoseconds.
std::optional<std::int64_t> read_time(std::string_view s, const time_format& format);
std::int64_t parse_time(const site& at, std::string_view s, const time_format& format);

// A date, or a time in UTC, as text: numbers with their zeros, %e with a blank, %f with six digits, %z as +0000.
text format_date(std::int32_t days, const time_format& format, text_arena& arena);
text format_time(std::int64_t ns, const time_format& format, text_arena& arena);

}  // namespace bodo::rt
