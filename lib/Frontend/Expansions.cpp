#include "Frontend/Expansions.h"

#include <clang/Lex/Preprocessor.h>
#include <clang/Lex/TokenConcatenation.h>

#include <algorithm>

#include "Frontend/Unit.h"

namespace bodocc {

void Expansions::see(const clang::Token& token) {
  if (!token.getLocation().isMacroID() || token.isAnnotation()) return;
  const auto found = uses_.find(sources_.getExpansionLoc(token.getLocation()));
  if (found != uses_.end()) found->second.tokens.push_back(token);
}

void Expansions::use(clang::SourceRange use, clang::SourceLocation definition) {
  const clang::SourceLocation place = sources_.getExpansionLoc(use.getBegin());
  if (!sources_.isInMainFile(place)) return;
  Use& known = uses_[place];
  if (use.getBegin().isFileID()) known.end = use.getEnd();
  known.definitions.push_back(definition);
}

void Expansions::directive(clang::SourceLocation name) {
  if (sources_.isInMainFile(name)) directives_.push_back(name);
}

std::string Expansions::moveDirectives(clang::SourceRange function) {
  const clang::SourceLocation begin = sources_.getExpansionLoc(function.getBegin());
  const clang::SourceLocation end = sources_.getExpansionLoc(function.getEnd());
  const auto within = [&](clang::SourceLocation place) { return begin < place && place < end; };
  for (const auto& [place, use] : uses_)
    if (within(place) && std::ranges::any_of(use.definitions, within)) writtenOut_.insert(place);
  const llvm::StringRef file = sources_.getBufferData(sources_.getMainFileID());
  std::string lines;
  for (const clang::SourceLocation name : directives_) {
    if (!within(name)) continue;
    const std::size_t hash = file.rfind('#', sources_.getFileOffset(name));
    std::size_t end = file.find('\n', hash);
    while (end != llvm::StringRef::npos && file.slice(hash, end).rtrim('\r').ends_with("\\"))
      end = file.find('\n', end + 1);
    lines += "\n" + file.slice(hash, end).rtrim('\r').str();
  }
  return lines;
}

const std::vector<clang::Token>& Expansions::tokensOf(clang::SourceLocation use) const { return uses_.at(use).tokens; }

clang::SourceLocation Expansions::endOf(clang::SourceLocation use) const {
  // if another macro's expansion names this macro, its arguments are after the other's use
  clang::SourceLocation end = uses_.at(use).end;
  for (const clang::Token& token : uses_.at(use).tokens)
    end = std::max(end, sources_.getExpansionRange(token.getLocation()).getEnd());
  return end;
}

Excerpt::Excerpt(const Unit& unit, clang::SourceRange tokens, const std::vector<clang::SourceRange>& parts)
    : unit_(unit), file_(unit.sources().getMainFileID()) {
  const clang::SourceManager& sources = unit.sources();
  clang::SourceLocation first = sources.getExpansionLoc(tokens.getBegin()), last = unit.behind(tokens.getEnd());
  file_ = sources.getFileID(first);
  if (file_ != sources.getFileID(last)) return;
  if (file_ == sources.getMainFileID()) {
    writtenOut_ = unit.expansions.writtenOut();
    const auto split = [&](clang::SourceRange range) {
      if (unit.fileRange(range)) return;
      for (const clang::SourceLocation end : {range.getBegin(), range.getEnd()})
        if (end.isMacroID()) writtenOut_.insert(sources.getExpansionLoc(end));
    };
    split(tokens);
    for (const clang::SourceRange& part : parts) split(part);
  }
  // all within one argument of a macro
  if (const auto characters = unit.fileRange(tokens);
      characters && !isWrittenOut(tokens.getBegin()) && !isWrittenOut(tokens.getEnd()))
    first = characters->getBegin(), last = characters->getEnd();

  unsigned at = sources.getFileOffset(first);
  const unsigned end = sources.getFileOffset(last);
  for (const clang::SourceLocation use : writtenOut_) {
    const unsigned offset = sources.getFileOffset(use);
    if (offset < at || offset >= end) continue;
    addFile(at, offset);
    addUse(use, tokens);
    at = sources.getFileOffset(unit.behind(unit.expansions.endOf(use)));
  }
  addFile(at, end);
}

void Excerpt::addFile(unsigned begin, unsigned end) {
  if (begin >= end) return;
  segments_.push_back({begin, end, text_.size()});
  text_ += unit_.sources().getBufferData(file_).slice(begin, end);
}

void Excerpt::addUse(clang::SourceLocation use, clang::SourceRange whole) {
  const clang::Preprocessor& preprocessor = unit_.compiler.getPreprocessor();
  const clang::TokenConcatenation concatenation(preprocessor);
  const std::vector<clang::Token>& tokens = unit_.expansions.tokensOf(use);
  const auto find = [&](clang::SourceLocation token) {
    return std::ranges::find_if(tokens, [&](const clang::Token& t) {
      return t.getLocation() <= token && token < t.getLocation().getLocWithOffset(static_cast<int>(t.getLength()));
    });
  };
  auto begin = find(whole.getBegin()), end = find(whole.getEnd());
  if (begin == tokens.end()) begin = tokens.begin();
  if (end != tokens.end()) ++end;
  clang::Token before, last;
  before.startToken(), last.startToken();
  for (auto token = begin; token != end; ++token) {
    const bool apart = token != begin && (token->hasLeadingSpace() || token->isAtStartOfLine() ||
                                          concatenation.AvoidConcat(before, last, *token));
    if (apart) text_ += ' ';
    const std::size_t at = text_.size();
    text_ += preprocessor.getSpelling(*token);
    tokens_[token->getLocation()] = {at, text_.size()};
    before = last, last = *token;
  }
}

bool Excerpt::isWrittenOut(clang::SourceLocation place) const {
  return place.isMacroID() && writtenOut_.contains(unit_.sources().getExpansionLoc(place));
}

std::optional<std::size_t> Excerpt::ofFile(clang::SourceLocation character) const {
  const auto [file, offset] = unit_.sources().getDecomposedExpansionLoc(character);
  if (file != file_) return std::nullopt;
  for (const Segment& segment : segments_)
    if (segment.begin <= offset && offset <= segment.end) return segment.at + (offset - segment.begin);
  return std::nullopt;
}

std::optional<std::size_t> Excerpt::ofToken(clang::SourceLocation token, bool behind) const {
  if (!isWrittenOut(token)) return ofFile(behind ? unit_.behind(token) : token);
  auto found = tokens_.upper_bound(token);
  if (found == tokens_.begin()) return std::nullopt;
  --found;
  const auto& [begin, end] = found->second;
  const auto into = token.getRawEncoding() - found->first.getRawEncoding();
  if (into >= end - begin) return std::nullopt;
  return behind ? end : begin + into;
}

std::optional<std::pair<std::size_t, std::size_t>> Excerpt::find(clang::SourceRange part) const {
  std::optional<std::size_t> begin, end;
  if (const auto characters = unit_.fileRange(part);
      characters && !isWrittenOut(part.getBegin()) && !isWrittenOut(part.getEnd())) {
    begin = ofFile(characters->getBegin());
    end = ofFile(characters->getEnd());
  } else {
    begin = ofToken(part.getBegin(), false);
    end = ofToken(part.getEnd(), true);
  }
  if (!begin || !end || *begin > *end) return std::nullopt;
  return std::pair(*begin, *end);
}

}  // namespace bodocc
