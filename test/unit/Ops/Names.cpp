// Operations that the compiler's sources name are rows of the table; and only lib/Ops names them.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "bodocc/Ops/OpInfo.h"

using namespace bodocc;

namespace {

std::set<std::string> tableIds() {
  std::set<std::string> ids;
  for (const OpInfo& info : allOps()) ids.insert(info.id);
  return ids;
}

// Calls `visit` with the path below the source folder and the text of each of the compiler's sources.
void forEachSource(const std::function<void(const std::string&, const std::string&)>& visit) {
  const char* const source = std::getenv("BODOCC_SOURCE");
  REQUIRE(source != nullptr);
  for (const char* folder : {"lib", "include/bodocc"})
    for (const auto& file : std::filesystem::recursive_directory_iterator(std::filesystem::path(source) / folder)) {
      const std::string extension = file.path().extension().string();
      if (extension != ".cpp" && extension != ".h") continue;
      std::ifstream in(file.path());
      visit(std::filesystem::relative(file.path(), source).string(),
            std::string(std::istreambuf_iterator<char>(in), {}));
    }
}

std::vector<std::smatch> matches(const std::string& text, const std::regex& pattern) {
  return {std::sregex_iterator(text.begin(), text.end(), pattern), {}};
}

// The places of a text that ask which operation something is, by its id.
std::vector<std::string> asksIds(const std::string& text, const std::set<std::string>& ids) {
  std::vector<std::string> found;
  // looked up, compared (also by parts of it), or called like a function of the user's
  const std::regex lookup(R"re(\b(?:op|findOp)\((?:"[\w.]*", )?"([a-z_]+)"\))re");
  const std::regex compared(R"re([!=]= ?"([a-z_]+)"|"([a-z_]+)" ?[!=]=)re");
  const std::regex parts(
      R"re(string_view\([^()]*(?:->|\.)(?:id|state|method)\)(?: [!=]=|\.(?:substr|starts_with|ends_with|find)))re");
  const std::regex named(R"re(isInBodo\([^;{}]*isNamed\([^;{}]*?, "([a-z_]+)"\))re");
  for (const std::regex* pattern : {&lookup, &compared, &named})
    for (const std::smatch& at : matches(text, *pattern))
      if (ids.contains(at[1]) || (at.size() > 2 && ids.contains(at[2]))) found.push_back(at[0]);
  for (const std::smatch& at : matches(text, parts)) found.push_back(at[0]);
  // a map with several of them as keys
  const std::regex list(R"re(\{\{"([a-z_]+)", [^{}]*\}(?:,\s*\{"[a-z_]+", [^{}]*\})+)re"), key(R"re(\{"([a-z_]+)",)re");
  for (const std::smatch& at : matches(text, list)) {
    std::size_t known = 0;
    const std::string keys = at[0];
    for (const std::smatch& k : matches(keys, key)) known += ids.contains(k[1]) ? 1 : 0;
    if (known > 1) found.push_back(keys);
  }
  return found;
}

}  // namespace

TEST_CASE("every operation that is named in lib is in the table") {
  const std::set<std::string> known = tableIds();
  // op("add"), apply(ctx, "add", ...), call(ctx, "add", ...), and names after a condition in them
  const std::regex use(R"re(\b(?:op\(|(?:apply|call)\(ctx, )([^;{}]*?)[,)])re"), literal(R"re("([a-z_]+)")re");
  std::size_t found = 0;
  forEachSource([&](const std::string& path, const std::string& text) {
    for (const std::smatch& at : matches(text, use)) {
      const std::string argument = at[1];
      for (const std::smatch& name : matches(argument, literal)) {
        INFO(path << ": " << at[0]);
        CHECK(known.contains(name[1]));
        ++found;
      }
    }
  });
  CHECK(found > 50);
}

TEST_CASE("passes, the plan, the emitter and the front end ask properties, not ids") {
  const std::set<std::string> ids = tableIds();
  std::size_t files = 0;
  forEachSource([&](const std::string& path, const std::string& text) {
    if (path.starts_with("lib/Ops/") || path.starts_with("include/bodocc/Ops/")) return;
    ++files;
    for (const std::string& place : asksIds(text, ids)) {
      INFO(path);
      CHECK(place == "");
    }
  });
  CHECK(files > 50);
}

TEST_CASE("what asks for an id is found") {
  const std::set<std::string> ids = tableIds();
  for (const char* text :
       {R"(op.info = &bodocc::op("materialise");)", R"(if (id == "window") return;)", R"(return "sum" == id;)",
        R"(std::string_view(read.info->id).substr(5))", R"(std::string_view(c.aggregate->state) == "rt::count")",
        R"(map = {{"gather", "all rows"}, {"cut", "own rows"}};)", R"(isInBodo(f) && isNamed(f, "barrier"))"}) {
    INFO(text);
    CHECK(asksIds(text, ids).size() == 1);
  }
  CHECK(asksIds(R"(if (owner == "Series") name = info.id; types = {{"date", 1}, {"int64", 2}};)", ids).empty());
}
