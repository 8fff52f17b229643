#include "files/kept_column.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "files/avx2.h"
#include "files/column_reader.h"
#include "files/page_values.h"
#include "files/schema/file_error.h"

namespace bodo::rt::files {
namespace {

// The contents begin with this; all parts begin at multiples of 64 bytes, and 64 bytes after the last can be read.
struct alignas(64) kept_head {
  double bound = 0;          // no value's magnitude is larger
  std::int64_t least = 0;    // is added to each integer
  std::uint32_t width = 0;   // of a stored value; of strings 0
  std::uint32_t words = 0;   // number
  std::int64_t valid = 0;    // where the bits of the rows that have a value are; 0: all have one
  std::int64_t values = 0;   // where they are; of strings, or of words, where each ends in `texts`, from 0 on
  std::int64_t numbers = 0;  // of coded strings: where the codes are
  std::int64_t texts = 0;    // where the bytes of strings are
};

// Calls f with a value of a storage's type of integers, and one of the unsigned type of its width; not for other
// storages, and those of one byte.
template <class F>
void with_integers(storage s, F f) {
  switch (s) {
    case storage::i16: return f(std::int16_t{}, std::uint16_t{});
    case storage::i32: return f(std::int32_t{}, std::uint32_t{});
    case storage::i64: return f(std::int64_t{}, std::uint64_t{});
    case storage::u16: return f(std::uint16_t{}, std::uint16_t{});
    case storage::u32: return f(std::uint32_t{}, std::uint32_t{});
    case storage::u64: return f(std::uint64_t{}, std::uint64_t{});
    case storage::i128: return f(int128{}, uint128{});
    default: return;
  }
}

// Calls f with an unsigned value of `width` bytes.
template <class F>
void with_stored(std::uint32_t width, F f) {
  switch (width) {
    case 1: return f(std::uint8_t{});
    case 2: return f(std::uint16_t{});
    case 4: return f(std::uint32_t{});
    default: return f(std::uint64_t{});
  }
}

std::uint32_t bytes_for(uint128 largest) {
  return largest <= 0xff ? 1 : largest <= 0xffff ? 2 : largest <= 0xffffffff ? 4 : largest >> 64 == 0 ? 8 : 16;
}

// Appends a part; returns where it begins.
std::int64_t append_part(std::string& to, const void* part, std::size_t size) {
  to.resize((to.size() + 63) / 64 * 64);
  const auto begin = static_cast<std::int64_t>(to.size());
  if (size != 0) to.append(static_cast<const char*>(part), size);
  return begin;
}

template <class Stored, class T>
std::int64_t append_differences(std::string& to, const std::vector<T>& values, T least) {
  std::vector<Stored> stored(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) stored[i] = static_cast<Stored>(values[i] - least);
  return append_part(to, stored.data(), stored.size() * sizeof(Stored));
}

class text_collector {
 public:
  void add(std::string_view s) {
    bytes_ += s;
    if (bytes_.size() > std::numeric_limits<std::uint32_t>::max()) throw file_error("its strings are too long to keep");
    ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
  }
  void append_to(std::string& to, kept_head& head) const {
    head.values = append_part(to, ends_.data(), ends_.size() * sizeof ends_[0]);
    head.texts = append_part(to, bytes_.data(), bytes_.size());
  }

 private:
  std::string bytes_;
  std::vector<std::uint32_t> ends_{0};
};

// Puts make(i) into to[i] for these rows, or for all of them and those between, in vector code, if they are many.
template <class T, class Make>
void make_all(T* to, std::size_t n, Make make) {
  for (std::size_t i = 0; i < n; ++i) to[i] = make(i);
}
#if defined(__x86_64__)
template <class T, class Make>
WITH_AVX2 void make_all_with_avx2(T* to, std::size_t n, Make make) {
  for (std::size_t i = 0; i < n; ++i) to[i] = make(i);
}
#endif
template <class T, class Make>
void make_values(T* to, rt::rows at, Make make) {
  const std::size_t all = at.at == nullptr ? at.count : std::size_t{at.at[at.count - 1]} + 1;
  if (at.count * 3 < all) {
    for (const std::uint32_t i : at) to[i] = make(i);
    return;
  }
#if defined(__x86_64__)
  if (has_avx2()) return make_all_with_avx2(to, all, make);
#endif
  make_all(to, all, make);
}

const kept_head& head_of(const mapped_contents& contents) {
  return *reinterpret_cast<const kept_head*>(contents.data());
}
template <class T>
const T* part_of(const mapped_contents& contents, std::int64_t begin) {
  return reinterpret_cast<const T*>(contents.data() + begin);
}

}  // namespace

std::string contents_to_keep(column_reader& from, const field& as, const dictionary* words, std::int64_t rows) {
  const storage kept = as.storage();
  const std::size_t width = width_of(kept);
  const auto all = static_cast<std::size_t>(rows);
  kept_head head;
  std::vector<std::uint64_t> valid((all + 63) / 64, ~std::uint64_t{0});
  std::vector<std::uint8_t> values;
  text_collector texts;
  bool missing = false;
  if (kept != storage::text) values.reserve(all * width);
  for (std::size_t first = 0; first < all; first += batch_capacity) {
    const auto n = static_cast<std::uint32_t>(std::min<std::size_t>(batch_capacity, all - first));
    from.begin_batch(static_cast<std::int64_t>(first));
    from.read(n);
    const column_view v = from.view();
    head.bound = std::max(head.bound, v.bound);
    if (v.valid != nullptr) {
      missing = true;
      std::copy_n(v.valid, (n + 63) / 64, valid.begin() + static_cast<std::ptrdiff_t>(first / 64));
    }
    if (kept == storage::text) {
      for (std::uint32_t i = 0; i < n; ++i) texts.add(static_cast<const text*>(v.values)[i].view());
    } else {
      const auto* const bytes = static_cast<const std::uint8_t*>(v.values);
      values.insert(values.end(), bytes, bytes + n * width);
    }
  }

  std::string contents(sizeof head, '\0');
  if (missing) head.valid = append_part(contents, valid.data(), valid.size() * sizeof valid[0]);
  if (kept == storage::text) {
    texts.append_to(contents, head);
  } else if (kept == storage::code) {
    head.words = static_cast<std::uint32_t>(words->size());
    for (std::int32_t code = 0; code < words->size(); ++code) texts.add((*words)[code].view());
    texts.append_to(contents, head);
    std::vector<std::int32_t> codes(all);
    std::memcpy(codes.data(), values.data(), values.size());
    head.width = bytes_for(head.words);
    with_stored(head.width, [&](auto stored) {
      head.numbers = append_differences<decltype(stored)>(contents, codes, std::int32_t{0});
    });
  } else {
    head.width = static_cast<std::uint32_t>(width);
    with_integers(kept, [&](auto signed_zero, auto zero) {
      using T = decltype(signed_zero);
      using Unsigned = decltype(zero);
      std::vector<T> integers(all);
      std::memcpy(integers.data(), values.data(), values.size());
      const auto [least, largest] = std::ranges::minmax(integers);
      const std::uint32_t stored =
          bytes_for(static_cast<Unsigned>(static_cast<Unsigned>(largest) - static_cast<Unsigned>(least)));
      if (stored >= width || static_cast<T>(static_cast<std::int64_t>(least)) != least) return;
      head.least = static_cast<std::int64_t>(least);
      head.width = stored;
      with_stored(stored, [&](auto of_width) {
        head.values = append_differences<decltype(of_width)>(contents, integers, least);
      });
    });
    if (head.width == width) head.values = append_part(contents, values.data(), values.size());
  }
  contents.resize(contents.size() + 64);
  std::memcpy(contents.data(), &head, sizeof head);
  return contents;
}

kept_column::kept_column(const site& at, const field& as, dictionary* words)
    : kept_(as.storage()), width_(width_of(kept_)), words_(words), values_(at) {}

void kept_column::open(mapped_contents contents) {
  contents_ = std::move(contents);
  if (kept_ != storage::code) return;
  const kept_head& head = head_of(contents_);
  const auto* const ends = part_of<std::uint32_t>(contents_, head.values);
  const auto* const bytes = part_of<char>(contents_, head.texts);
  codes_.assign(1, 0);  // of rows without a value, even if there are no words
  codes_.resize(std::max<std::size_t>(head.words, 1));
  for (std::size_t w = 0; w < head.words; ++w) codes_[w] = words_->intern({bytes + ends[w], ends[w + 1] - ends[w]});
}

void kept_column::begin_batch(std::int64_t first) {
  first_ = first;
  read_already_ = false;
  missing_ = false;
}

void kept_column::read_known(rt::rows at) {
  const kept_head& head = head_of(contents_);
  if (head.valid == 0) return;
  const auto* const bits = part_of<std::uint64_t>(contents_, head.valid) + first_ / 64;
  const auto shift = static_cast<unsigned>(first_ % 64);
  const std::uint32_t slots = at.at == nullptr ? at.count : std::uint32_t{at.at[at.count - 1]} + 1;
  for (std::uint32_t w = 0; w < (slots + 63) / 64; ++w)  // 64 bytes after the bits can be read
    valid_[w] = shift == 0 ? bits[w] : bits[w] >> shift | bits[w + 1] << (64 - shift);
  for (const std::uint32_t i : at) missing_ = missing_ || (valid_[i / 64] >> i % 64 & 1) == 0;
}

void kept_column::read(rt::rows at) {
  read_already_ = true;
  const kept_head& head = head_of(contents_);
  read_known(at);
  const auto* const numbers = contents_.data() + (kept_ == storage::code ? head.numbers : head.values);
  if (head.width == width_ && kept_ != storage::code) {
    at_hand_ = numbers + static_cast<std::size_t>(first_) * width_;
    return;
  }
  if (values_.empty()) {
    values_.resize(batch_capacity * width_);
    clear_bytes(values_.data(), values_.size());  // slots that are not read must have valid codes too
  }
  at_hand_ = values_.data();
  if (kept_ == storage::text) {
    const auto* const ends = reinterpret_cast<const std::uint32_t*>(numbers) + first_;
    const auto* const bytes = part_of<std::uint8_t>(contents_, head.texts);
    auto* const texts = reinterpret_cast<text*>(values_.data());
    for (const std::uint32_t i : at) texts[i] = text_at(bytes + ends[i], ends[i + 1] - ends[i]);
    return;
  }
  with_stored(head.width, [&](auto stored) {
    const auto* const from = reinterpret_cast<const decltype(stored)*>(numbers) + first_;
    if (kept_ == storage::code) {
      make_values(reinterpret_cast<std::int32_t*>(values_.data()), at,
                  [from, codes = codes_.data()](std::size_t i) { return codes[from[i]]; });
      return;
    }
    with_integers(kept_, [&](auto signed_zero, auto zero) {
      using T = decltype(signed_zero);
      make_values(reinterpret_cast<T*>(values_.data()), at,
                  [from, least = static_cast<decltype(zero)>(head.least)](std::size_t i) {
                    return static_cast<T>(least + from[i]);
                  });
    });
  });
}

column_view kept_column::view() const {
  column_view v;
  v.values = read_already_ ? at_hand_ : nullptr;
  v.valid = missing_ ? valid_ : nullptr;
  v.words = words_;
  v.bound = head_of(contents_).bound;
  v.width = static_cast<std::uint8_t>(width_);
  return v;
}

}  // namespace bodo::rt::files
