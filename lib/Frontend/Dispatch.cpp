#include "Frontend/Dispatch.h"

#include <llvm/Support/Path.h>

#include <algorithm>

#include "Frontend/Splice.h"
#include "Frontend/Types.h"

namespace bodocc {

namespace {

constexpr std::size_t longest = 80;  // condition on one line

std::string parametersOf(const Unit& unit, const clang::FunctionDecl& declaration) {
  std::string parameters;
  for (const clang::ParmVarDecl* parameter : declaration.parameters())
    parameters +=
        (parameters.empty() ? "" : ", ") + spell(parameter->getType(), parameter->getNameAsString(), unit.ast);
  return parameters;
}

std::string fields(const Schema& schema) {
  std::string list;
  for (const Field& field : schema) {
    list += fmt::format("{}{{{}, {}{}}}", list.empty() ? "" : ", ", quoted(field.name), typeCode(field.type.type),
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

std::string view(const std::string& text) {
  return text.find('\0') == std::string::npos ? quoted(text)
                                              : fmt::format("std::string_view({}, {})", quoted(text), text.size());
}

// The condition that the argument is the constant: a number, a text, or a container of texts.
std::string isConstant(const std::string& name, const Constant& constant) {
  if (const auto* text = std::get_if<std::string>(&constant.value))
    return fmt::format("std::string_view({}) == {}", name, view(*text));
  const auto* names = std::get_if<std::vector<std::string>>(&constant.value);
  if (const auto* flag = std::get_if<bool>(&constant.value)) return *flag ? name : "!" + name;
  if (names == nullptr) return fmt::format("{} == {}", name, toString(constant));
  std::string list;
  for (const std::string& text : *names) list += (list.empty() ? "" : ", ") + view(text);
  return fmt::format("bodo::rt::are_texts({}, {{{}}})", name, list);
}

bool haveSameConstants(const Version& a, const Version& b) {
  for (const auto& [number, constant] : a.constants)
    if (const auto other = b.constants.find(number);
        other == b.constants.end() || other->second.value != constant.value)
      return false;
  return true;
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
  // the last one with the same constants and columns accepts frames of any distribution
  const auto accept = [](const Version& a, const Version& b) {
    return haveSameConstants(a, b) && haveSameSchemas(a, b);
  };
  const std::vector<const Version*> made = versions;
  const auto numberOf = [&](const Version* version) {
    return std::find_if(made.begin(), made.end(), [&](const Version* v) { return accept(*v, *version); });
  };
  std::stable_sort(versions.begin(), versions.end(), [&](const Version* a, const Version* b) {
    const auto first = numberOf(a), second = numberOf(b);
    return first != second ? first < second : replicatedFrames(*a) > replicatedFrames(*b);
  });
  const auto all = [&](const auto& same) {
    return std::all_of(versions.begin(), versions.end(), [&](const Version* v) { return same(*v, *versions.front()); });
  };
  const bool oneSchema = all(haveSameSchemas), constants = !versions.front()->constants.empty();
  std::string text = fmt::format(
      "// {}: runs the version for {}\n{} {{\n", declaration.getNameAsString(),
      constants   ? "the constants that it was compiled for"
      : oneSchema ? "where the rows of its frames are"
                  : "the columns that its frames have",
      function.templated == nullptr ? writtenSignature(unit, function) : instanceSignature(unit, declaration));
  std::string compiled;
  for (std::size_t v = 0; v < versions.size(); ++v) {
    const Version& version = *versions[v];
    const bool last = std::none_of(versions.begin() + static_cast<std::ptrdiff_t>(v) + 1, versions.end(),
                                   [&](const Version* other) { return accept(*other, version); });
    std::vector<std::string> conditions;
    std::string accepted;
    const auto add = [](std::string& list, const char* separator, const std::string& item) {
      list += (list.empty() ? "" : separator) + item;
    };
    for (const auto& [number, constant] : version.constants) {
      const std::string name = declaration.getParamDecl(number)->getNameAsString();
      conditions.push_back(isConstant(name, constant));
      add(accepted, " and ", fmt::format("{} = {}", name, toString(constant)));
    }
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const PassedFrame& frame = version.frames.at(i);
      if (!oneSchema)
        conditions.push_back(fmt::format("bodo::rt::has_schema({}, {{{}}})", frames[i], fields(frame.schema)));
      if (!last && frame.replicated) conditions.push_back(fmt::format("!{}.is_distributed()", frames[i]));
      if (!oneSchema) add(accepted, " and ", columns(frame.schema));
    }
    if (last) add(compiled, ", or for ", accepted);
    std::string condition = fmt::format("{}", fmt::join(conditions, " && "));
    if (condition.size() > longest) condition = fmt::format("{}", fmt::join(conditions, " &&\n      "));
    text += fmt::format("  {}{}return {}({});\n", condition.empty() ? "" : "if (" + condition + ")",
                        condition.empty()            ? ""
                        : condition.size() > longest ? "\n    "
                                                     : " ",
                        version.function->symbol, arguments);
  }
  if (constants || !oneSchema) {
    const SourceLoc loc = unit.at(declaration.getLocation());
    text += fmt::format("  static constexpr bodo::rt::site at{{{}, {}, {}}};\n",
                        quoted(llvm::sys::path::filename(unit.fileOf(declaration.getLocation())).str()), loc.line,
                        quoted(declaration.getNameAsString()));
    text += oneSchema
                ? fmt::format("  bodo::rt::no_version(at, {});\n", quoted(compiled))
                : fmt::format("  bodo::rt::no_version(at, {{{}}}, {});\n", fmt::join(frames, ", "), quoted(compiled));
  }
  return text + "}";
}

}  // namespace bodocc
