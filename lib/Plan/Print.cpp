// The plan as text, in the user's words: a step a line with the source lines that it does, a loop's stages below it.
// It is what --report=plan shows and what unit tests compare.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "Uses.h"
#include "bodocc/Ops/Joins.h"

namespace bodocc::plan {

namespace {

std::string nameOf(const Rows& rows) {
  if (rows.def && rows.def->name.empty() && rows.def->info->kind != OpKind::Control) {
    const OpInfo& info = *rows.def->info;
    return *info.rowsName != '\0' ? info.rowsName : info.id;
  }
  return rows.name.empty() ? "rows" : rows.name;
}

// The rows that a join's table is built of, as a user calls them: on the way to the variable that the join is given to,
// rows are still those of where they come from.
std::string buildOf(const Op& merge) {
  const Rows* rows = merge.inputs.at(buildSide(merge));
  while (rows->def && streams(*rows->def) && (rows->def->name.empty() || rows->def->name == merge.name))
    rows = rows->def->inputs[isMerge(*rows->def) ? 1 - buildSide(*rows->def) : 0];
  return nameOf(*rows);
}

// With a blank in front, if the user gave the rows a name.
std::string ownName(const Rows& rows) { return rows.def && rows.def->name.empty() ? "" : " " + rows.name; }

// Without the mark that the IR puts in front of row sets and scalars.
std::string text(const Expr& e) {
  const std::string code = print(e);
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] == '"' && (i == 0 || code[i - 1] != '\\')) quoted = !quoted;
    const bool mark = !quoted && (code[i] == '%' || code[i] == '$') && i + 1 < code.size() && code[i + 1] != ' ';
    if (!mark) out.push_back(code[i]);
  }
  return out;
}

// A column by its name alone, anything else as an expression.
std::string brief(const Expr& e) { return e.kind == ExprKind::Column ? e.rows->columns.at(e.column).name : text(e); }

std::string list(const std::vector<const Expr*>& all) {
  std::string out;
  for (const Expr* e : all) out += (out.empty() ? "" : ", ") + brief(*e);
  return out;
}

std::string list(const Rows& rows, const std::vector<unsigned>& columns) {
  std::string out;
  for (unsigned c : columns) out += (out.empty() ? "" : ", ") + rows.columns.at(c).name;
  return out;
}

class Printer {
 public:
  explicit Printer(const FunctionPlan& plan) : plan_(plan) {}

  std::string run() {
    const Function& f = *plan_.function;
    line(0, f.symbol.empty() ? f.name : f.symbol, {f.loc});
    steps(plan_.steps, 1);
    return std::move(out_);
  }

 private:
  void line(int depth, const std::string& text, const std::vector<SourceLoc>& places = {}) {
    std::set<std::uint32_t> lines;
    for (const SourceLoc& place : places)
      if (place.valid()) lines.insert(place.line);
    out_ += fmt::format("{:{}}{}", "", depth * 2, text);
    if (!lines.empty()) out_ += fmt::format("  // {}", fmt::join(lines, ", "));
    out_ += '\n';
  }

  void steps(const std::vector<Step>& all, int depth) {
    for (const Step& s : all) step(s, depth);
  }

  void step(const Step& step, int depth) {
    const Op& op = *step.op;
    switch (step.kind) {
      case Step::Kind::Hold: return;
      case Step::Kind::Open:
        return line(depth, fmt::format("open {}: {}", nameOf(op.rows()), columns(op.rows().columns)), {op.loc});
      case Step::Kind::Values:
        return line(depth, fmt::format("values {}: {}", nameOf(op.rows()), columns(op.rows().columns)), {op.loc});
      case Step::Kind::Run: return loop(*step.loop, depth);
      case Step::Kind::Count: return line(depth, fmt::format("count rows of {}", nameOf(*op.inputs[0])), {op.loc});
      case Step::Kind::Sorted:
        return line(depth, fmt::format("table of the sorted rows{}", ownName(*op.inputs[step.input])));
      case Step::Kind::Call:
        return line(depth, fmt::format("{}{}: {}", op.info->id, ownName(op.rows()), columns(op.rows().columns)),
                    {op.loc});
      case Step::Kind::Print: return line(depth, "print", {op.loc});
      case Step::Kind::Control: {
        line(depth, isHost(op.info->control) ? "user's statement" : op.info->id, {op.loc});
        for (std::size_t r = 0; r < step.regions.size(); ++r) {
          if (r > 0) line(depth, "else");
          steps(step.regions[r], depth + 1);
        }
        return;
      }
    }
  }

  static std::string columns(const std::vector<Column>& all) {
    std::string out;
    for (const Column& c : all) out += (out.empty() ? "" : ", ") + c.name;
    return out;
  }

  void loop(const Loop& loop, int depth) {
    std::vector<SourceLoc> places;
    for (const Op* op : loop.chain) places.push_back(op->loc);
    for (const Op* op : loop.sinks) places.push_back(op->loc);
    line(depth, fmt::format("loop {}: {}", loop.id, source(loop)), places);
    for (const Stage& s : loop.stages) stage(s, loop, depth + 1);
    computes(loop.shared, depth + 1);
    for (const Feed& f : loop.feeds) feed(f, loop, depth + 1);
    for (const Feed& f : loop.feeds)
      if (*sentence(f.finish) != '\0') line(depth + 1, fmt::format("collective: {}", sentence(f.finish)));
  }

  static std::string source(const Loop& loop) {
    const Source& source = loop.source;
    const Rows& rows = *source.rows;
    std::string out;
    switch (source.kind) {
      case Source::Kind::File: out = "scan " + nameOf(rows); break;
      case Source::Kind::Table: out = "table " + nameOf(rows); break;
      case Source::Kind::Range: out = "row numbers"; break;
      case Source::Kind::Groups: out = "groups" + ownName(rows); break;
      case Source::Kind::Sorted: out = "sorted rows" + ownName(rows); break;
    }
    if (source.kind != Source::Kind::Range && !source.now.empty()) out += " now " + list(rows, source.now);
    if (!source.later.empty()) out += " later " + list(rows, source.later);
    if (rows.def && source.kind == Source::Kind::File)
      for (const Expr* e : rows.def->pushed) out += ", skip row groups without " + text(*e);
    if (source.labels) out += ", labels";
    if (!source.heads.empty()) out += ", the first only";
    if (loop.most) out += fmt::format(", until {} rows are kept", *loop.most);
    if (loop.direct) out += ", straight into columns";
    return out;
  }

  void computes(const std::vector<Part>& parts, int depth) {
    for (const Part& part : parts) {
      std::vector<std::string> all;
      for (const Buffer& b : part.buffers) all.push_back(brief(*b.expr));
      if (!all.empty()) line(depth, fmt::format("compute {}", fmt::join(all, ", ")));
    }
  }

  void stage(const Stage& stage, const Loop& loop, int depth) {
    computes(stage.parts, depth);
    switch (stage.kind) {
      case Stage::Kind::Filter: return line(depth, "filter " + text(*loop.canonical(stage.op->predicate)));
      case Stage::Kind::Decode: return line(depth, "decode " + list(*loop.source.rows, stage.columns));
      case Stage::Kind::Prefilter:
        return line(depth, fmt::format("prefilter {} by {}", list(stage.keys), buildOf(*stage.op)));
      case Stage::Kind::Send:
        return line(depth, fmt::format("send {} to the owner of {}, if {} is spread over the ranks", list(stage.sent),
                                       list(stage.keys), buildOf(*stage.op)));
      case Stage::Kind::Probe:
        return line(
            depth, fmt::format("probe {} {} on {}", buildOf(*stage.op), traits(stage.op->join).name, list(stage.keys)));
      case Stage::Kind::KeepMatching:
        return line(depth, fmt::format("keep {} {} on {}",
                                       traits(stage.op->join).matched == Matched::Gone ? "rows without a match in"
                                                                                       : "rows with a match in",
                                       buildOf(*stage.op), list(stage.keys)));
    }
  }

  void feed(const Feed& feed, const Loop& loop, int depth) {
    if (!feed.present.empty()) line(depth, "drop rows without " + list(feed.present));
    computes(feed.parts, depth);
    for (const Collected& c : feed.collected) computes(c.parts, depth);
    for (const Update& u : feed.updates) computes({u.part}, depth);
    const Op& op = feed.sink();
    switch (feed.kind) {
      case Feed::Kind::Build: {
        const std::size_t keys = op.keys.size();
        std::vector<const Expr*> on(feed.columns.begin(), feed.columns.begin() + static_cast<std::ptrdiff_t>(keys));
        std::vector<const Expr*> rest(feed.columns.begin() + static_cast<std::ptrdiff_t>(keys), feed.columns.end());
        return line(depth, fmt::format("build {} on {}{}", buildOf(op), canonicalList(loop, on),
                                       rest.empty() ? "" : ": " + canonicalList(loop, rest)));
      }
      case Feed::Kind::Groups: {
        std::vector<std::string> all;
        for (const Column& c : op.rows().columns)
          if (c.aggregate)
            all.push_back(
                fmt::format("{} = {}({})", c.name, c.aggregate->id, c.from ? canonicalText(loop, c.from) : ""));
        return line(depth, fmt::format("groups{} by {}{}", ownName(op.rows()), canonicalList(loop, feed.columns),
                                       all.empty() ? "" : fmt::format(": {}", fmt::join(all, ", "))));
      }
      case Feed::Kind::Sort: {
        std::vector<std::string> by;
        for (std::size_t k = 0; k < op.keys.size(); ++k)
          by.push_back(canonicalText(loop, op.keys[k]) + (op.sortOrders.at(k).ascending ? "" : " descending"));
        return line(depth, fmt::format("sort by {}{}", fmt::join(by, ", "),
                                       op.limit ? fmt::format(", the first {}", *op.limit) : ""));
      }
      case Feed::Kind::Table: return line(depth, fmt::format("table: {}", canonicalList(loop, feed.columns)));
      case Feed::Kind::Writer:
        return line(depth, fmt::format("{}: {}", op.info->id, canonicalList(loop, feed.columns)));
      case Feed::Kind::Scalars:
        for (const Op* reduction : feed.sinks) {
          const Column& c = reduction->outputs.at(0);
          line(depth, fmt::format("{} = {}({})", reduction->scalarResults.at(0)->name, c.aggregate->id,
                                  c.from ? canonicalText(loop, c.from) : ""));
        }
    }
  }

  static std::string canonicalText(const Loop& loop, const Expr* e) { return brief(*loop.canonical(e)); }
  static std::string canonicalList(const Loop& loop, const std::vector<const Expr*>& all) {
    return list(loop.canonical(all));
  }

  const FunctionPlan& plan_;
  std::string out_;
};

}  // namespace

std::string print(const FunctionPlan& plan) { return Printer(plan).run(); }

}  // namespace bodocc::plan
