// Where the values of a loop are, stage by stage: PlaceValues fills it while it decides, the passes after it and the
// rules go through the placed loop once more.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "bodocc/Plan/Plan.h"

namespace bodocc::plan {

class Slots {
 public:
  // Those of the source.
  explicit Slots(const Loop& loop);

  const Slot* find(const Expr* e) const;
  bool contains(const Expr* e) const { return find(e) != nullptr; }
  unsigned level() const { return level_; }
  bool selected() const { return selected_; }  // the rows at hand are some of their level's
  // The columns of the source's batch, in its order; empty where it is not at hand.
  const std::vector<const Expr*>& batch() const { return batch_; }

  // What a part or a stage does to them, once its parts have.
  void add(const Part& part);
  void select() { selected_ = true; }
  void send(const std::vector<const Expr*>& sent);
  void probe(const Op& merge);
  void explode(const Op& op);

  // Of the rows at hand no value of these is missing.
  void know(const std::vector<const Expr*>& all) { known_.insert(all.begin(), all.end()); }
  bool mayBeMissing(const Expr* e) const;

 private:
  void open();  // a new level

  const Loop* loop_;
  unsigned level_ = 0;
  bool selected_ = false;
  std::map<const Expr*, Slot> slots_;
  std::vector<const Expr*> batch_;
  std::set<const Expr*> known_;
};

// Calls `visit` for each part of a placed loop, in the order in which they run, with the slots before it. `predicate`:
// it is the condition by which rows of a selection are kept, a function of the row and no loop.
void forEachPart(Loop& loop, const std::function<void(Part&, const Slots&, bool predicate)>& visit);

// Calls `visit` for each node that the part computes, operands first; `byWord`: once a word instead of once a row. To
// be asked after TabulateWords.
void forEachComputed(const Loop& loop, const Part& part, const Slots& slots,
                     const std::function<void(const Expr*, bool byWord)>& visit);

}  // namespace bodocc::plan
