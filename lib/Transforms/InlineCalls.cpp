#include "bodocc/Transforms/InlineCalls.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <set>

#include "bodocc/Analysis/Flow.h"
#include "bodocc/IR/Clone.h"
#include "bodocc/Ops/OpInfo.h"
#include "bodocc/Support/CppTokens.h"
#include "bodocc/Transforms/Rewrite.h"

namespace bodocc {
namespace {

// More code costs the host compiler's time.
constexpr std::size_t mostOps = 40, mostOpsOfAll = 200;

// The namespaces and classes around a function, in which its text finds names.
std::string scopeOf(const Function& f) {
  const auto end = f.name.rfind("::");
  return end == std::string::npos ? "" : f.name.substr(0, end);
}

// C++ text of names, operators and literals, whose value is the same each time.
bool isSimple(const HostText& t) {
  return t.repeatable && !t.calls && t.modifies.empty() && t.defines.empty() &&
         std::ranges::all_of(t.pieces, [](const HostText::Piece& p) {
           return !p.scalar && !p.runtime && p.text.find_first_of("{[R\n") == std::string::npos;
         });
}

// The text with `change` of each name in its place, but of members' names. Without comments.
template <class Change>
std::string changed(const std::string& text, const Change& change) {
  std::string result;
  for (std::size_t at = 0, end = 0; at < text.size(); at = end) {
    end = tokenEnd(text, at);
    const std::string token = text.substr(at, end - at);
    if (token.starts_with("/*") || token.starts_with("//")) {
      result += ' ';
    } else if (isWord(token)) {
      const std::string before = result.substr(0, result.find_last_not_of(' ') + 1);
      const bool ofOther = before.ends_with('.') || before.ends_with("::") || before.ends_with("->");
      result += ofOther ? token : change(token);
    } else {
      result += token;
    }
  }
  return result;
}

// What parameters mean in the caller's text.
class Arguments {
 public:
  Arguments(const Function& caller, const Op& call) {
    for (const Parameter& p : caller.params) callers_.insert(p.name);
    forEachOp(caller.body, [&](const Op& op) {
      callers_.insert(op.text.defines.begin(), op.text.defines.end());
      for (const HostText::Piece& p : op.text.pieces)
        namesMore_ = namesMore_ || p.text.find("using namespace") != std::string::npos;
    });
    for (std::size_t i = 0; i < call.callee->params.size(); ++i) {
      const Parameter& p = call.callee->params[i];
      if (!p.isFrame) add(caller, p, call.hostArguments.at(i));
    }
  }

  // All that the call would evaluate may be evaluated at its place in the caller, any number of times.
  bool known() const { return known_; }
  bool cover(const HostText& text) const {
    return isSimple(text) &&
           std::ranges::all_of(text.reads, [&](const std::string& v) { return texts_.contains(v); }) &&
           std::ranges::all_of(text.pieces, [&](const HostText::Piece& p) { return meansTheSame(p.text); });
  }
  // True if the caller has no variables and types of the names that are not its parameters'.
  bool meansTheSame(const std::string& text) const {
    bool same = true;
    changed(text, [&](const std::string& name) {
      same = same && (texts_.contains(name) || !(namesMore_ || callers_.contains(name)));
      return name;
    });
    return same;
  }

  HostText inCaller(const HostText& text) const {
    HostText result = text;
    for (HostText::Piece& p : result.pieces)
      p.text = changed(p.text, [&](const std::string& name) {
        const auto found = texts_.find(name);
        return found == texts_.end() ? name : found->second;
      });
    result.reads.clear();
    for (const std::string& v : text.reads) {
      const std::vector<std::string>& reads = reads_.at(v);
      result.reads.insert(result.reads.end(), reads.begin(), reads.end());
    }
    return result;
  }

 private:
  void add(const Function& caller, const Parameter& p, const HostText& argument) {
    std::string text;
    for (const HostText::Piece& piece : argument.pieces) text += piece.text;
    if (p.isResult || text.empty() || !isSimple(argument)) {
      known_ = false;
      return;
    }
    const auto same = [&](const Parameter& own) { return own.name == text && own.cppType == p.cppType; };
    if (!std::ranges::any_of(caller.params, same)) {
      // the parameter's own type; other types might not be made of a value in one way only
      switch (p.cppType.kind) {
        case CppType::Kind::Boolean:
        case CppType::Kind::Integer:
        case CppType::Kind::Float: text = fmt::format("static_cast<{}>({})", p.cppType.text, text); break;
        case CppType::Kind::String: text = fmt::format("std::string({})", text); break;
        default: return;
      }
    }
    texts_[p.name] = text;
    reads_[p.name] = argument.reads;
  }

  bool known_ = true;
  std::set<std::string> callers_;  // variables, types
  bool namesMore_ = false;         // those of a namespace, too
  std::map<std::string, std::string> texts_;
  std::map<std::string, std::vector<std::string>> reads_;  // the caller's variables
};

class Inlining {
 public:
  explicit Inlining(Function& f) : function_(f) {}

  void region(Region& region) {
    for (std::size_t i = 0; i < region.ops.size(); ++i) {
      Op& op = *region.ops[i];
      for (Region& inner : op.regions) this->region(inner);
      if (op.info->control != Control::Call) continue;
      const Arguments arguments(function_, op);
      if (mayInline(op, arguments)) inlineCall(region, i, arguments);
    }
  }

 private:
  bool mayInline(const Op& call, const Arguments& arguments) const {
    const Function& callee = *call.callee;
    const FunctionOptions& flags = callee.options;
    if (callee.external || callee.file != function_.file || !flags.distributed.empty() || !flags.replicated.empty() ||
        flags.allArgsDistributed || flags.allReturnsDistributed || scopeOf(callee) != scopeOf(function_) ||
        !call.scalarResults.empty() || !arguments.known() || callee.body.ops.size() > mostOps ||
        added_ + callee.body.ops.size() > mostOpsOfAll)
      return false;
    return callee.body.ops.back()->info->control == Control::Return &&
           std::ranges::all_of(callee.body.ops, [&](const auto& op) {
             const bool computes = op->info->kind == OpKind::Rows && op->info->pure && op->regions.empty();
             return (computes || op == callee.body.ops.back()) && readsOnly(*op, arguments);
           });
  }

  // Of the caller's variables and code, the op needs those that these arguments are made of.
  static bool readsOnly(Op& op, const Arguments& arguments) {
    bool only = true;
    const auto test = [&](const UserFunction& f) {
      only = only && !f.local && f.captures.empty() && arguments.meansTheSame(f.text);
    };
    for (const HeldExpr& held : heldExprs(op))
      forEachExpr(*held.slot, [&](const Expr& e) {
        if (e.kind == ExprKind::Host) only = only && arguments.cover(e.host);
        if (e.function) test(*e.function);
      });
    for (const auto& rows : op.results)
      for (const Column& c : rows->columns)
        if (c.function) test(*c.function);
    return only;
  }

  void inlineCall(Region& region, std::size_t& at, const Arguments& arguments) {
    const std::unique_ptr<Op> call = std::move(region.ops[at]);
    const Function& callee = *call->callee;
    std::vector<std::unique_ptr<Op>> ops =
        cloneBody(function_, *call, [&](const HostText& text) { return arguments.inCaller(text); });
    const std::unique_ptr<Op> result = std::move(ops.back());
    ops.pop_back();
    added_ += ops.size();
    for (const Statement& statement : callee.statements) addStatement(function_, statement);
    function_.identifiers.insert(function_.identifiers.end(), callee.identifiers.begin(), callee.identifiers.end());
    const auto place = region.ops.erase(region.ops.begin() + static_cast<std::ptrdiff_t>(at));
    at += ops.size();
    region.ops.insert(place, std::make_move_iterator(ops.begin()), std::make_move_iterator(ops.end()));
    --at;
    std::size_t column = 0;
    for (std::size_t k = 0; k < call->results.size(); ++k) {
      std::vector<const Expr*> columns;
      for (std::size_t c = 0; c < call->results[k]->columns.size(); ++c)
        columns.push_back(result->outputs.at(column++).from);
      replaceRows(function_, *call->results[k], *result->inputs.at(k), columns);
    }
  }

  Function& function_;
  std::size_t added_ = 0;  // ops
};

}  // namespace

void inlineCalls(Module& m) {
  // callees come before their callers, so what is inlined has no calls that could be
  for (auto& f : m.functions) Inlining(*f).region(f->body);
  std::set<const Function*> called;
  for (auto& f : std::views::reverse(m.functions))
    if (f->external || called.contains(f.get()))
      forEachOp(f->body, [&](const Op& op) { called.insert(op.callee); });
    else
      m.inlined.push_back(std::move(f));
  std::erase(m.functions, nullptr);
}

}  // namespace bodocc
