// The plans of small functions, after all passes.
#pragma once

#include "../Program.h"
#include "bodocc/Driver/PassList.h"
#include "bodocc/Plan/Plan.h"

namespace bodocc::test {

inline plan::FunctionPlan& planned(Module& m, std::vector<std::string> disabled = {}) {
  PassOptions options;
  options.disabled = std::move(disabled);
  REQUIRE(runPasses(m, options));
  return *m.functions.back()->plan;
}

inline std::string planText(Module& m, std::vector<std::string> disabled = {}) {
  return plan::print(planned(m, std::move(disabled)));
}

inline plan::Loop& loop(plan::FunctionPlan& plan, unsigned id) {
  for (auto& loop : plan.loops)
    if (loop->id == id) return *loop;
  throw InternalError("no such loop");
}

// `use(scalar);` of the user's.
inline void use(FunctionBuilder& b, const Value& scalar, const std::string& type) {
  b.statement("use(s);", {}).text.pieces = {{"use("}, {"", *scalar.get<const Scalar*>(), {type}}};
}

}  // namespace bodocc::test
