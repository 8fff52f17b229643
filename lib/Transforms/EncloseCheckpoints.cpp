#include "bodocc/Transforms/EncloseCheckpoints.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

// A file is opened at its statement, and a range is nothing in memory: regions use both from outside.
bool staysOutside(const Op& op) { return op.info->shape == Shape::File; }
bool crossesFreely(const Rows& rows) { return rows.def && isFileOrRange(*rows.def->info); }

template <class T>
void addOnce(std::vector<T>& all, const T& one) {
  if (std::ranges::find(all, one) == all.end()) all.push_back(one);
}

class Enclosing {
 public:
  explicit Enclosing(Function& f) : function_(f) {}

  void run(Region& region) {
    for (std::size_t i = 0; i < region.ops.size(); ++i) {
      for (Region& inner : region.ops[i]->regions) run(inner);
      if (region.ops[i]->info == &checkpointOp()) i = enclose(region, i);
    }
  }

 private:
  // Ops before `at` whose results only the checkpoint uses, directly or through others of them.
  std::set<const Op*> neededOnlyBy(const Region& region, std::size_t at) {
    const auto uses = usesOf(function_);
    std::map<const Scalar*, std::vector<const Op*>> readers;
    forEachOp(function_.body, [&](const Op& op) {
      for (const Scalar* s : usedScalars(op)) readers[s].push_back(&op);
    });
    std::set<const Op*> inside{region.ops[at].get()};
    for (std::size_t i = at; i-- != 0;) {
      const Op& op = *region.ops[i];
      const bool computes = op.info->kind == OpKind::Rows || op.info->kind == OpKind::Reduction;
      if (!computes || !op.info->pure || staysOutside(op)) continue;
      bool isUsed = false, usedElsewhere = false;
      const auto use = [&](const Op* by) { (inside.contains(by) ? isUsed : usedElsewhere) = true; };
      for (const auto& rows : op.results)
        if (const auto found = uses.find(rows.get()); found != uses.end())
          for (const Use& u : found->second) use(u.op);
      for (const auto& scalar : op.scalarResults)
        for (const Op* by : readers[scalar.get()]) use(by);
      if (!isUsed || usedElsewhere) continue;
      // it is computed later than it stands
      const std::vector<std::string> reads = hostReads(op);
      const bool changes = std::any_of(region.ops.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                       region.ops.begin() + static_cast<std::ptrdiff_t>(at),
                                       [&](const auto& later) { return modifiesAny(*later, reads); });
      if (!changes) inside.insert(&op);
    }
    return inside;
  }

  std::size_t enclose(Region& region, std::size_t at) {
    const std::set<const Op*> inside = neededOnlyBy(region, at);
    std::unique_ptr<Op> checkpoint = std::move(region.ops[at]);
    region.ops.erase(region.ops.begin() + static_cast<std::ptrdiff_t>(at));

    auto made = std::make_unique<Op>();
    made->info = &controlOp(Control::Checkpoint);
    made->id = checkpoint->id;
    made->loc = checkpoint->loc;
    Region& body = made->regions.emplace_back();
    for (auto& op : region.ops)
      if (op && inside.contains(op.get())) body.ops.push_back(std::move(op));
    std::erase(region.ops, nullptr);
    at -= body.ops.size();
    body.ops.push_back(writer(*checkpoint));
    describe(*made, checkpoint->scalars.at(0));
    auto read = reader(*checkpoint);
    region.ops.insert(region.ops.begin() + static_cast<std::ptrdiff_t>(at), std::move(made));
    region.ops.insert(region.ops.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(read));
    return at + 1;
  }

  // For messages: the user's own text.
  static Constant word() { return {bodo::string, std::string(checkpointOp().method), ""}; }

  std::unique_ptr<Op> writer(const Op& checkpoint) {
    auto op = std::make_unique<Op>();
    op->info = &toParquetOp();
    op->id = ++function_.nextId;
    op->loc = checkpoint.loc;
    op->inputs = checkpoint.inputs;
    op->scalars = checkpoint.scalars;
    op->outputs = checkpoint.rows().columns;
    for (Column& c : op->outputs) c.type = c.from->type;
    op->options["word"] = word();
    return op;
  }

  std::unique_ptr<Op> reader(Op& checkpoint) {
    auto op = std::make_unique<Op>();
    op->info = &readParquetOp();
    op->id = ++function_.nextId;
    op->loc = checkpoint.loc;
    op->name = checkpoint.name;
    op->scalars = checkpoint.scalars;
    op->fileSchema = checkpoint.rows().schema();
    op->options["word"] = word();
    op->results.push_back(std::move(checkpoint.results.front()));
    Rows& rows = op->rows();
    rows.def = op.get();
    for (Column& c : rows.columns) c.from = nullptr;
    return op;
  }

  // The values and rows that the region uses from outside, and the digest of its operations.
  void describe(Op& op, const Expr* path) {
    Region& body = op.regions.front();
    std::set<const Rows*> own;
    std::set<const Scalar*> ownScalars;
    for (const auto& each : body.ops) {
      for (const auto& rows : each->results) own.insert(rows.get());
      if (each->pairs) own.insert(each->pairs.get());
      for (const auto& scalar : each->scalarResults) ownScalars.insert(scalar.get());
    }
    std::vector<const Rows*> outside;
    for (const auto& each : body.ops)
      for (const Rows* input : each->inputs)
        if (!own.contains(input)) addOnce(outside, input);

    op.scalars = {path};
    std::vector<std::string> code;
    const auto addFunction = [&](const std::shared_ptr<const UserFunction>& f) {
      if (f) addOnce(code, f->code);
    };
    const auto addValues = [&](Op& of) {
      for (const HeldExpr& held : heldExprs(of))
        forEachExpr(*held.slot, [&](const Expr& e) {
          addFunction(e.function);
          const bool isOwn = e.kind == ExprKind::Scalar && ownScalars.contains(e.scalar);
          if ((e.kind == ExprKind::Host || e.kind == ExprKind::Scalar) && !isOwn && !usesOwn(e.host, ownScalars))
            addOnce(op.scalars, &e);
        });
      for (const Column& c : of.outputs) addFunction(c.function);
      for (const auto& rows : of.results)
        for (const Column& c : rows->columns) addFunction(c.function);
    };
    for (const auto& each : body.ops) addValues(*each);
    for (const Rows* rows : outside) {
      if (crossesFreely(*rows))
        addValues(*rows->def);
      else
        addTable(op, *rows, body);
    }
    std::string text = fmt::format("bodocc {}\n{}{}", BODOCC_VERSION, print(body, outside), fmt::join(code, "\n"));
    op.options["plan"] = {bodo::string, fmt::format("{:016x}", XXH3_64bits(text.data(), text.size())), ""};
  }

  static bool usesOwn(const HostText& text, const std::set<const Scalar*>& own) {
    return std::ranges::any_of(text.pieces, [&](const HostText::Piece& p) { return own.contains(p.scalar); });
  }

  // A table from outside, with the columns that the region uses.
  void addTable(Op& op, const Rows& rows, Region& body) {
    const auto side = static_cast<unsigned>(op.inputs.size());
    op.inputs.push_back(const_cast<Rows*>(&rows));
    std::set<unsigned> used;
    for (const auto& each : body.ops)
      for (const HeldExpr& held : heldExprs(*each))
        forEachExpr(*held.slot, [&](const Expr& e) {
          if (isColumnOf(&e, rows)) used.insert(e.column);
        });
    for (const unsigned c : used) {
      const Column& column = rows.columns.at(c);
      op.outputs.push_back(
          {.name = column.name, .type = column.type, .from = columnExpr(function_, rows, c, op.loc), .side = side});
    }
  }

  Function& function_;
};

}  // namespace

void encloseCheckpoints(Module& m) {
  for (auto& f : m.functions) Enclosing(*f).run(f->body);
}

}  // namespace bodocc
