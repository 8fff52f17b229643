#pragma once
// The compiled versions of annotated functions: one for each combination of C++ argument types (an instance of
// Clang's), argument schemas and argument distributions. Calls within annotated functions request the version that they
// need, which is then lowered.
#include <bodo/rt/file_schema.h>
#include <bodocc/IR/IR.h>
#include <bodocc/Ops/Value.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "Frontend/AnnotatedFunctions.h"

namespace bodocc {

// The result of a function, from its return statements.
struct ReturnShape {
  struct Component {
    std::string name;  // of the struct's member, "0", "1" … for a tuple, empty for a single result
    bool isFrame = false, isSeries = false;
    bool gathered = false;          // of a frame: ordinary code gets all of its rows on every rank
    Schema schema;                  // of a frame or series
    std::optional<ValueType> type;  // of a scalar that a column could hold
  };
  bool known = false;
  bool composed = false;  // a tuple or a struct
  std::vector<Component> components;

  std::vector<const Component*> frames() const;
};

// A frame that a caller passes.
struct PassedFrame {
  Schema schema;
  bool replicated = false;  // a handle on all rows, on every rank
  std::string unread = {};  // as in Frame

  friend bool operator==(const PassedFrame&, const PassedFrame&) = default;
};

// The arguments of a call, as far as versions depend on them.
struct Passed {
  std::vector<PassedFrame> frames = {};         // in the order of the parameters
  std::map<unsigned, Constant> constants = {};  // by the numbers of the parameters
  // The arguments that would be constants if these parameters of the calling function were.
  std::map<unsigned, std::vector<unsigned>> unknown = {};
};

struct Version {
  const AnnotatedFunction* annotated = nullptr;
  const clang::FunctionDecl* declaration = nullptr;
  std::vector<PassedFrame> frames;
  std::map<unsigned, Constant> constants;  // of the parameters that must be known while compiling
  bool incomplete = false;                 // a constant is missing: only lowered to report all errors
  Function* function = nullptr;
  ReturnShape returns;
  clang::SourceLocation call;  // the first call that needs this version; the function's own place if there is none
  std::vector<clang::SourceLocation> calls = {};  // those of ordinary code
  bool lowering = false;
};

class Versions {
 public:
  Versions(Unit& unit, const AnnotatedFunctions& functions, Module& module)
      : unit_(unit), functions_(functions), module_(module) {}

  // Lowers all versions that the file itself needs.
  void lowerAll();

  // The version for these arguments; null if it could not be lowered, which has been reported. Throws UnknownConstant
  // for a parameter of the calling function.
  Version* get(const clang::FunctionDecl& declaration, Passed passed, clang::SourceLocation call);

  const AnnotatedFunctions& functions() const { return functions_; }
  std::vector<const Version*> versionsOf(const AnnotatedFunction& function) const;

  // Records that the emitted text contains this call of an annotated function unchanged.
  void callInText(const clang::FunctionDecl& callee) {
    const clang::FunctionDecl* body = nullptr;
    if (callee.hasBody(body)) calledInText_.insert(body);
  }

  // The schema that expect(parameter, ...) in the body gives.
  std::optional<Schema> expected(const clang::FunctionDecl& declaration, const clang::ParmVarDecl& parameter);

  // The schema that the second argument of expect() gives, in a call of this annotated function or in its body.
  Schema said(const clang::Expr* schema, const clang::FunctionDecl& declaration);
  // A frame among a notebook's variables, as it is before the cell; for an argument of this function.
  std::optional<PassedFrame> cellFrame(const clang::ValueDecl& variable, const clang::FunctionDecl& callee);

  // The readers of files that build functions use; they record dependencies.
  FileSchema fileSchema(FileKind kind, const std::string& path, const std::map<std::string, Constant>& options);
  ColumnValues columnValues(const SampleFiles& files, const std::string& column, bodo::type type, std::size_t most);

  // Ops and row sets that a second attempt at a loop replaced: expressions may still point to them.
  void bury(Region&& region) { buried_.push_back(std::move(region)); }

 private:
  // Throws UnknownConstant if a parameter must be known and the version has no constant for it.
  bool lower(Version& version);
  // The schema that `read` finds of the files at a path, which are dependencies of the output.
  FileSchema schemaOf(FileKind kind, const std::string& path, const std::map<std::string, Constant>& options,
                      const std::function<bodo::rt::file_schema(const std::string& found)>& read);
  // Names versions that share a C++ signature.
  void nameVersions();
  // False while its schemas are not known, but annotated functions that call it may provide them; `last`: none will.
  bool lowerInstance(const AnnotatedFunction& annotated, const clang::FunctionDecl& instance, bool last);
  bool isCompiled(const clang::FunctionDecl& instance) const;
  bool isCalledByAnnotated(const clang::FunctionDecl& callee);

  Unit& unit_;
  const AnnotatedFunctions& functions_;
  Module& module_;
  std::vector<std::unique_ptr<Version>> versions_;
  std::vector<Region> buried_;
  std::set<const clang::FunctionDecl*> calledInText_;
  // The parameters that must be known while compiling, with the error if one is not.
  std::map<const clang::FunctionDecl*, std::map<unsigned, Diagnostic>> constantParameters_;
};

// True if the parameter takes a frame or a series.
bool takesFrame(const clang::ParmVarDecl& parameter);

}  // namespace bodocc
