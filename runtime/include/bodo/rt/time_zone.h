#pragma once
// Times of time zones, by the system's database (TZDIR, or /usr/share/zoneinfo): from UTC to the zone's clocks and
// back.
#include <cstdint>
#include <optional>
#include <string_view>

#include "bodo/rt/site.h"

namespace bodo::rt {

// Made once: `const rt::time_zone zone("Europe/Oslo");`. A zone that the database does not have, or whose file is
// damaged, is an error when a time is converted.
class time_zone {
 public:
  explicit time_zone(std::string_view name);
  ~time_zone();
  time_zone(const time_zone&) = delete;
  time_zone& operator=(const time_zone&) = delete;

  struct content;
  const content& get() const { return *content_; }

 private:
  content* content_;
};

// The meaning of a time that a zone's clocks show twice, because they are set back in between, or never, because they
// are set forward over it. `shift` is the moment at which they are set.
enum class twice : std::uint8_t {
  error,
  first,
  last,
  missing
};
enum class never : std::uint8_t {
  error,
  shift,
  missing
};

// The time that the zone's clocks show, for nanoseconds since 1970 in UTC.
std::int64_t to_zone(const site& at, std::int64_t utc, const time_zone& zone);
// The inverse; `read` has no value if the time is missing.
std::int64_t from_zone(const site& at, std::int64_t local, const time_zone& zone, twice if_twice, never if_never);
std::optional<std::int64_t> read_from_zone(const site& at, std::int64_t local, const time_zone& zone, twice if_twice,
                                           never if_never);

}  // namespace bodo::rt
