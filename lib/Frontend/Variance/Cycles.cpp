// Calls that are not followed, on cycles of many functions: see CallGraph.h.
#include "Frontend/Variance/Activation.h"

namespace bodocc::variance {

bool Activation::isFollowed(const clang::FunctionDecl& body) const {
  const CallGraph& calls = analysis_.calls;
  return !calls.isOpaque(body) && !(calls.isTangled(body) && calls.onOneCycle(body, body_));
}

// Gives the function the arguments that vary, for its own run. Returns why the call's effect may vary.
const Cause* Activation::passArguments(const clang::FunctionDecl& body, const Call& call) {
  const Cause* any = call.object ? deepCause(load(*call.object)) : nullptr;
  State passed;
  for (std::size_t i = 0; i < call.arguments.size() && i < body.getNumParams(); ++i) {
    const Cause* cause = deepCause(load(call.arguments[i]));
    any = either(any, cause);
    if (cause == nullptr) continue;
    const clang::ParmVarDecl& parameter = *body.getParamDecl(i);
    passed.store({&parameter}, {.cause = analysis_.causes.make(call.arguments[i]->getExprLoc(),
                                                               "it is passed as '" + parameter.getNameAsString() + "'",
                                                               cause, cause->certain)});
  }
  if (!analysis_.calls.isOpaque(body)) analysis_.pass(body, passed);
  return any;
}

Sequence Activation::innerOf(const clang::FunctionDecl& body, clang::SourceLocation place) const {
  auto inner = std::make_shared<Event>();
  inner->kind = Event::Kind::Inner;
  inner->callee = &body;
  inner->name = body.getNameAsString();
  inner->place = place;
  return {inner};
}

Activation::Result Activation::callOpaque(const clang::FunctionDecl& body, const Call& call) {
  Result result = callUnseen(&body, call);
  const Cause* cause = analysis_.causes.doubt(passArguments(body, call));
  std::vector<Thrown>& thrown = throws_[call.expression];
  for (const clang::QualType type : analysis_.calls.thrownBy(body)) thrown.push_back({type, cause});
  if (analysis_.calls.collects(body)) event(*call.expression, innerOf(body, call.expression->getExprLoc()));
  return result;
}

}  // namespace bodocc::variance
