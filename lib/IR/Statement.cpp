// The user's statements: found by the places of their ops and expressions, which passes keep.
#include "bodocc/IR/IR.h"

#include <algorithm>
#include <utility>

namespace bodocc {

static std::pair<std::uint32_t, std::uint32_t> placeIn(const SourceLoc& loc) { return {loc.line, loc.column}; }

// The first one that begins after the place.
static auto behind(const Function& f, const SourceLoc& place) {
  return std::ranges::upper_bound(f.statements, placeIn(place), {},
                                  [](const Statement& s) { return placeIn(s.begin); });
}

void addStatement(Function& f, Statement statement) {
  const auto at = behind(f, statement.begin);
  // bodies of loops are lowered again
  if (at != f.statements.begin() && std::prev(at)->begin == statement.begin) return;
  f.statements.insert(at, std::move(statement));
}

const Statement* statementAt(const Function& f, SourceLoc place) {
  const auto at = behind(f, place);
  if (at == f.statements.begin() || placeIn(std::prev(at)->end) < placeIn(place)) return nullptr;
  return &*std::prev(at);
}

}  // namespace bodocc
