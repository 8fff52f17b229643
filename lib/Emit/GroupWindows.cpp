#include "GroupWindows.h"

#include "bodocc/Ops/OpInfo.h"

#include <algorithm>
#include <span>

namespace bodocc {

GroupWindows::GroupWindows(FunctionEmitter& fn, const Op& op, const std::string& base,
                           const std::function<std::size_t(const Expr*)>& placeOf, Code& out)
    : fn_(fn), op_(op) {
  std::vector<std::size_t> keys, values;
  const bool timed = op.options.count("timed") != 0;
  const std::span<const Expr* const> of = std::span(op.keys).first(op.keys.size() - (timed ? 1 : 0));
  for (const Expr* key : of) keys.push_back(placeOf(key));
  if (timed) {
    values_.push_back(op.keys.back());
    values.push_back(placeOf(op.keys.back()));
  }
  for (const Column& c : op.rows().columns)
    if (c.aggregate && c.from && std::ranges::find(values_, c.from) == values_.end()) {
      values_.push_back(c.from);
      values.push_back(placeOf(c.from));
    }
  const bool drops = op.dropMissingKeys && std::ranges::any_of(of, [](const Expr* key) { return key->type.nullable; });
  name_ = fn.names().fresh(base + "_by_key");
  if (op.rows().domain.distribution != Distribution::Replicated)
    out.comment("collective: rows travel to the owner of their key's hash; the results travel back");
  out.line("const rt::rows_by_key {}({}, {}, {{{}}}, {{{}}}{});", name_, fn.site(op), base, fmt::join(keys, ", "),
           fmt::join(values, ", "), drops ? ", rt::missing_keys::dropped" : "");
}

std::size_t GroupWindows::valueOf(const Column& c) const {
  return static_cast<std::size_t>(std::ranges::find(values_, c.from) - values_.begin());
}

std::string GroupWindows::result(const Column& c) const {
  const std::string times = op_.options.count("timed") != 0 ? ", 0" : "";
  const std::string of = c.from ? fmt::format("{{{}, {}{}}}", name_, valueOf(c), times) : name_;
  return fmt::format("{}.back({})", name_, fn_.windowCall(c, of));
}

}  // namespace bodocc
