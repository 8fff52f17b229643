// The rules of a plan: the values that a statement of a loop reads exist for the current rows, and are decoded; values
// that are costly or have observable effects are computed once a row; scalars that it hoists are defined before it; a
// filter narrows only a selection that no other sink needs; a loop sends its rows at most once; each loop runs once,
// after the loops of its inputs; a sink is begun by its first loop and finished by its last one, and only then read.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_set>

#include "Uses.h"

namespace bodocc::plan {

namespace {

class LoopCheck {
 public:
  explicit LoopCheck(const Loop& loop) : loop_(loop) {}

  void run() {
    if (loop_.feeds.empty()) fail("it has no sink");
    if (loop_.direct) return;
    const Source& source = loop_.source;
    for (const auto* columns : {&source.now, &source.later})
      for (unsigned c : *columns)
        if (c >= source.rows->columns.size()) fail("it scans a column that its source does not have");
    later_.insert(source.later.begin(), source.later.end());
    for (const Feed& feed : loop_.feeds) {
      fetched_.insert(feed.fetched.begin(), feed.fetched.end());
      if (feed.fetched.empty()) continue;
      if (feed.kind != Feed::Kind::Sort || !feed.sink().limit)
        fail("it fetches columns of rows that are not the first");
      if (loop_.feeds.size() != 1 || !feed.begins || !feed.finishes) fail("it fetches columns of rows of other sinks");
    }
    for (const Feed& feed : loop_.feeds)
      if (feed.firstOfGroups != 0 && (feed.kind != Feed::Kind::Sort || feed.sink().limit || feed.groups.empty()))
        fail("it keeps first rows of groups that are not sorted as a whole");
    for (const auto* columns : {&source.now, &source.later})
      for (unsigned c : *columns)
        if (fetched_.contains(c)) fail("it scans a column that it fetches");
    if (source.ordered && source.kind != Source::Kind::Groups) fail("it sorts a source that has no groups");
    for (const Stage& stage : loop_.stages) {
      check(stage);
      rows_ = after(stage, rows_);
    }
    if (!later_.empty()) fail("a column of its source is never decoded");
    check(loop_.shared);
    for (const Feed& feed : loop_.feeds) {
      // each sink handles the current rows independently
      const auto there = there_;
      const auto travelled = travelled_;
      const AtHand rows = rows_;
      check(feed);
      rows_ = rows;
      there_ = there;
      travelled_ = travelled;
    }
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw InternalError(fmt::format("the plan's loop {} is wrong: {}", loop_.id, what));
  }

  void check(const Stage& stage) {
    switch (stage.kind) {
      case Stage::Kind::Decode:
        for (unsigned c : stage.columns)
          if (later_.erase(c) == 0) fail(fmt::format("column {} is decoded twice", c));
        if (stage.rest && !later_.empty()) fail("not all columns that are left are decoded");
        return;
      case Stage::Kind::Filter:
        check(stage.parts);
        keep(stage.keeping);
        return;
      case Stage::Kind::Prefilter:
      case Stage::Kind::KeepMatching:
        check(stage.parts);
        read(stage.keys, stage.reads);
        if (stage.where) {
          const auto before = build_;
          build_[&stage.op->rows()] = build_[stage.op->pairs.get()] = level_ + 1;
          check(*stage.where);
          build_ = before;
        }
        return;
      case Stage::Kind::Send:
        check(stage.parts);
        read(stage.keys, stage.reads);
        read(stage.sent, stage.reads);
        if (!sentTo_.insert(stage.op).second) fail("its rows travel twice to the same join");
        sent_ = true;
        build_.clear();
        there_.clear();
        for (const Expr* e : stage.sent) there_[e] = 0;
        travelled_.insert(stage.sent.begin(), stage.sent.end());
        level_ = 0;
        return;
      case Stage::Kind::Probe: {
        check(stage.parts);
        read(stage.keys, stage.reads);
        ++level_;
        build_[&stage.op->rows()] = level_;
        if (!stage.where) return;
        build_[stage.op->pairs.get()] = level_;
        check(*stage.where);
        return;
      }
      case Stage::Kind::Explode:
        check(stage.parts);
        read(stage.keys, stage.reads);
        build_[&stage.op->rows()] = ++level_;
        return;
    }
  }

  void check(const Feed& feed) {
    if (!feed.present.empty()) {
      if (feed.keeping == Keeping::InPlace && !feed.last) fail("it narrows a selection that other sinks need");
      check(feed.presence);
      keep(feed.keeping);
    }
    if (feed.kind == Feed::Kind::Table && !std::visit([](const auto* made) { return made != nullptr; }, feed.madeBy))
      fail("its table is made by nothing");
    if (!feed.fetched.empty() && (level_ != 0 || sent_)) fail("it fetches columns of rows without a number");
    check(feed.parts);
    read(feed.columns, feed.reads);
    for (const Collected& c : feed.collected) {
      check(c.parts);
      if (c.column->from) read({c.column->from});
    }
    for (const Update& update : feed.updates) check(update.part);
  }

  void keep(Keeping keeping) {
    if (keeping == Keeping::InPlace && rows_ != AtHand::Selection) fail("it narrows a selection where there is none");
    rows_ = AtHand::Selection;
  }

  void check(const std::vector<Part>& parts) {
    for (const Part& part : parts) check(part);
  }

  void check(const Part& part) {
    for (const ByWord& word : part.words) check(word);
    for (const Magnitude& m : part.fits) check(m);
    std::unordered_set<const Expr*> here;  // one loop computes a value once
    for (const Expr* root : part.roots) compute(loop_.canonical(root), here);
    read(part.known, level_ == 0 ? Reads::Rows : Reads::Taken);
    for (const Buffer& b : part.buffers) compute(b.expr, here);
    for (const Buffer& b : part.buffers) {
      there_[b.expr] = level_;
      travelled_.erase(b.expr);
    }
  }

  bool isDecoded(unsigned column) const { return !later_.contains(column) && !fetched_.contains(column); }

  // Whether it is a column as the source or a build side has it, at the rows at hand or at those that they follow from.
  bool isColumn(const Expr* e) const {
    if (const auto at = there_.find(e); at != there_.end()) return travelled_.contains(e);
    return e->kind == ExprKind::Column &&
           (e->rows == loop_.source.rows ? !sent_ && isDecoded(e->column) : build_.contains(e->rows));
  }

  void check(const ByWord& word) const {
    if (word.expr->type.coded) return;
    if (!word.of->type.coded || !isColumn(word.of))
      fail(fmt::format("{} is tabulated by the words of {}, which has none", print(*word.expr), print(*word.of)));
    if (anyMayFail(word.expr)) fail(fmt::format("{} is tabulated, but may fail", print(*word.expr)));
  }

  void check(const Magnitude& m) const {
    if (m.kind == Magnitude::Kind::Column && (m.column->type.coded || !isColumn(m.column)))
      fail(fmt::format("{} has no bound", print(*m.column)));
    for (const Magnitude& operand : m.of) check(operand);
  }

  void compute(const Expr* e, std::unordered_set<const Expr*>& here) {
    if (there_.contains(e) || !here.insert(e).second) return;
    if (e->kind == ExprKind::Column) {
      if (e->rows == loop_.source.rows && !sent_) {
        if (!isDecoded(e->column)) fail(fmt::format("{} is read before it is decoded", print(*e)));
      } else if (!build_.contains(e->rows)) {
        fail(fmt::format("{} is not there", print(*e)));
      }
      return;
    }
    if (e->function && !computed_.insert(e).second)
      fail(fmt::format("the user's function of {} is called twice a row", print(*e)));
    for (const Expr* a : e->args) compute(loop_.canonical(a), here);
  }

  // Checks the columns that a library call reads.
  void read(const std::vector<const Expr*>& all, Reads reads = Reads::Rows) const {
    if ((reads == Reads::Probed || reads == Reads::Taken) && level_ == 0)
      fail("values of pairs are read where there are none");
    if (reads == Reads::Batch && (level_ != 0 || sent_)) fail("the source's batch is read where it is not at hand");
    for (const Expr* e : all) {
      const Expr* c = loop_.canonical(e);
      const auto isColumnAt = [&](unsigned level) {
        if (level == 0 && !sent_ && c->kind == ExprKind::Column && c->rows == loop_.source.rows)
          return isDecoded(c->column);
        const auto at = there_.find(c);
        return at != there_.end() && at->second == level;
      };
      const auto build = c->kind == ExprKind::Column ? build_.find(c->rows) : build_.end();
      const bool there = reads == Reads::Probed  ? isColumnAt(level_ - 1)
                         : reads == Reads::Taken ? isColumnAt(level_) || isColumnAt(level_ - 1) ||
                                                       (build != build_.end() && build->second == level_)
                                                 : isColumnAt(level_);
      if (!there) fail(fmt::format("{} is no column at the rows at hand", print(*c)));
    }
  }

  const Loop& loop_;
  unsigned level_ = 0;
  std::set<const Op*> sentTo_;
  bool sent_ = false;
  AtHand rows_ = AtHand::All;
  std::set<unsigned> later_, fetched_;
  std::map<const Expr*, unsigned> there_;  // buffers and received values, by level
  std::set<const Expr*> travelled_;        // of these, the received ones that are no buffers
  std::map<const Rows*, unsigned> build_;  // probed build sides, by the level of their pairs
  std::set<const Expr*> computed_;
};

class StepCheck {
 public:
  void run(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      if (step.kind == Step::Kind::Run) {
        if (!step.loop) throw InternalError("the plan runs no loop where it should");
        check(*step.loop);
        if (!loops_.insert(step.loop).second) fail(*step.loop, "runs twice");
      }
      for (const std::vector<Step>& region : step.regions) run(region);
      if (step.kind == Step::Kind::Run)
        for (const Op* sink : step.loop->sinks) define(*sink);
      else if (step.op && step.kind != Step::Kind::Hold)
        define(*step.op);
    }
  }
  bool ran(const Loop& loop) const { return loops_.contains(&loop); }
  void atEnd() const {
    for (const auto& [sink, loop] : begun_) fail(*loop, "feeds a sink that is not finished");
  }

 private:
  [[noreturn]] static void fail(const Loop& loop, const char* what) {
    throw InternalError(fmt::format("the plan's loop {} {}", loop.id, what));
  }

  void define(const Op& op) {
    for (const auto& scalar : op.scalarResults) defined_.insert(scalar.get());
  }

  void check(const Loop& loop) {
    for (const Expr* e : loop.hoisted)
      if (e->kind == ExprKind::Scalar && !defined_.contains(e->scalar))
        fail(loop, "hoists a scalar that is not defined");
    std::vector<const Op*> probed(loop.chain.begin(), loop.chain.end());
    for (const Feed& feed : loop.feeds)
      if (feed.marked) probed.push_back(feed.marked);
    for (const Op* op : probed) {
      if (!isMerge(*op)) continue;
      if (!finished_.contains(op)) fail(loop, "probes a table that is not built");
      if (unmatched_.contains(op)) fail(loop, "probes a table whose rows with or without a match have been scanned");
    }
    if (loop.source.kind == Source::Kind::AfterProbes) {
      if (!finished_.contains(loop.source.rows->def)) fail(loop, "scans a table that is not built");
      unmatched_.insert(loop.source.rows->def);
    }
    const bool scansSink = loop.source.kind == Source::Kind::Groups || loop.source.kind == Source::Kind::Sorted;
    if (scansSink && !finished_.contains(loop.source.rows->def)) fail(loop, "scans a sink that is not finished");
    for (const Feed& feed : loop.feeds)
      for (const Op* op : feed.sinks) {
        const std::pair<const Op*, unsigned> sink{op, loop.input};
        if (finished_.contains(op) && !takesTable(*op)) fail(loop, "feeds a sink that has been finished");
        if (feed.begins && !begun_.emplace(sink, &loop).second) fail(loop, "begins a sink that has been begun");
        if (!begun_.contains(sink)) fail(loop, "feeds a sink that has not been begun");
        if (!feed.finishes) continue;
        begun_.erase(sink);
        finished_.insert(op);
      }
  }

  std::map<std::pair<const Op*, unsigned>, const Loop*> begun_;  // sinks, by their op and its input
  std::set<const Op*> finished_;
  std::set<const Op*> unmatched_;  // whose rows without a match have been scanned
  std::set<const Scalar*> defined_;
  std::set<const Loop*> loops_;
};

}  // namespace

void verify(const FunctionPlan& plan) {
  StepCheck steps;
  steps.run(plan.steps);
  steps.atEnd();
  for (const auto& loop : plan.loops) {
    if (!steps.ran(*loop)) throw InternalError(fmt::format("the plan's loop {} does not run", loop->id));
    if (plan.placed) LoopCheck(*loop).run();
  }
}

}  // namespace bodocc::plan
