#pragma once
// "Did you mean": the candidate that a misspelt name most likely means. One rule for columns, operations, options
// of the attribute and of the command line.
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bodocc {

// Number of inserted, removed, replaced or swapped neighbouring characters between `a` and `b`; letters that differ
// only in case count as half a replacement, so the result is in half edits.
unsigned editDistance(std::string_view a, std::string_view b);

// The nearest candidate, the first of several, if it differs in at most a third of the name's letters.
std::optional<std::string> nearestName(std::string_view name, std::span<const std::string> candidates);

}  // namespace bodocc
