#include <bodocc/Driver/CommandLine.h>
#include <bodocc/Driver/Compile.h>
#include <bodocc/Driver/Driver.h>
#include <bodocc/Driver/ExitStatus.h>
#include <bodocc/Driver/Installation.h>
#include <bodocc/Driver/PassList.h>
#include <clang/Basic/Version.h>
#include <fmt/format.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <deque>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "Cache.h"
#include "CacheKey.h"
#include "DiagnosticsPage.h"
#include "HostCompiler.h"
#include "HostErrors.h"
#include "MakeRule.h"
#include "OutputFile.h"
#include "PrecompiledHeader.h"
#include "RunProgram.h"
#include "TimeReport.h"

namespace bodocc {
namespace {

using Action = CommandLine::Action;

void printMessage(const char* kind, const std::string& text) {
  const bool colours = llvm::errs().is_displayed() && llvm::errs().has_colors();
  llvm::errs() << "bodocc: ";
  if (colours)
    llvm::errs().changeColor(std::string_view(kind) != "warning" ? llvm::raw_ostream::RED : llvm::raw_ostream::MAGENTA,
                             true);
  llvm::errs() << kind << ": ";
  if (colours) llvm::errs().resetColor();
  llvm::errs() << text << '\n';
}

void printVersion(llvm::raw_ostream& out) {
  out << "bodocc " << BODOCC_VERSION << "\nfront end: " << clang::getClangFullVersion() << '\n';
}

void printPasses() {
  for (const Pass& pass : passes())
    llvm::outs() << fmt::format("{:<24} {}{}\n", pass.name, pass.required ? "" : "(optional) ", pass.reason);
}

// The lines of -E's text for a data file. A folder is named by a pattern: a file that is added to it later changes the
// program's dependencies, which no list of files can express; ccache then relies on the text.
std::string dataFileMarker(const Dependency& file) {
  std::string quoted, comment;
  const bool folder = !file.remote && llvm::sys::fs::is_directory(file.path);
  llvm::raw_string_ostream(quoted).write_escaped(file.path + (folder ? "/*" : ""));
  llvm::raw_string_ostream(comment).write_escaped(file.schema);
  if (file.remote) return fmt::format("// {}: {}\n", quoted, comment);
  return fmt::format("# 1 \"{}\" 1\n// {}\n", quoted, comment);
}

std::string stemOf(const std::string& path) { return llvm::sys::path::stem(path).str(); }

// Standard error, with a copy of the text that is written to it.
class Messages : public llvm::raw_ostream {
 public:
  Messages() : raw_ostream(true) { enable_colors(true); }
  const std::string& text() const { return text_; }

 private:
  void write_impl(const char* text, std::size_t size) override {
    llvm::errs().write(text, size);
    text_.append(text, size);
  }
  std::uint64_t current_pos() const override { return text_.size(); }

  std::string text_;
};

// What has a program keep its page: a string literal of many short ones.
std::string keptPage(llvm::StringRef page) {
  if (page.empty()) return "";
  std::string literals;
  llvm::raw_string_ostream out(literals);
  for (; !page.empty(); page = page.drop_front(std::min<std::size_t>(page.size(), 100))) {
    out << "\n    \"";
    out.write_escaped(page.take_front(100));
    out << '"';
  }
  return fmt::format(
      "\nextern \"C\" void bodo_keep_page(const char*) noexcept;\n"
      "[[gnu::constructor]] static void bodo_page_is_kept() noexcept {{ bodo_keep_page({}); }}\n",
      literals);
}

// The execution of one command line: outputs have temporary names until all steps have succeeded.
class Build {
 public:
  Build(const Installation& installation, const CommandLine& line)
      : installation_(installation), line_(line), host_(installation, line) {
    if (mayCache(line)) cache_ = Cache::open();
    if (cache_) commonKey_ = commonKey(installation);
  }

  // The exit status.
  int run();

 private:
  bool build();
  CompileJob jobFor(const CommandLine::Input& input) const;
  std::optional<CompileResult> compileText(const CommandLine::Input& input);
  CompileResult runFrontEnd(const CommandLine::Input& input, CompileJob& job);  // records the dependencies
  bool emitSource(const CommandLine::Input& input);
  bool compileOnly(const CommandLine::Input& input);
  bool compileTo(const CommandLine::Input& input, const std::string& object);
  // Stores the step, if it is given.
  bool compileEmitted(const CommandLine::Input& input, const CompileResult& source, const std::string& object,
                      Cache::Step* step);
  bool isBuilt() const;
  bool linkAll();
  // By the cache, if there is one.
  bool compileCached(const CommandLine::Input& input, const std::string& object);
  bool linkCached(const std::vector<std::string>& objects, const std::string& output);
  static std::string saved(const std::string& text, const std::string& messages);
  void remember(Cache::Step& step, const std::string& rule, const std::string& result);
  bool preprocess(const CommandLine::Input& input);
  bool printDependencies(const CommandLine::Input& input);
  void addRule(const CommandLine::Input& input, const std::string& output, const std::string& defaultTarget);
  std::string rule(const std::string& defaultTarget) const;
  OutputFile& openOutput(const std::string& path);

  const Installation& installation_;
  const CommandLine& line_;
  HostCompiler host_;
  std::optional<Cache> cache_;
  KeyBuilder commonKey_;               // of the cache's steps
  std::vector<std::string> programs_;  // of the host compiler, for the cache
  std::optional<TemporaryFolder> folder_;
  std::deque<OutputFile> outputs_;            // in the order in which they appear
  std::map<std::string, std::string> rules_;  // for make, by the file that they go to
  std::vector<Dependency> dependencies_;      // of the last compilation
  bool stopped_ = false;                      // --stop-after: there is nothing to build
  bool faulty_ = false;                       // the host compiler has rejected code that bodocc has made
  std::string program_;                       // for --run
  TimeReport times_;
};

CompileJob Build::jobFor(const CommandLine::Input& input) const {
  CompileJob job;
  job.input = input.path;
  job.clangArgs = {installation_.clang, "-resource-dir=" + installation_.clangResourceDir};
  if (!line_.standardGiven) job.clangArgs.emplace_back("-std=c++20");
  job.clangArgs.emplace_back("-D__BODOCC__");
  if (!line_.optimizationGiven) job.clangArgs.emplace_back("-O2");
  // the host compiler handles warnings that only it knows
  job.clangArgs.insert(job.clangArgs.end(), {"-Wno-unknown-warning-option", "-Qunused-arguments"});
  job.clangArgs.insert(job.clangArgs.end(), line_.clangArgs.begin(), line_.clangArgs.end());
  for (const std::string& dir : installation_.includeDirs) job.clangArgs.insert(job.clangArgs.end(), {"-isystem", dir});
  for (const std::string& dir : installation_.mpiIncludeDirs)
    job.clangArgs.insert(job.clangArgs.end(), {"-isystem", dir});
  job.clangArgs.insert(job.clangArgs.end(), {"-x", input.language.empty() ? "c++" : input.language});
  job.passes = line_.passes;
  job.reports = line_.reports;
  job.diagnostics = line_.diagnostics;
  job.format = line_.format;
  job.omitUncalled = line_.omitUncalled;
  job.checkVariance = line_.checkVariance;
  job.checkCollectives = line_.checkCollectives;
  job.check = line_.check;
  job.fault = line_.fault;
  job.reportVariance = line_.reports.variance;
  job.schemaDirs = line_.schemaDirs;
  job.listFunctions = line_.reports.functions;
  job.cell = line_.cell;
  job.makePage = line_.action == Action::compile || line_.action == Action::link;
  // #line for the host compiler always, in the text of -S only with debug information
  job.lineDirectives = line_.action != Action::emitSource || line_.debugInfo;
  return job;
}

// Nothing if the compilation failed: diagnostics were printed.
std::optional<CompileResult> Build::compileText(const CommandLine::Input& input) {
  CompileJob job = jobFor(input);
  CompileResult result = runFrontEnd(input, job);
  if (!result.ok && !line_.dryRun) return std::nullopt;
  stopped_ |= result.stopped;
  return result;
}

CompileResult Build::runFrontEnd(const CommandLine::Input& input, CompileJob& job) {
  const auto header = usablePrecompiledHeader(installation_, line_, input);
  if (header) {
    // Clang compares this with the header's, although it generates no code
    std::erase(job.clangArgs, "-fPIC");
    job.clangArgs.insert(job.clangArgs.end(), {"-include-pch", frontEndHeader(installation_, line_)});
  }
  if (line_.verbose || line_.dryRun) {
    std::vector<std::string> shown = job.clangArgs;
    shown.push_back(input.path);
    llvm::errs() << " (front end) " << quotedCommand(shown) << '\n';
  }
  if (line_.dryRun) return {};
  if (line_.timeReport) job.times = &times_;
  CompileResult result = bodocc::compile(job);
  dependencies_ = result.dependencies;
  if (header) dependencies_.insert(dependencies_.end(), header->begin(), header->end());
  return result;
}

OutputFile& Build::openOutput(const std::string& path) { return outputs_.emplace_back(path); }

std::string Build::rule(const std::string& defaultTarget) const {
  std::vector<std::string> files;
  for (const Dependency& dependency : dependencies_)
    if (!dependency.remote && (line_.dependencies.systemHeaders || !dependency.system))
      files.push_back(dependency.path);
  const std::vector<std::string>& targets = line_.dependencies.targets;
  return makeRule(targets.empty() ? std::vector{quoteForMake(defaultTarget)} : targets, files,
                  line_.dependencies.phonyTargets);
}

// -MD, -MMD: next to the output, unless -MF names a file.
void Build::addRule(const CommandLine::Input& input, const std::string& output, const std::string& defaultTarget) {
  if (!line_.dependencies.write || line_.dryRun) return;
  llvm::SmallString<128> path(line_.dependencies.file);
  if (path.empty()) {
    path = output.empty() || output == "-" ? llvm::StringRef(input.path) : llvm::StringRef(output);
    if (output.empty() || output == "-") path = llvm::sys::path::filename(input.path);
    llvm::sys::path::replace_extension(path, "d");
  }
  rules_[path.str().str()] += rule(defaultTarget);
}

bool Build::emitSource(const CommandLine::Input& input) {
  const std::string path = line_.output ? *line_.output : input.path == "-" ? "-" : stemOf(input.path) + ".mpi.cpp";
  const auto source = compileText(input);
  if (!source) return false;
  if (stopped_ || line_.dryRun) return true;
  writeText(openOutput(path).temporary(), source->text);
  addRule(input, path, path == "-" ? stemOf(input.path) + ".mpi.cpp" : path);
  return true;
}

bool Build::compileTo(const CommandLine::Input& input, const std::string& object) {
  if (!input.compiled) return host_.compileForeign(input, object);
  if (cache_ && input.path != "-") return compileCached(input, object);
  const auto source = compileText(input);
  if (!source) return false;
  if (stopped_) return true;
  return compileEmitted(input, *source, object, nullptr);
}

bool Build::compileEmitted(const CommandLine::Input& input, const CompileResult& source, const std::string& object,
                           Cache::Step* step) {
  const std::string& text = source.text;
  if (!folder_) folder_.emplace();
  const std::string stem = input.path == "-" ? "stdin" : stemOf(input.path);
  const std::string emitted = folder_->file(stem + ".mpi.cpp");
  if (!line_.dryRun) writeText(emitted, text + keptPage(source.page));
  // a source without annotated functions is emitted as it is
  const bool includes = line_.dryRun || text.find("\n#include <bodo/rt/emitted.h>\n") != std::string::npos;
  std::optional<std::vector<Dependency>> header;
  if (includes && host_.isConfigured()) header = usableHostHeader(installation_, line_, input);
  const std::string rule = step ? folder_->file("read.d") : "";
  std::string messages;
  times_.begin("host compiler");
  const bool ok =
      host_.compileEmitted(emitted, folder_->path(), input.path, header.has_value(), object, rule, messages);
  times_.end();
  if (!ok)
    if (const auto error = errorInEmittedCode(messages, source.annotated, installation_.includeDirs)) {
      llvm::errs() << fmt::format(
          "{}: internal error: the host compiler rejects the code that bodocc has made for '{}'; the code and the "
          "messages were saved to {}: please report them\n",
          error->place, error->function, saved(text, messages));
      faulty_ = true;
      return false;
    }
  llvm::errs() << messages;
  if (!ok) return false;
  if (!step) return true;
  if (header)
    for (const Dependency& file : *header) step->hostFiles.push_back(file.path);
  remember(*step, rule, object);
  return true;
}

// Keeps a program that the host compiler rejects, with its messages.
std::string Build::saved(const std::string& text, const std::string& messages) {
  llvm::SmallString<128> path;
  if (const std::error_code error = llvm::sys::fs::createTemporaryFile("bodocc", "mpi.cpp", path))
    throw std::system_error(error, "a file for the emitted code");
  writeText(path.str().str(), text + "\n#if 0\n" + messages + "#endif\n");
  return path.str().str();
}

// Stores a step that has run, with the files in the rule that the host compiler or the linker has written.
void Build::remember(Cache::Step& step, const std::string& rule, const std::string& result) {
  if (!llvm::sys::fs::exists(rule)) return;  // one that does not know the option
  for (std::string& file : filesOfRule(readText(rule)))
    if (!llvm::StringRef(file).starts_with(folder_->path())) step.hostFiles.push_back(std::move(file));
  if (programs_.empty()) programs_ = host_.programs();
  step.hostFiles.insert(step.hostFiles.end(), programs_.begin(), programs_.end());
  cache_->store(step, result);
}

bool Build::compileCached(const CommandLine::Input& input, const std::string& object) {
  CompileJob job = jobFor(input);
  const bool colours = llvm::errs().is_displayed() && llvm::errs().has_colors();
  KeyBuilder key = commonKey_;
  key.add("compile").add(input.path).add(job.clangArgs).add(host_.compileKey()).add(line_.passes.disabled);
  key.add(line_.cell)
      .add(line_.diagnostics.all())
      .add(line_.omitUncalled ? "omit" : "")
      .add(line_.checkVariance ? "" : "unchecked")
      .add(line_.checkCollectives ? "" : "without the guard")
      .add(line_.check ? "check" : "")
      .add(line_.fault)
      .add(line_.schemaDirs)
      .add(std::to_string(static_cast<int>(line_.format)))
      .add(line_.assembly ? "assembly" : "")
      .add(line_.debugInfo ? "-g" : "")
      .add(colours ? "colours" : "");
  Cache::Step step{.key = key.key()};
  if (auto found = cache_->findDirectly(step.key, object)) {
    llvm::errs() << found->messages;
    dependencies_ = found->files;
    return true;
  }

  step.begun = timeNow();
  Messages messages;
  job.messages = &messages;
  job.hashTokens = true;
  const CompileResult result = runFrontEnd(input, job);
  if (!result.ok) return false;
  step.files = dependencies_;
  step.searched = searchedFolders(line_, step.files);
  step.messages = messages.text();
  if (!result.tokens.empty()) {
    // the emitted text depends on these, except for its comments
    KeyBuilder tokens;
    tokens.add(result.tokens);
    for (const Dependency& file : step.files)
      if (!file.schema.empty()) tokens.add(file.path).add(file.schema);
    step.tokens = tokens.key();
    if (cache_->findByTokens(step, object)) return true;
  }
  // without tokens: __TIME__ differs each time, and the files that the assembler reads are not known
  return compileEmitted(input, result, object, result.tokens.empty() ? nullptr : &step);
}

bool Build::linkCached(const std::vector<std::string>& objects, const std::string& output) {
  times_.begin("link");
  if (!cache_ || !mayCacheProgram(line_)) return host_.link(objects, output);
  KeyBuilder key = commonKey_;
  std::vector<std::string> contents;
  for (const std::string& object : objects)
    if (!object.empty()) contents.push_back(KeyBuilder::hashOf(readText(object)));
  // the objects have temporary names
  const std::vector<std::string> named(objects.size());
  key.add("link").add(host_.linkKey(named)).add(contents);
  Cache::Step step{.key = key.key()};
  if (cache_->findDirectly(step.key, output)) {
    // whoever may read it may run it
    if (const auto mode = llvm::sys::fs::getPermissions(output))
      llvm::sys::fs::setPermissions(output, static_cast<llvm::sys::fs::perms>(*mode | (*mode & 0444) >> 2));
    return true;
  }
  step.begun = timeNow();
  step.searched = searchedFolders(line_, {});
  if (!folder_) folder_.emplace();
  const std::string rule = folder_->file("linked.d");
  if (!host_.link(objects, output, rule)) return false;
  remember(step, rule, output);
  return true;
}

bool Build::compileOnly(const CommandLine::Input& input) {
  const std::string path = line_.output ? *line_.output : stemOf(input.path) + (line_.assembly ? ".s" : ".o");
  const std::string temporary = line_.dryRun ? path : openOutput(path).temporary();
  if (!compileTo(input, temporary)) return false;
  if (input.compiled && !stopped_) addRule(input, path, path);
  return true;
}

// True if the one input is a program, to --run as it is.
bool Build::isBuilt() const {
  if (!line_.run || line_.inputs.size() != 1 || line_.inputs.front().compiled) return false;
  const llvm::StringRef path = line_.inputs.front().path;
  return llvm::sys::fs::can_execute(path) && !llvm::sys::path::filename(path).contains(".so");
}

bool Build::linkAll() {
  if (isBuilt()) {
    llvm::SmallString<128> path(line_.inputs.front().path);
    llvm::sys::fs::make_absolute(path);  // neither mpirun nor the system searches for it
    program_ = path.str();
    return true;
  }
  std::vector<std::string> objects(line_.inputs.size());
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const CommandLine::Input& input = line_.inputs[i];
    if (!input.compiled) continue;
    if (!folder_) folder_.emplace();
    // numbered: two inputs may have the same name in different folders
    objects[i] = folder_->file(fmt::format("{}-{}.o", i, stemOf(input.path)));
    if (!compileTo(input, objects[i])) return false;
    if (stopped_) continue;
    const std::string object = stemOf(input.path) + ".o";
    const bool several = line_.inputs.size() > 1;
    addRule(input, line_.output ? (several ? *line_.output + '-' + object : *line_.output + ".o") : object,
            line_.output.value_or(object));
  }
  if (stopped_) return true;
  if (line_.run) {
    if (!folder_) folder_.emplace();
    program_ = folder_->file(stemOf(line_.inputs.front().path));
    return linkCached(objects, program_);
  }
  const std::string path = line_.output.value_or("a.out");
  return linkCached(objects, line_.dryRun ? path : openOutput(path).temporary());
}

// The output of the host compiler's preprocessor, and the data files on which the program depends: a line marker for
// each, so that compiler caches check the file, and its schema, for caches that only use this text.
bool Build::preprocess(const CommandLine::Input& input) {
  const std::string path = line_.output.value_or("-");
  if (line_.dryRun || !input.compiled || input.path == "-") {
    const bool plain = path == "-" || line_.dryRun;
    return host_.preprocess(input, plain ? path : openOutput(path).temporary());
  }
  if (!folder_) folder_.emplace();
  const std::string preprocessed = folder_->file("preprocessed.ii");
  if (!host_.preprocess(input, preprocessed)) return false;
  std::string text = readText(preprocessed);
  // no remaining macro contains an attribute's name
  if (text.find("jit") != std::string::npos || line_.dependencies.write) {
    CompileJob job = jobFor(input);
    job.onlyDependencies = true;
    runFrontEnd(input, job);
    for (const Dependency& file : dependencies_)
      if (!file.schema.empty()) text += dataFileMarker(file);
    addRule(input, path, stemOf(input.path) + ".o");
  }
  writeText(path == "-" ? path : openOutput(path).temporary(), text);
  return true;
}

bool Build::printDependencies(const CommandLine::Input& input) {
  if (!input.compiled) return host_.preprocess(input, "-");
  if (!compileText(input)) return false;
  if (line_.dryRun) return true;
  const std::string to = line_.output ? *line_.output : line_.dependencies.file;
  rules_[to.empty() ? "-" : to] += rule(stemOf(input.path) + ".o");
  return true;
}

int Build::run() {
  const bool built = build();
  times_.end();
  if (line_.timeReport) llvm::errs() << times_.text();
  if (!built) return faulty_ ? ofInternalError : ofUserError;
  return line_.run && !line_.dryRun && !stopped_ ? runProgram(host_.program(), program_, *line_.run) : ofSuccess;
}

bool Build::build() {
  if (!line_.reassociates.empty())
    printMessage("warning", fmt::format("{} lets results depend on the number of ranks", line_.reassociates));
  bool ok = true;
  if (line_.action == Action::link) {
    ok = linkAll();
  } else {
    // like clang++, continue after an error, for the messages of each input
    for (const CommandLine::Input& input : line_.inputs) {
      switch (line_.action) {
        case Action::preprocess: ok &= preprocess(input); break;
        case Action::dependencies: ok &= printDependencies(input); break;
        case Action::emitSource: ok &= emitSource(input); break;
        case Action::compile: ok &= compileOnly(input); break;
        default: ok &= compileText(input).has_value(); break;
      }
    }
  }
  if (!ok) return false;
  if (stopped_) return true;
  for (const auto& [path, text] : rules_) writeText(openOutput(path).temporary(), text);
  for (OutputFile& output : outputs_) output.commit();
  return true;
}

}  // namespace

int runDriver(const char* programName, const std::vector<std::string>& arguments) {
  try {
    CommandLine line = parseCommandLine(arguments);
    switch (line.action) {
      case Action::help: llvm::outs() << helpText(); return ofSuccess;
      case Action::version: printVersion(llvm::outs()); return ofSuccess;
      case Action::listPasses: printPasses(); return ofSuccess;
      case Action::clearCache:
        if (const auto cache = Cache::open()) cache->clear();
        return ofSuccess;
      case Action::cacheStatistics:
        if (const auto cache = Cache::open())
          llvm::outs() << cache->statistics();
        else
          llvm::outs() << "there is no cache folder\n";
        return ofSuccess;
      default: break;
    }
    const Installation installation = findInstallation(programName);
    if (line.action == Action::explain) {
      llvm::outs() << DiagnosticsPage(installation).section(line.explained);
      return ofSuccess;
    }
    if (!line.diagnostics.all().empty()) DiagnosticsPage(installation).check(line.diagnostics);
    // not to standard output, which is that of -E
    if (line.verbose || line.dryRun) printVersion(llvm::errs());
    HostCompiler(installation, line).dropFrontEndOptions(line);
    if (line.action == Action::askHost) return HostCompiler(installation, line).ask() ? ofSuccess : ofUserError;
    return Build(installation, line).run();
  } catch (const CommandLineError& error) {
    printMessage("error", error.what());
    return ofUsage;
  } catch (const InternalError& error) {
    printMessage("internal error", error.what());
    return ofInternalError;
  } catch (const std::exception& error) {
    printMessage("error", error.what());
    return ofUserError;
  }
}

}  // namespace bodocc
