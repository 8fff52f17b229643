#pragma once
// Lists in columns. A list is one piece of bytes, as a string is, so that code that moves strings also moves lists:
// batches, tables, build sides, sorts, exchanges. The bytes:
//
//     std::uint32_t count                  the number of values; its highest bit: some of them are missing
//     std::uint8_t known[(count + 7) / 8]  only with that bit: bit i: value i is known
//     values                               as in columns, packed; missing ones are zero
//     or std::uint32_t sizes[count], bytes of strings
//
// No bytes at all are a list without values, too.
#include <bodo/types.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "bodo/rt/site.h"
#include "bodo/rt/text.h"
#include "bodo/rt/text_arena.h"

namespace bodo::rt {

// Reads a list, which must outlive it.
class list_reader {
 public:
  list_reader() = default;
  explicit list_reader(const text& list) : data_(list.data()) {
    if (list.size() == 0) return;
    std::uint32_t head;
    std::memcpy(&head, data_, sizeof head);
    count_ = head & ~some_missing;
    data_ += sizeof head;
    if ((head & some_missing) == 0) return;
    known_ = data_;
    data_ += (count_ + 7) / 8;
  }
  std::uint32_t size() const { return count_; }
  bool known(std::uint32_t i) const { return known_ == nullptr || (known_[i >> 3] >> (i & 7) & 1) != 0; }
  // Value i, as columns hold it.
  template <class T>
  T get(std::uint32_t i) const {
    T value;
    std::memcpy(&value, data_ + i * sizeof value, sizeof value);
    return value;
  }
  const char* bytes() const { return data_; }  // of all values
  // Of strings: the one after the last one that was read. It points into the list, or is inline.
  text next_text() {
    const auto size = get<std::uint32_t>(next_++);
    const text value(std::string_view(data_ + count_ * sizeof size + at_, size));
    at_ += size;
    return value;
  }

  static constexpr std::uint32_t some_missing = std::uint32_t{1} << 31;

 private:
  const char* data_ = nullptr;
  const char* known_ = nullptr;
  std::uint32_t count_ = 0;
  std::uint32_t next_ = 0;
  std::size_t at_ = 0;
};

inline std::int64_t list_length(const text& list) { return list_reader(list).size(); }

// The size of all strings of a list.
struct bytes_of_strings {
  std::size_t size = 0;
};

// Writes a list of `count` values, one after the other, into the arena: each of `width` bytes, or strings.
class list_writer {
 public:
  list_writer(text_arena& arena, std::size_t count, bool has_missing, std::size_t width)
      : list_writer(arena, count, has_missing, width, 0) {}
  list_writer(text_arena& arena, std::size_t count, bool has_missing, bytes_of_strings all)
      : list_writer(arena, count, has_missing, 0, all.size) {}

  // A value, whose bytes are its width, or a string.
  void add(const void* value, std::size_t bytes) {
    if (known_ != nullptr) known_[next_ >> 3] = static_cast<char>(known_[next_ >> 3] | 1 << (next_ & 7));
    if (width_ == 0) {
      const auto size = static_cast<std::uint32_t>(bytes);
      std::memcpy(values_ + next_ * sizeof size, &size, sizeof size);
      if (bytes != 0) std::memcpy(strings_, value, bytes);
      strings_ += bytes;
    } else {
      std::memcpy(values_ + next_ * width_, value, width_);
    }
    ++next_;
  }
  void add(std::string_view s) { add(s.data(), s.size()); }
  void add_missing() {
    const std::size_t width = width_ == 0 ? sizeof(std::uint32_t) : width_;
    std::memset(values_ + next_++ * width, 0, width);
  }
  // Once all values have been added.
  text finish() const { return text(std::string_view(begin_, size_)); }

 private:
  list_writer(text_arena& arena, std::size_t count, bool has_missing, std::size_t width, std::size_t strings);

  std::size_t width_, size_ = 0, next_ = 0;
  char *begin_, *known_ = nullptr, *values_, *strings_;
};

// The parts between the separators. Only the first `most` separators count; all, if it is negative.
text split_list(const text& s, std::string_view separator, std::int64_t most, text_arena& arena);
// The same from the right.
text rsplit_list(const text& s, std::string_view separator, std::int64_t most, text_arena& arena);
// The words between runs of white space (Unicode's). The rest after `most` words is one more; if `most` is negative
// there is no rest.
text split_words(const text& s, std::int64_t most, text_arena& arena);

namespace detail {
template <class T>
concept optional_value = requires(const T& v) {
  v.has_value();
  *v;
};
}  // namespace detail

struct as_it_is {
  template <class V>
  const V& operator()(const V& v) const {
    return v;
  }
};

// The list of the values of the user's container, or of the one of a std::optional, which `stored` turns into values as
// columns hold them: T.
template <class T, class Values, class Stored = as_it_is>
text list_of(const Values& values, text_arena& arena, const Stored& stored = {}) {
  if constexpr (detail::optional_value<Values>) {
    using value = std::remove_cvref_t<decltype(*values)>;
    const value* const begin = values.has_value() ? &*values : nullptr;
    struct {
      const value *first, *last;
      const value* begin() const { return first; }
      const value* end() const { return last; }
    } const one{begin, begin == nullptr ? nullptr : begin + 1};
    return list_of<T>(one, arena, stored);
  } else {
    std::size_t count = 0, missing = 0;
    bytes_of_strings all;
    const auto each = [&](const auto& known, const auto& unknown) {
      for (const auto& v : values)
        if constexpr (detail::optional_value<std::remove_cvref_t<decltype(v)>>) {
          if (v.has_value())
            known(*v);
          else
            unknown();
        } else {
          known(v);
        }
    };
    each(
        [&](const auto& v) {
          ++count;
          if constexpr (std::is_same_v<T, text>) all.size += std::string_view(v).size();
        },
        [&] { ++count, ++missing; });
    if constexpr (std::is_same_v<T, text>) {
      list_writer list(arena, count, missing != 0, all);
      each([&](const auto& v) { list.add(std::string_view(v)); }, [&] { list.add_missing(); });
      return list.finish();
    } else {
      list_writer list(arena, count, missing != 0, sizeof(T));
      each(
          [&](const auto& v) {
            const T value = static_cast<T>(stored(v));
            list.add(&value, sizeof value);
          },
          [&] { list.add_missing(); });
      return list.finish();
    }
  }
}

}  // namespace bodo::rt
