#include "Frontend/AnnotatedFunctions.h"
#include "Frontend/AstVisitor.h"

#include <clang/AST/Attr.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <llvm/ADT/SetVector.h>

#include <algorithm>
#include <set>
#include <utility>

#include "Frontend/Splice.h"
#include "Frontend/Types.h"
#include "Frontend/Variance/Sources.h"
#include "Frontend/Warnings.h"

namespace bodocc {

bool isAnnotated(const clang::FunctionDecl& function) {
  for (const clang::FunctionDecl* redeclaration : function.redecls())
    if (!jitAnnotations(*redeclaration).empty()) return true;
  if (const clang::FunctionDecl* pattern = function.getTemplateInstantiationPattern())
    return !jitAnnotations(*pattern).empty();
  return false;
}

bool isCollective(const clang::FunctionDecl& function) {
  if (isAnnotated(function)) return true;
  return isInBodo(function) && std::any_of(function.param_begin(), function.param_end(),
                                           [](const clang::ParmVarDecl* p) { return isCallSite(*p); });
}

std::string qualifiedName(const clang::FunctionDecl& function) {
  std::string name = function.getQualifiedNameAsString();
  const std::string unnamed = "(anonymous namespace)::";
  for (std::size_t at; (at = name.find(unnamed)) != std::string::npos;) name.erase(at, unnamed.size());
  return name;
}

namespace {

// Visits the user's own declarations at any depth, not those of bodo.
class UserCode : public AstVisitor {
 public:
  explicit UserCode(Unit& unit) : unit(unit) {}

  void walk() {
    for (clang::Decl* declaration : unit.declarations) {
      const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(declaration);
      if (space != nullptr && space->getIdentifier() != nullptr && space->getName() == "bodo" &&
          !unit.sources().isInMainFile(space->getLocation()))
        continue;
      TraverseDecl(declaration);
    }
  }

  Unit& unit;
};

class Collector : public UserCode {
 public:
  using UserCode::UserCode;
  AnnotatedFunctions found;

  bool VisitFunctionDecl(clang::FunctionDecl* function) override {
    const auto written = writtenOn(*function);
    if (written.empty() && !(function->isThisDeclarationADefinition() && isAnnotated(*function))) return true;
    if (function->getTemplateInstantiationPattern() != nullptr &&
        function->getTemplateSpecializationKind() != clang::TSK_ExplicitSpecialization)
      return true;
    if (written.size() > 1)
      unit.reporter.report(written[1]->getLocation(), Diag::AttributeTwice, function->getNameAsString());
    const JitAttribute* attribute =
        written.empty() ? attributeElsewhere(*function) : unit.attributes.at(written[0]->getRange().getEnd());
    if (!function->isThisDeclarationADefinition()) {
      if (attribute != nullptr && isInFile(*attribute)) found.onDeclarations.push_back(attribute);
      return true;
    }
    if (refused(*function)) return true;
    if (attribute == nullptr) {
      // its parentheses extend to the end of the file, and hide all later attributes
      if (!std::exchange(unclosed_, true)) unit.reporter.report(function->getLocation(), Diag::OptionSyntax, "')'");
      return true;
    }

    AnnotatedFunction annotated;
    annotated.definition = function;
    annotated.directives = unit.expansions.moveDirectives(function->getSourceRange());
    annotated.templated = function->getDescribedFunctionTemplate();
    if (!written.empty()) annotated.attribute = attribute;
    annotated.options = parseOptions(*attribute, *function, unit.compiler.getPreprocessor(), unit.reporter);
    if (const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(function))
      annotated.memberOf = method->getParent()->getDescribedClassTemplate();
    if (annotated.isTemplate())
      addInstances(annotated);
    else
      annotated.instances.push_back(function);
    found.definitions.push_back(std::move(annotated));
    return true;
  }

  bool VisitLambdaExpr(clang::LambdaExpr* lambda) override {
    if (!jitAnnotations(*lambda->getCallOperator()).empty())
      unit.reporter.report(lambda->getBeginLoc(), Diag::UnsupportedFunction, "a lambda",
                           "make it a function at namespace scope");
    return true;
  }

 private:
  static std::vector<const clang::AnnotateAttr*> writtenOn(const clang::FunctionDecl& function) {
    std::vector<const clang::AnnotateAttr*> written;
    for (const clang::AnnotateAttr* annotation : jitAnnotations(function))
      if (!annotation->isInherited()) written.push_back(annotation);
    return written;
  }

  const JitAttribute* attributeElsewhere(const clang::FunctionDecl& function) const {
    for (const clang::FunctionDecl* redeclaration : function.redecls())
      for (const clang::AnnotateAttr* annotation : jitAnnotations(*redeclaration))
        if (const JitAttribute* attribute = unit.attributes.at(annotation->getRange().getEnd())) return attribute;
    return nullptr;
  }

  bool isInFile(const JitAttribute& attribute) const {
    return attribute.brackets.getBegin().isFileID() && unit.sources().isInMainFile(attribute.brackets.getBegin());
  }

  bool refuse(const clang::FunctionDecl& function, const char* what, const char* remedy) {
    unit.reporter.report(function.getLocation(), Diag::UnsupportedFunction, what, remedy);
    return true;
  }

  bool refused(const clang::FunctionDecl& function) {
    const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
    if (llvm::isa<clang::CXXConstructorDecl>(function) || llvm::isa<clang::CXXDestructorDecl>(function))
      return refuse(function, "a constructor or destructor", "call an annotated function from it");
    if (llvm::isa<clang::CXXConversionDecl>(function))
      return refuse(function, "a conversion function", "call an annotated function from it");
    if (method != nullptr && method->getParent()->isLambda())
      return refuse(function, "a lambda", "make it a function at namespace scope");
    if (method != nullptr && method->isVirtual())
      return refuse(function, "a virtual function", "call an annotated function from it");
    if (function.isDeleted() || function.isDefaulted())
      return refuse(function, "a function without a body of its own", "define it here, or annotate another one");
    if (function.isConstexprSpecified() || function.isConsteval())
      return refuse(function, "a constexpr function", "its operations run at run time: drop constexpr");
    if (function.isMain()) return refuse(function, "main", "call an annotated function from it");
    if (method != nullptr && function.getDescribedFunctionTemplate() != nullptr)
      return refuse(function, "a member template", "make it a function at namespace scope");
    const clang::ClassTemplateDecl* memberOf =
        method == nullptr ? nullptr : method->getParent()->getDescribedClassTemplate();
    if (method != nullptr && method->getParent()->isDependentContext() &&
        (memberOf == nullptr || !memberOf->getDeclContext()->isFileContext()))
      return refuse(function, "a member of a class within a template, or of a partial specialisation",
                    "make it a function at namespace scope");
    const clang::TemplateDecl* templated = memberOf;
    if (memberOf == nullptr) templated = function.getDescribedFunctionTemplate();
    if (templated != nullptr)
      for (const clang::NamedDecl* parameter : *templated->getTemplateParameters()) {
        if (parameter->isTemplateParameterPack())
          return refuse(function, "a template with a parameter pack", "give it a fixed number of parameters");
        if (llvm::isa<clang::TemplateTemplateParmDecl>(parameter))
          return refuse(function, "a template with a template as parameter", "take the whole type as the parameter");
      }
    if (function.isVariadic()) {
      unit.reporter.report(function.getLocation(), Diag::VariadicFunction);
      return true;
    }
    if (llvm::isa_and_nonnull<clang::CoroutineBodyStmt>(function.getBody()))
      return refuse(function, "a coroutine", "call an annotated function from it");
    if (function.getBody() != nullptr && !llvm::isa<clang::CompoundStmt>(function.getBody()))
      return refuse(function, "a function with a try block as its body", "put the try block into the caller");
    if (function.getBody() != nullptr &&
        (function.getBody()->getBeginLoc().isMacroID() || function.getBodyRBrace().isMacroID())) {
      unit.reporter.report(function.getLocation(), Diag::DefinedInMacro, function.getNameAsString());
      return true;
    }
    if (!unit.sources().isInMainFile(unit.sources().getExpansionLoc(function.getLocation()))) {
      unit.reporter.report(function.getLocation(), Diag::DefinedInHeader, function.getNameAsString());
      return true;
    }
    return false;
  }

  bool unclosed_ = false;

  void addInstances(AnnotatedFunction& annotated) {
    const auto add = [&](const clang::FunctionDecl* instance) {
      if (instance->getTemplateSpecializationKind() == clang::TSK_ExplicitSpecialization) return;
      const clang::FunctionDecl* body = nullptr;
      if (instance->hasBody(body) && !body->isDependentContext()) annotated.instances.push_back(body);
    };
    if (annotated.memberOf != nullptr) {
      const clang::FunctionDecl* pattern = annotated.definition->getCanonicalDecl();
      for (const clang::ClassTemplateSpecializationDecl* record : annotated.memberOf->specializations())
        for (const clang::CXXMethodDecl* method : record->methods())
          if (const clang::FunctionDecl* from = method->getInstantiatedFromMemberFunction();
              from != nullptr && from->getCanonicalDecl() == pattern)
            add(method);
    } else {
      for (const clang::FunctionDecl* instance : annotated.templated->specializations()) add(instance);
    }
    // a later cell, or another source, may call it
    const bool mayBeCalled = unit.cell != nullptr || unit.job.omitUncalled || isInHeader(unit, *annotated.definition);
    if (annotated.instances.empty() && !mayBeCalled && !unit.job.listFunctions)
      unit.reporter.report(annotated.definition->getLocation(), Diag::NeverCalled,
                           annotated.definition->getNameAsString());
  }
};

// Reports uses of operations outside of annotated functions, once for each line.
class OrdinaryCode : public UserCode {
 public:
  using UserCode::UserCode;

  bool shouldVisitTemplateInstantiations() const override { return true; }
  // values in braces become columns by implicit constructors
  bool shouldVisitImplicitCode() const override { return true; }

  bool TraverseFunctionDecl(clang::FunctionDecl* f) override {
    return isAnnotated(*f) || UserCode::TraverseFunctionDecl(f);
  }
  bool TraverseCXXMethodDecl(clang::CXXMethodDecl* f) override {
    return isAnnotated(*f) || UserCode::TraverseCXXMethodDecl(f);
  }

  bool VisitDeclRefExpr(clang::DeclRefExpr* e) override {
    const clang::ValueDecl& named = *e->getDecl();
    ranksDiffer_ = ranksDiffer_ || (isInBodo(named) && operationName(named) == "bodo::get_rank");
    return check(named, e->getLocation());
  }
  bool VisitCXXOperatorCallExpr(clang::CXXOperatorCallExpr* e) override {
    if (const clang::Expr* scalar = printedScalar(e)) printed_.insert(scalar);
    return true;
  }
  bool VisitMemberExpr(clang::MemberExpr* e) override { return check(*e->getMemberDecl(), e->getMemberLoc()); }
  bool VisitCXXConstructExpr(clang::CXXConstructExpr* e) override {
    const clang::CXXConstructorDecl& constructor = *e->getConstructor();
    if (constructor.isCopyOrMoveConstructor()) return true;
    return check(constructor, e->getBeginLoc());
  }
  // A file that calls get_rank() is assumed to print on the intended rank.
  void reportPrinted() const {
    for (const clang::Expr* scalar : printed_)
      if (!ranksDiffer_) unit.reporter.report(scalar->getExprLoc(), Diag::PrintedByAll);
  }

 private:
  bool check(const clang::NamedDecl& declaration, clang::SourceLocation place) {
    if (!isAnnotatedOnly(declaration) || llvm::isa<clang::ParmVarDecl>(declaration) || declaration.isImplicit() ||
        variance::hasMark(declaration, variance::Mark::Ordinary))
      return true;
    const clang::SourceLocation expansion = unit.sources().getExpansionLoc(place);
    if (unit.sources().isInSystemHeader(expansion)) return true;
    const unsigned line = unit.sources().getExpansionLineNumber(expansion);
    if (!seen_.insert({unit.sources().getFileID(expansion).getHashValue(), line}).second) return true;
    const std::string name = operationName(declaration);
    if (name == "bodo::Value")
      unit.reporter.report(place, Diag::ValuesOutside);
    else
      unit.reporter.report(place, Diag::OutsideAnnotated, name);
    return true;
  }

  std::set<std::pair<unsigned, unsigned>> seen_;
  llvm::SetVector<const clang::Expr*> printed_;
  bool ranksDiffer_ = false;
};

}  // namespace

const AnnotatedFunction* AnnotatedFunctions::of(const clang::FunctionDecl& function) const {
  const clang::FunctionDecl* body = nullptr;
  if (!function.hasBody(body)) return nullptr;
  for (const AnnotatedFunction& annotated : definitions)
    for (const clang::FunctionDecl* instance : annotated.instances)
      if (instance == body) return &annotated;
  return nullptr;
}

std::set<clang::FileID> annotatedHeaders(Unit& unit, const std::vector<clang::Decl*>& declarations) {
  class Headers : public UserCode {
   public:
    using UserCode::UserCode;
    std::set<clang::FileID> found;

    bool VisitFunctionDecl(clang::FunctionDecl* function) override {
      const clang::SourceLocation place = unit.sources().getExpansionLoc(function->getLocation());
      if (function->isThisDeclarationADefinition() && isAnnotated(*function) && !unit.sources().isInMainFile(place))
        found.insert(unit.sources().getFileID(place));
      return true;
    }
  };
  if (!unit.attributes.areInHeaders(unit.sources())) return {};
  Headers headers(unit);
  for (clang::Decl* declaration : declarations) headers.TraverseDecl(declaration);
  return headers.found;
}

AnnotatedFunctions collectAnnotatedFunctions(Unit& unit) {
  Collector collector(unit);
  collector.walk();
  return std::move(collector.found);
}

void checkOrdinaryCode(Unit& unit) {
  OrdinaryCode code(unit);
  code.walk();
  code.reportPrinted();
}

}  // namespace bodocc
