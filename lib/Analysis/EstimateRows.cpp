#include "bodocc/Analysis/EstimateRows.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

// The share of rows that meet a condition, if nothing is known of the values.
double selectivity(const Expr& e) {
  constexpr double equal = 0.1, range = 1.0 / 3, known = 0.9, otherwise = 1.0 / 3;
  if (e.kind != ExprKind::Call) return otherwise;
  switch (e.op->condition) {
    case Condition::And: return selectivity(*e.args.at(0)) * selectivity(*e.args.at(1));
    case Condition::Or: return std::min(1.0, selectivity(*e.args.at(0)) + selectivity(*e.args.at(1)));
    case Condition::Equal: return equal;
    case Condition::In: return std::min(0.5, equal * static_cast<double>(e.args.size() - 1));
    case Condition::Between: return range * range * 2;
    case Condition::Less:
    case Condition::LessEqual:
    case Condition::Greater:
    case Condition::GreaterEqual: return range;
    case Condition::Known: return known;
    default: return otherwise;
  }
}

std::optional<double> constantNumber(const Op& op) {
  if (op.scalars.empty() || op.scalars[0]->kind != ExprKind::Constant) return std::nullopt;
  auto* n = std::get_if<std::int64_t>(&op.scalars[0]->constant.value);
  return n && *n >= 0 ? std::optional(static_cast<double>(*n)) : std::nullopt;
}

// Where the values of an expression come from, if it passes a source's column on.
struct Origin {
  Rows* rows;
  unsigned column;
};
std::optional<Origin> originOf(const Expr* e) {
  while (e->kind == ExprKind::Column) {
    const Column& column = e->rows->columns.at(e->column);
    if (column.aggregate) return std::nullopt;
    if (!column.from) {
      Op* const def = e->rows->def;
      return def && !def->fileSchema.empty() ? std::optional(Origin{&def->rows(), e->column}) : std::nullopt;
    }
    e = column.from;
  }
  return std::nullopt;
}

// Files of unknown size that are joined: those that describe others are smaller.
class Descriptions {
 public:
  explicit Descriptions(const Function& f) {
    forEachOp(f.body, [&](const Op& op) {
      if (op.info->distribution != DistributionRule::Join || op.keys.size() != op.rightKeys.size()) return;
      for (std::size_t k = 0; k < op.keys.size(); ++k) compare(op.keys[k], op.rightKeys[k]);
    });
  }

  void shrink() {
    constexpr std::int64_t first = 4, further = 10;  // an order has few lines, a country many customers
    std::map<Rows*, std::size_t> steps;  // how many descriptions lie between a file and the rows that describe none
    const std::size_t most = describes_.size();
    for (std::size_t again = 0; again < most; ++again)
      for (const Description& d : describes_)
        steps[d.small] = std::min(most, std::max(steps[d.small], steps[d.large] + 1));
    for (const auto& [rows, n] : steps) {
      std::optional<std::int64_t>& size = rows->domain.estimatedRows;
      for (std::size_t i = 0; i < n && rows->domain.assumed; ++i)
        size = std::max(std::int64_t{1}, *size / (i == 0 ? first : further));
    }
    for (std::size_t again = 0; again < most; ++again)
      for (const auto& [small, large, repeats] : describes_)
        if (std::optional<std::int64_t>& size = small->domain.estimatedRows; small->domain.assumed)
          size = std::min(*size, std::max(std::int64_t{1}, *large->domain.estimatedRows / repeats));
  }

 private:
  // A table with a key that occurs once has no two rows for one of the other table.
  void compare(const Expr* leftKey, const Expr* rightKey) {
    const std::optional<Origin> left = originOf(leftKey), right = originOf(rightKey);
    if (!left || !right || left->rows == right->rows) return;
    const Column &a = left->rows->columns.at(left->column), &b = right->rows->columns.at(right->column);
    if (a.values >= Occurrence::Once && a.values > b.values) describes_.push_back({left->rows, right->rows, b.repeats});
    if (b.values >= Occurrence::Once && b.values > a.values) describes_.push_back({right->rows, left->rows, a.repeats});
  }

  struct Description {
    Rows *small, *large;   // the first describes the second
    std::int64_t repeats;  // rows of the second that it describes with one, as far as its file tells
  };
  std::vector<Description> describes_;
};

class Estimation {
 public:
  void region(Region& region) {
    for (auto& op : region.ops) {
      if (op->info->kind == OpKind::Rows && op->results.size() == 1)
        if (auto guess = estimate(*op)) {
          sizes_[&op->rows()] = *guess;
          op->rows().domain.estimatedRows = static_cast<std::int64_t>(std::llround(std::max(1.0, guess->rows)));
        }
      for (Region& inner : op->regions) this->region(inner);
    }
  }

 private:
  // `base`: the number of rows before filters, which is the number of distinct keys in a join.
  struct Size {
    double rows, base;
  };

  std::optional<Size> of(const Rows* rows) const {
    auto found = sizes_.find(rows);
    return found == sizes_.end() ? std::nullopt : std::optional(found->second);
  }

  std::optional<Size> estimate(const Op& op) const {
    if (op.inputs.empty()) return source(op);
    auto in = of(op.inputs[0]);
    if (op.info->distribution == DistributionRule::Join) return join(op, in, of(op.inputs.at(1)));
    if (op.info->distribution == DistributionRule::Concat) return concat(op);
    if (op.info->takesFirst)
      if (auto n = constantNumber(op)) return Size{in ? std::min(in->rows, *n) : *n, in ? std::min(in->base, *n) : *n};
    if (op.limit) {
      double n = static_cast<double>(*op.limit);
      return Size{in ? std::min(in->rows, n) : n, in ? std::min(in->base, n) : n};
    }
    if (!in) return std::nullopt;
    if (op.predicate) return Size{in->rows * selectivity(*op.predicate), in->base};
    if (op.info->distinctKeys) return groups(op, *in);
    if (op.info->count == RowCount::Fewer) return Size{in->rows / 2, in->base};
    return in;
  }

  static std::optional<Size> source(const Op& op) {
    if (op.rows().domain.estimatedRows) {
      double n = static_cast<double>(*op.rows().domain.estimatedRows);
      return Size{n, n};
    }
    if (!op.fileSchema.empty()) return std::nullopt;
    if (op.info->distribution == DistributionRule::Replicated && !op.rows().columns.empty()) {
      double n = static_cast<double>(op.scalars.size()) / static_cast<double>(op.rows().columns.size());
      return Size{n, n};
    }
    if (auto n = constantNumber(op)) return Size{*n, *n};
    return std::nullopt;
  }

  static bool isFile(const Rows& rows) { return rows.def && rows.def->info->shape == Shape::File; }

  // As if each row of the larger side had one partner among the smaller side's rows before they were filtered.
  static std::optional<Size> join(const Op& op, std::optional<Size> left, std::optional<Size> right) {
    const JoinTraits& kind = traits(op.join);
    if (kind.matched == Matched::Pairs && op.keys.empty() && left && right)
      return Size{left->rows * right->rows * (op.where ? selectivity(*op.where) : 1), left->base * right->base};
    if (kind.keepsRight && (!left || !right)) return kind.keepsLeft ? std::nullopt : right;
    if (!left || !right) return kind.matched == Matched::Pairs && !kind.keepsLeft ? std::nullopt : left;
    double share = std::min(1.0, right->rows / std::max(1.0, right->base));
    if (kind.matched == Matched::Once) return Size{left->rows * share, left->base};
    if (kind.matched == Matched::Gone) return Size{left->rows * std::max(0.1, 1 - share), left->base};
    const Size &large = left->base >= right->base ? *left : *right, &small = left->base >= right->base ? *right : *left;
    double rows = large.rows * std::min(1.0, small.rows / std::max(1.0, small.base));
    // whole files that are not known to be of different size: facts are joined with what describes them
    constexpr double facts = 100;
    if (isFile(*op.inputs[0]) && isFile(*op.inputs[1]) && !kind.keepsRight && left->rows == right->rows)
      return Size{rows * facts, large.base * facts};
    if (kind.keepsLeft) rows = std::max(rows, left->rows);
    if (kind.keepsRight) rows = std::max(rows, right->rows);
    return Size{rows, large.base};
  }

  std::optional<Size> concat(const Op& op) const {
    Size sum{0, 0};
    for (const Rows* input : op.inputs) {
      auto in = of(input);
      if (!in) return std::nullopt;
      sum.rows += in->rows;
      sum.base += in->base;
    }
    return sum;
  }

  static std::optional<Size> groups(const Op& op, Size in) {
    double most = 1;
    for (const Expr* key : op.keys) {
      if (!key->type.range) return Size{std::max(1.0, in.rows / 4), std::max(1.0, in.base / 4)};
      most *= static_cast<double>(key->type.range->second) - static_cast<double>(key->type.range->first) + 1;
    }
    double rows = std::min(in.rows, most);
    return Size{rows, rows};
  }

  std::map<const Rows*, Size> sizes_;
};

}  // namespace

void estimateRows(Module& m) {
  for (auto& f : m.functions) {
    Descriptions(*f).shrink();
    Estimation().region(f->body);
  }
}

}  // namespace bodocc
