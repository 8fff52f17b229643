#include "job/disagreement.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace bodo::rt {
namespace {

// Groups of ranks with the same key, in the order of their first ranks.
template <class Of>
auto ranks_by(std::span<const record> all, Of of) {
  std::vector<std::pair<decltype(of(all[0])), std::vector<int>>> groups;
  for (std::size_t r = 0; r < all.size(); ++r) {
    const auto key = of(all[r]);
    const auto known = std::ranges::find_if(groups, [&](const auto& g) { return g.first == key; });
    if (known == groups.end())
      groups.push_back({key, {static_cast<int>(r)}});
    else
      known->second.push_back(static_cast<int>(r));
  }
  return groups;
}

std::string place_of(const record& r, bool with_column) {
  const std::string column = with_column && r.column != 0 ? fmt::format(":{}", r.column) : "";
  const std::string place = fmt::format("{}:{}{}: {}", r.file, r.line, column, r.operation);
  if (r.what != act::finish) return place;
  return r.line == 0 ? "the end of the program" : fmt::format("the end of the program, after {}", place);
}

// The first compared value on which the ranks disagree; -1 if that is not known.
int differing_value(std::span<const record> all) {
  for (std::uint32_t v = 0; v < std::size(all[0].value); ++v) {
    const told& first = all[0].value[v];
    for (const record& r : all)
      if (v >= r.values || r.value[v].line != first.line || r.value[v].argument != first.argument) return -1;
    if (std::ranges::any_of(all, [&](const record& r) { return r.value[v].hash != first.hash; }))
      return static_cast<int>(v);
  }
  return -1;
}

std::string of_value(std::span<const record> all, int v) {
  const told& first = all[0].value[v];
  std::string text = first.argument != 0
                         ? fmt::format("{}:{}: error: {}: the ranks disagree on its arguments, here on argument {}",
                                       all[0].file, all[0].line, all[0].operation, first.argument)
                         : fmt::format("{}:{}: error: {}: the ranks disagree on a value that it takes", all[0].file,
                                       first.line, first.operation);
  const auto groups = ranks_by(all, [&](const record& r) { return r.value[v].hash; });
  const auto shown = [&](const auto& group) {
    return std::string(all[static_cast<std::size_t>(group.second[0])].value[v].text);
  };
  bool frames = false;
  std::string before;
  for (const auto& group : groups) {
    std::string has = shown(group);
    frames = frames || has.starts_with("a frame");
    if (has.empty()) has = &group == &groups.front() ? "one value" : "another value";
    if (has == before) has = has.find("on every rank") != std::string::npos ? "one with other values" : "another frame";
    if (&group == &groups.front()) before = has;
    text += fmt::format("\n  {}: {}", ranks_text(group.second), has);
  }
  if (frames) text += "\n  rows that each rank has for itself become one frame by bodo::from_local_rows(frame)";
  return text;
}

}  // namespace

std::string ranks_text(const std::vector<int>& ranks) {
  std::string text = ranks.size() == 1 ? "rank " : "ranks ";
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    std::size_t last = i;
    while (last + 1 < ranks.size() && ranks[last + 1] == ranks[last] + 1) ++last;
    if (i != 0) text += ", ";
    text += last - i >= 2 ? fmt::format("{}-{}", ranks[i], ranks[last]) : fmt::format("{}", ranks[i]);
    if (last - i >= 2) i = last;
  }
  return text;
}

std::string disagreement(std::span<const record> all) {
  auto places = ranks_by(all, [](const record& r) { return place_of(r, false); });
  const bool finished = std::ranges::any_of(all, [](const record& r) { return r.what == act::finish; });
  if (places.size() == 1 && !finished) places = ranks_by(all, [](const record& r) { return place_of(r, true); });
  // at the end of the program all are at one place, after any last statement
  const bool same = std::ranges::all_of(all, [](const record& r) { return r.what == act::finish; });
  if (places.size() == 1 || same) {
    if (const int v = differing_value(all); v >= 0) return of_value(all, v);
    const record& r = all[0];
    const auto by_value = ranks_by(all, [](const record& o) { return o.agree; });
    if (by_value.size() == 1)
      return fmt::format("{}:{}: error: {}: the ranks reach this collective a different number of times", r.file,
                         r.line, r.operation);
    std::string groups;
    for (const auto& [value, ranks] : by_value)
      groups += (ranks == by_value.front().second  ? ""
                 : ranks == by_value.back().second ? " and "
                                                   : ", ") +
                ranks_text(ranks);
    return fmt::format(
        "{}:{}: error: {}: the ranks disagree on its arguments, or on a value that leads to it: {} differ", r.file,
        r.line, r.operation, groups);
  }
  std::string text = "error: the ranks do not reach the same collectives in the same order:";
  for (const auto& [place, ranks] : places) text += fmt::format("\n  {}: {}", ranks_text(ranks), place);
  if (all[0].parted[0] == '\0') return text;
  text += "\nbefore that they reached the same collective at several places:";
  for (const auto& [place, ranks] : ranks_by(all, [](const record& r) { return std::string(r.parted); }))
    text += fmt::format("\n  {}: {}", ranks_text(ranks), place);
  return text;
}

}  // namespace bodo::rt
