// The plan as a tree in the user's terms: one step a line with its source lines, a loop's stages below it.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "Uses.h"
#include "bodocc/Ops/Joins.h"
#include "bodocc/Plan/Tree.h"

namespace bodocc::plan {

namespace {

std::string nameOf(const Rows& rows) {
  if (rows.def && rows.def->name.empty() && rows.def->info->kind != OpKind::Control) {
    const OpInfo& info = *rows.def->info;
    return *info.rowsName != '\0' ? info.rowsName : info.id;
  }
  return rows.name.empty() ? "rows" : rows.name;
}

// The user's name for the rows of a join's table: until the result is assigned to a variable, rows have the name of
// their source.
std::string buildOf(const Op& merge) {
  const Rows* rows = merge.inputs.at(buildSide(merge));
  while (rows->def && streams(*rows->def) && (rows->def->name.empty() || rows->def->name == merge.name))
    rows = rows->def->inputs[isMerge(*rows->def) ? streamSide(*rows->def) : 0];
  return nameOf(*rows);
}

// Of a join's build side, or of a key filter.
std::string keysOf(const Op& op) {
  return shapeOf(op) == Shape::Keys ? "the keys of " + nameOf(*op.inputs[0]) : buildOf(op);
}

// The name after a blank, if the user named the rows.
std::string ownName(const Rows& rows) { return rows.def && rows.def->name.empty() ? "" : " " + rows.name; }

// Without the IR's prefix of row sets and scalars.
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

std::string asked(const ColumnComparison& s) {
  static const std::map<Condition, const char*> signs = {{Condition::Less, "<"},    {Condition::LessEqual, "<="},
                                                         {Condition::Greater, ">"}, {Condition::GreaterEqual, ">="},
                                                         {Condition::Equal, "=="},  {Condition::In, "in"}};
  std::string values;
  for (const Expr* v : s.values) values += (values.empty() ? "" : ", ") + text(*v);
  return fmt::format("({} {} {})", text(*s.column), signs.at(s.op), values);
}

// A column by its name, anything else as an expression.
std::string brief(const Expr& e) { return e.kind == ExprKind::Column ? e.rows->columns.at(e.column).name : text(e); }

using Texts = std::vector<std::string>;

std::string joined(const Texts& all) { return fmt::format("{}", fmt::join(all, ", ")); }

Texts texts(const std::vector<const Expr*>& all) {
  Texts out;
  for (const Expr* e : all) out.push_back(brief(*e));
  return out;
}

Texts names(const Rows& rows, const std::vector<unsigned>& columns) {
  Texts out;
  for (unsigned c : columns) out.push_back(rows.columns.at(c).name);
  return out;
}

Texts names(const std::vector<Column>& all) {
  Texts out;
  for (const Column& c : all) out.push_back(c.name);
  return out;
}

std::vector<std::uint32_t> linesOf(const std::vector<SourceLoc>& places) {
  std::set<std::uint32_t> lines;
  for (const SourceLoc& place : places)
    if (place.valid()) lines.insert(place.line);
  return {lines.begin(), lines.end()};
}

// The lines of one loop.
class LoopTree {
 public:
  explicit LoopTree(const Loop& loop) : loop_(loop) {}

  Node run() {
    std::vector<SourceLoc> places;
    if (loop_.source.kind == Source::Kind::Windows)
      for (unsigned c : loop_.source.now) places.push_back(loop_.source.rows->columns[c].loc);
    for (const Op* op : loop_.chain) places.push_back(op->loc);
    for (const Op* op : loop_.sinks) places.push_back(op->loc);
    Node node = source();
    node.lines = linesOf(places);
    if (const Texts hoisted = texts(loop_.hoisted); !hoisted.empty())
      node.children.push_back({"hoist", "once before the loop: " + joined(hoisted), {}, {{"values", hoisted}}});
    for (const Stage& s : loop_.stages) {
      computes(s.parts, node);
      node.children.push_back(stage(s));
    }
    computes(loop_.shared, node);
    for (const Feed& f : loop_.feeds) feed(f, node);
    for (const Feed& f : loop_.feeds)
      if (const std::string does = sentence(f.finish); f.finishes && !does.empty())
        node.children.push_back({"collective", "collective: " + does, {}, {{"does", does}}});
    return node;
  }

 private:
  Node source() {
    const Source& source = loop_.source;
    const Rows& rows = *source.rows;
    const Texts now = names(rows, source.now), later = names(rows, source.later);
    Texts skip;
    std::string from, out;
    switch (source.kind) {
      case Source::Kind::File: from = "file", out = "scan " + nameOf(rows); break;
      case Source::Kind::Table: from = "table", out = "table " + nameOf(rows); break;
      case Source::Kind::Windows: from = "windows", out = "windows" + ownName(rows); break;
      case Source::Kind::Range: from = "range", out = "row numbers"; break;
      case Source::Kind::Groups: from = "groups", out = "groups" + ownName(rows); break;
      case Source::Kind::Sorted: from = "sorted", out = "sorted rows" + ownName(rows); break;
      case Source::Kind::AfterProbes: {
        const bool matched = traits(rows.def->join).matched == Matched::Once;
        from = matched ? "matched" : "unmatched";
        out = buildOf(*rows.def) + (matched ? " with a match" : " without a match");
        break;
      }
    }
    if (source.kind != Source::Kind::Range && !now.empty()) out += " now " + joined(now);
    if (!later.empty()) out += " later " + joined(later);
    if (rows.def && source.kind == Source::Kind::File)
      for (const Expr* e : rows.def->pushed) skip.push_back(text(*e));
    for (const ColumnComparison& s : source.skips) skip.push_back(asked(s));
    for (const auto& [keys, columns] : source.among) {
      std::vector<std::string> names;
      for (unsigned c : columns) names.push_back(rows.columns.at(c).name);
      skip.push_back(joined(names) + " of " + keysOf(*keys));
    }
    for (const std::string& condition : skip) out += ", skip row groups without " + condition;
    if (source.labels) out += ", labels";
    if (!source.heads.empty()) out += ", the first only";
    if (loop_.most) out += fmt::format(", until {} rows are kept", *loop_.most);
    if (loop_.last) out += fmt::format(", the last {} rows of each rank are kept", *loop_.last);
    if (loop_.direct) out += ", straight into columns";
    Node node{"loop", fmt::format("loop {}: {}", loop_.id, out)};
    node.fields = {{"number", std::int64_t{loop_.id}},
                   {"source", from},
                   {"rows", nameOf(rows)},
                   {"now", now},
                   {"later", later},
                   {"skip", skip}};
    node.part = Node::Part::Loop;
    node.rows = rows.domain.distribution == Distribution::Replicated ? Node::Ranks::Everywhere : Node::Ranks::Spread;
    node.of = &loop_;
    return node;
  }

  static void computes(const std::vector<Part>& parts, Node& to) {
    for (const Part& part : parts) {
      for (const ByWord& word : part.words) {
        const std::string value = brief(*word.expr), of = brief(*word.of);
        const char* const each = isString(word.of->type.type) ? "word" : "value";
        to.children.push_back(
            {"words", fmt::format("once for each {} of {}: {}", each, of, value), {}, {{"value", value}, {"of", of}}});
      }
      Texts all, bounds;
      for (const Buffer& b : part.buffers) all.push_back(brief(*b.expr));
      if (!all.empty()) to.children.push_back({"compute", "compute " + joined(all), {}, {{"values", all}}});
      for (const Magnitude& m : part.fits) bounds.push_back(bound(m));
      if (!bounds.empty())
        to.children.push_back({"narrow", "in 64 bits if they hold " + joined(bounds), {}, {{"bounds", bounds}}});
    }
  }

  static std::string bound(const Magnitude& m) {
    switch (m.kind) {
      case Magnitude::Kind::Column: return fmt::format("|{}|", brief(*m.column));
      case Magnitude::Kind::Constant: return fmt::format("{}", m.constant);
      case Magnitude::Kind::Sum: return fmt::format("({} + {})", bound(m.of[0]), bound(m.of[1]));
      case Magnitude::Kind::Product: return fmt::format("{} * {}", bound(m.of[0]), bound(m.of[1]));
    }
    return "";
  }

  Node stage(const Stage& stage) {
    Node node = stageLine(stage);
    if (stage.kind == Stage::Kind::Decode) return node;  // no rows go
    node.part = Node::Part::Stage;
    node.of = &stage;
    return node;
  }

  Node stageLine(const Stage& stage) {
    const Texts keys = texts(stage.keys), sent = texts(stage.sent);
    const bool joins = stage.op && isMerge(*stage.op);
    const bool byKeys = stage.op && shapeOf(*stage.op) == Shape::Keys;
    const std::string build = joins || byKeys ? keysOf(*stage.op) : "";
    const Expr* const where = joins ? stage.op->where : nullptr;
    const std::string condition = where ? text(*loop_.canonical(where)) : "";
    const std::string match =
        (keys.empty() ? "" : " on " + joined(keys)) + (condition.empty() ? "" : " where " + condition);
    switch (stage.kind) {
      case Stage::Kind::Filter: {
        const std::string condition = text(*loop_.canonical(stage.op->predicate));
        return {"filter", "filter " + condition, {}, {{"condition", condition}}};
      }
      case Stage::Kind::Decode: {
        const Texts columns = names(*loop_.source.rows, stage.columns);
        return {"decode", "decode " + joined(columns), {}, {{"columns", columns}}};
      }
      case Stage::Kind::Prefilter:
        return {"prefilter",
                fmt::format("prefilter {} by {}", joined(keys), build),
                {},
                {{"build", build}, {"keys", keys}}};
      case Stage::Kind::Send:
        return {"send",
                fmt::format("send {} to the owner of {}, if {} is spread over the ranks", joined(sent), joined(keys),
                            build),
                {},
                {{"build", build}, {"keys", keys}, {"columns", sent}}};
      case Stage::Kind::Probe: {
        const std::string join = traits(stage.op->join).name;
        return {"probe",
                fmt::format("probe {} {}{}", build, join, match),
                {},
                {{"build", build}, {"keys", keys}, {"where", condition}, {"join", join}}};
      }
      case Stage::Kind::Explode: return {"explode", "explode " + joined(keys), {}, {{"keys", keys}}};
      case Stage::Kind::KeepMatching: {
        const bool gone = traits(stage.op->join).matched == Matched::Gone;
        return {"keep",
                fmt::format("keep {} {}{}", gone ? "rows without a match in" : "rows with a match in", build, match),
                {},
                {{"build", build},
                 {"keys", keys},
                 {"where", condition},
                 {"rows", gone ? "without a match" : "with a match"}}};
      }
    }
    return {};
  }

  void feed(const Feed& feed, Node& to) {
    if (!feed.present.empty()) {
      computes({feed.presence}, to);
      const Texts present = texts(feed.present);
      to.children.push_back({"drop", "drop rows without " + joined(present), {}, {{"keys", present}}});
    }
    computes(feed.parts, to);
    for (const Collected& c : feed.collected) computes(c.parts, to);
    for (const Update& u : feed.updates) computes({u.part}, to);
    if (feed.kind != Feed::Kind::Scalars) {
      sink(feed, sinkLine(feed), to);
      if (const Texts fetched = names(*loop_.source.rows, feed.fetched); !fetched.empty())
        to.children.push_back({"fetch", "read " + joined(fetched) + " of these rows", {}, {{"columns", fetched}}});
      return;
    }
    for (const Op* reduction : feed.sinks) {
      const Column& c = reduction->outputs.at(0);
      const std::string name = reduction->scalarResults.at(0)->name, function = c.aggregate->id;
      const std::string of = c.from ? canonicalText(c.from) : "";
      sink(feed,
           {"scalars",
            fmt::format("{} = {}({})", name, function, of),
            {},
            {{"name", name}, {"function", function}, {"of", of}}},
           to);
    }
  }

  void sink(const Feed& feed, Node node, Node& to) {
    node.fields.emplace(node.fields.begin(), "number", ++sinks_);
    node.part = Node::Part::Sink;
    node.rows =
        feed.finish == Finish::Local ? Node::Ranks::Everywhere
        : feed.finish == Finish::Everywhere || feed.finish == Finish::Keyless || feed.finish == Finish::AllGroups
            ? Node::Ranks::ThenEverywhere
            : Node::Ranks::Spread;
    // the reductions of a loop are one feed: the first of them has its rows
    if (feed.kind != Feed::Kind::Scalars || to.children.empty() || to.children.back().kind != "scalars")
      node.of = &feed;
    to.children.push_back(std::move(node));
  }

  Node sinkLine(const Feed& feed) {
    const Op& op = feed.sink();
    const Texts columns = canonicalTexts(feed.columns);
    switch (feed.kind) {
      case Feed::Kind::Build: {
        const auto keys = columns.begin() + static_cast<std::ptrdiff_t>(op.keys.size());
        const Texts on(columns.begin(), keys), rest(keys, columns.end());
        return {"build",
                fmt::format("build {}{}{}", buildOf(op), on.empty() ? "" : " on " + joined(on),
                            rest.empty() ? "" : ": " + joined(rest)),
                {},
                {{"build", buildOf(op)}, {"keys", on}, {"columns", rest}}};
      }
      case Feed::Kind::Groups: {
        Texts all;
        for (const Column& c : op.rows().columns)
          if (c.aggregate)
            all.push_back(fmt::format("{} = {}({})", c.name, c.aggregate->id, c.from ? canonicalText(c.from) : ""));
        return {
            "groups",
            fmt::format("groups{} by {}{}", ownName(op.rows()), joined(columns), all.empty() ? "" : ": " + joined(all)),
            {},
            {{"rows", nameOf(op.rows())}, {"keys", columns}, {"aggregates", all}}};
      }
      case Feed::Kind::Sort: {
        Texts by;
        for (std::size_t k = 0; k < op.keys.size(); ++k)
          by.push_back(canonicalText(op.keys[k]) + (op.sortOrders.at(k).ascending ? "" : " descending"));
        Node node{"sort", "sort by " + joined(by), {}, {{"keys", by}}};
        if (op.limit) {
          node.text += fmt::format(", the first {}", *op.limit);
          node.fields.emplace_back("limit", std::int64_t{*op.limit});
        }
        if (feed.firstOfGroups != 0) {
          const Texts of = names(op.rows(), feed.groups);
          node.text += fmt::format(", the first {} of each {}", feed.firstOfGroups, joined(of));
          node.fields.emplace_back("limit", feed.firstOfGroups);
          node.fields.emplace_back("groups", of);
        }
        return node;
      }
      case Feed::Kind::Table: return {"table", "table: " + joined(columns), {}, {{"columns", columns}}};
      case Feed::Kind::Writer:
        return {"write",
                fmt::format("{}: {}", op.info->id, joined(columns)),
                {},
                {{"operation", op.info->id}, {"columns", columns}}};
      case Feed::Kind::Keys: return {"keys", "keys " + joined(columns), {}, {{"keys", columns}}};
      case Feed::Kind::Marks: {
        const std::string build = buildOf(*feed.marked);
        return {"mark",
                fmt::format("mark rows of {} with a match on {}", build, joined(columns)),
                {},
                {{"build", build}, {"keys", columns}}};
      }
      case Feed::Kind::Scalars: break;
    }
    return {};
  }

  std::string canonicalText(const Expr* e) { return brief(*loop_.canonical(e)); }
  Texts canonicalTexts(const std::vector<const Expr*>& all) { return texts(loop_.canonical(all)); }

  const Loop& loop_;
  std::int64_t sinks_ = 0;
};

void addSteps(const std::vector<Step>& all, Node& to);

Node stepLine(const Step& step) {
  const Op& op = *step.op;
  const auto withColumns = [&](const char* kind, const std::string& before,
                               std::vector<std::pair<std::string, Node::Value>> fields) {
    const Texts columns = names(op.rows().columns);
    fields.emplace_back("columns", columns);
    return Node{kind, fmt::format("{}: {}", before, joined(columns)), linesOf({op.loc}), std::move(fields)};
  };
  const auto ofRows = [&](const char* kind) {
    const std::string name = nameOf(op.rows());
    return withColumns(kind, fmt::format("{} {}", kind, name), {{"rows", name}});
  };
  switch (step.kind) {
    case Step::Kind::Hold: break;
    case Step::Kind::Open: return ofRows("open");
    case Step::Kind::Values: return ofRows("values");
    case Step::Kind::Run: return LoopTree(*step.loop).run();
    case Step::Kind::Count: {
      const std::string name = nameOf(*op.inputs[0]);
      return {"count", "count rows of " + name, linesOf({op.loc}), {{"rows", name}}};
    }
    case Step::Kind::Sorted:
      return {"sorted",
              "table of the sorted rows" + ownName(*op.inputs[step.input]),
              {},
              {{"rows", nameOf(*op.inputs[step.input])}}};
    case Step::Kind::Call:
      return withColumns("operation", op.info->id + ownName(op.rows()), {{"operation", op.info->id}});
    case Step::Kind::Print: return {"print", "print", linesOf({op.loc})};
    case Step::Kind::Control: {
      const bool host = isHost(op.info->control);
      Node node{host ? "statement" : op.info->id, host ? "user's statement" : op.info->id, linesOf({op.loc})};
      if (op.info->control == Control::Parallel) {
        const Texts uses = usesOfLoop(op);
        node.text = fmt::format("parallel loop: {}", joined(uses));
        node.fields.emplace_back("uses", uses);
      }
      for (std::size_t r = 0; r < step.regions.size(); ++r) {
        Node otherwise{"else", "else"};
        addSteps(step.regions[r], r == 0 ? node : otherwise);
        if (r != 0) node.children.push_back(std::move(otherwise));
      }
      return node;
    }
  }
  return {};
}

void addSteps(const std::vector<Step>& all, Node& to) {
  for (const Step& step : all) {
    if (step.kind == Step::Kind::Hold) continue;
    Node node = stepLine(step);
    if (!node.of) node.of = &step;
    to.children.push_back(std::move(node));
    for (const Op* merge : step.loop ? step.loop->frees : step.frees)
      to.children.push_back({"free", "free " + buildOf(*merge), {}, {{"rows", buildOf(*merge)}}});
  }
}

}  // namespace

Node tree(const FunctionPlan& plan) {
  const Function& f = *plan.function;
  const std::string name = f.symbol.empty() ? f.name : f.symbol;
  Node node{"function", name, linesOf({f.loc}), {{"name", name}}};
  if (f.inside) node.children.push_back({"call", "call " + f.inside->symbol, {}});
  addSteps(plan.steps, node);
  return node;
}

std::string line(const Node& node) {
  return node.lines.empty() ? node.text : fmt::format("{}  // {}", node.text, fmt::join(node.lines, ", "));
}

std::string print(const FunctionPlan& plan) {
  std::string out;
  forEachLine(tree(plan),
              [&](const Node& node, unsigned depth) { out += fmt::format("{:{}}{}\n", "", depth * 2, line(node)); });
  return out;
}

}  // namespace bodocc::plan
