// docs/operations.md, from the table.
#include "bodocc/Ops/OpInfo.h"

#include <fmt/format.h>

#include <iterator>
#include <string>

namespace bodocc {

namespace {

struct Section {
  const char* owner;
  const char* title;
};

constexpr Section sections[] = {
    {"bodo", "Free functions (`bodo::`)"},
    {"DataFrame", "Frames"},
    {"Series", "Series"},
    {"Array", "Arrays: `bodo::Array<double> x`"},
    {"Matrix", "Arrays of two dimensions: `bodo::Array<double, 2> x`, and expressions of them"},
    {"operator", "Operators on series"},
    {"Series.str", "Strings: `s.str()`"},
    {"Series.dt", "Dates and times: `s.dt()`"},
    {"Series.rolling", "Windows: `s.rolling(...)`, `df.rolling(...)[\"A\"]`"},
    {"Series.ewm", "Weighted means: `s.ewm(...)`"},
    {"GroupBy", "Groups: `df.groupby(...)`"},
    {"bodo.agg", "Aggregates in `agg`"},
};

bool belongsTo(std::string_view owners, std::string_view owner) {
  return (" " + std::string(owners) + " ").find(" " + std::string(owner) + " ") != std::string::npos;
}

std::string properties(const OpInfo& info) {
  std::string text;
  const auto add = [&](const char* word) { text += (text.empty() ? "" : ", ") + std::string(word); };
  if (info.collective) add("collective");
  if (info.looksAtOrder) add("depends on the order of rows");
  if (info.kind == OpKind::Rows && !info.keepsLabels) add("numbers its rows from 0");
  if (info.canFail) add("may fail at run time");
  return text;
}

}  // namespace

std::string referencePage() {
  std::string page =
      "# Operations\n\nWhat annotated functions may call. This page is printed from the table of operations "
      "(`lib/Ops/Ops.def`): change it there.\n";
  for (const Section& section : sections) {
    fmt::format_to(std::back_inserter(page), "\n## {}\n\n| operation | meaning | example |\n| --- | --- | --- |\n",
                   section.title);
    for (const OpInfo& info : allOps()) {
      if (!*info.method || !belongsTo(info.owner, section.owner)) continue;
      std::string name = info.method;
      if (name == "neg") name = "-";
      std::string summary = info.summary;
      if (const std::string more = properties(info); !more.empty()) summary += " (" + more + ")";
      std::string example = info.example;
      for (std::string* s : {&name, &summary, &example})
        for (std::size_t at = 0; (at = s->find('|', at)) != std::string::npos; at += 2) s->insert(at, "\\");
      fmt::format_to(std::back_inserter(page), "| `{}` | {} | `{}` |\n", name, summary, example);
    }
  }
  return page;
}

}  // namespace bodocc
