#pragma once
// Rank variance, an abstract interpretation of Clang's control flow graphs: it runs the program from main, and knows of
// each value only whether it is the same on all ranks. A call runs the body of the function that it names, with the
// known properties of its arguments.
#include <bodocc/Analysis/Reports.h>
#include <clang/AST/Expr.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/Stmt.h>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "Frontend/AnnotatedFunctions.h"
#include "Frontend/Unit.h"
#include "Frontend/Variance/CallGraph.h"
#include "Frontend/Variance/FlowGraph.h"
#include "Frontend/Variance/Sequence.h"
#include "Frontend/Variance/Value.h"

namespace bodocc::variance {

struct Thrown {
  clang::QualType type;  // null: any
  const Cause* cause;    // why only some ranks throw it; null: all do
};

// The result of a function's run.
struct Outcome {
  State state;
  Value returned;
  std::vector<Thrown> thrown;
  Sequence sequence;
};

class Activation;

// Shared by all activations.
class Analysis {
 public:
  Analysis(Unit& unit, const AnnotatedFunctions& annotated);

  // Reports divergences.
  void run();

  Outcome call(const clang::FunctionDecl& body, const State& state, const Cause* region, bool reporting);
  // A call that is not followed passes these values.
  void pass(const clang::FunctionDecl& body, const State& values);
  // The root that stands for the object to which parameters lead as the n-th.
  const void* object(std::size_t n);
  const std::set<const void*>& objects() const { return objects_; }
  // The body that a call of the function runs, if it is the user's; null if it is not visible.
  const clang::FunctionDecl* userBody(const clang::FunctionDecl& function);
  std::vector<const clang::FunctionDecl*> overriders(const clang::CXXMethodDecl& method) const;
  const FlowGraph* graphOf(const clang::FunctionDecl& body);
  // The activation of this function that has not ended.
  Activation* running(const clang::FunctionDecl& body) const;
  // A frame that it returns has its rows spread over the ranks.
  bool returnsSpread(const clang::FunctionDecl& function) const;

  void report(const Diagnostic& diagnostic, const std::vector<clang::FixItHint>& remedy = {}) {
    if (unit.job.checkVariance) unit.reporter.report(diagnostic, remedy);
  }
  // For the report: the values that vary at this place.
  void remark(clang::SourceLocation place, const std::string& what, const Cause& cause);
  // A variable of the standard library's, or of another system header.
  bool isForeign(const void* root) const { return foreign.contains(root); }
  // The note at the cause, and those of the steps before it.
  void explain(const Cause* cause, Diagnostic& diagnostic) const;

  Unit& unit;
  CallGraph calls;
  Causes causes;
  LineRemarks remarks;
  std::set<const void*> globals;  // variables that outlive calls: of namespaces, and static ones
  std::set<const void*> foreign;  // those that were seen

 private:
  friend class Activation;
  struct Known {
    State state;
    const Cause* region;
    bool reporting;
    bool isMarked;
    Outcome outcome;
    unsigned runs = 1;
  };
  // A function is run on so many states; what differs from these is joined to the last, which runs a few times more.
  // States in which nothing varies differ only in what pointers lead to; in others, a small function's structs have
  // many combinations of members that vary, and it runs on as many as have `mostBlocks` blocks in all.
  static constexpr std::size_t mostPlain = 3, mostMarked = 24, mostBlocks = 1000;
  static constexpr unsigned mostRuns = 6;

  std::size_t mostStates(const clang::FunctionDecl& body, bool isMarked);

  const AnnotatedFunctions& annotated_;
  llvm::DenseMap<const clang::FunctionDecl*, const clang::FunctionDecl*> bodies_;
  std::map<const clang::FunctionDecl*, std::unique_ptr<FlowGraph>> graphs_;
  std::map<const clang::CXXMethodDecl*, std::vector<const clang::FunctionDecl*>> overriders_;
  std::map<const clang::FunctionDecl*, std::vector<Known>> known_;
  std::map<const clang::FunctionDecl*, State> passed_;
  std::vector<const clang::FunctionDecl*> waiting_;  // for a run on what they were passed
  std::vector<Activation*> running_;
  std::deque<char> names_;
  std::set<const void*> objects_;
};

// One run of a function's body.
class Activation {
 public:
  Activation(Analysis& analysis, const clang::FunctionDecl& body, const Cause* region);

  const clang::FunctionDecl& body() const { return body_; }
  Outcome run(const State& entry, bool reporting);
  // Gives variables outside of functions their first values.
  void declareAll(const std::vector<const clang::VarDecl*>& variables, State& state);
  // It calls collectives, as far as it has been followed.
  bool callsCollectives() const;
  // For a recursive call, with the state's values of its parameters: the result so far.
  Value again(const State& state);

 private:
  // Of an expression: its value, or the places of the object that it names.
  struct Result {
    Value value = {};
    std::vector<Place> places = {};
    const Cause* chosen = nullptr;  // the object is not the same one on all ranks
    bool isPart = false;            // it is an element of what is at the places
  };
  // A call as the analysis sees it.
  struct Call {
    const clang::Expr* expression;
    std::vector<const clang::Expr*> arguments;
    std::optional<Result> object = {};
    const clang::Expr* objectExpression = nullptr;
    bool isQualified = false;  // a.Base::f()
  };

  // Evaluate.cpp
  void evaluate(const clang::CFGElement& element);
  void declare(const clang::VarDecl& variable);
  const Result& result(const clang::Expr* e);
  Result compute(const clang::Expr* e);
  Result computeUnary(const clang::UnaryOperator& e);
  Result computeBinary(const clang::BinaryOperator& e);
  Result computeMember(const clang::MemberExpr& e);
  Result computeReference(const clang::DeclRefExpr& e);
  Result computeLambda(const clang::LambdaExpr& e);
  Result computeList(const clang::InitListExpr& e);
  Result computeConstruct(const clang::CXXConstructExpr& e);
  Result ofChildren(const clang::Expr& e);
  // The value that the expression has or names.
  Value load(const clang::Expr* e);
  Value load(const Result& result) const;
  // With the objects to which pointers in it lead.
  const Cause* deepCause(const Value& value) const;
  void assign(const Result& to, const Value& value, clang::SourceLocation at);
  Result deref(const Value& pointer) const;
  Result held(const clang::Expr& e, const Value& value);  // by a temporary object
  Place captured(const clang::ValueDecl& variable) const;

  // Calls.cpp
  Result call(const clang::CallExpr& e);
  Result callOne(const clang::FunctionDecl& callee, const Call& call);
  Result runBody(const clang::FunctionDecl& body, const Call& call);
  Result callCollective(const clang::FunctionDecl& callee, const Call& call);
  void checkArguments(const clang::FunctionDecl& callee, const Call& call, const std::string& name);
  Result callUnseen(const clang::FunctionDecl* callee, const Call& call);
  bool isOperation(const clang::FunctionDecl& callee) const;
  void callBack(const std::set<const clang::FunctionDecl*>& functions, const Call& call, const Cause* cause);
  void destroy(const clang::VarDecl& variable, const clang::CXXDestructorDecl* destructor);
  // The part of the state that a function's body sees: parameters, objects to which these lead, and global variables.
  // Callers pass other objects of equal values: the body sees these by names that say only how it comes to them.
  struct Seen {
    State state;
    Names back = {};
  };
  Seen seenBy(const clang::FunctionDecl& body, const State& parameters) const;
  Outcome runOn(const clang::FunctionDecl& body, const State& parameters, const Cause* region);
  void bind(const clang::ParmVarDecl& parameter, const clang::Expr* argument, State& state);
  void findOnce(const clang::Stmt& part, const clang::VarDecl& variable);
  void event(const clang::Expr& at, Sequence sequence);
  std::string textOf(const Call& call) const;
  std::string nameOf(const clang::FunctionDecl& callee, const Call& call) const;

  // Cycles.cpp
  // The body is run where it is called.
  bool isFollowed(const clang::FunctionDecl& body) const;
  const Cause* passArguments(const clang::FunctionDecl& body, const Call& call);
  Sequence innerOf(const clang::FunctionDecl& body, clang::SourceLocation place) const;
  Result callOpaque(const clang::FunctionDecl& body, const Call& call);

  // Activation.cpp
  void flow();
  void depend();
  std::vector<unsigned> nextOf(unsigned block) const;
  Edges ways() const;
  const Cause* branchCause(unsigned block) const;
  Value returnedSoFar() const;
  // The reason why only some ranks reach the current block, except for the conditions under which the variable exists.
  const Cause* controlCause(const void* root) const;
  Sequence sequenceFrom(unsigned block, unsigned stop);
  std::vector<unsigned> loopOf(unsigned head, unsigned stop) const;
  Sequence eventsIn(unsigned block) const;
  void diverge(unsigned block, const Sequence& a, const Sequence& b);

  Analysis& analysis_;
  const clang::FunctionDecl& body_;
  const FlowGraph* graph_;
  const Cause* region_;  // why only some ranks call it
  bool isAnnotated_;     // operations on frames are collective
  bool reporting_ = false;

  std::vector<std::optional<State>> entries_;  // by block, as long as they are needed
  std::vector<unsigned> order_;                // of the blocks
  std::vector<bool> reached_, reported_;
  std::set<const void*> temporaries_;
  std::vector<const Cause*> branches_;
  std::set<const clang::Expr*> elements_;  // of Clang's graph
  // of the first values of static variables, which run once
  std::map<const clang::Expr*, const clang::VarDecl*> once_;
  std::map<const clang::Expr*, Result> results_;
  std::map<const clang::Expr*, Sequence> events_;
  std::map<const clang::Expr*, std::vector<Thrown>> throws_;
  std::map<const void*, unsigned> declared_;  // variables: the block
  std::optional<ControlDependence> control_;
  std::vector<unsigned> visiting_;
  unsigned steps_ = 0;
  State state_;
  unsigned block_ = 0;
  std::map<const clang::ReturnStmt*, Value> returned_;
  std::map<unsigned, const Cause*> conditions_;  // by block
  std::map<const clang::VarDecl*, Sequence> destroyed_;
  Edges ways_;                  // from which control_ follows
  std::optional<State> again_;  // if it calls itself: what its parameters have then
};

// The key of a member function's object.
inline const void* thisOf(const clang::FunctionDecl& body) { return body.getBody(); }

}  // namespace bodocc::variance
