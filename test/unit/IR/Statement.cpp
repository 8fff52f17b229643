// Statements: found by the places of their ops and expressions.
#include "../Program.h"

using namespace bodocc;

static SourceLoc at(std::uint32_t line, std::uint32_t column) { return {1, line, column}; }

TEST_CASE("a place belongs to the statement around it") {
  Function f;
  addStatement(f, {at(7, 3), at(8, 20), {"second"}, {}});
  addStatement(f, {at(5, 3), at(5, 12), {"first"}, {}});
  CHECK(statementAt(f, at(5, 3))->lines.front() == "first");
  CHECK(statementAt(f, at(5, 12))->lines.front() == "first");
  CHECK(statementAt(f, at(8, 1))->lines.front() == "second");
  CHECK(statementAt(f, at(5, 13)) == nullptr);
  CHECK(statementAt(f, at(4, 9)) == nullptr);
  CHECK(statementAt(f, at(9, 1)) == nullptr);
}

TEST_CASE("a statement that is lowered again is kept once") {
  Function f;
  for (int round = 0; round < 2; ++round) addStatement(f, {at(5, 3), at(5, 12), {"again"}, {}});
  CHECK(f.statements.size() == 1);
}
