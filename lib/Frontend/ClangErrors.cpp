#include "Frontend/ClangErrors.h"

#include <clang/AST/Decl.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/Type.h>
#include <clang/Basic/DiagnosticIDs.h>

#include <set>

#include "Frontend/CellText.h"
#include "Frontend/Explanation.h"
#include "Frontend/Types.h"

namespace bodocc {

namespace {

ClangErrors::Argument ofDeclaration(const clang::Decl* declaration) {
  ClangErrors::Argument argument;
  if (const auto* named = llvm::dyn_cast_or_null<clang::NamedDecl>(declaration))
    argument.text = named->getNameAsString();
  if (declaration == nullptr) return argument;
  if (const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(declaration)) {
    if (space->getName() == "bodo") argument.owner = "bodo";
  } else if (isInBodo(*declaration)) {
    const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(declaration);
    argument.owner = record != nullptr && record->getIdentifier() != nullptr ? ownerOf(*record) : "bodo";
  }
  return argument;
}

std::vector<ClangErrors::Argument> argumentsOf(const clang::Diagnostic& info) {
  std::vector<ClangErrors::Argument> arguments;
  for (unsigned i = 0; i < info.getNumArgs(); ++i) {
    using Engine = clang::DiagnosticsEngine;
    const auto kind = info.getArgKind(i);
    if (kind == Engine::ak_std_string) {
      arguments.push_back({info.getArgStdStr(i), ""});
    } else if (kind == Engine::ak_c_string) {
      arguments.push_back({info.getArgCStr(i) != nullptr ? info.getArgCStr(i) : "", ""});
    } else if (kind == Engine::ak_identifierinfo) {
      const clang::IdentifierInfo* name = info.getArgIdentifier(i);
      arguments.push_back({name != nullptr ? name->getName().str() : "", ""});
    } else if (kind == Engine::ak_declarationname) {
      arguments.push_back({clang::DeclarationName::getFromOpaqueInteger(info.getRawArg(i)).getAsString(), ""});
    } else if (kind == Engine::ak_nameddecl) {
      arguments.push_back(ofDeclaration(reinterpret_cast<const clang::NamedDecl*>(info.getRawArg(i))));
    } else if (kind == Engine::ak_declcontext) {
      arguments.push_back(
          ofDeclaration(clang::Decl::castFromDeclContext(reinterpret_cast<clang::DeclContext*>(info.getRawArg(i)))));
    } else if (kind == Engine::ak_qualtype) {
      arguments.push_back(
          ClangErrors::ofType(clang::QualType::getFromOpaquePtr(reinterpret_cast<void*>(info.getRawArg(i)))));
    } else if (kind == Engine::ak_qualtype_pair) {
      const auto& pair = *reinterpret_cast<const clang::TemplateDiffTypes*>(info.getRawArg(i));
      for (const std::uint64_t type : {pair.FromType, pair.ToType})
        arguments.push_back(ClangErrors::ofType(clang::QualType::getFromOpaquePtr(reinterpret_cast<void*>(type))));
    }
  }
  return arguments;
}

}  // namespace

ClangErrors::Argument ClangErrors::ofType(clang::QualType type) {
  Argument argument;
  if (type.isNull()) return argument;
  type = type.getNonReferenceType().getUnqualifiedType();
  if (const auto* record = type->getAsCXXRecordDecl()) argument = ofDeclaration(record);
  argument.text = type.getAsString();
  return argument;
}

void ClangErrors::BeginSourceFile(const clang::LangOptions& language, const clang::Preprocessor* preprocessor) {
  client_->BeginSourceFile(language, preprocessor);
  holds_ = true;
}

void ClangErrors::EndSourceFile() {
  holds_ = false;
  if (engine_ != nullptr)
    for (const Group& group : groups_) say(*engine_, group);
  groups_.clear();
  client_->EndSourceFile();
}

void ClangErrors::HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic& info) {
  if (!holds_) {
    clang::DiagnosticConsumer::HandleDiagnostic(level, info);
    client_->HandleDiagnostic(level, info);
    return;
  }
  engine_ = const_cast<clang::DiagnosticsEngine*>(info.getDiags());
  Said said{clang::StoredDiagnostic(level, info), argumentsOf(info)};
  if (level == clang::DiagnosticsEngine::Note && !groups_.empty())
    groups_.back().notes.push_back(std::move(said));
  else
    groups_.push_back({std::move(said), {}});
}

void ClangErrors::say(clang::DiagnosticsEngine& engine, const Group& group) {
  engine.Report(group.main.diagnostic);
  for (const Said& note : group.notes) engine.Report(note.diagnostic);
}

void ClangErrors::forget() {
  holds_ = false;
  groups_.clear();
  if (engine_ != nullptr) engine_->Reset(true);
}

bool ClangErrors::release(Unit& unit) {
  holds_ = false;
  const std::vector<Group> groups = std::move(groups_);
  groups_.clear();
  if (groups.empty()) return unit.reporter.failed();
  clang::DiagnosticsEngine& engine = unit.compiler.getDiagnostics();
  engine.Reset(true);  // the counted diagnostics are printed only now, and some of them are not
  const Tokens tokens(unit.sources(), unit.compiler.getLangOpts());
  std::set<std::size_t> explained;  // statements
  bool saidNoHeader = false, failed = unit.reporter.failed();
  for (const Group& group : groups) {
    if (unit.cell != nullptr && unit.cell->isExpected(unit, group)) continue;
    const clang::SourceLocation place = placeInMainFile(unit, group);
    const bool own = group.main.diagnostic.getID() >= clang::diag::DIAG_UPPER_LIMIT;
    const bool here = place.isValid() && unit.sources().isInMainFile(unit.sources().getExpansionLoc(place));
    const std::size_t statement = here ? tokens.statement(tokens.at(place)) : 0;
    if (here && explained.contains(statement)) continue;
    const auto explanation = own || !here ? std::nullopt : explain(unit, tokens, group);
    const bool error = group.main.diagnostic.getLevel() >= clang::DiagnosticsEngine::Error;
    failed = failed || error || explanation;
    if (!explanation) {
      if (error || explained.empty()) say(engine, group);  // a warning may follow from an error before it
      continue;
    }
    explained.insert(statement);
    if (explanation->text != noHeader || !saidNoHeader) unit.reporter.report(*explanation);
    if (explanation->text == oneBracket) break;  // everything after it is parsed wrongly
    saidNoHeader = saidNoHeader || explanation->text == noHeader;
  }
  return failed;
}

}  // namespace bodocc
