#include "Frontend/Dispatch.h"

#include <llvm/Support/Path.h>

#include <algorithm>

#include "Frontend/Splice.h"
#include "Frontend/Types.h"

namespace bodocc {

namespace {

std::string parametersOf(const Unit& unit, const clang::FunctionDecl& declaration) {
  std::string parameters;
  for (const clang::ParmVarDecl* parameter : declaration.parameters())
    parameters +=
        (parameters.empty() ? "" : ", ") + spell(parameter->getType(), parameter->getNameAsString(), unit.ast);
  return parameters;
}

std::string quoted(const std::string& text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') literal += '\\';
    literal += c;
  }
  return literal + "\"";
}

std::string fields(const Schema& schema) {
  std::string list;
  for (const Field& field : schema) {
    const bodo::type type = field.type.type;
    const std::string spelled =
        type.id == bodo::kind::decimal ? fmt::format("decimal({}, {})", type.precision, type.scale) : toString(type);
    list += fmt::format("{}{{{}, bodo::{}{}}}", list.empty() ? "" : ", ", quoted(field.name), spelled,
                        field.type.nullable ? ", bodo::rt::nullable" : "");
  }
  return list;
}

// As text for a message: {A: int64, B: string?}
std::string columns(const Schema& schema) {
  std::string list;
  for (const Field& field : schema)
    list += fmt::format("{}{}: {}{}", list.empty() ? "" : ", ", field.name, toString(field.type.type),
                        field.type.nullable ? "?" : "");
  return "{" + list + "}";
}

bool haveSameSchemas(const Version& a, const Version& b) {
  for (std::size_t i = 0; i < a.frames.size(); ++i)
    if (fields(a.frames[i].schema) != fields(b.frames[i].schema)) return false;
  return true;
}

std::size_t replicatedFrames(const Version& version) {
  return static_cast<std::size_t>(
      std::count_if(version.frames.begin(), version.frames.end(), [](const PassedFrame& f) { return f.replicated; }));
}

}  // namespace

std::string versionSignature(const Unit& unit, const Version& version) {
  const clang::FunctionDecl& declaration = *version.declaration;
  return fmt::format("static {} {}({})", spell(declaration.getReturnType(), unit.ast), version.function->symbol,
                     parametersOf(unit, declaration));
}

std::string dispatcher(const Unit& unit, const AnnotatedFunction& function, std::vector<const Version*> versions) {
  const clang::FunctionDecl& declaration = *versions.front()->declaration;
  std::string arguments;
  std::vector<std::string> frames;
  for (const clang::ParmVarDecl* parameter : declaration.parameters()) {
    arguments += (arguments.empty() ? "" : ", ") + parameter->getNameAsString();
    if (!takesFrame(*parameter)) continue;
    const std::string name = parameter->getNameAsString();
    frames.push_back(classify(parameter->getType()) == TypeClass::Frame
                         ? name
                         : fmt::format("bodo::rt::as_frame({}, {})", name, quoted(name)));
  }
  // the last one with the same columns accepts frames of any distribution
  const std::vector<const Version*> made = versions;
  const auto schemaNumber = [&](const Version* version) {
    return std::find_if(made.begin(), made.end(), [&](const Version* v) { return haveSameSchemas(*v, *version); });
  };
  std::stable_sort(versions.begin(), versions.end(), [&](const Version* a, const Version* b) {
    const auto first = schemaNumber(a), second = schemaNumber(b);
    return first != second ? first < second : replicatedFrames(*a) > replicatedFrames(*b);
  });
  const bool oneSchema = std::all_of(versions.begin(), versions.end(),
                                     [&](const Version* v) { return haveSameSchemas(*v, *versions.front()); });
  std::string text = fmt::format(
      "// {}: runs the version for {}\n{} {{\n", declaration.getNameAsString(),
      oneSchema ? "where the rows of its frames are" : "the columns that its frames have",
      function.templated == nullptr ? writtenSignature(unit, function) : instanceSignature(unit, declaration));
  std::string compiled;
  for (std::size_t v = 0; v < versions.size(); ++v) {
    const Version& version = *versions[v];
    const bool last = std::none_of(versions.begin() + static_cast<std::ptrdiff_t>(v) + 1, versions.end(),
                                   [&](const Version* other) { return haveSameSchemas(*other, version); });
    std::string condition, all;
    const auto add = [&](const std::string& test) { condition += (condition.empty() ? "" : " && ") + test; };
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const PassedFrame& frame = version.frames.at(i);
      if (!oneSchema) add(fmt::format("bodo::rt::has_schema({}, {{{}}})", frames[i], fields(frame.schema)));
      if (!last && frame.replicated) add(fmt::format("!{}.is_distributed()", frames[i]));
      all += (i > 0 ? " and " : "") + columns(frame.schema);
    }
    if (last) compiled += (compiled.empty() ? "" : ", or for ") + all;
    text += fmt::format("  {}return {}({});\n", condition.empty() ? "" : "if (" + condition + ") ",
                        version.function->symbol, arguments);
  }
  if (!oneSchema) {
    const SourceLoc loc = unit.at(declaration.getLocation());
    text +=
        fmt::format("  static constexpr bodo::rt::site at{{{}, {}, {}}};\n  bodo::rt::no_version(at, {{{}}}, {});\n",
                    quoted(llvm::sys::path::filename(unit.fileOf(declaration.getLocation())).str()), loc.line,
                    quoted(declaration.getNameAsString()), fmt::join(frames, ", "), quoted(compiled));
  }
  return text + "}";
}

}  // namespace bodocc
