// One C++ source in Clang: its annotated functions as IR, and its text with the emitted functions.
#include <bodocc/Emit/Emit.h>
#include <clang/AST/ASTConsumer.h>
#include <clang/AST/Attr.h>
#include <clang/Basic/DiagnosticIDs.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendAction.h>
#include <clang/Frontend/TextDiagnosticPrinter.h>
#include <clang/Frontend/Utils.h>
#include <clang/Lex/PPCallbacks.h>
#include <clang/Lex/Preprocessor.h>
#include <clang/Lex/PreprocessorOptions.h>
#include <llvm/Support/MemoryBuffer.h>

#include <map>
#include <optional>
#include <set>

#include "Frontend/AnnotatedFunctions.h"
#include "Frontend/CellText.h"
#include "Frontend/Cells.h"
#include "Frontend/ClangErrors.h"
#include "Frontend/Dispatch.h"
#include "Frontend/FunctionList.h"
#include "Frontend/HeaderText.h"
#include "Frontend/Splice.h"
#include "Frontend/StructuredMessages.h"
#include "Frontend/Variance.h"
#include "Frontend/Versions.h"

namespace bodocc {

namespace {

class AnnotatedUnit : public TranslationUnit {
 public:
  explicit AnnotatedUnit(Unit& unit)
      : unit_(unit), functions_(collectAnnotatedFunctions(unit)), versions_(unit, functions_, module_) {
    module_.file = unit.job.input;
    if (unit.cell != nullptr) {
      module_.file = unit.cell->name();
      cell_.emplace(unit);
      for (const CellText::Dropped& d : unit.cell->dropped())
        unit.reporter.report(clang::SourceLocation(), Diag::CellDropped, d.name, d.cell, d.error);
      for (AnnotatedFunction& function : functions_.definitions)
        function.isUnused = cell_->isUnused(*function.definition);
      if (failed()) return;
    }
    if (unit.job.listFunctions) return;
    versions_.lowerAll();
    if (unit.cell != nullptr || failed() || !(unit.job.checkVariance || unit.job.reportVariance)) return;
    if (!mayCallCollectives()) return;
    const LineRemarks varying = checkRanks(unit, functions_);
    if (unit.job.reportVariance)
      llvm::errs() << reportText(besideSource(text(unit.job.input), varying), unit.job.format);
  }

  // False for sources without bodo's headers and attributes: to follow all of their calls would take long.
  bool mayCallCollectives() const {
    const clang::ASTContext& ast = unit_.ast;
    return unit_.attributes.areThere() || !ast.getTranslationUnitDecl()->lookup(&ast.Idents.get("bodo")).empty();
  }

  Module& module() override { return module_; }
  std::string fileOf(const Function& function) const override {
    for (const AnnotatedFunction& f : functions_.definitions)
      if (unit_.at(f.definition->getLocation()) == function.loc) return unit_.fileOf(f.definition->getLocation());
    return unit_.job.input;
  }
  std::string text(const std::string& file) const override {
    const std::string_view all = unit_.sources().getBufferData(unit_.sources().getMainFileID());
    if (unit_.hasHeaders) return HeaderText::linesOf(all, file, unit_.job.input);
    if (unit_.cell == nullptr) return std::string(all);
    // a cell's own, which comes last
    const std::string first = fmt::format("#line 1 \"{}\"\n", unit_.cell->name());
    const std::size_t line = all.rfind(first);
    return std::string(line == std::string_view::npos ? all : all.substr(line + first.size()));
  }
  std::string functions() const override { return functionList(unit_, functions_); }
  std::vector<AnnotatedPlace> annotated() const override {
    std::vector<AnnotatedPlace> places;
    for (const AnnotatedFunction& f : functions_.definitions)
      places.push_back({f.definition->getNameAsString(), unit_.fileOf(f.definition->getLocation()),
                        unit_.at(f.definition->getOuterLocStart()).line, unit_.at(f.definition->getBodyRBrace()).line});
    return places;
  }
  std::vector<SourceLoc> callsOf(const Function& function) const override;
  void report(const Diagnostic& diagnostic) override { unit_.reporter.report(diagnostic); }
  bool failed() const override { return unit_.reporter.failed(); }
  std::string tokens() const override { return unit_.tokenHash.value(); }
  Emitted emit(bool lineDirectives) override;

 private:
  // gdb leaves a function at its closing brace.
  std::string withLastLine(std::string text, const AnnotatedFunction& function, bool lineDirectives) const {
    const std::size_t brace = text.rfind("\n}");
    if (!lineDirectives || brace == std::string::npos) return text;
    return text.insert(brace + 1, lineDirective(unit_, function.definition->getBodyRBrace()));
  }

  // Declarations of versions that an annotated function calls earlier in the file than their definition: inserted at
  // the first declaration of their function, or, if that is in a header, before the first definition that calls one.
  std::vector<Insertion> declarations() const {
    std::map<std::uint32_t, const AnnotatedFunction*> definitions;  // by their places
    for (const AnnotatedFunction& annotated : functions_.definitions)
      for (const Version* version : versions_.versionsOf(annotated))
        definitions[version->function->loc.raw] = &annotated;
    std::vector<Insertion> insertions;
    std::set<std::string> declared;
    const auto declare = [&](const Function& caller, const Function& callee, const std::string& text) {
      const clang::FunctionDecl& from = *definitions.at(caller.loc.raw)->definition;
      const clang::FunctionDecl& to = *definitions.at(callee.loc.raw)->definition;
      if (!unit_.sources().isBeforeInTranslationUnit(from.getBeginLoc(), to.getBeginLoc())) return;
      if (declared.insert(text).second) insertions.push_back(declaration(text, from, to));
    };
    for (const auto& caller : module_.functions)
      forEachOp(caller->body, [&](const Op& op) {
        if (op.callee != nullptr) declare(*caller, *op.callee, emitDeclaration(module_, *op.callee));
      });
    for (const AnnotatedFunction& annotated : functions_.definitions)
      for (const Version* version : versions_.versionsOf(annotated))
        for (const Function* callee : version->function->plain.callees)
          declare(*version->function, *callee, emitPlainDeclaration(*callee));
    return insertions;
  }

  Insertion declaration(std::string text, const clang::FunctionDecl& caller, const clang::FunctionDecl& callee) const {
    const clang::FunctionDecl& first = *callee.getFirstDecl();
    const clang::SourceManager& sources = unit_.sources();
    const auto beginOf = [&](const clang::FunctionDecl& function) {
      clang::SourceLocation begin = sources.getExpansionLoc(function.getOuterLocStart());
      for (const clang::AnnotateAttr* annotation : jitAnnotations(function))
        if (const JitAttribute* attribute = unit_.attributes.at(annotation->getRange().getEnd());
            attribute != nullptr && attribute->brackets.getBegin().isFileID() &&
            sources.isBeforeInTranslationUnit(attribute->brackets.getBegin(), begin))
          begin = attribute->brackets.getBegin();
      return begin;
    };
    if (sources.isInMainFile(first.getLocation()) &&
        sources.isBeforeInTranslationUnit(first.getLocation(), caller.getLocation()))
      return {beginOf(first), std::move(text)};
    clang::SourceLocation place = beginOf(caller);
    for (const clang::DeclContext* context = caller.getDeclContext(); context != nullptr;
         context = context->getParent())
      if (const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(context)) place = space->getBeginLoc();
    return {place, inNamespaces(std::move(text), *callee.getDeclContext(), nullptr)};
  }

  // The text in the namespaces from one up to, not including, another one around it (null: all).
  static std::string inNamespaces(std::string text, const clang::DeclContext& from, const clang::DeclContext* to) {
    for (const clang::DeclContext* context = &from; context != nullptr && (to == nullptr || !context->Equals(to));
         context = context->getParent())
      if (const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(context); space != nullptr && !space->isInline())
        text = fmt::format("namespace {} {{\n{}\n}}", space->getNameAsString(), text);
    return text;
  }
  // Of a function that bodocc adds beside a definition: in the definition's namespace, which may be named there only,
  // as in `int space::f() {}`.
  static std::string besideDefinition(std::string text, const clang::FunctionDecl& definition) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return inNamespaces(std::move(text), *definition.getDeclContext(), definition.getLexicalDeclContext());
  }

  Unit& unit_;
  Module module_;
  AnnotatedFunctions functions_;
  Versions versions_;
  std::optional<Cell> cell_;
};

std::vector<SourceLoc> AnnotatedUnit::callsOf(const Function& function) const {
  std::vector<SourceLoc> calls;
  if (!function.external) {
    for (const auto& caller : module_.functions)
      forEachOp(caller->body, [&](const Op& op) {
        if (op.callee == &function) calls.push_back(op.loc);
      });
  } else {
    for (const AnnotatedFunction& annotated : functions_.definitions)
      for (const Version* version : versions_.versionsOf(annotated))
        if (version->function == &function)
          for (const clang::SourceLocation call : version->calls) calls.push_back(unit_.at(call));
  }
  std::sort(calls.begin(), calls.end(), [](const SourceLoc& a, const SourceLoc& b) { return a.line < b.line; });
  return calls;
}

TranslationUnit::Emitted AnnotatedUnit::emit(bool lineDirectives) {
  clang::Preprocessor& preprocessor = unit_.compiler.getPreprocessor();
  const EmitOptions options{
      .lineDirectives = lineDirectives,
      .check = unit_.job.check,
      .isMacro = [&](auto word) { return preprocessor.getIdentifierInfo(word)->hadMacroDefinition(); },
      .isUsersMacro = [&](auto word) { return unit_.macros.contains(word); },
      .macroWords = unit_.macroWords};
  std::vector<Replacement> replacements;
  std::vector<const Function*> emitted;
  // before the function itself come the plain readings that call it
  const auto place = [&](Replacement replacement) {
    for (const Version* version : versions_.versionsOf(*replacement.function))
      if (const std::string plain = emitPlainFunction(module_, *version->function, options); !plain.empty())
        replacement.text = besideDefinition(plain, *replacement.function->definition) +
                           (replacement.text.empty() ? "" : "\n\n") + replacement.text;
    replacements.push_back(std::move(replacement));
  };
  for (const AnnotatedFunction& annotated : functions_.definitions) {
    if (annotated.instances.empty()) continue;
    Replacement replacement{&annotated, {}};
    const auto add = [&](std::string text) {
      while (!text.empty() && text.back() == '\n') text.pop_back();
      if (!replacement.text.empty()) replacement.text += "\n\n";
      replacement.text += text;
    };
    const auto addFunction = [&](const Function& function) {
      emitted.push_back(&function);
      std::string text = withLastLine(emitFunction(module_, function, options), annotated, lineDirectives);
      add(function.external ? text : besideDefinition(std::move(text), *annotated.definition));
    };
    for (const clang::FunctionDecl* instance : annotated.instances) {
      std::vector<const Version*> compiled;
      for (const Version* version : versions_.versionsOf(annotated))
        if (version->declaration == instance) compiled.push_back(version);
      for (const Version* version : compiled) {
        // versions that other annotated functions call come first: they have no declaration of their own
        for (const auto& inside : module_.functions)
          if (!inside->external && inside->loc == version->function->loc &&
              std::ranges::count(emitted, inside.get()) == 0)
            addFunction(*inside);
        if (version->function->external) addFunction(*version->function);
      }
      if (!compiled.empty() && compiled[0]->function->external &&
          (compiled.size() > 1 || !compiled[0]->constants.empty()))
        add(dispatcher(unit_, annotated, compiled));
    }
    // all of its calls are in their callers
    const clang::FunctionDecl& definition = *annotated.definition;
    const bool isHidden = !definition.isExternallyVisible() && !versions_.versionsOf(annotated).empty();
    if (replacement.text.empty() && isHidden) {
      const bool isDeclared = definition.getPreviousDecl() != nullptr || definition.getMostRecentDecl() != &definition;
      if (isDeclared) replacement.text = "[[maybe_unused]] " + writtenSignature(unit_, annotated) + " { throw; }";
      place(std::move(replacement));
      continue;
    }
    // left out; a member function that is defined outside of its class is declared there
    if (replacement.text.empty() && !annotated.definition->isOutOfLine())
      replacement.text = writtenSignature(unit_, annotated) + ";";
    place(std::move(replacement));
  }
  std::string include = replacements.empty() && !cell_ ? "" : emittedInclude(unit_.macrosBefore);
  if (unit_.job.check && !include.empty()) include += "#include <bodo/rt/check.h>\n";
  // needs no header, and stands in each file that is compiled so
  const std::string_view unguarded = unit_.job.checkCollectives ? "" : R"(
namespace bodo::rt {
bool leave_out_collective_check() noexcept;
[[maybe_unused]] static const bool collective_check_is_left_out = leave_out_collective_check();
}  // namespace bodo::rt
)";
  if (cell_) include += "#include <bodo/rt/cells.h>\n";
  std::string text = splice(unit_, functions_, replacements, declarations(), include, lineDirectives,
                            cell_ ? cell_->edits() : std::vector<Edit>());
  text += cell_ ? cell_->exported() : unguarded;
  if (unit_.hasHeaders && !lineDirectives) text = HeaderText::withoutLines(text);
  return {std::move(text), std::move(emitted)};
}

// Records the preprocessor's work on this file: the include of <bodo/bodo.h>, and the user's macros.
class Preprocessing : public clang::PPCallbacks {
 public:
  explicit Preprocessing(Unit& unit) : unit_(unit) {}

  void MacroExpands(const clang::Token& name, const clang::MacroDefinition& macro, clang::SourceRange use,
                    const clang::MacroArgs*) override {
    unit_.expansions.use(use, macro.getMacroInfo()->getDefinitionLoc());
    const llvm::StringRef word = name.getIdentifierInfo()->getName();
    if (word == "__TIME__" || word == "__DATE__" || word == "__TIMESTAMP__") unit_.tokenHash.seeClock();
    if (!unit_.macros.contains(std::string_view(word)) || !unit_.sources().isInSystemHeader(use.getBegin()) ||
        !unit_.sources().getFilename(unit_.sources().getSpellingLoc(use.getBegin())).contains("/bodo/"))
      return;
    unit_.reporter.report(macro.getMacroInfo()->getDefinitionLoc(), Diag::MacroInHeader, word.str());
    unit_.compiler.getDiagnostics().setSuppressAllDiagnostics(true);  // diagnostics of the header are meaningless
  }
  void MacroDefined(const clang::Token& name, const clang::MacroDirective* directive) override {
    const clang::SourceLocation place = name.getLocation();
    unit_.expansions.directive(place);
    handOn(place, "macro", name.getIdentifierInfo()->getName());
    if (unit_.sources().isWrittenInBuiltinFile(place) || unit_.sources().isInSystemHeader(place)) return;
    unit_.macros.insert(name.getIdentifierInfo()->getName().str());
    if (unit_.job.hashTokens) unit_.tokenHash.seeMacro(name, *directive->getMacroInfo());
    for (const clang::Token& token : directive->getMacroInfo()->tokens())
      if (const clang::IdentifierInfo* word = token.getIdentifierInfo()) unit_.macroWords.insert(word->getName().str());
  }
  void MacroUndefined(const clang::Token& name, const clang::MacroDefinition&, const clang::MacroDirective*) override {
    unit_.expansions.directive(name.getLocation());
    handOn(name.getLocation(), "macro", name.getIdentifierInfo()->getName());
  }
  void FileChanged(clang::SourceLocation place, FileChangeReason reason, clang::SrcMgr::CharacteristicKind,
                   clang::FileID) override {
    if (reason == EnterFile) unit_.headers.enter(unit_.sources().getFileID(place));
    if (reason == RenameFile && unit_.job.hashTokens) unit_.tokenHash.seeName(place);
  }
  void PragmaDirective(clang::SourceLocation place, clang::PragmaIntroducerKind) override {
    if (unit_.job.hashTokens) unit_.tokenHash.seePragma(place);
  }
  void InclusionDirective(clang::SourceLocation hash, const clang::Token&, llvm::StringRef name, bool angled,
                          clang::CharSourceRange range, clang::OptionalFileEntryRef file, llvm::StringRef,
                          llvm::StringRef, const clang::Module*, bool, clang::SrcMgr::CharacteristicKind) override {
    handOn(hash, "include", name);
    unit_.headers.include(hash, range.getEnd(), file, angled);
    if (name != "bodo/bodo.h" || unit_.headerInclude.isValid() || !unit_.sources().isInMainFile(hash)) return;
    // names of the implementation, and NDEBUG, are settings of the headers
    for (const std::string& macro : unit_.macros)
      if (!macro.starts_with("_") && macro != "NDEBUG") unit_.macrosBefore.push_back(macro);
    if (!unit_.macrosBefore.empty()) {
      unit_.headerInclude = hash;
      return;
    }
    // after the line, and any comment at its end
    const llvm::StringRef text = unit_.sources().getBufferData(unit_.sources().getMainFileID());
    const unsigned begin = unit_.sources().getFileOffset(range.getEnd());
    const std::size_t newline = text.find('\n', begin);
    unit_.headerInclude =
        unit_.sources()
            .getLocForStartOfFile(unit_.sources().getMainFileID())
            .getLocWithOffset(static_cast<int>(newline == llvm::StringRef::npos ? text.size() : newline + 1));
  }

 private:
  void handOn(clang::SourceLocation place, const char* what, llvm::StringRef name) {
    if (unit_.cell != nullptr && unit_.sources().isWrittenInMainFile(place))
      unit_.directives.push_back({place, what, name.str()});
  }

  Unit& unit_;
};

// How the parsing of a source has ended.
struct Ending {
  bool again = false;                // the cell's text has changed: it must be parsed anew
  std::optional<std::string> text;   // of the source with its headers': it must be parsed in its place
  std::optional<std::string> fault;  // of bodocc
};

class Consumer : public clang::ASTConsumer {
 public:
  Consumer(clang::CompilerInstance& compiler, const SourceJob& job, CellText* cell, bool hasHeaders, Ending& ending,
           std::vector<Dependency>& dependencies, const std::function<void(TranslationUnit&)>& use)
      : use_(use),
        ending_(ending),
        reporter_(compiler.getDiagnostics(), job.diagnostics),
        watcher_(compiler.getPreprocessor(), reporter_),
        expansions_(compiler.getSourceManager()),
        tokenHash_(compiler.getSourceManager()),
        headers_(compiler.getSourceManager()),
        unit_{compiler,    compiler.getASTContext(), job, reporter_, watcher_, expansions_, tokenHash_, headers_,
              dependencies} {
    unit_.cell = cell;
    unit_.hasHeaders = hasHeaders;
    // Clang sees no use of functions that only generic functions of rows call before their columns are known
    compiler.getDiagnostics().setSeverityForGroup(clang::diag::Flavor::WarningOrError, "unneeded-internal-declaration",
                                                  clang::diag::Severity::Ignored);
    compiler.getPreprocessor().setTokenWatcher([this](const clang::Token& token) {
      watcher_.see(token);
      expansions_.see(token);
      if (unit_.job.hashTokens) tokenHash_.see(token);
    });
    compiler.getPreprocessor().addPPCallbacks(std::make_unique<Preprocessing>(unit_));
  }

  bool HandleTopLevelDecl(clang::DeclGroupRef group) override {
    for (clang::Decl* declaration : group) {
      parsed_.push_back(declaration);
      if (!unit_.sources().isInSystemHeader(declaration->getLocation())) unit_.declarations.push_back(declaration);
    }
    return true;
  }

  void HandleTranslationUnit(clang::ASTContext& ast) override {
    // Who asks for a node's parents has Clang walk the whole unit, and so read all of the precompiled header.
    ast.setTraversalScope(parsed_);
    try {
      if (takesHeaders()) return;
      if (!unit_.job.onlyDependencies) {
        auto& errors = heldErrors();
        if (unit_.cell != nullptr && unit_.cell->revise(unit_, errors.held())) {
          errors.forget();
          ending_.again = true;
          return;
        }
        if (errors.release(unit_)) return;
      }
      if (unit_.reporter.failed()) return;
      checkOrdinaryCode(unit_);
      AnnotatedUnit annotated(unit_);
      if (!annotated.failed() && !unit_.job.onlyDependencies) use_(annotated);
    } catch (const std::exception& error) {
      // not through Clang, which does not support exceptions
      ending_.fault = error.what();
    }
  }

 private:
  ClangErrors& heldErrors() { return static_cast<ClangErrors&>(*unit_.compiler.getDiagnostics().getClient()); }

  // True if headers define annotated functions: then their text must stand in that of the source. Cells and standard
  // input are not parsed twice.
  bool takesHeaders() {
    if (unit_.hasHeaders || unit_.cell != nullptr || unit_.job.input == "-") return false;
    const std::set<clang::FileID> headers = annotatedHeaders(unit_, parsed_);
    if (headers.empty()) return false;
    ending_.text = headers_.with(headers, unit_.job.input);
    if (!unit_.job.onlyDependencies) heldErrors().forget();
    return true;
  }

  const std::function<void(TranslationUnit&)>& use_;
  Ending& ending_;
  Reporter reporter_;
  AttributeWatcher watcher_;
  Expansions expansions_;
  TokenHash tokenHash_;
  HeaderText headers_;
  Unit unit_;
  std::vector<clang::Decl*> parsed_;
};

class Action : public clang::ASTFrontendAction {
 public:
  Action(const SourceJob& job, CellText* cell, bool hasHeaders, Ending& ending, std::vector<Dependency>& dependencies,
         const std::function<void(TranslationUnit&)>& use)
      : job_(job), cell_(cell), hasHeaders_(hasHeaders), ending_(ending), dependencies_(dependencies), use_(use) {}

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler, llvm::StringRef) override {
    return std::make_unique<Consumer>(compiler, job_, cell_, hasHeaders_, ending_, dependencies_, use_);
  }

  // Statements between definitions. Only now: the precompiled header was made, and is checked, without the option.
  void ExecuteAction() override {
    if (cell_ != nullptr) {
      getCompilerInstance().getLangOpts().IncrementalExtensions = true;
      getCompilerInstance().getPreprocessor().enableIncrementalProcessing();
    }
    ASTFrontendAction::ExecuteAction();
  }

 private:
  const SourceJob& job_;
  CellText* const cell_;
  const bool hasHeaders_;
  Ending& ending_;
  std::vector<Dependency>& dependencies_;
  const std::function<void(TranslationUnit&)>& use_;
};

class Dependencies : public clang::DependencyCollector {
 public:
  // the source comes first in rules for make, before the files of a precompiled header
  Dependencies(const std::string& source, std::vector<Dependency>& found) : found_(found) {
    if (seen_.insert(source).second) found_.push_back({source, false});
  }
  bool needSystemDependencies() override { return true; }
  void maybeAddDependency(llvm::StringRef file, bool fromModule, bool isSystem, bool isModuleFile,
                          bool isMissing) override {
    clang::DependencyCollector::maybeAddDependency(file, fromModule, isSystem, isModuleFile, isMissing);
    if (!isModuleFile && !isMissing && !file.starts_with("<") && seen_.insert(file.str()).second)
      found_.push_back({file.str(), isSystem});
  }

 private:
  std::vector<Dependency>& found_;
  std::set<std::string> seen_;
};

// Parses the source, or in its place the cell's text, or that with headers.
bool parseOnce(const SourceJob& job, CellText* cell, const std::optional<std::string>& withHeaders, Ending& ending,
               std::vector<Dependency>& dependencies, const std::function<void(TranslationUnit&)>& use) {
  std::vector<const char*> arguments;
  for (const std::string& argument : job.clangArgs) arguments.push_back(argument.c_str());
  arguments.push_back("-fsyntax-only");
  arguments.push_back(job.input.c_str());

  clang::CreateInvocationOptions options;
  std::shared_ptr<clang::CompilerInvocation> invocation = clang::createInvocation(arguments, options);
  if (!invocation) return false;
  clang::CompilerInstance compiler;
  compiler.setInvocation(std::move(invocation));
  if (job.messages) compiler.setVerboseOutputStream(*job.messages);
  // "1 error generated." is no part of the other formats
  if (job.format != MessageFormat::text) compiler.getDiagnosticOpts().ShowCarets = false;
  clang::DiagnosticConsumer* client = nullptr;  // the usual one
  StructuredMessages* messages = nullptr;
  if (job.onlyDependencies)
    client = new clang::IgnoringDiagConsumer;
  else if (job.format != MessageFormat::text)
    client = messages = new StructuredMessages(job.format, job.messages ? *job.messages : llvm::errs());
  else if (job.messages)
    client = new clang::TextDiagnosticPrinter(*job.messages, &compiler.getDiagnosticOpts());
  compiler.createDiagnostics(client);
  if (!compiler.hasDiagnostics()) return false;
  clang::DiagnosticsEngine& engine = compiler.getDiagnostics();
  if (!job.onlyDependencies) {
    auto errors = std::make_unique<ClangErrors>(engine.takeClient());
    engine.setClient(errors.release(), true);
  }
  compiler.addDependencyCollector(std::make_shared<Dependencies>(job.input, dependencies));
  if (cell != nullptr || withHeaders)
    compiler.getPreprocessorOpts().addRemappedFile(
        job.input,
        llvm::MemoryBuffer::getMemBufferCopy(cell != nullptr ? cell->text() : *withHeaders, job.input).release());
  Action action(job, cell, withHeaders.has_value(), ending, dependencies, use);
  // false too if -verify found diagnostics that the source does not expect
  const bool ok = compiler.ExecuteAction(action);
  if (messages != nullptr && !ending.again && !ending.text) messages->write();
  return ok;
}

}  // namespace

bool parse(const SourceJob& job, std::vector<Dependency>& dependencies,
           const std::function<void(TranslationUnit&)>& use) {
  std::optional<CellText> cell;
  if (!job.cell.empty()) {
    const auto file = llvm::MemoryBuffer::getFileOrSTDIN(job.input);
    // else Clang says why
    if (file) cell.emplace(job.cell, (*file)->getBuffer().str());
  }
  std::optional<std::string> withHeaders;
  std::vector<Dependency> headers;  // whose text stands in that of the source
  for (;;) {
    Ending ending;
    const bool ok = parseOnce(job, cell ? &*cell : nullptr, withHeaders, ending, dependencies, use);
    if (ending.fault && !job.onlyDependencies) throw InternalError(*ending.fault);
    if (!ending.again && !ending.text) {
      for (Dependency& header : headers)
        if (std::ranges::find(dependencies, header.path, &Dependency::path) == dependencies.end())
          dependencies.push_back(std::move(header));
      return ok;
    }
    if (ending.text) headers = dependencies;
    withHeaders = std::move(ending.text);
    dependencies.clear();
  }
}

}  // namespace bodocc
