// The steps of a function at run time, in order, before C++ is printed; among them are loops over batches of rows. The
// plan decides the order of steps, which columns are decoded now and which later, which values a loop computes once and
// keeps, and which values travel. The emitter prints it, and decides none of this.
//
// Levels: level 0 has the rows of the source's batch, all of them or those that filters kept. Each probe opens a new
// level, whose rows are pairs of a row of the level before and a row of the build side; so does a list that is
// exploded, whose values are the other side.
//
// A loop's expressions are in canonical form: in terms of the columns of its source and of the probed tables. So an
// expression that several operations use is one node, and is computed once.
#pragma once

#include "bodocc/IR/IR.h"
#include "bodocc/Transforms/Rewrite.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bodocc::plan {

// A value for each row that exists before the current statement needs it.
struct Slot {
  enum class Home {
    Column,       // of the source's batch, or of one from a route
    BuildColumn,  // of the table that is probed, or the values of lists
    OfRow,        // follows from the row's number in the source, or from the build row's: whether there is one
    Buffer,       // computed by the loop
  };
  const Expr* expr = nullptr;
  unsigned level = 0;
  Home home = Home::Column;
  bool nullable = false;
  bool bounded = false;  // batches know a bound of its magnitude

  bool isColumn() const { return home == Home::Column || home == Home::BuildColumn; }
};

// A value that a loop over the current rows keeps for later statements; its buffer is named after `name`, or else after
// the expression.
struct Buffer {
  const Expr* expr = nullptr;
  std::string name = {};
  bool once = false;  // later uses read the buffer
};

// A value that is not computed for each row: `expr` is made once for each word of the coded column `of`, and looked up
// by the row's word; or it is coded itself, and its words are made once for each value of `of`.
struct ByWord {
  const Expr* expr;
  const Expr* of;
};

// The largest magnitude that a decimal's scaled value, or an integer, can have in a batch.
struct Magnitude {
  enum class Kind {
    Column,    // the batch's bound of it
    Constant,  //
    Sum,       // of the two
    Product
  };
  Kind kind;
  const Expr* column = nullptr;
  double constant = 0;
  std::vector<Magnitude> of = {};
};

// One loop over the current rows: its purpose, and the values that it keeps, in the order of computation.
struct Part {
  std::vector<const Expr*> roots;
  std::vector<Buffer> buffers;
  bool alone = true;  // else one of several, a function of its own each: g++'s time grows faster than a function
  std::vector<ByWord> words = {};
  std::vector<Magnitude> fits = {};  // decimals beyond 64 bits are computed in 64 bits for batches where these fit
  // A filter without a loop: it keeps the rows in which all of these columns and buffers are known.
  std::vector<const Expr*> known = {};

  const ByWord* byWord(const Expr* e) const;  // null if it is computed for each row
};

// The way in which a library call reads columns at the current rows.
enum class Reads {
  Rows,    // columns and buffers that have a value for each row
  Batch,   // all columns of the source's batch, in its order
  Probed,  // rows are pairs: columns of the probed batch, at the pairs' left rows
  Taken,   // rows are pairs: values of columns of the probed batch and the build side are copied, one for each pair
};

// The source of a loop's batches.
struct Source {
  enum class Kind {
    File,
    Range,
    Table,
    Windows,  // of the rows of a table: its columns, then those that windows add
    Groups,
    Sorted,
    // Rows of a join's build side: those that no row has matched, of a semi join the others. `rows` are the join's, the
    // columns of the other side missing.
    AfterProbes,
  };
  Kind kind = Kind::Table;
  const Rows* rows = nullptr;
  // File: what filters of the loop ask of a column, with values that are known when it starts (what they ask with
  // constants the read itself knows, Op::pushed).
  std::vector<ColumnComparison> skips;
  // File: joins and key filters that will drop all rows whose columns are none of their keys, with these columns.
  std::vector<std::pair<Op*, std::vector<unsigned>>> among;
  std::vector<unsigned> now, later;  // columns of `rows` that the batch has; the later ones wait for a Decode
  bool labels = false;               // Table: the label column too
  bool ordered = false;              // Groups: their order is observable, they are sorted by key hash before
  std::vector<Op*> heads;            // Range: each clips the row numbers to its first n
};

// The way in which a filter keeps rows.
enum class Keeping {
  Anew,     // a new selection of the rows for which its condition holds
  InPlace,  // the selection at hand is narrowed
  ByLoop,   // a loop over all rows of the batch adds them to a new selection
};

// A step on the current rows.
struct Stage {
  enum class Kind {
    Filter,        // drop the rows for which op's predicate does not hold
    Decode,        // decode columns of the source for the current rows
    Prefilter,     // drop rows that certainly have no match in op's build side, or whose keys the key filter op has not
    Send,          // send rows to the ranks that hold their matches, if op's build side is spread
    Probe,         // join rows with their matches: a new level
    Explode,       // pair rows with the values of their lists, the key: a new level
    KeepMatching,  // drop the rows without a match, or those with one
  };
  Kind kind;
  Op* op = nullptr;
  std::vector<Part> parts = {};          // computed before; of a filter: with the predicate
  std::optional<Part> where = {};        // of a join with a condition beside the keys: of each pair
  std::vector<const Expr*> keys = {};    // of the current rows, if op is a join or explodes lists
  Reads reads = Reads::Rows;             //   and the way of reading them
  std::vector<unsigned> columns = {};    // Decode: of the source
  bool rest = false;                     // Decode: these are all that are left
  std::vector<const Expr*> sent = {};    // Send: the values that travel; only these exist afterwards
  std::vector<std::string> names = {};   //   and their names
  std::vector<const Expr*> proven = {};  // Filter: not missing in any row that it keeps
  Keeping keeping = Keeping::Anew;       // Filter
};

// The rows that a stage or a sink has at hand.
enum class AtHand {
  All,       // of the batch, or of a probe's pairs
  Received,  // from a route
  Selection
};
AtHand after(const Stage& stage, AtHand before);

// The values that are added to states row by row.
struct Update {
  Part part;
  std::vector<const Column*> columns;
};

// Values that a sink collects unchanged: for distinct counts and quantiles.
struct Collected {
  const Column* column = nullptr;
  Op* op = nullptr;  // of a reduction
  std::vector<Part> parts = {};
};

// The way in which the ranks' parts of a sink become one, after its last loop.
enum class Finish {
  Local,       // each rank has all of its rows
  Everywhere,  // build side: to every rank, because the probing rows are there
  Keyless,     // build side: to every rank, because no key says where a row's partners are
  Measured,    // build side: to every rank if it is small, else by keys
  Owners,      // groups: to the owners of their keys
  AllGroups,   // groups: to every rank
  FirstRows,   // sort: the ranks' first rows are merged
  Ordered,     // sort: to the rank that holds their part of the order
  Output,      // files
  Like,        // table: spread as its source is
  Counted,     // table: the ranks exchange their numbers of rows
  Part,        // the same, of a table that is a part of the sink's
  Joined,      // table: the last part; rows travel so that each rank has the rows of its place in the order
  Merged,      // scalars: of the ranks' partial states
  Shared,      // keys: those of all ranks go to every rank
};
// The collective that it needs, in one sentence; empty if it needs none.
const char* sentence(Finish finish);

// A sink that takes the current rows.
struct Feed {
  enum class Kind {
    Groups,
    Build,
    Sort,
    Table,
    Writer,
    Keys,
    Marks,
    Scalars
  };
  enum class Labels {
    None,
    Numbered,  // numbers of the table's own rows
    Source,    // the source's label column
    Rows,      // numbers of the source's rows
  };
  Kind kind;
  std::vector<Op*> sinks;            // one; Scalars: all reductions of the loop
  std::vector<const Expr*> columns;  // the columns that the sink reads; groups: the keys
  std::vector<std::string> names;
  std::vector<Part> parts;  // computed for the columns
  Reads reads = Reads::Rows;
  std::vector<const Column*> states;  // Groups: the aggregates that are added up row by row
  std::vector<const Expr*> present;   // Groups: keys that may be missing; such rows are dropped
  Part presence;                      //   by this loop
  Keeping keeping = Keeping::Anew;    //   in this way
  std::vector<Collected> collected;
  std::vector<Update> updates;
  std::vector<Op*> counts;  // Scalars: those that count the current rows
  // Sort with a limit: columns of the source that are no `columns`, but read when the first rows are known.
  std::vector<unsigned> fetched;
  // Sort: if it is not 0, only so many first rows are needed of those with the same values of these columns of its
  // rows.
  std::int64_t firstOfGroups = 0;
  std::vector<unsigned> groups = {};
  const Op* marked = nullptr;  // Marks: the join whose build rows are marked, by keys
  Labels labels = Labels::None;
  // Table: the operation that made its rows, at whose place its errors are reported.
  std::variant<const Op*, const Expr*> madeBy = {};
  Finish finish = Finish::Local;
  bool last = false;  // no other feed needs the current rows unchanged
  // Several loops may feed one sink: the first one begins it, the last one finishes it.
  bool begins = true;
  bool finishes = true;

  Op& sink() const { return *sinks.front(); }
};
// True if the memory of its sink may grow with the rows.
bool holdsRows(const Feed& feed);

// One loop over batches of rows, from a source to its sinks. If several loops feed these, each has the rows of one
// part; the order of the parts is that of the loops.
class Loop {
 public:
  explicit Loop(Function& function) : function_(&function) {}

  unsigned id = 0;         // in the order in which they run
  unsigned input = 0;      // index of the sinks' input that the loop makes
  std::vector<Op*> chain;  // the operations after the source, up to the one before the sinks
  std::vector<Op*> sinks;
  std::vector<Op*> routers;             // the joins to whose build sides the rows travel, in the order of the chain
  std::map<const Op*, unsigned> taken;  // of operations that fork: the input whose rows this loop has
  unsigned part = 0;                    // its number among the loops that feed its sinks
  Source source;
  std::vector<Stage> stages;
  std::vector<const Op*> frees = {};  // joins whose build sides nothing needs after its rows: before the sinks finish
  std::vector<Part> shared;           // values that several feeds need
  std::vector<Feed> feeds;
  std::vector<const Expr*> computed;  // all that it evaluates
  // Before the first row: scalars, and calls whose constant operand an object is made of.
  std::vector<const Expr*> hoisted;
  std::optional<std::int64_t> most;  // the loop ends once its table has this number of rows
  std::optional<std::int64_t> last;  // its table needs no more than so many last rows of each rank
  bool direct = false;               // row numbers go straight into the table's columns, the whole block at once
  const Rows* makes = nullptr;       // the rows that its table holds, if later loops read them there
  const Loop* filters = nullptr;     // Keys: the loop whose rows they filter
  bool filtersProbes = false;        //   rows that will probe the build side, else rows of it

  // True if each batch of the source goes to the one sink as it is. Once values are placed.
  bool copies() const;
  // The expression in terms of the columns of the source and of the probed build sides.
  const Expr* canonical(const Expr* e) const;
  std::vector<const Expr*> canonical(const std::vector<const Expr*>& all) const;
  // The input of an operation of the chain from which its rows come.
  unsigned inputOf(const Op& op) const;
  // For new expressions: the function owns them, so that equal ones are one node.
  Function& function() const { return *function_; }

 private:
  Function* function_;
  mutable std::map<const Expr*, const Expr*> canonical_;  // what has been asked for
};

// The table of one of an op's inputs.
struct TableInput {
  const Rows* rows = nullptr;
  Loop* loop = nullptr;            // made by this loop; else
  std::vector<unsigned> columns;   // these columns of the table of `rows`, its label column last
  std::vector<std::string> names;  // if the names differ from those there
  bool whole = false;              // all of them, in order
  bool numbered = false;           // labels are added: the rows' numbers
  bool labelled = false;           // it ends in a column of labels
};

struct Step {
  enum class Kind {
    Hold,     // evaluate the user's values that op reads, at its statement
    Open,     // a file
    Values,   // values of the program's text, or a vector, as a table
    Run,      // a loop, and the end of its sinks
    Count,    // a number of rows that is known without a loop
    Sorted,   // the sorted rows of an input as a table
    Call,     // op on whole tables
    Print,    //
    Control,  // host statements, if, loops, calls of annotated functions, return, yield, barrier
  };
  Kind kind;
  Op* op = nullptr;
  Loop* loop = nullptr;
  unsigned input = 0;                      // Sorted: which one
  std::vector<std::vector<Step>> regions;  // Control: of the op's regions
  // The op of the program to which the step belongs, and the one after it.
  const Op* at = nullptr;
  const Op* next = nullptr;
  std::vector<const Op*> frees = {};  // joins whose build sides no later step needs; a loop has its own
};

// A column of groups whose values follow from two states: the one divided by the other, where that is not 0.
struct Quotient {
  const Column *dividend, *count;
};

struct FunctionPlan {
  const Function* function = nullptr;
  bool placed = false;  // PlaceValues has run: values that are read have a slot
  std::vector<Step> steps;
  std::vector<std::unique_ptr<Loop>> loops;
  std::map<std::pair<const Op*, unsigned>, TableInput> inputs;
  std::vector<std::unique_ptr<Op>> made;  // ops that the plan adds: streams that become tables
  std::map<const Column*, Quotient> quotients;
  std::map<const Op*, const Op*> collectedBy;        // reductions to the one that collects the same values
  std::vector<std::unique_ptr<Column>> madeColumns;  // states that no column of the program has
};

// Throws an InternalError that names the broken rule and the loop.
void verify(const FunctionPlan& plan);

// One step a line, loops with their stages indented; stable, for tests and --print-after.
std::string print(const FunctionPlan& plan);

// The side of a merge that its hash table holds; the keys of the other side, whose rows stream through; the side of
// which the join's rows are some, or make pairs.
unsigned buildSide(const Op& merge);
const std::vector<const Expr*>& probeKeys(const Op& merge);
unsigned streamSide(const Op& merge);

// The origin of the bounds of a key's values, by which groups pack it.
enum class Bounds {
  None,
  Type,    // of an operation's result
  Footers  // of the file: a column of it
};
Bounds boundsOf(const Loop& loop, const Expr* key);

// The columns that an op with tables as inputs takes from its inputs, with their side.
const std::vector<Column>& tableColumns(const Op& op);
// Further expressions that it needs: keys, and the inputs of windows.
std::vector<const Expr*> extraColumns(const Op& op, unsigned input);
// The contents of the table of an op's input: tableColumns, then extraColumns, whose names are empty.
std::vector<const Expr*> tableExprs(const Op& op, unsigned input);
std::vector<std::string> tableNames(const Op& op, unsigned input);

// True if a table of these rows ends in a column of their labels: they are observable, and may differ from 0, 1, 2.
bool hasLabels(const Rows& rows);

// A value that is costly or may fail is computed once a row.
bool onceARow(const Expr* e);

// A decimal operation whose result may leave 64 bits.
bool isWide(const Expr& e);

// Of an operation that is false if its operand is missing: its condition on known values; else null.
const Expr* testOf(const Loop& loop, const Expr* e);

// True if the op counts rows whose number is known without a loop over them: of a table, a range, files, a sort.
bool countsKnownRows(const Op& op);

}  // namespace bodocc::plan
