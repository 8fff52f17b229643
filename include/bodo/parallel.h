#pragma once
// Ranks, and collectives for ordinary code and annotated functions alike. A collective must be called by all ranks at
// the same place of the program: each passes the place along, and ranks that disagree end with a message instead of
// hanging.
#include <bodo/dataframe.h>
#include <bodo/detail.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace bodo {

inline namespace annotated {
class GroupBy;
}

[[nodiscard]] int get_rank();
[[nodiscard]] BODO_SAME int get_size();

// Collective: no rank leaves before all have entered.
void barrier(detail::call_site where = detail::call_site::here());

namespace detail {

// Bytes received by a collective, in memory that the receiver takes over.
class received_bytes {
 public:
  explicit received_bytes(std::size_t size);
  received_bytes(received_bytes&& other) noexcept;
  received_bytes& operator=(received_bytes&&) = delete;
  ~received_bytes();
  const char* data() const { return data_; }
  char* data() { return data_; }
  std::size_t size() const { return size_; }

 private:
  char* data_;
  std::size_t size_;
};

inline constexpr int every_rank = std::numeric_limits<int>::min();  // not a rank that a user could pass

// The name of an argument's type, on which all ranks must agree: a scalar is not a vector of one.
template <class Argument_>
constexpr std::string_view type_name() {
  constexpr std::string_view start = "Argument_ = ";
  std::string_view name = __PRETTY_FUNCTION__;
  name.remove_prefix(name.find(start) + start.size());
  const std::size_t end = name.find(';');  // g++ goes on with other names
  return name.substr(0, end == name.npos ? name.size() - 1 : end);
}

// All ranks' bytes in rank order, on `root` or on every rank; elsewhere none.
received_bytes gather_bytes(const void* bytes, std::size_t size, std::string_view type, int root, call_site where);
// The root's bytes on every rank.
received_bytes broadcast_bytes(const void* bytes, std::size_t size, std::string_view type, int root, call_site where);
// This rank's block (equal blocks) of the root's `count` elements of `width` bytes.
received_bytes scatter_bytes(const void* bytes, std::size_t count, std::size_t width, std::string_view type, int root,
                             call_site where);
// The same for strings, whose lengths travel along.
std::vector<std::string> gather_strings(const std::string* strings, std::size_t count, std::string_view type, int root,
                                        call_site where);
std::vector<std::string> broadcast_strings(const std::string* strings, std::size_t count, std::string_view type,
                                           int root, call_site where);
std::vector<std::string> scatter_strings(const std::string* strings, std::size_t count, std::string_view type, int root,
                                         call_site where);

// The value must be the same on all ranks: numbers as they are, others by their bytes.
void check_same(std::int64_t value, std::string_view type, call_site where);
void check_same(double value, std::string_view type, call_site where);
void check_same(std::string_view bytes, std::string_view type, call_site where);

template <class Value_>
concept plain = std::is_trivially_copyable_v<Value_> && !std::is_pointer_v<Value_> && !string_like<Value_> &&
                std::is_default_constructible_v<Value_>;

template <class Value_>
concept element = (plain<Value_> && !std::same_as<Value_, bool>) || std::same_as<Value_, std::string>;

template <plain Value_>
std::vector<Value_> elements(const received_bytes& bytes) {
  std::vector<Value_> values(bytes.size() / sizeof(Value_));
  if (!values.empty()) __builtin_memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

template <element Value_>
std::vector<Value_> gather(const Value_* values, std::size_t count, std::string_view type, int root, call_site where) {
  if constexpr (std::same_as<Value_, std::string>)
    return gather_strings(values, count, type, root, where);
  else
    return elements<Value_>(gather_bytes(values, count * sizeof(Value_), type, root, where));
}

template <element Value_>
std::vector<Value_> broadcast(const Value_* values, std::size_t count, std::string_view type, int root,
                              call_site where) {
  if constexpr (std::same_as<Value_, std::string>)
    return broadcast_strings(values, count, type, root, where);
  else
    return elements<Value_>(broadcast_bytes(values, count * sizeof(Value_), type, root, where));
}

template <element Value_>
std::vector<Value_> scatter(const Value_* values, std::size_t count, std::string_view type, int root, call_site where) {
  if constexpr (std::same_as<Value_, std::string>)
    return scatter_strings(values, count, type, root, where);
  else
    return elements<Value_>(scatter_bytes(values, count, sizeof(Value_), type, root, where));
}

}  // namespace detail

// allgatherv, gatherv (collective): the arguments of all ranks, one after the other in rank order, on every rank or on
// the root; the other ranks get nothing (a frame: no rows). From scalars they make a vector, of a replicated frame a
// copy.
template <class Value_>
  requires(detail::element<Value_> || std::same_as<Value_, bool>)
BODO_VARIES auto gatherv(BODO_OWN const Value_& value, int root = 0,
                         detail::call_site where = detail::call_site::here()) {
  if constexpr (std::same_as<Value_, bool>) {
    const char flag = value ? 1 : 0;
    const std::vector<char> flags = detail::gather(&flag, 1, detail::type_name<bool>(), root, where);
    return std::vector<bool>(flags.begin(), flags.end());
  } else {
    return detail::gather(&value, 1, detail::type_name<Value_>(), root, where);
  }
}
template <detail::element Value_>
BODO_VARIES std::vector<Value_> gatherv(BODO_OWN const std::vector<Value_>& values, int root = 0,
                                        detail::call_site where = detail::call_site::here()) {
  return detail::gather(values.data(), values.size(), detail::type_name<std::vector<Value_>>(), root, where);
}
template <detail::element Value_, std::size_t count_>
BODO_VARIES std::vector<Value_> gatherv(BODO_OWN const std::array<Value_, count_>& values, int root = 0,
                                        detail::call_site where = detail::call_site::here()) {
  return detail::gather(values.data(), count_, detail::type_name<std::array<Value_, count_>>(), root, where);
}
BODO_SPREAD DataFrame gatherv(const DataFrame& frame, int root = 0,
                              detail::call_site where = detail::call_site::here());

template <class Value_>
  requires(detail::element<Value_> || std::same_as<Value_, bool>)
[[nodiscard("the argument stays as it is")]] BODO_SAME auto allgatherv(
    BODO_OWN const Value_& value, detail::call_site where = detail::call_site::here()) {
  return gatherv(value, detail::every_rank, where);
}
template <detail::element Value_>
[[nodiscard("the argument stays as it is")]] BODO_SAME std::vector<Value_> allgatherv(
    BODO_OWN const std::vector<Value_>& values, detail::call_site where = detail::call_site::here()) {
  return detail::gather(values.data(), values.size(), detail::type_name<std::vector<Value_>>(), detail::every_rank,
                        where);
}
template <detail::element Value_, std::size_t count_>
[[nodiscard("the argument stays as it is")]] BODO_SAME std::vector<Value_> allgatherv(
    BODO_OWN const std::array<Value_, count_>& values, detail::call_site where = detail::call_site::here()) {
  return detail::gather(values.data(), count_, detail::type_name<std::array<Value_, count_>>(), detail::every_rank,
                        where);
}
[[nodiscard("the argument stays as it is")]] BODO_SAME DataFrame
allgatherv(const DataFrame& frame, detail::call_site where = detail::call_site::here());

// Collective: this rank's block of the root's argument (the others' arguments are ignored).
template <detail::element Value_>
[[nodiscard("the argument stays as it is")]] BODO_VARIES std::vector<Value_> scatterv(
    BODO_OWN const std::vector<Value_>& values, int root = 0, detail::call_site where = detail::call_site::here()) {
  return detail::scatter(values.data(), values.size(), detail::type_name<std::vector<Value_>>(), root, where);
}
template <detail::element Value_, std::size_t count_>
[[nodiscard("the argument stays as it is")]] BODO_VARIES std::vector<Value_> scatterv(
    BODO_OWN const std::array<Value_, count_>& values, int root = 0,
    detail::call_site where = detail::call_site::here()) {
  return detail::scatter(values.data(), count_, detail::type_name<std::array<Value_, count_>>(), root, where);
}
[[nodiscard("the argument stays as it is")]] BODO_SPREAD DataFrame
scatterv(BODO_OWN const DataFrame& frame, int root = 0, detail::call_site where = detail::call_site::here());

// Collective: the root's argument, on every rank.
template <class Value_>
  requires(detail::plain<Value_> || std::same_as<Value_, std::string>)
[[nodiscard("the argument stays as it is")]] BODO_SAME Value_
bcast(BODO_OWN const Value_& value, int root = 0, detail::call_site where = detail::call_site::here()) {
  if constexpr (std::same_as<Value_, std::string>) {
    return detail::broadcast(&value, 1, detail::type_name<Value_>(), root, where)[0];
  } else {
    Value_ result;
    const detail::received_bytes bytes =
        detail::broadcast_bytes(&value, sizeof value, detail::type_name<Value_>(), root, where);
    __builtin_memcpy(&result, bytes.data(), sizeof result);
    return result;
  }
}
template <detail::element Value_>
[[nodiscard("the argument stays as it is")]] BODO_SAME std::vector<Value_> bcast(
    BODO_OWN const std::vector<Value_>& values, int root = 0, detail::call_site where = detail::call_site::here()) {
  return detail::broadcast(values.data(), values.size(), detail::type_name<std::vector<Value_>>(), root, where);
}
[[nodiscard("the argument stays as it is")]] BODO_SAME DataFrame
bcast(BODO_OWN const DataFrame& frame, int root = 0, detail::call_site where = detail::call_site::here());

// Collective: the argument, which the program claims to be the same on all ranks. The ranks compare it: if they differ,
// they end with a message. bodocc relies on the claim where it cannot prove it.
template <class Value_>
  requires(detail::plain<Value_> || std::same_as<Value_, std::string>)
BODO_SAME Value_ assume_same(BODO_OWN const Value_& value, detail::call_site where = detail::call_site::here()) {
  constexpr std::string_view type = detail::type_name<Value_>();
  if constexpr (std::same_as<Value_, std::string>)
    detail::check_same(std::string_view(value), type, where);
  else if constexpr (std::integral<Value_>)
    detail::check_same(static_cast<std::int64_t>(value), type, where);
  else if constexpr (std::floating_point<Value_>)
    detail::check_same(static_cast<double>(value), type, where);
  else
    detail::check_same({reinterpret_cast<const char*>(&value), sizeof value}, type, where);
  return value;
}
template <detail::element Value_>
BODO_SAME std::vector<Value_> assume_same(BODO_OWN const std::vector<Value_>& values,
                                          detail::call_site where = detail::call_site::here()) {
  std::string bytes;
  for (const Value_& value : values)
    if constexpr (std::same_as<Value_, std::string>)
      bytes.append(std::to_string(value.size())).append(":").append(value);
    else
      bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  detail::check_same(std::string_view(bytes), detail::type_name<std::vector<Value_>>(), where);
  return values;
}

// Collective: one frame of each rank's own rows, in rank order. This rank's part is the rows that it passes (of a frame
// whose rows are spread over the ranks: those that it holds). Columns and types must be the same on all ranks; a column
// may hold missing values if it may on some rank. The rows are numbered from 0.
[[nodiscard("the argument stays as it is")]] BODO_SPREAD DataFrame
from_local_rows(BODO_OWN const DataFrame& frame, detail::call_site where = detail::call_site::here());
// Collective: the same rows in the same order in equal blocks.
[[nodiscard("the argument stays as it is")]] BODO_SPREAD DataFrame
rebalance(const DataFrame& frame, detail::call_site where = detail::call_site::here());
// Collective: the rows in a random order, the same for every number of ranks; all ranks must pass the same seed.
[[nodiscard("the argument stays as it is")]] BODO_SPREAD DataFrame
random_shuffle(const DataFrame& frame, std::uint64_t seed, detail::call_site where = detail::call_site::here());

// Collective: reads all of a folder that to_parquet has written, and returns its number of rows. Ends with an error
// that names the first file that is missing, does not belong there, or differs from what was written.
BODO_SAME std::int64_t verify(std::string_view path, detail::call_site where = detail::call_site::here());

// Collective: prints a value once, on rank 0's standard output. A frame or a series is printed with the rows of all
// ranks (only the rows that are shown travel), any other value as rank 0 has it.
void print(const DataFrame& frame, detail::call_site where = detail::call_site::here());
void print(const Series& series, detail::call_site where = detail::call_site::here());
void print(const DataFrame& frame, const PrintOptions& options, detail::call_site where = detail::call_site::here());
void print(const Series& series, const PrintOptions& options, detail::call_site where = detail::call_site::here());
void print(BODO_OWN const Scalar& scalar, detail::call_site where = detail::call_site::here());
void print(BODO_OWN std::string_view text, detail::call_site where = detail::call_site::here());
inline void print(BODO_OWN const char* text, detail::call_site where = detail::call_site::here()) {
  print(std::string_view(text), where);
}
void print(BODO_OWN bool value, detail::call_site where = detail::call_site::here());
void print(BODO_OWN std::int64_t value, detail::call_site where = detail::call_site::here());
void print(BODO_OWN std::uint64_t value, detail::call_site where = detail::call_site::here());
void print(BODO_OWN float value, detail::call_site where = detail::call_site::here());
void print(BODO_OWN double value, detail::call_site where = detail::call_site::here());
template <class Value_>
void print(const Value_*)
    BODO_DELETED("print shows values, not pointers: what it points to is *p, text is a const char*");
template <class Value_>
  requires(detail::character<Value_> || std::is_enum_v<Value_>)
void print(const Value_&)
    BODO_DELETED("print shows numbers and strings: write static_cast<int>(x), or std::string(1, x)");
void print(const GroupBy&) BODO_DELETED("groups are shown by their aggregates: df.groupby(...).size()");
template <class First_, class Second_, class... Others_>
  requires(!std::same_as<Second_, detail::call_site>)
void print(const First_&, const Second_&, const Others_&...)
    BODO_DELETED("print takes one value: join several with fmt::format");
template <detail::number Number_>
void print(BODO_OWN const Number_& value, detail::call_site where = detail::call_site::here()) {
  if constexpr (std::floating_point<Number_>)
    print(static_cast<double>(value), where);
  else if constexpr (std::signed_integral<Number_>)
    print(static_cast<std::int64_t>(value), where);
  else
    print(static_cast<std::uint64_t>(value), where);
}
template <class Value_>
  requires(detail::chrono_time_point<Value_> || detail::chrono_duration<Value_> || std::same_as<Value_, decimal_value>)
void print(BODO_OWN const Value_& value, detail::call_site where = detail::call_site::here()) {
  print(Scalar(value), where);
}

}  // namespace bodo
