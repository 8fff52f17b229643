// The user's C++ values in expressions and the captures of the user's functions have their values at their statement,
// though the loops that use them run later: they are saved in constants if later code may change them.
#include <clang/Basic/CharInfo.h>

#include <algorithm>

#include <bodocc/Analysis/Flow.h>
#include <bodocc/Ops/OpInfo.h>

#include "Frontend/Lowering.h"

namespace bodocc {

namespace {

// True if one of the variables may have another value, or be another one, at the use of the capture: after the op in
// its region, as no expression leaves its region.
bool changesBehind(const Op& capture, const Region& region, const std::vector<std::string>& variables) {
  auto at = std::ranges::find_if(region.ops, [&](auto& o) { return o.get() == &capture; });
  return std::any_of(std::next(at), region.ops.end(),
                     [&](auto& op) { return op->info != capture.info && modifiesAny(*op, variables); });
}

}  // namespace

HostText Lowering::capture(const HostText& text, SourceLoc loc) {
  const bool name =
      text.pieces.size() == 1 && text.pieces[0].scalar == nullptr &&
      std::ranges::all_of(text.pieces[0].text, [](char c) { return clang::isAsciiIdentifierContinue(c); });
  const auto use = [](const std::string& constant) {
    HostText here;
    here.pieces.push_back({constant});
    here.reads.push_back(constant);
    here.plain = here.repeatable = true;
    return here;
  };
  // equal text is one value as long as nothing changes the variables that it reads
  for (auto op = ctx_.region->ops.rbegin(); op != ctx_.region->ops.rend() && text.repeatable && !hasEffects(text);
       ++op) {
    if ((*op)->info->control != Control::Capture && modifiesAny(**op, text.reads)) break;
    if (const auto found = captured_.find(op->get());
        found != captured_.end() && found->second.text.pieces == text.pieces)
      return use(found->second.name);
  }
  Op& op = ctx_.append(controlOp(Control::Capture), loc);
  Captured& captured = captured_[&op];
  captured.name = captureName(name ? text.pieces[0].text : "value", loc);
  captured.text = text;
  op.text = text;
  op.text.pieces.insert(op.text.pieces.begin(), {fmt::format("const auto {} = ", captured.name)});
  op.text.pieces.push_back({";"});
  op.text.defines = {captured.name};
  return use(captured.name);
}

void Lowering::capture(const std::shared_ptr<UserFunction>& function, HostText text) {
  for (const HostText::Piece& piece : text.pieces) function->text += piece.text;
  const bool ofScalars = std::ranges::any_of(text.pieces, [](auto& piece) { return piece.scalar != nullptr; });
  const bool readsGlobals = function->generic || !function->changing.empty();
  if (function->captures.empty() && !readsGlobals && !ofScalars && !hasEffects(text)) return;
  Op& op = ctx_.append(controlOp(Control::Capture), function->loc);
  Captured& captured = captured_[&op];
  captured.name = captureName("function", function->loc);
  captured.functions = {function};
  op.text = std::move(text);
  op.text.pieces.insert(op.text.pieces.begin(), {fmt::format("const auto {} = ", captured.name)});
  op.text.pieces.push_back({";"});
  op.text.defines = {captured.name};
}

std::string Lowering::captureName(const std::string& what, SourceLoc loc) {
  const std::string wanted = fmt::format("{}_at_{}", what, loc.line);
  std::string name = wanted;
  const std::vector<std::string>& taken = ctx_.function.identifiers;
  const auto isTaken = [&] {
    return std::ranges::count(taken, name) != 0 ||
           std::ranges::any_of(captured_, [&](auto& c) { return c.second.name == name; });
  };
  for (int number = 2; isTaken(); ++number) name = fmt::format("{}_{}", wanted, number);
  return name;
}

// Most captures never change: then expressions have the user's own text.
void Lowering::settleCaptures() {
  const auto places = placesOf(ctx_.function);
  std::map<std::string, HostText> unchanged;
  std::vector<Op*> needless;
  forEachOp(ctx_.function.body, [&](Op& op) {
    if (op.info->control != Control::Capture) return;
    Captured& captured = captured_.at(&op);
    for (const auto& function : captured.functions)
      for (const std::string& name : function->changing)
        if (changesBehind(op, *places.at(&op).region, {name})) {
          unit_.reporter.report(clangLocation(op.loc), Diag::GlobalChanged, name, ctx_.function.name);
          ++errors_;
        }
    // the text of a function has no places for scalars
    const bool ofScalars = !captured.functions.empty() &&
                           std::ranges::any_of(op.text.pieces, [](auto& piece) { return piece.scalar != nullptr; });
    const bool once = captured.functions.empty() && !op.text.repeatable;
    if (ofScalars || once || hasEffects(op.text) || changesBehind(op, *places.at(&op).region, op.text.reads)) {
      ctx_.function.identifiers.push_back(captured.name);
      for (const auto& function : captured.functions) {
        function->text = captured.name;
        function->named = true;
        const auto kept = [&](const std::string& name) { return std::ranges::count(function->captures, name) != 0; };
        std::erase_if(function->compared, kept);
        function->compared.push_back(captured.name);
        function->captures = {captured.name};
      }
      return;
    }
    needless.push_back(&op);
    if (captured.functions.empty()) unchanged.emplace(captured.name, captured.text);
  });
  for (auto& e : ctx_.function.exprs)
    if (e->kind == ExprKind::Host && e->host.pieces.size() == 1)
      if (auto found = unchanged.find(e->host.pieces[0].text); found != unchanged.end()) e->host = found->second;
  for (Op* op : needless) std::erase_if(places.at(op).region->ops, [&](auto& o) { return o.get() == op; });
}

}  // namespace bodocc
