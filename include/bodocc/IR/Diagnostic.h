// The compiler's messages to users. Analyses and builders throw a UserError if the program is wrong; the front end
// prints it at its place with Clang's diagnostics. An InternalError is a fault of the compiler and names the pass.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace bodocc {

struct SourceLoc {
  std::uint32_t raw = 0;  // the front end's own encoding, from which it prints a caret
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  bool valid() const { return line != 0; }
  friend bool operator==(const SourceLoc&, const SourceLoc&) = default;
};

struct Note {
  SourceLoc loc;
  std::string text;
};

enum class Severity {
  Error,
  Warning,
  Remark
};

// `id` is its section in docs/diagnostics.md and the name of its -W or -R flag.
struct Diagnostic {
  std::string id;
  Severity severity = Severity::Error;
  SourceLoc loc;
  std::string text;
  std::vector<Note> notes;  // the cause elsewhere, the remedy
};

class UserError : public std::runtime_error {
 public:
  explicit UserError(Diagnostic d) : std::runtime_error(d.text), diagnostic(std::move(d)) {}
  UserError(std::string id, SourceLoc loc, std::string text, std::vector<Note> notes = {})
      : UserError(Diagnostic{std::move(id), Severity::Error, loc, std::move(text), std::move(notes)}) {}

  Diagnostic diagnostic;
};

// A value that must be known while compiling would be, if these parameters of the current function (their numbers)
// were. It is the error, unless the function's calls give them constants.
class UnknownConstant : public UserError {
 public:
  UnknownConstant(Diagnostic d, std::vector<unsigned> p) : UserError(std::move(d)), parameters(std::move(p)) {}

  std::vector<unsigned> parameters;
};

// A value that must be known while compiling is not; constants for the parameters, if there are any, would suffice.
[[noreturn]] inline void failUnknown(Diagnostic d, std::vector<unsigned> parameters) {
  if (parameters.empty()) throw UserError(std::move(d));
  throw UnknownConstant(std::move(d), std::move(parameters));
}

class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

}  // namespace bodocc
