#pragma once
// Calls of annotated functions from Python: the text that tools/jupyter appends to a program takes its arguments from
// bytes, and its result goes back as bytes; frames are handles in both. A value is a tag and its contents, all
// integers of 8 bytes: nothing, a boolean, an integer, a number, a string (its length and bytes), a date (days since
// 1970), a time (nanoseconds since 1970), a duration (nanoseconds), a decimal (scale, low and high word), a frame or a
// series (a pointer with one reference), a list, a tuple or a map (how many values, and these).
#include <bodo/dataframe.h>
#include <bodo/scalar.h>
#include <bodo/series.h>

#include <concepts>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "bodo/rt/interrupt.h"
#include "bodo/rt/site.h"

namespace bodo::rt::python {

enum class tag : char {
  nothing = 'n',
  boolean = 'b',
  integer = 'i',
  natural = 'u',  // an integer beyond std::int64_t
  real = 'd',
  text = 's',
  date = 'D',
  time = 'T',
  duration = 'P',
  decimal = 'M',
  frame = 'F',
  series = 'S',
  list = '[',
  tuple = '(',
  map = '{',
  failure = 'E',         // message, file, line, operation, cause, rank
  wrong_argument = 'A',  // message
  out_of_range = 'O',    // message
};

// An argument that the parameter's type cannot hold. Local.
struct wrong_argument {
  tag kind;
  std::string message;
};

template <class T>
struct always_false : std::false_type {};

template <class T>
concept range = requires(const T& values) {
  typename T::value_type;
  values.begin();
  values.end();
  values.size();
} && !bodo::detail::string_like<T>;
template <class T>
concept growing = range<T> && requires(T& values, typename T::value_type value) { values.push_back(std::move(value)); };
template <class T>
concept map_like = range<T> && requires { typename T::mapped_type; };
template <class T>
concept tuple_like = requires { std::tuple_size<T>::value; } && !range<T>;
template <class T>
concept optional_like = requires(const T& value) {
  value.has_value();
  *value;
};

// The arguments of one call, in their order; their strings live as long as the bytes.
class arguments {
 public:
  explicit arguments(const char* bytes) : at_(bytes) {}

  // The next one as a T; throws wrong_argument if it cannot be one, or would change.
  template <class T>
  T next(const char* parameter) {
    parameter_ = parameter;
    return read<T>();
  }

 private:
  std::int64_t word() {
    std::int64_t value;
    std::memcpy(&value, at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  double number() {
    double value;
    std::memcpy(&value, at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  tag next_tag() { return static_cast<tag>(*at_++); }
  bool skip(tag wanted) {
    if (static_cast<tag>(*at_) != wanted) return false;
    ++at_;
    return true;
  }
  void expect(tag wanted, const char* what) {
    if (!skip(wanted)) refuse(what);
  }
  // The argument is not `what`, which is expected.
  [[noreturn]] void refuse(const char* what);
  [[noreturn]] void out_of_range(const std::string& value, const char* what);
  // An integer between these; `what` is the name of the type.
  bodo::detail::int128 integer(bodo::detail::int128 smallest, bodo::detail::int128 largest, const char* what);
  double real();
  bool boolean();
  std::string_view text();
  decimal_value decimal();
  DataFrame frame();
  // Nanoseconds since 1970, of dates too; of a duration.
  bodo::detail::int128 time();
  bodo::detail::int128 duration();
  std::int64_t count(const char* what);
  void check_count(std::int64_t given, std::int64_t wanted);

  template <class T>
  T read() {
    if constexpr (std::is_same_v<T, bool>) {
      return boolean();
    } else if constexpr (std::is_same_v<T, char>) {
      const std::string_view one = text();
      if (one.size() != 1) refuse("a string of one byte");
      return one[0];
    } else if constexpr (std::is_enum_v<T>) {
      return static_cast<T>(read<std::underlying_type_t<T>>());
    } else if constexpr (std::is_integral_v<T> && !bodo::detail::character<T>) {
      static constexpr const char* names[] = {"8", "16", "32", "64"};
      constexpr int power = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
      const std::string name = std::string(std::is_signed_v<T> ? "" : "unsigned ") + names[power] + "-bit integer";
      return static_cast<T>(integer(std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), name.c_str()));
    } else if constexpr (std::is_floating_point_v<T>) {
      return static_cast<T>(real());
    } else if constexpr (std::is_same_v<T, DataFrame>) {
      return frame();
    } else if constexpr (std::is_same_v<T, decimal_value>) {
      return decimal();
    } else if constexpr (std::is_same_v<T, const char*>) {
      return text().data();  // a zero follows it
    } else if constexpr (bodo::detail::string_like<T> && std::is_constructible_v<T, std::string_view>) {
      return T(text());
    } else if constexpr (bodo::detail::chrono_duration<T>) {
      return bodo::detail::duration_of<T>(duration(), true);
    } else if constexpr (bodo::detail::chrono_time_point<T>) {
      return bodo::detail::since_1970{time(), true};
    } else if constexpr (bodo::detail::chrono_date<T> && requires(bodo::detail::since_1970 t) { static_cast<T>(t); }) {
      return static_cast<T>(bodo::detail::since_1970{time(), true});
    } else if constexpr (optional_like<T>) {
      if (skip(tag::nothing)) return T();
      return T(read<std::remove_cvref_t<decltype(*std::declval<T&>())>>());
    } else if constexpr (map_like<T>) {
      T all;
      expect(tag::map, "a dictionary");
      for (std::int64_t n = word(); n > 0; --n) {
        auto key = read<typename T::key_type>();
        all.insert_or_assign(std::move(key), read<typename T::mapped_type>());
      }
      return all;
    } else if constexpr (growing<T>) {
      T all;
      for (std::int64_t n = count("a list"); n > 0; --n) all.push_back(read<typename T::value_type>());
      return all;
    } else if constexpr (range<T> && requires { std::tuple_size<T>::value; }) {  // std::array
      T all;
      check_count(count("a list"), static_cast<std::int64_t>(std::tuple_size_v<T>));
      for (auto& value : all) value = read<typename T::value_type>();
      return all;
    } else if constexpr (tuple_like<T>) {
      check_count(count("a tuple"), static_cast<std::int64_t>(std::tuple_size_v<T>));
      return [this]<std::size_t... I>(std::index_sequence<I...>) {
        return T{read<std::remove_cvref_t<std::tuple_element_t<I, T>>>()...};
      }(std::make_index_sequence<std::tuple_size_v<T>>());
    } else {
      static_assert(always_false<T>::value,
                    "Python cannot pass this parameter: numbers, strings, dates, times, durations, decimals, frames, "
                    "and std::optional, std::vector, std::array, std::pair, std::tuple and maps of these can be "
                    "passed");
    }
  }

  const char* at_;
  const char* parameter_ = "";
};

// The bytes of a result.
class answer {
 public:
  void nothing() { put(tag::nothing); }
  void wrong(const wrong_argument& argument) {
    put(argument.kind);
    put_text(argument.message);
  }
  // The exception that is being handled. Collective if it is not one of the runtime: then the others are informed.
  void failure(const site& at) noexcept;

  template <class T>
  void add(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      put(tag::boolean, value ? 1 : 0);
    } else if constexpr (std::is_same_v<T, char>) {
      put(tag::text);
      put_text({&value, 1});
    } else if constexpr (std::is_enum_v<T>) {
      add(static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::is_integral_v<T> && !bodo::detail::character<T>) {
      const bool beyond = std::is_unsigned_v<T> && static_cast<std::int64_t>(value) < 0;
      put(beyond ? tag::natural : tag::integer, static_cast<std::int64_t>(value));
    } else if constexpr (std::is_floating_point_v<T>) {
      put(tag::real);
      const auto number = static_cast<double>(value);
      bytes_.append(reinterpret_cast<const char*>(&number), sizeof number);
    } else if constexpr (std::is_same_v<T, DataFrame>) {
      put(tag::frame, owned(value));
    } else if constexpr (std::derived_from<T, Series>) {
      put(tag::series, owned(value));
    } else if constexpr (std::is_same_v<T, Scalar>) {
      scalar(value);
    } else if constexpr (std::is_same_v<T, decimal_value>) {
      put(tag::decimal, value.scale());
      put(static_cast<std::int64_t>(value.unscaled()));
      put(static_cast<std::int64_t>(value.unscaled() >> 64));
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
      if constexpr (std::is_pointer_v<std::decay_t<T>>)
        if (value == nullptr) return nothing();
      put(tag::text);
      put_text(value);
    } else if constexpr (requires { value.native(); }) {  // std::filesystem::path
      add(value.native());
    } else if constexpr (bodo::detail::chrono_duration<T>) {
      put(tag::duration, nanoseconds<typename T::period>(value.count()));
    } else if constexpr (bodo::detail::chrono_time_point<T>) {
      using period = typename T::duration::period;
      const auto ticks = value.time_since_epoch().count();
      if constexpr (period::num % 86'400 == 0 && period::den == 1)
        put(tag::date, static_cast<std::int64_t>(ticks) * (period::num / 86'400));
      else
        put(tag::time, nanoseconds<period>(ticks));
    } else if constexpr (bodo::detail::chrono_date<T>) {
      date(static_cast<int>(value.year()), static_cast<unsigned>(value.month()), static_cast<unsigned>(value.day()));
    } else if constexpr (optional_like<T>) {
      if (value.has_value())
        add(*value);
      else
        nothing();
    } else if constexpr (map_like<T>) {
      put(tag::map, static_cast<std::int64_t>(value.size()));
      for (const auto& [key, mapped] : value) {
        add(key);
        add(mapped);
      }
    } else if constexpr (range<T>) {
      put(tag::list, static_cast<std::int64_t>(value.size()));
      for (const auto& element : value) add(static_cast<const typename T::value_type&>(element));
    } else if constexpr (tuple_like<T>) {
      put(tag::tuple, static_cast<std::int64_t>(std::tuple_size_v<T>));
      std::apply([this](const auto&... each) { (add(each), ...); }, value);
    } else {
      static_assert(always_false<T>::value,
                    "Python cannot take this result: return numbers, strings, dates, times, durations, decimals, "
                    "frames, or std::optional, std::vector, std::pair, std::tuple, maps or a struct of these");
    }
  }

  // The bytes and before them their number, for bodo_free.
  char* take() noexcept;

 private:
  void put(tag t) { bytes_ += static_cast<char>(t); }
  void put(std::int64_t word) { bytes_.append(reinterpret_cast<const char*>(&word), sizeof word); }
  void put(tag t, std::int64_t word) {
    put(t);
    put(word);
  }
  void put_text(std::string_view text) {
    put(static_cast<std::int64_t>(text.size()));
    bytes_ += text;
  }
  static std::int64_t owned(const DataFrame& frame);
  static std::int64_t owned(const Series& series);
  void scalar(const Scalar& value);
  void date(int year, unsigned month, unsigned day);
  template <class Period, class Ticks>
  static std::int64_t nanoseconds(Ticks ticks) {
    if constexpr (std::is_floating_point_v<Ticks>)
      return static_cast<std::int64_t>(ticks * static_cast<Ticks>(Period::num) * 1e9 / static_cast<Ticks>(Period::den));
    const auto wide =
        bodo::detail::int128{static_cast<std::int64_t>(ticks)} * Period::num * 1'000'000'000 / Period::den;
    if (wide != static_cast<std::int64_t>(wide)) bodo::detail::does_not_hold_time();
    return static_cast<std::int64_t>(wide);
  }

  std::string bytes_;
};

// The result of `call` for these arguments, or the reason why it failed. As collective as `call`.
template <class Call>
char* answered(const site& at, const char* bytes, Call call) noexcept {
  answer result;
  const interruptible running;
  try {
    arguments in(bytes);
    if constexpr (std::is_void_v<std::invoke_result_t<Call, arguments&>>) {
      call(in);
      result.nothing();
    } else {
      result.add(call(in));
    }
  } catch (const wrong_argument& argument) {
    result.wrong(argument);
  } catch (...) {
    result.failure(at);
  }
  return result.take();
}

}  // namespace bodo::rt::python
