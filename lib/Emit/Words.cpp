// Strings as codes of a dictionary: the tables of what is made once for each word, and of the words that a loop makes.
#include "FunctionEmitter.h"
#include "Pipeline.h"
#include "RowLoop.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {

const std::string& Pipeline::wordTable(const plan::ByWord& tabulated) {
  const Expr* const e = tabulated.expr;
  const Expr* const column = tabulated.of;
  std::string& table = wordTables_[e];
  if (!table.empty()) return table;
  const std::string columnName = column->rows->columns.at(column->column).name;
  table = fn_.names().fresh(e->name.empty() ? columnName + "_" + e->op->id : e->name, "by_word");
  const plan::Part part{.roots = {e}, .buffers = {}};
  RowLoop loop(*this, part);
  fn_.names().enter();
  const std::string word = fn_.names().fresh("word", "of_" + columnName);
  const Cpp value = loop.ofWord(e, column, word);
  fn_.names().leave();
  text_.before.comment(fmt::format("once for each word of {}'s dictionary", columnName));
  text_.before.function(
      fmt::format("auto {} = rt::by_word<{}>([&](const rt::text& {})", table, storageName(e->type), word),
      fmt::format("return {};", value), "});");
  return table;
}

// Extends the table to the batch's dictionary before the loop that reads it.
void Pipeline::coverWords(const std::string& table, const Place& column) {
  const std::string line = fmt::format("{}.cover({});", table, column.words);
  if (covered_.insert(line).second) text_.body.put(line);
}

// The variable that makes and remembers the words of a coded expression.
const std::string& Pipeline::wordsOf(const plan::ByWord& made) {
  const Expr* const coded = made.expr;
  const Expr* const argument = made.of;
  std::string& words = words_[{coded, argument}];
  if (!words.empty()) return words;
  words = fn_.names().fresh((coded->name.empty() ? std::string(coded->op->id) : coded->name) + "_words");
  const bool text = isString(argument->type.type);
  const plan::Part part{.roots = {coded}, .buffers = {}};
  RowLoop loop(*this, part);
  fn_.names().enter();
  const std::string name =
      fn_.names().fresh(argument->name.empty() ? (text ? "word" : "value") : argument->name, "word");
  const Cpp value = loop.ofWord(coded, argument, name);
  fn_.names().leave();
  const std::string at = fn_.site(coded->loc, FunctionEmitter::wordFor(*coded->op));
  if (text)
    text_.before.line("rt::word_map {}({}, [&](const rt::text& {}) {{ return {}; }});", words, at, name, value);
  else
    text_.before.line("rt::word_memo {}({}, {}, {}, [&]({} {}) {{ return {}; }});", words, at,
                      argument->type.range->first, argument->type.range->second, storageName(argument->type), name,
                      value);
  return words;
}

const std::string& Pipeline::arena() {
  if (text_.arena().empty()) text_.declareArena(fn_.names().fresh("strings", "of_batch"));
  return text_.arena();
}

const std::string& Pipeline::wordArena() {
  if (wordArena_.empty()) {
    wordArena_ = fn_.names().fresh("word_strings");
    text_.before.line("rt::text_arena {};", wordArena_);
  }
  return wordArena_;
}

const std::string& Pipeline::ordinalName() {
  if (ordinal_.empty()) ordinal_ = fn_.names().fresh(levels_.size() > 1 ? "n" : "k", "row");
  return ordinal_;
}

}  // namespace bodocc
