// Chooses how filters keep rows. A selection that no other sink needs is narrowed in place; else the rows that stay
// become a new selection, which a loop fills if it computes decimals in 64 bits where they fit.
#include "bodocc/Plan/Passes.h"

namespace bodocc::plan {

namespace {

class Choice {
 public:
  explicit Choice(Loop& loop) : loop_(loop) {}

  void run() {
    for (Stage& stage : loop_.stages) {
      if (stage.kind == Stage::Kind::Filter) stage.keeping = choose(stage.parts.front(), false);
      rows_ = after(stage, rows_);
    }
    for (Feed& feed : loop_.feeds) feed.keeping = choose(feed.presence, !feed.last);
  }

 private:
  Keeping choose(const Part& part, bool shared) const {
    if (rows_ == AtHand::Selection && !shared) return Keeping::InPlace;
    return rows_ == AtHand::All && !part.fits.empty() ? Keeping::ByLoop : Keeping::Anew;
  }

  Loop& loop_;
  AtHand rows_ = AtHand::All;
};

}  // namespace

AtHand after(const Stage& stage, AtHand before) {
  switch (stage.kind) {
    case Stage::Kind::Decode: return stage.rest ? before : AtHand::Selection;
    case Stage::Kind::Filter:
    case Stage::Kind::Prefilter:
    case Stage::Kind::KeepMatching: return AtHand::Selection;
    case Stage::Kind::Send: return AtHand::Received;
    case Stage::Kind::Explode:
    case Stage::Kind::Probe: return AtHand::All;
  }
  return before;
}

void chooseFilters(Module& module) {
  for (auto& f : module.functions)
    for (auto& loop : f->plan->loops) Choice(*loop).run();
}

}  // namespace bodocc::plan
