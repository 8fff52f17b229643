#pragma once
// The interface of the front end: it parses a C++ source with Clang, returns the versions of its annotated functions as
// a module of the IR, and puts the emitted functions into the source's text. The driver does the work in between.
#include <bodocc/Frontend/DiagnosticOptions.h>
#include <bodocc/IR/IR.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace llvm {
class raw_ostream;
}

namespace bodocc {

struct SourceJob {
  std::string input;  // the path as the user gave it ("-" is standard input): messages and #line name it so
  std::vector<std::string> clangArgs;  // argv[0] (a clang++ 19), -x, language options, -I, -D, -W...; no inputs,
                                       // outputs, phases, link options, and nothing that Clang does not know
  DiagnosticOptions diagnostics;
  MessageFormat format = MessageFormat::text;  // of diagnostics
  std::string cell;                            // the name of the notebook's cell that it is; empty: an ordinary source
  bool lineDirectives = false;    // #line into the text, so that gdb and the host compiler show the user's source
  bool onlyDependencies = false;  // no diagnostics, no passes, no text: only the source's dependencies
  bool omitUncalled = false;      // annotated functions that nothing in the file calls are left out of its text
  bool reportVariance = false;    // prints the source with the values that are not the same on all ranks
  bool checkVariance = true;      // reports collectives that only some ranks would call
  bool checkCollectives = true;   // ranks compare what they do when the program runs
  bool check = false;             // compiled functions compare their results with their plain readings
  std::vector<std::string> schemaDirs = {};  // where schemas' files are looked for after the usual places
  bool listFunctions = false;                // for TranslationUnit::functions: nothing is compiled
  bool hashTokens = false;                   // for TranslationUnit::tokens
  llvm::raw_ostream* messages = nullptr;     // diagnostics go there instead of to standard error
};

// A file that the emitted text depends on: the input, a header, or a data file whose schema was read.
struct Dependency {
  std::string path;
  bool system = false;      // a system header: left out by -MMD
  std::string schema = {};  // of a data file: the schema that was read while compiling, in one line
  bool remote = false;      // a data file in a store, whose state is not known later
};

// Where the source, or a header, has an annotated function.
struct AnnotatedPlace {
  std::string name, file;
  unsigned first, last;  // lines
};

// A source, while Clang's tree of it is alive.
class TranslationUnit {
 public:
  virtual ~TranslationUnit() = default;

  virtual Module& module() = 0;
  // The file that has a function: the source, or a header; and the text of such a file, as the user wrote it.
  virtual std::string fileOf(const Function& function) const = 0;
  virtual std::string text(const std::string& file) const = 0;

  // The source's annotated functions for tools, as one line of JSON (docs/architecture.md describes it).
  virtual std::string functions() const = 0;
  virtual std::vector<AnnotatedPlace> annotated() const = 0;
  // The calls that the function was compiled for, in ordinary code and in annotated functions, in the file's order.
  virtual std::vector<SourceLoc> callsOf(const Function& function) const = 0;

  virtual void report(const Diagnostic& diagnostic) = 0;
  virtual bool failed() const = 0;  // an error was reported

  // A hash of the source and its headers after preprocessing, with the places of tokens and the definitions
  // of macros in the user's files: sources that differ in comments, or in headers that they do not use, have the same.
  // Empty if it contains the time or the date, or has the assembler read a file.
  virtual std::string tokens() const = 0;

  struct Emitted {
    std::string text;
    std::vector<const Function*> functions;  // in the order in which the text has them
  };
  // The source with the module's functions, after the last pass, in the places of the annotated ones; with #line and
  // marks of the plans' lines, if requested (SourceJob::lineDirectives).
  virtual Emitted emit(bool lineDirectives) = 0;
};

// Parses the source, and calls `use` with it, unless it has errors or only its dependencies are requested. Diagnostics
// go to standard error as they arise. False if there were errors (with -verify: other diagnostics than the source
// expects). Throws InternalError.
bool parse(const SourceJob& job, std::vector<Dependency>& dependencies,
           const std::function<void(TranslationUnit&)>& use);

}  // namespace bodocc
