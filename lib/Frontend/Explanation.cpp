#include "Frontend/Explanation.h"
#include "Frontend/AstVisitor.h"

#include <bodocc/Ops/ForeignNames.h>
#include <bodocc/Ops/OpInfo.h>
#include <bodocc/Support/NearestName.h>
#include <clang/AST/Decl.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Basic/DiagnosticParse.h>
#include <clang/Basic/DiagnosticSema.h>

#include <algorithm>

#include "Frontend/Types.h"

namespace bodocc {

namespace {

using namespace clang::diag;
using Argument = ClangErrors::Argument;

// A function of bodo's, and the owner of its row in Ops.def.
struct Callee {
  const clang::FunctionDecl* function;
  std::string owner;
};

bool isData(const Argument& type) {
  return type.owner == "DataFrame" || type.owner == "Series" || type.owner == "Scalar" || type.owner == "GroupBy";
}

bool isText(const Argument& type) {
  return llvm::StringRef(type.text).starts_with("const char") || type.text == "std::string" ||
         type.text == "std::string_view";
}

std::string singular(const Argument& type) {
  if (type.owner == "DataFrame") return "a frame";
  if (type.owner == "Series") return "a series";
  if (type.owner == "GroupBy") return "a group-by";
  if (type.owner == "Scalar") return "a reduction's result";
  if (isText(type)) return "a string";
  return fmt::format("{} '{}'", llvm::StringRef("aeiou").contains(type.text.substr(0, 1)) ? "an" : "a", type.text);
}

// The operands of a call that Clang could not build.
struct BrokenCall : AstVisitor {
  explicit BrokenCall(clang::SourceLocation begin) : begin(begin) {}
  bool VisitRecoveryExpr(clang::RecoveryExpr* e) override {
    if (e->getBeginLoc() == begin)
      for (const clang::Expr* operand : e->subExpressions()) types.push_back(operand->getType());
    return true;
  }

  clang::SourceLocation begin;
  std::vector<clang::QualType> types;
};

class Explanation {
 public:
  Explanation(const Unit& unit, const Tokens& tokens, const ClangErrors::Group& group)
      : unit_(unit),
        tokens_(tokens),
        group_(group),
        main_(group.main.diagnostic),
        id_(main_.getID()),
        here_(placeInMainFile(unit, group)),
        token_(tokens.at(here_)) {}

  std::optional<Diagnostic> find() {
    if (here_ != main_.getLocation()) return ofOthers(text());  // within a template that the user's code calls
    if (tokens_[token_ - 1].text == "bodo" && tokens_[token_ - 2].text == "[" && tokens_[token_ - 3].text == "[")
      return says("unknown-attribute", "an attribute has two colons", "write [[bodo::jit]]");
    if (id_ == err_expected && isUnclosedAttribute())
      return says("unknown-attribute", oneBracket, "write [[bodo::jit]]");
    switch (id_) {
      case err_expected:
        if (text() != "in") return std::nullopt;
        return says("operand-types", "C++ has no operator 'in'", "write df[\"A\"].isin({1, 2})");
      case err_auto_var_requires_init:
        if (tokens_[token_ + 1].text != "in") return std::nullopt;
        return saysAt(token_ + 1, "operand-types", "C++ has no loop with 'in'",
                      "write for (auto x : values); rows are not visited one by one");
      case err_no_member:
      case err_no_member_suggest:
      case err_typename_nested_not_found:
      case err_unknown_nested_typename_suggest:
        if (argument(1).owner.empty()) return std::nullopt;
        return unknownName(argument(1).owner, argument(0).text);
      case err_undeclared_var_use:
      case err_undeclared_var_use_suggest:
      case err_unknown_typename:
      case err_unknown_typename_suggest: return undeclared(argument(0).text);
      case err_bound_member_function:
        if (foreignName("DataFrame", text()) != nullptr) return unknownName("DataFrame", text());
        return says("bad-argument", fmt::format("'{}' is a function, and is not called", text()),
                    fmt::format("write {}()", text()));
      case err_field_designator_unknown:
      case err_field_designator_unknown_suggest:
        if (!concernsBodo()) return std::nullopt;
        return unknownOption(callees(calledHere()), argument(0).text);
      case ext_designated_init_reordered: return optionOrder();
      case ext_designated_init_mixed: return listOfNames();
      case warn_deprecated_comma_subscript: return listOfColumns();
      case err_typecheck_bool_condition:
        if (argument(0).owner == "Series" || argument(0).owner == "DataFrame") return condition();
        return std::nullopt;
      case err_for_range_invalid:
        if (argument(0).owner.empty()) return std::nullopt;
        return says("operand-types", fmt::format("the rows of {} are not visited one by one", singular(argument(0))),
                    "use operations on whole columns, or df[\"A\"].map(f) for a function of each row");
      case err_typecheck_invalid_operands: return operands();
      case err_typecheck_unary_expr:
      case err_typecheck_illegal_increment_decrement:
        if (argument(0).owner.empty()) return std::nullopt;
        return says("operand-types", fmt::format("{} has no such operator", singular(argument(0))),
                    "operators of series are + - * / %, comparisons, && || ! and +=");
      case err_typecheck_indirection_requires_pointer:
        if (tokens_[token_ - 1].text != "*") return std::nullopt;
        return says("operand-types", "C++ has no operator '**'",
                    "write bodo::pow(df[\"A\"], 2) for a column, std::pow(x, 2) for a number");
      case err_expected_lparen_after_type: return typeName();
      case err_init_conversion_failed:
        if (typesHere() == TypeArguments::Values) return columnType();
        break;
      case err_attributes_not_allowed:
        // df[["A"]], which C++ reads as an attribute
        if (tokens_[token_].text != "[" || tokens_[token_ + 2].kind != clang::tok::string_literal) return std::nullopt;
        return listOfColumns();
      case err_expected_unqualified_id:
        if (text() != "@") return std::nullopt;
        return says("unknown-attribute", "C++ has no decorators", "write [[bodo::jit]] before the function");
      case err_ovl_no_oper:  // neither () nor []
        if (!isData(argument(0))) return std::nullopt;
        if (argument(0).owner == "Scalar" || argument(0).owner == "GroupBy")
          return says("operand-types", fmt::format("{} has no such operator", singular(argument(0))), "");
        return says("bad-argument", fmt::format("{} is not a function", singular(argument(0))),
                    argument(0).owner == "DataFrame" ? "write df[\"A\"] for a column, df.slice(begin, end) for rows"
                                                     : "write s.slice(begin, end) for rows");
      case err_delete_operand:
        if (!isData(argument(0))) return std::nullopt;
        return says("operand-types", fmt::format("{} is not deleted", singular(argument(0))),
                    "write df = df.drop({\"A\"}) for a frame without the column");
      default: break;
    }
    if (main_.getLevel() < clang::DiagnosticsEngine::Error) return std::nullopt;
    // candidates are listed without the types of the arguments if they are equally good, or take another number
    if (id_ == err_ovl_no_viable_object_call) return ofOthers(tokens_[nameOfCall()].text);
    if (id_ == err_ovl_no_viable_function_in_call && !concernsBodo()) return ofOthers(argument(0).text);
    if (id_ != err_ovl_ambiguous_call && !concernsBodo()) return std::nullopt;
    if (const auto why = deletedBecause()) {
      if (tokens_[token_ + 1].kind == clang::tok::char_constant) return quotes(token_ + 1);
      const std::vector<std::size_t> given = tokens_.arguments(nameOfCall());
      if (llvm::StringRef(*why).contains("takes one value") && given.size() > 1) place_ = given[1];
      return says("bad-argument", *why, "");
    }
    if (id_ == err_ovl_no_viable_oper || id_ == err_ovl_no_viable_subscript) return noOperator();
    if (id_ == err_ovl_no_viable_function_in_call || id_ == err_ovl_no_viable_member_function_in_call ||
        id_ == err_ovl_ambiguous_call)
      return unmatched(argument(0).text);
    return wrongArgument();
  }

 private:
  Argument argument(std::size_t i) const {
    return i < group_.main.arguments.size() ? group_.main.arguments[i] : Argument{};
  }
  const std::string& text() const { return tokens_[token_].text; }

  Diagnostic says(const char* id, std::string text, std::string remedy) const {
    Diagnostic diagnostic{id, Severity::Error, unit_.at(place_ ? tokens_.place(*place_) : here_), std::move(text), {}};
    if (!remedy.empty()) diagnostic.notes.push_back({{}, std::move(remedy)});
    return diagnostic;
  }
  // The same at a token.
  Diagnostic saysAt(std::size_t token, const char* id, std::string text, std::string remedy) {
    place_ = token;
    return says(id, std::move(text), std::move(remedy));
  }

  // True if Clang's message or the code at its place names bodo's classes or declarations.
  bool concernsBodo() const {
    const auto names = [](const ClangErrors::Said& said) {
      return std::ranges::any_of(said.arguments, [](const Argument& argument) { return !argument.owner.empty(); });
    };
    if (names(group_.main) || text() == "bodo" || (token_ >= 2 && tokens_[token_ - 2].text == "bodo")) return true;
    return std::ranges::any_of(group_.notes, [&](const ClangErrors::Said& note) {
      const clang::SourceLocation place = note.diagnostic.getLocation();
      if (names(note)) return true;
      return place.isValid() && unit_.sources().isInSystemHeader(place) &&
             unit_.sources().getFilename(unit_.sources().getExpansionLoc(place)).contains("/bodo/");
    });
  }

  // The first type in Clang's message, or of the call's arguments, that is one of bodo's data types.
  Argument data() const {
    std::vector<Argument> all = group_.main.arguments;
    for (const ClangErrors::Said& note : group_.notes)
      all.insert(all.end(), note.arguments.begin(), note.arguments.end());
    BrokenCall call(main_.getLocation());
    if (id_ == err_ovl_ambiguous_call || id_ == err_ovl_no_viable_function_in_call ||
        id_ == err_ovl_no_viable_object_call)
      for (clang::Decl* declaration : unit_.declarations) call.TraverseDecl(declaration);
    for (const clang::QualType type : call.types) all.push_back(ClangErrors::ofType(type));
    const auto found = std::ranges::find_if(all, isData);
    return found == all.end() ? Argument{} : *found;
  }

  // ---- the operation that is called ----

  std::string calledHere() const {
    const std::size_t name = tokens_.callAround(token_);
    return name == 0 ? "" : tokens_[name].text;
  }

  // The name before the parentheses of the call that begins here: std::ranges::sort(df).
  std::size_t nameOfCall() const {
    std::size_t token = token_;
    while (tokens_[token + 1].text != "(" && tokens_[token + 1].kind != clang::tok::eof) ++token;
    return token;
  }

  // bodo's functions of that name; if Clang points at some of them, those.
  std::vector<Callee> callees(const std::string& name) const {
    std::vector<Callee> all;
    const auto add = [&](const clang::DeclContext& context, const std::string& owner) {
      for (clang::NamedDecl* found : context.lookup(&unit_.ast.Idents.get(name)))
        if (const clang::FunctionDecl* function = found->getAsFunction()) {
          const auto* result = function->getReturnType()->getAsCXXRecordDecl();
          const bool aggregate = owner == "bodo" && result != nullptr && result->getIdentifier() != nullptr &&
                                 result->getName() == "Aggregate";
          all.push_back({function, aggregate ? "bodo.agg" : owner});
        }
    };
    if (name.empty()) return all;
    for (clang::NamedDecl* space : unit_.ast.getTranslationUnitDecl()->lookup(&unit_.ast.Idents.get("bodo")))
      if (const auto* bodo = llvm::dyn_cast<clang::NamespaceDecl>(space)) {
        add(*bodo, "bodo");
        for (const char* owner : {"FrameOperations", "DataFrame", "Series", "StringSeries", "DateSeries",
                                  "RollingSeries", "RollingFrame", "EwmSeries", "GroupBy", "GroupedColumn"})
          for (clang::NamedDecl* member : bodo->lookup(&unit_.ast.Idents.get(owner)))
            if (const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(member)) add(*record, ownerOf(*record));
      }
    std::vector<Callee> meant;
    for (const Callee& callee : all)
      if (isMeant(*callee.function)) meant.push_back(callee);
    return meant.empty() ? all : meant;
  }

  bool isMeant(const clang::FunctionDecl& function) const {
    const clang::SourceManager& sources = unit_.sources();
    return std::ranges::any_of(group_.notes, [&](const ClangErrors::Said& note) {
      const clang::SourceLocation place = note.diagnostic.getLocation();
      return place.isValid() && !sources.isBeforeInTranslationUnit(place, function.getBeginLoc()) &&
             !sources.isBeforeInTranslationUnit(function.getEndLoc(), place);
    });
  }

  static std::string exampleOf(const std::vector<Callee>& callees) {
    for (const Callee& callee : callees)
      if (const OpInfo* info = findOp(callee.owner, callee.function->getNameAsString()); info && *info->example)
        return fmt::format("for example {}", info->example);
    return "docs/operations.md has an example of each operation";
  }

  // The fields of the structs that they take.
  static std::vector<std::string> optionsOf(const std::vector<Callee>& callees) {
    std::vector<std::string> names;
    for (const Callee& callee : callees)
      for (const clang::ParmVarDecl* parameter : callee.function->parameters())
        if (const auto* record = parameter->getType().getNonReferenceType()->getAsCXXRecordDecl();
            record != nullptr && record->getIdentifier() != nullptr && record->getName().ends_with("Options"))
          for (const clang::FieldDecl* field : record->fields())
            if (std::ranges::find(names, field->getNameAsString()) == names.end())
              names.push_back(field->getNameAsString());
    return names;
  }

  // ---- names ----

  Diagnostic unknownName(const std::string& owner, const std::string& name) const {
    const bool member = owner != "bodo";
    std::string text = member ? fmt::format("{} have no operation '{}'", ownerText(owner), name)
                              : fmt::format("there is no 'bodo::{}'", name);
    if (const char* remedy = foreignName(owner, name)) return says("unknown-operation", std::move(text), remedy);
    std::vector<std::string> names = methodsOf(owner);
    if (!member) {
      const std::vector<std::string> aggregates = methodsOf("bodo.agg");
      names.insert(names.end(), aggregates.begin(), aggregates.end());
      for (const char* type : {"boolean",  "int8",    "int16",   "int32",   "int64",     "uint8", "uint16",
                               "uint32",   "uint64",  "float32", "float64", "string",    "date",  "timestamp",
                               "duration", "decimal", "schema",  "like",    "DataFrame", "Series"})
        names.emplace_back(type);
    }
    const auto near = nearestName(name, names);
    if (near && *near == name)
      return says("unknown-operation", fmt::format("one column of groups has no operation '{}'", name),
                  fmt::format("the groups themselves have it: df.groupby(\"k\").{}()", name));
    if (near) return says("unknown-operation", fmt::format("{}; did you mean '{}'?", text, *near), "");
    if (owner == "DataFrame" && tokens_[token_ + 1].text != "(")
      return says(
          "unknown-operation", std::move(text),
          fmt::format("columns are chosen in brackets: df[\"{}\"]; docs/operations.md lists all operations", name));
    return says("unknown-operation", std::move(text), "docs/operations.md lists all operations");
  }

  std::optional<Diagnostic> undeclared(const std::string& name) const {
    if (name == "bodo") return says("unknown-operation", noHeader, "begin it with #include <bodo/bodo.h>");
    if (tokens_[token_ + 1].text == "=" || tokens_[token_ + 1].text == ":")
      if (const std::vector<Callee> called = callees(calledHere()); !called.empty()) {
        const std::vector<std::string> known = optionsOf(called);
        if (std::ranges::find(known, name) == known.end() && foreignName("option", name) == nullptr)
          return says("unknown-option", "arguments have no names", exampleOf(called));
        return says("unknown-option", "options are given by name in braces",
                    fmt::format("write {{.{} = ...}}; {}", name, exampleOf(called)));
      }
    if (tokens_[token_ - 1].text == "[" && tokens_[token_ + 1].text == "]")
      return says("name-not-constant", fmt::format("there is no variable '{}'", name),
                  fmt::format("columns are named by strings: df[\"{}\"]", name));
    const char* remedy = foreignName("global", name);
    if (remedy == nullptr) return std::nullopt;
    return says("unknown-operation", fmt::format("there is no '{}'", name), remedy);
  }

  // ---- options and lists ----

  Diagnostic unknownOption(const std::vector<Callee>& called, const std::string& name) const {
    const std::string operation = called.empty() ? "" : called.front().function->getNameAsString();
    const std::string text = called.empty() ? fmt::format("there is no option '.{}'", name)
                                            : fmt::format("'{}' has no option '.{}'", operation, name);
    if (const char* remedy = foreignName(operation, name)) return says("unknown-option", text, remedy);
    if (const char* remedy = foreignName("option", name)) return says("unknown-option", text, remedy);
    const std::vector<std::string> known = optionsOf(called);
    if (known.empty()) return says("unknown-option", text, "it has no options");
    const auto near = nearestName(name, known);
    return says("unknown-option", text,
                (near ? fmt::format("did you mean '.{}'? ", *near) : "") +
                    fmt::format("its options are .{}", fmt::join(known, ", .")));
  }

  std::optional<Diagnostic> optionOrder() const {
    const std::vector<Callee> called = callees(calledHere());
    const std::vector<std::string> known = optionsOf(called);
    if (known.empty()) return std::nullopt;
    return says("bad-argument", "C++ requires options in their declared order",
                fmt::format("the order of '{}' is .{}", calledHere(), fmt::join(known, ", .")));
  }

  std::optional<Diagnostic> listOfNames() {
    if (callees(calledHere()).empty()) return std::nullopt;
    return says("bad-argument", "several names are in braces of their own",
                fmt::format("write .{} = {{\"A\", \"B\"}}", tokens_[token_ + 1].text));
  }

  std::optional<Diagnostic> listOfColumns() {
    const bool strings = tokens_[token_ - 1].kind == clang::tok::string_literal || text() == "[";
    if (!strings) return std::nullopt;
    return says("bad-argument", "several columns are in braces", "write df[{\"A\", \"B\"}]");
  }

  std::optional<Diagnostic> typeName() const {
    if (typesHere() == TypeArguments::Words)
      return says("bad-argument", "a column's type is named by a string here",
                  "write astype(\"int64\"), \"float64\", \"string\", \"date\", \"timestamp\", \"decimal(12,2)\"");
    if (typesHere() == TypeArguments::Values) return columnType();
    return std::nullopt;
  }

  TypeArguments typesHere() const {
    for (const char* owner : {"bodo", "Series"})
      if (const OpInfo* info = findOp(owner, calledHere())) return info->types;
    return TypeArguments::None;
  }

  Diagnostic columnType() const {
    return says("bad-argument", "this is not a column type",
                "write bodo::schema({{\"A\", bodo::int64}, {\"B\", bodo::string}}); bodo::float64, bodo::date, "
                "bodo::timestamp, bodo::decimal(12, 2)");
  }

  // ---- operators ----

  // [[bodo::jit] with one bracket at its end
  bool isUnclosedAttribute() const {
    std::size_t open = token_;
    while (open > 2 && tokens_[open - 1].text != "[" && tokens_[open - 1].text != ";" && tokens_[open - 1].text != "}")
      --open;
    return open > 2 && tokens_[open - 1].text == "[" && tokens_[open - 2].text == "[" && tokens_[open].text == "bodo";
  }

  Diagnostic condition() const {
    return says("operand-types",
                fmt::format("{} is not a condition: it has a value for each row", singular(argument(0))),
                "choose rows with it, df[df[\"A\"] > 1], or make it one value: (df[\"A\"] > 1).any(), .all()");
  }

  std::optional<Diagnostic> operands() const {
    const Argument left = argument(0), right = argument(1);
    if (left.owner.empty() && right.owner.empty()) return std::nullopt;
    const bool null = left.text == "std::nullptr_t" || right.text == "std::nullptr_t";
    const bool scalar = left.owner == "Scalar" || right.owner == "Scalar";
    const bool frame = left.owner == "DataFrame" || right.owner == "DataFrame";
    const char* remedy = "operators of series are + - * / %, comparisons, && || and !; powers are bodo::pow(s, 2)";
    if (null) remedy = "a missing value is std::nullopt; df[\"A\"].isna() asks for it";
    if (frame) remedy = "operators work on columns: df[\"A\"] + 1";
    if (scalar) remedy = "fmt::format(\"sum is {}\", s.sum()) makes text of it; double x = s.mean() a number";
    return says("operand-types",
                fmt::format("'{}' does not combine {} and {}", text(), singular(left), singular(right)), remedy);
  }

  Diagnostic noOperator() const {
    if (id_ == err_ovl_no_viable_subscript) {
      const char* remedy = "write df[\"A\"], df[{\"A\", \"B\"}] or df[df[\"A\"] == 1], which compares with ==";
      if (data().owner == "Series") remedy = "a series has no columns: write s[s > 1] or s.slice(begin, end) for rows";
      if (data().owner == "GroupBy")
        remedy = "write df.groupby(\"k\")[\"A\"].sum(), or .agg({{\"total\", bodo::sum(\"A\")}})";
      return says("bad-argument", "this does not choose columns or rows", remedy);
    }
    if (text() != "=")
      return says("operand-types", fmt::format("'{}' does not combine these", text()),
                  "operators work on columns: df[\"A\"] += 1");
    // the candidates could not convert the operand
    for (const ClangErrors::Said& note : group_.notes)
      for (const Argument& from : note.arguments)
        if (from.owner == "DataFrame" && note.diagnostic.getMessage().contains("from '" + from.text + "'"))
          return says("operand-types", "a column cannot hold a frame",
                      "choose one column of it: df[\"C\"] = other[\"A\"]; bring frames together by merge");
    return says("operand-types", "a column is assigned a series or one value",
                "a std::vector becomes a series by bodo::from_vector(v), a list by bodo::DataFrame{{\"A\", {1, 2}}}");
  }

  // ---- calls ----

  // The text of a deleted overload.
  std::optional<std::string> deletedBecause() const {
    if (id_ != err_ovl_deleted_call && id_ != err_ovl_deleted_oper && id_ != err_ovl_deleted_init &&
        id_ != err_deleted_function_use && id_ != err_ovl_deleted_conversion_in_cast &&
        !main_.getMessage().contains("deleted function: "))
      return std::nullopt;
    const auto [before, why] = main_.getMessage().split(": ");
    return why.empty() ? std::nullopt : std::optional(why.str());
  }

  // No overload fits, or several do.
  std::optional<Diagnostic> unmatched(const std::string& name) {
    std::size_t token = token_;
    while (tokens_[token].text != name && tokens_[token].kind != clang::tok::eof) ++token;
    place_ = token;
    const std::vector<Callee> called = callees(name);
    if (called.empty() || !isMeant(*called.front().function)) return ofOthers(name);
    if (name == "DataFrame") return frame();
    const std::vector<std::string> known = optionsOf(called);
    for (const std::size_t option : tokens_.designators(token))
      if (std::ranges::find(known, tokens_[option].text) == known.end()) {
        place_ = option;
        return unknownOption(called, tokens_[option].text);
      }
    for (const std::size_t option : tokens_.designators(token))
      if (tokens_[option + 2].kind == clang::tok::char_constant) return quotes(option + 2);
    const char* const foreign = foreignName("argument", name);
    const std::string remedy = foreign != nullptr ? foreign : exampleOf(called);
    const std::vector<std::size_t> given = tokens_.arguments(token);
    const std::size_t wrong = wrongOfCandidates();
    if (wrong < 2 || wrong > given.size())
      return says("bad-argument", fmt::format("'{}' does not take these arguments", name), remedy);
    return saysAt(given[wrong - 1], "bad-argument", fmt::format("'{}' does not take this", name), remedy);
  }

  // The number of the last argument that Clang says is wrong for an overload: those before it fit. 0: it says none.
  std::size_t wrongOfCandidates() const {
    std::size_t last = 0;
    for (const ClangErrors::Said& note : group_.notes) {
      llvm::StringRef number = note.diagnostic.getMessage().rsplit(" for ").second;
      std::size_t n = 0;
      if (!number.consumeInteger(10, n) && number.ends_with(" argument")) last = std::max(last, n);
    }
    return last;
  }

  Diagnostic quotes(std::size_t literal) {
    const std::string& text = tokens_[literal].text;
    return saysAt(literal, "bad-argument", "strings are in double quotes",
                  fmt::format("write \"{}\"", text.substr(1, text.size() - 2)));
  }

  // A function that is not bodo's, called with bodo's data.
  std::optional<Diagnostic> ofOthers(const std::string& name) const {
    const Argument given = data();
    if (given.owner.empty()) return std::nullopt;
    std::string remedy;
    if (given.owner == "Scalar")
      remedy = "give it a type first: double x = df[\"A\"].mean()";
    else if (const char* row = foreignName("function", name))
      remedy = row;
    else if (findOp("bodo", name) != nullptr)
      remedy = fmt::format("write bodo::{}: {}", name, exampleOf(callees(name)));
    else if (given.owner == "Series")
      remedy = fmt::format("a function of C++ values is called for each row by df[\"A\"].map({})", name);
    else
      remedy = "it takes C++ values; operations on whole columns and frames are in docs/operations.md";
    return says("operand-types", fmt::format("'{}' does not take {}", name, singular(given)), std::move(remedy));
  }

  Diagnostic frame() const {
    return says("bad-argument", "a frame is not made of these",
                "write each column in braces of its own: bodo::DataFrame df{{\"A\", s}, {\"B\", {1, 2}}}");
  }

  std::optional<Diagnostic> wrongArgument() {
    const llvm::StringRef message = main_.getMessage();
    std::string name = calledHere();
    if (message.contains("'bodo::DataFrame'") && (id_ == err_ovl_no_viable_function_in_init || name == "DataFrame"))
      return frame();
    if (typesHere() == TypeArguments::Values) return columnType();
    // if Clang means another function, it points at the name
    if (message.starts_with("too many arguments") && message.contains("; did you mean"))
      name = text() == "bodo" ? tokens_[token_ + 2].text : text();
    const std::vector<Callee> called = callees(name);
    if (!called.empty()) {
      if (tokens_[token_].kind == clang::tok::char_constant) return quotes(token_);
      const char* const remedy = foreignName("argument", name);
      const std::string example = remedy ? remedy : exampleOf(called);
      if (message.starts_with("too few arguments"))
        return says("bad-argument", fmt::format("'{}' needs more arguments", name), example);
      if (message.starts_with("too many arguments"))
        return says("bad-argument", fmt::format("'{}' takes fewer arguments", name), example);
      if (const auto list = pairsWithoutBraces(called)) return list;
      const bool names = std::ranges::any_of(group_.main.arguments,
                                             [](const Argument& argument) { return argument.owner == "Names"; });
      if (names && tokens_[token_].text == "{" && tokens_[token_ + 1].text == ".")
        return says("bad-argument", fmt::format("'{}' needs columns before its options", name), example);
      return says("bad-argument", fmt::format("'{}' does not take this", name),
                  names ? "names are string literals, in braces if there are several; a constant of them is const "
                          "bodo::Names keys{\"A\", \"B\"} or a const std::vector; a computed key is a column first: "
                          "df[\"A\"] = ..."
                        : example);
    }
    std::vector<Argument> types;
    for (const Argument& argument : group_.main.arguments)
      if (!argument.text.empty()) types.push_back(argument);
    if (!message.starts_with("no viable conversion from ") && id_ != err_ovl_no_viable_conversion_in_cast)
      return std::nullopt;
    const auto from = std::ranges::find_if(types, isData);
    if (from == types.end()) return std::nullopt;
    const Argument to = from == types.begin() ? types.back() : types.front();
    return says("operand-types", fmt::format("{} does not become {}", singular(*from), singular(to)),
                becomes(*from, to.owner));
  }

  static const char* becomes(const Argument& from, const std::string& to) {
    if (from.owner == "GroupBy") return "groups have aggregates: df.groupby(\"k\").agg({{\"n\", bodo::size()}})";
    if (to == "Series")
      return from.owner == "DataFrame" ? "choose a column of it: df[\"A\"]" : "write bodo::full(n, x)";
    if (to == "DataFrame" && from.owner == "Scalar") return "write bodo::DataFrame out{{\"A\", {x}}}";
    if (to == "DataFrame") return "write bodo::DataFrame out{{\"A\", df[\"A\"]}}, or df[{\"A\"}]";
    if (from.owner == "Series") return "a reduction makes one value of a column: df[\"A\"].sum(), df[\"A\"].first()";
    return "choose a column of it, and reduce that: df[\"A\"].sum()";
  }

  // agg({"t", bodo::sum("B")}): one pair instead of a list of pairs.
  std::optional<Diagnostic> pairsWithoutBraces(const std::vector<Callee>& called) {
    const std::size_t name = tokens_.callAround(token_);
    const auto parameters = called.front().function->parameters();
    const auto* list = parameters.empty() ? nullptr : parameters[0]->getType()->getAsCXXRecordDecl();
    if (list == nullptr || list->getIdentifier() == nullptr || list->getName() != "initializer_list")
      return std::nullopt;
    const std::vector<std::size_t> arguments = tokens_.arguments(name);
    if (arguments.empty() || (tokens_[arguments[0]].text == "{" && tokens_[arguments[0] + 1].text == "{"))
      return std::nullopt;
    return saysAt(arguments[0], "bad-argument",
                  fmt::format("'{}' takes a list, each item in braces", tokens_[name].text), exampleOf(called));
  }

  const Unit& unit_;
  const Tokens& tokens_;
  const ClangErrors::Group& group_;
  const clang::StoredDiagnostic& main_;
  const unsigned id_;
  const clang::SourceLocation here_;
  const std::size_t token_;
  std::optional<std::size_t> place_;  // a token, if not at Clang's place
};

}  // namespace

clang::SourceLocation placeInMainFile(const Unit& unit, const ClangErrors::Group& group) {
  const auto isThere = [&](clang::SourceLocation place) {
    return place.isValid() && unit.sources().isInMainFile(unit.sources().getExpansionLoc(place));
  };
  const clang::SourceLocation place = group.main.diagnostic.getLocation();
  if (place.isInvalid() || isThere(place) || !unit.sources().isInSystemHeader(place)) return place;
  for (const ClangErrors::Said& note : group.notes)
    if (isThere(note.diagnostic.getLocation())) return note.diagnostic.getLocation();
  return place;
}

std::optional<Diagnostic> explain(const Unit& unit, const Tokens& tokens, const ClangErrors::Group& group) {
  return Explanation(unit, tokens, group).find();
}

}  // namespace bodocc
