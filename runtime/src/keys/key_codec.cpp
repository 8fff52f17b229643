#include "keys/key_codec.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>

#include "bodo/rt/error.h"
#include "bodo/rt/memory.h"
#include "columns/storage_type.h"
#include "keys/hash_columns.h"

namespace bodo::rt {

namespace {

// Floats as unsigned numbers in the same order, with one zero and one NaN (after all numbers).
template <class Bits, class T>
Bits ordered_bits(T v) {
  constexpr Bits sign = Bits{1} << (sizeof(Bits) * 8 - 1);
  v = v != v ? __builtin_nan("") : v + 0;
  const auto bits = std::bit_cast<Bits>(static_cast<T>(v));
  return (bits & sign) != 0 ? ~bits : bits | sign;
}
template <class T, class Bits>
T from_ordered_bits(Bits b) {
  constexpr Bits sign = Bits{1} << (sizeof(Bits) * 8 - 1);
  return std::bit_cast<T>(static_cast<Bits>((b & sign) != 0 ? b & ~sign : ~b));
}

// The packed value, which may not fit.
template <class T>
struct packer {
  std::uint64_t low;
  explicit packer(const key_codec::place& p) : low(static_cast<std::uint64_t>(p.low)) {}
  std::uint64_t operator()(const T& v) const {
    if constexpr (std::is_unsigned_v<T>)
      return static_cast<std::uint64_t>(v) - low;
    else
      return static_cast<std::uint64_t>(static_cast<std::int64_t>(v)) - low;
  }
};
template <>
struct packer<float> {
  explicit packer(const key_codec::place&) {}
  std::uint64_t operator()(float v) const { return ordered_bits<std::uint32_t>(v); }
};
template <>
struct packer<double> {
  explicit packer(const key_codec::place&) {}
  std::uint64_t operator()(double v) const { return ordered_bits<std::uint64_t>(v); }
};
template <>
struct packer<int128> {
  int128 low;
  explicit packer(const key_codec::place& p) : low(p.low) {}
  std::uint64_t operator()(int128 v) const { return static_cast<std::uint64_t>(v - low); }
};

constexpr std::uint64_t top_bit = std::uint64_t{1} << 63;

std::uint64_t field_of(const std::uint64_t* key, const key_codec::place& p) {
  const std::uint64_t mask = p.bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << p.bits) - 1;
  return key[p.word] >> p.shift & mask;
}
bool is_known(const std::uint64_t* key, const key_codec::place& p) {
  return p.missing_shift < 0 || (key[p.missing_word] >> p.missing_shift & 1) != 0;
}
int128 wide_field(const std::uint64_t* key, const key_codec::place& p) {
  return static_cast<int128>(static_cast<uint128>(key[p.word] ^ top_bit) << 64 | key[p.word + 1]);
}
void put_wide(std::uint64_t* key, const key_codec::place& p, int128 v) {
  key[p.word] = static_cast<std::uint64_t>(static_cast<uint128>(v) >> 64) ^ top_bit;
  key[p.word + 1] = static_cast<std::uint64_t>(v);
}

struct limits {
  int128 low, high;
};
limits limits_of(storage s) {
  return with_storage_type(s, [](auto* type) -> limits {
    using T = std::remove_pointer_t<decltype(type)>;
    if constexpr (std::is_floating_point_v<T>) {
      return {0, static_cast<int128>((uint128{1} << (8 * sizeof(T))) - 1)};
    } else if constexpr (std::is_same_v<T, int128>) {
      const int128 high = static_cast<int128>(~uint128{0} >> 1);
      return {-high - 1, high};
    } else {
      return {std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
    }
  });
}

}  // namespace

key_codec::key_codec(const site& at, std::span<const field> fields) : at_(&at) {
  for (const field& f : fields) {
    storage s = f.storage();
    if (s == storage::code) s = storage::text;
    kinds_.push_back(s);
    extent e;
    if (s == storage::b8) e = {0, 1, false};
    if (s == storage::f32 || s == storage::f64) e = {0, limits_of(s).high, false};
    e.missing = f.nullable;
    extents_.push_back(e);
    strings_.emplace_back(at);
    any_strings_ |= s == storage::text;
  }
  widen();
}

void key_codec::expect(std::size_t c, const extent& e) {
  extent& mine = extents_[c];
  mine.missing |= e.missing;
  if (e.high < e.low) return;
  const bool empty = mine.high < mine.low;
  mine.low = empty ? e.low : std::min(mine.low, e.low);
  mine.high = empty ? e.high : std::max(mine.high, e.high);
}

key_codec::field_reader key_codec::reader(std::size_t c) const {
  const place& p = layout_.places[c];
  return {p.bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << p.bits) - 1, p.word, p.shift};
}

void key_codec::put_packed(std::size_t c, std::uint64_t* key, std::uint64_t value) const {
  const place& p = layout_.places[c];
  if (p.bits != 0) key[p.word] ^= (field_of(key, p) ^ value) << p.shift;
}

bool key_codec::has_order(std::size_t c) const {
  const place& p = layout_.places[c];
  return !is_string(c) && !p.wide && !p.unset && p.missing_shift < 0;
}

key_codec::extent key_codec::held(std::size_t c) const {
  const place& p = layout_.places[c];
  extent e;
  e.missing = p.missing_shift >= 0;
  if (p.wide)
    e.low = limits_of(storage::i128).low, e.high = limits_of(storage::i128).high;
  else if (!p.unset)
    e.low = p.low, e.high = std::min(p.low + static_cast<int128>(p.span), limits_of(kinds_[c]).high);
  return e;
}

void key_codec::set(std::span<const extent> extents) {
  extents_.assign(extents.begin(), extents.end());
  layout_ = {};
  widen();
}

bool key_codec::widen() {
  // a field may hold more than was observed
  if (layout_.places.size() == columns())
    for (std::size_t c = 0; c < columns(); ++c) expect(c, held(c));
  layout next;
  next.places.resize(columns());
  int word = 0, used = 0;
  const auto take = [&](int bits, int& at_word, int& shift) {
    at_word = shift = 0;
    if (bits == 0) return;  // one value only
    if (used + bits > 64) ++word, used = 0;
    used += bits;
    at_word = word;
    shift = 64 - used;
  };
  bool changed = layout_.places.size() != columns();
  for (std::size_t c = 0; c < columns(); ++c) {
    extent& e = extents_[c];
    place& p = next.places[c];
    const place before = layout_.places.size() == columns() ? layout_.places[c] : place{};
    if (e.missing) take(1, p.missing_word, p.missing_shift);
    p.unset = e.high < e.low;
    if (p.unset) {
      // no bits yet
    } else if (before.wide || (static_cast<uint128>(e.high) - static_cast<uint128>(e.low)) >> 64 != 0) {
      p.wide = true;
      p.bits = 128;
      if (used != 0) ++word;
      p.word = word;
      word += 2;
      used = 0;
    } else {
      if (kinds_[c] != storage::f32 && kinds_[c] != storage::f64) {
        // a lower minimum gets room for as much again below it, of 64 bits in all; above, the field's bits leave room
        if (!before.unset && e.low < before.low)
          e.low = std::max({e.low - static_cast<int128>(before.span), limits_of(kinds_[c]).low,
                            e.high - static_cast<int128>(~std::uint64_t{0}),
                            e.low >= 0 ? int128{0} : limits_of(kinds_[c]).low});
        if (e.low > 0 && e.low <= e.high - e.low) e.low = 0;
      }
      p.low = e.low;
      p.bits = std::bit_width(static_cast<std::uint64_t>(e.high - e.low));
      p.span = p.bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << p.bits) - 1;
      take(p.bits, p.word, p.shift);
    }
    changed |= p.low != before.low || p.bits != before.bits || p.unset != before.unset ||
               (p.missing_shift < 0) != (before.missing_shift < 0);
  }
  if (!changed) return false;
  // a wide column at the end leaves an empty word after it
  next.words = std::max(1, used == 0 && word > 0 ? word : word + 1);
  if (next.words == 1) {
    // to the low end, for direct addressing
    for (place& p : next.places) {
      if (p.bits != 0) p.shift -= 64 - used;
      if (p.missing_shift >= 0) p.missing_shift -= 64 - used;
    }
    next.bits = used;
  } else {
    next.bits = 64 * next.words;
  }
  layout_ = std::move(next);
  words_.resize(static_cast<std::size_t>(layout_.words));
  return true;
}

bool key_codec::begin(rows at) {
  const std::size_t n = at.count;
  word_of_.clear();
  for (auto& w : words_) {
    if (w.size() < n) w.resize(std::max<std::size_t>(n, batch_capacity));
    word_of_.push_back(w.data());
  }
  begun_.assign(words_.size(), 0);
  if (codes_.size() < n) codes_.resize(std::max<std::size_t>(n, batch_capacity));
  return true;
}

template <class T>
void key_codec::observe(std::size_t c, const T* values, const column_view& column, rows at) {
  if constexpr (!std::is_floating_point_v<T>) {
    T low{}, high{};
    bool any = false, missing = false;
    for (std::uint32_t k = 0; k < at.count; ++k) {
      const std::uint32_t i = at[k];
      if (!column.known(i)) {
        missing = true;
        continue;
      }
      const T v = values[i];
      low = any && low < v ? low : v;
      high = any && v < high ? high : v;
      any = true;
    }
    if (any) expect(c, {static_cast<int128>(low), static_cast<int128>(high), false});
    if (missing) expect(c, {.missing = true});
  }
}

void key_codec::observe(std::span<const column_view> values, rows at) {
  for (std::size_t c = 0; c < columns(); ++c) {
    if (kinds_[c] == storage::text) continue;
    with_storage_type(kinds_[c], [&](auto* type) {
      observe(c, static_cast<const std::remove_pointer_t<decltype(type)>*>(values[c].values), values[c], at);
    });
  }
}

// Packs the values of column c at position(0), ..., into their field. False if some of them do not fit.
template <bool Find, class T, class Position>
bool key_codec::pack_values(std::size_t c, const T* values, const column_view& column, std::uint32_t n,
                            Position position) {
  const place& p = layout_.places[c];
  const auto known = [&](std::uint32_t i) { return column.valid[i >> 6] >> (i & 63) & 1; };
  bool good = true;
  // the bit for known values
  if (p.missing_shift >= 0) {
    const auto w = static_cast<std::size_t>(p.missing_word);
    std::uint64_t* const out = words_[w].data();
    const std::uint64_t keep = begun_[w];
    begun_[w] = ~std::uint64_t{0};
    if (column.valid == nullptr) {
      const std::uint64_t bit = std::uint64_t{1} << p.missing_shift;
      for (std::uint32_t k = 0; k < n; ++k) out[k] = (out[k] & keep) | bit;
    } else {
      for (std::uint32_t k = 0; k < n; ++k) out[k] = (out[k] & keep) | known(position(k)) << p.missing_shift;
    }
  } else if (column.valid != nullptr) {
    for (std::uint32_t k = 0; k < n; ++k) {
      if (known(position(k))) continue;
      if (Find)
        absent_[k] = 1;
      else
        extents_[c].missing = true;
      good = false;
    }
  }
  if (p.unset) {
    for (std::uint32_t k = 0; k < n; ++k) {
      if (column.valid != nullptr && !known(position(k))) continue;
      if (Find) absent_[k] = 1;
      good = false;
    }
    return good;
  }
  const auto w = static_cast<std::size_t>(p.word);
  std::uint64_t* const out = words_[w].data();
  if constexpr (std::is_same_v<T, int128>) {
    if (p.wide) {
      std::uint64_t* const low_out = words_[w + 1].data();
      for (std::uint32_t k = 0; k < n; ++k) {
        const std::uint32_t i = position(k);
        const bool here = column.known(i);
        const int128 v = here ? values[i] : 0;
        out[k] = static_cast<std::uint64_t>(static_cast<uint128>(v) >> 64) ^ top_bit;
        low_out[k] = static_cast<std::uint64_t>(v);
      }
      begun_[w] = begun_[w + 1] = ~std::uint64_t{0};
      return good;
    }
  }
  const packer<T> pack(p);
  const std::uint64_t keep = begun_[w];
  begun_[w] = ~std::uint64_t{0};
  const int shift = p.shift;
  const std::uint64_t span = p.span;
  std::uint64_t bad = 0;
  const auto lacks_room = [&](const T& v, std::uint64_t code) {
    if constexpr (std::is_same_v<T, int128>)
      return static_cast<uint128>(v - p.low) > span;
    else
      return code > span;
  };
  const auto go = [&](auto value) {
    for (std::uint32_t k = 0; k < n; ++k) {
      std::uint64_t some;
      std::uint64_t code = value(k, some);
      if constexpr (Find) {
        absent_[k] = static_cast<std::uint8_t>(absent_[k] | some);
        code = some != 0 ? 0 : code;
      }
      bad |= some;
      out[k] = (out[k] & keep) | code << shift;
    }
  };
  if (column.valid == nullptr) {
    go([&](std::uint32_t k, std::uint64_t& some) {
      const T& v = values[position(k)];
      const std::uint64_t code = pack(v);
      some = lacks_room(v, code);
      return code;
    });
  } else {
    go([&](std::uint32_t k, std::uint64_t& some) {
      const std::uint32_t i = position(k);
      const T& v = values[i];
      const std::uint64_t here = -known(i);
      const std::uint64_t code = pack(v);
      some = lacks_room(v, code) & here;
      return code & here;
    });
  }
  return good && bad == 0;
}

template <bool Find>
bool key_codec::pack_column(std::size_t c, const column_view& column, rows at) {
  return with_storage_type(kinds_[c], [&](auto* type) {
    using T = std::remove_pointer_t<decltype(type)>;
    const T* const values = static_cast<const T*>(column.values);
    if (kinds_[c] == storage::text) {
      interner& s = strings_[c];
      // by row of the selection, not by position
      column_view codes{codes_.data(), column.valid, nullptr};
      if constexpr (std::is_same_v<T, std::int32_t>) {
        if (Find) {
          s.find(column, at, codes_.data());
        } else {
          s.intern(column, at, codes_.data());
          if (s.size() > 0) {
            const place& p = layout_.places[c];
            expect(c, {0, s.size() - 1, false});
            if (p.unset || static_cast<std::uint64_t>(s.size() - 1) > p.span) return false;
          }
        }
        // values are numbered by k, validity by position: bring both together
        if (at.at != nullptr && column.valid != nullptr) {
          std::uint64_t valid[batch_capacity / 64] = {};
          for (std::uint32_t k = 0; k < at.count; ++k)
            valid[k >> 6] |= static_cast<std::uint64_t>(column.known(at.at[k])) << (k & 63);
          codes.valid = valid;
          return pack_values<Find>(c, codes_.data(), codes, at.count, [](std::uint32_t k) { return k; });
        }
        return pack_values<Find>(c, codes_.data(), codes, at.count, [](std::uint32_t k) { return k; });
      }
    }
    bool good;
    if (at.at == nullptr)
      good = pack_values<Find>(c, values, column, at.count, [](std::uint32_t k) { return k; });
    else
      good = pack_values<Find>(c, values, column, at.count,
                               [positions = at.at](std::uint32_t k) { return std::uint32_t{positions[k]}; });
    if (!Find && !good) observe(c, values, column, at);
    return good;
  });
}

bool key_codec::pack(std::span<const column_view> columns, rows at) {
  begin(at);
  bool good = true;
  for (std::size_t c = 0; c < columns.size(); ++c) good &= pack_column<false>(c, columns[c], at);
  for (std::size_t w = 0; w < words_.size(); ++w)
    if (begun_[w] == 0) clear_bytes(words_[w].data(), at.count * sizeof(std::uint64_t));
  return good;
}

bool key_codec::pack_to_find(std::span<const column_view> columns, rows at) {
  begin(at);
  absent_.assign(std::max<std::size_t>(absent_.size(), at.count), 0);
  bool good = true;
  for (std::size_t c = 0; c < columns.size(); ++c) good &= pack_column<true>(c, columns[c], at);
  for (std::size_t w = 0; w < words_.size(); ++w)
    if (begun_[w] == 0) clear_bytes(words_[w].data(), at.count * sizeof(std::uint64_t));
  return !good;
}

array<std::uint64_t> key_codec::repack(const layout& from, const std::uint64_t* keys, std::size_t n,
                                       std::span<const std::vector<std::int32_t>> recode) const {
  const auto in_words = static_cast<std::size_t>(from.words), out_words = static_cast<std::size_t>(layout_.words);
  array<std::uint64_t> result(*at_);
  result.resize(n * out_words);
  clear_bytes(result.data(), n * out_words * sizeof(std::uint64_t));
  for (std::size_t c = 0; c < columns(); ++c) {
    const place& a = from.places[c];
    const place& b = layout_.places[c];
    const std::int32_t* const numbers = c < recode.size() && !recode[c].empty() ? recode[c].data() : nullptr;
    const std::uint64_t move = static_cast<std::uint64_t>(a.low) - static_cast<std::uint64_t>(b.low);
    for (std::size_t g = 0; g < n; ++g) {
      const std::uint64_t* const in = keys + g * in_words;
      std::uint64_t* const out = result.data() + g * out_words;
      if (b.missing_shift >= 0) {
        if (!is_known(in, a)) {
          if (b.wide) out[b.word] = top_bit;  // zero, as in pack()
          continue;
        }
        out[b.missing_word] |= std::uint64_t{1} << b.missing_shift;
      }
      if (a.unset) continue;
      if (b.wide)
        put_wide(out, b, a.wide ? wide_field(in, a) : a.low + static_cast<int128>(field_of(in, a)));
      else if (numbers != nullptr)
        out[b.word] |= static_cast<std::uint64_t>(numbers[field_of(in, a)]) << b.shift;
      else
        out[b.word] |= (field_of(in, a) + move) << b.shift;
    }
  }
  return result;
}

bool key_codec::unpack(std::size_t c, const std::uint64_t* keys, std::size_t n, void* out, std::uint64_t* valid) const {
  const place& p = layout_.places[c];
  const auto width = static_cast<std::size_t>(layout_.words);
  clear_bytes(valid, (n + 63) / 64 * sizeof(std::uint64_t));
  bool all = true;
  with_storage_type(kinds_[c], [&](auto* type) {
    using T = std::remove_pointer_t<decltype(type)>;
    T* const values = static_cast<T*>(out);
    for (std::size_t k = 0; k < n; ++k) {
      const std::uint64_t* const key = keys + k * width;
      const bool here = !p.unset && is_known(key, p);
      all &= here;
      valid[k >> 6] |= std::uint64_t{here} << (k & 63);
      if (!here)
        values[k] = T{};
      else if constexpr (std::is_same_v<T, float>)
        values[k] = from_ordered_bits<float>(static_cast<std::uint32_t>(field_of(key, p)));
      else if constexpr (std::is_same_v<T, double>)
        values[k] = from_ordered_bits<double>(field_of(key, p));
      else if constexpr (std::is_same_v<T, int128>)
        values[k] = p.wide ? wide_field(key, p) : p.low + static_cast<int128>(field_of(key, p));
      else
        values[k] = static_cast<T>(field_of(key, p) + static_cast<std::uint64_t>(p.low));
    }
  });
  return all;
}

void key_codec::hash(const std::uint64_t* keys, std::size_t n, std::uint64_t* out) const {
  constexpr std::size_t chunk = 1024;
  alignas(16) char values[chunk * sizeof(int128)];
  std::uint64_t valid[chunk / 64];
  for (std::size_t from = 0; from < n; from += chunk) {
    const std::size_t m = std::min(chunk, n - from);
    for (std::size_t c = 0; c < columns(); ++c) {
      const bool all = unpack(c, keys + from * static_cast<std::size_t>(layout_.words), m, values, valid);
      if (kinds_[c] != storage::text) {
        hash_column({values, all ? nullptr : valid, nullptr}, kinds_[c], {nullptr, static_cast<std::uint32_t>(m)},
                    out + from, c == 0);
        continue;
      }
      const auto* const codes = reinterpret_cast<const std::int32_t*>(values);
      for (std::size_t k = 0; k < m; ++k) {
        const bool here = (valid[k >> 6] >> (k & 63) & 1) != 0;
        const std::uint64_t h = here ? strings_[c].hash_of(codes[k]) : hash_missing();
        out[from + k] = c == 0 ? h : combine(out[from + k], h);
      }
    }
  }
}

int key_codec::compare(const std::uint64_t* a, const std::uint64_t* b) const {
  if (!any_strings_) {
    for (int w = 0; w < layout_.words; ++w)
      if (a[w] != b[w]) return a[w] < b[w] ? -1 : 1;
    return 0;
  }
  for (std::size_t c = 0; c < columns(); ++c) {
    const place& p = layout_.places[c];
    const bool x = is_known(a, p), y = is_known(b, p);
    if (x != y) return x ? 1 : -1;
    if (!x || p.unset) continue;
    if (p.wide) {
      if (const int128 v = wide_field(a, p), w = wide_field(b, p); v != w) return v < w ? -1 : 1;
      continue;
    }
    const std::uint64_t v = field_of(a, p), w = field_of(b, p);
    if (v == w) continue;
    if (kinds_[c] == storage::text)
      return rt::compare(strings_[c].word(static_cast<std::int32_t>(v)),
                         strings_[c].word(static_cast<std::int32_t>(w)));
    return v < w ? -1 : 1;
  }
  return 0;
}

}  // namespace bodo::rt
