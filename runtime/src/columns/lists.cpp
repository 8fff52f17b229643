#include "bodo/rt/lists.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "bodo/rt/strings.h"
#include "columns/white_space.h"

namespace bodo::rt {

namespace {

constexpr std::size_t most_bytes = (std::size_t{1} << 32) - 1;

// The parts of `s` that `each` is called with, as a list.
template <class Parts>
text list_of_parts(text_arena& arena, const Parts& parts) {
  std::size_t count = 0;
  bytes_of_strings all;
  parts([&](std::string_view part) { ++count, all.size += part.size(); });
  list_writer list(arena, count, false, all);
  parts([&](std::string_view part) { list.add(part); });
  return list.finish();
}

}  // namespace

list_writer::list_writer(text_arena& arena, std::size_t count, bool has_missing, std::size_t width, std::size_t strings)
    : width_(width) {
  const std::size_t flags = has_missing ? (count + 7) / 8 : 0;
  const std::size_t each = width == 0 ? sizeof(std::uint32_t) : width;
  if (count >= list_reader::some_missing || strings > most_bytes || count > most_bytes / each ||
      (size_ = sizeof(std::uint32_t) + flags + count * each + strings) > most_bytes)
    throw std::length_error("a list has more than 4 GiB");
  begin_ = arena.room(size_);
  const auto head = static_cast<std::uint32_t>(count) | (has_missing ? list_reader::some_missing : 0);
  std::memcpy(begin_, &head, sizeof head);
  values_ = begin_ + sizeof head + flags;
  strings_ = values_ + count * each;
  if (!has_missing) return;
  known_ = begin_ + sizeof head;
  std::memset(known_, 0, flags);
}

text split_list(const text& s, std::string_view separator, std::int64_t most, text_arena& arena) {
  const std::string_view v = s.view();
  return list_of_parts(arena, [&](const auto& each) {
    std::size_t begin = 0;
    for (std::int64_t i = 0; i != most; ++i) {
      const std::size_t end = v.find(separator, begin);
      if (end == std::string_view::npos) break;
      each(v.substr(begin, end - begin));
      begin = end + separator.size();
    }
    each(v.substr(begin));
  });
}

text rsplit_list(const text& s, std::string_view separator, std::int64_t most, text_arena& arena) {
  // from the right the separators may lie elsewhere: "aaa" by "aa"
  std::vector<std::string_view> parts;
  std::string_view rest = s.view();
  for (std::int64_t i = 0; i != most; ++i) {
    const std::size_t at = rest.rfind(separator);
    if (at == std::string_view::npos) break;
    parts.push_back(rest.substr(at + separator.size()));
    rest = rest.substr(0, at);
  }
  parts.push_back(rest);
  std::reverse(parts.begin(), parts.end());
  return list_of_parts(arena, [&](const auto& each) {
    for (const std::string_view part : parts) each(part);
  });
}

text split_words(const text& s, std::int64_t most, text_arena& arena) {
  return list_of_parts(arena, [&](const auto& each) {
    std::string_view rest = s.view();
    for (std::int64_t i = 0;; ++i) {
      while (const std::size_t n = space_at_front(rest)) rest.remove_prefix(n);
      if (rest.empty()) return;
      std::size_t end = 0;
      if (i == most)
        end = rest.size();  // as it is, as in Python
      else
        while (end < rest.size() && space_at_front(rest.substr(end)) == 0) ++end;
      each(rest.substr(0, end));
      rest.remove_prefix(end);
    }
  });
}

}  // namespace bodo::rt
