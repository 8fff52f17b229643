// Strings as codes of a dictionary: tables of values computed once for each word, and of the words that a loop makes.
#include "FunctionEmitter.h"
#include "RowLoop.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {

const std::string& LoopScope::wordTable(const plan::ByWord& tabulated) {
  const Expr* const e = tabulated.expr;
  const Expr* const column = tabulated.of;
  std::string& table = wordTables_[e];
  if (!table.empty()) return table;
  const std::string columnName = column->rows->columns.at(column->column).name;
  table = fn.names().fresh(e->name.empty() ? columnName + "_" + e->op->id : e->name, "by_word");
  const plan::Part part{.roots = {e}, .buffers = {}};
  RowLoop rows(*this, part);
  fn.names().enter();
  const std::string word = fn.names().fresh("word", "of_" + columnName);
  const Cpp value = rows.ofWord(e, column, word);
  fn.names().leave();
  text.before.comment(fmt::format("once for each word of {}'s dictionary", columnName));
  text.before.define(fmt::format("auto {} = rt::by_word<{}>({}[&](const rt::text& {})", table, storageName(e->type),
                                 rows.usersCall() ? fn.site(*rows.usersCall()) + ", " : "", word),
                     {fmt::format("return {};", value)}, "});");
  return table;
}

// Extends the table to the batch's dictionary before the loop that reads it.
void LoopScope::coverWords(const std::string& table, const Place& column) {
  text.onceABatch(fmt::format("{}.cover({});", table, column.words));
}

// The variable that makes and remembers the words of a coded expression.
const std::string& LoopScope::wordsOf(const plan::ByWord& made) {
  const Expr* const coded = made.expr;
  const Expr* const argument = made.of;
  std::string& words = words_[{coded, argument}];
  if (!words.empty()) return words;
  words = fn.names().fresh(coded->name.empty() ? coded->op->id : coded->name, "words");
  const bool ofText = isString(argument->type.type);
  const plan::Part part{.roots = {coded}, .buffers = {}};
  RowLoop rows(*this, part);
  fn.names().enter();
  const std::string name =
      fn.names().fresh(argument->name.empty() ? (ofText ? "word" : "value") : argument->name, "word");
  const Cpp value = rows.ofWord(coded, argument, name);
  fn.names().leave();
  const std::string at = fn.site(rows.usersCall() ? *rows.usersCall() : *coded);
  if (ofText)
    text.before.line("rt::word_map {}({}, [&](const rt::text& {}) {{ return {}; }});", words, at, name, value);
  else
    text.before.line("rt::word_memo {}({}, {}, {}, [&]({} {}) {{ return {}; }});", words, at,
                     argument->type.range->first, argument->type.range->second, storageName(argument->type), name,
                     value);
  return words;
}

const std::string& LoopScope::arena() {
  if (text.arena().empty()) text.declareArena(fn.names().fresh("strings", "of_batch"));
  return text.arena();
}

const std::string& LoopScope::wordArena() {
  if (wordArena_.empty()) {
    wordArena_ = fn.names().fresh("word_strings");
    text.before.line("rt::text_arena {};", wordArena_);
  }
  return wordArena_;
}

}  // namespace bodocc
