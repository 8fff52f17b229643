#include "Frontend/CellText.h"

#include <clang/AST/Decl.h>
#include <clang/AST/DeclCXX.h>
#include <clang/Basic/DiagnosticIDs.h>
#include <clang/Basic/DiagnosticLex.h>

#include <algorithm>
#include <optional>

#include "Frontend/Unit.h"

namespace bodocc {

namespace {

constexpr llvm::StringRef directive = "#line ";

std::optional<std::size_t> offsetInText(const Unit& unit, clang::SourceLocation location) {
  if (location.isInvalid()) return std::nullopt;
  const auto [file, offset] = unit.sources().getDecomposedExpansionLoc(location);
  if (file != unit.sources().getMainFileID()) return std::nullopt;
  return offset;
}

struct PlacedDeclaration {
  const clang::Decl* declaration = nullptr;
  std::size_t begin = 0, end = 0;
};

// The declaration at that place; within a namespace, the member of it.
PlacedDeclaration declarationAt(const Unit& unit, llvm::ArrayRef<clang::Decl*> declarations, std::size_t offset) {
  for (const clang::Decl* declaration : declarations) {
    const auto begin = offsetInText(unit, declaration->getBeginLoc());
    const auto end = offsetInText(unit, unit.behindSemicolon(declaration->getEndLoc()));
    if (!begin || !end || offset < *begin || offset >= *end) continue;
    if (const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(declaration)) {
      std::vector<clang::Decl*> members(space->decls_begin(), space->decls_end());
      if (const PlacedDeclaration inner = declarationAt(unit, members, offset); inner.declaration != nullptr)
        return inner;
    }
    return {declaration, *begin, *end};
  }
  return {};
}

// A function that can be declared before a later definition of it.
bool canBeDeclared(const clang::FunctionDecl& function) {
  return function.doesThisDeclarationHaveABody() && function.getDescribedFunctionTemplate() == nullptr &&
         !function.isConstexpr() && !function.getDeclaredReturnType()->getContainedDeducedType() &&
         !llvm::isa<clang::CXXMethodDecl>(function) &&
         std::ranges::none_of(function.parameters(), [](auto* p) { return p->hasDefaultArg(); });
}

}  // namespace

CellText::CellText(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) { findParts(); }

void CellText::findParts() {
  std::string quoted;
  for (const char c : name_) quoted += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
  const std::string begin = "\n#line 1 \"" + quoted + "\"\n";
  const std::size_t last = text_.rfind(begin);
  own_ = last == std::string::npos ? 0 : last + begin.size();
  earlier_ = last == std::string::npos ? 0 : last + 1;
  for (std::size_t at = 0; at < own_; at = text_.find('\n', at) + 1)
    if (const llvm::StringRef line = llvm::StringRef(text_).substr(at).split('\n').first;
        line.starts_with(directive) && !line.contains("\"<frames>\"")) {
      earlier_ = at;
      return;
    }
}

std::vector<CellText::Item> CellText::earlierItems() const {
  std::vector<Item> items;
  for (std::size_t at = earlier_; at < own_; at = text_.find('\n', at) + 1) {
    if (!llvm::StringRef(text_).substr(at).starts_with(directive)) continue;
    if (!items.empty()) items.back().end = at;
    items.push_back({at, text_.find('\n', at) + 1, own_});
  }
  // the last directive is the cell's
  if (!items.empty()) items.pop_back();
  return items;
}

void CellText::change(std::size_t begin, std::size_t end, std::string text) {
  const auto overlaps = [&](const Change& c) { return begin < c.end && c.begin < end; };
  if (std::ranges::none_of(changes_, overlaps)) changes_.push_back({begin, end, std::move(text)});
}

bool CellText::revise(const Unit& unit, const std::vector<ClangErrors::Group>& groups) {
  changes_.clear();
  const auto isError = [](const ClangErrors::Group& group) {
    return group.main.diagnostic.getLevel() >= clang::DiagnosticsEngine::Error;
  };
  for (const ClangErrors::Group& group : groups) {
    if (!isError(group)) continue;
    const auto later = offsetInText(unit, group.main.diagnostic.getLocation());
    if (!later) continue;
    for (const ClangErrors::Said& note : group.notes) {
      const unsigned id = note.diagnostic.getID();
      if (id != clang::diag::note_previous_definition && id != clang::diag::note_previous_declaration) continue;
      const auto earlier = offsetInText(unit, note.diagnostic.getLocation());
      if (earlier && isEarlier(*earlier) && *earlier < *later) replaceEarlier(unit, *earlier, *later);
    }
  }
  if (changes_.empty() && changed_)
    for (const ClangErrors::Group& group : groups)
      if (const auto place = offsetInText(unit, group.main.diagnostic.getLocation());
          isError(group) && place && isEarlier(*place))
        drop(unit, *place, group.main.diagnostic.getMessage().str());
  if (changes_.empty()) return false;
  std::ranges::sort(changes_, std::greater(), &Change::begin);
  for (const Change& c : changes_) text_.replace(c.begin, c.end - c.begin, c.text);
  findParts();
  return changed_ = true;
}

bool CellText::replaceEarlier(const Unit& unit, std::size_t earlier, std::size_t later) {
  const std::vector<Item> items = earlierItems();
  const auto item = std::ranges::find_if(items, [&](const Item& i) { return i.begin <= earlier && earlier < i.end; });
  if (item == items.end()) return false;
  const PlacedDeclaration old = declarationAt(unit, unit.declarations, earlier);
  const PlacedDeclaration made = declarationAt(unit, unit.declarations, later);
  // where the later one begins, if it is written alike
  const std::size_t size = old.end - old.begin, again = later - (earlier - old.begin);
  const llvm::StringRef text = text_;
  const auto* function = llvm::dyn_cast_or_null<clang::FunctionDecl>(old.declaration);
  if (function != nullptr && made.declaration != nullptr && made.declaration->getKind() == function->getKind() &&
      canBeDeclared(*function)) {
    // functions of earlier cells that call it call the new one
    const auto body = offsetInText(unit, function->getBody()->getBeginLoc());
    if (body && function->getPreviousDecl() == nullptr &&
        unit.ast.hasSameType(llvm::cast<clang::FunctionDecl>(made.declaration)->getType(), function->getType())) {
      change(*body, old.end, ";");
      return true;
    }
  } else if (old.declaration != nullptr && isOwn(again) && text.substr(again, size) == text.substr(old.begin, size)) {
    // the items that depend on it stay valid
    std::string blank = text.substr(again, size).str();
    std::ranges::replace_if(blank, [](char c) { return c != '\n'; }, ' ');
    change(again, again + size, std::move(blank));
    return true;
  }
  const bool within = old.declaration != nullptr && old.declaration->getDeclContext()->isNamespace();
  if (within)
    change(old.begin, old.end, "");
  else
    change(item->begin, item->end, "");
  return true;
}

bool CellText::drop(const Unit& unit, std::size_t offset, std::string error) {
  const std::vector<Item> items = earlierItems();
  const auto item = std::ranges::find_if(items, [&](const Item& i) { return i.begin <= offset && offset < i.end; });
  if (item == items.end()) return false;
  const llvm::StringRef body = llvm::StringRef(text_).slice(item->body, item->end);
  const auto* named =
      llvm::dyn_cast_or_null<clang::NamedDecl>(declarationAt(unit, unit.declarations, offset).declaration);
  const auto place = unit.sources().getPresumedLoc(unit.sources()
                                                       .getLocForStartOfFile(unit.sources().getMainFileID())
                                                       .getLocWithOffset(static_cast<int>(item->body)));
  const std::string name = named != nullptr ? named->getNameAsString() : body.split('\n').first.trim().str();
  change(item->begin, item->end, "");
  dropped_.push_back({name, place.getFilename(), std::move(error), place.getLine()});
  return true;
}

bool CellText::isExpected(const Unit& unit, const ClangErrors::Group& group) const {
  if (group.main.diagnostic.getLevel() >= clang::DiagnosticsEngine::Error) return false;
  const auto place = offsetInText(unit, group.main.diagnostic.getLocation());
  if (place && isEarlier(*place)) return true;
  if (place && isOwn(*place)) {
    const clang::Decl* within = declarationAt(unit, unit.declarations, *place).declaration;
    const llvm::StringRef option = clang::DiagnosticIDs::getWarningOptionForDiag(group.main.diagnostic.getID());
    const auto* statement = llvm::dyn_cast_or_null<clang::TopLevelStmtDecl>(within);
    if (statement != nullptr && statement->isSemiMissing() && option.starts_with("unused-")) return true;
    // the new value may be made of the old one
    const auto* variable = llvm::dyn_cast_or_null<clang::VarDecl>(within);
    if (variable != nullptr && variable->getPreviousDecl() != nullptr && option == "uninitialized") return true;
  }
  if (group.main.diagnostic.getID() != clang::diag::ext_pp_macro_redef) return false;
  return std::ranges::any_of(group.notes, [&](const ClangErrors::Said& note) {
    const auto earlier = offsetInText(unit, note.diagnostic.getLocation());
    return earlier && isEarlier(*earlier);
  });
}

}  // namespace bodocc
