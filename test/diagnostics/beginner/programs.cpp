// Functions, frames and files around the operations.
#include <bodo/bodo.h>

#include <iostream>
#include <string>
#include <vector>

[[bodo::jit]] bodo::DataFrame made(int n) { return bodo::DataFrame{{"A", bodo::arange(n)}}; }

// the attribute is missing
// expected-error:57@+2 {{'Series::mean' exists in annotated functions only}}
// expected-note@+1 {{move the operation into a function with [[bodo::jit]], and call that}}
double mean(const bodo::DataFrame& df) { return df["A"].mean(); }

bodo::DataFrame kept;

// a frame that all functions share
[[bodo::jit]] void global(int n) {
  // expected-error:3@+2 {{'kept' is a frame that is declared outside of the function}}
  // expected-note@+1 {{pass it as an argument: the versions of the function depend on its schema}}
  kept = made(n);
}

// a file that is not there
// expected-error:58@+2 {{the schema of 'no_such_file.csv' cannot be read while compiling: there is no file 'no_such_file.csv'}}
// expected-note@+1 {{bodocc looks for the file in its working directory, then next to the source,...}}
[[bodo::jit]] void absent() { bodo::print(bodo::read_csv("no_such_file.csv")); }

// a file whose columns are not known
// expected-error:86@+2 {{the schema of this file is not known while compiling: its path is not constant}}
// expected-note@+1 {{name a file with the same schema: bodo::read_parquet(path,...}}
[[bodo::jit]] void unknown(const std::string& path) { bodo::print(bodo::read_parquet(path)); }

// frames in a container
[[bodo::jit]] void several(int n) {
  // expected-error:32@+2 {{a frame, a series or a reduction's result escapes into ordinary C++ ('frames' has the type 'std::vector<bodo::DataFrame>')}}
  // expected-note@+1 {{frames and series take part in operations, assignments, calls of annotated...}}
  std::vector<bodo::DataFrame> frames;
  frames.push_back(made(n));
}

// C++'s output
[[bodo::jit]] void written(int n) {
  auto df = made(n);
  // expected-error:16@+2 {{a series escapes into ordinary C++ (printed with <<)}}
  // expected-note@+1 {{frames and series take part in operations, assignments, calls of annotated...}}
  std::cout << df["A"];
}

// a changed parameter
// expected-error:45@+2 {{parameter 'df' is a non-const reference to a frame}}
// expected-note@+1 {{frames are values: pass it by value or by const&, and return the changed one}}
[[bodo::jit]] void changes(bodo::DataFrame& df) { df["B"] = df["A"]; }

// a state between rows
[[bodo::jit]] void stateful(int n) {
  auto df = made(n);
  int count = 0;
  // expected-error:27@+2 {{the lambda changes 'count', which it captures}}
  // expected-note@+1 {{each rank would change its own: return the values as a column, and reduce that}}
  df["row"] = df["A"].map([&count](long) { return count++; });
  bodo::print(df);
}

// frames with other columns
[[bodo::jit]] bodo::DataFrame branches(int n, bool wide) {
  auto df = made(n);
  // expected-error:3@+2 {{'df' has different columns after the two branches of this if: {A: int64, B: int64} and {A: int64}}}
  // expected-note@+1 {{a frame's columns are part of its type: give the variable the same columns on...}}
  if (wide) df["B"] = df["A"] * 2;
  return df;
}

int main(int argc, char** argv) {
  auto df = made(5);
  // operations of ordinary code
  // expected-error:18@+2 {{'operator[]' exists in annotated functions only}}
  // expected-note@+1 {{move the operation into a function with [[bodo::jit]], and call that}}
  auto large = df[df["A"] > 1];
  if (argc > 1) changes(df);
  // expected-note@+1 {{'path' is not a constant in this call of 'unknown', which is compiled for each...}}
  unknown(argv[1]);
}
