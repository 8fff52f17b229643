#include "Frontend/Attributes.h"
#include "Frontend/AstVisitor.h"

#include <bodocc/Support/NearestName.h>
#include <clang/AST/Attr.h>
#include <clang/AST/Decl.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Basic/ParsedAttrInfo.h>
#include <clang/Lex/LiteralSupport.h>
#include <clang/Lex/Preprocessor.h>
#include <clang/Sema/ParsedAttr.h>
#include <clang/Sema/Sema.h>

#include <algorithm>

#include "Frontend/Types.h"

namespace bodocc {

namespace {

constexpr llvm::StringLiteral annotation = "bodo::jit";

std::string didYouMean(std::string_view name, const std::vector<std::string>& candidates) {
  const auto near = nearestName(name, std::span<const std::string>(candidates));
  return near ? fmt::format("; did you mean '{}'?", *near) : "";
}

// Clang's interface for unknown attributes: makes `[[bodo::jit]]`, `[[bodo::same]]` and `[[bodo::varies]]`
// AnnotateAttrs.
template <const llvm::StringLiteral& name_>
class AttributeInfo : public clang::ParsedAttrInfo {
 public:
  AttributeInfo() {
    static constexpr Spelling spellings[] = {{clang::ParsedAttr::AS_CXX11, name_.data()}};
    Spellings = spellings;
    OptArgs = 15;
  }

  bool diagAppertainsToDecl(clang::Sema& sema, const clang::ParsedAttr& attribute,
                            const clang::Decl* declaration) const override {
    if (declaration->getAsFunction() != nullptr) return true;
    const char* what = "not one";
    if (llvm::isa<clang::ParmVarDecl>(declaration))
      what = "a parameter";
    else if (llvm::isa<clang::FieldDecl>(declaration))
      what = "a member";
    else if (llvm::isa<clang::VarDecl>(declaration))
      what = "a variable";
    else if (llvm::isa<clang::TagDecl>(declaration))
      what = "a type";
    else if (llvm::isa<clang::NamespaceDecl>(declaration))
      what = "a namespace";
    const DiagnosticOptions levels;
    Reporter(sema.Diags, levels).report(attribute.getLoc(), Diag::NotAFunction, std::string_view(name_), what);
    return false;
  }

  AttrHandling handleDeclAttribute(clang::Sema& sema, clang::Decl* declaration,
                                   const clang::ParsedAttr& attribute) const override {
    declaration->addAttr(clang::AnnotateAttr::Create(sema.Context, name_, nullptr, 0, attribute.getRange()));
    return AttributeApplied;
  }
};

constexpr llvm::StringLiteral same = "bodo::same", varies = "bodo::varies";

const clang::ParsedAttrInfoRegistry::Add<AttributeInfo<annotation>> jits("bodo-jit", "functions that bodocc compiles");
const clang::ParsedAttrInfoRegistry::Add<AttributeInfo<same>> sames(
    "bodo-same", "functions whose results are the same on all ranks");
const clang::ParsedAttrInfoRegistry::Add<AttributeInfo<varies>> varying(
    "bodo-varies", "functions whose results vary from rank to rank");

}  // namespace

void AttributeWatcher::see(const clang::Token& token) {
  using namespace clang;
  switch (state_) {
    case State::Outside:
      if (token.is(tok::l_square)) state_ = State::Bracket;
      break;
    case State::Bracket:
      if (token.is(tok::l_square)) {
        state_ = State::Inside;
        open_ = previous_.getLocation();
        usingScope_.clear(), scope_.clear(), name_.clear();
        afterUsing_ = false;
        depth_ = items_ = 0;
        inBrackets_.clear();
      } else {
        state_ = State::Outside;
      }
      break;
    case State::Inside:
      if (depth_ == 0 && token.is(tok::r_square)) {
        endItem();
        state_ = State::Closing;
      } else if (depth_ == 0 && token.is(tok::comma)) {
        endItem();
      } else if (token.is(tok::eof)) {
        state_ = State::Outside;
      } else {
        item(token);
      }
      break;
    case State::Closing:
      for (JitAttribute& attribute : inBrackets_) {
        attribute.brackets = {open_, token.getLocation()};
        attribute.alone = items_ == 1;
        attributes_[attribute.name.getRawEncoding()] = std::move(attribute);
      }
      state_ = State::Outside;
      break;
  }
  previous_ = token;
}

void AttributeWatcher::item(const clang::Token& token) {
  using namespace clang;
  if (depth_ == 0 && token.is(tok::kw_using)) {
    afterUsing_ = true;
    return;
  }
  if (afterUsing_) {
    if (token.is(tok::colon))
      afterUsing_ = false;
    else if (token.getIdentifierInfo() != nullptr)
      usingScope_ = token.getIdentifierInfo()->getName().str();
    return;
  }
  // the contents of the parentheses, balanced or not, belong to the options
  const bool opens = token.is(tok::l_paren), closes = token.is(tok::r_paren);
  if (closes && depth_ > 0) --depth_;
  if (depth_ == 0) {
    if (token.is(tok::coloncolon)) {
      scope_ = name_;
    } else if (!opens && !closes && token.getIdentifierInfo() != nullptr) {
      name_ = token.getIdentifierInfo()->getName().str();
      if (current_.item.isInvalid()) current_.item.setBegin(token.getLocation());
      current_.name = token.getLocation();
    }
    current_.item.setEnd(token.getLocation());
  } else {
    current_.arguments.push_back(token);
  }
  if (opens) ++depth_;
}

void AttributeWatcher::endItem() {
  const std::string& scope = scope_.empty() ? usingScope_ : scope_;
  if (!name_.empty()) ++items_;
  if (scope == "bodo") {
    if (name_ == "jit")
      inBrackets_.push_back(std::move(current_));
    else if (name_ == "same" || name_ == "varies") {
      if (!current_.arguments.empty())
        reporter_.report(current_.arguments.front().getLocation(), Diag::AttributeArguments, name_);
    } else if (!name_.empty())
      reporter_.report(current_.name, Diag::UnknownAttribute, "bodo::" + name_,
                       didYouMean(name_, {"jit", "same", "varies"}));
  } else if (name_ == "jit" || name_ == "bodo") {
    const std::string written = scope.empty() ? name_ : fmt::format("{}::{}", scope, name_);
    reporter_.report(current_.name, Diag::UnknownAttribute, written, "");
  }
  current_ = {};
  scope_.clear(), name_.clear();
}

const JitAttribute* AttributeWatcher::at(clang::SourceLocation name) const {
  const auto found = attributes_.find(name.getRawEncoding());
  return found == attributes_.end() ? nullptr : &found->second;
}

bool AttributeWatcher::areInHeaders(const clang::SourceManager& sources) const {
  return std::ranges::any_of(attributes_, [&](const auto& attribute) {
    return !sources.isInMainFile(sources.getExpansionLoc(attribute.second.name));
  });
}

std::vector<const clang::AnnotateAttr*> jitAnnotations(const clang::Decl& declaration) {
  std::vector<const clang::AnnotateAttr*> found;
  for (const auto* attribute : declaration.specific_attrs<clang::AnnotateAttr>())
    if (attribute->getAnnotation() == annotation) found.push_back(attribute);
  return found;
}

namespace {

// Parameters and variables of a function, which its options may name.
class Names : public AstVisitor {
 public:
  std::vector<std::string> parameters, all, returned;
  std::map<std::string, std::string> plain;  // those that are not frames, with their types

  bool VisitVarDecl(clang::VarDecl* variable) override {
    all.push_back(variable->getNameAsString());
    if (llvm::isa<clang::ParmVarDecl>(variable)) parameters.push_back(all.back());
    const clang::QualType type = variable->getType();
    if (!type->isDependentType() && !type->isUndeducedType() && classify(type) != TypeClass::Frame &&
        classify(type) != TypeClass::Series && !(classify(type) == TypeClass::Host && holdsFrames(type)))
      plain[all.back()] = spell(type, variable->getASTContext());
    return true;
  }
  bool VisitBindingDecl(clang::BindingDecl* part) override {
    all.push_back(part->getNameAsString());
    return true;
  }
  bool VisitDeclRefExpr(clang::DeclRefExpr* e) override {
    if (returns_ > 0) returned.push_back(e->getDecl()->getNameAsString());
    return true;
  }
  bool TraverseReturnStmt(clang::ReturnStmt* s) override {
    ++returns_;
    const bool goOn = AstVisitor::TraverseReturnStmt(s);
    --returns_;
    return goOn;
  }
  bool TraverseLambdaExpr(clang::LambdaExpr*) override { return true; }

 private:
  unsigned returns_ = 0;
};

class OptionParser {
 public:
  OptionParser(const JitAttribute& attribute, const clang::FunctionDecl& function, clang::Preprocessor& preprocessor,
               Reporter& reporter)
      : attribute_(attribute), function_(function), preprocessor_(preprocessor), reporter_(reporter) {
    names_.TraverseDecl(&function);
  }

  FunctionOptions parse() {
    while (!atEnd() && option())
      if (!atEnd() && !expect(clang::tok::comma, "',' between options")) break;
    checkContradictions();
    return options_;
  }

 private:
  bool atEnd() const { return next_ == attribute_.arguments.size(); }
  const clang::Token* peek() const { return atEnd() ? nullptr : &attribute_.arguments[next_]; }
  clang::SourceLocation here() const {
    return atEnd() ? attribute_.item.getEnd() : attribute_.arguments[next_].getLocation();
  }
  bool wrong(const char* expected) {
    reporter_.report(here(), Diag::OptionSyntax, expected);
    return false;
  }
  bool expect(clang::tok::TokenKind kind, const char* what) {
    if (atEnd() || !peek()->is(kind)) return wrong(what);
    ++next_;
    return true;
  }

  bool option() {
    const clang::Token* token = peek();
    if (token->getIdentifierInfo() == nullptr) return wrong("an option's name");
    const std::string name = token->getIdentifierInfo()->getName().str();
    const clang::SourceLocation place = token->getLocation();
    ++next_;
    static const std::vector<std::string> known = {"distributed", "replicated", "all_args_distributed",
                                                   "all_returns_distributed", "cache"};
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      reporter_.report(place, Diag::UnknownOption, name, didYouMean(name, known));
      return false;
    }
    if (!seen_.insert({name, place}).second) reporter_.report(place, Diag::OptionTwice, name);
    if (name == "all_args_distributed") return options_.allArgsDistributed = true;
    if (name == "all_returns_distributed") return options_.allReturnsDistributed = true;
    if (name == "cache") return cache(place);
    if (!expect(clang::tok::equal, "'=' and names in braces")) return false;
    return list(name, name == "distributed" ? options_.distributed : options_.replicated);
  }

  // Bodo's: here the command line decides.
  bool cache(clang::SourceLocation place) {
    if (!expect(clang::tok::equal, "'= true'")) return false;
    const bool on = !atEnd() && peek()->is(clang::tok::kw_true);
    if (!on && (atEnd() || !peek()->is(clang::tok::kw_false))) return wrong("'true'");
    ++next_;
    reporter_.report(place, on ? Diag::AlwaysCached : Diag::CacheOff);
    return true;
  }

  bool list(const std::string& option, std::vector<std::string>& into) {
    const bool braces = !atEnd() && peek()->is(clang::tok::l_brace);
    if (braces) ++next_;
    while (!(braces && !atEnd() && peek()->is(clang::tok::r_brace))) {
      if (atEnd() || !clang::tok::isStringLiteral(peek()->getKind())) return wrong("a name in double quotes");
      const clang::SourceLocation place = here();
      std::vector<clang::Token> pieces;
      while (!atEnd() && clang::tok::isStringLiteral(peek()->getKind()))
        pieces.push_back(attribute_.arguments[next_++]);
      const clang::StringLiteralParser literal(pieces, preprocessor_);
      if (literal.hadError) return false;
      const std::string name = literal.GetString().str();
      checkName(option, name, place);
      into.push_back(name);
      places_[name] = place;
      if (!braces) return true;
      if (!atEnd() && peek()->is(clang::tok::comma))
        ++next_;
      else if (atEnd() || !peek()->is(clang::tok::r_brace))
        return wrong("',' or '}' after a name");
    }
    ++next_;
    return true;
  }

  void checkName(const std::string& option, const std::string& name, clang::SourceLocation place) {
    const auto isIn = [&](const std::vector<std::string>& names) { return std::ranges::count(names, name) != 0; };
    if (!isIn(names_.all))
      reporter_.report(place, Diag::OptionUnknownName, name, option, function_.getNameAsString(),
                       didYouMean(name, names_.all));
    else if (const auto plain = names_.plain.find(name); plain != names_.plain.end())
      reporter_.report(place, Diag::OptionNoFrame, name, option, fmt::format("a '{}'", plain->second));
    else if (!isIn(names_.parameters) && !isIn(names_.returned))
      reporter_.report(place, Diag::OptionNoFrame, name, option,
                       fmt::format("a variable that '{}' does not return", function_.getNameAsString()));
  }

  void checkContradictions() {
    for (const std::string& name : options_.replicated) {
      const bool named =
          std::find(options_.distributed.begin(), options_.distributed.end(), name) != options_.distributed.end();
      const bool parameter =
          std::find(names_.parameters.begin(), names_.parameters.end(), name) != names_.parameters.end();
      if (named)
        reporter_.report(places_[name], Diag::OptionContradiction, name, "");
      else if (parameter && options_.allArgsDistributed)
        reporter_.report(places_[name], Diag::OptionContradiction, name, ", as all_args_distributed is given");
      else if (!parameter && options_.allReturnsDistributed)
        reporter_.report(places_[name], Diag::OptionContradiction, name, ", as all_returns_distributed is given");
    }
  }

  const JitAttribute& attribute_;
  const clang::FunctionDecl& function_;
  clang::Preprocessor& preprocessor_;
  Reporter& reporter_;
  Names names_;
  std::size_t next_ = 0;
  std::map<std::string, clang::SourceLocation> seen_, places_;
  FunctionOptions options_;
};

}  // namespace

FunctionOptions parseOptions(const JitAttribute& attribute, const clang::FunctionDecl& function,
                             clang::Preprocessor& preprocessor, Reporter& reporter) {
  return OptionParser(attribute, function, preprocessor, reporter).parse();
}

}  // namespace bodocc
