// Strings as codes of a dictionary: functions of a coded column are tabulated by word, and a string that depends only
// on a word or a small number is computed once for each.
#include "FunctionEmitter.h"
#include "Pipeline.h"
#include "RowLoop.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {

const Expr* RowLoop::soleCodedColumn(const Expr* e) {
  if (e->kind != ExprKind::Call || e->type.coded || isString(e->type.type)) return nullptr;
  return dependsOn(e).column;
}

// The words on which a value depends, if it can be tabulated by word.
RowLoop::Words RowLoop::dependsOn(const Expr* e) {
  const auto [at, isNew] = words_.try_emplace(e);
  if (!isNew) return at->second;
  Words words;
  switch (e->kind) {
    case ExprKind::Column: {
      const Place* p = p_.placeOf(e);
      words = {p && p->coded, p && p->coded ? e : nullptr};
      break;
    }
    case ExprKind::Call:
      words.tabulates =
          !e->function && !e->op->canFail && e->op->missing != Missing::Own && e->op->missing != Missing::Never;
      for (const Expr* a : e->args) {
        if (!words.tabulates) break;
        const Words operand = dependsOn(a);
        words.tabulates = operand.tabulates && (!words.column || !operand.column || words.column == operand.column);
        if (operand.column) words.column = operand.column;
      }
      if (!words.tabulates) words.column = nullptr;
      break;
    default: words.tabulates = !e->type.nullable;  // a missing constant is not a word
  }
  return words_[e] = words;
}

const std::string& Pipeline::wordTable(const Expr* e, const Expr* column) {
  std::string& table = wordTables_[e];
  if (!table.empty()) return table;
  const std::string columnName = column->rows->columns.at(column->column).name;
  table = fn_.names().fresh(e->name.empty() ? columnName + "_" + e->op->id : e->name, "by_word");
  RowLoop loop(*this, {e});
  fn_.names().enter();
  const std::string word = fn_.names().fresh(columnName, "word");
  const Cpp value = loop.ofWord(e, column, word);
  fn_.names().leave();
  before_.comment(fmt::format("once for each word of {}'s dictionary", columnName));
  before_.line("auto {} = rt::by_word<{}>([&](const rt::text& {}) {{ return {}; }});", table, storageName(e->type),
               word, value);
  return table;
}

// Extends the table to the batch's dictionary before the loop that reads it.
void Pipeline::coverWords(const std::string& table, const Place& column) {
  const std::string line = fmt::format("{}.cover({});", table, column.words);
  if (covered_.insert(line).second) body_.put(line);
}

// The argument of a coded expression's word: a coded column, or a number of a small range.
const Expr* Pipeline::memoArgument(const Expr* coded) {
  const Expr* argument = nullptr;
  for (const Expr* a : coded->args)
    if (a->kind != ExprKind::Constant && a->kind != ExprKind::Host) {
      if (argument) throw InternalError("a coded string depends on several values");
      argument = canonical(a);
    }
  if (!argument) throw InternalError("a coded string depends on no value");
  // a function of a function of words
  const bool nested = argument->kind == ExprKind::Call && argument->type.coded && placeOf(argument) == nullptr;
  return nested ? memoArgument(argument) : argument;
}

// The variable that computes and caches the words of a coded expression.
const std::string& Pipeline::wordsOf(const Expr* coded) {
  std::string& words = words_[coded];
  if (!words.empty()) return words;
  const Expr* argument = memoArgument(coded);
  words = fn_.names().fresh((coded->name.empty() ? std::string(coded->op->id) : coded->name) + "_words");
  const bool text = isString(argument->type.type);
  RowLoop loop(*this, {coded});
  fn_.names().enter();
  const std::string name =
      fn_.names().fresh(argument->name.empty() ? (text ? "word" : "value") : argument->name, "word");
  const Cpp value = loop.ofWord(coded, argument, name);
  fn_.names().leave();
  const std::string at = fn_.site(coded->loc, FunctionEmitter::wordFor(*coded->op));
  if (text)
    before_.line("rt::word_map {}({}, [&](const rt::text& {}) {{ return {}; }});", words, at, name, value);
  else
    before_.line("rt::word_memo {}({}, {}, {}, [&]({} {}) {{ return {}; }});", words, at, argument->type.range->first,
                 argument->type.range->second, storageName(argument->type), name, value);
  return words;
}

std::string Pipeline::arena() {
  if (arena_.empty()) {
    arena_ = fn_.names().fresh("strings", "of_batch");
    before_.line("rt::text_arena {};", arena_);
  }
  return arena_;
}

std::string Pipeline::wordArena() {
  if (wordArena_.empty()) {
    wordArena_ = fn_.names().fresh("word_strings");
    before_.line("rt::text_arena {};", wordArena_);
  }
  return wordArena_;
}

std::string Pipeline::prepared(const OpInfo& op, const Expr& constant) {
  std::string& name = prepared_[{&op, &constant}];
  if (name.empty()) {
    name = fn_.names().fresh(op.id, "pattern");
    before_.line("const {} {}({});", op.prepared, name, fn_.argument(&constant));
  }
  return name;
}

std::string Pipeline::ordinalName() {
  if (ordinal_.empty()) ordinal_ = fn_.names().fresh(levels_.size() > 1 ? "n" : "k", "row");
  return ordinal_;
}

}  // namespace bodocc
