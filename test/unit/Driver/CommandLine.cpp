#include <bodocc/Driver/CommandLine.h>

#include <catch2/catch.hpp>

using bodocc::CommandLine;
using bodocc::CommandLineError;
using bodocc::parseCommandLine;
using Action = CommandLine::Action;
using Strings = std::vector<std::string>;

namespace {

// The link line, an input as <path>.
Strings linkLine(const CommandLine& line) {
  Strings words;
  for (const auto& item : line.linkItems) {
    const auto* index = std::get_if<std::size_t>(&item);
    words.push_back(index ? '<' + line.inputs[*index].path + '>' : std::get<std::string>(item));
  }
  return words;
}

}  // namespace

TEST_CASE("the action is the earliest stage that is asked for") {
  CHECK(parseCommandLine({"a.cpp"}).action == Action::link);
  CHECK(parseCommandLine({"-c", "a.cpp"}).action == Action::compile);
  CHECK(parseCommandLine({"-c", "-S", "a.cpp"}).action == Action::emitSource);
  CHECK(parseCommandLine({"-E", "-c", "a.cpp"}).action == Action::preprocess);
  CHECK(parseCommandLine({"-MM", "a.cpp"}).action == Action::dependencies);
  CHECK(parseCommandLine({"-fsyntax-only", "a.cpp"}).action == Action::checkSyntax);
  CHECK(parseCommandLine({"--help"}).action == Action::help);
  CHECK(parseCommandLine({"--version", "a.cpp"}).action == Action::version);
  CHECK(parseCommandLine({"-v"}).action == Action::askHost);
  CHECK(parseCommandLine({"-dumpmachine"}).action == Action::askHost);
}

TEST_CASE("an option's argument is not an option") {
  const CommandLine line = parseCommandLine({"a.cpp", "-o", "-S", "-D", "--help", "-Xlinker", "-c"});
  CHECK(line.action == Action::link);
  CHECK(line.output == "-S");
}

TEST_CASE("inputs are bodocc's by name or by -x") {
  const CommandLine line =
      parseCommandLine({"a.cpp", "b.cc", "c.o", "-x", "c", "d.cpp", "-x", "c++", "e", "-x", "none", "f.s"});
  REQUIRE(line.inputs.size() == 6);
  CHECK(line.inputs[0].compiled);
  CHECK(line.inputs[1].compiled);
  CHECK_FALSE(line.inputs[2].compiled);
  CHECK_FALSE(line.inputs[3].compiled);
  CHECK(line.inputs[3].language == "c");
  CHECK(line.inputs[4].compiled);
  CHECK_FALSE(line.inputs[5].compiled);
  CHECK(line.inputs[5].language.empty());
}

TEST_CASE("the link line keeps the user's order") {
  const CommandLine line =
      parseCommandLine({"-L.", "a.cpp", "-lfirst", "b.o", "-Wl,--start-group", "-lsecond", "-o", "p"});
  CHECK(linkLine(line) == Strings{"-L.", "<a.cpp>", "-lfirst", "<b.o>", "-Wl,--start-group", "-lsecond"});
}

TEST_CASE("each tool gets what it understands") {
  const CommandLine line = parseCommandLine({"a.cpp", "-DX=1", "-I", "inc", "-O3", "-g", "-Wall", "-fanalyzer", "-lm",
                                             "-MD", "-MF", "a.d", "-flto", "-march=native", "-c"});
  CHECK(line.compileArgs ==
        Strings{"-DX=1", "-I", "inc", "-O3", "-g", "-Wall", "-fanalyzer", "-flto", "-march=native"});
  CHECK(line.clangArgs == Strings{"-DX=1", "-I", "inc", "-O3", "-Wall", "-march=native"});
  CHECK(line.optimizationGiven);
  CHECK(line.debugInfo);
  CHECK_FALSE(line.standardGiven);
  CHECK(line.dependencies.write);
  CHECK(line.dependencies.systemHeaders);
  CHECK(line.dependencies.file == "a.d");
}

TEST_CASE("-g0 and later options take back earlier ones") {
  CHECK_FALSE(parseCommandLine({"a.cpp", "-g", "-g0"}).debugInfo);
  CHECK(parseCommandLine({"a.cpp", "-ffast-math"}).reassociates == "-ffast-math");
  CHECK(parseCommandLine({"a.cpp", "-Ofast"}).reassociates == "-Ofast");
  CHECK(parseCommandLine({"a.cpp", "-ffp-contract=fast"}).reassociates == "-ffp-contract=fast");
  CHECK(parseCommandLine({"a.cpp", "-ffp-contract=off"}).reassociates.empty());
  CHECK(parseCommandLine({"a.cpp", "-ffast-math", "-fno-fast-math"}).reassociates.empty());
}

TEST_CASE("options of bodocc itself are not passed on") {
  const CommandLine line = parseCommandLine({"--report=distribution", "--time-passes", "--host-compiler=clang++-19",
                                             "-Wno-bodo-no-parallelism", "-Rbodo", "a.cpp"});
  CHECK(line.reports.distribution);
  CHECK_FALSE(line.reports.specializations);
  CHECK(line.passes.timePasses);
  CHECK(line.hostCompiler == "clang++-19");
  CHECK(line.compileArgs.empty());
  CHECK(line.clangArgs.empty());
  using Level = bodocc::DiagnosticOptions::Level;
  CHECK(line.diagnostics.levelOf("no-parallelism", true) == Level::ignored);
  CHECK(line.diagnostics.levelOf("never-called", true) == Level::warning);
  CHECK(line.diagnostics.levelOf("gathered", false) == Level::remark);
}

TEST_CASE("misspelt options of bodocc get a suggestion") {
  const auto what = [](const Strings& arguments) -> std::string {
    try {
      parseCommandLine(arguments);
    } catch (const CommandLineError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(what({"--report=distributon", "a.cpp"}) == "there is no report 'distributon'; did you mean 'distribution'?");
  CHECK(what({"--lst-passes"}) == "unknown option '--lst-passes'; did you mean '--list-passes'?");
  CHECK(what({"-fbodo-unheard-of", "a.cpp"}) == "unknown option '-fbodo-unheard-of'");
  CHECK(what({"--stop-after=Nonsense", "a.cpp"}) == "there is no pass 'Nonsense'; --list-passes lists them");
  CHECK(what({}) == "no input files");
  CHECK(what({"a.cpp", "-o"}) == "'-o' is missing its argument");
  CHECK(what({"-c", "a.cpp", "b.cpp", "-o", "x.o"}) == "cannot give one -o for the outputs of several inputs");
  CHECK(what({"-S", "-"}) == "standard input has no name that says its language; use -x c++");
  CHECK(what({"-fno-such-option-of-clang", "a.cpp"}).empty());  // the host compiler may know it
}

TEST_CASE("-Werror, -w and their exceptions") {
  using Level = bodocc::DiagnosticOptions::Level;
  const auto level = [](Strings options) {
    options.emplace_back("a.cpp");
    return parseCommandLine(options).diagnostics.levelOf("x", true);
  };
  CHECK(level({}) == Level::warning);
  CHECK(level({"-Werror"}) == Level::error);
  CHECK(level({"-Werror", "-Wno-error"}) == Level::warning);
  CHECK(level({"-Werror", "-Wno-error=bodo-x"}) == Level::warning);
  CHECK(level({"-Werror=bodo-x"}) == Level::error);
  CHECK(level({"-Werror=bodo-y"}) == Level::warning);
  CHECK(level({"-Wno-bodo-x", "-Wbodo-x"}) == Level::warning);
  CHECK(level({"-w", "-Werror"}) == Level::ignored);
}
