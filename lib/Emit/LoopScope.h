// Shared by the pieces of a loop's C++: its function, its plan, the text so far, the position in it, and the
// declarations before the first row.
#pragma once

#include "LoopText.h"
#include "Position.h"
#include "bodocc/Plan/Plan.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bodocc {

class FunctionEmitter;

class LoopScope {
 public:
  // Of a loop whose text stands at this depth.
  LoopScope(FunctionEmitter& function, plan::Loop& loop, int depth) : fn(function), loop(loop), text(depth) {}

  FunctionEmitter& fn;
  plan::Loop& loop;
  LoopText text;
  Position here;
  std::string batch;  // the variable of the source's batch

  const Expr* canonical(const Expr* e) const { return loop.canonical(e); }
  const Place* placeOf(const Expr* e) const { return here.find(e); }

  // A column by its column_view; the same of a batch, or of a build side.
  Place columnPlace(const Column& column, const std::string& view);
  Place columnPlace(const Column& column, const std::string& of, const std::string& number, bool build);

  // Computes the buffers of the parts, each in its own loop.
  void fill(const std::vector<plan::Part>& parts);
  // Writes the loop of a part; if it is one of several, in a function of its own.
  template <class Write>
  void writePart(const plan::Part& part, Write write) {
    if (part.alone) return write();
    text.scoped("[&]() __attribute__((noinline)) {", write, "}();");
  }

  // The columns and buffers of these expressions, as library calls read them.
  std::vector<std::string> views(const std::vector<const Expr*>& exprs) const;
  // All of them as an argument.
  std::string list(const std::vector<const Expr*>& exprs) const;
  // The same, and the rows that the call reads.
  struct Columns {
    std::string columns, rows;
  };
  Columns columns(const std::vector<const Expr*>& exprs, plan::Reads reads) const;
  std::string ofPairs(const std::vector<const Expr*>& exprs) const;

  // Keeps the rows in which all of these columns are known.
  void keepKnown(const std::vector<const Expr*>& all, plan::Keeping keeping);

  // The rows of the file or table that is the source, if its columns have names for their numbers; else null.
  const Rows* numbered() const;
  // Its variable.
  std::string source() const;
  // The C++ for the number of a column of such a source.
  const std::string& columnNumber(unsigned column) const;
  // True if a batch has the columns of the source that the loop reads, and no others.
  bool readsAll() const;
  // The fields of a sink as an argument: taken from the source, if it has them.
  std::string fieldsArgument(const std::vector<std::string>& fields) const;

  // The loop calls user code: its exceptions are reported with this place.
  void callsUser(const Expr& call);

  // Declares values that are the same for all rows: scalars, as constants, and objects made of a constant operand.
  void declareHoisted();
  const ValueCode& hoisted(const Scalar* scalar) const { return hoisted_.at(scalar); }
  const std::string& prepared(const Expr& call) const;

  // --- Words.cpp: coded strings
  const std::string& wordTable(const plan::ByWord& tabulated);
  void coverWords(const std::string& table, const Place& column);
  const std::string& wordsOf(const plan::ByWord& made);
  // True once for each variable of words: it holds the rows' codes, too.
  bool fillsRows(const plan::ByWord& made) { return fillsRows_.insert(wordsOf(made)).second; }
  const std::string& arena();      // of strings that live as long as a batch
  const std::string& wordArena();  // ... as the loop

 private:
  std::map<const Expr*, std::string> wordTables_;
  std::map<std::pair<const Expr*, const Expr*>, std::string> words_;  // of coded expressions, by what they follow from
  std::set<std::string> fillsRows_;
  std::string wordArena_;
  static std::vector<const Expr*> operandsOfPrepared(const Expr& call);
  // by class and constants
  std::map<std::pair<std::string_view, std::vector<const Expr*>>, std::string> prepared_;
  std::map<const Scalar*, ValueCode> hoisted_;
};

}  // namespace bodocc
