#include "Driver/PrecompiledHeader.h"

#include <catch2/catch.hpp>

using bodocc::beginsWithBodo;
using bodocc::fitsPrecompiledHeader;

TEST_CASE("only comments and system headers may stand before the header") {
  CHECK(beginsWithBodo("#include <bodo/bodo.h>\n"));
  CHECK(beginsWithBodo("// A program.\n\n#include <iostream>\n  # include \"bodo/bodo.h\"\nint x;"));
  CHECK(beginsWithBodo("/* A\n#define X\n program */ #include <bodo/bodo.h>"));
  CHECK(beginsWithBodo("\xef\xbb\xbf#include <bodo/bodo.h>\r\n"));
  CHECK_FALSE(beginsWithBodo("#define NDEBUG\n#include <bodo/bodo.h>\n"));
  CHECK_FALSE(beginsWithBodo("#include \"mine.h\"\n#include <bodo/bodo.h>\n"));
  CHECK_FALSE(beginsWithBodo("int x;\n#include <bodo/bodo.h>\n"));
  CHECK_FALSE(beginsWithBodo("/* #include <bodo/bodo.h>\n"));
  CHECK_FALSE(beginsWithBodo("#include <iostream>\n"));
  CHECK_FALSE(beginsWithBodo(""));
}

TEST_CASE("options that the header cannot see do not matter") {
  CHECK(fitsPrecompiledHeader({}));
  CHECK(fitsPrecompiledHeader({"-Wall", "-Werror", "-I", "-DX", "-Iinclude", "-O3"}));
  CHECK_FALSE(fitsPrecompiledHeader({"-DX"}));
  CHECK_FALSE(fitsPrecompiledHeader({"-Wp,-DX"}));
  CHECK(fitsPrecompiledHeader({"-O0", "-std=c++20"}));
  CHECK_FALSE(fitsPrecompiledHeader({"-O2", "-O0"}));
  CHECK_FALSE(fitsPrecompiledHeader({"-O0", "-O2"}));
  CHECK_FALSE(fitsPrecompiledHeader({"-std=c++23"}));
  CHECK_FALSE(fitsPrecompiledHeader({"-fopenmp"}));
  CHECK_FALSE(fitsPrecompiledHeader({"-include", "x.h"}));
}
