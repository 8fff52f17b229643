#include "bodocc/Analysis/Reports.h"

#include <fmt/format.h>

#include <algorithm>

#include "bodocc/Analysis/InferDistributions.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

constexpr std::size_t sourceWidth = 88;  // longer lines push their remarks to the right

std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string symbolOf(const Function& f) { return f.symbol.empty() ? f.name : f.symbol; }

// With its types: a template has several versions of one name.
std::string title(const Function& f) {
  std::string params;
  for (const Parameter& p : f.params)
    params += fmt::format("{}{}: {}", params.empty() ? "" : ", ", p.name, p.cppType.text);
  return fmt::format("{}({})", symbolOf(f), params);
}

std::string describe(const Rows& rows) {
  std::string text = fmt::format("{}: {}", rows.name, toString(rows.domain.distribution));
  if (!rows.domain.reason.empty()) text += fmt::format(" ({})", rows.domain.reason);
  return text;
}

class Distributions {
 public:
  explicit Distributions(const Function& f) {
    remarks_[f.loc.line];
    for (const Parameter& p : f.params)
      if (p.isFrame) add(f.loc, describe(*p.rows));
    forEachOp(f.body, [&](const Op& op) {
      for (auto& rows : op.results)
        if (op.loc.valid() && !rows->name.empty()) add(op.loc, describe(*rows));
      for (const Region& inner : op.regions)
        for (auto& rows : inner.arguments) add(op.loc, describe(*rows));
      if (op.info->control == Control::Return) add(op.loc, returned(op));
    });
  }

  LineRemarks remarks() { return std::move(remarks_); }

 private:
  void add(SourceLoc loc, std::string remark) {
    auto& all = remarks_[loc.line];
    if (!remark.empty() && std::find(all.begin(), all.end(), remark) == all.end()) all.push_back(std::move(remark));
  }
  static std::string returned(const Op& op) {
    std::string text;
    for (const Rows* rows : op.inputs) {
      const Op* def = rows->def;
      const bool gathered =
          def && def->info->distribution == DistributionRule::Replicated && !def->inputs.empty() && def->loc == op.loc;
      if (gathered) continue;  // which has its own remark
      if (!text.empty()) text += ", ";
      text += fmt::format("returned as {}", toString(rows->domain.distribution));
    }
    return text;
  }

  LineRemarks remarks_;
};

}  // namespace

std::string besideSource(std::string_view source, const LineRemarks& remarks) {
  if (remarks.empty()) return "";
  const std::vector<std::string_view> lines = linesOf(source);
  std::string out;
  const auto write = [&](std::string_view row) {
    out += row.substr(0, row.find_last_not_of(' ') + 1);
    out += '\n';
  };
  for (std::uint32_t line = remarks.begin()->first; line <= remarks.rbegin()->first; ++line) {
    const std::string_view text = line > 0 && line <= lines.size() ? lines[line - 1] : std::string_view();
    std::string row = fmt::format("{:>5} | {:<{}}", line, text, sourceWidth);
    if (auto found = remarks.find(line); found != remarks.end())
      for (std::size_t i = 0; i < found->second.size(); ++i) {
        if (i > 0) {
          write(row);
          row = fmt::format("{:>5} | {:<{}}", "", "", sourceWidth);
        }
        row += " | " + found->second[i];
      }
    write(row);
  }
  return out;
}

LineRemarks distributions(const Function& f) { return Distributions(f).remarks(); }

std::string distributionReport(const Module& m, const FileOf& fileOf) {
  std::string out;
  for (auto& f : m.functions) {
    const SourceFile file = fileOf(*f);
    out += fmt::format("{}{}:{}: {}{}\n", out.empty() ? "" : "\n", file.name, f->loc.line, title(*f),
                       f->external ? "" : " (called by annotated functions)");
    out += besideSource(file.text, distributions(*f));
  }
  return out;
}

namespace {

std::string typeOf(const Parameter& p) {
  if (p.isFrame) return toString(p.schema.empty() ? p.rows->schema() : p.schema);
  return p.constant ? fmt::format("{} = {}", p.cppType.text, toString(*p.constant)) : p.cppType.text;
}

std::string parametersOf(const Function& f) {
  std::string params;
  for (const Parameter& p : f.params)
    params += fmt::format("{}{}: {}{}", params.empty() ? "" : ", ", p.name, typeOf(p),
                          p.isFrame ? fmt::format(" {}", toString(p.rows->domain.distribution)) : "");
  return params;
}

// "(int, int)"
std::string typesOf(const Function& f) {
  std::string types;
  for (const Parameter& p : f.params) types += fmt::format("{}{}", types.empty() ? "" : ", ", typeOf(p));
  return "(" + types + ")";
}

}  // namespace

std::string specializationReport(const Module& m, const FileOf& fileOf,
                                 const std::function<std::vector<SourceLoc>(const Function&)>& callsOf) {
  std::string out;
  std::vector<std::string> done;
  for (auto& first : m.functions) {
    if (std::find(done.begin(), done.end(), first->name) != done.end()) continue;
    done.push_back(first->name);
    std::vector<std::string> compiled;
    std::string versions;
    for (auto& f : m.functions) {
      if (f->name != first->name) continue;
      if (std::string types = typesOf(*f); std::find(compiled.begin(), compiled.end(), types) == compiled.end())
        compiled.push_back(std::move(types));
      std::vector<std::uint32_t> lines;
      for (const SourceLoc& call : callsOf(*f)) lines.push_back(call.line);
      lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
      versions += fmt::format("  {}({}) -> {}, called by {}", symbolOf(*f), parametersOf(*f), f->returnType.text,
                              f->external ? "ordinary code" : "annotated functions");
      if (!lines.empty()) versions += fmt::format(" in line{} {}", lines.size() > 1 ? "s" : "", fmt::join(lines, ", "));
      versions += '\n';
    }
    out += fmt::format("{}{}:{}: {}: {}\n{}", out.empty() ? "" : "\n", fileOf(*first).name, first->loc.line,
                       first->name, fmt::join(compiled, ", "), versions);
  }
  for (const auto& f : m.inlined)
    if (std::ranges::find(done, f->name) == done.end())
      out += fmt::format("{}{}:{}: {}: {} in the place of each call\n", out.empty() ? "" : "\n", fileOf(*f).name,
                         f->loc.line, f->name, typesOf(*f));
  return out;
}

}  // namespace bodocc
