#pragma once
// Where a statement of the user's program stands: what errors, the guard before collectives and the memory account
// refer to. Emitted code has one constant for each statement that can fail, communicate or hold memory.
#include <cstddef>
#include <cstdint>

namespace bodo::rt {

struct site {
  const char* file;          // as the user named it to the compiler
  std::uint32_t line;        // 1-based
  const char* operation;     // as the user wrote it: "groupby", "read_parquet"
  std::uint32_t column = 0;  // 1-based; 0 where it is not known: in annotated functions
};

// A text as an argument of a template.
template <std::size_t N>
struct literal {
  char text[N];
  consteval literal(const char (&t)[N]) {
    for (std::size_t i = 0; i < N; ++i) text[i] = t[i];
  }
};

// The sites of one file, where they are used; each is one object, however often it is named:
//     using at = rt::sites<"taxi.cpp">;
//     rt::sorter sorted(at::line<16, "sort_values">, ...);
template <literal File>
struct sites {
  template <std::uint32_t Line, literal Operation>
  static constexpr site line{File.text, Line, Operation.text};
};

}  // namespace bodo::rt
