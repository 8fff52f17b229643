// The uses of row sets, and how frames pass from one op to another through the edges of regions and calls. Passes that
// reason about a whole function use this instead of distinguishing the kinds of control flow.
#pragma once

#include <map>
#include <vector>

#include "bodocc/IR/IR.h"

namespace bodocc {

struct Use {
  Op* op;
  unsigned input;  // index into its inputs
};

// Uses of each row set in the function, in program order.
std::map<const Rows*, std::vector<Use>> usesOf(Function& f);

// The place of an op: its region, and the op to which the region belongs (null: the function's body).
struct OpPlace {
  Region* region = nullptr;
  Op* parent = nullptr;
};
std::map<const Op*, OpPlace> placesOf(Function& f);

// A frame that is passed on: from the sender's input `frame`, column by column, to the row set `to`. The frame's
// columns are op->outputs[first + i] for column i of `to`. The sender is a yield (to the results of the op that holds
// it, and to a loop's arguments), a loop (its start values: to its arguments and, if it runs no round, its results), a
// call (to the callee's arguments), a return (to the results of each call of its function), a concat (each input to its
// result).
struct Passage {
  Op* op;
  unsigned frame;
  std::size_t first;
  Rows* from;
  Rows* to;
};
std::vector<Passage> passagesOf(Module& m);

// True if each input of the op sends all columns of its one result, in Op::outputs (concat).
bool sendsColumns(const Op& op);

// True if the op, or one in its regions, has an observable effect: a write, a print, statements of the user.
bool hasEffects(const Op& op);

// True if the expression, or one below it, can end the program because of a row's values, or runs user code:
// OpInfo::canFail.
bool anyMayFail(const Expr* e);
// The same, but for user code that is arithmetic: it may be left out for rows that are dropped later.
bool anyMustRun(const Expr* e);

// The user's variables that the op's expressions and functions read at its place.
std::vector<std::string> hostReads(const Op& op);
// True if the op, or one in its regions, may change or declare one of these variables.
bool modifiesAny(const Op& op, const std::vector<std::string>& variables);

// True if the expression contains host expressions or scalars, which bind it to a place in the program.
bool usesHost(const Expr* e);

// True if the expression is just a column of these rows.
bool isColumnOf(const Expr* e, const Rows& rows);

// The expressions in which rows of an op's input are equal if the result's rows that come from them are equal in these.
std::vector<const Expr*> equalBelow(const Op& op, unsigned input, const std::vector<const Expr*>& exprs);

// True if no two rows are equal in these expressions: they include the keys of a group-by from which the rows come.
bool areDistinct(const Rows& rows, const std::vector<const Expr*>& exprs);

// True if the op drops duplicates and has no columns but its keys: which one of equal rows it keeps is not observable.
bool keepsOnlyKeys(const Op& op);

}  // namespace bodocc
