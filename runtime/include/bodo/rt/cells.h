#pragma once
// Cells of a notebook: libraries that are loaded one after another into the same processes. Their variables are kept
// here by name, for as long as the process lives; a cell's statements run as a list of steps; the value of its last
// expression is passed to the tool. Emitted code of cells and the tool that loads them use this (docs/architecture.md).
#include <bodo/dataframe.h>

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ios>
#include <iterator>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

// The outcome of a cell, for C. The text and the frame are valid until the next cell runs.
struct bodo_cell_result {
  int status;                    // 0: the cell has run; 1: it has failed
  const char* text;              // the error's message, or the value's text; null if there is no value
  const bodo::DataFrame* frame;  // the value, if it is a frame; else null
};

namespace bodo::rt {

// A variable's name, and its type: two types with the same text have the same layout.
struct cell_variable {
  const char* name;
  const char* type;
};

// The memory of a variable: the same one for each cell that names it with this type. It has no value at first.
class cell_memory {
 public:
  cell_memory(std::size_t size, std::size_t alignment);
  cell_memory(const cell_memory&) = delete;
  cell_memory& operator=(const cell_memory&) = delete;

  void* place() const { return place_; }
  bool has_value() const { return destroy_ != nullptr; }
  // The memory has a value now, which `destroy` destroys.
  void filled(void (*destroy)(void* place) noexcept);
  void clear() noexcept;
  // It was filled since the last call.
  bool take_new() { return std::exchange(is_new_, false); }

 private:
  void* place_;
  void (*destroy_)(void* place) noexcept = nullptr;
  bool is_new_ = false;
};

cell_memory& memory_of(const cell_variable& variable, std::size_t size, std::size_t alignment);

// The variable, which may have no value yet. Runs while a cell's library is loaded.
template <class T>
T& cell_variable_of(const cell_variable& variable) {
  return *static_cast<T*>(memory_of(variable, sizeof(T), alignof(T)).place());
}

// Gives a variable the value that `make` returns. The earlier value, if it has one, is destroyed after that.
template <class T, class Make>
void cell_define(const cell_variable& variable, Make make) {
  using value = std::remove_const_t<T>;
  cell_memory& memory = memory_of(variable, sizeof(value), alignof(value));
  const auto destroy = [](void* place) noexcept { std::destroy_at(static_cast<value*>(place)); };
  if constexpr (std::is_move_constructible_v<value>) {
    if (memory.has_value()) {
      value made(make());
      memory.clear();
      ::new (memory.place()) value(std::move(made));
      return memory.filled(destroy);
    }
  }
  memory.clear();
  ::new (memory.place()) value(make());
  memory.filled(destroy);
}

// The same for arrays, and values that are made where they stay: `make` gets the memory.
template <class T, class Make>
void cell_define_in_place(const cell_variable& variable, Make make) {
  using value = std::remove_const_t<T>;
  cell_memory& memory = memory_of(variable, sizeof(value), alignof(value));
  memory.clear();
  make(memory.place());
  memory.filled([](void* place) noexcept { std::destroy_at(static_cast<value*>(place)); });
}

// A statement, or a variable's initialiser, and its line in the cell.
struct cell_step {
  void (*run)();
  std::uint32_t line;
};

// Runs a cell's steps in their order, after a check that the variables that it takes from earlier cells have values.
// Collective: all ranks leave it with the same status. Throws nothing: an exception of the user's, on whichever ranks,
// is the cell's error on all ranks. Variables that a failed cell has made are destroyed.
const bodo_cell_result* run_cell(const char* name, std::span<const cell_step> steps,
                                 std::span<const cell_variable> needed) noexcept;

// The value of a cell, which has this type.
void show_text(std::string text);
void show_frame(const DataFrame& frame);

namespace cells {

template <class T>
concept printable = requires(std::ostream& out, const T& value) { out << value; };
template <class T>
concept tuple_like = requires { std::tuple_size<T>::value; };
template <class T>
concept range_like = requires(const T& value) {
  value.begin();
  value.end();
};
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

// Within others, texts are in quotes.
template <class T>
void put_value(std::ostream& out, const T& value, std::string_view type, bool inside = true) {
  if constexpr (std::same_as<T, bool>) {
    out << (value ? "true" : "false");
  } else if constexpr (std::floating_point<T>) {
    char digits[64];
    out << std::string_view(digits, std::to_chars(digits, std::end(digits), value).ptr);
  } else if constexpr (std::convertible_to<const T&, std::string_view>) {
    if constexpr (std::is_pointer_v<T>)
      if (value == nullptr) return void(out << "nullptr");
    const std::string_view text = value;
    if (inside)
      out << '"' << text << '"';
    else
      out << text;
  } else if constexpr (is_optional<T>) {
    if (value)
      put_value(out, *value, type, inside);
    else
      out << "nullopt";
  } else if constexpr (printable<T>) {
    out << value;
  } else if constexpr (range_like<T>) {
    out << '{';
    const char* separator = "";
    for (const auto& each : value) {
      out << std::exchange(separator, ", ");
      put_value(out, each, "...");
    }
    out << '}';
  } else if constexpr (tuple_like<T>) {
    out << '(';
    std::apply(
        [&](const auto&... each) {
          const char* separator = "";
          ((out << std::exchange(separator, ", "), put_value(out, each, "...")), ...);
        },
        value);
    out << ')';
  } else {
    out << '<' << type << '>';
  }
}

}  // namespace cells

// Hands over the value of a cell's last expression: a frame as it is, anything else as text (a container's values, a
// tuple's, what `<<` prints, else the type). A stream, which the statement has written to, is no value.
template <class T>
void cell_show(const T& value, std::string_view type) {
  if constexpr (std::same_as<T, DataFrame>) {
    show_frame(value);
  } else if constexpr (!std::derived_from<T, std::ios_base>) {
    std::ostringstream out;
    cells::put_value(out, value, type, false);
    show_text(std::move(out).str());
  }
}

}  // namespace bodo::rt

// What the tool asks between two cells. Local; the texts are valid until the next call of the same function.
extern "C" {
// [{"name": "df", "type": "bodo::DataFrame", "frame": true}, ...]: the variables that have a value.
const char* bodo_cell_variables();
// C++ that declares the schemas of those that are frames, as they are now: for the next cell's compilation.
const char* bodo_cell_frames();
// The frame of that name; null if there is none. Valid until it is defined again.
const bodo::DataFrame* bodo_cell_frame(const char* name);
// Makes a variable of a frame, or replaces the one of that name.
void bodo_cell_define_frame(const char* name, const bodo::DataFrame* frame);
}
