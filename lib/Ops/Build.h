// Shared by the build functions of operations: a call's arguments with their checks, values as expressions, alignment
// of row sets, casts. Each family of operations has its own file; its functions are rows of Ops.def.
#pragma once

#include "bodocc/Ops/OpInfo.h"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace bodocc {

// The user's error `id` at `loc`, with the remedy or the cause as a note.
[[noreturn]] void fail(const char* id, SourceLoc loc, std::string text, std::string note = "");

// The same for a value that is not known while compiling, but must be.
[[noreturn]] void failUnknown(const char* id, const Value& v, SourceLoc loc, std::string text, std::string note);

// " (did you mean 'x'?)", or nothing if no candidate is near.
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

// The arguments of a call, receiver first; option structs are separate. All checks that fail are UserErrors.
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
  // A frame of this row set, or a series if the receiver was one.
  Value likeReceiver(Rows& rows) const;

  // A text that must be known while compiling; `what` names it in the error: "the column name".
  std::string text(std::size_t i, const char* what) const;
  std::vector<Name> names(std::size_t i, const char* what) const;
  // One value for the whole call: a constant, a host value, a scalar; must be an integer, or a string.
  const Expr* integer(std::size_t i, const char* what) const;
  const Expr* string(std::size_t i, const char* what) const;

  // Checks the members of the option structs that the user wrote; `known` are all that exist.
  void options(std::initializer_list<const char*> known) const;
  bool hasOptions() const { return !records_.empty(); }
  const Value* option(const char* name) const;
  bool flag(const char* name, bool otherwise) const;
  std::string word(const char* name, std::string otherwise) const;
  // Of the option .errors = "error" | "missing".
  bool missingErrors() const { return oneOf("errors", {"error", "missing"}, "error") == "missing"; }
  std::string oneOf(const char* name, std::vector<std::string> words, std::string otherwise) const;
  std::vector<Name> list(const char* name) const;

 private:
  std::vector<Value*> positional_;
  std::vector<const Record*> records_;
};

// Of the options .thousands (empty: nothing separates them) and .decimal.
struct Separators {
  std::string thousands, point;
};
Separators numberSeparators(const Call& call);
// Fails for directives that strptime has not; true if the format has a year.
bool checkTimeFormat(const std::string& format, SourceLoc loc);

// The frame's column; an unknown one is an error with the nearest name and the schema.
const NamedExpr& columnOf(const Frame& frame, const std::string& name, SourceLoc loc);
const NamedExpr& columnOf(const Frame& frame, const Name& name);
// A frame that is written or returned as a whole must have all columns of its file, or its columns must have been
// named; else it is an error that begins with `what`: "this writes".
void mustBeWhole(const Frame& frame, const char* what, SourceLoc loc);
// A name that occurs twice is an error that names the output.
void checkNames(const std::vector<Name>& names, const char* what, SourceLoc loc);

// A value as an expression: constants, host values, scalars. The caller handles series.
const Expr* valueExpr(BuildContext& ctx, const Value& v, SourceLoc loc);

// Gives a new row set the columns of the frame.
void carry(Rows& rows, const Frame& frame);

// Alignment of row sets: expressions over several row sets become expressions over one. Row sets that hold the
// same rows in the same order share their columns for free; others are combined by position by an op.
class Alignment {
 public:
  explicit Alignment(BuildContext& context, SourceLoc location) : ctx_(context), loc_(location) {}

  void add(Rows* rows);
  Rows* rows();  // the common one; null if none was added
  const Expr* lift(const Expr* e, Rows* from);

 private:
  struct Group {
    Rows* base;                                               // the first one: all members keep its rows
    Rows* rows;                                               // the last member
    std::map<const Rows*, std::vector<const Expr*>> columns;  // of each member, over `rows`
  };
  void join(Group& group, Rows* rows);
  void move(Group& group, Rows& to, const std::vector<const Expr*>& with);

  BuildContext& ctx_;
  SourceLoc loc_;
  std::vector<Group> groups_;
};

// Operands of one row operation over a common row set. `rows` is null if none of them is a series.
struct Operands {
  Rows* rows = nullptr;
  std::vector<const Expr*> exprs;
  std::string name;  // of the result: the series' name if it is the same
};
Operands operands(BuildContext& ctx, const std::vector<Value>& values, SourceLoc loc);

// A row operation on typed operands: applies its type rule, which may insert casts.
const Expr* apply(BuildContext& ctx, const OpInfo& op, std::vector<const Expr*> args, SourceLoc loc);
const Expr* apply(BuildContext& ctx, const char* id, std::vector<const Expr*> args, SourceLoc loc);

// The expression with that type. `cast` changes no value (integers to wider ones or to floats, decimals to more
// digits, dates to timestamps); `convert` is astype: checked at run time if it may not fit.
const Expr* cast(BuildContext& ctx, const Expr* e, bodo::type to, SourceLoc loc);
const Expr* convert(BuildContext& ctx, const Expr* e, bodo::type to, SourceLoc loc);
// `convert`, but a value that cannot be read or does not fit becomes a missing one.
const Expr* convertOrMissing(BuildContext& ctx, const Expr* e, bodo::type to, SourceLoc loc);
// The type of a bodo::decimal_value of the user's, whose digits after the point only the program knows, until it is
// combined with a column of decimals: scaledLike() gives it the other operand's. A column of its own is an error.
inline constexpr bodo::type unscaledDecimal{bodo::kind::decimal, 0, 0};
[[noreturn]] void failScale(SourceLoc loc, const char* values, const char* remedy);
const Expr* requireScale(const Expr* e);
const Expr* scaledLike(BuildContext& ctx, const Expr* e, const Expr* other, SourceLoc loc);
// Makes both the same type, to be compared or chosen between; false if their types do not match. With
// `scaleOnly` decimals may keep different numbers of digits before the point: integers compare all the same.
bool unify(BuildContext& ctx, const Expr*& a, const Expr*& b, SourceLoc loc, bool scaleOnly = false);
// For the type of several values: `common`, which stands for those before, becomes of a type that holds `e` too.
bool widen(BuildContext& ctx, const Expr*& common, const Expr* e, SourceLoc loc);
// The constant with another type and the same value; nullopt if there is none.
std::optional<Constant> exactConstant(const Constant& c, bodo::type to);

Value integerValue(std::int64_t v, SourceLoc loc);
Value missingValue(SourceLoc loc);
Value textValue(const std::string& text, SourceLoc loc);
// The operation with this id.
Value buildCall(BuildContext& ctx, const char* id, std::vector<Value> args, SourceLoc loc);
const Expr* integerConstant(BuildContext& ctx, std::int64_t v, bodo::type type, SourceLoc loc);
bool isConstant(const Expr* e);

// "'price' (decimal(15,2))": how messages name an operand.
// An expression that becomes a column, with its name in messages and emitted code.
const Expr* named(BuildContext& ctx, const Expr* e, const std::string& name);
std::string describe(const Expr* e);
// The rows of arange(n); ranges of equal lengths are the same rows.
Rows& rangeRows(BuildContext& ctx, const Expr* n, SourceLoc loc);
// A column of arange, which takes the user's name of the expression.
bool isRowNumber(const Expr& e);

// A number of a unit of time, as floor() takes it, "15min": either in nanoseconds or in months.
struct TimeUnit {
  std::int64_t nanoseconds = 0, months = 0;
  bool weeks = false;
};
TimeUnit unitIn(const std::string& text, SourceLoc loc);

// The schema of like(...) or schema(...).
Schema schemaOf(const Call& call, const Value& v);

// The group-by that `groupby(...)` began, with these aggregates; `specs` are aggregate specifications.
struct AggregateSpec {
  std::string name;
  Pending spec;
  SourceLoc loc;

  // What it aggregates, if that is no column of the frame.
  const Series* series() const { return spec.args.empty() ? nullptr : spec.args.front().get<Series>(); }
};
struct GroupKey {
  Name name;
  const Expr* expr;
};

// The keys of a call of groupby.
std::vector<GroupKey> groupKeys(const Call& call, const Frame& frame);
// The groups of the frame's rows by these keys: the keys and the aggregates.
Frame groupRows(BuildContext& ctx, const Frame& frame, const std::vector<GroupKey>& keys, bool dropMissing,
                const std::vector<AggregateSpec>& specs, SourceLoc loc);
// The column of the times that a call of resample names.
Name resampledColumn(const Call& call);
Value resample(BuildContext& ctx, const Pending& pending, const std::vector<AggregateSpec>& specs, SourceLoc loc);
Value groupBy(BuildContext& ctx, const Pending& pending, const std::vector<AggregateSpec>& specs, SourceLoc loc);
// The q of `quantile`, from 0 to 1.
const Expr* quantileArgument(BuildContext& ctx, const Value& v, SourceLoc loc);
// The right frame's columns in the result of a merge, after the left one's; columns of equal names get suffixes.
void addRight(const Call& call, Rows& rows, const Frame& left, const Frame& right,
              const std::vector<std::string>& shared, bool mayMiss);
// True where the series has one of the values of another one.
Value isInSeries(BuildContext& ctx, const Series& series, const Series& values, SourceLoc loc);
// map by pairs of values.
Value mapPairs(const Call& call);
// The columns of rows that no two keys share, by each row's key: a row set that keeps `rows`, whose columns from
// `firstOf` on are theirs.
Rows& lookUp(BuildContext& ctx, Rows& rows, std::vector<const Expr*> keys, Rows& from, SourceLoc loc);
// Lists are neither keys, nor are they aggregated or computed with: an error of the user's, if the op does.
void refuseLists(const OpInfo& info, const Op& made);
[[noreturn]] void failList(const OpInfo& info, const Expr* list, SourceLoc loc);
// A row for each value of the list, which becomes a column after the first `at` of the frame's. Rows without values
// stay if the join is left.
struct ExplodedColumn {
  std::string name;
  JoinKind join = JoinKind::Inner;
  bool nullable = true;
};
Rows& explodedRows(const Call& call, const Frame& frame, const Expr* list, std::size_t at,
                   const ExplodedColumn& column);
// The option .fill_value must suit the values that it stands beside.
void checkFill(BuildContext& ctx, const Value& fill, const Expr* values);
// A column of the result of a group-by, a reduction or a window: an aggregate of `from`, with the call's arguments from
// the value on.
Column aggregated(BuildContext& ctx, const OpInfo& info, std::string name, const Expr* from,
                  const std::vector<Value>& args, bool grouped, SourceLoc loc);
Rows& sortRows(BuildContext& ctx, const Frame& frame, std::vector<const Expr*> keys, std::vector<SortOrder> orders,
               SourceLoc loc);

}  // namespace bodocc
