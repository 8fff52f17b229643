// One pipeline's C++: from a source of batches through filters, computed columns and probes to its sinks, as one loop.
//
// Levels: level 0 are the rows of the source's batch, all of them or those that filters kept. Each probe opens a level
// of its own, whose rows are pairs of a row of the level before and a row of the build side. A value lives at the level
// at which its operands are; loops run over the innermost level and find the outer rows through the pairs.
//
// Expressions are brought to one form first: in terms of the columns that the source and the probed tables have. So an
// expression that several operations use is one node, and computed once: in the loop where it stands if only one needs
// it, else in a buffer of the batch.
#pragma once

#include "Code.h"
#include "bodocc/IR/IR.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace bodocc {

class FunctionEmitter;
class RowLoop;

// Where a value is while the loop of a pipeline runs.
struct Place {
  int level = 0;
  bool build = false;       // at the level's build row instead of its own row
  std::string name;         // what the row's number indexes: a column's accessor or a buffer
  std::string view;         // the column_view that library calls take; empty where there is none
  std::string declaration;  // the statement that declares `name`, put before its first use
  bool nullable = false;
  bool coded = false;     // `name` is a coded_column
  bool codes = false;     // `name` indexes codes, of the dictionary
  std::string words;      //   that this C++ gives
  bool bounded = false;   // `name` has bound()
  bool indexed = true;    // false: `name` is an expression in which {row} stands for the row's number
  std::string knownText;  // of such an expression: whether it is known; empty: always
};

// The rows that a loop runs over.
struct Level {
  std::string pairs;     // level > 0: the matches' variable
  std::string row;       // variable for the row: "i", "k"
  std::string buildRow;  // level > 0: variable for the build side's row
  std::string count;     // C++ for the number of all rows
  std::string rows;      // level 0: the argument that names all rows of the batch
  bool wide = false;     // level 0: more rows than a batch has
  std::string kept;      // the selection, once a filter has run
  bool arrived = false;  // level 0: `kept` is what a route handed out, and no selection yet
  bool selected() const { return !kept.empty(); }
};

// The input that a merge's hash table holds; the keys of the one whose rows stream through.
unsigned buildSide(const Op& merge);
const std::vector<const Expr*>& probeKeys(const Op& merge);

class Pipeline {
 public:
  // `input`: which of the sinks' inputs the pipeline takes (ops with several, concat say, have a pipeline for each).
  Pipeline(FunctionEmitter& function, std::vector<Op*> sinks, unsigned input = 0);
  // Writes declarations, the loop, and what the sinks do at its end.
  void emit(Code& out);

 private:
  friend class RowLoop;

  // --- Pipeline.cpp: the plan and the loop
  void collectChain();
  void collectUses();
  // Every expression that the op evaluates on this pipeline's rows.
  std::vector<const Expr*> expressionsOf(Op& op);
  // A sink's stage: behind the chain and what sinks share; reductions have one loop in common, the last.
  int stageOf(std::size_t sink) const;
  static bool onceARow(const Expr* e);
  const Expr* canonical(const Expr* e);
  const Place* placeOf(const Expr* e) const;
  bool needsBuffer(const Expr* e) const;
  void put(Code& out);
  // Code of the user's runs in the loop: an exception that it throws is told with this place.
  void callsUser(SourceLoc loc);
  void openLoop(std::string next);
  void shareBetweenSinks();
  void select();  // from rows that arrived, or all, to a selection
  void emitFilter(Op& op);
  // Brings expressions to where library calls can read them. `rows` becomes the argument that names the rows.
  std::vector<std::string> views(const std::vector<const Expr*>& exprs, const std::vector<std::string>& names,
                                 std::string& rows);
  std::string rowsArgument() const;
  void buffered(const Expr* e, const std::string& name, RowLoop& loop);
  // Splits the expressions of a loop over the parts of it that compilers are good at, in order. `shared`: what is first
  // computed in this part, and needed by a later one.
  struct Part {
    std::vector<const Expr*> roots, shared;
    bool alone = true;  // else it becomes a function of its own
  };
  std::vector<Part> parts(const std::vector<const Expr*>& roots);
  void keepForLater(const std::vector<const Expr*>& roots, RowLoop& loop);
  bool isPending(const Expr* e) const;  // gets a buffer in the loop at hand
  void settleBuffers();
  Place columnPlace(const ValueType& type, const std::string& name, const std::string& view);

  // Keeps the rows at hand for which the condition, made in this loop, holds.
  void keepRows(const std::string& stays, RowLoop& loop);

  // Row numbers into a table, without filters: one loop over the whole block, straight into the columns.
  bool emitDirect(Code& out);

  // --- Probes.cpp
  void emitProbe(Op& op);
  void emitSemiJoin(Op& op);
  void emitRoute(Op& op);
  // What the probe of a merge looks at or carries on: made by statements before it.
  std::vector<const Expr*> madeBefore(const Op& merge);
  // Merges whose probe drops rows and needs but columns of the scan.
  std::vector<Op*> prefilters(const Op& read);
  void emitPrefilters();

  // --- Sources.cpp
  void emitSource();
  std::string batchVariable(const std::string& wanted);
  void emitScan(Op& read);
  void skipUnless(const Expr& condition, const std::string& scan);
  void emitRange(Op& range);
  std::string rangeBlock(Op& range);
  void rangeColumns(Op& range, const std::string& first);
  void emitTable(const Rows& rows);
  void emitGroups(Op& op);
  void emitSorted(Op& op);
  // The columns of `rows` as those of a batch variable: accessors that are declared at first use.
  void batchColumns(const Rows& rows, const std::string& batch, const std::vector<unsigned>& order);
  void decodeLate();

  // --- Sinks.cpp
  void declareSink(Op& op);
  void emitSink(Op& op);
  void finishSink(Op& op);
  void declareGroups(Op& op);
  void emitGroupSink(Op& op);
  void declareBuild(Op& op);
  void declareSort(Op& op);
  void declareTable(Op& op);
  void declareWriter(Op& op);
  void declareReduction(Op& op);
  void emitReductions(const std::vector<Op*>& ops);
  void finishReductions(const std::vector<Op*>& ops);
  // What a sink that ends in a table stores: columns of the input at hand, and what else it needs.
  std::vector<const Expr*> tableExprs(const Op& op) const;
  // Whether the labels that a table ends in are its own rows' numbers.
  bool numbersRows(const Op& op) const;
  std::vector<std::string> tableNames(const Op& op) const;
  void addColumns(const std::string& target, const std::vector<const Expr*>& exprs,
                  const std::vector<std::string>& names);
  void addInParts(const std::vector<const Column*>& columns, const std::function<std::string(const Column&)>& stateOf,
                  const std::string& heap, std::string_view name, const std::function<std::string(RowLoop&)>& head);
  // Around the loop of a part; what beginPart returns is for endPart.
  std::set<std::string> beginPart(const Part& part);
  void endPart(const Part& part, const std::set<std::string>& declared);
  void keepShared(const Part& part, RowLoop& loop);
  // What a loop does for the rows on which these values are known; empty: always.
  struct Update {
    std::string known;
    std::vector<std::string> calls;
  };
  void addToState(const Column& c, const std::string& state, RowLoop& loop, Code& out, const std::string& heap,
                  std::vector<Update>& updates);
  void dropMissing(const std::vector<const Expr*>& keys);
  std::string rangeOf(const Expr* e);
  std::string rowCount() const;
  std::string rowOrder(Code& out);

  // --- Words.cpp: coded strings
  const std::string& wordTable(const Expr* e, const Expr* column);
  void coverWords(const std::string& table, const Place& column);
  const std::string& wordsOf(const Expr* coded);
  const Expr* memoArgument(const Expr* coded);
  std::string arena();      // of strings that live as long as a batch
  std::string wordArena();  // ... as the pipeline
  // The variable of the object that is made once from an operation's constant: a pattern.
  std::string prepared(const OpInfo& op, const Expr& constant);
  std::string ordinalName();

  // A scalar on rows, as constants in front of the loop. `known` is empty where it is never missing.
  struct HoistedScalar {
    std::string value, known;
  };
  const HoistedScalar& hoisted(const Expr& scalar);
  void proven(const Expr* condition);  // what is known of the rows for which it holds

  FunctionEmitter& fn_;
  std::vector<Op*> sinks_;
  std::vector<Op*> chain_;  // behind the source, up to the op before the sinks
  unsigned sinkInput_;
  const Rows* source_ = nullptr;
  std::vector<Op*> firsts_;     // heads of a range: they clip its block
  const Op* router_ = nullptr;  // the merge whose probe rows may travel
  std::vector<Level> levels_;
  std::map<const Expr*, Place> places_;
  std::vector<std::pair<const Expr*, Place>> pendingPlaces_;  // buffers of the loop at hand
  std::map<const Expr*, const Expr*> canonical_;
  std::map<const Expr*, std::set<int>> stages_;  // expression → stages that ask for it
  int stage_ = 0;                                // the stage at hand: chain ops by number, then sinks (see stageOf)
  std::set<const Expr*> knownNow_;               // of the rows at hand no value of these is missing
  std::set<std::string> declared_;
  std::map<const Expr*, std::string> wordTables_, words_;
  std::set<std::string> covered_;
  std::string arena_, wordArena_, ordinal_;
  std::map<std::pair<const OpInfo*, const Expr*>, std::string> prepared_;
  std::map<const Scalar*, HoistedScalar> hoisted_;
  std::string late_;           // statement that decodes the late columns, until it is written
  bool filtersFirst_ = false;  // a filter precedes all probes
  // Merges that drop rows before the late columns are decoded, with the statements that decode their keys.
  std::vector<std::pair<Op*, std::vector<std::string>>> prefilters_;
  std::vector<std::string> closings_;   // what ends the open loops, innermost last
  std::string builder_;                 // of a table
  std::string firstRow_;                // C++ for the global number of the batch's first row
  std::string reductionHeap_;           // where reductions keep strings
  std::string rowOrder_;                // counts the rows in the order in which they come
  std::string running_;                 // the declaration of the place of the user's code in the loop
  std::string group_, states_, state_;  // of the row's group
  bool sharesRows_ = false;             // other sinks of the loop need the rows at hand as they are
  bool wantsLabels_ = false;
  bool endsEarly_ = false;      // the loop leaves rows that nobody wants
  std::string labels_;          // the column_view of the source's labels; empty where they are its rows' numbers
  std::size_t batchWidth_ = 0;  // columns of the source's batch; 0 where it has others than those of the rows

  // The text, in order: what outlives the pipeline; then, in a block of its own, what it declares, the head of its
  // loop, and the loop; the end.
  Code outer_;
  Code before_;
  Code head_;
  Code body_;
  Code after_;
};

}  // namespace bodocc
