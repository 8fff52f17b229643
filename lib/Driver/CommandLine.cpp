#include <bodocc/Driver/CommandLine.h>
#include <bodocc/Driver/PassList.h>
#include <bodocc/Support/NearestName.h>
#include <clang/Basic/DiagnosticIDs.h>
#include <clang/Driver/Options.h>
#include <fmt/format.h>
#include <llvm/Option/Arg.h>
#include <llvm/Option/ArgList.h>
#include <llvm/Support/Allocator.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/StringSaver.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

#include "MakeRule.h"
#include "OptionTable.h"

namespace bodocc {
namespace {

namespace clang_opt = clang::driver::options;
using llvm::opt::Arg;

// Files that are C++ by their name: clang++'s list, in which `.c` is C++ too.
bool isCxxName(llvm::StringRef path) {
  static constexpr std::array names{".cpp", ".cc", ".cxx", ".c++", ".cp", ".C", ".CPP", ".c", ".ii", ".cppm"};
  const llvm::StringRef extension = llvm::sys::path::extension(path);
  return std::any_of(names.begin(), names.end(), [&](const char* name) { return extension == name; });
}

bool isCxxLanguage(llvm::StringRef language) { return language == "c++" || language == "c++-cpp-output"; }

// True if Clang gives the warnings of this `-W…`, so that the host compiler need not repeat them.
bool warnsItself(llvm::StringRef option) {
  option.consume_front("-W");
  option.consume_front("no-");
  if (option.consume_front("error=") || option.consume_front("no-error=")) option.consume_front("no-");
  if (option.empty() || option == "error" || option == "fatal-errors" || option == "everything") return true;
  llvm::SmallVector<clang::diag::kind> found;
  const clang::DiagnosticIDs diagnostics;
  // groups without members exist only for compatibility with g++
  return !diagnostics.getDiagnosticsInGroup(clang::diag::Flavor::WarningOrError, option, found) && !found.empty();
}

// True if a host compiler may not know this option of Clang. Finding out takes a run of it, so common options are
// excluded.
bool mayBeUnknownToHost(llvm::StringRef option) {
  static constexpr std::array everyday{
      "-fPIC",           "-fPIE",         "-fpic",       "-fpie",
      "-Wall",           "-Wextra",       "-Wpedantic",  "-Werror",
      "-fno-exceptions", "-fno-rtti",     "-fopenmp",    "-fno-omit-frame-pointer",
      "-fwrapv",         "-march=native", "-ffast-math", "-fvisibility-inlines-hidden"};
  if (std::find(everyday.begin(), everyday.end(), option) != everyday.end()) return false;
  if (option.starts_with("-fvisibility=") || option.starts_with("-Wno-")) return false;
  for (const char* family : {"-f", "-m", "-W", "-X", "-R", "-n", "-gen", "-target", "-arch", "--"})
    if (option.starts_with(family)) return true;
  return false;
}

// Agents say that they run a command.
bool agentReads() {
  const char* const agent = std::getenv("AI_AGENT");
  return agent != nullptr && *agent != '\0';
}

// Reads a command line from left to right.
class Reader {
 public:
  explicit Reader(std::vector<const char*> arguments) : arguments_(std::move(arguments)) {
    if (agentReads()) line_.format = MessageFormat::markdown;
  }

  CommandLine read();

 private:
  unsigned readOwn(unsigned at, bool unknownToClang);
  void readShared(const Arg& arg, const std::string& spelling);
  void readForeign(const Arg& arg, const std::vector<std::string>& spelling);
  void addInput(llvm::StringRef path);
  void setAction(CommandLine::Action action);
  void check() const;

  std::vector<const char*> arguments_;
  CommandLine line_;
  std::string language_;      // -x in effect
  bool actionGiven_ = false;  // any of -c -S -E …
  bool asksHost_ = false;     // an option that is valid without inputs
};

std::string suggestion(llvm::StringRef argument) {
  if (argument.starts_with("--help=")) return "";  // the host compiler's
  std::string nearest;
  // at most two edits: more would be another word
  if (optionTable().findNearest(argument, nearest) > 2) return "";
  return fmt::format("; did you mean '{}'?", nearest);
}

void checkPassName(const std::string& name, bool allIsAName) {
  std::vector<std::string> names;
  for (const Pass& pass : passes()) names.emplace_back(pass.name);
  if (allIsAName) names.emplace_back("all");
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  const auto nearest = nearestName(name, names);
  throw CommandLineError(
      fmt::format("there is no pass '{}'{}", name,
                  nearest ? fmt::format("; did you mean '{}'?", *nearest) : std::string("; --list-passes lists them")));
}

// Options of bodocc itself: the number of arguments that one takes, 0 if it is another's. An argument that only looks
// like one is an error: the host compiler cannot know it either.
unsigned Reader::readOwn(unsigned at, bool unknownToClang) {
  const llvm::StringRef argument = arguments_[at];
  unsigned length = 0;
  const auto* const begin = arguments_.data();
  const llvm::opt::InputArgList arguments(begin + at, begin + std::min<std::size_t>(at + 2, arguments_.size()));
  const std::unique_ptr<Arg> arg(optionTable().ParseOneArg(arguments, length));
  // (a -n of the linker's may be the last one)
  if (!arg && length != 0 && (line_.run || argument.starts_with("--")))
    throw CommandLineError(fmt::format("'{}' is missing its argument", argument.str()));
  const auto value = [&] { return std::string(arg->getValue()); };
  switch (arg ? arg->getOption().getID() : unsigned{opt::OPT_UNKNOWN}) {
    case opt::OPT_help: line_.action = CommandLine::Action::help; return length;
    case opt::OPT_version: line_.action = CommandLine::Action::version; return length;
    case opt::OPT_list_passes: line_.action = CommandLine::Action::listPasses; return length;
    case opt::OPT_explain:
      line_.action = CommandLine::Action::explain;
      line_.explained = value();
      return length;
    case opt::OPT_fbodo_asm:
      line_.assembly = true;
      setAction(CommandLine::Action::compile);
      return length;
    case opt::OPT_fdiagnostics_format_EQ: {
      const std::map<std::string, MessageFormat> formats{
          {"text", MessageFormat::text},          {"json", MessageFormat::json},
          {"json-stderr", MessageFormat::json},   {"sarif", MessageFormat::sarif},
          {"sarif-stderr", MessageFormat::sarif}, {"markdown", MessageFormat::markdown}};
      const auto format = formats.find(value());
      if (format == formats.end()) return 0;  // Clang's others: msvc, vi
      line_.format = format->second;
      return length;
    }
    case opt::OPT_run: line_.run.emplace(); return length;
    case opt::OPT_check:
      line_.run.emplace();
      line_.check = true;
      return length;
    case opt::OPT_fbodo_check: line_.check = true; return length;
    case opt::OPT_fno_bodo_check: line_.check = false; return length;
    case opt::OPT_fbodo_check_fault_EQ: line_.fault = value(); return length;
    case opt::OPT_instead_of: return length;
    case opt::OPT_run_n: {
      if (!line_.run) return 0;  // the linker's -n
      unsigned ranks = 0;
      if (llvm::StringRef(value()).getAsInteger(10, ranks) || ranks == 0)
        throw CommandLineError(fmt::format("{} is followed by a number of ranks, not '{}'", argument.str(), value()));
      line_.run->ranks = ranks;
      return length;
    }
    case opt::OPT_print_after_EQ:
      checkPassName(value(), true);
      line_.passes.printAfter.push_back(value());
      return length;
    case opt::OPT_stop_after_EQ:
      checkPassName(value(), false);
      line_.passes.stopAfter = value();
      return length;
    case opt::OPT_disable_EQ:
      checkPassName(value(), false);
      line_.passes.disabled.push_back(value());
      return length;
    case opt::OPT_time_passes: line_.passes.timePasses = true; return length;
    case opt::OPT_time_report: line_.timeReport = true; return length;
    case opt::OPT_omit_uncalled: line_.omitUncalled = true; return length;
    case opt::OPT_fbodo_variance_check: line_.checkVariance = true; return length;
    case opt::OPT_fno_bodo_variance_check: line_.checkVariance = false; return length;
    case opt::OPT_fbodo_collective_check: line_.checkCollectives = true; return length;
    case opt::OPT_fno_bodo_collective_check: line_.checkCollectives = false; return length;
    case opt::OPT_schema_dir_EQ:
      if (!llvm::sys::fs::is_directory(value()))
        throw CommandLineError(fmt::format("--schema-dir: there is no folder '{}'", value()));
      line_.schemaDirs.push_back(value());
      return length;
    case opt::OPT_host_compiler_EQ: line_.hostCompiler = value(); return length;
    case opt::OPT_cell_EQ:
      if (value().empty()) throw CommandLineError("--cell needs the cell's name");
      line_.cell = value();
      return length;
    case opt::OPT_cache_EQ:
      if (value() == "off")
        line_.useCache = false;
      else if (value() == "clear")
        line_.action = CommandLine::Action::clearCache;
      else if (value() == "stats")
        line_.action = CommandLine::Action::cacheStatistics;
      else
        throw CommandLineError(fmt::format("--cache is 'off', 'clear' or 'stats', not '{}'", value()));
      return length;
    case opt::OPT_report_EQ: {
      ReportOptions& reports = line_.reports;
      const std::map<std::string, bool*> kinds{{"distribution", &reports.distribution},
                                               {"functions", &reports.functions},
                                               {"html", &reports.html},
                                               {"plan", &reports.plan},
                                               {"plan-json", &reports.planJson},
                                               {"specializations", &reports.specializations},
                                               {"variance", &reports.variance}};
      if (const auto kind = kinds.find(value()); kind != kinds.end()) {
        *kind->second = true;
        return length;
      }
      std::vector<std::string> names;
      for (const auto& [name, flag] : kinds) names.push_back(name);
      const auto nearest = nearestName(value(), names);
      throw CommandLineError(fmt::format("there is no report '{}'; {}", value(),
                                         nearest ? fmt::format("did you mean '{}'?", *nearest)
                                                 : fmt::format("there are '{}'", fmt::join(names, "', '"))));
    }
    case opt::OPT_Wbodo:
    case opt::OPT_Wno_bodo:
    case opt::OPT_Werror_bodo:
    case opt::OPT_Wno_error_bodo:
    case opt::OPT_Rbodo:
    case opt::OPT_Rbodo_id: line_.diagnostics.add(argument.str()); return length;
    default: break;
  }
  const std::string nearest = suggestion(argument);
  const bool ours =
      argument.starts_with("-fbodo") || argument.starts_with("-fno-bodo") || argument.starts_with("-Rbodo");
  if (ours || (unknownToClang && !nearest.empty()))
    throw CommandLineError(fmt::format("unknown option '{}'{}", argument.str(), nearest));
  return 0;
}

void Reader::setAction(CommandLine::Action action) {
  using enum CommandLine::Action;
  if (line_.action <= cacheStatistics) return;
  // as in clang++, the earliest stage wins: the enumeration is in their order
  if (!actionGiven_ || action < line_.action) line_.action = action;
  actionGiven_ = true;
}

void Reader::addInput(llvm::StringRef path) {
  const bool compiled = language_.empty() ? isCxxName(path) : isCxxLanguage(language_);
  if (path == "-" && language_.empty())
    throw CommandLineError("standard input has no name that says its language; use -x c++");
  line_.linkItems.emplace_back(line_.inputs.size());
  line_.inputs.push_back({path.str(), language_, compiled});
}

// Options that the driver handles itself, or also uses.
void Reader::readShared(const Arg& arg, const std::string& spelling) {
  using Action = CommandLine::Action;
  CommandLine::Dependencies& dependencies = line_.dependencies;
  switch (arg.getOption().getID()) {
    case clang_opt::OPT_E: setAction(Action::preprocess); break;
    case clang_opt::OPT_fsyntax_only: setAction(Action::checkSyntax); break;
    case clang_opt::OPT_S: setAction(Action::emitSource); break;
    case clang_opt::OPT_c: setAction(Action::compile); break;
    case clang_opt::OPT_M:
    case clang_opt::OPT_MM:
      setAction(Action::dependencies);
      dependencies.write = true;
      dependencies.systemHeaders = arg.getOption().getID() == clang_opt::OPT_M;
      break;
    case clang_opt::OPT_MD:
    case clang_opt::OPT_MMD:
      dependencies.write = true;
      dependencies.systemHeaders = arg.getOption().getID() == clang_opt::OPT_MD;
      break;
    case clang_opt::OPT_MF: dependencies.file = arg.getValue(); break;
    case clang_opt::OPT_MT: dependencies.targets.emplace_back(arg.getValue()); break;
    case clang_opt::OPT_MQ: dependencies.targets.push_back(quoteForMake(arg.getValue())); break;
    case clang_opt::OPT_MP: dependencies.phonyTargets = true; break;
    case clang_opt::OPT_o: line_.output = arg.getValue(); break;
    case clang_opt::OPT_x: language_ = llvm::StringRef(arg.getValue()) == "none" ? "" : arg.getValue(); break;
    case clang_opt::OPT_v: line_.verbose = true; break;
    case clang_opt::OPT__HASH_HASH_HASH: line_.dryRun = true; break;
    case clang_opt::OPT_std_EQ: line_.standardGiven = true; break;
    case clang_opt::OPT_g0: line_.debugInfo = false; break;
    case clang_opt::OPT_Ofast:
    case clang_opt::OPT_ffast_math:
    case clang_opt::OPT_funsafe_math_optimizations:
    case clang_opt::OPT_fassociative_math: line_.reassociates = spelling; break;
    case clang_opt::OPT_fno_fast_math:
    case clang_opt::OPT_fno_unsafe_math_optimizations:
    case clang_opt::OPT_fno_associative_math: line_.reassociates.clear(); break;
    case clang_opt::OPT_ffp_contract:
      if (llvm::StringRef(arg.getValue()) != "off") line_.reassociates = spelling;
      break;
    default:
      if (arg.getOption().matches(clang_opt::OPT_O_Group)) line_.optimizationGiven = true;
      if (arg.getOption().matches(clang_opt::OPT_g_Group)) line_.debugInfo = true;
      break;
  }
  if (spelling == "-w" || spelling == "-Werror" || spelling == "-Wno-error") line_.diagnostics.add(spelling);
}

// Options for others: the front end, the host compiler, the linker.
void Reader::readForeign(const Arg& arg, const std::vector<std::string>& spelling) {
  const llvm::opt::Option& option = arg.getOption();
  const unsigned id = option.getID();
  const auto isOneOf = [&](auto... ids) { return ((id == static_cast<unsigned>(ids)) || ...); };
  const auto append = [&](std::vector<std::string>& to) { to.insert(to.end(), spelling.begin(), spelling.end()); };

  const bool obeyed = option.matches(clang_opt::OPT_M_Group) ||
                      isOneOf(clang_opt::OPT_E, clang_opt::OPT_S, clang_opt::OPT_c, clang_opt::OPT_fsyntax_only,
                              clang_opt::OPT_o, clang_opt::OPT_x, clang_opt::OPT_v, clang_opt::OPT__HASH_HASH_HASH);
  if (obeyed) return;

  const bool unknown = id == static_cast<unsigned>(clang_opt::OPT_UNKNOWN);
  const bool linker = option.matches(clang_opt::OPT_Link_Group) || option.matches(clang_opt::OPT_T_Group) ||
                      option.hasFlag(clang_opt::LinkerInput) || option.hasFlag(clang_opt::LinkOption);
  if (!linker) {
    append(line_.compileArgs);
    if (!unknown && mayBeUnknownToHost(spelling.front())) line_.doubtful.push_back(spelling);
    const bool warning = option.matches(clang_opt::OPT_W_Group);
    // with a value: those of the code generator, which the front end lacks
    const bool given = warning && !option.matches(clang_opt::OPT_W_value_Group) && warnsItself(spelling.front());
    if (!given) append(line_.emittedArgs);
    line_.hostWarnings |= warning && !given && !spelling.front().starts_with("-Wno-");
  }
  line_.linkItems.insert(line_.linkItems.end(), spelling.begin(), spelling.end());

  // Options that would make the front end fail, or read files that only the host compiler understands.
  const bool hidden =
      unknown || linker || option.matches(clang_opt::OPT_g_Group) ||
      isOneOf(clang_opt::OPT_flto, clang_opt::OPT_flto_EQ, clang_opt::OPT_fplugin_EQ, clang_opt::OPT_Wa_COMMA,
              clang_opt::OPT_Xassembler, clang_opt::OPT_mllvm, clang_opt::OPT_mtune_EQ, clang_opt::OPT_save_temps_EQ,
              clang_opt::OPT_coverage, clang_opt::OPT_pipe, clang_opt::OPT__param) ||
      spelling.front().starts_with("-fprofile");
  if (!hidden) append(line_.clangArgs);
  const llvm::StringRef name = llvm::StringRef(spelling.front()).ltrim('-');
  // without an input, options for the linker are questions to it (CMake's `-Wl,--version`)
  if (unknown || linker || name.starts_with("print") || name.starts_with("dump") || name.starts_with("help="))
    asksHost_ = true;
}

void Reader::check() const {
  using enum CommandLine::Action;
  if (line_.action <= askHost) return;
  if (line_.inputs.empty()) throw CommandLineError("no input files");
  if (line_.run && (line_.action != link || line_.output))
    throw CommandLineError(fmt::format("--run keeps no output: leave out {}", line_.output ? "-o" : "-c, -S or -E"));
  const auto compiled = std::count_if(line_.inputs.begin(), line_.inputs.end(), [](auto& i) { return i.compiled; });
  const bool oneOutputEach = line_.action == emitSource || line_.action == compile;
  if (line_.output && oneOutputEach && line_.inputs.size() > 1)
    throw CommandLineError("cannot give one -o for the outputs of several inputs");
  const bool reportsOut = line_.reports.planJson || line_.reports.html;
  if (reportsOut && line_.action == emitSource && line_.output == "-")
    throw CommandLineError(fmt::format("--report={} is written to standard output: give -o another file than '-'",
                                       line_.reports.planJson ? "plan-json" : "html"));
  if (compiled == 0 &&
      (line_.action == emitSource || line_.action == checkSyntax || line_.action == CommandLine::Action::dependencies))
    throw CommandLineError(
        fmt::format("'{}' is not C++ by its name; -x c++ before it says that it is", line_.inputs.front().path));
}

CommandLine Reader::read() {
  const llvm::opt::OptTable& table = clang::driver::getDriverOptTable();
  unsigned missingIndex = 0, missingCount = 0;
  const llvm::opt::InputArgList parsed =
      table.ParseArgs(arguments_, missingIndex, missingCount, llvm::opt::Visibility(clang_opt::ClangOption));
  if (missingCount > 0) throw CommandLineError(fmt::format("'{}' is missing its argument", arguments_[missingIndex]));

  for (auto at = parsed.begin(); at != parsed.end(); ++at) {
    const Arg& arg = **at;
    // an alias becomes another option: the user's spelling is at the beginning of the argument
    const auto next = std::next(at);
    const unsigned begin = arg.getIndex();
    const unsigned end = next == parsed.end() ? static_cast<unsigned>(arguments_.size()) : (*next)->getIndex();
    const std::vector<std::string> spelling(arguments_.begin() + begin, arguments_.begin() + end);

    if (arg.getOption().getID() == static_cast<unsigned>(clang_opt::OPT__DASH_DASH)) {
      for (const char* argument : arg.getValues()) {
        if (line_.run)
          line_.run->arguments.emplace_back(argument);
        else
          addInput(argument);
      }
      continue;
    }
    if (arg.getOption().getKind() == llvm::opt::Option::InputClass) {
      addInput(arg.getValue());
      continue;
    }
    const unsigned own = readOwn(begin, arg.getOption().getKind() == llvm::opt::Option::UnknownClass);
    // a value that Clang has taken for an argument of its own
    while (own > 1 && std::next(at) != parsed.end() && (*std::next(at))->getIndex() < begin + own) ++at;
    if (own == 0) {
      readShared(arg, spelling.front());
      readForeign(arg, spelling);
    }
  }
  if (line_.inputs.empty() && (asksHost_ || line_.verbose || line_.dryRun) && line_.action == CommandLine::Action::link)
    line_.action = CommandLine::Action::askHost;
  if (line_.assembly && line_.action == CommandLine::Action::emitSource) line_.action = CommandLine::Action::compile;
  check();
  return std::move(line_);
}

}  // namespace

CommandLine parseCommandLine(const std::vector<std::string>& arguments) {
  llvm::SmallVector<const char*, 64> expanded;
  for (const std::string& argument : arguments) expanded.push_back(argument.c_str());
  llvm::BumpPtrAllocator memory;
  llvm::cl::ExpansionContext context(memory, llvm::cl::TokenizeGNUCommandLine);
  if (llvm::Error error = context.expandResponseFiles(expanded))
    throw CommandLineError(llvm::toString(std::move(error)));
  return Reader({expanded.begin(), expanded.end()}).read();
}

std::string helpText() {
  const std::string text =
      "bodocc compiles C++ with annotated dataframe functions into MPI programs.\n\n"
      "  bodocc input.cpp -o program && mpirun -n 4 ./program\n"
      "  bodocc -S input.cpp        writes the MPI program as C++: input.mpi.cpp, or -o, or - for standard output\n\n"
      "It takes the options of clang++ and of the host compiler (g++): -o -c -S -E -O -g -std -D -I -l -L -MD -MF -W\n"
      "-Werror -v -### and the others. Without -O it compiles with -O2, without -std as C++20. Warnings are those of\n"
      "Clang, the host compiler adds what its own -W options ask for. It is always given -fwrapv (integers of columns\n"
      "wrap) and -ffp-contract=off (results do not depend on the number of ranks).\n\n";
  std::string table;
  llvm::raw_string_ostream out(table);
  optionTable().printHelp(out, "", "");
  return text + table.substr(table.find("BODOCC OPTIONS"));
}

}  // namespace bodocc
