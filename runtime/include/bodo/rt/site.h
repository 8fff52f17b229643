#pragma once
// Where a statement of the user's program stands: what errors, the guard before collectives and the memory account
// refer to. Emitted code holds one constant for each statement that can fail, communicate or hold memory.
#include <cstdint>

namespace bodo::rt {

struct site {
  const char* file;          // as the user named it to the compiler
  std::uint32_t line;        // 1-based
  const char* operation;     // as the user wrote it: "groupby", "read_parquet"
  std::uint32_t column = 0;  // 1-based; 0 where it is not known: in annotated functions
};

}  // namespace bodo::rt
