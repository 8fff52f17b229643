#include "bodo/rt/time_zone.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "bodo/rt/dates.h"
#include "bodo/rt/error.h"

namespace bodo::rt {
namespace {

constexpr std::int64_t one_second = nanoseconds_per_second, day_seconds = 86'400;

// A day of the year on which clocks are changed, in the last line of a file: M10.5.0/3, J60, 59.
struct change_day {
  enum class form : std::uint8_t {
    julian,       // 1 to 365, 29 February is not counted
    zero_julian,  // 0 to 365
    month,        // the nth weekday of a month; the fifth is the last
  };
  form as = form::month;
  std::int32_t day = 0, month = 1, week = 1;
  std::int64_t time = 2 * 3600;  // seconds after the day's beginning, by the clocks before the change

  std::int64_t in_year(std::int32_t year) const {
    const std::int32_t new_year = days_from_civil(year, 1, 1);
    const bool leap = days_from_civil(year + 1, 1, 1) - new_year == 366;
    std::int64_t at = new_year;
    if (as == form::zero_julian) {
      at += day;
    } else if (as == form::julian) {
      at += day - 1 + (leap && day >= 60 ? 1 : 0);
    } else {
      const std::int32_t first = days_from_civil(year, static_cast<std::uint32_t>(month), 1);
      const std::int32_t weekday = ((first + 4) % 7 + 7) % 7;  // 0 is Sunday
      at = first + (day - weekday + 7) % 7 + (week - 1) * 7;
      const std::int32_t next = month == 12 ? days_from_civil(year + 1, 1, 1)
                                            : days_from_civil(year, static_cast<std::uint32_t>(month + 1), 1);
      if (at >= next) at -= 7;
    }
    return at * day_seconds + time;
  }
};

// The rule for all times after the last change of the file: CET-1CEST,M3.5.0,M10.5.0/3
struct rule {
  std::int64_t standard = 0, summer = 0;  // seconds east of UTC
  bool has_summer = false;
  change_day begin, end;  // of summer time

  std::int64_t offset_at(std::int64_t utc) const {
    if (!has_summer) return standard;
    std::int64_t days = utc / day_seconds - (utc % day_seconds < 0 ? 1 : 0);
    const std::int32_t year = civil_from_days(static_cast<std::int32_t>(days)).year;
    // the clocks' year may be the one before or after
    for (const std::int32_t y : {year + 1, year, year - 1}) {
      const std::int64_t on = begin.in_year(y) - standard, off = end.in_year(y) - summer;
      const std::int64_t later = std::max(on, off), earlier = std::min(on, off);
      if (utc >= later) return later == on ? summer : standard;
      if (utc >= earlier) return earlier == on ? summer : standard;
    }
    return standard;
  }
};

class rule_reader {
 public:
  explicit rule_reader(std::string_view s) : s_(s) {}

  bool read(rule& r) {
    std::int64_t west = 0;
    if (!name() || !time(west)) return false;
    r.standard = -west;
    if (s_.empty()) return true;
    r.has_summer = true;
    r.summer = r.standard + 3600;
    if (!name()) return false;
    if (!s_.empty() && s_[0] != ',') {
      if (!time(west)) return false;
      r.summer = -west;
    }
    return change(r.begin) && change(r.end) && s_.empty();
  }

 private:
  bool name() {
    std::size_t n = 0;
    if (!s_.empty() && s_[0] == '<') {
      n = s_.find('>');
      if (n == std::string_view::npos) return false;
      ++n;
    } else {
      while (n < s_.size() && ((s_[n] >= 'A' && s_[n] <= 'Z') || (s_[n] >= 'a' && s_[n] <= 'z'))) ++n;
    }
    s_.remove_prefix(n);
    return n >= 3;
  }
  bool number(std::int64_t& out) {
    std::size_t n = 0;
    out = 0;
    while (n < s_.size() && n < 9 && s_[n] >= '0' && s_[n] <= '9') out = out * 10 + (s_[n++] - '0');
    s_.remove_prefix(n);
    return n > 0;
  }
  bool take(char c) {
    if (s_.empty() || s_[0] != c) return false;
    s_.remove_prefix(1);
    return true;
  }
  // [+-]hh[:mm[:ss]]
  bool time(std::int64_t& out) {
    const bool negative = take('-');
    if (!negative) take('+');
    std::int64_t hours = 0, minutes = 0, seconds = 0;
    if (!number(hours)) return false;
    if (take(':') && !number(minutes)) return false;
    if (take(':') && !number(seconds)) return false;
    out = (hours * 60 + minutes) * 60 + seconds;
    if (negative) out = -out;
    return true;
  }
  bool change(change_day& c) {
    std::int64_t a = 0, b = 0, d = 0;
    if (!take(',')) return false;
    if (take('M')) {
      if (!number(a) || !take('.') || !number(b) || !take('.') || !number(d)) return false;
      if (a < 1 || a > 12 || b < 1 || b > 5 || d > 6) return false;
      c.as = change_day::form::month;
      c.month = static_cast<std::int32_t>(a);
      c.week = static_cast<std::int32_t>(b);
    } else {
      c.as = take('J') ? change_day::form::julian : change_day::form::zero_julian;
      if (!number(d) || d > 365) return false;
    }
    c.day = static_cast<std::int32_t>(d);
    return !take('/') || time(c.time);
  }

  std::string_view s_;
};

std::string read_file(const std::string& path) {
  std::string bytes;
  std::FILE* file = std::fopen(path.c_str(), "rbe");
  if (file == nullptr) return bytes;
  std::array<char, 4096> piece;
  for (std::size_t n; (n = std::fread(piece.data(), 1, piece.size(), file)) > 0;) bytes.append(piece.data(), n);
  std::fclose(file);
  return bytes;
}

}  // namespace

struct time_zone::content {
  std::string wrong;                  // not empty: why there is no such zone
  std::vector<std::int64_t> changes;  // seconds since 1970
  std::vector<std::int64_t> offsets;  // after each of them
  std::int64_t first = 0;             // the offset before
  rule later;                         // after the last
  bool has_rule = false;

  std::int64_t offset_at(std::int64_t utc) const {
    const auto next = std::upper_bound(changes.begin(), changes.end(), utc);
    if (next == changes.end() && has_rule) return later.offset_at(utc);
    return next == changes.begin() ? first : offsets[static_cast<std::size_t>(next - changes.begin()) - 1];
  }
  bool read(std::string_view bytes);
};

// RFC 8536: a header and a block with 32 bits, then another with 64, then the rule.
bool time_zone::content::read(std::string_view bytes) {
  const auto number = [&](std::size_t at, std::size_t size) {
    std::uint64_t v = (static_cast<unsigned char>(bytes[at]) & 0x80) != 0 ? ~std::uint64_t{0} : 0;
    for (std::size_t i = 0; i < size; ++i) v = v << 8 | static_cast<unsigned char>(bytes[at + i]);
    return static_cast<std::int64_t>(v);
  };
  struct counts {
    std::size_t utc, standard, leaps, changes, types, letters;
    std::size_t bytes(std::size_t width) const {
      return changes * (width + 1) + types * 6 + letters + leaps * (width + 4) + standard + utc;
    }
  };
  constexpr std::size_t header = 44;
  const auto counts_at = [&](std::size_t at) {
    std::size_t n[6];
    for (std::size_t i = 0; i < 6; ++i) n[i] = static_cast<std::uint32_t>(number(at + 20 + i * 4, 4));
    return counts{n[0], n[1], n[2], n[3], n[4], n[5]};
  };
  if (bytes.size() < header || !bytes.starts_with("TZif") || bytes[4] < '2') return false;
  std::size_t at = header + counts_at(0).bytes(4);
  if (bytes.size() < at + header || !bytes.substr(at).starts_with("TZif")) return false;
  const counts n = counts_at(at);
  at += header;
  if (n.types == 0 || n.types > 256 || bytes.size() < at + n.bytes(8)) return false;
  const std::size_t types = at + n.changes * 9;
  const auto offset_of = [&](std::size_t type) { return number(types + type * 6, 4); };
  first = offset_of(0);
  for (std::size_t i = 0; i < n.changes; ++i) {
    const auto type = static_cast<unsigned char>(bytes[at + n.changes * 8 + i]);
    if (type >= n.types) return false;
    changes.push_back(number(at + i * 8, 8));
    offsets.push_back(offset_of(type));
  }
  if (!std::is_sorted(changes.begin(), changes.end())) return false;
  std::string_view footer = bytes.substr(at + n.bytes(8));
  if (footer.size() < 2 || footer.front() != '\n') return false;
  footer.remove_prefix(1);
  footer = footer.substr(0, footer.find('\n'));
  has_rule = !footer.empty();
  return !has_rule || rule_reader(footer).read(later);
}

time_zone::time_zone(std::string_view name) : content_(new content) {
  const char* const folder = std::getenv("TZDIR");
  const std::string path = fmt::format("{}/{}", folder != nullptr ? folder : "/usr/share/zoneinfo", name);
  const bool good = !name.empty() && name[0] != '/' && name.find("..") == std::string_view::npos;
  if (!good || !content_->read(read_file(path)))
    content_->wrong =
        fmt::format("the system's database has no time zone '{}': '{}' is not there, or damaged", name, path);
}

time_zone::~time_zone() { delete content_; }

namespace {

std::string shown(std::int64_t ns) {
  const civil_date date = civil_from_days(day_of(ns));
  const std::int64_t seconds = time_of_day(ns) / one_second;
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", date.year, date.month, date.day, seconds / 3600,
                     seconds / 60 % 60, seconds % 60);
}

std::int64_t floor_seconds(std::int64_t ns) { return ns / one_second - (ns % one_second < 0 ? 1 : 0); }

std::int64_t moved(const site& at, std::int64_t ns, std::int64_t seconds) {
  std::int64_t result;
  if (__builtin_add_overflow(ns, seconds * one_second, &result))
    fail(at, fmt::format("{} moved by {} s lies outside of the years 1677 to 2262 that nanoseconds can hold", shown(ns),
                         seconds));
  return result;
}

}  // namespace

std::int64_t to_zone(const site& at, std::int64_t utc, const time_zone& zone) {
  const time_zone::content& c = zone.get();
  if (!c.wrong.empty()) fail(at, c.wrong);
  return moved(at, utc, c.offset_at(floor_seconds(utc)));
}

std::optional<std::int64_t> read_from_zone(const site& at, std::int64_t local, const time_zone& zone, twice if_twice,
                                           never if_never) {
  const time_zone::content& c = zone.get();
  if (!c.wrong.empty()) fail(at, c.wrong);
  // the offsets that the zone has around that time; clocks differ from UTC by less than a day
  const std::int64_t seconds = floor_seconds(local);
  std::array<std::int64_t, 8> offsets{};
  std::size_t n = 0;
  const auto note = [&](std::int64_t offset) {
    if (n < offsets.size() && std::find(offsets.begin(), offsets.begin() + n, offset) == offsets.begin() + n)
      offsets[n++] = offset;
  };
  note(c.offset_at(seconds - day_seconds));
  note(c.offset_at(seconds + day_seconds));
  for (auto change = std::lower_bound(c.changes.begin(), c.changes.end(), seconds - day_seconds);
       change != c.changes.end() && *change <= seconds + day_seconds; ++change)
    note(c.offsets[static_cast<std::size_t>(change - c.changes.begin())]);
  std::array<std::int64_t, 8> found{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < n; ++i)
    if (c.offset_at(seconds - offsets[i]) == offsets[i]) found[count++] = offsets[i];
  if (count == 1) return moved(at, local, -found[0]);
  if (count > 1) {
    if (if_twice == twice::missing) return std::nullopt;
    if (if_twice == twice::error)
      fail(at,
           fmt::format("the clocks show {} twice: .ambiguous = \"first\", \"last\" or \"missing\" says what it means",
                       shown(local)));
    const auto [least, greatest] = std::minmax_element(found.begin(), found.begin() + count);
    return moved(at, local, -(if_twice == twice::first ? *greatest : *least));
  }
  if (if_never == never::missing) return std::nullopt;
  if (if_never == never::error)
    fail(at, fmt::format("the clocks never show {}: .nonexistent = \"shift\" or \"missing\" says what it means",
                         shown(local)));
  // the moment of the change: between the two readings of that time
  const auto [least, greatest] = std::minmax_element(offsets.begin(), offsets.begin() + n);
  std::int64_t before = seconds - *greatest, after = seconds - *least;
  const std::int64_t old = c.offset_at(before);
  while (after - before > 1) {
    const std::int64_t middle = before + (after - before) / 2;
    (c.offset_at(middle) == old ? before : after) = middle;
  }
  return moved(at, after * one_second, 0);
}

std::int64_t from_zone(const site& at, std::int64_t local, const time_zone& zone, twice if_twice, never if_never) {
  return *read_from_zone(at, local, zone, if_twice, if_never);
}

}  // namespace bodo::rt
