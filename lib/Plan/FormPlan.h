// The parts of FormPlan, which share the function and the state of its rows.
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
  // Plans the steps that the op needs before its rows can be read.
  void require(Op& op);
  // The same for rows at the beginning of a loop; a stream that does not end at its place becomes a table.
  void requireSource(const Rows& rows);
  void makeTable(const Rows& rows);
  const TableInput& input(Op& op, unsigned k);
  void inputs(Op& op);
  // The last of the loops that feed the sinks. `router`: the join to whose build side the rows travel before these.
  Loop& loop(std::vector<Op*> sinks, unsigned input, Op* router = nullptr);
  void mark(Op& merge);
  // Finds the operations and the source of a loop, from `rows` on, the ones before its chain; if an operation forks, of
  // one loop for each of its inputs. Adds them to `all` in their order (CutAtRoutes.cpp).
  void cutAtRoutes(Loop& loop, const Rows* rows, std::vector<Loop*>& all);
  bool mayFork(const Loop& loop, const Op& op) const;
  bool isTable(const Rows& rows) const { return tables_.contains(&rows); }
  bool wantsLabels(const Op& op, unsigned input) const;
  bool wantsLabels(const Loop& loop) const;
  unsigned usesOf(const Rows& rows) const;

  Function& function_;
  FunctionPlan plan_;
  std::map<std::pair<const Op*, unsigned>, const Rows*> passedTo_;  // the receivers of the frames that ops pass on
  std::map<const Rows*, unsigned> uses_;                            // number of ops with the rows as an input
  std::set<const Rows*> tables_;                                    // rows that are in a table
  std::set<const Op*> done_;
  unsigned loopsRun_ = 0;
  std::vector<Step>* steps_ = nullptr;  // of the current region
  const Op *at_ = nullptr, *next_ = nullptr;
};

// Plans one loop, once its operations and its source are known (FormLoop.cpp).
// The number of rows if it is known while compiling, and not negative.
std::optional<std::int64_t> knownCount(const Expr& n);

class LoopPlanner {
 public:
  LoopPlanner(const Planner& planner, Loop& loop) : planner_(planner), loop_(loop) {}
  void run();

 private:
  void feeds();
  void stages();
  void skips();
  bool isDirect() const;
  Feed::Labels labelsOf(const Op& sink) const;

  const Planner& planner_;
  Loop& loop_;
};

}  // namespace bodocc::plan
