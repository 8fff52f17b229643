#include <algorithm>
#include <utility>

#include "Uses.h"
#include "bodocc/Plan/Passes.h"

namespace bodocc::plan {

namespace {

// True if both count the same rows: those with a value, which are all rows of a column without missing values.
bool countsValuesOf(const Column& count, const Expr* values) {
  const auto counted = [](const Expr* e) { return e && e->type.nullable ? e : nullptr; };
  return countsOnly(count) && counted(count.from) == counted(values);
}

class Sharing {
 public:
  Sharing(FunctionPlan& plan, Feed& feed) : plan_(plan), feed_(feed) {}

  void run() {
    const std::vector<const Column*> asked = std::exchange(feed_.states, {});
    all_ = asked;
    for (const Column* c : asked) {
      // a mean of times is no sum divided by a number
      const OpInfo* const sum = isFloat(c->type.type) ? dividendOf(*c->aggregate) : nullptr;
      if (!sum) {
        add(c);
        continue;
      }
      const Column* dividend = find([&](const Column& d) { return d.aggregate == sum && d.from == c->from; });
      const Column* count = find([&](const Column& d) { return countsValuesOf(d, c->from); });
      if (!dividend && !count) {
        add(c);
        continue;
      }
      if (!dividend) dividend = make(*c, *sum, "sum");
      if (!count) count = make(*c, countOp(), "count");
      add(dividend);
      add(count);
      plan_.quotients[c] = {dividend, count};
    }
  }

 private:
  template <class F>
  const Column* find(F fits) const {
    const auto at = std::ranges::find_if(all_, [&](const Column* c) { return fits(*c); });
    return at == all_.end() ? nullptr : *at;
  }

  void add(const Column* state) {
    if (std::ranges::find(feed_.states, state) == feed_.states.end()) feed_.states.push_back(state);
  }

  const Column* make(const Column& of, const OpInfo& aggregate, const char* what) {
    auto column = std::make_unique<Column>(of);
    column->aggregate = &aggregate;
    column->name = of.name + "_" + what;
    plan_.madeColumns.push_back(std::move(column));
    all_.push_back(plan_.madeColumns.back().get());
    return all_.back();
  }

  FunctionPlan& plan_;
  Feed& feed_;
  std::vector<const Column*> all_;
};

// Several quantiles of one column.
void shareCollected(FunctionPlan& plan, const Feed& feed) {
  for (auto op = feed.sinks.begin(); op != feed.sinks.end(); ++op) {
    const Column& c = (*op)->outputs[0];
    if (!isCollected(c)) continue;
    const auto first =
        std::find_if(feed.sinks.begin(), op, [&](const Op* other) { return collectAlike(other->outputs[0], c); });
    if (first != op) plan.collectedBy[*op] = *first;
  }
}

}  // namespace

void shareStates(Module& module) {
  for (auto& f : module.functions) {
    std::map<const Op*, const Feed*> shared;
    for (auto& loop : f->plan->loops)
      for (Feed& feed : loop->feeds) {
        if (feed.kind == Feed::Kind::Scalars) shareCollected(*f->plan, feed);
        if (feed.kind != Feed::Kind::Groups) continue;
        // loops that feed one sink have the same states
        const auto [first, isNew] = shared.try_emplace(&feed.sink(), &feed);
        if (isNew)
          Sharing(*f->plan, feed).run();
        else
          feed.states = first->second->states;
      }
  }
}

}  // namespace bodocc::plan
