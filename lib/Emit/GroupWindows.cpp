#include "GroupWindows.h"

#include "bodocc/Ops/OpInfo.h"

#include <algorithm>
#include <span>

namespace bodocc {

static bool isTimed(const Op& op) { return op.options.count("timed") != 0; }

std::span<const Expr* const> keysOfGroups(const Op& op) {
  return std::span(op.keys).first(op.keys.size() - (isTimed(op) ? 1 : 0));
}

bool leavesRowsOut(const Op& op) {
  return op.dropMissingKeys && std::ranges::any_of(keysOfGroups(op), [](const Expr* e) { return e->type.nullable; });
}

GroupWindows::GroupWindows(FunctionEmitter& fn, const Op& op, const std::string& base,
                           const std::function<std::string(const Expr*)>& columnOf, Code& out)
    : fn_(fn), op_(op) {
  std::vector<std::string> keys, values;
  for (const Expr* key : keysOfGroups(op)) keys.push_back(columnOf(key));
  if (isTimed(op)) {
    values_.push_back(op.keys.back());
    values.push_back(columnOf(op.keys.back()));
  }
  for (const Column& c : op.rows().columns)
    if (c.aggregate && c.from && std::ranges::find(values_, c.from) == values_.end()) {
      values_.push_back(c.from);
      values.push_back(columnOf(c.from));
    }
  name_ = fn.names().fresh(base + "_by_key");
  if (op.rows().domain.distribution != Distribution::Replicated)
    out.comment(
        "collective: rows travel to the owner of their key's hash, and the results back, unless the keys are few");
  out.line("rt::rows_by_key {}({}, {}, {{{}}}, {{{}}}{});", name_, fn.site(op), base, fmt::join(keys, ", "),
           fmt::join(values, ", "), leavesRowsOut(op) ? ", rt::missing_keys::dropped" : "");
}

std::size_t GroupWindows::valueOf(const Column& c) const {
  return static_cast<std::size_t>(std::ranges::find(values_, c.from) - values_.begin());
}

std::string GroupWindows::result(const Column& c) const {
  const std::string of = fmt::format("{{{}, {}{}}}", name_, valueOf(c), isTimed(op_) ? ", 0" : "");
  return fmt::format("{}.back({})", name_, fn_.windowCall(c, of));
}

void GroupWindows::free(Code& out) const { out.line("{}.free();", name_); }

}  // namespace bodocc
