#include "files/page_values.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

#include "bodo/rt/memory.h"
#include "files/schema/file_error.h"
#include "files/schema/utf8.h"

namespace bodo::rt::files {
namespace {

[[noreturn]] void too_short() { throw file_error("a page holds fewer values than it claims"); }

template <std::size_t Width>
struct block_of_bytes {
  std::uint8_t bytes[Width];
};

// Calls f with a type of `width` bytes that can be copied.
template <class F>
void with_width(std::size_t width, F f) {
  switch (width) {
    case 1: return f(std::uint8_t{});
    case 2: return f(std::uint16_t{});
    case 4: return f(std::uint32_t{});
    case 8: return f(std::uint64_t{});
    default: return f(uint128{});
  }
}

template <class T>
void gather_unaligned(const std::uint8_t* from, const std::uint16_t* at, std::size_t count, T* out,
                      const std::uint16_t* slots) {
  for (std::size_t k = 0; k < count; ++k) std::memcpy(&out[slots[k]], from + at[k] * sizeof(T), sizeof(T));
}

template <class T>
void look_up(const std::uint32_t* codes, std::size_t n, const T* dictionary, T* out) {
  for (std::size_t i = 0; i < n; ++i) out[i] = dictionary[codes[i]];
}

// The magnitude, less one if the value is negative.
template <class Signed, class Unsigned>
Unsigned magnitude(Signed v) {
  if constexpr (static_cast<Signed>(-1) < static_cast<Signed>(0))
    return static_cast<Unsigned>(v) ^ static_cast<Unsigned>(v >> (sizeof(Signed) * 8 - 1));
  else
    return v;
}

template <class Signed, class Unsigned>
Unsigned magnitudes(const void* values, std::size_t n) {
  const auto* v = static_cast<const Signed*>(values);
  Unsigned m = 0;
  for (std::size_t i = 0; i < n; ++i) m |= magnitude<Signed, Unsigned>(v[i]);
  return m;
}

template <class Signed, class Unsigned>
Unsigned largest_of(const void* values, std::size_t n) {
  const auto* v = static_cast<const Signed*>(values);
  Unsigned largest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto m = magnitude<Signed, Unsigned>(v[i]);
    largest = m > largest ? m : largest;
  }
  return largest;
}

// True if magnitudes are useful: products of such values may need more bits.
bool has_magnitude(storage s) {
  return s == storage::i32 || s == storage::i64 || s == storage::i128 || s == storage::u32 || s == storage::u64;
}

double bound_of_storage(storage s) {
  switch (s) {
    case storage::b8: return 1;
    case storage::i8: return 128;
    case storage::i16: return 32768;
    case storage::u8: return 255;
    case storage::u16: return 65535;
    default: return std::numeric_limits<double>::infinity();
  }
}

uint128 magnitude_of(storage s, const void* values, std::size_t n) {
  switch (s) {
    case storage::i32: return magnitudes<std::int32_t, std::uint32_t>(values, n);
    case storage::i64: return magnitudes<std::int64_t, std::uint64_t>(values, n);
    case storage::i128: return magnitudes<int128, uint128>(values, n);
    case storage::u32: return magnitudes<std::uint32_t, std::uint32_t>(values, n);
    case storage::u64: return magnitudes<std::uint64_t, std::uint64_t>(values, n);
    default: return 0;
  }
}

uint128 largest_magnitude(storage s, const void* values, std::size_t n) {
  switch (s) {
    case storage::i32: return largest_of<std::int32_t, std::uint32_t>(values, n);
    case storage::i64: return largest_of<std::int64_t, std::uint64_t>(values, n);
    case storage::i128: return largest_of<int128, uint128>(values, n);
    case storage::u32: return largest_of<std::uint32_t, std::uint32_t>(values, n);
    case storage::u64: return largest_of<std::uint64_t, std::uint64_t>(values, n);
    default: return 0;
  }
}

// A little more than the magnitude: it is one too small for a negative value, and a double may round it down.
double as_bound(uint128 magnitude) { return (static_cast<double>(magnitude) + 1) * (1 + 0x1p-50); }

}  // namespace

void page_values::set_form(const column_form& form, const value_target& target) {
  form_ = form;
  target_ = target;
  conversion_ = conversion_to(form, target.as.type);
}

void page_values::open_plain(const std::uint8_t* data, std::size_t size) {
  mode_ = form_.stored == physical::byte_array ? mode::texts : mode::fixed;
  at_ = data;
  end_ = data + size;
}

void page_values::open_coded(const std::uint8_t* data, std::size_t size, const page_dictionary& dictionary) {
  if (size == 0) {  // a page whose rows are all missing may be empty, even without the codes' width
    open_ready(nullptr, 0);
    return;
  }
  mode_ = mode::coded;
  codes_ = hybrid_reader(data + 1, data + size, data[0]);
  dictionary_ = &dictionary;
}

void page_values::open_ready(const void* values, std::size_t count) {
  mode_ = mode::ready;
  at_ = static_cast<const std::uint8_t*>(values);
  left_ = count;
}

void page_values::need(std::size_t n) const {
  const std::size_t there =
      mode_ == mode::ready ? left_ : static_cast<std::size_t>(end_ - at_) / (form_.width() != 0 ? form_.width() : 1);
  if (n > there) too_short();
}

// Texts are checked together, while they are in the nearest cache.
constexpr std::size_t texts_at_once = 128;

std::string_view page_values::string_at(const std::uint8_t*& at) const {
  std::uint32_t n;
  if (end_ - at < 4) too_short();
  std::memcpy(&n, at, sizeof n);
  if (n > static_cast<std::size_t>(end_ - at) - 4) throw file_error("a string goes beyond the end of its page");
  const char* s = reinterpret_cast<const char*>(at + 4);
  at += 4 + std::size_t{n};
  return {s, n};
}

template <class Wanted>
void page_values::check_texts(const std::uint8_t* from, std::size_t sizes, Wanted wanted) const {
  if (target_.as.type.id != kind::string) return;
  const text_bytes all = kind_of({reinterpret_cast<const char*>(from), static_cast<std::size_t>(at_ - from)});
  // sizes are bytes too: a larger one may continue a truncated character
  if (all == text_bytes::ascii || (all == text_bytes::utf8 && sizes < 128)) return;
  for (std::size_t i = 0; from != at_; ++i) {
    const std::string_view s = string_at(from);
    if (wanted(i) && !is_utf8(s)) refuse_text(s);
  }
}

void page_values::refuse_text(std::string_view s) const {
  try {
    not_utf8(s);
  } catch (const file_error& e) {
    throw file_error(std::string(e.what()) +
                     "; leave the column out, as in df[{\"a\", \"b\"}], or write the file with texts");
  }
}

void page_values::put_text(std::string_view s, void* out, std::size_t slot) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(s.data());
  switch (target_.kept) {
    case storage::text: static_cast<text*>(out)[slot] = text_at(bytes, static_cast<std::uint32_t>(s.size())); break;
    case storage::code: static_cast<std::int32_t*>(out)[slot] = target_.words->intern(s); break;
    case storage::i64: {
      const int128 v = big_endian(bytes, s.size());
      if (v != static_cast<std::int64_t>(v)) throw file_error("a decimal has more digits than its type");
      static_cast<std::int64_t*>(out)[slot] = static_cast<std::int64_t>(v);
      break;
    }
    default: static_cast<int128*>(out)[slot] = big_endian(bytes, s.size());
  }
}

void page_values::take_texts(std::size_t n, void* out) {
  text* const texts = static_cast<text*>(out);
  for (std::size_t i = 0; i < n;) {
    const std::uint8_t* const from = at_;
    const std::size_t end = std::min(n, i + texts_at_once);
    std::size_t sizes = 0;
    if (target_.kept == storage::text) {
      const std::uint8_t* at = at_;  // in a register
      for (; i < end; ++i) {
        const std::string_view s = string_at(at);
        texts[i] = text_at(reinterpret_cast<const std::uint8_t*>(s.data()), static_cast<std::uint32_t>(s.size()));
        sizes |= s.size();
      }
      at_ = at;
    } else {
      for (; i < end; ++i) {
        const std::string_view s = string_at(at_);
        put_text(s, out, i);
        sizes |= s.size();
      }
    }
    check_texts(from, sizes, [](std::size_t) { return true; });
  }
}

void page_values::pick_texts(std::size_t n, const std::uint16_t* at, std::size_t count, void* out,
                             const std::uint16_t* slots) {
  for (std::size_t i = 0, k = 0; i < n;) {
    const std::uint8_t* const from = at_;
    const std::size_t begin = i, first = k, end = std::min(n, i + texts_at_once);
    std::size_t sizes = 0;
    for (; i < end; ++i) {
      const std::string_view s = string_at(at_);
      sizes |= s.size();
      if (k < count && at[k] == i) put_text(s, out, slots[k++]);
    }
    std::size_t next = first;
    if (k != first)
      check_texts(from, sizes, [&](std::size_t of) { return next < k && at[next] == begin + of && ++next != 0; });
  }
}

void page_values::skip(std::size_t n) {
  switch (mode_) {
    case mode::fixed:
      need(n);
      at_ += n * form_.width();
      break;
    case mode::texts:
      for (std::size_t i = 0; i < n; ++i) string_at(at_);
      break;
    case mode::coded: codes_.skip(n); break;
    case mode::ready:
      need(n);
      at_ += n * target_.width;
      left_ -= n;
      break;
  }
}

void page_values::take(std::size_t n, void* out) {
  switch (mode_) {
    case mode::fixed:
      need(n);
      if (conversion_.convert != nullptr)
        conversion_.convert(form_, at_, out, n);
      else
        copy_bytes(out, at_, n * target_.width);
      at_ += n * form_.width();
      see(out, n);
      break;
    case mode::texts:
      take_texts(n, out);
      see(out, n);
      break;
    case mode::coded: {
      if (codes_.read(n, scratch_.data()) >= dictionary_->size && n != 0)
        throw file_error("a dictionary code is beyond the dictionary");
      with_width(target_.width, [&](auto t) {
        using T = decltype(t);
        look_up(scratch_.data(), n, static_cast<const T*>(dictionary_->data()), static_cast<T*>(out));
      });
      if (dictionary_->bound > bound_) bound_ = dictionary_->bound;
      break;
    }
    case mode::ready:
      need(n);
      copy_bytes(out, at_, n * target_.width);
      at_ += n * target_.width;
      left_ -= n;
      see(out, n);
      break;
  }
}

void page_values::pick(std::size_t n, const std::uint16_t* at, std::size_t count, void* out,
                       const std::uint16_t* slots) {
  switch (mode_) {
    case mode::fixed: {
      need(n);
      const std::uint8_t* from = at_;
      if (conversion_.convert != nullptr) {
        raw_.resize(n * target_.width / 8 + 2);
        conversion_.convert(form_, at_, raw_.data(), n);
        from = reinterpret_cast<const std::uint8_t*>(raw_.data());
      }
      with_width(target_.width,
                 [&](auto t) { gather_unaligned(from, at, count, static_cast<decltype(t)*>(out), slots); });
      at_ += n * form_.width();
      see_picked(out, slots, count);
      break;
    }
    case mode::texts:
      pick_texts(n, at, count, out, slots);
      see_picked(out, slots, count);
      break;
    case mode::coded: {
      const std::size_t size = dictionary_->size;
      with_width(target_.width, [&](auto t) {
        using T = decltype(t);
        const T* words = static_cast<const T*>(dictionary_->data());
        T* to = static_cast<T*>(out);
        std::size_t k = 0;
        for (std::size_t done = 0; done < n;) {
          const auto s = codes_.next(n - done);
          for (; k < count && at[k] < done + s.count; ++k) {
            const std::uint32_t code =
                s.packed != nullptr ? unpack_one(s.packed, codes_.width(), s.first + at[k] - done) : s.value;
            if (code >= size) throw file_error("a dictionary code is beyond the dictionary");
            to[slots[k]] = words[code];
            scratch_[k] = code;
          }
          done += s.count;
        }
      });
      if (dictionary_->bound > bound_) bound_ = dictionary_->bound;
      break;
    }
    case mode::ready:
      need(n);
      with_width(target_.width,
                 [&](auto t) { gather_unaligned(at_, at, count, static_cast<decltype(t)*>(out), slots); });
      at_ += n * target_.width;
      left_ -= n;
      see_picked(out, slots, count);
      break;
  }
}

void page_values::see(const void* values, std::size_t n) { magnitude_ |= magnitude_of(target_.kept, values, n); }

void page_values::see_picked(const void* values, const std::uint16_t* slots, std::size_t count) {
  if (!has_magnitude(target_.kept)) return;
  const auto* from = static_cast<const std::uint8_t*>(values);
  for (std::size_t k = 0; k < count; ++k) magnitude_ |= magnitude_of(target_.kept, from + slots[k] * target_.width, 1);
}

double page_values::bound() const {
  if (!has_magnitude(target_.kept)) return bound_of_storage(target_.kept);
  const double seen = as_bound(magnitude_);
  return bound_ > seen ? bound_ : seen;
}

void page_values::clear_bound() {
  magnitude_ = 0;
  bound_ = 0;
}

void page_values::read_dictionary(const std::uint8_t* data, std::size_t size, std::size_t count,
                                  page_dictionary& dictionary) {
  if (form_.stored == physical::boolean) throw file_error("a boolean column has a dictionary");
  open_plain(data, size);
  // even an empty string takes four bytes: a wrong count is detected before memory is allocated for it
  if (count > size / (mode_ == mode::texts ? 4 : form_.width() != 0 ? form_.width() : 1)) too_short();
  dictionary.size = count;
  const bool as_it_is = mode_ == mode::fixed && conversion_.convert == nullptr;
  if (as_it_is && reinterpret_cast<std::uintptr_t>(data) % target_.width == 0) {
    dictionary.values = data;
  } else {
    dictionary.converted.resize((count * target_.width + 7) / 8 + 2);
    dictionary.values = dictionary.converted.data();
    if (mode_ == mode::texts)
      take_texts(count, dictionary.converted.data());
    else if (as_it_is)
      copy_bytes(dictionary.converted.data(), data, count * target_.width);
    else
      conversion_.convert(form_, data, dictionary.converted.data(), count);
  }
  dictionary.bound = 0;
  if (has_magnitude(target_.kept)) {
    dictionary.bound = as_bound(largest_magnitude(target_.kept, dictionary.data(), count));
  }
}

}  // namespace bodo::rt::files
