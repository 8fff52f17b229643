#include "Driver/MakeRule.h"

#include <catch2/catch.hpp>

using bodocc::makeRule;
using bodocc::quoteForMake;

TEST_CASE("names are quoted as make reads them") {
  CHECK(quoteForMake("a/b.h") == "a/b.h");
  CHECK(quoteForMake("my file.h") == "my\\ file.h");
  CHECK(quoteForMake("a\\ b") == "a\\\\\\ b");
  CHECK(quoteForMake("c#") == "c\\#");
  CHECK(quoteForMake("$x") == "$$x");
}

TEST_CASE("a rule names each file once, and wraps") {
  CHECK(makeRule({"a.o"}, {"a.cpp", "x.h", "a.cpp"}, false) == "a.o: a.cpp x.h\n");
  CHECK(makeRule({"a.o", "b.o"}, {"a.cpp", "x y.h"}, true) == "a.o b.o: a.cpp x\\ y.h\nx\\ y.h:\n");
  const std::string longName(60, 'n');
  CHECK(makeRule({"a.o"}, {"a.cpp", longName + "1", longName + "2"}, false) ==
        "a.o: a.cpp " + longName + "1 \\\n  " + longName + "2\n");
}

TEST_CASE("the files of a rule, as compilers write it") {
  using Files = std::vector<std::string>;
  CHECK(bodocc::filesOfRule("a.o: a.cpp x.h \\\n  /y/z.h\n") == Files{"a.cpp", "x.h", "/y/z.h"});
  CHECK(bodocc::filesOfRule("a b.o: my\\ file.h c\\# $$x\n\nmy\\ file.h:\n") == Files{"my file.h", "c#", "$x"});
  CHECK(bodocc::filesOfRule("a.o:").empty());
  CHECK(bodocc::filesOfRule("").empty());
  const Files files{"a.cpp", "x y.h", std::string(70, 'n'), "$#"};
  CHECK(bodocc::filesOfRule(makeRule({"a.o"}, files, true)) == files);
}
