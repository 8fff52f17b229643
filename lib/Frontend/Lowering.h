#pragma once
// Lowers the AST of one version of an annotated function to the IR. The user's variables of frames, series and
// reductions are values of an environment; operations on them call the build functions of their rows in Ops.def;
// ordinary C++ remains text, with the values of scalars spliced in. Statements are in LowerStatements.cpp,
// LowerReturns.cpp and LowerControl.cpp, expressions in LowerExpressions.cpp, the user's functions in
// UserFunctions.cpp, calls of annotated functions in LowerCalls.cpp, text in HostCode.cpp.
#include <bodocc/IR/IR.h>
#include <bodocc/Ops/OpInfo.h>
#include <bodocc/Ops/Value.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>

#include <array>
#include <functional>
#include <map>
#include <set>

#include "Frontend/Types.h"
#include "Frontend/Versions.h"

namespace bodocc {

// True if scalars of these types convert to each other and can be compared.
bool areAlike(bodo::type a, bodo::type b);

// Thrown if an error that was already reported makes this statement meaningless.
struct Poisoned {};

// The call of operator[] that gives an element of an array; null for other expressions.
const clang::CXXOperatorCallExpr* elementOf(const clang::Expr* e);
// The array to whose end the expression appends an element; null for other expressions.
const clang::Expr* appendedBy(const clang::Expr* e);

bool isParallelLoop(const clang::CXXForRangeStmt& s);

// Declarations have their semicolon, and blocks need none.
bool endsInSemicolon(const clang::Stmt* s);

class Lowering {
 public:
  Lowering(Unit& unit, Versions& versions, Version& version, Module& module);

  // False if errors were reported.
  bool run();

  // The schema in expect(parameter, schema), for parameters whose schema must be known before the body is lowered.
  Schema schemaOf(const clang::Expr* e);

 private:
  using Environment = std::map<const clang::ValueDecl*, Value>;

  // ---- statements ----
  void parameters();
  void templateArguments(const clang::TemplateParameterList& parameters,
                         llvm::ArrayRef<clang::TemplateArgument> arguments);
  void statements(llvm::ArrayRef<const clang::Stmt*> list);
  void statement(const clang::Stmt* s);
  void compound(const clang::CompoundStmt* s);
  // The block of an if or a loop, which is a block in the emitted function too.
  void block(const clang::Stmt* s);
  void checkBlockEnd(const clang::CompoundStmt* s) const;
  void findComments(const clang::CompoundStmt& block);
  // The first use of a variable or function in the statement that is one of these; null if there is none.
  static const clang::DeclRefExpr* find(const clang::Stmt* s,
                                        llvm::function_ref<bool(const clang::DeclRefExpr&)> which);
  bool usesOwnVariables(const clang::DeclStmt* s) const;
  void declareEach(const clang::DeclStmt* s);
  void declaration(const clang::DeclStmt* s);
  void variable(const clang::VarDecl* v, const clang::DeclStmt* s);
  void scalarVariable(const clang::VarDecl* v);
  void checkAlias(const clang::VarDecl* v, TypeClass c);
  void expressionStatement(const clang::Expr* e);
  void warnUnused(const clang::CallExpr* e, const std::string& operation);
  void warnPrinted(const clang::Expr* e);
  void assignment(const clang::CXXOperatorCallExpr* e);
  void assignScalar(const clang::ValueDecl* v, const clang::CXXOperatorCallExpr* e, const std::string& op);
  void bind(const clang::ValueDecl* v, Value value);
  void returnStatement(const clang::ReturnStmt* s);
  void addReturned(Op& op, const Value& value, const std::string& name, ReturnShape::Component& component);
  void hostStatement(const clang::Stmt* s);
  void addCall(Diagnostic& diagnostic, const std::vector<unsigned>& parameters) const;
  void poison(const clang::Stmt* s);

  // ---- control flow ----
  HostText condition(const clang::Expr* e);
  void ifStatement(const clang::IfStmt* s);
  void branches(const clang::IfStmt* s, std::array<std::function<void()>, 2> lowerBranch,
                const std::vector<const clang::ValueDecl*>& assigned);
  // Of an if, or a case of a switch, with this condition.
  void branches(const clang::Stmt* s, clang::SourceLocation place, HostText head,
                std::array<std::function<void()>, 2> lowerBranch, const std::vector<const clang::ValueDecl*>& assigned);
  void switchStatement(const clang::SwitchStmt* s);
  void whileStatement(const clang::WhileStmt* s);
  void forStatement(const clang::ForStmt* s);
  const clang::Expr* operationOn(const clang::Stmt* s, llvm::function_ref<bool(const clang::Decl*)> varies) const;
  void doStatement(const clang::DoStmt* s);
  void rangeForStatement(const clang::CXXForRangeStmt* s);
  bool unrolled(const clang::CXXForRangeStmt* s);
  void round(const clang::CXXForRangeStmt* s, const Constant& value);
  void parallelLoop(const clang::CXXForRangeStmt* s);
  void loop(const clang::Stmt* s, Control kind, HostText head, const clang::Stmt* body,
            const std::function<void()>& first, const clang::Expr* again = nullptr);
  bool loopBody(Op& op, const std::vector<const clang::ValueDecl*>& carried, const clang::Stmt* body,
                const std::function<void()>& first, const std::function<void()>& last);
  void checkJumps(const clang::Stmt* block) const;
  // Of a loop that changes frames, or do ... while, and has a break or a continue.
  struct Exits {
    std::string ended;  // a variable that says that a break was reached
  };
  bool leaves(const clang::Stmt* s) const;
  void end(const Exits& loop, SourceLoc loc);
  void leaving(const clang::Stmt* s);
  std::vector<const clang::Stmt*> listOf(const clang::Stmt* s);
  void yield(const std::vector<const clang::ValueDecl*>& carried, clang::SourceLocation place);
  void passFrames(Op& op, const std::vector<std::pair<std::string, Value>>& frames);
  // Columns that paths pass as words of a dictionary are passed as plain strings if the joined schemas are not coded.
  void passPlain(Op& op, const std::vector<Schema>& schemas);
  std::vector<const clang::ValueDecl*> assignedFrames(llvm::ArrayRef<const clang::Stmt*> list) const;
  bool endsInReturn() const;

  // ---- expressions ----
  Value lower(const clang::Expr* e);
  Value lowerBare(const clang::Expr* e);
  Value reference(const clang::DeclRefExpr* e);
  Value constantOf(const clang::DeclRefExpr* e);
  Value constantOf(const clang::CallExpr* e);
  Value lowerOnce(const clang::Expr* e, const clang::Expr* use);
  Value member(const clang::MemberExpr* e);
  Value construct(const clang::CXXConstructExpr* e);
  Value names(const clang::Expr* container);
  Value conditionOfPairs(const clang::Expr* e);
  Value sideOf(const clang::DeclRefExpr* e);
  Value conditionOfGroups(const clang::Expr* e);
  Value list(const clang::InitListExpr* e);
  Value call(const clang::CallExpr* e);
  Value operatorCall(const clang::CXXOperatorCallExpr* e);
  // The unit that a duration counts, as far as its C++ type says.
  enum class Span : std::uint8_t {
    Any,
    Days,
    Months
  };
  // The result type of a binary operation, whose operands must match.
  bodo::type scalarResult(const std::string& op, bodo::type left, bodo::type right, Span span,
                          clang::SourceLocation place) const;
  // `right` is null for an operator with one operand.
  Value scalarOperation(const std::string& op, const clang::Expr* left, const clang::Expr* right,
                        clang::SourceLocation place);
  Value operation(const std::string& owner, const std::string& method, std::vector<Value> args, const clang::Expr* e);
  Value hostValue(const clang::Expr* e);
  std::optional<Constant> fold(const clang::Expr* e) const;
  std::optional<Constant> known(const clang::VarDecl& variable) const;
  std::optional<unsigned> fixedParameter(const clang::ParmVarDecl& parameter) const;
  std::vector<unsigned> unknownParameters(const clang::Expr* e) const;
  // The value as an array of the type's elements; others stay as they are.
  Value array(clang::QualType type, const std::vector<const clang::Expr*>& args, const clang::Expr* e);
  Value asArray(clang::QualType type, Value value, const clang::Expr* e);
  Value userFunction(const clang::Expr* e);
  HostText capturedByValue(const clang::LambdaExpr& lambda);
  void checkWrittenAgain(const clang::LambdaExpr& lambda, clang::SourceLocation place);
  void describeTypes(UserFunction& function, const clang::FunctionProtoType& signature,
                     const clang::FunctionDecl* callee, const clang::Expr* e);
  std::shared_ptr<const UserFunction> instantiate(const UserFunction& function, const std::vector<ValueType>& types);
  HostText defaultArgument(const clang::ParmVarDecl& parameter, const clang::Expr* value,
                           const clang::CallExpr* call) const;
  Value annotatedCall(const clang::CallExpr* e, const AnnotatedFunction& callee);
  std::vector<Value> arguments(llvm::ArrayRef<const clang::Expr*> list);
  friend class LoopBody;
  void requireValue(const clang::DeclRefExpr* e) const;
  std::string spelled(clang::QualType type) const;
  void checkUserFunction(const clang::FunctionDecl& callee, const clang::LambdaExpr* lambda,
                         clang::SourceLocation place) const;
  void describeSurroundings(UserFunction& function, const clang::FunctionDecl* callee,
                            const clang::Expr* written) const;
  static bool isUserFunction(const clang::Expr* e);
  bool isFrameValue(const clang::Expr* e) const;
  ValueType userType(clang::QualType type, clang::SourceLocation place, const char* what);
  void describeResult(UserFunction& function, clang::QualType type, clang::SourceLocation place);
  const AnnotatedFunction* annotatedCallee(const clang::CallExpr* e) const;
  // A frame, or a series as a frame of one column.
  Frame asFrame(const Value& value, const std::string& name) const;
  // The frame that a variable's value is on the edges of branches and rounds: a series may have another name on each.
  Frame carriedFrame(const Value& value, const std::string& name) const;
  Value likeBefore(const Value& before, Rows& rows, SourceLoc loc);

  // ---- text ----
  struct Use {
    clang::SourceRange range;
    std::vector<HostText::Piece> pieces;
  };
  HostText hostText(const clang::Stmt* s);
  // The text of these tokens with the pieces of `uses` in their places.
  HostText compose(clang::SourceRange tokens, std::vector<Use> uses) const;
  void findUses(const clang::Stmt* s, std::vector<Use>& uses);
  // The name of a variable in the emitted function, in which blocks are merged.
  std::string nameOf(const clang::ValueDecl* v) const;
  void addRenamed(const clang::Stmt* s, std::vector<Use>& uses) const;
  void addInstance(const clang::Stmt* s, std::vector<Use>& uses) const;
  // Declares a variable of ordinary C++; it is renamed if another one has its name.
  void declare(const clang::ValueDecl* v);
  std::string freshIdentifier(const std::string& name);
  bool scalarUse(const clang::Expr* e, std::vector<Use>& uses);
  bool elementUse(const clang::Expr* e, std::vector<Use>& uses);
  bool elementUse(const clang::Expr* e, bool reads, std::vector<Use>& uses);
  // `target` is the type to which the user's code converts it, if it does; `cast`: explicitly.
  CppType valueTypeOf(const clang::Expr* e) const;
  void scalarAsText(const clang::Expr* e, const CppType& cppType, std::vector<Use>& uses, clang::QualType target = {},
                    bool cast = false);
  void checkConversion(const Value& value, clang::QualType target, clang::SourceLocation place,
                       bool cast = false) const;
  // True if an integer is converted to a type that does not hold all values of its own type.
  bool isCheckedCast(bodo::type from, clang::QualType target) const;
  [[noreturn]] void failLoss(bodo::type from, clang::QualType target, clang::SourceLocation place) const;
  void checkLambda(const clang::LambdaExpr* e) const;
  void describeEffects(const clang::Stmt* s, HostText& text);
  // True for a call of bodo's own, but not for an operator on two decimal_values, which is plain C++.
  static bool isOperation(const clang::CallExpr* e);
  bool mentionsBodo(const clang::Stmt* s) const;
  bool isHostVariable(const clang::ValueDecl* v) const;
  void findEscapes(const clang::Stmt* s);
  void findCasts(const clang::Stmt* s);
  // The user's value, or the function with its captures, at this statement: a capture op before its use.
  // settleCaptures() removes those that make no difference.
  HostText capture(const HostText& text, SourceLoc loc);
  void capture(const std::shared_ptr<UserFunction>& function, HostText text);
  std::string captureName(const std::string& what, SourceLoc loc);
  void settleCaptures();
  void dropUnusedConstants();

  // A scalar as an operand of C++ text: its pieces, and the type that they have.
  struct ScalarText {
    std::vector<HostText::Piece> pieces;
    bodo::type type;
    bool composite = false;
    bool literal = false;
    Span span = Span::Any;
    HostText text;  // for its reads
  };
  ScalarText scalarOperand(const clang::Expr* e);
  static std::optional<std::pair<const char*, bodo::type>> timeArithmetic(const std::string& op, bodo::type left,
                                                                          bodo::type right, Span span);

  SourceLoc at(const clang::Expr* e) const { return unit_.at(e->getExprLoc()); }
  template <class... Arguments>
  [[noreturn]] void failAt(clang::SourceLocation location, Diag row, const Arguments&... arguments) const {
    fail(unit_.sources(), location, row, arguments...);
  }

  Unit& unit_;
  Versions& versions_;
  Version& version_;
  Module& module_;
  const clang::FunctionDecl& declaration_;
  BuildContext ctx_;
  Environment environment_;
  std::set<const clang::ValueDecl*> poisoned_;
  std::set<std::string> poisonedColumns_;         // their assignment was wrong: their absence is not a further error
  std::set<const clang::Expr*> constantsInWork_;  // initialisers of constants, while they are lowered
  Exits* exits_ = nullptr;
  std::vector<const clang::Stmt*> rest_;                     // of the round, after a statement that leaves it
  std::map<const clang::VarDecl*, Constant> rounds_;         // the values of loops' variables in the rounds at hand
  std::set<const clang::ValueDecl*> reassigned_;             // scalars that are assigned again
  std::set<const clang::ValueDecl*> escaped_;                // host variables that opaque code may change later
  std::set<const clang::Decl*> declaring_;                   // variables that the host text at hand declares
  std::set<const clang::ValueDecl*> globals_;                // that the function uses
  std::set<const clang::Expr*> casts_;                       // conversions of scalars by casts and as conditions
  std::set<const clang::ValueDecl*> elements_;               // arrays of whose elements parallel loops are
  std::map<std::string, const clang::ValueDecl*> declared_;  // host variables of the function's own blocks
  std::map<std::string, const clang::TypeDecl*> types_;      // of the function's own blocks
  std::set<std::string> outer_;                              // names of outer declarations that it uses
  unsigned depth_ = 0;                                       // of blocks
  std::vector<const Op*> constants_;                         // host statements that define folded constants
  struct Captured {
    std::string name;
    HostText text;
    std::vector<std::shared_ptr<UserFunction>> functions;  // a generic one, and its instances for columns' types
  };
  std::map<const clang::ValueDecl*, std::string> renamed_;
  mutable std::optional<std::set<const clang::VarDecl*>>
      changedGlobals_;  // by the function, if a function of rows reads any
  std::map<const UserFunction*, const clang::Expr*> generic_;
  std::map<const Op*, Captured> captured_;                           // by its op
  std::map<const clang::Stmt*, std::vector<std::string>> comments_;  // before statements, and after them
  // The frames of a merge whose condition is lowered, and the variables that stand for them.
  struct Sides {
    const clang::ValueDecl *leftName = nullptr, *rightName = nullptr;
    const Frame *left = nullptr, *right = nullptr;
  };
  Sides sides_;
  const Pending* groups_ = nullptr;  // aggregates are of these, while a condition on them is lowered
  bool inParallelLoop_ = false;      // elements of arrays are text
  bool ofFrame_ = false;             // the current statement assigns its value to a frame, a series or a column
  unsigned errors_ = 0;
};

}  // namespace bodocc
