#include "Frontend/Comments.h"

#include "Frontend/Lowering.h"

namespace bodocc {

std::vector<std::string> linesOf(llvm::StringRef text, std::size_t column) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    if (!lines.empty()) line = line.drop_front(std::min(line.find_first_not_of(" \t"), std::min(column, line.size())));
    lines.push_back(line.rtrim(" \t\r\\").str());
    text = rest;
  }
  return lines;
}

// A comment's lines without the comment markers.
static std::vector<std::string> linesOfComment(llvm::StringRef text) {
  const bool block = text.consume_front("/*");
  if (block)
    text.consume_back("*/");
  else
    text.consume_front("//");
  std::vector<std::string> lines;
  for (const std::string& line : linesOf(text, 0)) {
    llvm::StringRef own = line;
    if (block && !lines.empty()) {
      own = own.ltrim();
      own.consume_front("*");
    }
    own.consume_front(" ");
    lines.push_back(own.str());
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  if (block && lines.size() > 1 && lines.front().empty()) lines.erase(lines.begin());
  return lines;
}

void Lowering::findComments(const clang::CompoundStmt& block) {
  clang::SourceLocation from = unit_.behind(block.getLBracLoc());
  const clang::Stmt* before = nullptr;
  const auto take = [&](clang::SourceLocation to, const clang::Stmt* next) {
    for (const auto& [text, line] : unit_.comments(from, to)) {
      const bool trails = before != nullptr && line == unit_.at(from).line;
      if (const clang::Stmt* of = trails ? before : next)
        for (const std::string& each : linesOfComment(text)) comments_[of].push_back(each);
    }
  };
  for (const clang::Stmt* s : block.body()) {
    take(s->getBeginLoc(), s);
    from = unit_.behindSemicolon(s->getEndLoc());
    before = s;
  }
  take(block.getRBracLoc(), nullptr);
}

}  // namespace bodocc
