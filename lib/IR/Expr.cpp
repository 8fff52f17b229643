// Making and rewriting expressions. Equal expressions are one node, found by a key that spells their structure.
#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "bodocc/IR/IR.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

// Prefixed with its length, so that no text can be confused with another part of a key.
std::string counted(const std::string& s) { return fmt::format("{}:{}", s.size(), s); }

std::string typeKey(const ValueType& t) {
  std::string key = fmt::format("{}.{}.{}.{}{}{}", static_cast<int>(t.type.id), t.type.precision, t.type.scale,
                                static_cast<int>(t.type.element), t.nullable ? "?" : "", t.coded ? "c" : "");
  if (t.range) key += fmt::format("[{},{}]", t.range->first, t.range->second);
  return key;
}

std::string constantKey(const Constant& c) {
  struct Visitor {
    std::string operator()(std::monostate) const { return "missing"; }
    std::string operator()(bool b) const { return b ? "true" : "false"; }
    std::string operator()(std::int64_t i) const { return fmt::format("i{}", i); }
    std::string operator()(std::uint64_t u) const { return fmt::format("u{}", u); }
    // by its bits: 0.0 and -0.0 differ, and a NaN equals itself
    std::string operator()(double d) const { return fmt::format("d{:x}", std::bit_cast<std::uint64_t>(d)); }
    std::string operator()(Int128 w) const {
      return fmt::format("w{:x},{:x}", static_cast<std::uint64_t>(w >> 64), static_cast<std::uint64_t>(w));
    }
    std::string operator()(const std::string& s) const { return "s" + counted(s); }
    std::string operator()(const std::vector<std::string>& texts) const {
      std::string key = "l";
      for (const std::string& text : texts) key += counted(text);
      return key;
    }
  };
  return fmt::format("{} {} {}", typeKey({c.type, false, false, {}}), std::visit(Visitor{}, c.value),
                     counted(c.spelling));
}

Expr node(ExprKind kind, ValueType type, SourceLoc loc) {
  Expr e;
  e.kind = kind;
  e.type = type;
  e.loc = loc;
  return e;
}

const Expr* intern(Function& f, Expr e, const std::string& key) {
  if (!key.empty())
    if (auto found = f.exprKeys.find(key); found != f.exprKeys.end()) return found->second;
  e.id = ++f.nextId;
  const Expr* made = f.exprs.emplace_back(std::make_unique<Expr>(std::move(e))).get();
  if (!key.empty()) f.exprKeys.emplace(key, made);
  return made;
}

// The type of the call with other operands: if one of them may be missing, so may the result.
ValueType typeWith(const Expr& call, const std::vector<const Expr*>& args) {
  ValueType type = call.type;
  if (call.op->missing != Missing::Never)
    for (std::size_t i = 0; i < args.size(); ++i)
      type.nullable = type.nullable || (args[i]->type.nullable && !call.args[i]->type.nullable);
  return type;
}

}  // namespace

Schema Rows::schema() const {
  Schema result;
  for (const Column& c : columns) result.push_back({c.name, c.type});
  return result;
}

const Expr* columnExpr(Function& f, const Rows& rows, unsigned column, SourceLoc loc) {
  if (column >= rows.columns.size())
    throw InternalError(fmt::format("column {} of '{}', which has {}", column, rows.name, rows.columns.size()));
  Expr e = node(ExprKind::Column, rows.columns[column].type, loc);
  e.rows = &rows;
  e.column = column;
  return intern(f, std::move(e), fmt::format("column {} {} {}", rows.id, column, typeKey(rows.columns[column].type)));
}

const Expr* constantExpr(Function& f, Constant c, SourceLoc loc) {
  std::string key = "constant " + constantKey(c);
  Expr e = node(ExprKind::Constant, {c.type, c.missing(), false, {}}, loc);
  e.constant = std::move(c);
  return intern(f, std::move(e), key);
}

const Expr* hostExpr(Function& f, HostText text, ValueType type, SourceLoc loc) {
  // The same text may have another value elsewhere: the place is a part of its identity.
  std::string key = fmt::format("host {} {} {}", loc.raw, loc.column, typeKey(type));
  for (const HostText::Piece& p : text.pieces)
    key += p.scalar    ? fmt::format(" ${} {} {}", p.scalar->id, counted(p.cppType.text), p.checked)
           : p.runtime ? fmt::format(" {} {}", p.runtime, counted(p.cppType.text))
                       : " " + counted(p.text);
  Expr e = node(ExprKind::Host, type, loc);
  e.host = std::move(text);
  return intern(f, std::move(e), loc.valid() ? key : std::string());
}

const Expr* scalarExpr(Function& f, const Scalar& s, SourceLoc loc) {
  Expr e = node(ExprKind::Scalar, s.type, loc);
  e.scalar = &s;
  return intern(f, std::move(e), fmt::format("scalar {}", s.id));
}

const Expr* callExpr(Function& f, const OpInfo& op, std::vector<const Expr*> args, ValueType type, SourceLoc loc,
                     std::shared_ptr<const UserFunction> function) {
  std::string key;
  // a user's function is identified by its place in the source: its calls on equal operands, kept through rewrites, are
  // one call
  if (function || op.pure) {
    key = fmt::format("call {} {} {}", op.id, typeKey(type), static_cast<const void*>(function.get()));
    for (const Expr* a : args) key += fmt::format(" {}", a->id);
  }
  Expr e = node(ExprKind::Call, type, loc);
  e.op = &op;
  e.args = std::move(args);
  e.function = std::move(function);
  return intern(f, std::move(e), key);
}

const Expr* Rewriter::operator()(const Expr* e) {
  if (auto found = done_.find(e); found != done_.end()) return found->second;
  const Expr* result = e;
  if (e->kind == ExprKind::Column || e->kind == ExprKind::Scalar || e->kind == ExprKind::Host) {
    result = replace_(*e);
  } else if (e->kind == ExprKind::Call) {
    std::vector<const Expr*> args;
    for (const Expr* a : e->args) args.push_back((*this)(a));
    if (args != e->args) {
      const ValueType type = typeWith(*e, args);
      result = callExpr(function_, *e->op, std::move(args), type, e->loc, e->function);
      if (result->name.empty()) result->name = e->name;
    }
  }
  done_.emplace(e, result);
  return result;
}

void Rewriter::rewrite(Op& op) {
  for (const HeldExpr& held : heldExprs(op)) *held.slot = (*this)(*held.slot);
}

const Expr* substitute(Function& f, const Expr* e, const Rows& from, const std::vector<const Expr*>& with) {
  return Rewriter(f, [&](const Expr& leaf) {
    return leaf.kind == ExprKind::Column && leaf.rows == &from ? with.at(leaf.column) : &leaf;
  })(e);
}

std::vector<HeldExpr> heldExprs(Op& op) {
  std::vector<HeldExpr> held;
  auto add = [&](const Expr*& slot, unsigned side, bool columnsOnly = false) {
    if (slot) held.push_back({&slot, side, columnsOnly});
  };
  for (const Expr*& e : op.keys) add(e, 0);
  for (const Expr*& e : op.rightKeys) add(e, 1);
  add(op.predicate, 0);
  for (const Expr*& e : op.scalars) add(e, noSide, op.info->shape == Shape::Values);
  for (Column& c : op.outputs) {
    add(c.from, c.side);
    for (const Expr*& e : c.args) add(e, noSide);
  }
  for (const Expr*& e : op.pushed) add(e, ownResult);
  add(op.where, ownResult);
  for (auto& rows : op.results)
    for (Column& c : rows->columns) {
      add(c.from, c.side, true);
      for (const Expr*& e : c.args) add(e, noSide, true);
    }
  if (op.pairs)
    for (Column& c : op.pairs->columns) add(c.from, c.side, true);
  return held;
}

std::vector<const Scalar*> usedScalars(const Op& op) {
  std::vector<const Scalar*> used;
  auto add = [&](const Scalar* s) {
    if (s && std::find(used.begin(), used.end(), s) == used.end()) used.push_back(s);
  };
  auto addText = [&](const HostText& text) {
    for (const HostText::Piece& p : text.pieces) add(p.scalar);
  };
  addText(op.text);
  for (const HostText& text : op.hostArguments) addText(text);
  std::unordered_set<const Expr*> seen;
  for (const HeldExpr& held : heldExprs(const_cast<Op&>(op)))
    forEachExpr(
        *held.slot,
        [&](const Expr& e) {
          if (e.kind == ExprKind::Scalar) add(e.scalar);
          if (e.kind == ExprKind::Host) addText(e.host);
        },
        &seen);
  return used;
}

}  // namespace bodocc
