// The position in the text of a loop: the current rows, and the places of their values.
#pragma once

#include "Cpp.h"
#include "bodocc/IR/IR.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace bodocc {

// The place of a value while the loop of a pipeline runs.
struct Place {
  int level = 0;
  bool build = false;            // at the level's build row instead of its own row
  std::string name;              // indexed by the row's number: a column's accessor or a buffer
  std::string view;              // the column_view for library calls; empty if there is none
  std::string of, number;        // of a batch or a build side: its variable and the column's number in it
  std::string type, declarator;  // of the statement that declares `name`, put before its first use
  bool nullable = false;
  bool coded = false;                              // `name` is a coded_column
  bool codes = false;                              // `name` indexes codes, of the dictionary
  Cpp words;                                       //   that this gives
  std::function<ValueCode(const Cpp& row)> ofRow;  // set: the value is this instead of an element of `name`
};

// The rows that a loop runs over.
struct Level {
  std::string pairs;     // level > 0: the matches' variable
  std::string row;       // variable for the row: "i", "k"
  std::string buildRow;  // level > 0: variable for the build side's row
  std::string count;     // C++ for the number of all rows
  std::string every;     // all of them, for a selection: a batch, or the same
  std::string rows;      // level 0: the argument that names all rows of the batch
  bool wide = false;     // level 0: more rows than a batch has
  std::string kept;      // the selection, once a filter has run
  bool arrived = false;  // level 0: `kept` are rows from a route, not yet a selection
  bool selected() const { return !kept.empty(); }
  // The rows at hand as an argument of library calls, and their number.
  std::string argument() const { return selected() ? kept : pairs.empty() ? rows : pairs + ".all()"; }
  std::string size() const { return selected() ? kept + ".size()" : count; }
};

struct Position {
  std::vector<Level> levels;
  std::map<const Expr*, Place> places;
  std::set<const Expr*> known;  // not missing in any of the rows at hand

  Level& level() { return levels.back(); }
  const Level& level() const { return levels.back(); }
  int innermost() const { return static_cast<int>(levels.size()) - 1; }
  const Place* find(const Expr* e) const {
    const auto at = places.find(e);
    return at == places.end() ? nullptr : &at->second;
  }
};

}  // namespace bodocc
