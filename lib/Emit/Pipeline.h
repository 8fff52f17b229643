// One loop's C++, from its plan: from a source of batches through filters, computed columns and probes to its sinks.
// Each expression has a place once a stage of the plan has computed it; loops run over the innermost level and find the
// outer rows through the pairs.
#pragma once

#include "LoopScope.h"
#include "Sinks.h"
#include "bodocc/IR/IR.h"
#include "bodocc/Plan/Plan.h"

#include <map>
#include <string>
#include <vector>

namespace bodocc {

class FunctionEmitter;

class Pipeline {
 public:
  // Of a loop whose text stands at this depth.
  Pipeline(FunctionEmitter& function, plan::Loop& loop, int depth)
      : fn_(function),
        loop_(loop),
        scope_(function, loop, depth),
        text_(scope_.text),
        here_(scope_.here),
        sinks_(scope_) {}
  // Writes declarations, the loop, and the end of its sinks.
  void emit(Code& out);

 private:
  // --- Pipeline.cpp
  void write(Code& out);
  // Begins the loop over the batches of `source_`.
  void openLoop();
  // The function that produces the rows that travel next, by the stages from this one on; `more` gets the next batch.
  void openSender(std::size_t stage, const std::string& more);
  // The loop is a call that adds all batches to the sink.
  void emitCopy();
  void emitStage(const plan::Stage& stage);
  void emitFeeds();
  void select();  // makes the rows at hand a selection, unless they are one
  void emitFilter(const plan::Stage& stage);
  void emitDecode(const plan::Stage& stage);

  // Row numbers into a table, without filters: one loop over the whole block, straight into the columns.
  void emitDirect(Code& out);

  // --- Probes.cpp
  void emitPrefilter(const plan::Stage& stage);
  void emitSend(const plan::Stage& stage);
  void emitProbe(const plan::Stage& stage);
  Level pairsOf(const Op& merge);
  std::string emitCondition(const plan::Stage& stage);
  void placeBuild(const Op& op);
  void placeValue(const Op& op, const Rows& rows, unsigned column, unsigned payload);
  void placeMatch(const Op& op, const MergeColumn& column);
  void declareExploded();  // the lists whose values become rows
  // Semi and anti joins are filters: rows stay where they are.
  void emitKeepMatching(const plan::Stage& stage);

  // --- Sources.cpp
  void emitSource();
  void nameBatch();
  // The source's text, and its columns as those of the batch.
  void nameSource();
  void placeColumns();
  void nameScan();
  void skipUnless(Condition op, const Expr& column, const std::vector<const Expr*>& values);
  void nameRange();
  std::string rangeBlock();
  void rangeColumns(const Cpp& first);
  void nameTable();
  void nameWindows();
  void orderGroups();
  void nameAfterProbes();
  void declareResults();
  std::string resultsHead() const;
  // Adds the functions of states to the arguments: by names, which it gives them.
  void nameResults(std::string& arguments);
  bool isValueOfState(const Column& column, const Cpp& result);
  Cpp groupResult(const Column& column, const Cpp& state, const std::string& at);
  // The columns of the source as those of the batch: accessors that are declared at first use.
  void batchColumns();

  FunctionEmitter& fn_;
  plan::Loop& loop_;
  LoopScope scope_;
  LoopText& text_;
  Position& here_;
  Sinks sinks_;
  // The source: its variable, and, if the loop makes it, its class and arguments. Groups: the function that gives the
  // results of all states, or the functions of single states, and the parameter's name.
  struct SourceText {
    std::string name, type, arguments;
    bool configured = false;  // by statements before the loop
    std::string values = {};
    std::vector<std::string> results = {};
    std::string state = {};
    bool hasResults() const { return !values.empty() || !results.empty(); }
    std::string sent = {};  // through a route: the first arguments of its next()
  };
  SourceText source_;
  std::string send_, outgoing_;  // the last function that produces rows that travel, and its parameter
  std::string route_;            // the last one
  std::map<const plan::Stage*, Level> sendersLevels_;  // of the probes in that function
};

}  // namespace bodocc
