// The intermediate representation: functions over frames.
//
// A frame is a *row set* and a list of named row expressions over it. Row sets are SSA values: an operation that drops,
// adds or reorders rows defines a new one (a read, a filter, a merge, a group-by, a sort, a loop's argument). An
// expression computes one value a row from the same row: `df["C"] = df["A"] + 1`, select, rename, drop and assign
// change only the list of names, and cost nothing. So pruning is dead code elimination, common subexpressions are
// shared nodes, and an operation's effect on rows is separate from its effect on columns.
//
// Expressions are immutable, shared within a function, and typed when they are made. Ops stand in regions in the order
// of the program; control flow is ops with regions. Only tables and scalars cross a region's edge.
#pragma once

#include "bodocc/IR/Diagnostic.h"
#include "bodocc/IR/Type.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace bodocc {

namespace plan {
struct FunctionPlan;
}
struct OpInfo;
struct Op;
struct Rows;
struct Scalar;
struct Function;
struct Expr;

// C++ text from the user's program, kept as it is, with the places where an IR scalar is used.
// The scalars' values are spliced in as the C++ type that the user's code converts them to.
struct HostText {
  struct Piece {
    std::string text;                // C++ text, or empty if
    const Scalar* scalar = nullptr;  // this scalar's value stands here
    CppType cppType = {};            // converted to this type
    bool checked = false;            // ... with an error if it does not fit
    bool alone = false;              // the statement computes nothing else: `T x = scalar;`, `x = scalar;`
    const char* runtime = nullptr;   // without a scalar: a call of this function of the runtime begins here, for
                                     // cppType; `text` is the operation's name in its errors
    friend bool operator==(const Piece&, const Piece&) = default;
  };
  std::vector<Piece> pieces;
  std::vector<std::string> reads;     // the host variables that it reads
  std::vector<std::string> modifies;  // ... and that it may change, those that escaped earlier included
  std::vector<std::string> defines;   // ... and that it declares
  bool calls = false;                 // it calls functions of the user, which may do anything
  bool plain = false;                 // nothing but operators on `reads`, which are local variables, and the scalars
  bool repeatable = false;            // its value is the same each time, as long as nothing modifies `reads`
  bool branches = false;              // parts of it may be evaluated several times or not at all
  CppType type = {};                  // of a component of a function's result: as the function declares it

  bool empty() const { return pieces.empty(); }
};
// True if it does more than give a value.
inline bool hasEffects(const HostText& text) { return text.calls || !text.modifies.empty(); }

// A user's function or lambda that `map` or `reduce` calls.
struct UserFunction {
  std::string text;  // a callable expression: "time_bucket", "[k](double x) { return x * k; }"
  SourceLoc loc;
  std::vector<ValueType> params;  // nullable: the parameter is a std::optional and sees missing values
  std::vector<CppType> paramTypes;
  ValueType result;           // nullable: it returns a std::optional
  bool listsMissing = false;  // the list that it returns is one of std::optional
  CppType resultType;
  std::vector<std::string> captures;  // host variables it reads
  std::vector<std::string>
      changing;  // variables outside of functions that it reads, and the function around it changes
  std::vector<std::string> compared;  // those that ranks compare, variables outside of functions by their full names
  bool named = false;                 // the text is a name, which is called as it is
  bool stateless = false;             // the text is a lambda that captures nothing: its type makes an equal object
  bool local = false;                 // it needs variables of the function that it is written in
  bool generic = false;               // a template: its argument types are those of the columns, exactly
  std::string code;                   // the digest of all code that it runs, as far as bodocc sees it
  bool isSeen = true;                 // that is all of its code
  bool isArithmetic = false;          // a call whose result is not needed may be left out
};

enum class ExprKind {
  Column,
  Constant,
  Host,
  Scalar,
  Call
};

struct Expr {
  ExprKind kind;
  ValueType type;
  SourceLoc loc;
  unsigned id = 0;  // unique in its function, ascending in order of creation

  const Rows* rows = nullptr;      // Column: its row set
  unsigned column = 0;             // Column: its number in `rows`
  Constant constant;               // Constant
  HostText host;                   // Host: a C++ expression on the user's scalars, evaluated at its statement
  const Scalar* scalar = nullptr;  // Scalar: an IR scalar's value on every row
  const OpInfo* op = nullptr;      // Call: a row operation
  std::vector<const Expr*> args;   // Call
  std::shared_ptr<const UserFunction> function;  // Call of user code

  // The user's name for it (`df["disc_price"] = ...`, `auto hit = ...`), used in emitted code. Not part of its
  // identity; the first name stays.
  mutable std::string name;
};

// How often the values of a source's column occur, as far as the file that shows the schema tells, in the order in
// which they look like those of a table's own key: numbers without gaps are more likely to be one than others that
// occur once. Other files may differ: good for estimates alone.
enum class Occurrence {
  Often,
  Unknown,
  Once,
  Numbers
};

// A column of a row set, and the source of its values.
struct Column {
  std::string name = {};  // as a user would call it; need not be unique in a row set
  ValueType type = {};
  const Expr* from = nullptr;                         // over the op's input `side`; null for a source's own column
  unsigned side = 0;                                  // which input `from` is over (merge: 0 left, 1 right)
  const OpInfo* aggregate = nullptr;                  // group-by: combines the group's values of `from`
  std::shared_ptr<const UserFunction> function = {};  // aggregate `reduce`
  std::vector<const Expr*> args = {};                 // the aggregate's: the start value, the distance
  std::optional<std::int64_t> words = {};             // a source's: how many there are, as far as its file tells
  Occurrence values = Occurrence::Unknown;            // a source's
  std::int64_t repeats = 1;                           // of each value of a source's, at least, as far as its file tells
  SourceLoc loc = {};                                 // a window's own: one op may compute several
  bool live = true;                                   // PruneColumns: its values are used
};

// How the rows are spread over the ranks. The order is the lattice's: the meet is the smaller.
enum class Distribution {
  Replicated,
  Blocks,
  EqualBlocks
};

// Stream: one consumer, batch by batch, never in memory as a whole. Table: in memory, any number of consumers.
enum class Form {
  Stream,
  Table
};

// The use of an array that makes every rank need all of its elements.
struct WholeUse {
  std::string array;
  bool combines = false;  // ... elements at any index; else it reads them
  SourceLoc loop;
};

// The rows as such, without their columns: how many, on which ranks, in which order. Set by the analyses.
struct Domain {
  std::optional<std::int64_t> estimatedRows;
  bool assumed = false;  // a file's that is taken for a large one, because nothing is known of its size
  Distribution distribution = Distribution::EqualBlocks;
  std::string reason = {};  // why the distribution is no better, and the place of the cause
  SourceLoc cause = {};
  bool ordered = false;                // their order is observable
  bool labelled = false;               // their index labels are
  std::optional<WholeUse> whole = {};  // why every rank makes all of them: there must not be too many
};

struct Rows {
  Op* def = nullptr;  // null: an argument of `function` or of a region
  std::string name;   // the user's variable, or the operation's name
  SourceLoc loc;
  unsigned id = 0;
  std::vector<Column> columns;
  std::string unread;  // as Frame::unread
  Domain domain;
  Form form = Form::Stream;  // set by FormPipelines

  Schema schema() const;
};

struct Scalar {
  Op* def = nullptr;
  std::string name;
  ValueType type;
  unsigned id = 0;
};

struct Region {
  std::vector<std::unique_ptr<Rows>> arguments;
  std::vector<std::unique_ptr<Op>> ops;
};

enum class JoinKind {
  Inner,
  Left,
  Right,
  Outer,
  Semi,
  Anti,
  Cross  // an inner join without keys
};

struct SortOrder {
  bool ascending = true;
  bool missingFirst = false;
};

// Rows or columns of an array: from low to high; if `bound` is not 0, from that host argument of the loop + low up to,
// not including, the next one + high.
struct UsedRange {
  std::size_t bound = 0;
  std::int64_t low = 0, high = 0;
};

// How a parallel loop uses an array, its input of the same number.
struct ArrayUse {
  bool rows = false;               // of two dimensions: what is said of element i is said of row i
  std::vector<UsedRange> ranges;   // all elements, or rows, of a whole array that iterations may use; empty: not known
  std::vector<UsedRange> columns;  // of two dimensions: all columns
  bool writes = false;             // element i, and reads no other
  bool overwrites = false;         // ... in each iteration, before it reads it
  bool appends = false;            // elements at the end, and has no other use
  std::string_view combines = {};  // elements at any index, by the runtime's function, and reads none
  bool readsAny = false;           // elements at any index
  SourceLoc whole;                 // the first use of an element at any index
  std::int64_t low = 0, high = 0;  // else iteration i reads the elements from i + low to i + high

  bool isResult() const { return writes || appends || !combines.empty(); }
  bool isWhole() const { return !combines.empty() || readsAny; }  // on every rank
};

// A variable of ordinary code that a parallel loop combines over its iterations.
struct LoopReduction {
  std::string variable;
  std::string_view how;  // the runtime's function: "sums", "least"; "with": it goes with the minimum or maximum before
};

// One operation. Its row in Ops.def decides which members are used; the others are empty.
struct Op {
  const OpInfo* info = nullptr;
  // In order of creation, from the same sequence as the expressions': a host expression is evaluated after the host
  // statements of the function with smaller ids, and before those with larger ones. 0: not known.
  unsigned id = 0;
  SourceLoc loc;
  std::string name;  // the user's variable that its result was given to, or empty
  std::vector<Rows*> inputs;

  std::vector<const Expr*> keys;       // group-by, sort, merge (left side), drop_duplicates
  std::vector<const Expr*> rightKeys;  // merge
  const Expr* predicate = nullptr;     // filter
  const Expr* where = nullptr;  // merge: what holds for matching rows beside equal keys, over its result and `pairs`
  std::vector<SortOrder> sortOrders;  // one for each key
  JoinKind join = JoinKind::Inner;
  bool dropMissingKeys = true;
  std::vector<const Expr*> scalars;   // arguments that are one value for the op: path, n, start, stop, step
  bool buildLeft = false;             // merge: the hash table is built from the left side, and the right one probes
  unsigned pipeline = 0;              // not 0: the ops with this number end one common loop over their common input
  std::optional<std::int64_t> limit;  // sort: number of rows to keep (top-k)
  Schema fileSchema;                  // reads: all columns of the file, in its order; writes: none
  std::map<std::string, Constant> options;  // the op's other options, by name: compression, sep, header ...
  std::vector<std::string> names;           // the op's list of names: parse_dates, partition_cols, na_values ...

  // Columns that are printed, written, returned, passed to a callee, or yielded to the enclosing op. If frames are
  // passed on (yield, return, call, a loop's start values), `inputs[k]` is the k-th frame's row set, and the frames'
  // columns are listed one frame after the other, with side k, as many as the receiving row set (result, argument) has;
  // `names` are then the frames' variables.
  std::vector<Column> outputs;

  // A scan: conditions of the form `column op constant`; only rows that meet all of them are needed.
  std::vector<const Expr*> pushed;

  std::vector<std::unique_ptr<Rows>> results;  // row sets that it defines
  std::unique_ptr<Rows> pairs;                 // merge: the columns of both sides that only `where` reads
  std::vector<std::unique_ptr<Scalar>> scalarResults;

  std::vector<ArrayUse> arrays;           // a parallel loop; the arrays that it writes are its results, in this order
  std::vector<LoopReduction> reductions;  // ... and what it combines
  bool isLight = false;                   // ... and its iterations do little: every rank may run all of them

  HostText text;  // host statements, conditions, loop heads, bodies of parallel loops
  std::vector<Region> regions;
  const Function* callee = nullptr;     // call
  std::vector<HostText> hostArguments;  // call: C++ text of the arguments, in order; empty for frames

  Rows& rows() const { return *results.front(); }
};

// True if every rank runs all iterations of a parallel loop, after InferDistributions: it makes arrays that are on
// every rank.
bool runsEverywhere(const Op& loop);

// A statement of the user; only its head if it holds other statements.
struct Statement {
  SourceLoc begin, end;  // its first and its last token
  std::vector<std::string> lines;
  std::vector<std::string> comments;  // before it, and at the end of its last line
};

struct FunctionOptions {
  std::vector<std::string> distributed;
  std::vector<std::string> replicated;
  bool allArgsDistributed = false;
  bool allReturnsDistributed = false;
};

struct Parameter {
  std::string name;
  CppType cppType;               // as written (auto resolved)
  std::string declaration = {};  // of a value: `const char (&name)[3]`
  bool isFrame = false;
  bool isResult = false;                  // a non-const reference: the caller need not have given it a value
  bool isPlain = false;                   // ranks compare its value as it is: a number, a string, a time
  std::string compared;                   // what ranks compare instead of the parameter itself: a struct's members
  Rows* rows = nullptr;                   // of a frame: the row set it brings
  std::optional<Constant> constant = {};  // for which the function was compiled
  Schema schema;  // of a frame: all columns that callers pass; `rows` has only those that are used
};

// A function's progress: which results of the analyses are set, and which rules the verifier applies.
enum class Stage {
  Built,
  Distributed,
  Formed
};

// A function's plain reading for those of annotated functions that call it.
struct PlainFunction {
  std::string signature, body;        // empty if none calls it
  std::set<const Function*> callees;  // of the plain reading itself
};

// One compiled version of an annotated function: one set of C++ argument types, schemas and distributions.
struct Function {
  std::string name;    // as the user wrote it, qualified as needed
  std::string symbol;  // the emitted version's own name, unique in the file
  SourceLoc loc;
  std::string file;                      // that has it, as named to the compiler
  std::string signature;                 // as emitted, up to the body: "template <> auto f<int, int>(int n, int a)"
  CppType returnType;                    // "void", "double", "bodo::DataFrame"
  std::vector<std::string> identifiers;  // all unqualified names in the user's text of it, which emitted names avoid
  std::vector<Parameter> params;
  FunctionOptions options;
  bool external = true;      // ordinary code may call it; else only calls in this module do
  std::string plainReading;  // -fbodo-check: what it does, as C++ that is made before any pass (PlainReading.h)
  PlainFunction plain;       // ... and as a function for the plain readings that call it
  // ShareBodies: the version for annotated functions does the same; this one calls it, and gathers what it returns.
  const Function* inside = nullptr;
  Stage stage = Stage::Built;
  std::vector<std::unique_ptr<Rows>> arguments;
  Region body;
  std::vector<Statement> statements;  // in the order of the text

  std::vector<std::unique_ptr<Expr>> exprs;     // all expressions, owned
  std::map<std::string, const Expr*> exprKeys;  // structural key → node: equal expressions are one
  unsigned nextId = 0;

  std::shared_ptr<plan::FunctionPlan> plan;  // what it does at run time, once FormPlan has run
};

struct Module {
  std::string file;  // the user's file as named to the compiler
  std::vector<std::unique_ptr<Function>> functions;
  std::vector<std::unique_ptr<Function>> inlined;  // all of their calls are in their callers: they are not emitted
  std::vector<Diagnostic> diagnostics;             // warnings and remarks that passes found
};

void addStatement(Function& f, Statement statement);
// The statement that holds an op or an expression of that place; null if there is none (a parameter).
const Statement* statementAt(const Function& f, SourceLoc place);

// Makes expressions: equal ones are the same node, except calls of user code, which stay apart.
const Expr* columnExpr(Function& f, const Rows& rows, unsigned column, SourceLoc loc);
const Expr* constantExpr(Function& f, Constant c, SourceLoc loc);
const Expr* hostExpr(Function& f, HostText text, ValueType type, SourceLoc loc);
const Expr* scalarExpr(Function& f, const Scalar& s, SourceLoc loc);
const Expr* callExpr(Function& f, const OpInfo& op, std::vector<const Expr*> args, ValueType type, SourceLoc loc,
                     std::shared_ptr<const UserFunction> function = nullptr);

// The expression with the columns of `from` replaced by `with[column]`; others stay.
const Expr* substitute(Function& f, const Expr* e, const Rows& from, const std::vector<const Expr*>& with);

// Calls `visit` for `e` and everything below it, each node once.
template <class Visit>
void forEachExpr(const Expr* e, Visit&& visit, std::unordered_set<const Expr*>* seen = nullptr) {
  std::unordered_set<const Expr*> local;
  if (!seen) seen = &local;
  if (!seen->insert(e).second) return;
  visit(*e);
  for (const Expr* a : e->args) forEachExpr(a, visit, seen);
}

// Calls `visit` for each op of the region and of the regions within, in program order.
template <class Visit>
void forEachOp(Region& region, Visit&& visit) {
  for (auto& op : region.ops) {
    visit(*op);
    for (Region& inner : op->regions) forEachOp(inner, visit);
  }
}
template <class Visit>
void forEachOp(const Region& region, Visit&& visit) {
  for (const auto& op : region.ops) {
    visit(static_cast<const Op&>(*op));
    for (const Region& inner : op->regions) forEachOp(inner, visit);
  }
}

// The expressions that an op holds, each with the input that it is over.
inline constexpr unsigned noSide = ~0u;     // over no row set: paths, n, start values
inline constexpr unsigned ownResult = ~1u;  // over the row set that the op itself defines
struct HeldExpr {
  const Expr** slot;
  unsigned side;     // index into Op::inputs, or one of the above
  bool columnsOnly;  // belongs to a column of a result, and is dead if the column is
};
std::vector<HeldExpr> heldExprs(Op& op);

// The scalars that an op's host texts use (its own text, its arguments' and its expressions').
std::vector<const Scalar*> usedScalars(const Op& op);

// All expressions that the function's ops hold, with `replace` applied to each column and scalar in them; unchanged
// parts stay the same nodes. `replace` returns its argument to keep it.
class Rewriter {
 public:
  using Replace = std::function<const Expr*(const Expr& leaf)>;
  Rewriter(Function& f, Replace replace) : function_(f), replace_(std::move(replace)) {}
  const Expr* operator()(const Expr* e);
  void rewrite(Op& op);
  void forget() { done_.clear(); }  // if `replace` now replaces more

 private:
  Function& function_;
  Replace replace_;
  std::map<const Expr*, const Expr*> done_;
};

// What a parallel loop does with arrays and variables: "reads a from -1 to +1", "sums total".
std::vector<std::string> usesOfLoop(const Op& op);
std::string print(const Expr& e);
std::string print(const Function& f);
std::string print(const Module& m);
// A region without places, names by its own order: the same text for the same computation. `outside` are the rows from
// outside that it uses.
std::string print(const Region& region, const std::vector<const Rows*>& outside);

// Throws an InternalError that names the broken rule and the op.
void verify(const Module& m);

}  // namespace bodocc
