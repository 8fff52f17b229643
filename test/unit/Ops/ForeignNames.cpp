// The table of other libraries' names agrees with the table of operations.
#include <bodocc/Ops/ForeignNames.h>
#include <bodocc/Ops/OpInfo.h>

#include <catch2/catch.hpp>

#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace bodocc {

namespace {

std::set<std::string> words(const char* list) {
  std::istringstream stream(list);
  return {std::istream_iterator<std::string>(stream), {}};
}

}  // namespace

TEST_CASE("what is to be written instead exists") {
  // of ordinary code, and what only chooses whose operations follow
  std::set<std::string> known{"columns", "schema", "str", "dt", "size"};
  for (const OpInfo& info : allOps()) known.insert(info.method);
  const std::regex call(R"((?:[^:]|^)(?:\.|bodo::)([a-z_]+)\()");
  for (const ForeignNames& row : allForeignNames()) {
    const std::string remedy = row.remedy;
    for (auto it = std::sregex_iterator(remedy.begin(), remedy.end(), call); it != std::sregex_iterator(); ++it) {
      INFO(remedy);
      CHECK(known.contains((*it)[1].str()));
    }
  }
}

TEST_CASE("a foreign name is no operation of its owner, and stands in one row") {
  std::set<std::pair<std::string, std::string>> seen;
  for (const ForeignNames& row : allForeignNames())
    for (const std::string& owner : words(row.owners))
      for (const std::string& name : words(row.names)) {
        INFO(owner << "." << name);
        // a row of GroupBy is one of a column of the groups
        if (owner != "GroupBy") CHECK(findOp(owner, name) == nullptr);
        CHECK(seen.insert({owner, name}).second);
        CHECK(foreignName(owner, name) == row.remedy);
      }
}

}  // namespace bodocc
