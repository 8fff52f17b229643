#pragma once
// The source of a notebook's cell, as the tool that runs the notebook composes it (--cell):
//
//     #include <bodo/bodo.h>
//     #line 1 "<frames>"
//     the schemas of the variables that are frames
//     #line 3 "In[2]"
//     an item that an earlier cell has defined: a function, a type, a variable's declaration ...
//     #line 1 "In[5]"
//     the cell's text
//
// A cell may redefine an item of an earlier one. Clang's own errors show this: the earlier item is left out, and the
// text is parsed once more.
#include <llvm/ADT/StringRef.h>

#include <string>
#include <vector>

#include "Frontend/ClangErrors.h"

namespace bodocc {

class CellText {
 public:
  CellText(std::string name, std::string text);

  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }

  // The parts of the cell and those of earlier cells, by their offsets in the text.
  bool isOwn(std::size_t offset) const { return offset >= own_; }
  bool isEarlier(std::size_t offset) const { return offset >= earlier_ && offset < own_; }

  // An item of an earlier cell, with the directive before it.
  struct Item {
    std::size_t begin = 0, body = 0, end = 0;  // the directive, the item's own text, its end
  };
  std::vector<Item> earlierItems() const;

  // True if the errors come from the cell's redefinitions: the text has been changed, and must be parsed again.
  bool revise(const Unit& unit, const std::vector<ClangErrors::Group>& groups);
  // Messages that are not the cell's: warnings about earlier cells, macros that it defines again.
  bool isExpected(const Unit& unit, const ClangErrors::Group& group) const;

  // Items of earlier cells that the cell's redefinitions have made wrong.
  struct Dropped {
    std::string name, cell, error;
    unsigned line = 0;
  };
  const std::vector<Dropped>& dropped() const { return dropped_; }

 private:
  void findParts();
  bool replaceEarlier(const Unit& unit, std::size_t earlier, std::size_t later);
  bool drop(const Unit& unit, std::size_t offset, std::string error);
  void change(std::size_t begin, std::size_t end, std::string text);

  struct Change {
    std::size_t begin, end;
    std::string text;
  };

  std::string name_, text_;
  std::size_t earlier_ = 0, own_ = 0;
  std::vector<Change> changes_;  // of this attempt
  bool changed_ = false;         // in an attempt before
  std::vector<Dropped> dropped_;
};

}  // namespace bodocc
