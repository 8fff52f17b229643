// Constructs outside of the language.
#include <bodo/bodo.h>
#include <iostream>
#include <vector>

[[bodo::jit]] void switches(bodo::DataFrame df, int n) {
  bodo::expect(df, bodo::schema({{"A", bodo::int64}}));
  switch (n) {
    // expected-error@+2 {{a case that falls through in a switch around operations on frames, in an annotated function is not supported}}
    // expected-note@+1 {{end it by break or return}}
    case 1: df = df.head(1);
    default: break;
  }
  switch (n) {
    // expected-error@+2 {{a range of values in a switch around operations on frames, in an annotated function is not supported}}
    // expected-note@+1 {{write each of them}}
    case 1 ... 3: df = df.head(1);
  }
  switch (n) {
    case 1:
      // expected-error@+2 {{a break or continue within a case in a switch around operations on frames, in an annotated function is not supported}}
      // expected-note@+1 {{write if around what it skips}}
      if (df.size() > 3) break;
      df = df.head(1);
      break;
    case 2: break;
  }
  switch (n) {
    case 1:
      // expected-error@+2 {{a declaration without braces in a switch around operations on frames, in an annotated function is not supported}}
      // expected-note@+1 {{put the statements of its case into braces}}
      const auto less = df.head(1);
      df = less;
  }
  switch (n) {
    case 1:
      if (n > 0) {
        // expected-error@+2 {{a label within another statement in a switch around operations on frames, in an annotated function is not supported}}
        // expected-note@+1 {{write if and else}}
        case 2: df = df.head(1);
      }
  }
}

[[bodo::jit]] void cases(bodo::DataFrame df, int n) {
  bodo::expect(df, bodo::schema({{"A", bodo::int64}}));
  for (int i = 0; i < n; ++i) {
    df = df.head(n);
    switch (i) {
      // expected-error@+2 {{break or continue within two conditions, in a loop that changes frames, in an annotated function is not supported}}
      // expected-note@+1 {{write if (condition) break; or make it part of the loop's condition}}
      case 3: continue;
    }
    df = df.head(i);
  }
}

[[bodo::jit]] void other_columns(bodo::DataFrame df, int n) {
  bodo::expect(df, bodo::schema({{"A", bodo::int64}}));
  switch (n) {
    case 1: df = df.head(1); break;
    // expected-error@+2 {{'df' has different columns after two cases of this switch: {A: int64?, B: int64?} and {A: int64?}}}
    // expected-note@+1 {{a frame's columns are part of its type: give the variable the same columns on every path, or use two variables}}
    case 2: df["B"] = df["A"];
  }
}

[[bodo::jit]] void tries(bodo::DataFrame df) {
  bodo::expect(df, bodo::schema({{"A", bodo::int64}}));
  // expected-error@+2 {{try around operations on frames in an annotated function is not supported}}
  // expected-note@+1 {{catch the function's exceptions in ordinary code}}
  try {
    bodo::print(df);
  } catch (...) {
  }
}

[[bodo::jit]] void parallel(int n) {
  auto range = bodo::prange(n);
  // expected-error@+2 {{a parallel loop over a variable in an annotated function is not supported}}
  // expected-note@+1 {{write bodo::prange(...) in the loop's head}}
  for (auto i : range) n += static_cast<int>(i);
}

std::vector<bodo::DataFrame> several();

[[bodo::jit]] void loops(int n) {
  // expected-error@+2 {{a loop over frames, series or their values in an annotated function is not supported}}
  // expected-note@+1 {{use operations on whole columns, or map for a function of each row}}
  for (const auto& df : several()) n += static_cast<int>(df.size());
}

[[bodo::jit]] void temporary(bodo::DataFrame df) {
  bodo::expect(df, bodo::schema({{"A", bodo::int64}}));
  // expected-error@+2 {{a column is assigned to a frame that has no name}}
  // expected-note@+1 {{give the frame a name first, or use assign({{"name", value}})}}
  df.head(3)["B"] = 3;
  // expected-error@+2 {{the conditional operator on frames and series}}
  // expected-note@+1 {{write if and else}}
  bodo::DataFrame chosen = df.size() > 3 ? df : df.head(1);
}

[[bodo::jit]] void jumps(bodo::DataFrame df, int n) {
  bodo::expect(df, bodo::schema({{"A", bodo::int64}}));
  while (n > 0) {
    df = df.head(n);
    if (n == 3) break;
    if (n > 10) {
      // expected-error@+2 {{break or continue within two conditions, in a loop that changes frames, in an annotated function is not supported}}
      // expected-note@+1 {{write if (condition) break; or make it part of the loop's condition}}
      if (n == 4) break;
      --n;
    }
    --n;
  }
// expected-error@+2 {{a label in an annotated function hides the order of its collectives}}
// expected-note@+1 {{use a loop}}
again:
  if (df.size() > 3) goto again;
}

[[bodo::jit]] void heads(bodo::DataFrame df) {
  bodo::expect(df, bodo::schema({{"A", bodo::int64}}));
  // expected-error@+2 {{the head of this loop uses 'df', which the loop changes}}
  // expected-note@+1 {{write while (condition) { ... }, whose condition may use frames}}
  for (int i = 0; i < df.size(); ++i) df = df.head(i);
}

[[bodo::jit]] void nothing() {
  bodo::DataFrame none;
  // expected-error@+2 {{this frame has no columns yet}}
  // expected-note@+1 {{give it some: DataFrame{{"A", ...}}}}
  bodo::print(none);
}

bodo::DataFrame global;

// expected-error@+2 {{'global' is a frame that is declared outside of the function}}
// expected-note@+1 {{pass it as an argument: the versions of the function depend on its schema}}
[[bodo::jit]] void globals() { bodo::print(global); }

[[bodo::jit]] void prints(bodo::DataFrame df) {
  bodo::expect(df, bodo::schema({{"A", bodo::int64}}));
  // expected-error@+2 {{a frame escapes into ordinary C++ (printed with <<)}}
  // expected-note@+1 {{frames and series take part in operations, assignments, calls of annotated functions and returns only; bodo::print shows it once, gathered as far as it is shown}}
  std::cout << df;
}

struct Model {
  [[bodo::jit]] bodo::DataFrame rows(int n) const {
    bodo::DataFrame df{{"A", bodo::arange(n)}};
    return df;
  }
};

[[bodo::jit]] void members(const Model& model) {
  // expected-error@+2 {{a call of the member function 'Model::rows' in an annotated function cannot be compiled yet}}
  // expected-note@+1 {{make it a function at namespace scope, which takes what it needs as arguments}}
  bodo::print(model.rows(3));
}

int main() {}
