// The text of one loop while it is written.
#pragma once

#include "Code.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace bodocc {

class LoopText {
 public:
  // Of a loop that stands at this depth.
  explicit LoopText(int depth);

  // The parts, in order: declarations that outlive the loop; in a block, the others and the loop; the end of its sinks.
  Code outer;
  Code first;   // in the block: before its source
  Code before;  // ... its other declarations
  Code body;    // ... the loop, written into the innermost open block
  Code after;

  // The declaration of the loop's source, in the block; `each` is the range of a range-based for, if the loop is one:
  // it declares the source itself, unless another declaration of the block needs it.
  void declareSource(const std::string& type, const std::string& name, const std::string& arguments,
                     std::string each = "");
  // Statements that `head` governs, up to the matching close.
  void open(std::string head, std::string end = "}");
  // The open block's statements so far are its first: those that follow are done for a batch.
  void endOpening();
  void close();
  void closeAll();

  // Puts a declaration into the body, unless it is visible there.
  void declare(const std::string& type, const std::string& declarator);
  // Puts a statement that is needed once a batch, unless it is there.
  void onceABatch(const std::string& statement);
  // `write`'s statements in a block; their declarations are not visible after it.
  template <class Write>
  void scoped(std::string_view head, Write write, std::string_view end = "}") {
    body.open("{}", head);
    const std::set<std::string> declared = declared_;
    write();
    declared_ = declared;
    body.close(end);
  }
  // Earlier declarations are not visible in the following text, or belong to another batch.
  void forget();

  // The arena of strings that live as long as a batch of the outermost block; empty if there is none.
  const std::string& arena() const { return arena_; }
  void declareArena(const std::string& name);

  void writeTo(Code& out) const;

 private:
  bool isAlone() const { return first.empty() && before.empty(); }  // the loop, in its block

  struct Block {
    Code outer;  // what comes before it
    std::string head, end;
    Code opening = Code(0);
  };
  std::vector<Block> blocks_;  // the open ones, innermost last
  std::set<std::string> declared_, forBatch_;
  std::string source_, each_;
  std::string arena_;
};

}  // namespace bodocc
