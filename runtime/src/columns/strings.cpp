#include "bodo/rt/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "bodo/rt/error.h"
#include "bodo/rt/memory.h"
#include "columns/case_mapping.h"
#include "columns/code_points.h"
#include "columns/white_space.h"

namespace bodo::rt {

namespace {

// The byte at which the `n`-th code point after `at` starts.
std::size_t forwards(std::string_view s, std::size_t at, std::int64_t n) {
  for (; n > 0 && at < s.size(); --n) {
    ++at;
    while (at < s.size() && continues(s[at])) ++at;
  }
  return at;
}
std::size_t backwards(std::string_view s, std::size_t at, std::int64_t n) {
  for (; n > 0 && at > 0; --n) {
    --at;
    while (at > 0 && continues(s[at])) --at;
  }
  return at;
}
// The byte of character `i` in Python's indexing, clipped at the ends.
std::size_t place(std::string_view s, std::int64_t i) {
  if (i >= 0) return i >= static_cast<std::int64_t>(s.size()) ? s.size() : forwards(s, 0, i);
  return i <= -static_cast<std::int64_t>(s.size()) ? 0 : backwards(s, s.size(), -i);
}

char* put_times(char* to, std::string_view s, std::size_t n) {
  if (s.size() == 1) return std::fill_n(to, n, s[0]);
  for (; n > 0; --n) to = put(to, s);
  return to;
}

// The size of n copies, of two texts; beyond that of any text if it is too large.
std::size_t times(std::size_t size, std::size_t n) {
  std::size_t result = 0;
  return __builtin_mul_overflow(size, n, &result) ? static_cast<std::size_t>(-1) : result;
}
std::size_t plus(std::size_t size, std::size_t more) {
  std::size_t result = 0;
  return __builtin_add_overflow(size, more, &result) ? static_cast<std::size_t>(-1) : result;
}

std::int64_t characters_before(std::string_view s, std::size_t at) {
  return at == std::string_view::npos ? -1 : length(s.substr(0, at));
}

std::size_t position(std::string_view s, std::string_view part, std::size_t from) {
  if (part.empty()) return from;
  const char* const found = search(s.substr(from), part);
  return found == nullptr ? std::string_view::npos : static_cast<std::size_t>(found - s.data());
}

// Number of separators that count.
std::int64_t separators(std::string_view s, std::string_view separator, std::int64_t most) {
  const std::int64_t all = occurrences(s, separator);
  return most < 0 ? all : std::min(all, most);
}

// Padded with `left` and `right` copies of `fill`.
text padded(const text& s, std::size_t left, std::size_t right, std::string_view fill, text_arena& arena) {
  if (left + right == 0) return s;
  return made(plus(s.size(), times(fill.size(), left + right)), arena,
              [&](char* to) { put_times(put(put_times(to, fill, left), s), fill, right); });
}

// How many characters are missing to `width`.
std::size_t gap(const text& s, std::int64_t width) {
  const std::int64_t n = length(s);
  return width > n ? static_cast<std::size_t>(width - n) : 0;
}

bool is_ascii(std::string_view s) {
  unsigned char all = 0;
  for (const char c : s) all |= static_cast<unsigned char>(c);
  return all < 0x80;
}

template <class Ascii, class Beyond>
text map_characters(std::string_view s, text_arena& arena, Ascii ascii, Beyond beyond) {
  if (is_ascii(s)) return made(s.size(), arena, [&](char* to) { std::ranges::transform(s, to, ascii); });
  // a mapped code point may be longer than the original: at most 3 bytes for 2, or for 1
  return made_up_to(3 * s.size(), arena, [&](char* end) {
    for (std::size_t at = 0; at < s.size();) {
      if (static_cast<unsigned char>(s[at]) < 0x80)
        *end++ = ascii(s[at++]);
      else
        end = write(beyond(read(s, at)), end);
    }
    return end;
  });
}

}  // namespace

// Places where the first and the last byte of `part` are right are found 16 at a time (W. Mula, "SIMD-friendly
// algorithms for substring searching"). After many such places without a match memmem searches, which takes linear time
// for any bytes, but prepares a table first.
const char* search(std::string_view s, std::string_view part) {
  if (s.size() < part.size()) return nullptr;
  const char* at = s.data();
  const char* const last = at + (s.size() - part.size());  // the last place
  int tries = 64;
#ifdef __SSE2__
  constexpr std::ptrdiff_t width = 16;
  if (last - at >= width - 1) {
    const __m128i front = _mm_set1_epi8(part.front()), back = _mm_set1_epi8(part.back());
    const auto equal = [](const char* bytes, __m128i to) {
      return _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes)), to);
    };
    while (at <= last) {
      at = std::min(at, last - (width - 1));  // at the end some places come twice
      auto places =
          static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(equal(at, front), equal(at + part.size() - 1, back))));
      for (; places != 0 && tries > 0; places &= places - 1, --tries)
        if (const char* const place = at + std::countr_zero(places); std::memcmp(place, part.data(), part.size()) == 0)
          return place;
      if (places != 0) break;
      at += width;
    }
  }
#endif
  for (; at <= last && tries > 0; ++at, --tries) {
    at = static_cast<const char*>(std::memchr(at, part.front(), static_cast<std::size_t>(last - at) + 1));
    if (at == nullptr || std::memcmp(at, part.data(), part.size()) == 0) return at;
  }
  return static_cast<const char*>(
      memmem(at, static_cast<std::size_t>(s.data() + s.size() - at), part.data(), part.size()));
}

bool contains(std::string_view s, std::string_view part) { return part.empty() || search(s, part) != nullptr; }

std::string_view slice(std::string_view s, std::int64_t from, std::int64_t to) {
  const std::size_t begin = place(s, from);
  if (to >= 0 && from >= 0) {  // most common; does not walk the same bytes twice
    if (to <= from) return {};
    return s.substr(begin, forwards(s, begin, to - from) - begin);
  }
  const std::size_t end = place(s, to);
  return begin < end ? s.substr(begin, end - begin) : std::string_view{};
}

text cat(std::string_view a, std::string_view b, text_arena& arena) {
  return made(a.size() + b.size(), arena, [&](char* to) { put(put(to, a), b); });
}

std::int64_t find(std::string_view s, std::string_view part) {
  return part.size() > s.size() ? -1 : characters_before(s, position(s, part, 0));
}
std::int64_t rfind(std::string_view s, std::string_view part) { return characters_before(s, s.rfind(part)); }

std::int64_t occurrences(std::string_view s, std::string_view part) {
  if (part.empty()) return length(s) + 1;
  if (part.size() == 1) return std::ranges::count(s, part[0]);
  std::int64_t n = 0;
  for (std::size_t at = 0; (at = position(s, part, at)) != std::string_view::npos; at += part.size()) ++n;
  return n;
}

text replace(const text& s, std::string_view part, std::string_view by, text_arena& arena) {
  const std::string_view v = s.view();
  if (part.empty()) {  // between all characters
    const std::size_t more = times(by.size(), static_cast<std::size_t>(occurrences(v, part)));
    return made(plus(v.size(), more), arena, [&](char* to) {
      for (std::size_t at = 0; at < v.size();) {
        const std::size_t next = forwards(v, at, 1);
        to = put(put(to, by), v.substr(at, next - at));
        at = next;
      }
      put(to, by);
    });
  }
  const std::size_t first = position(v, part, 0);
  if (first == std::string_view::npos) return s;
  std::size_t most = v.size();
  if (by.size() > part.size())
    most = plus(most, times(by.size() - part.size(), static_cast<std::size_t>(occurrences(v, part))));
  return made_up_to(most, arena, [&](char* to) {
    std::size_t at = 0;
    for (std::size_t found = first; found != std::string_view::npos; found = position(v, part, at)) {
      to = put(put(to, v.substr(at, found - at)), by);
      at = found + part.size();
    }
    return put(to, v.substr(at));
  });
}

std::optional<text> split(const text& s, std::string_view separator, std::int64_t k, std::int64_t most) {
  const std::string_view v = s.view();
  if (k < 0) k += separators(v, separator, most) + 1;
  if (k < 0) return std::nullopt;
  std::size_t begin = 0;
  for (std::int64_t i = 0;; ++i) {
    const std::size_t end = i == most ? std::string_view::npos : position(v, separator, begin);
    if (i == k) return text(v.substr(begin, end - begin));
    if (end == std::string_view::npos) return std::nullopt;
    begin = end + separator.size();
  }
}

std::optional<text> rsplit(const text& s, std::string_view separator, std::int64_t k, std::int64_t most) {
  std::string_view rest = s.view();
  k = k < 0 ? -k - 1 : separators(rest, separator, most) - k;  // counted from the last part
  if (k < 0) return std::nullopt;
  for (std::int64_t i = 0;; ++i) {
    const std::size_t at = i == most ? std::string_view::npos : rest.rfind(separator);
    const bool last = at == std::string_view::npos;
    if (i == k) return text(last ? rest : rest.substr(at + separator.size()));
    if (last) return std::nullopt;
    rest = rest.substr(0, at);
  }
}

text lstrip(const text& s) {
  std::string_view v = s.view();
  while (const std::size_t n = space_at_front(v)) v.remove_prefix(n);
  return text(v);
}
text rstrip(const text& s) {
  std::string_view v = s.view();
  for (bool more = true; more && !v.empty();) {
    more = false;
    for (std::size_t n = 1; n <= 3 && n <= v.size() && !more; ++n)
      if (space_at_front(v.substr(v.size() - n)) == n) v.remove_suffix(n), more = true;
  }
  return text(v);
}
text strip(const text& s) { return lstrip(rstrip(s)); }

text lstrip(const text& s, std::string_view set) {
  std::string_view v = s.view();
  while (!v.empty()) {
    const std::size_t n = forwards(v, 0, 1);
    if (set.find(v.substr(0, n)) == std::string_view::npos) break;
    v.remove_prefix(n);
  }
  return text(v);
}
text rstrip(const text& s, std::string_view set) {
  std::string_view v = s.view();
  while (!v.empty()) {
    const std::size_t at = backwards(v, v.size(), 1);
    if (set.find(v.substr(at)) == std::string_view::npos) break;
    v.remove_suffix(v.size() - at);
  }
  return text(v);
}

text pad_left(const text& s, std::int64_t width, std::string_view fill, text_arena& arena) {
  return padded(s, gap(s, width), 0, fill, arena);
}
text pad_right(const text& s, std::int64_t width, std::string_view fill, text_arena& arena) {
  return padded(s, 0, gap(s, width), fill, arena);
}
text pad_both(const text& s, std::int64_t width, std::string_view fill, text_arena& arena) {
  const std::size_t more = gap(s, width), left = more / 2 + (more & static_cast<std::size_t>(width) & 1);
  return padded(s, left, more - left, fill, arena);
}

text zfill(const text& s, std::int64_t width, text_arena& arena) {
  const std::size_t zeros = gap(s, width);
  if (zeros == 0) return s;
  const std::string_view v = s.view(), sign = v.substr(0, v.starts_with('+') || v.starts_with('-') ? 1 : 0);
  return made(v.size() + zeros, arena,
              [&](char* to) { put(put_times(put(to, sign), "0", zeros), v.substr(sign.size())); });
}

text repeat(const text& s, std::int64_t n, text_arena& arena) {
  if (s.size() == 0) return s;
  const std::size_t copies = n < 0 ? 0 : static_cast<std::size_t>(n);
  return made(times(s.size(), copies), arena, [&](char* to) { put_times(to, s, copies); });
}

text lower(std::string_view s, text_arena& arena) {
  return map_characters(
      s, arena, [](char c) { return static_cast<char>(c + (static_cast<unsigned char>(c - 'A') < 26 ? 32 : 0)); },
      [](std::uint32_t c) { return c < not_a_code_point ? lower_code_point(c) : c; });
}
text upper(std::string_view s, text_arena& arena) {
  return map_characters(
      s, arena, [](char c) { return static_cast<char>(c - (static_cast<unsigned char>(c - 'a') < 26 ? 32 : 0)); },
      [](std::uint32_t c) { return c < not_a_code_point ? upper_code_point(c) : c; });
}

like_pattern::like_pattern(std::string_view pattern) : pattern_(pattern.begin(), pattern.end()) {
  simple_ = pattern.find('_') == std::string_view::npos;
  for (std::size_t at = 0;; ++at) {
    const std::size_t end = std::min(pattern.find('%', at), pattern.size());
    pieces_.push_back({at, end - at});
    least_ += end - at;
    at = end;
    if (at == pattern.size()) break;
  }
}

bool like_pattern::operator()(std::string_view s) const {
  if (!simple_) return general(s);
  const auto piece_of = [&](const piece& p) { return std::string_view(pattern_.data() + p.at, p.size); };
  const std::string_view first = piece_of(pieces_.front());
  if (pieces_.size() == 1) return s == first;
  const std::string_view last = piece_of(pieces_.back());
  if (s.size() < least_ || !s.starts_with(first) || !s.ends_with(last)) return false;
  s.remove_prefix(first.size());
  s.remove_suffix(last.size());
  for (std::size_t i = 1; i + 1 < pieces_.size(); ++i) {
    const std::string_view middle = piece_of(pieces_[i]);
    if (middle.empty()) continue;
    const char* const found = search(s, middle);
    if (found == nullptr) return false;
    s.remove_prefix(static_cast<std::size_t>(found - s.data()) + middle.size());
  }
  return true;
}

// With _: after a mismatch, the last % takes one more character (earlier ones never change).
bool like_pattern::general(std::string_view s) const {
  const std::string_view p(pattern_.data(), pattern_.size());
  constexpr std::size_t none = std::string_view::npos;
  std::size_t i = 0, k = 0, star = none, resume = 0;
  while (i < s.size()) {
    if (k < p.size() && p[k] == '%') {
      star = ++k;
      resume = i;
    } else if (k < p.size() && p[k] == '_') {
      i = forwards(s, i, 1);
      ++k;
    } else if (k < p.size() && p[k] == s[i]) {
      ++i, ++k;
    } else if (star != none) {
      resume = forwards(s, resume, 1);
      i = resume;
      k = star;
    } else {
      return false;
    }
  }
  while (k < p.size() && p[k] == '%') ++k;
  return k == p.size();
}

void not_listed(const site& at, const text& value, const text& column) {
  const std::string in = column.size() == 0 ? "" : fmt::format(" in '{}'", column.view());
  fail(at, fmt::format("'{}'{} is not one of the values that become columns: add it to them, or drop its rows before",
                       value.view(), in));
}

}  // namespace bodo::rt
