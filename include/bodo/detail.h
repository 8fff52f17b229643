#pragma once
// Shared by the public headers: the kinds of C++ values that may be operands next to a series, the place of a call, and
// the message of a deleted overload. Chrono's types are recognised by their members, so that <chrono> (a third of a
// second to compile) is included only by programs that use it.
#include <concepts>
#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>

// `= delete("why")` is C++26; Clang 19, and so bodocc, has it in every mode and prints the text.
#if defined(__clang__) && defined(__cpp_deleted_function)
#define BODO_DELETED(text)                                                                      \
  _Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wc++26-extensions\"") = \
      delete (text)_Pragma("clang diagnostic pop")
#else
#define BODO_DELETED(text) = delete
#endif

// Marks on a function's result or a parameter for bodocc, which looks for collectives that only some ranks call: the
// result is the same on all ranks; it varies; it is a frame whose rows are spread over the ranks; each rank may pass an
// argument of its own; ordinary code may call this member of a class of annotated functions.
#if defined(__clang__)
#define BODO_SAME [[clang::annotate("bodo::same")]]
#define BODO_VARIES [[clang::annotate("bodo::varies")]]
#define BODO_SPREAD [[clang::annotate("bodo::spread")]]
#define BODO_OWN [[clang::annotate("bodo::own")]]
#define BODO_ORDINARY [[clang::annotate("bodo::ordinary")]]
#else
#define BODO_SAME
#define BODO_VARIES
#define BODO_SPREAD
#define BODO_OWN
#define BODO_ORDINARY
#endif

namespace bodo {
class Scalar;
class DataFrame;
class decimal_value;

// The operations of annotated functions have no definition: bodocc compiles their uses in these functions. It
// recognises them by this namespace, and reports uses elsewhere.
inline namespace annotated {
class Series;
class Matrix;
class Value;
class Operand;
class GroupBy;
}  // namespace annotated
}  // namespace bodo

namespace bodo::detail {

// The place of a call of a collective in ordinary code. As a default argument it is the caller's place.
struct call_site {
  const char* file;
  std::uint32_t line;
  std::uint32_t column = 0;  // 0 if it is not known
#ifdef __cpp_lib_source_location
  static constexpr call_site here(const std::source_location& at = std::source_location::current()) {
    return {at.file_name(), at.line(), at.column()};
  }
#else  // an editor's Clang before 16 beside a newer libstdc++
  static constexpr call_site here(const char* file = __builtin_FILE(), std::uint32_t line = __builtin_LINE()) {
    return {file, line};
  }
#endif
};

template <class Type_>
concept character = std::same_as<Type_, char> || std::same_as<Type_, wchar_t> || std::same_as<Type_, char8_t> ||
                    std::same_as<Type_, char16_t> || std::same_as<Type_, char32_t>;

template <class Type_>
concept number = std::is_arithmetic_v<Type_> && !character<Type_>;

template <class Type_>
concept string_like = std::convertible_to<const Type_&, std::string_view> && !std::derived_from<Type_, Scalar>;

template <class Type_>
concept string_container =
    !string_like<Type_> && requires(const Type_& container) { std::string_view(*container.begin()); };

template <class Type_>
concept chrono_duration = requires {
  typename Type_::rep;
  typename Type_::period;
} && !requires { typename Type_::clock; };

template <class Type_>
concept chrono_time_point = requires {
  typename Type_::clock;
  typename Type_::duration;
};

// std::chrono::year_month_day and its relatives
template <class Type_>
concept chrono_date = requires(const Type_& date) {
  date.year();
  date.month();
  date.day();
  { date.ok() } -> std::same_as<bool>;
};

template <class Type_>
concept chrono_value = chrono_duration<Type_> || chrono_time_point<Type_> || chrono_date<Type_>;

// A plain C++ value that a column can hold.
template <class Type_>
concept plain_value = number<Type_> || string_like<Type_> || chrono_value<Type_> || std::same_as<Type_, decimal_value>;

// From the values of columns to the user's types: nanoseconds to any duration, rounded towards minus infinity unless it
// must be exact, and nanoseconds since 1970 to any time point of a real clock (hence also to a year_month_day, which
// converts from one). Dates may need more than 64 bits of nanoseconds; throws if the target does not hold the value.
__extension__ using int128 = __int128;
[[noreturn]] void does_not_hold_time();
[[noreturn]] void time_is_finer();

template <chrono_duration Duration_>
constexpr Duration_ duration_of(int128 nanoseconds, bool exact) {
  using rep_ = typename Duration_::rep;
  const int128 wide = nanoseconds * Duration_::period::den;
  const int128 unit = int128{Duration_::period::num} * 1'000'000'000;
  if constexpr (!std::is_integral_v<rep_>) return Duration_(static_cast<rep_>(wide) / static_cast<rep_>(unit));
  if (exact && wide % unit != 0) time_is_finer();
  const int128 whole = wide / unit - (wide % unit < 0 ? 1 : 0);
  if (static_cast<int128>(static_cast<rep_>(whole)) != whole) does_not_hold_time();
  return Duration_(static_cast<rep_>(whole));
}

struct since_1970 {
  int128 nanoseconds;
  bool exact;
  template <chrono_time_point Point_>
    requires requires { Point_::clock::now(); }
  constexpr operator Point_() const {
    return Point_(duration_of<typename Point_::duration>(nanoseconds, exact));
  }
};

// The types to which a scalar converts: values, not pointers to characters of another owner.
template <class Type_>
concept scalar_target = number<Type_> || std::same_as<Type_, std::string> || std::same_as<Type_, std::string_view> ||
                        chrono_value<Type_> || std::same_as<Type_, decimal_value>;
template <class Type_>
concept cast_target = scalar_target<Type_> && std::is_object_v<Type_>;

}  // namespace bodo::detail
