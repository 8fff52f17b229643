// One function's C++: its statements in their order, each pipeline at its sink, host statements unchanged.
#pragma once

#include "Code.h"
#include "Cpp.h"
#include "bodocc/Analysis/EqualVariables.h"
#include "bodocc/Analysis/Flow.h"
#include "bodocc/Emit/Emit.h"
#include "bodocc/IR/IR.h"
#include "bodocc/Plan/Plan.h"
#include "bodocc/Plan/Shapes.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bodocc {

// The table of the rows of an op with windows.
struct WindowRows {
  std::string table;                   // its name or expression
  const Rows* input = nullptr;         // it has the columns of the op's input; else
  std::vector<const Expr*> held = {};  //   these values
  std::vector<std::string> names = {};
  bool labelled = false;  // its last column has the rows' labels

  std::size_t place(const Expr* e) const;
  std::string column(const Expr* e) const;  // as a table
};

// The function's first return statement; null if it has none.
const Op* returnOf(const Function& f);

class FunctionEmitter {
 public:
  FunctionEmitter(const Module& module, const Function& function, const EmitOptions& options);
  std::string emit();
  std::string insideSignature() const;
  std::string plainFunction() const;

  Names& names() { return names_; }
  // The type that decimals beyond 64 bits are computed in, in a loop.
  const std::string& wide() const { return wide_; }
  // The struct of a group-by's states, and the columns that these belong to, in the order of its members.
  std::string& stateType(const Op& op) { return stateTypes_[&op]; }
  std::vector<const Column*>& states(const Op& op) { return states_[&op]; }
  // The C++ of the fields of a file, of groups' keys, of a sorter.
  std::vector<std::string>& fieldsOf(const Op& op) { return fields_[&op]; }
  // Names of members: their meaning in other scopes does not matter.
  Names memberNames() const { return Names({"members", "std"}, options_.isMacro); }
  // For canonical forms: expressions are the function's own, so that equal ones stay one.
  Function& exprPool() { return const_cast<Function&>(function_); }

  // The constant that names a statement in errors, guards and the memory account.
  std::string site(SourceLoc loc, const std::string& operation) const;
  std::string site(const Op& op) const;
  // The loop for which every rank makes all of these rows, and what the loop does with them.
  std::string wholeUse(const Rows& rows) const;
  std::string site(const Expr& call) const { return site(call.loc, wordFor(*call.op)); }
  // The user's name for an operation, for messages.
  static std::string wordFor(const OpInfo& info);
  static std::string field(const std::string& name, const ValueType& type);
  // Columns of a table as arguments: by their names, where these tell them apart. `names`: those of all of its columns,
  // after which its labels come.
  static std::vector<std::string> chosen(const std::vector<std::size_t>& places, const std::vector<std::string>& names);
  static std::vector<std::string> namesOf(const Rows& rows);
  // The column's name tells it apart: it is the first of this name.
  static bool isNamed(std::size_t place, const std::vector<std::string>& names);
  static std::string selected(const std::vector<std::size_t>& places, const std::vector<std::string>& names);
  // --- ColumnNames.cpp
  // The columns of a table, its labels last: the name of its rows, and the columns' names.
  struct Schema {
    std::string of;
    std::vector<std::string> columns = {};
    bool continues(const Schema& first) const;  // it has the same columns, and perhaps more
  };
  static Schema schemaOf(const Rows& rows);
  // Declares the names of the columns of a file; of a table that a loop reads, unless they are visible; of a table that
  // is made, if loops read it.
  void numberFile(const Rows& rows, Code& out);
  void numberTable(const Rows& rows, Code& out);
  void numberIfRead(Schema schema, const std::string& distinction, Code& out);
  void numberIfRead(const Rows& rows, Code& out) { numberIfRead(schemaOf(rows), distinction(rows), out); }
  // True if a loop over a table needs the names of its columns: it has several.
  static bool readsByNumber(const plan::Loop& loop);
  // The name of a column's number, once they are declared; the column after the last one has the labels.
  const std::string& columnNumber(const Rows& of, std::size_t column) const {
    return columnNumbers_.at(&of).at(column);
  }
  // The same of columns, and of what loops compute from them and hold or send; empty if the columns have no names.
  // `source`: the rows of the columns; `e`: in the loop's canonical form.
  std::string numberOf(const Rows& source, const Expr* e) const;
  // As arguments: with the type, unless it is that of the source's column. `e` has this type there.
  std::string numbered(const Rows& source, const Expr* e, const ValueType& type) const;
  // Those of a build side's payload; empty if they are 0, 1, 2, ...
  std::vector<std::string>& payloadNumbers(const Op& merge) { return payloadNumbers_[&merge]; }

  // The variable of the checkpoint that an op of its region writes; empty if it is in none.
  std::string keptBy(const Op& op) const {
    const Op* const around = places_.at(&op).parent;
    return around && around->info->control == Control::Checkpoint ? variables_.at(around) : "";
  }

  // --- Values.cpp
  ValueCode hostValue(const Expr& e);  // a user's scalar
  ValueCode cppValue(const Cpp& code, ValueType type);
  // A value for a whole column's row: a constant, the user's, an IR scalar, or a cast of one; missing as on rows.
  ValueCode valueOf(const Expr& e, const ValueType& type);
  ValueCode scalarOnRows(const Expr& e);  // an IR scalar as a value on rows
  // The user's text, with the scalars' values in it: as statements, as an expression, unchanged.
  std::string text(const HostText& t);
  Cpp expression(const HostText& t);
  std::string users(const std::string& text) const;
  // An IR scalar as the C++ type that the user's code converts it to.
  Cpp scalarAs(const Scalar& s, const CppType& type, bool checked = false);
  Cpp argument(const Expr* e);  // one value for the whole op: a path, a number
  Cpp toUserType(const Cpp& value, const UserFunction& f, const ValueType& from, const CppType& to);
  Cpp fromUserType(const Cpp& value, const UserFunction& f, const ValueType& to, const std::string& arena);
  std::string userFunction(const UserFunction& f, const std::string& name);
  std::string combiner(const UserFunction& f, const ValueType& type, const std::string& name);

  // aggregates: the state's type, and its final value
  std::string aggregateState(const Column& c, bool grouped);
  static bool hasGroupedState(const Column& c);
  std::string arguments(const Column& c);
  Cpp aggregateValue(const Column& c, const Cpp& state, const std::string& site);
  static bool looksAtRowOrder(const Column& c);

  // --- Windows.cpp
  std::string windowCall(const Column& c, const std::string& of);
  WindowRows windowRows(const Op& op, Code& out);
  void windowMoves(const Op& op, Code& out);  // the collectives of windows that move no rows, as comments
  std::string windowOf(const Op& op, const WindowRows& of, const Column& c);

  // The variables of the results of ops and columns.
  std::string& variable(const void* what) { return variables_[what]; }
  // The two states whose quotient is a column of groups; null if the column has its own state.
  const plan::Quotient* quotientOf(const Column& c) const {
    const auto at = plan_.quotients.find(&c);
    return at == plan_.quotients.end() ? nullptr : &at->second;
  }

  // The reduction whose state has the values of this one; null if it has its own.
  const Op* collectedBy(const Op& op) const {
    const auto at = plan_.collectedBy.find(&op);
    return at == plan_.collectedBy.end() ? nullptr : at->second;
  }

  // The variable of the table that holds these rows; empty if they are in none.
  std::string tableOf(const Rows& rows) const;
  std::vector<std::string> takeLambdas() { return std::exchange(pendingLambdas_, {}); }
  // The comment above a piece of code: the user's statements that it implements, from its ops and expressions.
  void describe(const std::vector<const Op*>& ops, Code& out, const std::vector<const Expr*>& computed = {});
  // A comment on why the emitted code does something: once a function, `kind` tells them apart.
  void remark(const char* kind, const std::string& text, Code& out) {
    if (remarks_.insert(kind).second) out.comment(text);
  }
  // The user's own comments on the statement of that place.
  void comments(SourceLoc loc, Code& out);
  // The names of the table of an op's input and of rows: from the user's variable, else from their kind.
  std::string nameOf(const Op& op, unsigned input) const;
  static std::string nameOf(const Rows& rows);
  static std::string distinction(const Rows& rows);
  std::string freshTable(const Rows& rows, SourceLoc loc);
  std::string distinction(const Op& op, unsigned input) const;
  static std::string nameOfScalar(const Scalar& s, bool withArguments = true);
  const plan::Loop* takenBy(const Rows& rows) const;
  // The text before `= table`, for the table of an op's input: a new constant, or the variable by which the rows are
  // passed on.
  std::string receiver(const Op& op, unsigned input);
  // Records that the table of the op's input holds these rows.
  void madeTable(const Rows& rows, const Op& op, unsigned input) { tables_[&rows] = inputTables_.at({&op, input}); }
  std::string probeRows(const Rows& probe) const;
  // True if the op does no more than to return the table of its one input: it names no variable for it.
  static bool returnsTable(const Op& op);
  void returnTable(const Op& op, std::string made) { inputTables_[{&op, 0}] = std::move(made); }
  // Variables of a sink of several loops, by the first of its ops and their input: the last loop uses the same.
  struct SinkVariables {
    std::string builder, heap;
    std::vector<std::string> parts;  // of a table
  };
  SinkVariables& variablesOfSink(const Op& op, unsigned input) { return sinkVariables_[{&op, input}]; }

  // --- Explain.cpp: marks of the plan's lines, for BODO_EXPLAIN; where they are left out these write nothing.
  // From here on the line is at work that shows this: a step, a loop, a feed.
  void atLine(const void* of, Code& out) const;
  // So many rows have come to the line, or passed it.
  void countRows(const void* of, const std::string& count, Code& out) const;
  // The text before a number of rows that have come to both lines, up to a parenthesis; empty without marks.
  std::string countedRows(const void* first, const void* second) const;
  // The line's sink has ended in this variable.
  void countMade(const void* of, const std::string& sink, Code& out) const;

 private:
  std::string withCheck(const std::string& body) const;
  void emitSteps(const std::vector<plan::Step>& steps, Code& out);
  void emitStep(const plan::Step& step, Code& out);
  void emitControl(const plan::Step& step, Code& out);
  bool returnsGathered(const Op& op, unsigned input) const;
  // --- Control.cpp
  void emitStructured(const plan::Step& step, Code& out);
  void emitCheckpoint(const plan::Step& step, Code& out);
  // A condition that decides about collectives: guarded if ranks may disagree on it.
  Cpp condition(const HostText& t, const std::string& site);
  void emitYield(Op& yield, const std::vector<std::string>& targets, Code& out);
  // --- Calls.cpp
  void emitReturn(Op& op, Code& out);
  void emitInside(Code& out);
  void emitCall(Op& op, Code& out);
  void emitParallelLoop(Op& op, Code& out);
  std::string rangesOf(const Op& op, const ArrayUse& use);
  std::string within(const Op& op, const char* what, const std::vector<UsedRange>& used);
  struct Change {
    const Op* op = nullptr;
    unsigned input = 0;
    bool operator==(const Change&) const = default;
  };
  Change changedBy(const Rows& rows) const;
  Cpp callResultAs(const Scalar& s, const CppType& to);
  // ---
  void emitCount(Op& op, Code& out);
  const HostText::Piece* useNext(const Scalar& s) const;
  Cpp scalarCode(const Scalar& s);  // its variable, or the expression that replaces it
  Cpp scalarValue(const Scalar& s, const std::string& site);
  void snapshotHosts(Op& op, Code& out);
  void mustAgree(const std::string& value, const std::string& site, Code& out);
  void takeNames();
  void explainPlan(Code& head);
  void lineDirective(SourceLoc loc, Code& out);

  // --- Tables.cpp
  void openFile(Op& op, Code& out);
  void emitValues(Op& op, Code& out);
  void emitVector(Op& op, Code& out);
  // The table of an op's input, as C++.
  Cpp inputTable(const Op& op, unsigned input);
  void emitSorted(const Op& op, unsigned input, Code& out);
  // True if this is the one reader of the rows' table, and reads it once: no variable is named for it.
  bool readsOnce(const Op& op, const Rows& rows) const;
  void emitTableOp(Op& op, Code& out);
  bool takesOver(const Op& op) const;
  const Op* takenOverBy(const Rows& rows) const;
  bool hasOwnVariable(const Op& op) const;
  const plan::Loop* onlyReader(const Rows& rows) const;
  const plan::Loop* replacedBy(const Rows& rows) const;
  const char* tableType(const Rows& rows) const;
  void emitLookUp(Op& op, Code& out);
  static std::string inOrder(const Rows& rows, const std::vector<std::size_t>& order);
  void emitWindow(Op& op, Code& out);
  // The variable of an op's result, which `call` makes.
  void declareTable(const Op& op, const std::string& call, Code& out);
  void emitPrint(Op& op, Code& out);
  std::string frameOf(Op& op, unsigned input, const std::string& table, const CppType& type, bool gather);
  static std::string handleOf(const CppType& type, const std::string& table, bool labelled);

  const Module& module_;
  const Function& function_;
  EmitOptions options_;
  const plan::FunctionPlan& plan_;
  Names names_;
  std::string runtime_, wide_, sites_;
  std::string explained_;                      // the variable that counts for the plan; empty without marks
  std::map<const void*, unsigned> planLines_;  // what the plan's lines show, by their numbers
  std::map<const Op*, std::string> stateTypes_;
  std::map<const Op*, std::vector<const Column*>> states_;
  std::map<const Op*, std::vector<std::string>> fields_;
  struct Computed {
    const Expr* expr;
    std::string name, number;
  };
  std::map<const Rows*, std::vector<Computed>> computed_;  // by the rows of the file or table
  // An enumeration of columns.
  struct Numbering {
    std::string name;
    Schema schema;
    std::vector<std::string> columns = {};
    std::map<const Expr*, std::string> computed = {};
  };
  void findNumbered();
  const Numbering& numberTable(Schema schema, const std::string& distinction, Code& out);
  const Numbering& declareNumbering(const Schema& schema, const std::string& name, Code& out);
  void useNumbering(const Rows& rows, const Numbering& numbers);
  std::vector<Schema> numbered_;       // of tables that loops read
  std::vector<Numbering> numberings_;  // those that are visible
  std::map<const Rows*, std::vector<std::string>> columnNumbers_;
  std::map<const Op*, std::vector<std::string>> payloadNumbers_;
  std::map<const void*, std::string> variables_;
  std::map<const Rows*, std::string> tables_;
  std::map<std::pair<const Op*, unsigned>, std::string> inputTables_;
  std::map<std::pair<const Op*, unsigned>, SinkVariables> sinkVariables_;
  std::map<const Expr*, Cpp> snapshots_;
  std::map<std::string, std::string> userFunctions_;
  const Statement* described_ = nullptr;    // the last one above its code
  std::set<const Statement*> quoted_;       // those that are in comments, of this block and those around it
  std::set<const Statement*> shown_;        // with the user's comments
  std::set<const Statement*> implemented_;  // those that have ops or expressions
  std::set<std::string> remarks_;           // the kinds that there are
  const EqualVariables equal_;
  std::map<const Op*, std::vector<std::string>> yieldTargets_;
  std::map<const Op*, OpPlace> places_;
  std::map<const Rows*, std::vector<const Op*>> users_;  // the ops that have them as an input
  std::map<const Scalar*, unsigned> scalarUses_;         // number of ops that read it
  std::map<const Scalar*, Cpp> values_;                  // those that are values, not the states of aggregates
  SourceLoc statement_;                                  // the current statement
  const Op* next_ = nullptr;                             // the op after it
  std::vector<std::string> pendingLambdas_;  // the user's lambdas, to be declared before the current pipeline
};

// The options of reads and writes as C++, after a comma, or nothing.
std::string readerOptions(const Op& op);
// -fbodo-check: the path of a sample of the files that a path names.
std::string sampledPath(const Op& read, const std::string& site, const std::string& path);
std::string writerOptions(const Op& op, const std::string& kept);

}  // namespace bodocc
