#include <bodocc/Analysis/Reports.h>
#include <bodocc/Driver/Page.h>
#include <bodocc/Plan/Tree.h>
#include <fmt/format.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/JSON.h>

#include <algorithm>

#include "bodo/page.h"

namespace bodocc {
namespace {

using llvm::StringRef;
using llvm::json::Array;

std::string utf8(StringRef text) { return llvm::json::fixUTF8(text); }

// The emitted functions without marks, line by line, with the number of the function and the line of its plan that each
// is of (or -1).
class CodeLines {
 public:
  Array of(StringRef text) {
    while (!text.empty()) {
      const auto [line, rest] = text.split('\n');
      text = rest;
      read(line);
    }
    Array inFunctions;
    for (llvm::json::Value& line : lines_)
      if ((*line.getAsArray())[1].getAsInteger() != -1) inFunctions.push_back(std::move(line));
    return inFunctions;
  }
  std::int64_t functions() const { return function_ + 1; }

 private:
  void read(StringRef line) {
    const StringRef trimmed = line.trim();
    if (inTable_) {
      inTable_ = trimmed != "};";
      return;
    }
    if (trimmed.starts_with("#line ")) return;
    if (trimmed.starts_with("static constexpr ") && trimmed.contains("::plan_line ")) {
      inTable_ = inFunction_ = true;
      ++function_;
      planLine_ = 0;
      // the signature, and what stands before the table
      for (std::size_t i = begin_; i < lines_.size(); ++i) (*lines_[i].getAsArray())[1] = function_;
      return;
    }
    if (const std::size_t type = trimmed.find("::explained "); type != StringRef::npos && planLine_ == 0) {
      marks_ = trimmed.substr(type + StringRef("::explained ").size()).split('(').first.str();
      return;
    }
    if (!marks_.empty() && trimmed.starts_with(marks_ + ".")) {
      StringRef mark = trimmed.substr(marks_.size() + 1);
      if (mark.consume_front("at(")) mark.consumeInteger(10, planLine_);
      return;
    }
    std::string shown = line.str();
    const std::int64_t here = withoutCount(shown);
    const bool ends = line == "}";
    if (ends || trimmed.empty() || trimmed.starts_with("#")) begin_ = lines_.size() + 1;
    lines_.push_back(Array{utf8(shown), inFunction_ ? function_ : -1, here >= 0 ? here : planLine_});
    if (ends) inFunction_ = false, planLine_ = -1;
  }

  // Removes the counting from `marks.rows({3, 4}, count)`, and returns the first line that it counts for.
  std::int64_t withoutCount(std::string& line) const {
    std::int64_t first = -1;
    const std::string call = marks_ + ".rows({";
    for (std::size_t at; !marks_.empty() && (at = line.find(call)) != std::string::npos;) {
      const std::size_t list = line.find("}, ", at);
      if (list == std::string::npos) return first;
      StringRef(line).substr(at + call.size()).consumeInteger(10, first);
      std::size_t end = list + 3;
      for (int depth = 1; end < line.size(); ++end) {
        if (line[end] == '(') ++depth;
        if (line[end] == ')' && --depth == 0) break;
      }
      line =
          line.substr(0, at) + line.substr(list + 3, end - list - 3) + (end < line.size() ? line.substr(end + 1) : "");
    }
    return first;
  }

  Array lines_;
  std::string marks_;      // the variable that counts
  std::size_t begin_ = 0;  // of the lines that may belong to the next function
  std::int64_t function_ = -1, planLine_ = -1;
  bool inTable_ = false, inFunction_ = false;
};

}  // namespace

std::string sourcePage(const TranslationUnit& unit, const TranslationUnit::Emitted& marked) {
  CodeLines code;
  Array lines = code.of(marked.text);
  if (code.functions() != std::ssize(marked.functions))
    throw InternalError(fmt::format("the emitted text has the plans of {} functions, and there are {}",
                                    code.functions(), marked.functions.size()));
  const std::vector<AnnotatedPlace> places = unit.annotated();
  Array functions;
  llvm::json::Object files;
  for (const Function* f : marked.functions) {
    Array plan;
    plan::forEachLine(plan::tree(*f->plan), [&](const plan::Node& node, unsigned depth) {
      plan.push_back(Array{depth, utf8(plan::line(node)), Array(node.lines)});
    });
    const std::string file = unit.fileOf(*f);
    files.try_emplace(utf8(file), utf8(unit.text(file)));
    const auto place = std::ranges::find_if(places, [&](const AnnotatedPlace& p) {
      return p.file == file && p.first <= f->loc.line && f->loc.line <= p.last;
    });
    llvm::json::Object remarks;
    for (const auto& [line, said] : distributions(*f)) {
      Array all;
      for (const std::string& remark : said) all.push_back(utf8(remark));
      remarks[std::to_string(line)] = std::move(all);
    }
    const unsigned first = place == places.end() ? f->loc.line : place->first;
    const unsigned last = place == places.end() ? f->loc.line : place->last;
    functions.push_back(llvm::json::Object{{"name", f->symbol.empty() ? f->name : f->symbol},
                                           {"file", utf8(file)},
                                           {"lines", Array{first, last}},
                                           {"plan", std::move(plan)},
                                           {"remarks", std::move(remarks)}});
  }
  std::string out;
  llvm::raw_string_ostream(out) << llvm::json::Value(
      llvm::json::Object{{"files", std::move(files)}, {"code", std::move(lines)}, {"functions", std::move(functions)}});
  return out;
}

std::string reportPage(const std::string& sourcePage) {
  return bodo::page_with(fmt::format(R"({{"version":1,"ranks":0,"units":[{}]}})", sourcePage));
}

}  // namespace bodocc
