#pragma once
// The collectives that a rank calls on its path through a part of the program, in order, and where two paths differ.
#include <clang/AST/Decl.h>
#include <clang/Basic/SourceLocation.h>

#include <memory>
#include <string>
#include <vector>

namespace bodocc::variance {

struct Event;
using Sequence = std::vector<std::shared_ptr<const Event>>;

struct Event {
  enum class Kind {
    Call,    // of a collective
    Choice,  // one of the parts, by a condition that is the same on all ranks
    Again,   // one more round of a loop with collectives
    Inner,   // what a function does that is being followed already, or that is long
  };
  Kind kind = Kind::Call;
  const void* callee = nullptr;  // the collective's or function's declaration
  std::string arguments;         // the text of the call's, or the condition
  std::string name;              // of the collective, or of the first one within
  clang::SourceLocation place;   // in the function whose sequence this is
  clang::SourceLocation inner;   // of the collective itself, if a function at the place calls it
  std::vector<Sequence> parts;   // of a choice; of what is long its only one
};

bool same(const Event& a, const Event& b);
bool same(const Sequence& a, const Sequence& b);

// The collective that comes first, also within the first round of a loop or a function.
const Event* firstCall(const Sequence& sequence);
// A collective is in it.
bool holdsCall(const Sequence& sequence);

// The first difference between paths that begin at one point: the events there, null if a path has ended.
struct Difference {
  const Event* one = nullptr;  // not null
  const Event* other = nullptr;
  bool certain = true;   // neither is a choice or a round of a loop
  bool isOrder = false;  // both are calls
};
Difference difference(const Sequence& a, const Sequence& b);

// The events at this place, which calls the function that they are in.
Sequence calledAt(const Sequence& sequence, clang::SourceLocation place);

}  // namespace bodocc::variance
