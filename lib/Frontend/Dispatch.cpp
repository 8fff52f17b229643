#include "Frontend/Dispatch.h"

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
  for (const Field& field : schema)
    list += fmt::format("{}{{{}, bodo::{}}}", list.empty() ? "" : ", ", quoted(field.name), toString(field.type.type));
  return list;
}

}  // namespace

std::string versionSignature(const Unit& unit, const Version& version) {
  const clang::FunctionDecl& declaration = *version.declaration;
  return fmt::format("static {} {}({})", spell(declaration.getReturnType(), unit.ast), version.function->symbol,
                     parametersOf(unit, declaration));
}

std::string dispatcher(const Unit& unit, const AnnotatedFunction& function,
                       const std::vector<const Version*>& versions) {
  const clang::FunctionDecl& declaration = *versions.front()->declaration;
  std::string arguments, frames;
  for (const clang::ParmVarDecl* parameter : declaration.parameters()) {
    arguments += (arguments.empty() ? "" : ", ") + parameter->getNameAsString();
    if (takesFrame(*parameter)) frames += (frames.empty() ? "" : ", ") + parameter->getNameAsString();
  }
  std::string text = fmt::format(
      "// {}: runs the version for the columns that its frames have\n{} {{\n", declaration.getNameAsString(),
      function.templated == nullptr ? writtenSignature(unit, function) : instanceSignature(unit, declaration));
  for (const Version* version : versions) {
    std::string condition;
    std::size_t i = 0;
    for (const clang::ParmVarDecl* parameter : declaration.parameters())
      if (takesFrame(*parameter))
        condition += fmt::format("{}bodo::rt::has_schema({}, {{{}}})", condition.empty() ? "" : " && ",
                                 parameter->getNameAsString(), fields(version->schemas.at(i++)));
    text += fmt::format("  if ({}) return {}({});\n", condition, version->function->symbol, arguments);
  }
  const SourceLoc loc = unit.at(declaration.getLocation());
  text += fmt::format("  bodo::rt::no_version({{{}, {}, {}}}, {{{}}});\n}}", quoted(unit.job.input), loc.line,
                      quoted(declaration.getNameAsString()), frames);
  return text;
}

}  // namespace bodocc
