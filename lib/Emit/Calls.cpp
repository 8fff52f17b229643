// Calls between annotated functions, which do not move rows, and results of functions: handles on frames for ordinary
// code, tables for annotated functions.
#include "FunctionEmitter.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {

const Op* returnOf(const Function& f) {
  const Op* found = nullptr;
  forEachOp(f.body, [&](const Op& op) {
    if (op.info->control == Control::Return && !found) found = &op;
  });
  return found;
}

namespace {

// For each component of a returned tuple or struct, in the user's order, true if it is a frame; empty for a single
// result.
std::vector<bool> componentsOf(const Op& returning) {
  std::vector<bool> frames;
  for (const HostText& text : returning.hostArguments) frames.push_back(text.empty());
  return frames;
}

}  // namespace

// A version that only annotated functions call: tables in, tables out.
std::string FunctionEmitter::insideSignature() const {
  std::string result = function_.returnType.text;
  if (const Op* returning = returnOf(function_)) {
    std::string components;
    for (const HostText& text : returning->hostArguments)
      components += (components.empty() ? "" : ", ") + (text.empty() ? "bodo::rt::table" : text.type.text);
    if (returning->hostArguments.size() > 1)
      result = fmt::format("std::tuple<{}>", components);
    else if (!components.empty())
      result = components;
    else if (!returning->inputs.empty())
      result = "bodo::rt::table";
  }
  std::vector<std::string> params;
  for (const Parameter& p : function_.params)
    params.push_back(p.isFrame ? fmt::format("const bodo::rt::table& {}", p.name) : p.declaration);
  return fmt::format("static {} {}({})", result, function_.symbol, fmt::join(params, ", "));
}

void FunctionEmitter::emitReturn(Op& op, Code& out) {
  if (op.inputs.empty() && op.hostArguments.empty()) {
    const std::string value = text(op.text);
    comments(op.loc, out);
    out.put(value.empty() ? "return;" : fmt::format("return {};", value));
    return;
  }
  std::vector<std::string> values;
  unsigned frame = 0;
  const auto addFrame = [&](const CppType& type) {
    const std::string table = inputTable(op, frame).text();
    // between annotated functions rows are not moved
    values.push_back(function_.external ? frameOf(op, frame, table, type, true) : table);
    ++frame;
  };
  if (op.hostArguments.empty()) addFrame(function_.returnType);
  for (const HostText& t : op.hostArguments)
    if (t.empty())
      addFrame(t.type);
    else
      values.push_back(text(t));
  comments(op.loc, out);
  const bool braces = function_.external ? !op.hostArguments.empty() : values.size() > 1;
  out.line("return {0}{1}{2};", braces ? "{" : "", fmt::join(values, ", "), braces ? "}" : "");
}

// A parameter as an argument of the version for annotated functions.
static std::string passedOn(const Parameter& p) {
  const bool copied = p.cppType.pointer || (p.isPlain && p.cppType.kind != CppType::Kind::String);
  return p.cppType.lvalue || copied ? p.name : fmt::format("std::move({})", p.name);
}

// Calls the version for annotated functions; its tables become frames of ordinary code.
void FunctionEmitter::emitInside(Code& out) {
  const Function& inside = *function_.inside;
  std::vector<std::string> args;
  for (const Parameter& p : function_.params) args.push_back(p.isFrame ? tables_.at(p.rows) : passedOn(p));
  const std::string call = fmt::format("{}({})", inside.symbol, fmt::join(args, ", "));
  out.blank();
  const Op* const returning = returnOf(function_);
  if (!returning || (returning->inputs.empty() && returning->hostArguments.empty())) {
    out.line("{}{};", function_.returnType.kind == CppType::Kind::Void ? "" : "return ", call);
    return;
  }

  const std::vector<Rows*>& inputs = returning->inputs;
  const bool braced = !returning->hostArguments.empty();
  std::vector<bool> isFrame = componentsOf(*returning);
  if (!braced) isFrame.push_back(true);
  std::vector<std::string> values, names;
  std::set<std::string_view> moves;
  unsigned frame = 0;
  for (std::size_t i = 0; i < isFrame.size(); ++i) {
    std::string value = call;
    if (isFrame.size() > 1) value = names.emplace_back(names_.fresh(isFrame[i] ? nameOf(*inputs[frame]) : "result"));
    if (!isFrame[i]) {
      values.push_back(isFrame.size() > 1 ? fmt::format("std::move({})", value) : value);
      continue;
    }
    // FormPipelines put it before the return
    const Op* const def = inputs[frame]->def;
    if (def && def->loc == returning->loc && (def->info == &gatherOp() || def->info == &cutOp())) {
      value = fmt::format(fmt::runtime(def->info->lowering), fmt::arg("at", site(*def)), fmt::arg("tables", value));
      if (*def->info->moves != '\0') moves.insert(def->info->moves);
    }
    const bool labelled = inside.plan->inputs.at({returnOf(inside), frame}).labelled;
    values.push_back(handleOf(braced ? returning->hostArguments[i].type : function_.returnType, value, labelled));
    ++frame;
  }
  if (!names.empty()) out.line("auto [{}] = {};", fmt::join(names, ", "), call);
  for (const std::string_view what : moves) out.comment(fmt::format("collective: {}", what));
  out.line("return {0}{1}{2};", braced ? "{" : "", fmt::join(values, ", "), braced ? "}" : "");
}

// A call of another annotated function: frames are passed without a gather.
void FunctionEmitter::emitCall(Op& op, Code& out) {
  const Function& callee = *op.callee;
  std::vector<Cpp> args;
  unsigned frame = 0;
  std::size_t host = 0;
  for (const Parameter& p : callee.params) {
    if (p.isFrame) {
      args.push_back(inputTable(op, frame++));
      ++host;
    } else {
      args.push_back(expression(op.hostArguments.at(host++)));
    }
  }
  out.blank();
  describe({&op}, out);
  // the version is in the namespace of its function
  const std::size_t scope = callee.name.rfind("::");
  const std::string qualifier = scope == std::string::npos ? "" : callee.name.substr(0, scope + 2);
  const Cpp call = Cpp::call(qualifier + callee.symbol, std::move(args)).impure();
  const std::string calleeName = callee.name.substr(qualifier.size());
  if (op.results.empty() && op.scalarResults.empty()) {
    out.line("{};", call);
    return;
  }

  const Op& returning = *returnOf(callee);
  std::vector<bool> isFrame = componentsOf(returning);
  if (isFrame.empty()) isFrame.push_back(!op.results.empty());
  std::vector<std::string> names, conversions;
  std::size_t results = 0, scalars = 0;
  for (std::size_t i = 0; i < isFrame.size(); ++i) {
    if (isFrame[i]) {
      const Rows& rows = *op.results.at(results++);
      names.push_back(names_.fresh(rows.name.empty() ? calleeName : rows.name, "rows"));
      tables_[&rows] = names.back();
      continue;
    }
    const Scalar& scalar = *op.scalarResults.at(scalars++);
    const std::string name = scalar.name.empty() ? calleeName : scalar.name;
    names.push_back(names_.fresh(name, "result"));
    variable(&scalar) = names.back();
    const CppType& type = returning.hostArguments.empty() ? callee.returnType : returning.hostArguments[i].type;
    if (type.kind != CppType::Kind::Scalar) {
      const HostText::Piece* const use = useNext(scalar);
      if (isFrame.size() == 1 && !scalar.type.nullable && use && (use->alone || next_->text.pieces.size() == 1)) {
        values_[&scalar] = call;
        return;
      }
      continue;
    }
    // from here on it is a plain value, which may be missing
    const std::string plain = cppTypeOf(scalar.type.type).text;
    if (isFrame.size() == 1) {
      out.line("const std::optional<{0}> {1} = {2}.optional<{0}>();", plain, names.back(), call);
      return;
    }
    if (!scalarUses_.contains(&scalar)) continue;
    const std::string value = names_.fresh(name + "_value");
    conversions.push_back(
        fmt::format("const std::optional<{0}> {1} = {2}.optional<{0}>();", plain, value, names.back()));
    variable(&scalar) = value;
  }
  if (names.size() == 1)
    out.line("const {} {} = {};", isFrame[0] ? "rt::table" : "auto", names[0], call);
  else
    out.line("const auto [{}] = {};", fmt::join(names, ", "), call);
  for (const std::string& conversion : conversions) out.put(conversion);
}

// The result of an annotated function is already a C++ value, or a std::optional if it may be missing.
Cpp FunctionEmitter::callResultAs(const Scalar& s, const CppType& to) {
  const Cpp value = scalarCode(s);
  if (to.kind == CppType::Kind::Scalar) {
    const Cpp known = Cpp::call("bodo::Scalar", {s.type.nullable ? Cpp::prefix("*", value) : value});
    return s.type.nullable ? Cpp::choice(value, known, Cpp::call("bodo::Scalar", {})) : known;
  }
  const std::string type = cppTypeOf(s.type.type).text;
  if (!s.type.nullable && to.text == type) return value;
  Cpp known = value;
  if (s.type.nullable && !to.optional()) {
    const std::string at = site(statement_.valid() ? statement_ : s.def->loc, s.def->callee->name);
    known = Cpp::call("rt::expect_known", {Cpp::name(at), value});
    if (to.text == type) return known;
  }
  return Cpp::call(fmt::format("static_cast<{}>", to.text), {known});
}

}  // namespace bodocc
