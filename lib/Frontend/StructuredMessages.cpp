#include "Frontend/StructuredMessages.h"

#include <clang/Basic/DiagnosticIDs.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Lex/Lexer.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace bodocc {

namespace {

// The line of a place in a file.
std::string lineOf(const clang::SourceManager& sources, clang::SourceLocation location) {
  bool invalid = false;
  const llvm::StringRef all = sources.getBufferData(sources.getFileID(location), &invalid);
  if (invalid) return "";
  const unsigned at = sources.getFileOffset(location);
  const std::size_t begin = at == 0 ? 0 : all.rfind('\n', at - 1) + 1;  // 0 if there is none
  return all.slice(begin, all.find('\n', at)).rtrim("\r").str();
}

// JSON must be UTF-8, which a source need not be.
std::string utf8(const std::string& text) { return llvm::json::fixUTF8(text); }

// "text [-Wbodo-name]" in two: Clang's engine has no options for the diagnostics of others.
std::pair<std::string, std::string> optionAtEnd(llvm::StringRef said) {
  const std::size_t at = said.rfind(" [");
  if (at == llvm::StringRef::npos || !said.ends_with("]")) return {said.str(), ""};
  llvm::StringRef option = said.substr(at + 2).drop_back();
  const llvm::StringRef whole = option;
  option.consume_front("-Werror,");
  if (!option.starts_with("bodo-") && !option.starts_with("-Wbodo-") && !option.starts_with("-Rbodo-"))
    return {said.str(), ""};
  return {said.take_front(at).str(), (option.empty() ? whole : option).str()};
}

std::string trimmed(const std::string& line) { return llvm::StringRef(line).trim().str(); }

}  // namespace

StructuredMessages::Place StructuredMessages::placeOf(const clang::SourceManager& sources,
                                                      clang::SourceLocation location) const {
  if (location.isInvalid()) return {};
  location = sources.getFileLoc(location);
  const clang::PresumedLoc presumed = sources.getPresumedLoc(location);
  if (presumed.isInvalid()) return {};
  const std::string line = lineOf(sources, location);
  const unsigned bytes = presumed.getColumn() - 1;
  const auto isFirstOfCharacter = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  const auto characters =
      std::count_if(line.begin(), line.begin() + std::min<std::ptrdiff_t>(bytes, std::ssize(line)), isFirstOfCharacter);
  return {presumed.getFilename(), presumed.getLine(), static_cast<unsigned>(characters) + 1, bytes + 1};
}

void StructuredMessages::HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic& info) {
  using Level = clang::DiagnosticsEngine::Level;
  clang::DiagnosticConsumer::HandleDiagnostic(level, info);  // counts
  static constexpr const char* kinds[] = {"", "note", "remark", "warning", "error", "fatal error"};
  Message message;
  message.kind = kinds[level];
  llvm::SmallString<256> text;
  info.FormatDiagnostic(text);
  std::tie(message.text, message.option) = optionAtEnd(text);
  if (message.option.empty())
    if (const llvm::StringRef group = clang::DiagnosticIDs::getWarningOptionForDiag(info.getID()); !group.empty())
      message.option = "-W" + group.str();
  if (language_ != nullptr && info.hasSourceManager() && info.getLocation().isValid()) {
    const clang::SourceManager& sources = info.getSourceManager();
    message.place = placeOf(sources, info.getLocation());
    message.source = lineOf(sources, sources.getFileLoc(info.getLocation()));
    const auto endOf = [&](const clang::CharSourceRange& range) {
      return clang::Lexer::makeFileCharRange(range, sources, *language_);
    };
    // the range that the caret is in
    for (const clang::CharSourceRange& range : info.getRanges())
      if (const clang::CharSourceRange inFile = endOf(range); inFile.isValid()) {
        const Place end = placeOf(sources, inFile.getEnd());
        if (end.file == message.place.file && placeOf(sources, inFile.getBegin()).line == message.place.line &&
            end.line == message.place.line && end.column > message.place.column)
          message.end = end;
      }
    for (const clang::FixItHint& hint : info.getFixItHints()) {
      if (hint.isNull()) continue;
      const clang::CharSourceRange range = endOf(hint.RemoveRange);
      const clang::SourceLocation begin = range.isValid() ? range.getBegin() : hint.RemoveRange.getBegin();
      const clang::SourceLocation end = range.isValid() ? range.getEnd() : begin;
      message.edits.push_back({placeOf(sources, begin), placeOf(sources, end), hint.CodeToInsert});
    }
  }
  if (level == Level::Note && !messages_.empty())
    messages_.back().notes.push_back(std::move(message));
  else
    messages_.push_back(std::move(message));
}

llvm::json::Object StructuredMessages::jsonOf(const Message& message) const {
  const auto point = [](const Place& place) {
    return llvm::json::Object{{"file", utf8(place.file)},
                              {"line", place.line},
                              {"column", place.column},
                              {"display-column", place.column},
                              {"byte-column", place.byteColumn}};
  };
  llvm::json::Object object{
      {"kind", message.kind}, {"message", utf8(message.text)}, {"column-origin", 1}, {"escape-source", false}};
  if (!message.option.empty()) object["option"] = message.option;
  llvm::json::Array locations, edits, children;
  if (message.place.line != 0) {
    llvm::json::Object location{{"caret", point(message.place)}};
    if (message.end.line != 0) {
      Place last = message.end;  // GCC's `finish` is within the item
      --last.column, --last.byteColumn;
      location["finish"] = point(last);
    }
    locations.push_back(std::move(location));
  }
  for (const Edit& edit : message.edits)
    edits.push_back(
        llvm::json::Object{{"start", point(edit.begin)}, {"next", point(edit.end)}, {"string", utf8(edit.text)}});
  for (const Message& note : message.notes) children.push_back(jsonOf(note));
  object["locations"] = std::move(locations);
  if (!edits.empty()) object["fixits"] = std::move(edits);
  object["children"] = std::move(children);
  return object;
}

llvm::json::Object StructuredMessages::sarif() const {
  using llvm::json::Array;
  using llvm::json::Object;
  const auto region = [](const Place& begin, const Place& end) {
    Object of{{"startLine", begin.line}, {"startColumn", begin.column}};
    if (end.line != 0) of["endLine"] = end.line, of["endColumn"] = end.column;
    return of;
  };
  const auto location = [&](const Message& message) {
    return Object{{"physicalLocation", Object{{"artifactLocation", Object{{"uri", utf8(message.place.file)}}},
                                              {"region", region(message.place, message.end)}}}};
  };
  Array results, rules;
  std::vector<std::string> known;
  for (const Message& message : messages_) {
    std::string rule = message.option.empty() ? message.kind : message.option;
    if (std::ranges::find(known, rule) == known.end()) {
      known.push_back(rule);
      rules.push_back(Object{{"id", rule}});
    }
    Object result{{"level", message.kind == "fatal error" ? "error"
                            : message.kind == "remark"    ? "note"
                                                          : message.kind},
                  {"message", Object{{"text", utf8(message.text)}}},
                  {"ruleId", std::move(rule)}};
    if (message.place.line != 0) result["locations"] = Array{location(message)};
    Array related, fixes;
    const auto addFix = [&](const Message& of) {
      if (of.edits.empty()) return;
      Array changes;
      for (const Edit& edit : of.edits)
        changes.push_back(
            Object{{"artifactLocation", Object{{"uri", utf8(edit.begin.file)}}},
                   {"replacements", Array{Object{{"deletedRegion", region(edit.begin, edit.end)},
                                                 {"insertedContent", Object{{"text", utf8(edit.text)}}}}}}});
      fixes.push_back(
          Object{{"description", Object{{"text", utf8(of.text)}}}, {"artifactChanges", std::move(changes)}});
    };
    addFix(message);
    for (const Message& note : message.notes) {
      addFix(note);
      Object at = note.place.line != 0 ? location(note) : Object{};
      at["message"] = Object{{"text", utf8(note.text)}};
      related.push_back(std::move(at));
    }
    if (!related.empty()) result["relatedLocations"] = std::move(related);
    if (!fixes.empty()) result["fixes"] = std::move(fixes);
    results.push_back(std::move(result));
  }
  return Object{
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", Array{Object{{"tool", Object{{"driver", Object{{"name", "bodocc"}, {"rules", std::move(rules)}}}}},
                            {"columnKind", "unicodeCodePoints"},
                            {"results", std::move(results)}}}}};
}

std::string StructuredMessages::markdown() const {
  std::string out;
  const auto at = [](const Place& place) { return fmt::format("{}:{}:{}", place.file, place.line, place.column); };
  const auto addFixes = [&](const Message& message, const char* indent) {
    for (const Edit& edit : message.edits)
      out +=
          fmt::format("{}- fix {} to {}:{}: `{}`\n", indent, at(edit.begin), edit.end.line, edit.end.column, edit.text);
  };
  std::optional<std::string> explained;
  for (const Message& message : messages_) {
    out += fmt::format("- **{}**", message.kind);
    if (message.place.line != 0) out += ' ' + at(message.place);
    if (!message.option.empty()) out += fmt::format(" `{}`", message.option);
    out += fmt::format(": {}\n", message.text);
    if (!trimmed(message.source).empty()) out += fmt::format("  `{}`\n", trimmed(message.source));
    if (!explained && message.option.find("bodo-") != std::string::npos) explained = message.option;
    addFixes(message, "  ");
    for (const Message& note : message.notes) {
      out += "  - note";
      if (note.place.line != 0 && (note.place.line != message.place.line || note.place.file != message.place.file))
        out += fmt::format(" {} `{}`", at(note.place), trimmed(note.source));
      out += fmt::format(": {}\n", note.text);
      addFixes(note, "  ");
    }
  }
  if (explained)
    out += fmt::format("- `bodocc --explain {}`: a wrong example, why it is wrong, what to do\n", *explained);
  return out;
}

void StructuredMessages::write() {
  if (format_ == MessageFormat::json) {
    llvm::json::Array all;
    for (const Message& message : messages_) all.push_back(jsonOf(message));
    out_ << llvm::json::Value(std::move(all)) << '\n';
  } else if (format_ == MessageFormat::sarif) {
    out_ << llvm::json::Value(sarif()) << '\n';
  } else {
    out_ << markdown();
  }
}

}  // namespace bodocc
