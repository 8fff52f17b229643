#include "files/schema/column_form.h"

#include <fmt/format.h>

#include <cstring>
#include <string>
#include <type_traits>

#include "bodo/rt/dates.h"
#include "files/schema/file_error.h"

namespace bodo::rt::files {
namespace {

template <class T>
T load(const std::uint8_t* p) {
  T v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

template <class From, class To>
void cast(const column_form&, const std::uint8_t* source, void* target, std::size_t n) {
  To* out = static_cast<To*>(target);
  for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<To>(load<From>(source + i * sizeof(From)));
}

[[noreturn]] void beyond_nanoseconds(kind of, int128 ns) {
  constexpr int128 second = 1'000'000'000, day = 86'400 * second;
  const int128 days = ns / day - (ns % day < 0 ? 1 : 0);
  const bool far = days != static_cast<std::int32_t>(days);
  const auto seconds = static_cast<int>((ns - days * day) / second);
  if (of == kind::duration)
    throw file_error(fmt::format("a duration of {} days is beyond the 106751 that 64 bits of nanoseconds hold",
                                 static_cast<std::int64_t>(days)));
  const civil_date date = civil_from_days(far ? 0 : static_cast<std::int32_t>(days));
  const std::string time = far ? fmt::format("{} days after 1970", static_cast<std::int64_t>(days))
                               : fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", date.year, date.month, date.day,
                                             seconds / 3600, seconds / 60 % 60, seconds % 60);
  throw file_error("the time " + time + " lies outside of the years 1677 to 2262 that nanoseconds can hold");
}

void scale_time(const column_form& from, const std::uint8_t* source, void* target, std::size_t n) {
  auto* out = static_cast<std::int64_t*>(target);
  bool overflow = false;
  for (std::size_t i = 0; i < n; ++i)
    overflow |= __builtin_mul_overflow(load<std::int64_t>(source + i * 8), from.factor, &out[i]);
  for (std::size_t i = 0; overflow && i < n; ++i)
    if (const int128 ns = int128{load<std::int64_t>(source + i * 8)} * from.factor; ns != static_cast<std::int64_t>(ns))
      beyond_nanoseconds(from.type.id, ns);
}

void int96_time(const column_form& from, const std::uint8_t* source, void* target, std::size_t n) {
  constexpr std::int64_t epoch = 2440588, day = 86'400'000'000'000;
  auto* out = static_cast<std::int64_t*>(target);
  for (std::size_t i = 0; i < n; ++i) {
    const auto nanos = load<std::int64_t>(source + i * 12);
    const auto days = load<std::int32_t>(source + i * 12 + 8);
    bool overflow = __builtin_mul_overflow(days - epoch, day, &out[i]);
    overflow |= __builtin_add_overflow(out[i], nanos, &out[i]);
    if (overflow) beyond_nanoseconds(from.type.id, int128{days - epoch} * day + nanos);
  }
}

template <class To>
void fixed_decimal(const column_form& from, const std::uint8_t* source, void* target, std::size_t n) {
  To* out = static_cast<To*>(target);
  const auto size = static_cast<std::size_t>(from.length);
  for (std::size_t i = 0; i < n; ++i) {
    const int128 v = big_endian(source + i * size, size);
    out[i] = static_cast<To>(v);
    if (out[i] != v) throw file_error("a decimal has more digits than its type");
  }
}

bool is_integer(kind k) { return k >= kind::int8 && k <= kind::uint64; }
bool is_unsigned(kind k) { return k >= kind::uint8 && k <= kind::uint64; }
int bits_of(kind k) { return 8 << ((static_cast<int>(k) - static_cast<int>(kind::int8)) % 4); }

// Every value of `from` is one of `to`.
bool integer_fits(kind from, kind to) {
  if (is_unsigned(from) == is_unsigned(to)) return bits_of(from) <= bits_of(to);
  return is_unsigned(from) && bits_of(from) < bits_of(to);
}

template <class From>
converter cast_to(storage to) {
  switch (to) {
    case storage::i8: return cast<From, std::int8_t>;
    case storage::i16: return cast<From, std::int16_t>;
    case storage::i32: return std::is_same_v<From, std::int32_t> ? nullptr : cast<From, std::int32_t>;
    case storage::i64: return std::is_same_v<From, std::int64_t> ? nullptr : cast<From, std::int64_t>;
    case storage::u8: return cast<From, std::uint8_t>;
    case storage::u16: return cast<From, std::uint16_t>;
    case storage::u32: return std::is_same_v<From, std::uint32_t> ? nullptr : cast<From, std::uint32_t>;
    case storage::u64: return std::is_same_v<From, std::uint64_t> ? nullptr : cast<From, std::uint64_t>;
    case storage::f32: return std::is_same_v<From, float> ? nullptr : cast<From, float>;
    case storage::f64: return std::is_same_v<From, double> ? nullptr : cast<From, double>;
    case storage::i128: return cast<From, int128>;
    default: return nullptr;
  }
}

bool type_fits(bodo::type from, bodo::type to) {
  if (from == to) return true;
  if (is_integer(from.id) && is_integer(to.id)) return integer_fits(from.id, to.id);
  if (is_integer(from.id) && to.id == kind::float64) return bits_of(from.id) <= 32;
  if (from.id == kind::float32 && to.id == kind::float64) return true;
  return from.id == kind::decimal && to.id == kind::decimal && from.scale == to.scale && from.precision <= to.precision;
}

}  // namespace

std::size_t column_form::width() const {
  switch (stored) {
    case physical::boolean:
    case physical::byte_array: return 0;
    case physical::int32:
    case physical::float32: return 4;
    case physical::int64:
    case physical::float64: return 8;
    case physical::int96: return 12;
    case physical::fixed: return static_cast<std::size_t>(length);
  }
  return 0;
}

int128 big_endian(const std::uint8_t* bytes, std::size_t size) {
  if (size > 16 && (bytes[size - 16] ^ bytes[0]) >> 7 != 0) throw file_error("a decimal has more digits than its type");
  uint128 v = size != 0 && (bytes[0] & 0x80) != 0 ? ~uint128{0} : 0;
  for (std::size_t b = 0; b < size; ++b) {
    if (b + 16 < size && bytes[b] != static_cast<std::uint8_t>(v & 0xff))
      throw file_error("a decimal has more digits than its type");
    v = v << 8 | bytes[b];
  }
  return static_cast<int128>(v);
}

conversion conversion_to(const column_form& from, bodo::type to) {
  if (!type_fits(from.type, to)) return {};
  const storage target = storage_of(to);
  switch (from.stored) {
    case physical::int32:
      return {true, is_unsigned(from.type.id) ? cast_to<std::uint32_t>(target) : cast_to<std::int32_t>(target)};
    case physical::int64:
      if (from.factor != 1) return {true, scale_time};
      return {true, is_unsigned(from.type.id) ? cast_to<std::uint64_t>(target) : cast_to<std::int64_t>(target)};
    case physical::int96: return {true, int96_time};
    case physical::float32: return {true, cast_to<float>(target)};
    case physical::float64: return {true, cast_to<double>(target)};
    case physical::fixed: return {true, target == storage::i64 ? fixed_decimal<std::int64_t> : fixed_decimal<int128>};
    default: return {};
  }
}

bool readable_as(const column_form& from, bodo::type to) { return type_fits(from.type, to); }

}  // namespace bodo::rt::files
