#include "bodocc/Ops/ForeignNames.h"

#include <algorithm>

namespace bodocc {

namespace {

constexpr ForeignNames table[] = {
#define FOREIGN(owners, names, remedy) {owners, names, remedy},
#include "Ops/ForeignNames.def"
#undef FOREIGN
};

bool isOneOf(std::string_view word, std::string_view list) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    if (list.substr(0, end) == word) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

}  // namespace

std::span<const ForeignNames> allForeignNames() { return table; }

const char* foreignName(std::string_view owner, std::string_view name) {
  for (const ForeignNames& row : table)
    if (isOneOf(owner, row.owners) && isOneOf(name, row.names)) return row.remedy;
  return nullptr;
}

}  // namespace bodocc
