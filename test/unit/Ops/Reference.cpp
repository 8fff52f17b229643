// The reference page of the operations is what docs/operations.md holds; BODO_UPDATE_GOLDEN=1 writes it anew.
#include <bodocc/Ops/OpInfo.h>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

TEST_CASE("docs/operations.md is printed from the table") {
  const char* const tree = std::getenv("BODOCC_SOURCE");  // set by ctest
  REQUIRE(tree);
  const auto page = std::filesystem::path(tree) / "docs" / "operations.md";
  const std::string printed = bodocc::referencePage();
  const char* update = std::getenv("BODO_UPDATE_GOLDEN");
  if (update && std::string(update) == "1") std::ofstream(page) << printed;

  std::ifstream file(page);
  REQUIRE(file);
  std::stringstream held;
  held << file.rdbuf();
  INFO("BODO_UPDATE_GOLDEN=1 tools/test -R Ops.Reference writes it anew");
  CHECK(held.str() == printed);
}
