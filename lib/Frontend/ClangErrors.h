#pragma once
// Replaces Clang's messages about calls of bodo's operations: one error at the wrong item, with the remedy, instead of
// lists of overloads and errors that follow from it. All messages are held until the whole file is parsed; those that
// do not concern bodo are then printed unchanged.
#include <clang/AST/Type.h>
#include <clang/Basic/Diagnostic.h>

#include <memory>
#include <string>
#include <vector>

#include "Frontend/Unit.h"

namespace bodocc {

// The owner of an operation's row in Ops.def, from the class that declares it; and its plural for messages.
std::string ownerOf(const clang::CXXRecordDecl& record);
const char* ownerText(const std::string& owner);

class ClangErrors : public clang::DiagnosticConsumer {
 public:
  explicit ClangErrors(std::unique_ptr<clang::DiagnosticConsumer> client) : client_(std::move(client)) {}

  // Prints the held messages, and stops holding. True if there was an error.
  bool release(Unit& unit);

  void BeginSourceFile(const clang::LangOptions& language, const clang::Preprocessor* preprocessor) override;
  void EndSourceFile() override;
  void finish() override { client_->finish(); }
  bool IncludeInDiagnosticCounts() const override { return client_->IncludeInDiagnosticCounts(); }
  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic& info) override;

  // An argument of a diagnostic, which Clang puts into its text.
  struct Argument {
    std::string text;   // a name, or a type as it is spelled
    std::string owner;  // of a class or namespace of bodo's: "DataFrame", "Series.str", "Names", "bodo"
  };
  static Argument ofType(clang::QualType type);
  struct Said {
    clang::StoredDiagnostic diagnostic;
    std::vector<Argument> arguments;
  };
  // An error, a warning or a remark, and its notes.
  struct Group {
    Said main;
    std::vector<Said> notes;
  };
  // The held messages; forget() stops holding without printing them.
  const std::vector<Group>& held() const { return groups_; }
  void forget();

 private:
  void say(clang::DiagnosticsEngine& engine, const Group& group);

  std::unique_ptr<clang::DiagnosticConsumer> client_;
  clang::DiagnosticsEngine* engine_ = nullptr;
  bool holds_ = false;
  std::vector<Group> groups_;
};

}  // namespace bodocc
