// The sinks of a loop: a hash table of groups, the build side of a join, a sort, a table, a file, scalars.
#pragma once

#include "LoopScope.h"

#include <functional>
#include <string>
#include <vector>

namespace bodocc {

class RowLoop;

class Sinks {
 public:
  explicit Sinks(LoopScope& scope)
      : scope_(scope), fn_(scope.fn), loop_(scope.loop), text_(scope.text), here_(scope.here) {}

  // Declares those that the loop begins.
  void declare();
  // Adds the rows at hand.
  void add(const plan::Feed& feed);
  // Ends those that the loop finishes.
  void finish();

  // The variable of the table that is built; of any sink.
  const std::string& builder() const { return builder_; }
  const std::string& variable(const plan::Feed& feed) const;

 private:
  void declare(const plan::Feed& feed);
  void declareGroups(const plan::Feed& feed);
  void declareBuild(const plan::Feed& feed);
  void declareKeys(const plan::Feed& feed);
  void declareSort(const plan::Feed& feed);
  void declareTable(const plan::Feed& feed);
  void declareWriter(Op& op);
  void declareReduction(Op& op);
  std::string keyName(const Op& groups, const Expr* key) const;
  std::string keyOf(const Expr* key, const std::string& field) const;

  void addColumns(const plan::Feed& feed);
  void addGroups(const plan::Feed& feed);
  void addReductions(const plan::Feed& feed);
  void dropMissing(const plan::Feed& feed);
  void addUpdates(const plan::Feed& feed, const std::function<std::string(const Column&)>& stateOf,
                  const std::string& heap);
  // The work of a loop for the rows in which these values are known.
  struct Update {
    Cpp known;
    std::vector<std::string> calls;
  };
  void addToState(const Column& c, const std::string& state, RowLoop& loop, Code& out, const std::string& heap,
                  std::vector<Update>& updates);
  std::string rowOrder(Code& out);

  void finish(const plan::Feed& feed);
  void finishTable(const plan::Feed& feed);
  void finishReductions(const plan::Feed& feed);

  LoopScope& scope_;
  FunctionEmitter& fn_;
  plan::Loop& loop_;
  LoopText& text_;
  Position& here_;
  std::string builder_;         // of a table
  std::string heap_;            // for strings of reductions
  std::string rowOrder_;        // counts the rows in their order
  std::string states_, state_;  // of the rows' groups, and of the row's
};

}  // namespace bodocc
