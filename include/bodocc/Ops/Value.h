// A Value stands for an expression of the user's program while it is lowered: the front end turns arguments into
// Values, without knowing the operation, and the operation's build function turns Values into IR and a resulting Value.
#pragma once

#include "bodocc/IR/IR.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace bodocc {

struct OpInfo;
struct Value;

struct NamedExpr {
  std::string name;
  const Expr* expr;
};

// A DataFrame: named expressions over one row set.
struct Frame {
  Rows* rows = nullptr;
  std::vector<NamedExpr> columns;
  std::string unread = {};  // columns of its file that cannot be read and are left out, as in "'tags' (a list)"

  const NamedExpr* find(std::string_view name) const;
};

// A Series: one expression over a row set, and the name it prints with.
struct Series {
  Rows* rows = nullptr;
  const Expr* expr = nullptr;
  std::string name;
};

// A scalar of the user's C++: text that is evaluated at its statement.
struct HostValue {
  HostText text;
  ValueType type;     // nullable for std::optional
  bool days = false;  // a duration, given by the text as its number of days
  // Of the function at hand, by their numbers: it would be a constant if these were.
  std::vector<unsigned> parameters = {};
};

// {a, b}: braced lists; also several arguments that the surface takes as a pack or an initializer_list.
struct List {
  std::vector<Value> items;
};

// {.on = "k"}: an option struct, with the members that the user wrote.
struct Record {
  std::vector<std::pair<std::string, Value>> members;

  const Value* find(std::string_view name) const;
};

// An object that a later call completes: df.groupby(...), bodo::sum("A"), bodo::like(path), a.str().
struct Pending {
  const OpInfo* op = nullptr;
  std::vector<Value> args;  // its receiver first, if it has one
};

// A series over the pairs of two frames' rows: it is lowered once the frame that has the pairs is known.
struct SeriesOfPairs {
  std::function<Value(const Frame& left, const Frame& right)> over;
};

// A series over aggregates of groups, as the condition that chooses some of them.
struct SeriesOfGroups {
  std::function<Value(const Pending& groups)> over;
};

struct Value {
  std::variant<std::monostate, Frame, Series, const Scalar*, Constant, HostValue, std::shared_ptr<const UserFunction>,
               List, Record, Pending, SeriesOfPairs, SeriesOfGroups>
      is = {};
  SourceLoc loc = {};
  bool matrix = false;  // a series that is an array of two dimensions, or an expression of such

  template <class T>
  const T* get() const {
    return std::get_if<T>(&is);
  }
  template <class T>
  T* get() {
    return std::get_if<T>(&is);
  }
  bool empty() const { return std::holds_alternative<std::monostate>(is); }
};

enum class FileKind : std::uint8_t {
  Parquet,
  Csv,
  Lines,
  Json,
  Feather,
  Orc
};

// The files that show a schema: where they were found, and the options of the read.
struct SampleFiles {
  FileKind kind;
  std::string path;
  std::map<std::string, Constant> options;
  std::vector<std::string> all;
};

// A file's schema, read by the front end while compiling; `error` says why there is none.
struct FileSchema {
  Schema columns;
  std::optional<std::int64_t> rows;
  std::string error;
  std::optional<SampleFiles> shownBy = {};
  std::string unread = {};                           // as in Frame
  bool isThere = true;                               // the file
  std::map<std::string, std::int64_t> words = {};    // of columns: Column::words
  std::map<std::string, Occurrence> values = {};     // of columns: Column::values
  std::map<std::string, std::int64_t> repeats = {};  // of columns: Column::repeats
};

// The different known values of a column, ascending; `error` says why they cannot be read.
struct ColumnValues {
  std::vector<Constant> values;
  std::string error;
};

// The place in the program at which build functions append.
class BuildContext {
 public:
  Module& module;
  Function& function;
  Region* region = nullptr;  // ops are appended to it
  std::string_view owner;    // by which the user named the operation that is built: OpInfo::owner may list several
  std::string name;          // the user's variable that the value at hand will be given to, or empty

  // The schema that a file shows; the options are a read's.
  std::function<FileSchema(FileKind kind, const std::string& path, const std::map<std::string, Constant>& options)>
      fileSchema;
  // The values that the files show in a column of strings, integers, booleans or dates; if there are more than `most`,
  // only some more.
  std::function<ColumnValues(const SampleFiles& files, const std::string& column, bodo::type type, std::size_t most)>
      columnValues;
  std::map<const Op*, SampleFiles> samples;  // of the function's reads, by op
  // A generic function for values of these types, missing values left out.
  std::function<std::shared_ptr<const UserFunction>(const UserFunction&, const std::vector<ValueType>&)> instantiate;
  // Rewrites text of the user that is evaluated later than here, so that it has the value that it has here.
  std::function<HostText(const HostText& text, SourceLoc loc)> capture;

  BuildContext(Module& m, Function& f) : module(m), function(f), region(&f.body) {}

  // Appends an op; `name` and location are set.
  Op& append(const OpInfo& info, SourceLoc loc);
  // Gives the op a row set (named after the user's variable or the operation), or a scalar.
  Rows& addRows(Op& op);
  Scalar& addScalar(Op& op, ValueType type);
};

// Calls the operation's build function; the front end's one entrance. `args` holds the receiver first, if there is one.
Value buildCall(BuildContext& ctx, const OpInfo& op, std::vector<Value> args, SourceLoc loc);

// A frame whose columns are all those of `rows`, as they are named there.
Frame frameOf(BuildContext& ctx, Rows& rows, SourceLoc loc);

// Frames as arguments of regions and functions: a row set with this schema and no defining op.
Rows& addArgument(BuildContext& ctx, std::vector<std::unique_ptr<Rows>>& arguments, std::string name,
                  const Schema& schema, SourceLoc loc);

}  // namespace bodocc
