// What the build functions of operations share: a call's arguments with their checks, values as expressions, row sets
// brought together, casts. Each family of operations has a file of its own; its functions are rows of Ops.def.
#pragma once

#include "bodocc/Ops/OpInfo.h"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace bodocc {

// The user's error `id` at `loc`, with the remedy or the cause as a note.
[[noreturn]] void fail(const char* id, SourceLoc loc, std::string text, std::string note = "");

// " (did you mean 'x'?)", or nothing where no candidate is near.
std::string didYouMean(std::string_view name, const std::vector<std::string>& candidates);

// A string that is known while compiling: a column's name, say, or a type's.
struct Name {
  std::string text;
  SourceLoc loc;
};

// The strings in a value: one, or a list of them; nameIn() takes exactly one. `what` names them in errors.
std::vector<Name> namesIn(const Value& v, const char* what, SourceLoc loc);
Name nameIn(const Value& v, const char* what, SourceLoc loc);
std::vector<std::string> textsOf(const std::vector<Name>& names);
// The type of columns that a value names: a string, or bodo::int64.
bodo::type typeIn(const Value& v, SourceLoc loc);

// The arguments of a call, receiver first; option structs stand aside. All checks that fail are UserErrors.
class Call {
 public:
  Call(BuildContext& context, const OpInfo& operation, std::vector<Value>& arguments, SourceLoc location);

  BuildContext& ctx;
  const OpInfo& op;
  SourceLoc loc;

  std::size_t size() const { return positional_.size(); }
  bool has(std::size_t i) const { return i < positional_.size() && !positional_[i]->empty(); }
  Value& at(std::size_t i) const;  // too few arguments are an InternalError: C++ has checked their number
  SourceLoc locOf(std::size_t i) const { return has(i) && at(i).loc.valid() ? at(i).loc : loc; }

  // A frame, or a series as a frame of one column.
  Frame frame(std::size_t i) const;
  Series series(std::size_t i) const;
  bool isSeries(std::size_t i) const { return has(i) && at(i).get<Series>(); }
  // A frame's row set with the frame's columns as the receiver was: a series stays a series.
  Value likeReceiver(Rows& rows) const;

  // What must be known while compiling; `what` names it in the error: "the column name".
  std::string text(std::size_t i, const char* what) const;
  std::vector<Name> names(std::size_t i, const char* what) const;
  // One value for the whole call: a constant, a host value, a scalar; must be an integer, or a string.
  const Expr* integer(std::size_t i, const char* what) const;
  const Expr* string(std::size_t i, const char* what) const;

  // Members of the option structs that the user wrote; `known` are all that there are.
  void options(std::initializer_list<const char*> known) const;
  const Value* option(const char* name) const;
  bool flag(const char* name, bool otherwise) const;
  std::string word(const char* name, std::string otherwise) const;
  std::string oneOf(const char* name, std::vector<std::string> words, std::string otherwise) const;
  std::vector<Name> list(const char* name) const;

 private:
  std::vector<Value*> positional_;
  std::vector<const Record*> records_;
};

// The frame's column; an unknown one is an error with the nearest name and the schema.
const NamedExpr& columnOf(const Frame& frame, const std::string& name, SourceLoc loc);
const NamedExpr& columnOf(const Frame& frame, const Name& name);
// A frame that is written or returned as a whole has all columns of its file, or its columns have been named; else that
// is an error. `what` begins it: "this writes".
void mustBeWhole(const Frame& frame, const char* what, SourceLoc loc);
// No name twice; else an error that says whose output it is.
void checkNames(const std::vector<Name>& names, const char* what, SourceLoc loc);

// A value beside rows, as an expression: constants, host values, scalars. Series are the caller's matter.
const Expr* valueExpr(BuildContext& ctx, const Value& v, SourceLoc loc);

// A new row set with the columns of the frame as they are.
void carry(Rows& rows, const Frame& frame);

// Row sets brought together: expressions over several row sets become expressions over one. Row sets that hold the
// same rows in the same order share their columns for free; others are combined by position by an op.
class Alignment {
 public:
  explicit Alignment(BuildContext& context, SourceLoc location) : ctx_(context), loc_(location) {}

  void add(Rows* rows);
  Rows* rows();  // the common one; null where none was added
  const Expr* lift(const Expr* e, Rows* from);

 private:
  struct Group {
    Rows* base;                                               // what it began with: all members keep this one's rows
    Rows* rows;                                               // the last member
    std::map<const Rows*, std::vector<const Expr*>> columns;  // of each member, over `rows`
  };
  void join(Group& group, Rows* rows);
  void move(Group& group, Rows& to, const std::vector<const Expr*>& with);

  BuildContext& ctx_;
  SourceLoc loc_;
  std::vector<Group> groups_;
};

// Operands of one row operation over a common row set. `rows` is null where none of them is a series.
struct Operands {
  Rows* rows = nullptr;
  std::vector<const Expr*> exprs;
  std::string name;  // of the result: the series' names where they agree
};
Operands operands(BuildContext& ctx, const std::vector<Value>& values, SourceLoc loc);

// A row operation on typed operands: applies its type rule, which may insert casts.
const Expr* apply(BuildContext& ctx, const OpInfo& op, std::vector<const Expr*> args, SourceLoc loc);
const Expr* apply(BuildContext& ctx, const char* id, std::vector<const Expr*> args, SourceLoc loc);

// The expression with that type. `cast` changes no value (integers to wider ones or to floats, decimals to more
// digits, dates to timestamps); `convert` is astype: checked at run time where it may not fit.
const Expr* cast(BuildContext& ctx, const Expr* e, bodo::type to, SourceLoc loc);
const Expr* convert(BuildContext& ctx, const Expr* e, bodo::type to, SourceLoc loc);
// Makes both the same type, to be compared or chosen between; false where their types do not go together. With
// `scaleOnly` decimals may keep different numbers of digits before the point: integers compare all the same.
bool unify(BuildContext& ctx, const Expr*& a, const Expr*& b, SourceLoc loc, bool scaleOnly = false);
// The constant with another type and the same value; nullopt where there is none.
std::optional<Constant> exactConstant(const Constant& c, bodo::type to);

const Expr* integerConstant(BuildContext& ctx, std::int64_t v, bodo::type type, SourceLoc loc);
bool isConstant(const Expr* e);

// "'price' (decimal(15,2))": how messages name an operand.
// An expression that becomes a column: messages and emitted code call it by that name.
const Expr* named(BuildContext& ctx, const Expr* e, const std::string& name);
std::string describe(const Expr* e);
// A column of arange: its name is the user's for the expression.
bool isRowNumber(const Expr& e);

// The schema that like(...) or schema(...) stands for; `csv` reads a text file with these options.
Schema schemaOf(const Call& call, const Value& v, bool csv);

// The group-by that `groupby(...)` began, with these aggregates; `specs` are aggregate specifications.
struct AggregateSpec {
  std::string name;
  Pending spec;
  SourceLoc loc;
};
Value groupBy(BuildContext& ctx, const Pending& pending, const std::vector<AggregateSpec>& specs, SourceLoc loc);
Rows& sortRows(BuildContext& ctx, const Frame& frame, std::vector<const Expr*> keys, std::vector<SortOrder> orders,
               SourceLoc loc);

}  // namespace bodocc
