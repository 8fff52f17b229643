// The properties of an operation: one row of lib/Ops/Ops.def. The front end finds the row by the name that users write;
// passes ask for properties, never for the name; the emitter lowers by it; the reference page prints it.
#pragma once

#include "bodocc/IR/IR.h"
#include "bodocc/Ops/Value.h"

#include <span>
#include <string_view>

namespace bodocc {

enum class OpKind {
  Row,        // one value a row, from the same row: an expression
  Rows,       // defines a row set
  Reduction,  // a scalar from a column or a row set
  Aggregate,  // groupby(...).agg computes it for each group
  Sink,       // an observable effect: a write, a print
  Control,    // if, for, while, return, call, host statements
  Pending,    // an object that a later call completes: groupby(...), like(...), months(...)
  Surface,    // changes lists of columns, or stands for other operations: absent from the IR
};

// Row operations: the effect of missing operands.
enum class Missing {
  Propagate,  // any missing operand makes the result missing
  Kleene,     // logic of three values
  Never,      // the result is always known (isna); the lowering asks `known` itself
  Own,        // the type rule decides; `lowering` is the value, `knownLowering` whether it is known (fillna, where)
  Optional,   // `lowering` is a std::optional, which is empty if the result is missing; of known operands (split)
};

// The effect of an operation on the order of its first input's rows.
enum class OrderEffect {
  Keeps,     // for free
  Defines,   // by its arguments (sort)
  Loses,     // any order; if it is observable, one by the rows' values (group-by)
  Restores,  // any order; if it is observable, that of its inputs (merge, concat)
};

// Control operations, as passes tell them apart.
enum class Control {
  None,
  Host,     // a statement of the user's
  Capture,  // a value of the user's C++ as it is here, in a constant
  Leave,    // leaves the loop around it if its condition, the text, does not hold
  If,
  For,  // its text is a loop's head, which is no condition
  While,
  Checkpoint,  // runs its region if no earlier run has left what it writes
  Call,
  Parallel,  // a loop over row numbers, whose text is its body
  Return,
  Yield
};

// Row operations that passes recognise in conditions. In: the first operand is one of the others, all constants.
enum class Condition {
  None,
  And,
  Or,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Equal,
  Between,
  In,
  Known  // not missing
};

// The bound of a decimal result, from those of its operands: proves that arithmetic fits 64 bits.
enum class Bound {
  None,
  Same,
  Sum,
  Product
};

// The role of an operation in pipelines: passes form them by it, the emitter writes them by it.
enum class Shape {
  File,     // opened at its statement; a scan in the pipelines that read it
  Range,    // row numbers
  Values,   // values in the program's text: a table at its statement
  Vector,   // the user's std::vector: a table at its statement
  Filter,   // within a loop
  Explode,  // within a loop: a row for each value in the list `keys[0]`; those without values stay if the join is left
  Merge,    // build side: a sink; probe: within a loop
  Groups,   // a sink, and a source of batches
  Sort,     // a sink, and a source of batches
  Table,    // all of its inputs as tables, then `tableFrom`
  Reduction,  // a sink that ends in a scalar
  Writer,     // a sink that ends in files
  Keys,       // a sink that ends in a filter of other loops, by its keys
  Marks,      // a sink that marks the rows of a build side that have its keys
  Print,      // its input as a table, then a call
  Control,    // statements
};

// Shape::Table: how the result is made from the tables of the inputs.
enum class TableFrom {
  Call,     // by `lowering`
  Beside,   // the first two by `lowering`, that and the third, ...
  Windows,  // one column after the other, by the `lowering` of its aggregate
  Input,    // it is the one input
  LookUp,   // the first one, beside it columns of the second by `lowering`: from at most one row for each of its rows
};

// Aggregates: the state that is kept until the last value has been added.
enum class StateKind {
  Fixed,      // an object for each group, or one
  Ordered,    // the same, and it is given the value's place in the order of the rows
  Collected,  // the values themselves, of all groups together
};

// Aggregates: the method that gives the result of a state. Its arguments are the aggregate's, and then
struct ResultCall {
  const char* method = "value";
  bool scaled = false;  // the values' scale, if they are decimals
  bool sited = false;   // the place for errors: the type of the result may not hold it
};

// The number of rows of the result, compared with the input.
enum class RowCount {
  Same,
  Fewer,
  Any,
  Source
};

// The distribution of the result, from those of the inputs.
enum class DistributionRule {
  None,        // no row set comes out
  Source,      // equal blocks
  Uneven,      // a source whose ranks hold blocks of any size
  Replicated,  // the same rows on every rank
  Subset,      // worse of blocks of any size and the input
  Same,        // the input's
  Equal,       // equal blocks, unless the input must be on every rank
  Groups,      // as Subset; replicated where the keys have few values
  Join,        // better of the two sides, at best blocks of any size
  Concat,      // blocks of any size unless all inputs are replicated
  Combine,     // the first input's that is not replicated; replicated if all are
};

// The filters on the result that may be applied to the input instead.
enum class FilterPassing {
  No,
  Yes,       // on any column that comes from the input
  KeysOnly,  // group-by: on the keys
  Sides,     // merge: to the side its columns come from, if the join drops rows of the other side that have no partner
};

// The way in which users write types of columns in the arguments.
enum class TypeArguments {
  None,
  Values,  // bodo::int64
  Words    // "int64"
};

class BuildContext;

struct OpInfo {
  const char* id;  // "merge": unique; also what the IR prints
  OpKind kind;
  // "DataFrame", "Series", "Series.str", "Series.dt", "GroupBy", "bodo", "bodo.agg", "operator"; several are separated
  // by spaces; empty if users cannot write it
  const char* owner = "";
  const char* method = "";  // as users write it: "merge", "lower", "+"
  Value (*build)(BuildContext&, const OpInfo&, std::vector<Value>& args, SourceLoc) = nullptr;
  Shape shape = Shape::Table;  // of what becomes an op

  // Row operations: checks the operands' types, inserts casts that make them agree, returns the result's type.
  ValueType (*type)(BuildContext&, const OpInfo&, std::vector<const Expr*>& args, SourceLoc) = nullptr;
  Missing missing = Missing::Propagate;
  // C++ for the value of a row operation. {0} {1}: values of the operands, {values} those from the second on; {k0}:
  // whether operand 0 is known ("true" if it always is); {s0}: its scale, {T0}: its storage type; {T}, {scale}: the
  // result's; {at}: the site; {arena}: the arena for the bytes of new strings. C++ for a table. {at}: the site;
  // {tables}: the inputs'; {keys}: the places of its keys in the table, {column}: the place of a window's values;
  // {args}: its arguments, a comma before each. Of windows {of}: the rows and their values. TableFrom::LookUp: {table},
  // {keys}, {from}, {fromKeys}, {taken}, of the two tables.
  const char* lowering = "";
  bool takesLists = false;         // row operations: operands may be lists
  bool keepsRange = false;         // the result lies between the smallest and largest value of operand 0
  const char* wideLowering = "";   // the same if the result is a decimal that may leave 64 bits; {W}, {at}
  Bound bound = Bound::None;       // of decimals
  const char* knownLowering = "";  // Own and Kleene: C++ for whether the result is known
  const char* ofKnown = "";        // Never: false if operand 0 is missing, else the result of this row operation
  // Class of an object that is made once, before the loop, from the constant operand 1; {1} then names that object.
  const char* prepared = "";
  bool preparesList = false;  // ... of all operands from the second on

  // Aggregates: the result's type; `arg` is null for size, `grouped`: no group is empty.
  ValueType (*aggregated)(BuildContext&, const OpInfo&, const Expr* arg, bool grouped, SourceLoc) = nullptr;
  // The class of the state; {T}: storage of what is added, {function}: the user's: "rt::sum<{T}>"
  const char* state = "";
  StateKind stateKind = StateKind::Fixed;
  // The class for groups, if it differs. Fixed: for floats; Collected: beside the groups, by their numbers.
  const char* groupedState = "";
  const char* groupedValues = "";  // Collected: the method that returns the groups' results, as an array
  bool composed = false;           // made of other aggregates: never in an op
  bool widens = false;             // numbers are added as the widest of their kind
  bool countsOnly = false;         // depends only on whether there is a value
  const char* quotientOf = "";     // the aggregate that, divided by the number of values, gives this one
  ResultCall result = {};
  ResultCall (*resultOf)(bodo::type) = nullptr;  // replaces `result` if it depends on the values' type

  // Shape::Table
  TableFrom tableFrom = TableFrom::Call;
  const char* moves = "";  // the comment in emitted code: "all rows on every rank"
  // C++ for a table of all rows on every rank; {whole}: the loop that needs them there
  const char* wholeLowering = "";
  bool fromOneRank = false;  // rows of one rank, which are its own even if they are said to be on every rank

  // all
  // It may fail at run time because of a row's values, or runs user code: it is done at most once for a row, for rows
  // whose operands are known, and never for a row that an earlier statement dropped.
  bool canFail = false;
  bool costly = false;  // computed once a row, even if several loops need it
  bool pure = true;     // no observable effect; may be dropped
  bool collective = false;
  // row sets
  OrderEffect order = OrderEffect::Keeps;
  bool looksAtOrder = false;  // its result depends on the order of its input
  RowCount count = RowCount::Same;
  bool keepsLabels = true;  // rows keep their index labels; else they are numbered from 0
  bool breaks = false;      // a pipeline ends here: it needs its whole input before it has its first row
  DistributionRule distribution = DistributionRule::None;
  FilterPassing filters = FilterPassing::No;
  bool distinctKeys = false;  // no two rows of the result have the same `keys` (group-by, drop_duplicates)
  bool takesFirst = false;    // the result is the first `scalars[0]` rows (head)
  bool takesLast = false;     //   the last ones (tail)
  bool numbersRows = false;   // of a window of groups: the result is the row's number in its group, from 1
  Control control = Control::None;
  Condition condition = Condition::None;
  bool looksAtLabels = false;  // its result shows the rows' index labels (print)
  // needed by the front end before it lowers a call
  TypeArguments types = TypeArguments::None;
  bool differs = false;     // from rank to rank (get_rank)
  bool saysSchema = false;  // it changes nothing, and declares the columns of its argument (expect)
  // files: "parquet" of the runtime's rt::parquet_files, rt::parquet_scan, rt::parquet_writer
  const char* runtimeName = "";
  bool hasFooters = false;  // with the files' numbers of rows and their columns' ranges

  // Windows: names of the first arguments, which are a struct's members: {options}, without those that are 0 or false.
  const char* structArgs = "";
  bool asFloats = false;      // aggregates: numbers are added as float64
  const char* word = "";      // its name in messages, if users write no method for it
  const char* rowsName = "";  // the name of its rows in emitted code, if users give them none

  const char* summary = "";  // one sentence for the reference page
  const char* example = "";
};

// True if pipelines begin with it, without a table in memory.
inline bool isSource(const OpInfo& info) {
  return info.shape == Shape::File || info.shape == Shape::Range || info.shape == Shape::Groups ||
         info.shape == Shape::Sort;
}
// ... and a second pipeline may begin with it again.
inline bool isFileOrRange(const OpInfo& info) { return info.shape == Shape::File || info.shape == Shape::Range; }

inline bool countsOnly(const Column& c) { return c.aggregate && c.aggregate->countsOnly; }
inline bool isCollected(const Column& c) { return c.aggregate && c.aggregate->stateKind == StateKind::Collected; }
// The call that ends the state of an aggregate of values.
inline ResultCall resultOf(const Column& c) {
  return c.aggregate->resultOf ? c.aggregate->resultOf(c.from->type.type) : c.aggregate->result;
}
// True if one collection of values has both results.
inline bool collectAlike(const Column& a, const Column& b) {
  return isCollected(a) && isCollected(b) && a.from == b.from &&
         std::string_view(a.aggregate->state) == b.aggregate->state;
}
// True if an aggregate's result depends on the order of the rows.
inline bool seesOrder(const OpInfo& aggregate) {
  return aggregate.looksAtOrder || aggregate.stateKind == StateKind::Ordered;
}

// Statements that run in their place, as the user wrote them.
inline bool isHost(Control c) { return c == Control::Host || c == Control::Capture || c == Control::Leave; }
inline bool isLoop(Control c) { return c == Control::For || c == Control::While; }

std::span<const OpInfo> allOps();

// The row with this owner and method, as users write them; null if there is none.
const OpInfo* findOp(std::string_view owner, std::string_view method);
// The rows of ops and expressions that passes and the front end insert.
const OpInfo& controlOp(Control c);
const OpInfo& conditionOp(Condition c);
const OpInfo& materialiseOp();  // rows in memory
const OpInfo& intervalsOp();    // of time, one row for each
const OpInfo& asofBackwardOp();
const OpInfo& asofForwardOp();
const OpInfo& keyFilterOp();  // keys by which a build side is filtered
const OpInfo& markOp();       // keys that mark the rows of a build side
const OpInfo& gatherOp();     // ... on every rank
const OpInfo& cutOp();        // each rank's block of rows that are on every rank
const OpInfo& mergeOp();
const OpInfo& groupByOp();
const OpInfo& countOp();  // the aggregate that counts values
const OpInfo& plainOp();  // a coded string as a string
const OpInfo& expectOp();
const OpInfo& checkpointOp();  // before EncloseCheckpoints
const OpInfo& readParquetOp();
const OpInfo& toParquetOp();
const OpInfo& monthsOp();
const OpInfo& transformOp();  // an aggregate of groups for each of their rows
// The rows that OpInfo::ofKnown and OpInfo::quotientOf name; null if they name none.
const OpInfo* ofKnown(const OpInfo& info);
const OpInfo* dividendOf(const OpInfo& info);
// Names of all operations of an owner, for "did you mean".
std::vector<std::string> methodsOf(std::string_view owner);
// docs/operations.md: the reference page, from the table.
std::string referencePage();

}  // namespace bodocc
