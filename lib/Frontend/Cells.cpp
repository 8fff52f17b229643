#include "Frontend/Cells.h"

#include <clang/AST/ASTContext.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/RecordLayout.h>
#include <clang/Lex/Lexer.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/xxhash.h>

#include <algorithm>
#include <map>
#include <optional>

#include "Emit/Code.h"
#include "Frontend/AstVisitor.h"
#include "Frontend/CellText.h"
#include "Frontend/Lowering.h"
#include "Frontend/Tokens.h"
#include "Frontend/Types.h"

namespace bodocc {

namespace {

// Visits each type within a value once.
class TypeWalk {
 public:
  virtual ~TypeWalk() = default;
  void in(clang::QualType type) {
    type = type.getNonReferenceType().getCanonicalType();
    while (type->isPointerType() || type->isArrayType())
      type = type->isPointerType() ? type->getPointeeType() : clang::QualType(type->getArrayElementTypeNoTypeQual(), 0);
    if (const auto* function = type->getAs<clang::FunctionProtoType>()) {
      for (const clang::QualType parameter : function->param_types()) in(parameter);
      return in(function->getReturnType());
    }
    const clang::TagDecl* const tag = type->getAsTagDecl();
    if (tag == nullptr || !seen_.insert(tag).second) return;
    see(*tag);
    const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(tag);
    if (const auto* made = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(tag))
      for (const clang::TemplateArgument& argument : made->getTemplateArgs().asArray()) in(argument);
    if (record == nullptr || !record->hasDefinition() || record->isInStdNamespace() || isInBodo(*record)) return;
    for (const clang::CXXBaseSpecifier& base : record->bases()) in(base.getType());
    for (const clang::FieldDecl* field : record->fields()) in(field->getType());
  }

 protected:
  virtual void see(const clang::TagDecl& tag) = 0;

 private:
  void in(const clang::TemplateArgument& argument) {
    if (argument.getKind() == clang::TemplateArgument::Type) in(argument.getAsType());
    if (argument.getKind() == clang::TemplateArgument::Pack)
      for (const clang::TemplateArgument& element : argument.pack_elements()) in(element);
  }
  std::set<const clang::TagDecl*> seen_;
};

// Whether C++ can name the type at namespace scope.
class NamedTypes : public TypeWalk {
 public:
  bool all = true;

 protected:
  void see(const clang::TagDecl& tag) override {
    all = all && tag.getParentFunctionOrMethod() == nullptr && tag.getAccess() != clang::AS_private &&
          tag.getAccess() != clang::AS_protected &&
          (tag.getIdentifier() != nullptr || tag.getTypedefNameForAnonDecl() != nullptr);
  }
};

// Around the initialiser of such a variable in its declaration for later cells.
constexpr const char* unnamedBegin = "*static_cast<decltype(";
constexpr const char* unnamedEnd = ")*>(nullptr);";

bool canBeNamed(clang::QualType type) {
  NamedTypes names;
  names.in(type);
  return names.all;
}

// The layout of the user's own types in a value: another type of the same name has another one.
class LayoutText : public TypeWalk {
 public:
  explicit LayoutText(const Unit& unit) : unit_(unit) {}
  std::string text;

 protected:
  void see(const clang::TagDecl& tag) override {
    if (!unit_.sources().isInMainFile(unit_.sources().getExpansionLoc(tag.getLocation()))) return;
    // a lambda's name is its place
    text += fmt::format("{}:", tag.getIdentifier() != nullptr ? tag.getQualifiedNameAsString() : "");
    if (const auto* values = llvm::dyn_cast<clang::EnumDecl>(&tag)) {
      for (const clang::EnumConstantDecl* value : values->enumerators())
        text += fmt::format("{}={},", value->getNameAsString(), value->getInitVal().getExtValue());
    } else if (const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(&tag); record && record->hasDefinition()) {
      const clang::ASTRecordLayout& layout = unit_.ast.getASTRecordLayout(record);
      text += fmt::format("{}", layout.getSize().getQuantity());
      for (const clang::FieldDecl* field : record->fields())
        text += fmt::format(",{} {}@{}",
                            canBeNamed(field->getType()) ? spell(field->getType().getCanonicalType(), unit_.ast) : "",
                            field->getNameAsString(), layout.getFieldOffset(field->getFieldIndex()));
    }
    text += ';';
  }

 private:
  const Unit& unit_;
};

// Where a variable's initialiser begins in the text after its name, and which of `=`, `{` and `(` begins it.
struct Initialiser {
  char style = 0;    // 0: there is none
  std::string text;  // after `=`, or with its brackets
};

Initialiser initialiserIn(llvm::StringRef text, const clang::LangOptions& language) {
  clang::Lexer lexer(clang::SourceLocation(), language, text.begin(), text.begin(), text.end());
  unsigned depth = 0;
  clang::Token token;
  const auto at = [&] {
    return static_cast<std::size_t>(lexer.getBufferLocation() - text.begin()) - token.getLength();
  };
  while (!lexer.LexFromRawLexer(token)) {
    const bool opens = token.isOneOf(clang::tok::l_square, clang::tok::l_paren);
    if (depth == 0 && token.is(clang::tok::equal)) return {'=', text.substr(at() + 1).ltrim().str()};
    if (depth == 0 && token.is(clang::tok::l_brace)) return {'{', text.substr(at()).str()};
    if (depth == 0 && token.is(clang::tok::l_paren)) return {'(', text.substr(at()).str()};
    if (opens) ++depth;
    if (token.isOneOf(clang::tok::r_square, clang::tok::r_paren) && depth > 0) --depth;
  }
  return {};
}

// A declarator of a pointer to a function, or of an array of them, has parentheses that are no initialiser.
bool isFunctionPointer(clang::QualType type) {
  while (type->isArrayType()) type = clang::QualType(type->getArrayElementTypeNoTypeQual(), 0);
  return type->isFunctionPointerType() || type->isMemberFunctionPointerType();
}

bool isLastingConstant(const clang::VarDecl& variable) {
  if (variable.isConstexpr()) return true;
  const clang::QualType type = variable.getType();
  const clang::Expr* init = variable.getInit();
  if (!type.isConstQualified() || init == nullptr || type->isReferenceType()) return false;
  return init->isValueDependent() || isConstantKind(type) || variable.hasConstantInitialization();
}

// A reference that keeps a temporary alive is as good as a value.
bool keepsTemporary(const clang::VarDecl& variable) {
  const clang::Expr* init = variable.getInit();
  if (const auto* cleanups = llvm::dyn_cast_or_null<clang::ExprWithCleanups>(init)) init = cleanups->getSubExpr();
  const auto* made = llvm::dyn_cast_or_null<clang::MaterializeTemporaryExpr>(init ? init->IgnoreImpCasts() : nullptr);
  return made != nullptr && made->getExtendingDecl() == &variable && made->getSubExpr()->isPRValue();
}

// Mutable state that each cell would have anew, because it compiles earlier definitions again.
class HiddenState : public AstVisitor {
 public:
  explicit HiddenState(Unit& unit) : unit_(unit) {}
  bool VisitVarDecl(clang::VarDecl* v) override {
    if (v->isStaticLocal() && !isLastingConstant(*v))
      report(*v, "is a static variable of a function");
    else if (v->isFileVarDecl() && v->isThisDeclarationADefinition() != clang::VarDecl::DeclarationOnly &&
             !isLastingConstant(*v) &&
             (v->getDescribedVarTemplate() != nullptr || !v->getDeclContext()->getRedeclContext()->isTranslationUnit()))
      report(*v, v->isStaticDataMember()                   ? "is a static member"
                 : v->getDescribedVarTemplate() != nullptr ? "is a template of variables"
                                                           : "is a variable of a namespace");
    return true;
  }

 private:
  void report(const clang::VarDecl& v, const char* what) {
    unit_.reporter.report(v.getLocation(), Diag::CellVariable, v.getNameAsString(),
                          std::string(what) + ", which each later cell would have anew",
                          "declare a variable of the cell, outside of everything, and use that");
  }
  Unit& unit_;
};

// Clang passes on instances in addition to the source's declarations.
bool isTemplateInstance(const clang::Decl& declaration) {
  const auto* function = llvm::dyn_cast<clang::FunctionDecl>(&declaration);
  const auto* variable = llvm::dyn_cast<clang::VarDecl>(&declaration);
  return (function != nullptr && function->isTemplateInstantiation()) ||
         (variable != nullptr && clang::isTemplateInstantiation(variable->getTemplateSpecializationKind()));
}

const char* kindOf(const clang::Decl& declaration) {
  if (llvm::isa<clang::FunctionDecl>(declaration)) return "function";
  if (llvm::isa<clang::TemplateDecl>(declaration)) return "template";
  if (llvm::isa<clang::TagDecl>(declaration)) return "type";
  if (llvm::isa<clang::TypedefNameDecl>(declaration)) return "using";
  if (llvm::isa<clang::UsingDecl, clang::UsingDirectiveDecl, clang::NamespaceAliasDecl, clang::UsingEnumDecl>(
          declaration))
    return "using";
  if (llvm::isa<clang::NamespaceDecl>(declaration)) return "namespace";
  if (llvm::isa<clang::VarDecl>(declaration)) return "constant";
  return "declaration";
}

// Functions whose bodies are compiled only if something uses them.
class FunctionUses : public AstVisitor {
 public:
  std::set<const clang::FunctionDecl*> used;
  bool shouldVisitTemplateInstantiations() const override { return true; }
  bool shouldVisitImplicitCode() const override { return true; }
  bool VisitDeclRefExpr(clang::DeclRefExpr* e) override {
    const auto* function = llvm::dyn_cast<clang::FunctionDecl>(e->getDecl());
    const clang::FunctionDecl* body = nullptr;
    if (function != nullptr && function->hasBody(body)) used.insert(body);
    if (function != nullptr)
      if (const clang::FunctionDecl* pattern = function->getTemplateInstantiationPattern()) used.insert(pattern);
    return true;
  }
};

}  // namespace

Cell::Cell(Unit& unit) : unit_(unit) {
  collect();
  findUnused();
}

unsigned Cell::offset(clang::SourceLocation place) const {
  return unit_.sources().getFileOffset(unit_.sources().getExpansionLoc(place));
}

bool Cell::inText(clang::SourceLocation place, bool own) const {
  const clang::SourceLocation at = unit_.sources().getExpansionLoc(place);
  if (at.isInvalid() || !unit_.sources().isInMainFile(at)) return false;
  return own ? unit_.cell->isOwn(offset(at)) : unit_.cell->isEarlier(offset(at));
}

unsigned Cell::endOf(const clang::Decl& declaration) const {
  const bool semicolon =
      !llvm::isa<clang::FunctionDecl, clang::FunctionTemplateDecl, clang::NamespaceDecl>(declaration) ||
      (declaration.getAsFunction() != nullptr && !declaration.getAsFunction()->hasBody());
  const clang::SourceLocation end = declaration.getEndLoc();
  return offset(semicolon ? unit_.behindSemicolon(end) : unit_.behind(end));
}

namespace {

// The places of functions in statements: lambdas and members of local classes.
class Functions : public AstVisitor {
 public:
  std::vector<clang::SourceRange> ranges;
  bool TraverseLambdaExpr(clang::LambdaExpr* e) override { return add(e->getSourceRange()); }
  bool TraverseCXXMethodDecl(clang::CXXMethodDecl* d) override { return add(d->getSourceRange()); }

 private:
  bool add(clang::SourceRange range) {
    ranges.push_back(range);
    return true;
  }
};

// The first return of the cell that belongs to no function. Clang leaves those outside of all braces out of its tree,
// and need not have others in it.
clang::SourceLocation misplacedReturn(const Unit& unit) {
  std::vector<clang::SourceRange> statements;
  Functions functions;
  for (const clang::Decl* declaration : unit.declarations)
    if (const auto* top = llvm::dyn_cast<clang::TopLevelStmtDecl>(declaration)) {
      statements.push_back(top->getStmt()->getSourceRange());
      functions.TraverseStmt(top->getStmt());
    }
  const Tokens tokens(unit.sources(), unit.ast.getLangOpts());
  int depth = 0;
  for (std::size_t i = 0; tokens[i].kind != clang::tok::eof; ++i) {
    const auto holdsToken = [&](clang::SourceRange r) {
      return tokens.at(r.getBegin()) <= i && i <= tokens.at(r.getEnd());
    };
    if (tokens[i].kind == clang::tok::l_brace) ++depth;
    if (tokens[i].kind == clang::tok::r_brace) --depth;
    if (tokens[i].text != clang::tok::getKeywordSpelling(clang::tok::kw_return)) continue;
    if (depth == 0 ||
        (std::ranges::any_of(statements, holdsToken) && std::ranges::none_of(functions.ranges, holdsToken)))
      return tokens.place(i);
  }
  return {};
}

}  // namespace

void Cell::collect() {
  addDirectives();
  if (const clang::SourceLocation place = misplacedReturn(unit_); place.isValid())
    unit_.reporter.report(place, Diag::CellReturn);
  for (const clang::Decl* declaration : unit_.declarations) {
    if (declaration->isImplicit() || declaration->isInvalidDecl() || isTemplateInstance(*declaration)) continue;
    if (inText(declaration->getBeginLoc(), true)) {
      addDeclaration(*declaration);
      HiddenState(unit_).TraverseDecl(declaration);
    } else if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(declaration);
               variable != nullptr && inText(variable->getLocation(), false)) {
      addEarlier(*variable);
    }
  }
  std::ranges::stable_sort(items_, {}, &Item::begin);
  // attributes are before the place at which Clang lets a declaration begin
  const llvm::StringRef text = unit_.cell->text();
  unsigned before = 0, steps = 0;
  for (Item& item : items_) {
    if (item.kind == Kind::definition && item.begin > before) {
      llvm::StringRef gap = text.slice(before, item.begin);
      if (gap.rtrim().ends_with("]]"))
        if (const std::size_t at = gap.rfind("[["); at != llvm::StringRef::npos)
          item.begin = before + static_cast<unsigned>(at);
    }
    if (item.kind == Kind::definition) item.text = text.slice(item.begin, item.end).str();
    if (item.kind >= Kind::variable) item.step = fmt::format("bodo_step_{}", ++steps);
    before = std::max(before, item.end);
  }
}

void Cell::addDirectives() {
  const llvm::StringRef text = unit_.cell->text();
  for (const Directive& directive : unit_.directives) {
    if (!inText(directive.place, true)) continue;
    const std::size_t begin = text.rfind('#', offset(directive.place) + 1);
    std::size_t end = text.find('\n', begin);
    while (end != llvm::StringRef::npos && text.slice(begin, end).rtrim('\r').ends_with("\\"))
      end = text.find('\n', end + 1);
    Item item{Kind::directive, directive.what, directive.name};
    item.begin = static_cast<unsigned>(begin);
    item.end = static_cast<unsigned>(std::min(end, text.size()));
    item.text = text.slice(begin, end).str();
    items_.push_back(std::move(item));
  }
}

std::string Cell::lineBefore(unsigned offset) const {
  return unit_.job.lineDirectives ? lineDirective(unit_, placeOf(offset)) : "";
}

clang::SourceLocation Cell::placeOf(unsigned offset) const {
  const clang::SourceManager& sources = unit_.sources();
  return sources.getLocForStartOfFile(sources.getMainFileID()).getLocWithOffset(static_cast<int>(offset));
}

bool Cell::refuse(const clang::VarDecl& v) {
  const auto error = [&](const char* what, const std::string& remedy) {
    unit_.reporter.report(v.getLocation(), Diag::CellVariable, v.getNameAsString(), what, remedy);
    return true;
  };
  const std::string name = v.getNameAsString();
  const clang::QualType type = v.getType();
  if (v.isThisDeclarationADefinition() == clang::VarDecl::DeclarationOnly)
    return error("is only declared", "define it in this cell, or declare it in a header");
  if (v.isStaticDataMember()) return true;  // HiddenState reports it
  if (v.getTLSKind() != clang::VarDecl::TLS_None)
    return error("is a variable of a thread, which a cell cannot keep", "declare it without thread_local");
  if (v.hasAttr<clang::AlignedAttr>())
    return error("has an alignment of its own, which a cell's variables cannot have", "give it to the type");
  if (const auto* record = type.getNonReferenceType()->getAsCXXRecordDecl();
      record != nullptr && record->isInStdNamespace() && record->getName() == "initializer_list")
    return error("is a std::initializer_list, whose values end with the statement",
                 fmt::format("name the container: std::vector {}{{...}}", name));
  if (type->isReferenceType() && !keepsTemporary(v))
    return error("is a reference, which a cell cannot keep",
                 fmt::format("take a copy, auto {0} = ..., or a pointer, auto* {0} = &...", name));
  if (!canBeNamed(type) && (type->isArrayType() || !v.getTypeSourceInfo()->getType()->getContainedDeducedType()))
    return error("has a type without a name, which later cells could not write", "give the type a name");
  return false;
}

Cell::Variable Cell::variableOf(const clang::ValueDecl& declaration, clang::QualType type,
                                const std::string& initialiser) {
  Variable variable{&declaration, declaration.getNameAsString()};
  // each spelling of a type is the same variable's
  variable.value = type = type.getNonReferenceType().getCanonicalType();
  if (canBeNamed(type)) {
    variable.type = spell(type, unit_.ast);
  } else {
    variable.type = "decltype(" + initialiser + ")";
    variable.initialiser = initialiser;
    variable.make = "bodo_made_" + variable.name;
  }
  LayoutText layout(unit_);
  layout.in(type);
  variable.key = variable.type;
  if (!layout.text.empty()) variable.key += fmt::format("#{:x}", llvm::xxh3_64bits(layout.text));
  return variable;
}

void Cell::addEarlier(const clang::VarDecl& v) {
  const bool isUnnamed = v.getType()->isReferenceType();  // else there are no references
  if (v.isStaticDataMember() || (!isUnnamed && v.isThisDeclarationADefinition() != clang::VarDecl::DeclarationOnly))
    return;
  const unsigned begin = offset(v.getBeginLoc());
  llvm::StringRef text = llvm::StringRef(unit_.cell->text()).slice(begin, endOf(v));
  if (isUnnamed) text = text.split(unnamedBegin).second.split(unnamedEnd).first;
  Variable variable = variableOf(v, v.getType(), text.str());
  variable.make.clear();
  earlier_.push_back({begin, endOf(v), reference(variable), true});
  known_.push_back(std::move(variable));
}

void Cell::addDeclaration(const clang::Decl& declaration) {
  const unsigned begin = offset(declaration.getBeginLoc()), end = endOf(declaration);
  if (const auto* statement = llvm::dyn_cast<clang::TopLevelStmtDecl>(&declaration)) {
    const auto* value = llvm::dyn_cast<clang::Expr>(statement->getStmt());
    const bool shown = statement->isSemiMissing() && value != nullptr && !value->getType()->isVoidType();
    Item item{shown ? Kind::value : Kind::statement, shown ? "value" : "statement", ""};
    const clang::SourceRange range = statement->getStmt()->getSourceRange();
    item.begin = begin, item.end = offset(unit_.behindSemicolon(range.getEnd()));
    const std::string text = unit_.text(range);
    item.lives = false;
    item.code = shown ? fmt::format("bodo::rt::cell_show(({}), {});", text, literal(spell(value->getType(), unit_.ast)))
                      : text + (endsInSemicolon(statement->getStmt()) ? ";" : "");
    items_.push_back(std::move(item));
    return;
  }
  const auto* variable = llvm::dyn_cast<clang::VarDecl>(&declaration);
  const bool state = variable != nullptr && !isLastingConstant(*variable) &&
                     !llvm::isa<clang::VarTemplateSpecializationDecl>(variable);
  if (state && refuse(*variable)) return;
  // declarators of one declaration, `struct P {...} p;`, and all that one macro writes
  Item* same = items_.empty() || items_.back().begin != begin ? nullptr : &items_.back();
  if (!state) {
    if (llvm::isa<clang::EmptyDecl, clang::StaticAssertDecl>(declaration)) return;
    if (const auto* function = declaration.getAsFunction(); function != nullptr && function->isMain())
      unit_.reporter.report(function->getLocation(), Diag::CellMain);
    const auto* named = llvm::dyn_cast<clang::NamedDecl>(&declaration);
    Item item{Kind::definition, kindOf(declaration), named != nullptr ? named->getNameAsString() : ""};
    item.begin = begin, item.end = end;
    item.declaration = &declaration;
    if (same != nullptr) return;  // its text is the first one's
    items_.push_back(std::move(item));
    return;
  }
  if (same == nullptr || same->kind != Kind::variable) {
    std::string before;
    if (same != nullptr) {
      // the type that it defines
      before = unit_.text(same->declaration->getSourceRange()) + ";";
      items_.pop_back();
    }
    Item item{Kind::variable, "variable", ""};
    item.begin = begin;
    item.before = std::move(before);
    items_.push_back(std::move(item));
    same = &items_.back();
  }
  same->end = end;
  if (const auto* whole = llvm::dyn_cast<clang::DecompositionDecl>(variable))
    addBindings(*same, *whole);
  else
    addVariables(*same, *variable);
}

void Cell::addBindings(Item& item, const clang::DecompositionDecl& whole) {
  item.code += unit_.text(whole.getSourceRange()) + ";\n";
  for (const clang::BindingDecl* part : whole.bindings()) {
    const clang::QualType type = part->getType();
    if (type->isReferenceType() || !canBeNamed(type)) {
      unit_.reporter.report(part->getLocation(), Diag::CellVariable, part->getNameAsString(),
                            type->isReferenceType() ? "is a reference, which a cell cannot keep"
                                                    : "has a type without a name, which later cells could not write",
                            "take the whole, auto all = ..., and its parts where they are needed");
      continue;
    }
    const Variable variable = variableOf(*part, type, "");
    item.code += fmt::format("bodo::rt::cell_define<{0}>({{{1}, {2}}}, [&]() -> {0} {{ return std::move({3}); }});\n",
                             variable.type, literal(variable.name), literal(variable.key), variable.name);
    item.variables.push_back(variable);
  }
}

void Cell::addVariables(Item& item, const clang::VarDecl& v) {
  const clang::QualType type = v.getType().getNonReferenceType();
  std::string rest = unit_.text({v.getLocation(), v.getEndLoc()});
  rest.erase(0, v.getNameAsString().size());
  if (isFunctionPointer(type)) rest.erase(0, std::min(rest.find_first_of("={"), rest.size()));
  const Initialiser init = initialiserIn(rest, unit_.ast.getLangOpts());
  const Variable variable = variableOf(v, type, init.text);
  const std::string made = variable.make.empty() ? variable.type : "decltype(" + variable.make + "())";
  const std::string key = fmt::format("{{{}, {}}}", literal(variable.name), literal(variable.key));
  std::string code;
  if (!variable.make.empty()) {
    item.before +=
        fmt::format("{}static auto {}() {{ return {}; }}", item.before.empty() ? "" : "\n", variable.make, init.text);
    code = fmt::format("bodo::rt::cell_define<{}>({}, {});", made, key, variable.make);
  } else if (type->isArrayType()) {
    const std::string values = init.style == '=' && init.text.front() != '{' ? "{" + init.text + "}"
                               : init.style == 0                             ? "()"
                                                                             : init.text;
    code = fmt::format(
        "bodo::rt::cell_define_in_place<{0}>({1}, [](void* bodo_place) {{\n"
        "  using bodo_made = {0};\n  ::new (bodo_place) bodo_made{2};\n}});",
        made, key, values);
  } else {
    const std::string value =
        init.style == '=' ? init.text : fmt::format("{}{}", "bodo_made", init.style == 0 ? "()" : init.text);
    code = fmt::format("bodo::rt::cell_define<{0}>({1}, []() -> {0} {{{2} return {3}; }});", made, key,
                       init.style == '=' ? "" : fmt::format(" using bodo_made = {};", made), value);
  }
  item.code += code + "\n";
  item.variables.push_back(variable);
}

void Cell::findUnused() {
  std::vector<const clang::FunctionDecl*> candidates;
  const auto isCandidate = [&](const clang::Decl& declaration) {
    const auto* function = llvm::dyn_cast<clang::FunctionDecl>(&declaration);
    return function != nullptr && function->doesThisDeclarationHaveABody() && inText(function->getLocation(), false) &&
           !llvm::isa<clang::CXXMethodDecl>(function) && !function->isConstexpr() &&
           (isAnnotated(*function) || !function->getDeclaredReturnType()->getContainedDeducedType()) &&
           function->getBody()->getBeginLoc().isFileID() && function->getBodyRBrace().isFileID();
  };
  FunctionUses roots;
  for (const clang::Decl* declaration : unit_.declarations)
    if (isCandidate(*declaration))
      candidates.push_back(llvm::cast<clang::FunctionDecl>(declaration));
    else
      roots.TraverseDecl(declaration);
  std::vector<const clang::FunctionDecl*> work(roots.used.begin(), roots.used.end());
  std::set<const clang::FunctionDecl*> reached(work.begin(), work.end());
  while (!work.empty()) {
    const clang::FunctionDecl* const function = work.back();
    work.pop_back();
    FunctionUses uses;
    uses.TraverseStmt(function->getBody());
    for (const clang::FunctionDecl* next : uses.used)
      if (reached.insert(next).second) work.push_back(next);
  }
  for (const clang::FunctionDecl* candidate : candidates) {
    if (reached.contains(candidate)) continue;
    unused_.insert(candidate);
    if (!isAnnotated(*candidate))
      earlier_.push_back(
          {offset(candidate->getBody()->getBeginLoc()), offset(unit_.behind(candidate->getBodyRBrace())), ";", true});
  }
}

bool Cell::isUnused(const clang::FunctionDecl& function) const { return unused_.contains(&function); }

std::string Cell::reference(const Variable& v) const {
  const std::string type = v.make.empty() ? v.type : "decltype(" + v.make + "())";
  return fmt::format("static auto& {} = bodo::rt::cell_variable_of<{}>({{{}, {}}});", v.name, type, literal(v.name),
                     literal(v.key));
}

std::string Cell::extern_(const Variable& v) const {
  // a variable that is only declared needs a type with a name
  if (!v.make.empty()) return fmt::format("static auto& {} = {}{}{}", v.name, unnamedBegin, v.initialiser, unnamedEnd);
  return fmt::format("extern {};", spell(v.value, v.name, unit_.ast));
}

std::string Cell::step(const Item& item) const {
  std::string text = item.before;
  for (const Variable& v : item.variables) {
    // memory that an earlier cell's declaration names
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(v.declaration);
    if (variable != nullptr && variable->getPreviousDecl() != nullptr) continue;
    text += (text.empty() ? "" : "\n") + reference(v);
  }
  if (!text.empty()) text += "\n";
  text += fmt::format("static void {}() {{\n{}", item.step, lineBefore(item.begin));
  return text + "  " + llvm::StringRef(item.code).rtrim('\n').str() + "\n}\n";
}

std::vector<Edit> Cell::edits() const {
  std::vector<Edit> edits = earlier_;
  for (const Item& item : items_)
    if (!item.step.empty()) edits.push_back({item.begin, item.end, step(item), true});
  return edits;
}

std::string Cell::summary() const {
  const llvm::StringRef text = unit_.cell->text();
  std::string definitions;
  std::set<llvm::StringRef> there;
  for (const CellText::Item& item : unit_.cell->earlierItems()) {
    definitions += text.slice(item.begin, item.end);
    there.insert(text.slice(item.body, item.end).trim());
  }
  llvm::json::Array items;
  for (const Item& item : items_) {
    const unsigned line = unit_.at(placeOf(item.begin)).line;
    const auto add = [&](const std::string& name, const std::string& declaration) {
      if (!there.contains(llvm::StringRef(declaration).trim()))
        definitions += fmt::format("#line {} {}\n{}\n", line, literal(unit_.cell->name()), declaration);
      llvm::json::Object shown{{"kind", item.what}, {"line", line}};
      if (!name.empty()) shown["name"] = name;
      items.push_back(std::move(shown));
      return &*items.back().getAsObject();
    };
    if (item.kind == Kind::variable) {
      if (!item.before.empty() && item.variables.front().make.empty()) add("", item.before);
      for (const Variable& v : item.variables) (*add(v.name, extern_(v)))["type"] = v.type;
    } else if (item.lives) {
      add(item.name, item.text);
    } else {
      items.push_back(llvm::json::Object{{"kind", item.what}, {"line", line}});
    }
  }
  llvm::json::Array dropped;
  for (const CellText::Dropped& d : unit_.cell->dropped())
    dropped.push_back(llvm::json::Object{{"name", d.name}, {"cell", d.cell}, {"line", d.line}});
  llvm::json::Object all{{"cell", unit_.cell->name()},
                         {"definitions", llvm::json::fixUTF8(definitions)},
                         {"items", std::move(items)},
                         {"dropped", std::move(dropped)}};
  return llvm::formatv("{0}", llvm::json::Value(std::move(all))).str();
}

std::string Cell::exported() const {
  std::string steps, needed;
  for (const Item& item : items_)
    if (!item.step.empty())
      steps += fmt::format("{}{{{}, {}}}", steps.empty() ? "" : ", ", item.step, unit_.at(placeOf(item.begin)).line);
  for (const Variable& v : known_)
    needed += fmt::format("{}{{{}, {}}}", needed.empty() ? "" : ", ", literal(v.name), literal(v.key));
  std::string text =
      "\n// The cell's statements in their order, after a check that earlier cells' variables have values.\n";
  text += "extern \"C\" [[gnu::visibility(\"default\")]] const bodo_cell_result* bodo_cell_run() {\n";
  if (!steps.empty()) text += fmt::format("  static constexpr bodo::rt::cell_step bodo_steps[] = {{{}}};\n", steps);
  if (!needed.empty())
    text += fmt::format("  static constexpr bodo::rt::cell_variable bodo_needed[] = {{{}}};\n", needed);
  text += fmt::format("  return bodo::rt::run_cell({}, {}, {});\n}}\n", literal(unit_.cell->name()),
                      steps.empty() ? "{}" : "bodo_steps", needed.empty() ? "{}" : "bodo_needed");
  text += "\n// The definitions of the cell, for the tool that runs the notebook.\n";
  text += "extern \"C\" [[gnu::visibility(\"default\")]] const char* bodo_cell_summary() {\n";
  return text + fmt::format("  return R\"bodo({})bodo\";\n}}\n", summary());
}

}  // namespace bodocc
