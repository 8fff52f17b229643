#pragma once
// Clang's and bodocc's diagnostics in the formats that are not Clang's text: JSON and SARIF for programs, Markdown for
// agents. They are kept until the source has been compiled, and then written as one document.
#include <bodocc/Frontend/DiagnosticOptions.h>
#include <clang/Basic/Diagnostic.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/raw_ostream.h>

#include <string>
#include <vector>

namespace bodocc {

class StructuredMessages : public clang::DiagnosticConsumer {
 public:
  StructuredMessages(MessageFormat format, llvm::raw_ostream& out) : format_(format), out_(out) {}

  void BeginSourceFile(const clang::LangOptions& language, const clang::Preprocessor*) override {
    language_ = &language;
  }
  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic& info) override;

  // Writes the document; JSON and SARIF also if there is no message.
  void write();

 private:
  // Lines and columns count from 1, columns in characters; 0: not known.
  struct Place {
    std::string file;
    unsigned line = 0, column = 0, byteColumn = 0;
  };
  struct Edit {
    Place begin, end;
    std::string text;
  };
  struct Message {
    std::string kind;  // "error", "fatal error", "warning", "remark", "note"
    std::string text;
    std::string option;  // "bodo-unknown-column", "-Wunused-variable"; empty if none
    Place place;
    Place end;           // of the item; line 0 if it has none
    std::string source;  // the line
    std::vector<Edit> edits;
    std::vector<Message> notes;
  };

  Place placeOf(const clang::SourceManager& sources, clang::SourceLocation location) const;
  llvm::json::Object jsonOf(const Message& message) const;
  llvm::json::Object sarif() const;
  std::string markdown() const;

  MessageFormat format_;
  llvm::raw_ostream& out_;
  const clang::LangOptions* language_ = nullptr;
  std::vector<Message> messages_;
};

}  // namespace bodocc
