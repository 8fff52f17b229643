// Names of columns: the numbers that the columns of a file have, or those of a table that loops read, are an
// enumeration, and what loops compute from them and send, or hold in a build side, has the numbers after these.
//     struct orders { enum { o_orderkey, o_custkey }; };
#include "FunctionEmitter.h"

#include <algorithm>

namespace bodocc {

bool FunctionEmitter::isNamed(std::size_t place, const std::vector<std::string>& names) {
  return place < names.size() && !names[place].empty() &&
         std::ranges::find(names, names[place]) - names.begin() == static_cast<std::ptrdiff_t>(place);
}

std::vector<std::string> FunctionEmitter::chosen(const std::vector<std::size_t>& places,
                                                 const std::vector<std::string>& names) {
  std::vector<std::string> all;
  for (const std::size_t place : places)
    all.push_back(isNamed(place, names)   ? literal(names[place])
                  : place == names.size() ? "rt::labelled"
                                          : std::to_string(place));
  return all;
}

std::vector<std::string> FunctionEmitter::namesOf(const Rows& rows) {
  std::vector<std::string> names;
  for (const Column& c : rows.columns) names.push_back(c.name);
  return names;
}

std::string FunctionEmitter::selected(const std::vector<std::size_t>& places, const std::vector<std::string>& names) {
  return fmt::format(".select({{{}}})", fmt::join(chosen(places, names), ", "));
}

FunctionEmitter::Schema FunctionEmitter::schemaOf(const Rows& rows) {
  Schema schema{.of = nameOf(rows), .columns = namesOf(rows)};
  if (plan::hasLabels(rows)) schema.columns.emplace_back("label");
  return schema;
}

bool FunctionEmitter::Schema::continues(const Schema& first) const {
  return of == first.of && columns.size() >= first.columns.size() &&
         std::equal(first.columns.begin(), first.columns.end(), columns.begin());
}

void FunctionEmitter::findNumbered() {
  using enum plan::Source::Kind;
  if (!function_.plan) return;  // all calls of it are compiled into their callers
  for (const auto& loop : plan_.loops) {
    if (loop->source.kind != File && loop->source.kind != Table) continue;
    const Rows& rows = *loop->source.rows;
    std::vector<Computed>& all = computed_[&rows];
    const auto add = [&](const Expr* e, const std::string& name) {
      e = loop->canonical(e);
      if (!isColumnOf(e, rows) && std::ranges::find(all, e, &Computed::expr) == all.end()) all.push_back({e, name, ""});
    };
    for (const plan::Stage& stage : loop->stages)
      for (std::size_t n = 0; n < stage.sent.size(); ++n) add(stage.sent[n], stage.names[n]);
    for (const plan::Feed& feed : loop->feeds)
      if (feed.kind == plan::Feed::Kind::Build)
        for (std::size_t n = 0; n < feed.columns.size(); ++n) add(feed.columns[n], feed.names[n]);
    if (readsByNumber(*loop)) numbered_.push_back(schemaOf(rows));
  }
}

bool FunctionEmitter::readsByNumber(const plan::Loop& loop) {
  const plan::Source& source = loop.source;
  if (source.kind != plan::Source::Kind::Table || (source.now.empty() && !source.labels)) return false;
  if (source.rows->columns.size() + (plan::hasLabels(*source.rows) ? 1 : 0) < 2) return false;
  return !loop.copies() || loop.feeds.front().kind == plan::Feed::Kind::Build;
}

const FunctionEmitter::Numbering& FunctionEmitter::declareNumbering(const Schema& schema, const std::string& name,
                                                                    Code& out) {
  Numbering& numbers = numberings_.emplace_back(Numbering{.name = name, .schema = schema});
  Names members({name}, options_.isMacro);
  std::vector<std::string> all;
  for (const std::string& column : schema.columns) all.push_back(members.fresh(column.empty() ? "value" : column));
  numbers.columns = all;
  for (const auto& [rows, computed] : computed_)
    if (schema.continues(schemaOf(*rows)))
      for (const Computed& c : computed)
        if (numbers.computed.try_emplace(c.expr).second)
          all.push_back(numbers.computed[c.expr] = members.fresh(c.name, "computed"));
  out.define(fmt::format("struct {}", name), {fmt::format("enum {{ {} }};", fmt::join(all, ", "))}, "};");
  return numbers;
}

void FunctionEmitter::numberFile(const Rows& rows, Code& out) {
  const std::string name = names_.fresh(rows.name.empty() ? "input" : rows.name, "columns");
  useNumbering(rows, declareNumbering(schemaOf(rows), name, out));
}

void FunctionEmitter::numberTable(const Rows& rows, Code& out) {
  useNumbering(rows, numberTable(schemaOf(rows), distinction(rows), out));
}

const FunctionEmitter::Numbering& FunctionEmitter::numberTable(Schema schema, const std::string& distinction,
                                                               Code& out) {
  const auto there = std::ranges::find_if(numberings_, [&](const Numbering& n) { return n.schema.continues(schema); });
  if (there != numberings_.end()) return *there;
  for (const Schema& other : numbered_)
    if (other.continues(schema)) schema = other;
  const std::string name = names_.fresh(schema.of, distinction, "", "_columns");
  return declareNumbering(schema, name, out);
}

void FunctionEmitter::numberIfRead(Schema schema, const std::string& distinction, Code& out) {
  if (std::ranges::any_of(numbered_, [&](const Schema& s) { return s.continues(schema); }))
    numberTable(std::move(schema), distinction, out);
}

void FunctionEmitter::useNumbering(const Rows& rows, const Numbering& numbers) {
  std::vector<std::string>& all = columnNumbers_[&rows];
  all.clear();
  for (const std::string& column : numbers.columns) all.push_back(fmt::format("{}::{}", numbers.name, column));
  for (Computed& c : computed_[&rows]) c.number = fmt::format("{}::{}", numbers.name, numbers.computed.at(c.expr));
}

}  // namespace bodocc
