#pragma once
// The parts of a notebook's cell that source files lack: statements between definitions, and variables that outlive it.
// Definitions stay where they are. A variable becomes a reference to memory that the runtime keeps by its name; its
// initialiser, and each statement, becomes a function. These are the steps of `bodo_cell_run`, so nothing runs while
// the library is loaded. `bodo_cell_summary` returns the cell's definitions, as the text with which later cells begin.
#include <clang/AST/Decl.h>

#include <set>
#include <string>
#include <vector>

#include "Frontend/AnnotatedFunctions.h"
#include "Frontend/Splice.h"

namespace bodocc {

class Cell {
 public:
  // Reports code that a cell cannot have.
  explicit Cell(Unit& unit);

  // Functions of earlier cells that nothing in this one uses: they are only declared.
  bool isUnused(const clang::FunctionDecl& function) const;

  // The edits of variables and statements, and of unused functions other than annotated ones.
  std::vector<Edit> edits() const;
  // The functions that the library exports.
  std::string exported() const;

 private:
  struct Variable {
    const clang::ValueDecl* declaration = nullptr;
    std::string name;
    clang::QualType value = {};
    std::string type = {};         // as C++
    std::string key = {};          // what tells types of the same name apart
    std::string make = {};         // if the type has no name: the function whose result has it,
    std::string initialiser = {};  // and what that returns
  };
  enum class Kind {
    definition,
    directive,
    variable,
    statement,
    value
  };
  struct Item {
    Kind kind;
    const char* what;  // for the summary: "function", "include", ...
    std::string name;
    unsigned begin = 0, end = 0;               // offsets
    const clang::Decl* declaration = nullptr;  // of a definition
    std::string text = {};
    std::vector<Variable> variables = {};
    std::string code = {};    // of the variables' definitions, of the step
    std::string before = {};  // C++ before the step
    std::string step = {};    // the function that runs it
    bool lives = true;        // later cells see it
  };

  void collect();
  void addDirectives();
  void addDeclaration(const clang::Decl& declaration);
  void addVariables(Item& item, const clang::VarDecl& variable);
  void addBindings(Item& item, const clang::DecompositionDecl& whole);
  void addEarlier(const clang::VarDecl& variable);
  Variable variableOf(const clang::ValueDecl& declaration, clang::QualType type, const std::string& initialiser);
  bool refuse(const clang::VarDecl& variable);
  void findUnused();
  std::string reference(const Variable& variable) const;
  std::string extern_(const Variable& variable) const;
  std::string step(const Item& item) const;
  std::string summary() const;
  bool inText(clang::SourceLocation place, bool own) const;
  unsigned offset(clang::SourceLocation place) const;
  unsigned endOf(const clang::Decl& declaration) const;
  clang::SourceLocation placeOf(unsigned offset) const;
  std::string lineBefore(unsigned offset) const;

  Unit& unit_;
  std::vector<Item> items_;      // of the cell, in its order
  std::vector<Edit> earlier_;    // of earlier cells' variables and functions
  std::vector<Variable> known_;  // variables of earlier cells
  std::set<const clang::FunctionDecl*> unused_;
};

}  // namespace bodocc
