// The parts of FormPlan, which share the function, and what is known of its rows so far.
#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "Uses.h"

namespace bodocc::plan {

class Planner {
 public:
  Planner(const Module& module, Function& function);
  FunctionPlan run();

 private:
  friend class LoopPlanner;

  std::vector<Step> region(const Region& region);
  void op(Op& op);
  void control(Op& op);
  void step(Step::Kind kind, Op& op, Loop* loop = nullptr) { steps_->push_back({kind, &op, loop, 0, {}, at_, next_}); }
  // What the op needs before it can be read from.
  void require(Op& op);
  // The same for rows that a loop begins with; a stream that does not end where it stands becomes a table.
  void requireSource(const Rows& rows);
  const TableInput& input(Op& op, unsigned k);
  void inputs(Op& op);
  Loop& loop(std::vector<Op*> sinks, unsigned input);
  bool isTable(const Rows& rows) const { return tables_.contains(&rows); }
  bool wantsLabels(const Op& op, unsigned input) const;
  unsigned usesOf(const Rows& rows) const;

  Function& function_;
  FunctionPlan plan_;
  std::map<std::pair<const Op*, unsigned>, const Rows*> passedTo_;  // what receives the frames that ops pass on
  std::map<const Rows*, unsigned> uses_;                            // how many ops have the rows as an input
  std::set<const Rows*> tables_;                                    // rows that are in a table by now
  std::set<const Op*> done_;
  unsigned loopsRun_ = 0;
  std::vector<Step>* steps_ = nullptr;  // of the region at hand
  const Op *at_ = nullptr, *next_ = nullptr;
};

// Plans one loop.
class LoopPlanner {
 public:
  LoopPlanner(const Planner& planner, Loop& loop) : planner_(planner), loop_(loop) {}
  // The operations and the source; what these need is required in between (CutAtRoutes.cpp).
  void cutAtRoutes();
  // The rest, when the source is there (FormLoop.cpp).
  void run();

 private:
  void feeds();
  void stages();
  bool isDirect() const;
  Feed::Labels labelsOf(const Op& sink) const;

  const Planner& planner_;
  Loop& loop_;
};

}  // namespace bodocc::plan
