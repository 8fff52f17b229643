// Names of emitted code: identifiers of any text, free of the user's names, keywords and macros; and string literals.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include <unistd.h>

#include "Emit/Code.h"

using bodocc::identifier;
using bodocc::literal;
using bodocc::Names;
using bodocc::stringValue;

namespace {

// Random text of hostile pieces.
std::string hostile(std::mt19937& random, std::size_t pieces) {
  static const char* const all[] = {"a",    "_",  "__", " ",  "7",  "int", "\"", "\\",
                                    "?\?/", "\n", "\t", "//", "*/", "é",   "x"};
  std::string text;
  for (std::size_t n = random() % (pieces + 1); n > 0; --n) text += all[random() % std::size(all)];
  return text;
}

// Accepted by a compiler, without a warning.
bool compiles(const std::string& text) {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / fmt::format("bodocc_names_{}.cpp", ::getpid());
  std::ofstream(file) << text;
  const std::string command =
      fmt::format("g++ -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Werror {}", file.string());
  const bool good = std::system(command.c_str()) == 0;
  std::filesystem::remove(file);
  return good;
}

}  // namespace

TEST_CASE("any text has an identifier") {
  CHECK(identifier("price") == "price");
  CHECK(identifier("unit price (EUR)") == "unit_price_EUR_");
  CHECK(identifier("a__b") == "a_b");
  CHECK(identifier("__a") == "a");
  CHECK(identifier("2024") == "n2024");
  CHECK(identifier("") == "value");
  CHECK(identifier("!?") == "value");
  CHECK(identifier("\xc3\xa9t\xc3\xa9") == "t_");
  CHECK(identifier("class") == "class_");
  CHECK(identifier("co_await") == "co_await_");
  CHECK(identifier(std::string(500, 'x')) == std::string(60, 'x'));
}

TEST_CASE("a name that is taken is followed by a word, then by a number") {
  Names names({"kept"});
  CHECK(names.fresh("rows") == "rows");
  CHECK(names.fresh("rows") == "rows_2");
  CHECK(names.fresh("rows") == "rows_3");
  CHECK(names.fresh("kept", "rows", "all") == "kept_rows");
  CHECK(names.fresh("kept", "rows", "all") == "kept_all");
  CHECK(names.fresh("kept", "rows", "all") == "kept_rows_2");
  names.take("sum_2");
  CHECK(names.fresh("sum") == "sum");
  CHECK(names.fresh("sum") == "sum_3");
  names.release("sum");
  CHECK(names.fresh("sum") == "sum");
  // no two underscores beside each other
  CHECK(names.fresh("int") == "int_");
  CHECK(names.fresh("int") == "int_2");
  CHECK(names.fresh("int", "rows") == "int_rows");
  // what comes after all of them
  CHECK(names.fresh("kept", "rows", "", "_builder") == "kept_builder");
  CHECK(names.fresh("kept", "rows", "", "_builder") == "kept_rows_builder");
  CHECK(names.fresh("kept", "rows", "", "_builder") == "kept_rows_builder_2");
}

TEST_CASE("macros are never free") {
  Names names({}, [](std::string_view name) { return name == "rows" || name == "rows_2" || name == "n_of"; });
  CHECK(names.fresh("rows") == "rows_3");
  CHECK(names.fresh("n") == "n");
  CHECK(names.fresh("n", "of", "rows") == "n_rows");
}

TEST_CASE("names of a block are free after it") {
  Names names({});
  CHECK(names.fresh("i") == "i");
  names.enter();
  CHECK(names.fresh("i") == "i_2");
  CHECK(names.fresh("j") == "j");
  names.enter();
  CHECK(names.fresh("k") == "k");
  CHECK(names.outlive(names.fresh("table")) == "table");
  CHECK(names.outlive("j") == "j");
  names.leave();
  CHECK(names.fresh("k") == "k");
  names.leave();
  CHECK(names.fresh("j") == "j_2");
  CHECK(names.fresh("k") == "k");
  CHECK(names.fresh("i") == "i_2");
  CHECK(names.fresh("table") == "table_2");
}

TEST_CASE("names of any texts differ from each other and from the user's, and a compiler takes them") {
  std::mt19937 random(3);
  const std::vector<std::string> users = {"a", "x", "a_", "n7", "int_", "value", "a_2"};
  Names names(users);
  std::set<std::string> seen(users.begin(), users.end());
  std::string program = "struct Rows {\n";
  for (int n = 0; n < 2000; ++n) {
    const std::string wanted = hostile(random, 6) + (n % 50 == 0 ? std::string(70, 'y') : "");
    const std::string name = names.fresh(wanted, n % 3 == 0 ? "rows" : "", n % 5 == 0 ? "int" : "");
    INFO(wanted);
    CHECK(seen.insert(name).second);
    CHECK(name.find("__") == std::string::npos);
    CHECK(name.front() != '_');
    CHECK(name.size() < 70);
    program += "  int " + name + ";\n";
  }
  CHECK(compiles(program + "};\n"));
}

TEST_CASE("keywords of C++ are no names") {
  std::string program = "struct Keywords {\n";
  for (const char* word : {"alignas",  "and_eq",   "asm",       "bitand",    "bool",          "char8_t", "co_return",
                           "compl",    "concept",  "consteval", "constinit", "decltype",      "do",      "export",
                           "final",    "if",       "import",    "module",    "not",           "nullptr", "operator",
                           "override", "register", "requires",  "signed",    "static_assert", "this",    "thread_local",
                           "typeid",   "typeof",   "using",     "volatile",  "wchar_t",       "xor_eq"})
    program += fmt::format("  int {};\n", identifier(word));
  CHECK(compiles(program + "};\n"));
}

TEST_CASE("a literal has the bytes of its text") {
  CHECK(literal("a") == "\"a\"");
  CHECK(literal("say \"hi\"\\\n\t\x01"
                "1") == "\"say \\\"hi\\\"\\\\\\n\\t\\0011\"");
  CHECK(literal("?\?/ ?\?\?= ?") == "\"?\\?/ ?\\?\\?= ?\"");
  CHECK(stringValue("a") == "\"a\"");
  CHECK(stringValue(std::string_view("a\0b", 3)) == "std::string_view(\"a\\000b\", 3)");

  std::mt19937 random(5);
  std::string program =
      "constexpr bool same(const char* text, unsigned long size, const unsigned char* bytes, unsigned long count) {\n"
      "  if (size != count) return false;\n"
      "  for (unsigned long n = 0; n < count; ++n)\n"
      "    if (static_cast<unsigned char>(text[n]) != bytes[n]) return false;\n"
      "  return true;\n"
      "}\n";
  for (int n = 0; n < 300; ++n) {
    std::string text = hostile(random, 8);
    if (n % 2 == 0) text += static_cast<char>(n / 2 % 128);  // each character once
    if (n % 3 == 0) text += "9f";
    std::string bytes;
    for (const char c : text) bytes += fmt::format("{}, ", static_cast<unsigned char>(c));
    program += fmt::format("constexpr unsigned char t{}[] = {{{}0}};\n", n, bytes);
    program += fmt::format("static_assert(same({}, {}, t{}, {}));\n", literal(text),
                           fmt::format("sizeof({}) - 1", literal(text)), n, text.size());
  }
  CHECK(compiles(program));
}
