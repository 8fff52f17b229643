#include "bodocc/Transforms/ShareEqualOps.h"

#include <fmt/format.h>

#include <algorithm>

#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

class Sharing {
 public:
  explicit Sharing(Function& f) : function_(f), rewrite_(f, [this](const Expr& leaf) { return replacement(leaf); }) {}

  void run() {
    collectVariables(function_.body, 0);
    for (const Parameter& p : function_.params) ++definitions_[p.name];
    region(function_.body);
  }

 private:
  using Known = std::map<std::string, Op*>;

  // ---- equal host values ----

  struct Modification {
    unsigned id;  // of the op
    std::string variable;
  };

  void collectVariables(Region& region, int depth) {
    for (auto& op : region.ops) {
      for (const std::string& v : op->text.modifies) modifications_.push_back({op->id, v});
      for (const std::string& v : op->text.defines) {
        ++definitions_[v];
        // a name that is declared in a region may be another variable outside of it
        if (depth > 0 || !op->regions.empty()) ++definitions_[v];
      }
      for (Region& inner : op->regions) collectVariables(inner, depth + 1);
    }
  }

  // For expressions of the same text: nothing modifies the variables that they read from the first one on. A loop's
  // body may run before its head, so a modification anywhere in the function, except before the first one, counts.
  bool sameValue(const Expr& first, const Expr& second) const {
    if (!(first.type == second.type) || !first.host.repeatable || first.host.pieces != second.host.pieces) return false;
    for (const std::string& v : first.host.reads) {
      if (auto found = definitions_.find(v); found != definitions_.end() && found->second > 1) return false;
      for (const Modification& m : modifications_)
        if (m.variable == v && (m.id == 0 || m.id > first.id || inLoop_)) return false;
    }
    return true;
  }

  const Expr* replacement(const Expr& leaf) {
    if (leaf.kind == ExprKind::Column) {
      auto found = rows_.find(leaf.rows);
      if (found == rows_.end()) return &leaf;
      return columnExpr(function_, *found->second.rows, found->second.columns.at(leaf.column), leaf.loc);
    }
    if (leaf.kind == ExprKind::Scalar) {
      auto found = scalars_.find(leaf.scalar);
      return found == scalars_.end() ? &leaf : scalarExpr(function_, *found->second, leaf.loc);
    }
    const Expr* host = &leaf;
    HostText text = leaf.host;
    if (replaceScalars(text)) host = hostExpr(function_, std::move(text), leaf.type, leaf.loc);
    for (const Expr* earlier : hosts_)
      if (earlier == host || sameValue(*earlier, *host)) return earlier;
    hosts_.push_back(host);
    return host;
  }

  bool replaceScalars(HostText& text) {
    bool changed = false;
    for (HostText::Piece& p : text.pieces)
      if (auto found = scalars_.find(p.scalar); p.scalar && found != scalars_.end()) {
        p.scalar = found->second;
        changed = true;
      }
    return changed;
  }

  // ---- ops ----

  void region(Region& region) {
    const Known outside = known_;
    for (std::size_t i = 0; i < region.ops.size();) {
      Op& op = *region.ops[i];
      rewriteUses(op);
      if (shared(op)) {
        region.ops.erase(region.ops.begin() + static_cast<std::ptrdiff_t>(i));
        continue;
      }
      ++i;
      bool effects = hasEffects(op);
      // the second round of a loop comes after the effects of the first
      if (effects && isLoop(op.info->control)) ++filesEpoch_;
      const bool outerLoop = inLoop_;
      inLoop_ = inLoop_ || isLoop(op.info->control);
      for (Region& inner : op.regions) this->region(inner);
      inLoop_ = outerLoop;
      if (effects) ++filesEpoch_;
    }
    known_ = outside;
  }

  void rewriteUses(Op& op) {
    for (Rows*& input : op.inputs)
      if (auto found = rows_.find(input); found != rows_.end()) input = found->second.rows;
    rewrite_.rewrite(op);
    replaceScalars(op.text);
    for (HostText& text : op.hostArguments) replaceScalars(text);
  }

  static std::string exprs(const std::vector<const Expr*>& all) {
    std::string key;
    for (const Expr* e : all) key += fmt::format(" {}", e->id);
    return key;
  }

  // An expression over the op's own result, in terms of its inputs.
  static std::string overInputs(const Expr& e, const Op& op) {
    if (e.kind == ExprKind::Column) {
      const Column& column = e.rows->columns.at(e.column);
      return fmt::format("{}:{}", column.side, column.from->id);
    }
    if (e.kind != ExprKind::Call || e.function) return std::to_string(e.id);
    std::string text = fmt::format("{}(", e.op->id);
    for (const Expr* a : e.args) text += overInputs(*a, op) + " ";
    return text + ")";
  }

  // The computation of the op without its columns: ops with equal keys have the same rows.
  std::string keyOf(const Op& op) const {
    std::string key = op.info->id;
    for (const Rows* rows : op.inputs) key += fmt::format(" %{}", rows->id);
    key += fmt::format(" keys{} right{} args{}", exprs(op.keys), exprs(op.rightKeys), exprs(op.scalars));
    if (op.predicate) key += fmt::format(" where {}", op.predicate->id);
    if (op.where) key += " where " + overInputs(*op.where, op);
    for (const SortOrder& o : op.sortOrders) key += fmt::format(" {}{}", o.ascending, o.missingFirst);
    key += fmt::format(" {} {} {}", static_cast<int>(op.join), op.dropMissingKeys, op.limit.value_or(-1));
    for (auto& [name, value] : op.options) key += fmt::format(" {}={}:{}", name, toString(value.type), toString(value));
    for (const std::string& name : op.names) key += fmt::format(" {}:{}", name.size(), name);
    for (const Field& field : op.fileSchema)
      key += fmt::format(" {}:{}:{}", field.name.size(), field.name, toString(field.type));
    if (!op.fileSchema.empty()) key += fmt::format(" files {}", filesEpoch_);
    return key;
  }

  static bool sameColumn(const Column& a, const Column& b) {
    return a.from == b.from && a.side == b.side && a.aggregate == b.aggregate && a.function == b.function &&
           a.args == b.args && a.type == b.type && (a.from || a.aggregate || a.name == b.name);
  }

  // Gives the earlier op the columns of this one; false if a column uses a value that is not known there.
  static bool addColumns(Op& earlier, const Op& op, std::vector<unsigned>& map) {
    std::vector<Column>& columns = earlier.rows().columns;
    std::vector<Column> added;
    for (const Column& c : op.rows().columns) {
      auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& d) { return sameColumn(c, d); });
      map.push_back(static_cast<unsigned>(found - columns.begin()));
      if (found != columns.end()) continue;
      if ((c.from && usesHost(c.from)) || (!c.from && !c.aggregate)) return false;
      map.back() += static_cast<unsigned>(added.size());
      added.push_back(c);
    }
    columns.insert(columns.end(), added.begin(), added.end());
    return true;
  }

  bool shared(Op& op) {
    bool candidate =
        op.info->pure && (op.info->kind == OpKind::Rows || op.info->kind == OpKind::Reduction) && op.regions.empty();
    if (!candidate) return false;
    std::string key = keyOf(op);
    if (op.info->kind == OpKind::Reduction)
      for (const Column& c : op.outputs)
        key += fmt::format(" out {} {}{} function {}", c.from ? c.from->id : 0, c.aggregate ? c.aggregate->id : "",
                           exprs(c.args), static_cast<const void*>(c.function.get()));
    auto [found, isNew] = known_.emplace(key, &op);
    if (isNew) return false;
    Op& earlier = *found->second;
    if (op.results.size() != earlier.results.size() || op.scalarResults.size() != earlier.scalarResults.size())
      return false;
    if (!op.results.empty()) {
      std::vector<unsigned> map;
      if (!addColumns(earlier, op, map)) return false;
      rows_[&op.rows()] = {&earlier.rows(), std::move(map)};
      if (op.where) rewrite_.forget();  // it is over these rows
      removed_.push_back(std::move(op.results.front()));
    }
    for (std::size_t i = 0; i < op.scalarResults.size(); ++i) {
      scalars_[op.scalarResults[i].get()] = earlier.scalarResults[i].get();
      removedScalars_.push_back(std::move(op.scalarResults[i]));
    }
    return true;
  }

  struct Stays {
    Rows* rows;
    std::vector<unsigned> columns;  // of the removed op → of the remaining one
  };

  Function& function_;
  Rewriter rewrite_;
  Known known_;
  std::map<const Rows*, Stays> rows_;
  std::map<const Scalar*, const Scalar*> scalars_;
  std::vector<std::unique_ptr<Rows>> removed_;  // expressions that are rewritten later still refer to them
  std::vector<std::unique_ptr<Scalar>> removedScalars_;
  std::vector<const Expr*> hosts_;
  std::vector<Modification> modifications_;
  std::map<std::string, int> definitions_;
  unsigned filesEpoch_ = 0;
  bool inLoop_ = false;
};

}  // namespace

void shareEqualOps(Module& m) {
  for (auto& f : m.functions) Sharing(*f).run();
}

}  // namespace bodocc
