// What the compiler knows of an operation: one row of lib/Ops/Ops.def. The front end finds the row by the name that users
// write; passes ask its properties, and never its name; the emitter lowers by it; the reference page prints it.
#pragma once

#include "bodocc/IR/IR.h"
#include "bodocc/Ops/Value.h"

#include <span>
#include <string_view>

namespace bodocc {

enum class OpKind {
  Row,       // one value a row, from the same row: an expression
  Rows,      // defines a row set
  Reduction, // a scalar from a column or a row set
  Aggregate, // what groupby(...).agg computes for each group
  Sink,      // something that can be seen: a write, a print
  Control,   // if, for, while, return, call, host statements
  Pending,   // an object that a later call completes: groupby(...), .str(), like(...)
};

// Row operations: how missing operands act.
enum class Missing {
  Propagate, // any missing operand makes the result missing
  Kleene,    // logic of three values
  Never,     // the result is always known (isna); the lowering asks `known` itself
  Own,       // the type rule decides, the lowering yields value and `known` itself (fillna, where)
};

// What an operation does with the order of its first input's rows.
enum class OrderEffect {
  Keeps,    // for free
  Defines,  // by its arguments (sort)
  Loses,    // any order; where somebody looks, one by the rows' values (group-by)
  Restores, // any order; where somebody looks, that of its inputs (merge, concat)
};

// Control operations: what they mean to passes.
enum class Control { None, Host, If, Loop, Call, Return, Yield };

// Row operations that passes take conditions apart with. In: the first operand is one of the others, all constants.
enum class Condition { None, And, Less, LessEqual, Greater, GreaterEqual, Equal, Between, In };

// How many rows come out for those that go in.
enum class RowCount { Same, Fewer, Any, Source };

// The distribution of the result, from those of the inputs (SEMANTICS.md's table).
enum class DistributionRule {
  None,       // no row set comes out
  Source,     // equal blocks
  Uneven,     // a source whose ranks hold blocks of any size
  Replicated, // the same rows on every rank
  Subset,     // worse of blocks of any size and the input
  Same,       // the input's
  Join,       // better of the two sides, at best blocks of any size
  Concat,     // blocks of any size unless all inputs are replicated
};

// Whether a filter on the result may be applied to the input instead.
enum class FilterPassing {
  No,
  Yes,      // on any column that comes from the input
  KeysOnly, // group-by: on the keys
  Sides,    // merge: to the side its columns come from (the left only, unless inner)
};

class BuildContext;

struct OpInfo {
  const char *id;      // "merge": unique; also what the IR prints
  OpKind kind;
  const char *owner;   // "DataFrame", "Series", "Series.str", "Series.dt", "GroupBy", "bodo", "operator"
  const char *method;  // as users write it: "merge", "lower", "+"
  Value (*build)(BuildContext &, const OpInfo &, std::vector<Value> &args, SourceLoc);

  // row operations
  ValueType (*type)(BuildContext &, const OpInfo &, std::vector<const Expr *> &args, SourceLoc) = nullptr;
  Missing missing = Missing::Propagate;
  const char *lowering = "";     // C++ with {0} {1} for operands, {T} for the result's storage type
  const char *wideLowering = ""; // the same where the result is a decimal that may leave 64 bits; {W}, {at}

  // all
  bool canFail = false;   // at run time, because of a row's values
  bool pure = true;       // no effect that the program can see; may be dropped
  bool collective = false;
  // row sets
  OrderEffect order = OrderEffect::Keeps;
  bool looksAtOrder = false;  // its result depends on the order of its input
  RowCount count = RowCount::Same;
  bool keepsLabels = true;    // rows keep their index labels; else they are numbered from 0
  bool breaks = false;        // a pipeline ends here: its whole input is taken before its first row comes out
  DistributionRule distribution = DistributionRule::None;
  FilterPassing filters = FilterPassing::No;
  bool distinctKeys = false;  // no two rows of the result have the same `keys` (group-by, drop_duplicates)
  bool takesFirst = false;    // the result is the first `scalars[0]` rows (head)
  Control control = Control::None;
  Condition condition = Condition::None;
  bool looksAtLabels = false; // its result shows the rows' index labels (print)
  // aggregates and reductions
  const char *state = "";     // partial state in emitted code: "bodo::rt::sum<{T}>"

  const char *summary = "";   // one sentence for the reference page
  const char *example = "";
};

std::span<const OpInfo> allOps();

// The row whose owner and method users wrote; null where there is none.
const OpInfo *findOp(std::string_view owner, std::string_view method);
// The row with that id; an id that does not exist is an InternalError.
const OpInfo &op(std::string_view id);
// Names of all operations of an owner, for "did you mean".
std::vector<std::string> methodsOf(std::string_view owner);

} // namespace bodocc
