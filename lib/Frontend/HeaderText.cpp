#include "Frontend/HeaderText.h"

#include <fmt/format.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>

namespace bodocc {

namespace {

constexpr llvm::StringLiteral beginOf = "  // the text of ", endOf = "  // the end of ";

std::string lineMark(unsigned line, llvm::StringRef file, llvm::StringRef comment) {
  std::string quoted;
  llvm::raw_string_ostream(quoted).write_escaped(file);
  return fmt::format("#line {} \"{}\"{}", line, quoted, comment.str());
}

std::string realPath(llvm::StringRef path) {
  llvm::SmallString<256> real;
  return llvm::sys::fs::real_path(path, real) ? path.str() : real.str().str();
}

bool isPragmaOnce(llvm::StringRef line) {
  line = line.ltrim();
  if (!line.consume_front("#")) return false;
  line = line.ltrim();
  return line.consume_front("pragma") && line.trim() == "once";
}

}  // namespace

void HeaderText::include(clang::SourceLocation hash, clang::SourceLocation nameEnd, clang::OptionalFileEntryRef file,
                         bool angled) {
  if (!hash.isFileID() || !nameEnd.isFileID()) return;  // by a macro: it stays
  includes_.push_back(
      {sources_.getFileID(hash), sources_.getFileOffset(hash), sources_.getFileOffset(nameEnd), file, angled});
}

void HeaderText::enter(clang::FileID file) {
  const clang::SourceLocation from = sources_.getIncludeLoc(file);
  if (from.isInvalid() || includes_.empty()) return;
  Include& last = includes_.back();
  if (last.entered.isInvalid() && last.from == sources_.getFileID(from)) last.entered = file;
}

std::string HeaderText::pathFor(const Include& include) const {
  const auto main = sources_.getFileEntryRefForID(sources_.getMainFileID());
  const llvm::StringRef beside = main ? llvm::sys::path::parent_path(main->getName()) : "";
  const std::string folder = realPath(beside.empty() ? "." : beside);
  const std::string path = realPath(include.file->getName());
  llvm::StringRef rest = path;
  return rest.consume_front(folder + "/") ? rest.str() : path;
}

bool HeaderText::isWanted(const Include& include, const std::set<clang::FileID>& wanted) const {
  if (include.entered.isValid()) return wanted.contains(include.entered);
  return include.file && std::ranges::any_of(wanted, [&](clang::FileID header) {
           return sources_.getFileEntryRefForID(header) == include.file;
         });
}

std::string HeaderText::textOf(clang::FileID file, const std::string& name,
                               const std::set<clang::FileID>& wanted) const {
  const llvm::StringRef text = sources_.getBufferData(file);
  const bool isMain = file == sources_.getMainFileID();
  std::string out;
  const auto add = [&](llvm::StringRef part) {
    // a header's text stands once
    while (!isMain && !part.empty()) {
      const auto [line, rest] = part.split('\n');
      if (!isPragmaOnce(line)) out += line;
      if (part.size() > line.size()) out += '\n';
      part = rest;
    }
    out += part;
  };
  unsigned at = 0;
  for (const Include& include : includes_) {
    if (include.from != file || include.begin < at) continue;
    const bool inserted = include.entered.isValid() && wanted.contains(include.entered);
    const bool skipped = include.entered.isInvalid() && isWanted(include, wanted);
    const bool moved = !isMain && !include.angled && include.file && !inserted && !skipped;
    if (!inserted && !skipped && !moved) continue;
    add(text.slice(at, include.begin));
    at = include.end;
    if (moved) {
      out += fmt::format("#include \"{}\"", pathFor(include));
      continue;
    }
    const std::size_t newline = std::min(text.find('\n', include.end), text.size());
    at = static_cast<unsigned>(newline);
    if (skipped) continue;
    const std::string header = sources_.getFilename(sources_.getLocForStartOfFile(include.entered)).str();
    const unsigned line = sources_.getLineNumber(file, include.begin);
    out += lineMark(1, header, (beginOf + header).str()) + '\n';
    out += textOf(include.entered, header, wanted);
    if (!out.ends_with('\n')) out += '\n';
    out += lineMark(line + 1, name, (endOf + header).str());
  }
  add(text.substr(at));
  return out;
}

std::string HeaderText::with(const std::set<clang::FileID>& headers, const std::string& source) const {
  std::set<clang::FileID> wanted = headers;
  // and those that include one of them, also if it was skipped there
  for (std::size_t before = 0; before != wanted.size();) {
    before = wanted.size();
    for (const Include& include : includes_)
      if (include.from != sources_.getMainFileID() && isWanted(include, wanted)) wanted.insert(include.from);
  }
  return textOf(sources_.getMainFileID(), source, wanted);
}

std::string HeaderText::linesOf(std::string_view text, const std::string& file, const std::string& source) {
  std::vector<std::string> lines;
  bool inFile = file == source;
  std::size_t number = 1;
  for (llvm::StringRef rest(text.data(), text.size()); !rest.empty();) {
    const auto [line, next] = rest.split('\n');
    rest = next;
    llvm::StringRef mark = line;
    if (mark.consume_front("#line ") && (mark.contains(beginOf) || mark.contains(endOf))) {
      unsigned at = 1;
      mark.consumeInteger(10, at);
      number = at;
      inFile = mark.trim().drop_front().split("\"  // ").first == file;
      continue;
    }
    if (inFile && lines.size() < number) lines.resize(number);
    if (inFile) lines[number - 1] = line.str();
    ++number;
  }
  return fmt::format("{}\n", fmt::join(lines, "\n"));
}

std::string HeaderText::withoutLines(const std::string& text) {
  std::string out;
  for (llvm::StringRef rest = text; !rest.empty();) {
    const auto [line, next] = rest.split('\n');
    std::size_t mark = llvm::StringRef::npos;
    if (line.starts_with("#line ")) mark = std::min(line.find(beginOf), line.find(endOf));
    out += mark == llvm::StringRef::npos ? line : line.substr(mark + 2);
    if (rest.size() > line.size()) out += '\n';
    rest = next;
  }
  return out;
}

}  // namespace bodocc
