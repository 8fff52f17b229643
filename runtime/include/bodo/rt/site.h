#pragma once
// The place of a statement in the user's program, to which errors, the guard before collectives and the memory account
// refer. Emitted code has one constant for each statement that can fail, communicate or hold memory.
#include <cstddef>
#include <cstdint>

namespace bodo::rt {

struct site {
  const char* file;          // as the user named it to the compiler
  std::uint32_t line;        // 1-based
  const char* operation;     // as the user wrote it: "groupby", "read_parquet"
  std::uint32_t column = 0;  // 1-based; 0 if it is not known: in annotated functions
};

// A text as an argument of a template.
template <std::size_t N>
struct literal {
  char text[N];
  consteval literal(const char (&t)[N]) {
    for (std::size_t i = 0; i < N; ++i) text[i] = t[i];
  }
};

// The sites of one file, named at their use; each is one object, even if it is named several times:
//     using at = rt::sites<"taxi.cpp">;
//     rt::sorter sorted(at::line<16, "sort_values">, ...);
template <literal File>
struct sites {
  template <std::uint32_t Line, literal Operation>
  static constexpr site line{File.text, Line, Operation.text};
};

}  // namespace bodo::rt
