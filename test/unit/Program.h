// Annotated functions for the tests of passes, made through the table of operations as the front end makes them. Each
// statement stands on a line of its own: the calls take the line's number from `line`.
#pragma once

#include <catch2/catch.hpp>

#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "Ops/Table.h"
#include "bodocc/IR/IR.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc::test {

inline Value text(std::string s) { return {Constant{bodo::string, std::move(s), ""}, {}}; }
inline Value number(std::int64_t n) { return {Constant{bodo::int64, n, std::to_string(n)}, {}}; }
inline Value flag(bool b) { return {Constant{bodo::boolean, b, ""}, {}}; }
inline Value list(std::vector<Value> items) { return {List{std::move(items)}, {}}; }
inline Value names(const std::vector<std::string>& all) {
  std::vector<Value> items;
  for (const std::string& name : all) items.push_back(text(name));
  return list(std::move(items));
}
inline Value options(std::vector<std::pair<std::string, Value>> members) { return {Record{std::move(members)}, {}}; }
// A C++ expression on the variables that it reads.
inline Value host(const std::string& code, std::vector<std::string> reads, bodo::type type = bodo::int64) {
  HostText t;
  t.pieces.push_back({code});
  t.reads = std::move(reads);
  t.repeatable = true;
  return {HostValue{std::move(t), ValueType{type}}, {}};
}

inline std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// The text without the line break that follows a raw string's opening.
inline void expectText(const std::string& actual, std::string_view expected) {
  if (expected.starts_with('\n')) expected.remove_prefix(1);
  CHECK(actual == std::string(expected));
}

class FunctionBuilder {
 public:
  FunctionBuilder(Module& m, const std::string& name)
      : function(*m.functions.emplace_back(std::make_unique<Function>())), ctx_(m, function) {
    function.name = name;
    function.returnType = {"bodo::DataFrame"};
    function.loc = {1, 1, 1};
    ctx_.fileSchema = [this](FileKind kind, const std::string& path, const auto& options) {
      FileSchema found = files.at(path);
      found.shownBy = SampleFiles{kind, path, options, {path}};
      return found;
    };
    ctx_.columnValues = [this](const SampleFiles& of, const std::string& column, bodo::type, std::size_t) {
      return ColumnValues{values.at(of.path + " " + column), ""};
    };
  }

  Function& function;
  std::map<std::string, FileSchema> files;
  std::map<std::string, std::vector<Constant>> values;  // by a file's path and a column, with a blank between
  std::uint32_t line = 1;

  // The next statement, whose result the user gives this name.
  FunctionBuilder& let(const std::string& name) {
    ++line;
    ctx_.name = name;
    return *this;
  }

  Value call(const char* owner, const char* method, std::vector<Value> args) {
    const OpInfo* info = findOp(owner, method);
    if (!info) throw InternalError(std::string("no operation ") + owner + " " + method);
    // the column tells apart what stands on one line
    SourceLoc loc = here();
    for (Value& v : args)
      if (!v.loc.valid()) v.loc = here();
    ctx_.owner = owner;
    return buildCall(ctx_, *info, std::move(args), loc);
  }

  Value file(const std::string& path, const Schema& schema, std::optional<std::int64_t> rows = std::nullopt) {
    files[path] = {schema, rows, ""};
    return read(path);
  }
  Value read(const std::string& path) { return call("bodo", "read_parquet", {text(path)}); }
  // A frame that callers pass.
  Value parameter(const std::string& name, const Schema& schema) {
    Rows& rows = addArgument(ctx_, function.arguments, name, schema, here());
    function.params.push_back(
        {.name = name, .cppType = {"bodo::DataFrame"}, .isFrame = true, .compared = "", .rows = &rows, .schema = {}});
    return {frameOf(ctx_, rows, here()), here()};
  }
  Value column(const Value& frame, const std::string& name) { return call("DataFrame", "[]", {frame, text(name)}); }
  Value binary(const Value& a, const char* op, const Value& b) { return call("operator", op, {a, b}); }
  Value where(const Value& frame, const Value& mask) { return call("DataFrame", "[]", {frame, mask}); }
  Value set(const Value& frame, const std::string& name, const Value& value) {
    return call("DataFrame", "[]=", {frame, text(name), value});
  }
  Value map(const Value& series, const std::string& function) {
    auto f = std::make_shared<UserFunction>();
    f->text = function;
    f->params = {{series.get<Series>()->expr->type.type}};
    f->paramTypes = {cppTypeOf(bodo::int64)};
    f->result = {bodo::int64};
    f->resultType = cppTypeOf(bodo::int64);
    return call("Series", "map", {series, Value{std::shared_ptr<const UserFunction>(f), {}}});
  }
  Value sort(const Value& frame, const std::vector<std::string>& keys) {
    return call("DataFrame", "sort_values", {frame, names(keys)});
  }
  Value head(const Value& frame, std::int64_t n) { return call("DataFrame", "head", {frame, number(n)}); }
  // groupby(keys).agg of one aggregate
  Value group(const Value& frame, const std::vector<std::string>& keys, const std::string& out, const char* aggregate,
              const std::string& of) {
    Value groups = call("DataFrame", "groupby", {frame, names(keys)});
    Value spec = call("bodo.agg", aggregate, {text(of)});
    return call("GroupBy", "agg", {groups, list({list({text(out), spec})})});
  }
  Value merge(const Value& left, const Value& right, const std::string& leftKey, const std::string& rightKey,
              const char* how = "inner") {
    return call("DataFrame", "merge",
                {left, right, options({{"left_on", text(leftKey)}, {"right_on", text(rightKey)}, {"how", text(how)}})});
  }

  // C++ of the user's own.
  Op& statement(const std::string& code, std::vector<std::string> modifies, std::vector<std::string> defines = {}) {
    ++line;
    Op& made = ctx_.append(op("host"), here());
    made.text.pieces.push_back({code});
    made.text.modifies = std::move(modifies);
    made.text.defines = std::move(defines);
    return made;
  }
  // Operators on numbers.
  Op& computes(std::vector<std::string> reads, std::vector<std::string> modifies, std::vector<std::string> defines) {
    Op& made = statement("operators", std::move(modifies), std::move(defines));
    made.text.reads = std::move(reads);
    made.text.plain = true;
    return made;
  }
  // Frames that leave the region: `return`, `yield`.
  Op& pass(const char* id, const std::vector<Value>& frames, std::vector<std::string> variables = {}) {
    Op& made = ctx_.append(op(id), here());
    send(made, frames);
    made.names = std::move(variables);
    return made;
  }
  Op& returns(const Value& frame, const std::string& variable) {
    ++line;
    return pass("return", {frame}, {variable});
  }
  static void send(Op& made, const std::vector<Value>& frames) {
    for (const Value& v : frames) {
      const Frame& frame = *v.get<Frame>();
      for (const NamedExpr& c : frame.columns) {
        Column column;
        column.name = c.name;
        column.type = c.expr->type;
        column.from = c.expr;
        column.side = static_cast<unsigned>(made.inputs.size());
        made.outputs.push_back(std::move(column));
      }
      made.inputs.push_back(frame.rows);
    }
  }
  // An op with regions: a loop over the start values, whose body gets the loop's arguments and yields their next
  // values.
  template <class Body>
  Value loop(const std::string& variable, const Value& start, Body body) {
    ++line;
    Op& made = ctx_.append(op("while"), here());
    made.text.pieces.push_back({"more()"});
    made.names = {variable};
    send(made, {start});
    Region& outer = *ctx_.region;
    Region& inner = made.regions.emplace_back();
    Schema schema;
    for (const Column& c : made.outputs) schema.push_back({c.name, c.type});
    Rows& argument = addArgument(ctx_, inner.arguments, variable, schema, here());
    ctx_.region = &inner;
    pass("yield", {body(Value{frameOf(ctx_, argument, here()), here()})}, {variable});
    ctx_.region = &outer;
    return result(made, variable, schema);
  }
  template <class Then, class Else>
  Value branch(const std::string& variable, Then then, Else otherwise) {
    ++line;
    Op& made = ctx_.append(op("if"), here());
    made.text.pieces.push_back({"chosen"});
    made.names = {variable};
    Region& outer = *ctx_.region;
    made.regions.resize(2);
    ctx_.region = &made.regions[0];
    Op& yielded = pass("yield", {then()}, {variable});
    Schema schema;
    for (const Column& c : yielded.outputs) schema.push_back({c.name, c.type});
    ctx_.region = &made.regions[1];
    pass("yield", {otherwise()}, {variable});
    ctx_.region = &outer;
    return result(made, variable, schema);
  }
  // A call of another annotated function, which returns a frame with this schema.
  Value calls(const Function& callee, const std::vector<Value>& frames, const std::string& variable,
              const Schema& schema) {
    ++line;
    Op& made = ctx_.append(op("call"), here());
    made.callee = &callee;
    send(made, frames);
    return result(made, variable, schema);
  }

 private:
  SourceLoc here() {
    ++column_;
    return {line * 1000 + column_, line, column_};
  }
  Value result(Op& made, const std::string& variable, const Schema& schema) {
    ctx_.name = variable;
    Rows& rows = ctx_.addRows(made);
    for (const Field& f : schema) {
      Column c;
      c.name = f.name;
      c.type = f.type;
      rows.columns.push_back(std::move(c));
    }
    return {frameOf(ctx_, rows, here()), here()};
  }

  BuildContext ctx_;
  std::uint32_t column_ = 0;
};

inline ValueType integer() { return {bodo::int64}; }
inline const Schema twoColumns{{"A", integer()}, {"B", integer()}};
inline ValueType optionalInteger() { return {bodo::int64, true}; }
inline ValueType real() { return {bodo::float64}; }
inline ValueType string() { return {bodo::string}; }

}  // namespace bodocc::test
