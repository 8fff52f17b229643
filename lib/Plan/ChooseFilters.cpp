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
      switch (stage.kind) {
        case Stage::Kind::Filter:
          stage.keeping = choose(stage.parts.front(), false);
          rows_ = Rows::Selection;
          break;
        case Stage::Kind::Decode:
          if (!stage.rest) rows_ = Rows::Selection;
          break;
        case Stage::Kind::Prefilter:
        case Stage::Kind::KeepMatching: rows_ = Rows::Selection; break;
        case Stage::Kind::Send: rows_ = Rows::Received; break;
        case Stage::Kind::Probe: rows_ = Rows::All; break;
      }
    }
    for (Feed& feed : loop_.feeds) feed.keeping = choose(feed.presence, !feed.last);
  }

 private:
  // The rows at hand.
  enum class Rows {
    All,
    Selection,
    Received  // from a route
  };

  Keeping choose(const Part& part, bool shared) const {
    if (rows_ == Rows::Selection && !shared) return Keeping::InPlace;
    return rows_ == Rows::All && !part.fits.empty() ? Keeping::ByLoop : Keeping::Anew;
  }

  Loop& loop_;
  Rows rows_ = Rows::All;
};

}  // namespace

void chooseFilters(Module& module) {
  for (auto& f : module.functions)
    for (auto& loop : f->plan->loops) Choice(*loop).run();
}

}  // namespace bodocc::plan
