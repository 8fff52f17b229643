// Operations that the compiler's sources name are rows of the table.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "bodocc/Ops/OpInfo.h"

using namespace bodocc;

TEST_CASE("every operation that is named in lib is in the table") {
  const char* const source = std::getenv("BODOCC_SOURCE");
  REQUIRE(source != nullptr);
  std::set<std::string> known;
  for (const OpInfo& info : allOps()) known.insert(info.id);
  // op("add"), apply(ctx, "add", ...), call(ctx, "add", ...), and what stands behind a condition in them
  const std::regex use(R"re(\b(?:op\(|(?:apply|call)\(ctx, )([^;{}]*?)[,)])re"), literal(R"re("([a-z_]+)")re");
  std::size_t found = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(std::filesystem::path(source) / "lib")) {
    if (file.path().extension() != ".cpp") continue;
    std::ifstream in(file.path());
    const std::string text(std::istreambuf_iterator<char>(in), {});
    for (std::sregex_iterator at(text.begin(), text.end(), use), end; at != end; ++at) {
      const std::string argument = (*at)[1];
      for (std::sregex_iterator name(argument.begin(), argument.end(), literal), last; name != last; ++name, ++found) {
        INFO(file.path().filename().string() << ": " << (*at)[0]);
        CHECK(known.contains((*name)[1]));
      }
    }
  }
  CHECK(found > 50);
}
