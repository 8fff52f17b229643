#pragma once
// Checks that ranks have the same values: the arguments that ordinary code passes to annotated functions and to the
// parallel APIs, and values of ordinary code that operations on columns use. They are compared by one hash in the
// exchange of the next guard, which costs no message of its own. Ranks that differ end with a message that shows the
// value on each of them.
//
// Compared are numbers, enums, strings, times, decimals, scalars, functions; std::optional, pairs, tuples, variants,
// arrays and containers of these; types with a std::hash of the user; and frames: layout, columns, number of rows,
// labels; their identity, if the rows are spread over the ranks; their values, if they are replicated (evenly spaced
// rows, if they take more than BODO_COMPARE_LIMIT bytes, 4 MB by default). Pointers and other types are not compared:
// the values that operations read through them are.
#include <bodo/array.h>
#include <bodo/dataframe.h>
#include <bodo/parallel.h>
#include <bodo/series.h>
#include <bodo/value.h>

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <variant>

#include "bodo/rt/guard.h"
#include "bodo/rt/session.h"

namespace bodo::rt {

// One value: its hash, and its text for a message.
struct compared {
  enum class shown : std::uint8_t {
    nothing,
    integer,
    real,
    boolean,
    text,
    type,
    frame
  };
  std::uint64_t hash = 0;
  shown as = shown::nothing;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view text;
  const bodo::detail::frame_state* frame = nullptr;
  std::string (*frame_text)(const bodo::detail::frame_state*) = nullptr;
};

// "{A: int64, B: string?}": the columns, marked if values may be missing.
std::string columns_of(const DataFrame& frame);
std::string columns_of(const Series& series);
std::string columns_of(const Matrix& array);

// Collective: a guard that also compares these values.
void compare(const site& at, std::span<const compared> values);
// Local: the next guard, of any statement, compares this value.
void compare_later(const site& at, const compared& value);

std::uint64_t hash_of_scalar(const Scalar& scalar);
// By its offset in its program or library, as ranks load these at different addresses.
std::uint64_t hash_of_function(const void* function);
compared compared_frame(const DataFrame& frame);
compared compared_frame(const Series& series);
compared compared_frame(const Matrix& array);
template <class T>
concept frame_like = std::same_as<T, DataFrame> || std::derived_from<T, Series> || std::derived_from<T, Matrix>;

template <class T>
compared compared_value(const T& value);

// Several values as a single one.
template <class... T>
compared parts(const T&... values) {
  compared all;
  ((all.hash = agree_on(all.hash, static_cast<std::int64_t>(compared_value(values).hash))), ...);
  return all;
}

namespace detail {

template <class T>
concept range_of_values = requires(const T& value) {
  typename T::value_type;
  value.size(), value.end();
  static_cast<const typename T::value_type&>(*value.begin());
} && !std::is_same_v<typename T::value_type, T>;
template <class T>
concept pointer_like = std::is_pointer_v<T> || requires { typename T::element_type; };
template <class T>
concept hashed_by_user = std::is_class_v<T> && !pointer_like<T> && requires(const T& value) { std::hash<T>{}(value); };
template <class T>
concept tuple_like = requires { std::tuple_size<T>::value; };

template <class Range>
compared compared_range(const Range& values) {
  std::uint64_t hash = agree_on(0, static_cast<std::int64_t>(values.size()));
  // the order of a hash table may differ from rank to rank
  constexpr bool unordered = requires { typename Range::hasher; };
  std::uint64_t any_order = 0;
  for (const auto& element : values) {
    const auto& plain = static_cast<const typename Range::value_type&>(element);  // of vector<bool>, too
    const auto h = static_cast<std::int64_t>(compared_value(plain).hash);
    if constexpr (unordered)
      any_order += agree_on(1, h);
    else
      hash = agree_on(hash, h);
  }
  compared all;
  all.hash = hash + any_order;
  return all;
}

}  // namespace detail

template <class T>
compared compared_value(const T& value) {
  compared v;
  if constexpr (std::is_same_v<T, compared>) {
    return value;
  } else if constexpr (frame_like<T>) {
    return compared_frame(value);
  } else if constexpr (std::is_bounded_array_v<T>) {  // of char, too: it need not end in a zero
    return detail::compared_range(std::span(value));
  } else if constexpr (std::is_same_v<T, bool>) {
    v.as = compared::shown::boolean;
    v.integer = value ? 1 : 0;
    v.hash = agree_on(0, v.integer);
  } else if constexpr (std::is_floating_point_v<T>) {
    v.as = compared::shown::real;
    v.real = static_cast<double>(value);
    v.hash = agree_on(0, v.real);
  } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
    if (static_cast<std::int64_t>(value) >= 0 || std::is_signed_v<T>) v.as = compared::shown::integer;
    v.integer = static_cast<std::int64_t>(value);
    v.hash = agree_on(0, v.integer);
  } else if constexpr (std::is_same_v<T, bodo::detail::int128>) {
    v.hash = agree_on(agree_on(0, static_cast<std::int64_t>(value)), static_cast<std::int64_t>(value >> 64));
  } else if constexpr (std::is_same_v<T, Scalar>) {
    v.hash = hash_of_scalar(value);
  } else if constexpr (std::is_same_v<T, decimal_value>) {
    return parts(static_cast<std::int64_t>(value.unscaled()), static_cast<std::int64_t>(value.unscaled() >> 64),
                 value.scale());
  } else if constexpr (std::is_null_pointer_v<T>) {
    return v;
  } else if constexpr (std::is_convertible_v<const T&, std::string_view> && !std::is_same_v<T, char*>) {
    if constexpr (std::is_pointer_v<T>)
      if (value == nullptr) return v;
    v.as = compared::shown::text;
    v.text = std::string_view(value);
    v.hash = agree_on(0, v.text);
  } else if constexpr (bodo::detail::chrono_date<T>) {
    return parts(static_cast<int>(value.year()), static_cast<unsigned>(value.month()),
                 static_cast<unsigned>(value.day()));
  } else if constexpr (requires { value.native(); }) {  // std::filesystem::path, which is a range of itself
    return compared_value(value.native());
  } else if constexpr (requires { value.load(); }) {  // std::atomic
    return compared_value(value.load());
  } else if constexpr (requires { value.time_since_epoch().count(); }) {
    return parts(value.time_since_epoch().count());
  } else if constexpr (bodo::detail::chrono_duration<T>) {
    return parts(value.count());
  } else if constexpr (std::is_function_v<std::remove_pointer_t<T>>) {
    v.hash = hash_of_function(reinterpret_cast<const void*>(value));
  } else if constexpr (requires { value.has_value(), *value; }) {
    return value.has_value() ? parts(true, *value) : parts(false);
  } else if constexpr (requires { value.valueless_by_exception(), value.index(); }) {
    return std::visit([&](const auto& held) { return parts(value.index(), held); }, value);
  } else if constexpr (detail::range_of_values<T>) {
    return detail::compared_range(value);
  } else if constexpr (detail::tuple_like<T>) {
    return std::apply([](const auto&... each) { return parts(each...); }, value);
  } else if constexpr (detail::hashed_by_user<T>) {
    v.hash = agree_on(0, static_cast<std::int64_t>(std::hash<T>{}(value)));
  }
  return v;
}

// Collective: a guard that also compares these values.
template <class... T>
void guard_with(const site& at, const T&... values) {
  if constexpr (sizeof...(T) != 0) {
    if (compares()) {
      const compared all[] = {compared_value(values)...};
      return compare(at, all);
    }
  }
  guard(at);
}

// BODO_VERBOSE=1: rank 0 prints which version of a function a call takes, by the types of its arguments. Local.
bool tells_calls();
void tell_call(const site& at, std::initializer_list<std::string> types);

template <class T>
std::string type_of(const T& value) {
  if constexpr (frame_like<T>)
    return columns_of(value);
  else
    return std::string(bodo::detail::type_name<T>());
}

// Collective: the entry of an annotated function from ordinary code, with its arguments.
template <class... T>
void enter(const site& at, const T&... arguments) {
  if (tells_calls()) tell_call(at, {type_of(arguments)...});
  guard_with(at, arguments...);
}

// Local: a value of ordinary code that a statement's operations use; the next guard compares it.
template <class T>
void must_agree(const site& at, const T& value) {
  if (compares()) compare_later(at, compared_value(value));
}

// Local: a loop around collectives begins a round, and ranks may disagree on how many there are; the next guard
// compares.
inline void must_agree_on_round(const site& at) { must_agree(at, true); }

// Collective: a condition of the user that decides about collectives.
inline bool agreed(const site& at, bool condition) {
  const compared value[] = {compared_value(condition)};
  compare(at, value);
  return condition;
}

}  // namespace bodo::rt
