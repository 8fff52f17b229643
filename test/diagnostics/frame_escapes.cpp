// Frames and series do not leave the language.
#include <bodo/bodo.h>

#include <array>
#include <functional>
#include <utility>
#include <vector>

struct Holder {
  bodo::DataFrame frame;
};

bodo::DataFrame ordinary(bodo::DataFrame df) { return df; }
void look(const bodo::DataFrame&) {}

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}}, other{{"A", bodo::arange(n)}};
  // expected-error@+2 {{a frame, a series or a reduction's result escapes into ordinary C++ ('frames' has the type 'std::vector<bodo::DataFrame>')}}
  // expected-note@+1 {{frames and series take part in operations, assignments, calls of annotated functions and returns only; give each frame a variable of its own, and each reduction's result a C++ type}}
  std::vector<bodo::DataFrame> frames;
  // expected-error@+2 {{a frame, a series or a reduction's result escapes into ordinary C++ ('holder' has the type 'Holder')}}
  // expected-note@+1 {{frames and series take part in operations, assignments, calls of annotated functions and returns only; give each frame a variable of its own, and each reduction's result a C++ type}}
  Holder holder{df};
  // expected-error@+2 {{a frame, a series or a reduction's result escapes into ordinary C++ (a structured binding of a 'std::pair<bodo::DataFrame, int>')}}
  // expected-note@+1 {{frames and series take part in operations, assignments, calls of annotated functions and returns only; give each frame a variable of its own}}
  auto [part, number] = std::pair{df, 3};
  std::swap(df, other);
  // expected-error@+2 {{a frame escapes into ordinary C++ (the result of a function that is not annotated)}}
  // expected-note@+1 {{frames and series take part in operations, assignments, calls of annotated functions and returns only; annotate the function with [[bodo::jit]]}}
  auto got = ordinary(df);
  // expected-error@+2 {{a frame escapes into ordinary C++ ('df')}}
  // expected-note@+1 {{frames and series take part in operations, assignments, calls of annotated functions and returns only; containers, structs, pointers and ordinary functions cannot hold them}}
  look(df);
  // expected-error@+2 {{a frame, a series or a reduction's result escapes into ordinary C++ ('pointer' has the type 'bodo::DataFrame *')}}
  // expected-note@+1 {{frames and series take part in operations, assignments, calls of annotated functions and returns only; give each frame a variable of its own, and each reduction's result a C++ type}}
  bodo::DataFrame* pointer = &df;
  // expected-error@+2 {{a frame, a series or a reduction's result escapes into ordinary C++ ('columns' has the type 'std::array<bodo::Series, 1>')}}
  // expected-note@+1 {{frames and series take part in operations, assignments, calls of annotated functions and returns only; give each frame a variable of its own, and each reduction's result a C++ type}}
  std::array<bodo::Series, 1> columns{df["A"]};
}

int main() { f(3); }
