#include "bodocc/Analysis/InferDistributions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "bodocc/Analysis/Flow.h"
#include "bodocc/Analysis/KeyDomains.h"
#include "bodocc/Analysis/WholeArrays.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The user's variable that is returned.
const std::string& returnedName(const Op& op, unsigned frame) {
  if (frame < op.names.size() && !op.names[frame].empty()) return op.names[frame];
  return op.name.empty() ? op.inputs[frame]->name : op.name;
}

bool flaggedDistributed(const Function& f, const Op& op, unsigned frame) {
  return f.options.allReturnsDistributed || contains(f.options.distributed, returnedName(op, frame));
}

bool returnsReplicated(const Function& f, const Op& op, unsigned frame) {
  return contains(f.options.replicated, returnedName(op, frame));
}

// The name that users know.
std::string methodOf(const Op& op) {
  const char* method = op.info->method;
  return std::isalpha(static_cast<unsigned char>(*method)) ? method : op.info->id;
}

class Inference {
 public:
  explicit Inference(Module& m) : module_(m) {
    for (const Passage& p : passagesOf(m)) senders_[p.to].push_back(p);
    for (auto& f : m.functions) forEachOp(f->body, [&, fn = f.get()](Op& op) { owner_[&op] = fn; });
  }

  void run() {
    infer();
    checkFlags();
    findFewGroups();
    whole_ = WholeArrays(module_).found();
    if (!combinations_.empty() || !whole_.empty()) infer();
    for (auto& f : module_.functions) {
      check(*f);
      f->stage = Stage::Distributed;
    }
    if (failed_) throw *failed_;
    checkArguments();
    checkFirstRounds();
  }

 private:
  // ---- the fixpoint ----

  void infer() {
    for (auto& f : module_.functions) start(*f);
    do {
      changed_ = false;
      for (auto& f : module_.functions) {
        for (auto& rows : f->arguments)
          if (!f->external) passed(*rows);
        forEachOp(f->body, [&](Op& op) {
          for (Region& inner : op.regions)
            for (auto& rows : inner.arguments) {
              passed(*rows);
              whole(*rows);
            }
          for (auto& rows : op.results) {
            if (op.info->control == Control::Parallel)
              looped(op);
            else if (op.info->control != Control::None)
              passed(*rows);
            else
              apply(op, *rows);
            whole(*rows);
          }
        });
      }
    } while (changed_);
  }

  // Finds the group-bys with few groups, and the rows that are on every rank without these. A group-by that counts
  // distinct values is none of them: the values themselves would go to every rank.
  void findFewGroups() {
    KeyDomains domains(module_);
    for (auto& f : module_.functions)
      forEachOp(f->body, [&](Op& op) {
        for (auto& rows : op.results)
          if (rows->domain.distribution == Distribution::Replicated) mustBeEverywhere_.insert(rows.get());
        if (op.info->distribution != DistributionRule::Groups) return;
        if (std::any_of(op.rows().columns.begin(), op.rows().columns.end(), isCollected)) return;
        if (const auto count = domains.combinations(op.keys)) combinations_[&op] = *count;
      });
  }

  void start(Function& f) {
    auto best = [](Domain& domain) {
      domain.distribution = Distribution::EqualBlocks;
      domain.reason.clear();
      domain.cause = {};
      domain.whole.reset();
    };
    // the arguments of this version's callers
    std::vector<bool> whole;
    for (const Parameter& p : f.params)
      whole.push_back(p.rows && p.rows->domain.distribution == Distribution::Replicated);
    forEachOp(f.body, [&](Op& op) {
      for (auto& rows : op.results) best(rows->domain);
      for (Region& inner : op.regions)
        for (auto& rows : inner.arguments) best(rows->domain);
    });
    for (auto& rows : f.arguments) best(rows->domain);
    for (std::size_t i = 0; i < f.params.size(); ++i) {
      const Parameter& p = f.params[i];
      if (!p.isFrame) continue;
      if (contains(f.options.replicated, p.name))
        lower(*p.rows, Distribution::Replicated, p.rows, fmt::format("'{}' is flagged replicated", p.name));
      else if (f.external && whole[i])
        lower(*p.rows, Distribution::Replicated, p.rows, "the caller passes all of its rows on every rank");
      else if (f.external)
        lower(*p.rows, Distribution::Blocks, p.rows, "the caller's blocks may be of any size");
    }
  }

  void lower(Rows& rows, Distribution to, const Rows* lostAt, const std::string& reason) {
    if (to >= rows.domain.distribution) return;
    rows.domain.distribution = to;
    rows.domain.reason = reason;
    rows.domain.cause = lostAt->loc;
    lostAt_[&rows] = lostAt;
    changed_ = true;
  }
  // Lowers it to the other row set's distribution, at best `limit`.
  void follow(Rows& rows, const Rows& from, Distribution limit = Distribution::EqualBlocks,
              const std::string& limitReason = "") {
    if (from.domain.distribution <= limit && from.domain.distribution < rows.domain.distribution)
      lower(rows, from.domain.distribution, lostAt_.count(&from) ? lostAt_.at(&from) : &from, from.domain.reason);
    else
      lower(rows, limit, &rows, limitReason);
  }

  // For rows that come from one of several senders: distributed if any of them is, since the others can be cut.
  void passed(Rows& rows) {
    auto found = senders_.find(&rows);
    if (found == senders_.end()) return;
    const Rows* worst = nullptr;
    bool distributed = false;
    for (const Passage& p : found->second) {
      bool gathered = p.op->info->control == Control::Return && returnsReplicated(*owner_.at(p.op), *p.op, p.frame);
      if (p.from->domain.distribution == Distribution::Replicated || gathered) {
        if (!worst) worst = p.from;
        continue;
      }
      if (!distributed || p.from->domain.distribution < worst->domain.distribution) worst = p.from;
      distributed = true;
    }
    if (distributed)
      follow(rows, *worst);
    else if (worst->domain.distribution == Distribution::Replicated)
      follow(rows, *worst);
    else
      lower(rows, Distribution::Replicated, &rows, fmt::format("'{}' is flagged replicated", worst->name));
  }

  // Rows that every rank makes as a whole.
  void whole(Rows& rows) {
    const auto found = whole_.find(&rows);
    if (found == whole_.end()) return;
    const WholeUse& use = found->second;
    rows.domain.whole = use;
    lower(rows, Distribution::Replicated, &rows,
          fmt::format("a parallel loop {} elements of '{}' at any index", use.combines ? "combines" : "reads",
                      use.array));
    rows.domain.cause = use.loop;
  }

  void looped(Op& loop) {
    std::size_t result = 0;
    for (std::size_t k = 0; k < loop.arrays.size(); ++k) {
      if (!loop.arrays[k].isResult()) continue;
      Rows& rows = *loop.results.at(result++);
      if (loop.arrays[k].rows) lower(rows, Distribution::Blocks, &rows, "rows of arrays are whole");
      if (loop.arrays[k].appends)
        lower(rows, Distribution::Blocks, &rows, "push_back leaves the ranks with different numbers of rows");
      if (!loop.arrays[k].combines.empty())
        lower(rows, Distribution::Replicated, &rows, "what the loop combines by a key goes to every rank");
    }
  }

  void apply(Op& op, Rows& rows) {
    const std::string uneven = fmt::format("{} leaves the ranks with different numbers of rows", methodOf(op));
    const auto in = [&](std::size_t i) -> const Rows& { return *op.inputs.at(i); };
    switch (op.info->distribution) {
      case DistributionRule::None: break;
      case DistributionRule::Source:
        if (!op.pushed.empty())
          lower(rows, Distribution::Blocks, &rows, "the rows that survive the statistics are split, not all rows");
        break;
      case DistributionRule::Uneven: lower(rows, Distribution::Blocks, &rows, uneven); break;
      case DistributionRule::Replicated:
        lower(rows, Distribution::Replicated, &rows,
              op.inputs.empty() ? "its values are given to every rank"
                                : fmt::format("{} puts all rows on every rank", methodOf(op)));
        break;
      case DistributionRule::Groups:
        if (const auto few = combinations_.find(&op);
            few != combinations_.end() && in(0).domain.distribution != Distribution::Replicated) {
          lower(rows, Distribution::Replicated, &rows,
                fmt::format("its keys have few values, {} combinations: every rank has all groups", few->second));
          break;
        }
        [[fallthrough]];
      case DistributionRule::Subset: follow(rows, in(0), Distribution::Blocks, uneven); break;
      case DistributionRule::Equal:
        // rows that need not be on every rank are cut first
        if (in(0).domain.distribution == Distribution::Replicated &&
            (combinations_.empty() || mustBeEverywhere_.contains(&rows)))
          follow(rows, in(0));
        break;
      case DistributionRule::Same: follow(rows, in(0)); break;
      case DistributionRule::Join:
        if (in(0).domain.distribution == Distribution::Replicated &&
            in(1).domain.distribution == Distribution::Replicated)
          follow(rows, in(0));
        else
          lower(rows, Distribution::Blocks, &rows, uneven);
        break;
      case DistributionRule::Concat:
      case DistributionRule::Combine: {
        auto distributed = std::find_if(op.inputs.begin(), op.inputs.end(), [](const Rows* r) {
          return r->domain.distribution != Distribution::Replicated;
        });
        if (distributed == op.inputs.end())
          follow(rows, in(0));
        else if (op.info->distribution == DistributionRule::Combine)
          follow(rows, **distributed);
        else
          lower(rows, Distribution::Blocks, &rows, uneven);
        break;
      }
    }
  }

  // ---- flags, warnings, remarks ----

  // Errors of all functions are reported; the last one is thrown.
  void fail(UserError error) {
    if (failed_) report(failed_->diagnostic);
    failed_ = std::move(error);
  }

  // Frames that are flagged distributed must not be replicated.
  void checkFlags() {
    for (auto& f : module_.functions)
      forEachOp(f->body, [&](const Op& op) {
        if (!f->external || op.info->control != Control::Return) return;
        for (unsigned k = 0; k < op.inputs.size(); ++k) {
          if (!flaggedDistributed(*f, op, k) || op.inputs[k]->domain.distribution != Distribution::Replicated) continue;
          fail(notDistributable(*f, op, *op.inputs[k], returnedName(op, k)));
        }
      });
    if (failed_) throw *failed_;
  }

  void check(Function& f) {
    if (!f.external) return;
    const Rows* sample = nullptr;
    bool parallel = false;
    forEachOp(f.body, [&](Op& op) {
      // its iterations are spread over the ranks
      parallel = parallel || (op.info->control == Control::Parallel && !runsEverywhere(op));
      for (auto& rows : op.results) {
        parallel = parallel || rows->domain.distribution != Distribution::Replicated;
        if (!sample) sample = rows.get();
      }
      for (const Rows* rows : op.inputs) parallel = parallel || rows->domain.distribution != Distribution::Replicated;
      if (op.info->control == Control::Return)
        for (unsigned k = 0; k < op.inputs.size(); ++k) checkReturn(f, op, k);
    });
    forEachOp(f.body, [&](const Op& op) {
      for (std::size_t k = 0; k < op.arrays.size(); ++k)
        if (op.arrays[k].isWhole()) checkWhole(op, k);
    });
    if (sample && !parallel) {
      const SourceLoc cause = sample->domain.cause;
      report({"no-parallelism",
              Severity::Warning,
              f.loc,
              fmt::format("no parallelism found in '{}': every rank computes all rows of all its frames", f.name),
              {{cause, fmt::format("'{}' is on every rank: {}", sample->name, sample->domain.reason)},
               {{}, "frames that are read from files or made with arange are spread over the ranks"}}});
    }
  }

  // An array that a parallel loop needs on every rank.
  void checkWhole(const Op& loop, std::size_t array) {
    const Rows& rows = *loop.inputs[array];
    const ArrayUse& use = loop.arrays[array];
    const std::string& name = loop.names[array];
    const bool combines = !use.combines.empty();
    constexpr std::int64_t most = std::int64_t{1} << 20;  // rt::detail::loop_core::whole
    if (const auto count = knownRows(rows); count && *count > most)
      fail(
          UserError("parallel-loop", use.whole,
                    fmt::format("'{}' has {} elements, and every rank would need all of them (at most {}): the loop {} "
                                "them at any index",
                                name, *count, most, combines ? "combines" : "reads"),
                    {{{},
                      combines ? "use groupby, which has any number of keys"
                               : fmt::format("read {}[i + k] with a constant k, or merge frames by a key", name)}}));
    const char* const why = combines ? "the loop combines them by a key" : "the loop reads them at any index";
    if (rows.domain.distribution != Distribution::Replicated)
      report({"gathered-array",
              Severity::Remark,
              loop.loc,
              fmt::format("all elements of '{}' are gathered on every rank here", name),
              {{{}, why}}});
    else if (rows.domain.whole)
      report({"replicated-array",
              Severity::Remark,
              loop.loc,
              fmt::format("every rank makes all elements of '{}', and nothing is gathered here", name),
              {{{}, why}}});
  }

  // Arrays that are gathered before the first round of a loop, and made on every rank from then on.
  void checkFirstRounds() {
    for (const Passage& p : passagesOf(module_)) {
      if (!isLoop(p.op->info->control) || p.from->domain.distribution == Distribution::Replicated ||
          p.to->domain.distribution != Distribution::Replicated)
        continue;
      const WholeUse& use = p.to->domain.whole.value();
      report({"gathered-array",
              Severity::Remark,
              p.op->loc,
              fmt::format("all elements of '{}' are gathered on every rank here", p.op->names.at(p.frame)),
              {{use.loop, use.combines ? "this loop combines them by a key" : "this loop reads them at any index"}}});
    }
  }

  // The number of rows, if constants and files that are there while compiling say it.
  static std::optional<std::int64_t> knownRows(const Rows& rows) {
    const Op* const def = rows.def;
    if (!def) return std::nullopt;
    if (def->info->control == Control::Parallel) {
      std::size_t result = 0;
      for (std::size_t k = 0; k < def->arrays.size(); ++k)
        if (def->arrays[k].isResult() && def->results[result++].get() == &rows)
          return def->arrays[k].appends ? std::nullopt : knownRows(*def->inputs[k]);
    }
    if (isFileOrRange(*def->info)) {
      const bool isConstant = def->scalars.at(0)->kind == ExprKind::Constant;
      return isConstant && def->pushed.empty() ? rows.domain.estimatedRows : std::nullopt;
    }
    const bool isSame = def->info->kind == OpKind::Rows && def->info->count == RowCount::Same && !def->limit;
    return isSame && def->inputs.size() == 1 ? knownRows(*def->inputs[0]) : std::nullopt;
  }

  // Frames that annotated functions pass to parameters flagged replicated.
  void checkArguments() {
    for (const Passage& p : passagesOf(module_))
      if (p.op->info->control == Control::Call && p.to->domain.distribution == Distribution::Replicated &&
          p.from->domain.distribution != Distribution::Replicated)
        report({"gathered-argument",
                Severity::Remark,
                p.op->loc,
                fmt::format("all rows of '{}' are gathered on every rank here, for the parameter '{}'", p.from->name,
                            p.to->name),
                {{{}, fmt::format("without the replicated flag of '{}' they stay where they are", p.to->name)}}});
  }

  void checkReturn(Function& f, const Op& op, unsigned frame) {
    const std::string& name = returnedName(op, frame);
    const bool variable = frame < op.names.size() && !op.names[frame].empty();
    if (gathersAtReturn(f, op, frame) && !returnsReplicated(f, op, frame))
      report({"gathered-return",
              Severity::Remark,
              op.loc,
              fmt::format("all rows of {} are gathered on every rank here",
                          variable ? fmt::format("'{}'", name) : "the result"),
              {{{},
                variable ? fmt::format("[[bodo::jit(distributed = {{\"{}\"}})]] leaves them where they are", name)
                         : "[[bodo::jit(all_returns_distributed)]] leaves them where they are"}}});
  }

  // True if all files below existed while compiling, and not only samples of them.
  static bool sizeIsKnown(const Rows& rows) {
    if (!rows.def) return false;
    if (rows.def->info->shape == Shape::File) return rows.def->scalars.at(0)->kind == ExprKind::Constant;
    return std::all_of(rows.def->inputs.begin(), rows.def->inputs.end(),
                       [](const Rows* input) { return sizeIsKnown(*input); });
  }

  UserError notDistributable(const Function& f, const Op& op, const Rows& rows, const std::string& name) const {
    const Rows* lost = lostAt_.count(&rows) ? lostAt_.at(&rows) : &rows;
    std::int64_t width = 0;
    for (const Column& c : rows.columns) width += bytesOf(c.type);
    std::string cost = rows.domain.estimatedRows && sizeIsKnown(rows)
                           ? fmt::format("{} bytes", *rows.domain.estimatedRows * width)
                           : fmt::format("all its rows, of {} bytes each,", width);
    std::string remedy = "a frame that is read from a file, or made with arange, is spread over the ranks";
    if (!lost->def)
      remedy = fmt::format("leave '{}' out of the replicated flag", lost->name);
    else if (!lost->def->inputs.empty())
      remedy =
          fmt::format("leave out {}: operations work on rows that are spread over the ranks", methodOf(*lost->def));
    else if (lost->def->info->count == RowCount::Source)
      remedy += "; scatterv spreads one rank's rows";
    return UserError("not-distributable", rows.domain.cause,
                     fmt::format("'{}' is flagged distributed, but it cannot be: {}", name, rows.domain.reason),
                     {{f.loc, fmt::format("the flag is on '{}'", f.name)},
                      {op.loc, fmt::format("returned here: {} would be on every rank", cost)},
                      {{}, remedy}});
  }

  // Reports once for all versions of a template.
  void report(Diagnostic d) {
    for (const Diagnostic& old : module_.diagnostics)
      if (old.id == d.id && old.loc == d.loc && old.text == d.text) return;
    module_.diagnostics.push_back(std::move(d));
  }

  Module& module_;
  std::map<const Rows*, std::vector<Passage>> senders_;
  std::map<const Op*, const Function*> owner_;
  std::map<const Rows*, const Rows*> lostAt_;       // the row set with which the distribution was lost
  std::map<const Op*, std::int64_t> combinations_;  // of the keys of group-bys with few groups
  std::set<const Rows*> mustBeEverywhere_;
  std::map<const Rows*, WholeUse> whole_;
  std::optional<UserError> failed_;
  bool changed_ = false;
};

}  // namespace

void inferDistributions(Module& m) { Inference(m).run(); }

bool gathersAtReturn(const Function& f, const Op& returning, unsigned frame) {
  if (returning.inputs.at(frame)->domain.distribution == Distribution::Replicated) return false;
  if (returnsReplicated(f, returning, frame)) return true;
  return f.external && !flaggedDistributed(f, returning, frame);
}

bool cutsAtReturn(const Function& f, const Op& returning, unsigned frame) {
  return f.external && returning.inputs.at(frame)->domain.distribution == Distribution::Replicated &&
         flaggedDistributed(f, returning, frame);
}

std::string toString(Distribution d) {
  const char* names[] = {"replicated", "blocks", "equal blocks"};
  return names[static_cast<int>(d)];
}

}  // namespace bodocc
