// Names and habits of other libraries (pandas, Polars, Spark, dplyr, SQL) with their replacements: the table
// lib/Ops/ForeignNames.def. A new operation changes the rows that said it does not exist.
#pragma once

#include <span>
#include <string_view>

namespace bodocc {

// One row: words with spaces between.
struct ForeignNames {
  const char* owners;
  const char* names;
  const char* remedy;
};

std::span<const ForeignNames> allForeignNames();

// The remedy for `name` of `owner` ("DataFrame", "Series.str", "bodo", "global", "option"); null if there is no row.
const char* foreignName(std::string_view owner, std::string_view name);

}  // namespace bodocc
