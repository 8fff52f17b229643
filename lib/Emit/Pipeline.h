// One loop's C++, from its plan: from a source of batches through filters, computed columns and probes to its sinks.
// Each expression has a place once a stage of the plan has computed it; loops run over the innermost level and find the
// outer rows through the pairs.
#pragma once

#include "Code.h"
#include "Cpp.h"
#include "LoopText.h"
#include "bodocc/IR/IR.h"
#include "bodocc/Plan/Plan.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace bodocc {

class FunctionEmitter;
class RowLoop;

// The place of a value while the loop of a pipeline runs.
struct Place {
  int level = 0;
  bool build = false;       // at the level's build row instead of its own row
  std::string name;         // indexed by the row's number: a column's accessor or a buffer
  std::string view;         // the column_view for library calls; empty if there is none
  std::string column;       // of a batch or a build side: its variable and the column's number in it
  std::string declaration;  // the statement that declares `name`, put before its first use
  bool nullable = false;
  bool coded = false;                              // `name` is a coded_column
  bool codes = false;                              // `name` indexes codes, of the dictionary
  Cpp words;                                       //   that this gives
  std::function<ValueCode(const Cpp& row)> ofRow;  // set: the value is this instead of an element of `name`
};

// The rows that a loop runs over.
struct Level {
  std::string pairs;     // level > 0: the matches' variable
  std::string row;       // variable for the row: "i", "k"
  std::string buildRow;  // level > 0: variable for the build side's row
  std::string count;     // C++ for the number of all rows
  std::string every;     // all of them, for a selection: a batch, or the same
  std::string rows;      // level 0: the argument that names all rows of the batch
  bool wide = false;     // level 0: more rows than a batch has
  std::string kept;      // the selection, once a filter has run
  bool arrived = false;  // level 0: `kept` are rows from a route, not yet a selection
  bool selected() const { return !kept.empty(); }
};

class Pipeline {
 public:
  // Of a loop whose text stands at this depth.
  Pipeline(FunctionEmitter& function, plan::Loop& loop, int depth) : fn_(function), loop_(loop), text_(depth) {}
  // Writes declarations, the loop, and the end of its sinks.
  void emit(Code& out);

 private:
  friend class RowLoop;

  // --- Pipeline.cpp
  const Expr* canonical(const Expr* e) { return loop_.canonical(e); }
  const Place* placeOf(const Expr* e) const;
  void write(Code& out);
  // The loop calls user code: its exceptions are reported with this place.
  void callsUser(SourceLoc loc);
  // Begins the loop over the batches of `source_`.
  void openLoop();
  void openSender(const std::string& more);
  // The loop is a call that adds all batches to the sink.
  void emitCopy();
  void emitStage(const plan::Stage& stage);
  void emitFeeds();
  void select();  // from rows that arrived, or all, to a selection
  void emitFilter(const plan::Stage& stage);
  void emitDecode(const plan::Stage& stage);
  // Computes the buffers of the parts, each in its own loop.
  void fill(const std::vector<plan::Part>& parts);
  void addBuffers(const plan::Part& part, RowLoop& loop);
  // Arguments of library calls: the columns and buffers of these expressions, at the rows in `rowsArgument`.
  std::vector<std::string> views(const std::vector<const Expr*>& exprs);
  // These columns as a library call's argument, and the rows that it reads.
  struct Columns {
    std::string columns, rows;
  };
  Columns columns(const std::vector<const Expr*>& exprs, plan::Reads reads);
  std::string rowsArgument() const;
  void buffered(const plan::Buffer& b, RowLoop& loop);
  void settleBuffers();
  Place columnPlace(const Column& column, const std::string& view);
  Place columnPlace(const Column& column, const std::string& of, const std::string& number, bool build);
  // Keeps the current rows for which the condition, computed in this loop, holds.
  void keepRows(const Cpp& stays, RowLoop& loop, plan::Keeping keeping);

  // Row numbers into a table, without filters: one loop over the whole block, straight into the columns.
  void emitDirect(Code& out);

  // --- Probes.cpp
  void emitPrefilter(const plan::Stage& stage);
  void emitSend(const plan::Stage& stage);
  void emitProbe(const plan::Stage& stage);
  Level pairsOf(const Op& merge);
  // Semi and anti joins are filters: rows stay where they are.
  void emitKeepMatching(const plan::Stage& stage);

  // --- Sources.cpp
  void emitSource();
  void nameBatch();
  // The source's text, and its columns as those of the batch.
  void nameSource();
  void placeColumns();
  void nameScan();
  void skipUnless(const Expr& condition);
  void nameRange();
  std::string rangeBlock();
  void rangeColumns(const Cpp& first);
  void nameTable();
  void orderGroups();
  void nameUnmatched();
  void declareResults();
  std::string resultsHead() const;
  // Gives the functions of states names, and adds these to the arguments.
  void nameResults(std::string& arguments);
  Cpp groupResult(const Column& column, const Cpp& state, const std::string& at);
  // The columns of the source as those of the batch: accessors that are declared at first use.
  void batchColumns();
  // The C++ for the number of a column of the source, a file.
  std::string columnNumber(unsigned column) const;

  // --- Sinks.cpp
  // The fields as an argument: taken from the source, if it has them.
  std::string fieldsArgument(const std::vector<std::string>& fields);
  void declareSink(Op& op);
  void emitFeed(const plan::Feed& feed);
  void finishSink(const plan::Feed& feed);
  void finishTable(const plan::Feed& feed);
  void declareGroups(const plan::Feed& feed);
  void emitGroupSink(const plan::Feed& feed);
  void declareBuild(Op& op);
  void declareSort(Op& op);
  void declareTable(const plan::Feed& feed);
  std::string siteOfTable(const Op& op) const;
  void declareWriter(Op& op);
  void declareReduction(Op& op);
  void emitReductions(const plan::Feed& feed);
  void finishReductions(const plan::Feed& feed);
  void addColumns(const std::string& target, const plan::Feed& feed);
  void addUpdates(const plan::Feed& feed,
                  const std::function<std::string(const Column&, const std::string& ofRow)>& stateOf,
                  const std::string& heap, const std::function<std::string(RowLoop&)>& stateOfRow);
  // Around the loop of a part; the result of beginPart is for endPart.
  std::set<std::string> beginPart(const plan::Part& part);
  void endPart(const plan::Part& part, const std::set<std::string>& declared);
  // The work of a loop for the rows in which these values are known.
  struct Update {
    Cpp known;
    std::vector<std::string> calls;
  };
  void addToState(const Column& c, const std::string& state, RowLoop& loop, Code& out, const std::string& heap,
                  std::vector<Update>& updates);
  void dropMissing(const plan::Feed& feed);
  std::string rangeOf(const Expr* e);
  std::string rowCount() const;
  std::string rowOrder(Code& out);

  // --- Words.cpp: coded strings
  const std::string& wordTable(const plan::ByWord& tabulated);
  void coverWords(const std::string& table, const Place& column);
  const std::string& wordsOf(const plan::ByWord& made);
  const std::string& arena();      // of strings that live as long as a batch
  const std::string& wordArena();  // ... as the pipeline
  const std::string& ordinalName();

  // Declares what is one value for all rows: scalars, as constants, and what operations make of a constant operand.
  void declareHoisted();
  const std::string& prepared(const Expr& call) const;

  FunctionEmitter& fn_;
  plan::Loop& loop_;
  LoopText text_;
  std::vector<Level> levels_;
  std::map<const Expr*, Place> places_;
  std::vector<std::pair<const Expr*, Place>> pendingPlaces_;  // buffers of the current loop
  std::set<const Expr*> knownNow_;                            // not missing in any of the current rows
  std::set<std::string> declared_;
  std::map<const Expr*, std::string> wordTables_;
  std::map<std::pair<const Expr*, const Expr*>, std::string> words_;  // of coded expressions, by what they follow from
  std::set<std::string> covered_;
  std::string wordArena_, ordinal_;
  std::map<std::pair<std::string_view, const Expr*>, std::string> prepared_;  // by class and constant
  std::map<const Scalar*, ValueCode> hoisted_;
  // The source: its variable, and, if the loop makes it, its class and arguments. Groups: what the functions of their
  // states do, and the parameter's name.
  struct SourceText {
    std::string name, type, arguments;
    std::vector<std::string> results = {};
    std::string state = {};
    std::string sent = {};  // through a route: the first arguments of its next()
  };
  SourceText source_;
  std::string batch_;
  std::string send_, outgoing_;  // the function that produces the rows that travel, and its parameter
  std::map<const plan::Stage*, Level> sendersLevels_;  // of the probes in that function
  std::string builder_;                                // of a table, see FunctionEmitter::SinkVariables
  std::string firstRow_;                               // C++ for the global number of the batch's first row
  std::string reductionHeap_;                          // the heap for strings of reductions
  std::string rowOrder_;                               // counts the rows in their order
  std::string states_, state_;                         // of the rows' groups, and of the row's
  std::string labels_;  // the column_view of the source's labels; empty if they are its rows' numbers
};

}  // namespace bodocc
