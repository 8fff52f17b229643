#pragma once
// The state of the analysis of rank variance at one point of a program: which values of variables are the same on
// all ranks, and why the others are not.
//
// A value is the same on all ranks, varies, or may vary (it varies on one path to this point only, or went through code
// that is not visible). Structs are followed member by member, containers and arrays as wholes, pointers and references
// by the set of places that they may point to.
#include <clang/AST/Decl.h>
#include <clang/Basic/SourceLocation.h>

#include <compare>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace bodocc::variance {

// The reason why a value varies: the last step on its path to this point.
struct Cause {
  clang::SourceLocation place;
  std::string text;             // of the note at the place; empty: the step is not told
  const Cause* from = nullptr;  // the step before; null at the source
  bool certain = true;          // it varies; else it may
};

// Keeps causes as long as the analysis runs.
class Causes {
 public:
  const Cause* make(clang::SourceLocation place, std::string text, const Cause* from, bool certain) {
    // a chain that has come to this place before goes on from there
    for (const Cause* step = from; step != nullptr; step = step->from)
      if (step->place == place && step->text == text && step->certain == certain) return step;
    return &causes_.emplace_back(Cause{place, std::move(text), from, certain});
  }
  // The same, but no longer certain.
  const Cause* doubt(const Cause* cause) {
    return cause == nullptr || !cause->certain ? cause : make(cause->place, "", cause, false);
  }

 private:
  std::deque<Cause> causes_;
};

// The cause of a value that is made of two.
inline const Cause* either(const Cause* a, const Cause* b) {
  if (a == nullptr || (b != nullptr && b->certain && !a->certain)) return b;
  return a;
}

// A variable (its declaration), a captured copy (its field), an object that an expression makes (the expression), the
// object of a member function (the function), or a member of one of these.
struct Place {
  const void* root = nullptr;
  std::vector<const clang::FieldDecl*> members = {};

  Place member(const clang::FieldDecl* field) const {
    Place inner = *this;
    inner.members.push_back(field);
    return inner;
  }
  friend auto operator<=>(const Place&, const Place&) = default;
};

struct Value {
  const Cause* cause = nullptr;   // of the object as a whole; null: it is the same on all ranks
  const Cause* extent = nullptr;  // of a container's size, which may be the same while its elements vary
  bool isSpread = false;          // a frame whose rows are spread over the ranks, or an object that holds one
  std::map<const clang::FieldDecl*, Value> members = {};
  std::set<Place> pointees = {};                        // of pointers, references, iterators
  std::set<const clang::FunctionDecl*> functions = {};  // that a call of it may run

  // Of the object, its size and its members.
  const Cause* anyCause() const;
  bool holdsSpread() const;
  Value member(const clang::FieldDecl* field) const;

  // Equal for the analysis: chains of causes may differ.
  bool sameAs(const Value& other) const;
};

// Of a value that is one of two, depending on the path of the program.
Value join(const Value& a, const Value& b, Causes& causes);
// Of a value that is made of both.
Value merge(const Value& a, const Value& b);

// Other roots for some.
struct Names {
  std::map<const void*, const void*> others = {};
  const std::set<const void*>* bound = nullptr;  // of these, one without another root is lost: nothing leads to it

  // Null if it is lost.
  const void* of(const void* root) const {
    const auto found = others.find(root);
    if (found != others.end()) return found->second;
    return bound != nullptr && bound->contains(root) ? nullptr : root;
  }
};
Value renamed(const Value& value, const Names& names);

// The values of variables. One that is missing has not been set on any known path.
class State {
 public:
  const Value* find(const void* root) const;
  Value load(const Place& place) const;
  void store(const Place& place, const Value& value);                     // it has this value now
  void mayStore(const Place& place, const Value& value, Causes& causes);  // it may have it

  void erase(const void* root);
  // Of the other state's variables, its values.
  void take(const State& other);
  // The variables of these roots, those of `first`, and all that their values lead to: `more` gives the roots that a
  // function's body uses besides its parameters.
  State reachable(const State& first, std::vector<const void*> roots,
                  const std::function<void(const clang::FunctionDecl&, std::vector<const void*>&)>& more) const;

  State renamed(const Names& names) const;

  // A value varies, or is a frame that is spread over the ranks.
  bool isMarked() const;

  // True if it changed.
  bool joinWith(const State& other, Causes& causes);
  bool sameAs(const State& other) const;

 private:
  // Sorted by root. States share values: most of a state stays as it is from one point of a program to the next.
  using Entry = std::pair<const void*, std::shared_ptr<Value>>;
  std::vector<Entry>::iterator from(const void* root);
  std::vector<Entry>::const_iterator from(const void* root) const;
  Value& at(const Place& place);  // to be changed

  std::vector<Entry> values_;
};

}  // namespace bodocc::variance
