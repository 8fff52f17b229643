// switch around operations on frames: cases by break and by return, several labels, a default case among others, nested in
// loops, and in functions that other ones call; values of enumerations, scalars and expressions.
// rank 0 prints:
//   280
//   all
//   12
//   27
//   0
//   28
//   all
//   7
//   68
//   all
//   70
//   280
//   all
//   332
//   0
//   none
//   0
//   none
//   0
//   none
//   0
//   none
//   0
//   none
#include <bodo/bodo.h>

enum class Mode {
  first,
  last,
  large
};

[[bodo::jit]] bodo::DataFrame some(const bodo::DataFrame& df, Mode mode) {
  switch (mode) {
    case Mode::first: return df.head(2);
    case Mode::last: {
      auto few = df.tail(2);
      few["A"] = few["A"] + 100;
      return few;
    }
    default: break;
  }
  return df[df["A"] > 6];
}

[[bodo::jit]] void chosen(int n, int rows) {
  bodo::DataFrame df{{"A", bodo::arange(rows)}};
  switch (n % 5) {
    case 0:
    default: df["A"] = df["A"] * 10; break;
    case 1:
      n = 2;  // no other case is taken
      df = df[df["A"] > 1];
      break;
    case 2:
    case 3: {
      const auto next = df["A"] + 5;
      if (n == 3) df["A"] = next;
      break;
    }
  }
  bodo::print(df["A"].sum());
  switch (df.size()) {
    case 0: bodo::print("none"); return;
    case 8: bodo::print("all");
  }
  for (int round = 0; round < 3; ++round) {
    switch (round) {
      case 1: df["A"] = df["A"] + 1; break;
      case 2:
        switch (const auto least = df["A"].min(); n) {
          case 1: df["A"] = df["A"] + least; break;
          case 2: df["A"] = df["A"] - least; break;
        }
    }
  }
  bodo::print(some(df, n == 0 ? Mode::first : n == 4 ? Mode::last : Mode::large)["A"].sum());
}

int main() {
  for (const int rows : {8, 0})
    for (int n = 0; n < 5; ++n) chosen(n, rows);
}
