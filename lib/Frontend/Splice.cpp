#include "Frontend/Splice.h"

#include <clang/AST/DeclTemplate.h>
#include <clang/Lex/Lexer.h>

#include <algorithm>

#include "Frontend/Types.h"

namespace bodocc {

namespace {

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

unsigned offsetOf(const Unit& unit, clang::SourceLocation location) {
  return unit.sources().getFileOffset(unit.sources().getExpansionLoc(location));
}

llvm::StringRef fileText(const Unit& unit) { return unit.sources().getBufferData(unit.sources().getMainFileID()); }

// The text to remove with an attribute: its brackets and the space after them, or, with other attributes in the
// brackets, its own text and a comma. Nothing if a macro writes the brackets: they are harmless in the emitted file.
std::optional<std::pair<unsigned, unsigned>> attributeText(const Unit& unit, const JitAttribute& attribute) {
  const llvm::StringRef text = fileText(unit);
  const clang::SourceRange range = attribute.alone ? attribute.brackets : attribute.item;
  if (range.getBegin().isMacroID() || range.getEnd().isMacroID() || !unit.sources().isInMainFile(range.getBegin()))
    return std::nullopt;
  unsigned begin = offsetOf(unit, range.getBegin()), end = offsetOf(unit, unit.behind(range.getEnd()));
  if (attribute.alone) {
    while (end < text.size() && isBlank(text[end])) ++end;
    return std::pair(begin, end);
  }
  unsigned comma = end;
  while (comma < text.size() && isBlank(text[comma])) ++comma;
  if (comma < text.size() && text[comma] == ',') {
    end = comma + 1;
    while (end < text.size() && isBlank(text[end])) ++end;
  } else {
    while (begin > 0 && isBlank(text[begin - 1])) --begin;
    if (begin > 0 && text[begin - 1] == ',') --begin;
  }
  return std::pair(begin, end);
}

// The beginning of the definition: its attribute, if that is at the front.
unsigned definitionBegin(const Unit& unit, const AnnotatedFunction& function) {
  const clang::Decl* whole = function.definition;
  if (function.templated != nullptr) whole = function.templated;
  // an abbreviated template (`auto` parameters) has no `template <...>` to begin at
  if (whole->getBeginLoc().isInvalid()) whole = function.definition;
  unsigned begin = offsetOf(unit, whole->getBeginLoc());
  if (function.templated != nullptr) begin = std::min(begin, offsetOf(unit, function.definition->getOuterLocStart()));
  if (function.attribute != nullptr && unit.sources().isInMainFile(function.attribute->brackets.getBegin())) {
    const unsigned attribute = offsetOf(unit, function.attribute->brackets.getBegin());
    if (attribute < begin) begin = attribute;
  }
  return begin;
}

// The place after a class template and its semicolon.
unsigned placeAfter(const Unit& unit, const clang::ClassTemplateDecl& templated) {
  const clang::CXXRecordDecl& record = *templated.getTemplatedDecl();
  const clang::SourceLocation brace =
      (record.getDefinition() ? record.getDefinition() : &record)->getBraceRange().getEnd();
  const clang::SourceLocation semicolon = clang::Lexer::findLocationAfterToken(
      unit.sources().getExpansionLoc(brace), clang::tok::semi, unit.sources(), unit.ast.getLangOpts(), false);
  return offsetOf(unit, semicolon);
}

// An inline function of a header would be one of those that the sources have.
bool needsOwnLinkage(const Unit& unit, const clang::FunctionDecl& function) {
  return isInHeader(unit, function) && function.isInlineSpecified() && !function.isCXXClassMember() &&
         function.getDescribedFunctionTemplate() == nullptr && function.getPreviousDecl() == nullptr &&
         function.getStorageClass() == clang::SC_None && !function.isInAnonymousNamespace();
}

}  // namespace

bool isInHeader(const Unit& unit, const clang::FunctionDecl& function) {
  return unit.hasHeaders && unit.fileOf(function.getLocation()) != unit.job.input;
}

std::string writtenSignature(const Unit& unit, const AnnotatedFunction& function) {
  const unsigned begin = definitionBegin(unit, function);
  const unsigned end = offsetOf(unit, function.definition->getBody()->getBeginLoc());
  std::string text = fileText(unit).slice(begin, end).str();
  if (function.attribute != nullptr)
    if (const auto gone = attributeText(unit, *function.attribute))
      if (gone->first >= begin && gone->second <= end) text.erase(gone->first - begin, gone->second - gone->first);
  while (!text.empty() && isBlank(text.back())) text.pop_back();
  return needsOwnLinkage(unit, *function.definition) ? "static " + text : text;
}

std::string instanceSignature(const Unit& unit, const clang::FunctionDecl& instance) {
  const auto nameOf = [&](clang::QualType type) {
    const clang::QualType canonical = type.getCanonicalType();
    const auto* tag = canonical.getNonReferenceType()->getAsTagDecl();
    if (tag != nullptr && (tag->getParentFunctionOrMethod() != nullptr ||
                           (tag->getIdentifier() == nullptr && tag->getTypedefNameForAnonDecl() == nullptr)))
      fail(unit.sources(), instance.getPointOfInstantiation(), Diag::LocalTypeArgument, instance.getNameAsString(),
           spell(type, unit.ast));
  };
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&instance);
  // "f<int, int>", or "Window<int>::f"
  std::string name, qualifiers;
  if (method != nullptr) {
    const auto& record = llvm::cast<clang::ClassTemplateSpecializationDecl>(*method->getParent());
    for (const clang::TemplateArgument& argument : record.getTemplateArgs().asArray())
      if (argument.getKind() == clang::TemplateArgument::Type) nameOf(argument.getAsType());
    name = spell(unit.ast.getRecordType(&record), unit.ast) + "::" + instance.getNameAsString();
    if (method->isConst()) qualifiers += " const";
    if (method->isVolatile()) qualifiers += " volatile";
    if (method->getRefQualifier() != clang::RQ_None)
      qualifiers += method->getRefQualifier() == clang::RQ_LValue ? " &" : " &&";
  } else {
    std::string arguments;
    for (const clang::TemplateArgument& argument : instance.getTemplateSpecializationArgs()->asArray()) {
      if (argument.getKind() == clang::TemplateArgument::Type) nameOf(argument.getAsType());
      arguments += (arguments.empty() ? "" : ", ") + spell(argument, unit.ast);
    }
    name = fmt::format("{}<{}>", instance.getNameAsString(), arguments);
  }

  std::string parameters;
  for (const clang::ParmVarDecl* parameter : instance.parameters())
    parameters +=
        (parameters.empty() ? "" : ", ") + spell(parameter->getType(), parameter->getNameAsString(), unit.ast);
  // auto stays auto, as in the primary template
  const std::string result = spell(instance.getDeclaredReturnType(), unit.ast);
  const char* exceptions = instance.getType()->castAs<clang::FunctionProtoType>()->isNothrow() ? " noexcept" : "";
  // a member of a class is inline where it is defined in the class
  const bool isInline = isInHeader(unit, instance) || (method != nullptr && instance.isInlined());
  return fmt::format("template <> {}{} {}({}){}{}", isInline ? "inline " : "", result, name, parameters, qualifiers,
                     exceptions);
}

std::string lineDirective(const Unit& unit, clang::SourceLocation place) {
  std::string file;
  for (const char c : unit.fileOf(place)) file += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
  return fmt::format("#line {} \"{}\"\n", unit.at(place).line, file);
}

std::string splice(const Unit& unit, const AnnotatedFunctions& functions, const std::vector<Replacement>& replacements,
                   const std::vector<Insertion>& insertions, const std::string& include, bool lineDirectives,
                   std::vector<Edit> edits) {
  const llvm::StringRef source = fileText(unit);
  // a byte order mark is valid only at the very beginning
  const unsigned start = source.starts_with("\xef\xbb\xbf") ? 3 : 0;
  // before an attribute that begins there
  for (const Insertion& insertion : insertions) {
    const unsigned place = offsetOf(unit, insertion.place);
    edits.push_back({place, place, insertion.text + "\n\n", true});
  }
  for (const JitAttribute* attribute : functions.onDeclarations)
    if (const auto gone = attributeText(unit, *attribute)) edits.push_back({gone->first, gone->second, "", true});
  for (const Replacement& replacement : replacements) {
    const AnnotatedFunction& function = *replacement.function;
    const unsigned begin = definitionBegin(unit, function);
    const unsigned end = offsetOf(unit, unit.behind(function.definition->getBodyRBrace()));
    std::string text = replacement.text;
    if (function.memberOf != nullptr && !text.empty()) {
      // specialisations are declared before their first use, and defined outside of the class
      const unsigned behind = placeAfter(unit, *function.memberOf);
      if (function.definition->isOutOfLine()) {
        std::string declared;
        for (const clang::FunctionDecl* instance : function.instances)
          declared += '\n' + instanceSignature(unit, *instance) + ';';
        edits.push_back({behind, behind, declared, true});
      } else {
        edits.push_back({behind, behind, "\n\n" + text, true});
        text = writtenSignature(unit, function) + ';';
      }
    }
    if (function.templated != nullptr) text = writtenSignature(unit, function) + ";\n\n" + text;
    edits.push_back({begin, end, text + function.directives, true});
  }
  if (!include.empty()) {
    const unsigned place = unit.headerInclude.isValid() ? offsetOf(unit, unit.headerInclude) : start;
    // before a function that begins there
    edits.insert(edits.begin(), {place, place, include, true});
  }
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.begin < b.begin; });

  const auto lineAt = [&](unsigned offset) {
    const clang::SourceLocation begin = unit.sources().getLocForStartOfFile(unit.sources().getMainFileID());
    return lineDirective(unit, begin.getLocWithOffset(static_cast<int>(offset)));
  };
  std::string out;
  if (lineDirectives) out += lineAt(0);
  unsigned at = start;
  for (const Edit& edit : edits) {
    out += source.slice(at, edit.begin);
    out += edit.text;
    at = edit.end;
    if (!lineDirectives || !edit.breaksLines) continue;
    // a directive needs its own line; the text after the edit continues on the next one
    if (!out.empty() && out.back() != '\n') out += '\n';
    if (source.substr(at).starts_with("\n")) ++at;
    out += lineAt(at);
  }
  out += source.substr(at);
  return out;
}

}  // namespace bodocc
