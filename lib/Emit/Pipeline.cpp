#include "Pipeline.h"

#include "FunctionEmitter.h"
#include "RowLoop.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>
#include <utility>

namespace bodocc {

namespace {
bool opensLevel(const plan::Stage& stage) {
  return stage.kind == plan::Stage::Kind::Probe || stage.kind == plan::Stage::Kind::Explode;
}
}  // namespace

void Pipeline::openSender(std::size_t stage, const std::string& more) {
  const bool ofSource = stage == 0;
  const auto first = loop_.stages.begin() + static_cast<std::ptrdiff_t>(stage);
  const auto route = std::ranges::find(first, loop_.stages.end(), plan::Stage::Kind::Send, &plan::Stage::kind);
  const bool probes = std::any_of(first, route, opensLevel);
  send_ = fn_.names().fresh("send", ofSource ? "rows" : "to_" + fn_.variable(route->op));
  outgoing_ = fn_.names().fresh("to", "ranks");
  if (ofSource && !probes && !loop_.most && !source_.hasResults()) {
    source_.sent = source_.name + ", " + send_;
    return text_.open(
        fmt::format("const auto {} = [&](rt::batch& {}, rt::outgoing& {})", send_, scope_.batch, outgoing_), "};");
  }
  source_.sent = send_;
  if (ofSource) text_.before.line("rt::batch {};", scope_.batch);
  text_.open(fmt::format("const auto {} = [&](rt::outgoing& {})", send_, outgoing_), "};");
  // each call adds the pairs of one probe; it takes the next rows only when all pairs of the last ones are sent
  for (auto probe = std::make_reverse_iterator(route); probe != std::make_reverse_iterator(first); ++probe) {
    if (!opensLevel(*probe)) continue;
    Level& level = sendersLevels_[&*probe] = pairsOf(*probe->op);
    text_.before.line("rt::matches {};", level.pairs);
    text_.body.open("while (!{}.next({})) {{", fn_.variable(probe->op), level.pairs);
  }
  text_.body.line("if (!{}) return false;", more);
  text_.endOpening();
}

void Pipeline::emitStage(const plan::Stage& stage) {
  switch (stage.kind) {
    case plan::Stage::Kind::Filter: return emitFilter(stage);
    case plan::Stage::Kind::Decode: return emitDecode(stage);
    case plan::Stage::Kind::Prefilter: return emitPrefilter(stage);
    case plan::Stage::Kind::Send: return emitSend(stage);
    case plan::Stage::Kind::Probe:
    case plan::Stage::Kind::Explode: return emitProbe(stage);
    case plan::Stage::Kind::KeepMatching: return emitKeepMatching(stage);
  }
}

void Pipeline::emitFilter(const plan::Stage& stage) {
  const plan::Part& part = stage.parts.front();
  if (!part.known.empty()) {
    scope_.keepKnown(part.known, stage.keeping);
  } else {
    RowLoop loop(scope_, part);
    loop.addBuffers();
    loop.keepRows(loop.isTrue(part.roots.front()), stage.keeping);
  }
  here_.known.insert(stage.proven.begin(), stage.proven.end());
}

void Pipeline::emitDecode(const plan::Stage& stage) {
  if (stage.rest) {
    text_.body.line("{}.decode({}, {});", source_.name, scope_.batch, here_.level().argument());
    return;
  }
  select();
  for (unsigned column : stage.columns)
    text_.body.line("{}.decode({}, {}, {});", source_.name, scope_.batch, scope_.columnNumber(column),
                    here_.level().argument());
}

void Pipeline::select() {
  Level& level = here_.level();
  if (level.selected() && !level.arrived) return;
  const std::string kept = fn_.names().fresh("kept", "rows");
  text_.body.line("rt::selection {}({});", kept, level.argument());
  level.kept = kept;
  level.arrived = false;
}

void Pipeline::emit(Code& out) {
  out.blank();
  std::vector<const Op*> described;
  using enum plan::Source::Kind;
  if (loop_.source.kind == Range || loop_.source.kind == Windows) described.push_back(loop_.source.rows->def);
  described.insert(described.end(), loop_.chain.begin(), loop_.chain.end());
  described.insert(described.end(), loop_.sinks.begin(), loop_.sinks.end());
  fn_.describe(described, out, loop_.computed);

  if (loop_.direct) return emitDirect(out);
  if (FunctionEmitter::readsByNumber(loop_)) fn_.numberTable(*loop_.source.rows, text_.outer);
  orderGroups();
  sinks_.declare();
  if (loop_.copies()) {
    emitCopy();
    sinks_.finish();
    return write(out);
  }
  fn_.names().enter();
  scope_.declareHoisted();
  declareExploded();
  emitSource();
  fn_.countRows(&loop_, here_.level().size(), text_.body);
  for (const plan::Stage& stage : loop_.stages) {
    emitStage(stage);
    fn_.countRows(&stage, here_.level().size(), text_.body);
  }
  scope_.fill(loop_.shared);
  emitFeeds();
  text_.closeAll();
  fn_.names().leave();
  sinks_.finish();
  write(out);
}

void Pipeline::write(Code& out) {
  for (const std::string& lambda : fn_.takeLambdas()) out.put(lambda);
  text_.writeTo(out);
}

void Pipeline::emitFeeds() {
  const bool severalGroups = std::ranges::count(loop_.feeds, plan::Feed::Kind::Groups, &plan::Feed::kind) > 1;
  for (const plan::Feed& feed : loop_.feeds) {
    // each sink handles the current rows independently
    const Position before = here_;
    const auto write = [&] {
      sinks_.add(feed);
      fn_.countRows(&feed, here_.level().size(), text_.body);
    };
    // several group-bys use the same names, each in its own block
    if (severalGroups && feed.kind != plan::Feed::Kind::Scalars) {
      text_.scoped("{", write);
      if (here_.level().kept != before.level().kept) fn_.names().release(here_.level().kept);
    } else {
      write();
    }
    here_ = before;
  }
}

}  // namespace bodocc
