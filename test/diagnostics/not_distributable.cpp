// Flagged distributed, but it cannot be: the statement that prevents it comes first.
#include <bodo/bodo.h>

#include <vector>

// expected-note@+1 {{the flag is on 'gathered'}}
[[bodo::jit(distributed = {"out"})]] bodo::DataFrame gathered(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  // expected-error@+2 {{'out' is flagged distributed, but it cannot be: allgatherv puts all rows on every rank}}
  // expected-note@+1 {{leave out allgatherv: operations work on rows that are spread over the ranks}}
  auto all = bodo::allgatherv(df);
  auto out = all[all["A"] > 3];
  // expected-note@+1 {{returned here: all its rows, of 8 bytes each, would be on every rank}}
  return out;
}

// expected-error@+3 {{'out' is flagged distributed, but it cannot be: 'df' is flagged replicated}}
// expected-note@+2 {{the flag is on 'flagged'}}
// expected-note@+1 {{leave 'df' out of the replicated flag}}
[[bodo::jit(distributed = {"out"}, replicated = {"df"})]] bodo::DataFrame flagged(const bodo::DataFrame& df) {
  auto out = df[df["A"] > 3];
  // expected-note@+1 {{returned here: all its rows, of 8 bytes each, would be on every rank}}
  return out;
}

// expected-note@+1 {{the flag is on 'literal'}}
[[bodo::jit(distributed = {"out"})]] bodo::DataFrame literal(int n) {
  // expected-error@+2 {{'out' is flagged distributed, but it cannot be: its values are given to every rank}}
  // expected-note@+1 {{a frame that is read from a file, or made with arange, is spread over the ranks; scatterv spreads one rank's rows}}
  bodo::DataFrame few{{"A", {1, 2, 3}}};
  auto kept = few[few["A"] > 1];
  auto out = kept.merge(few, {.on = "A", .how = "semi"}).head(n);
  // expected-note@+1 {{returned here: 8 bytes would be on every rank}}
  return out;
}

// not row by row: all ranks have the rows of one
// expected-note@+1 {{the flag is on 'from_vector'}}
[[bodo::jit(distributed = {"out"})]] bodo::DataFrame from_vector(const std::vector<int>& v, int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  // expected-error@+2 {{'out' is flagged distributed, but it cannot be: its values are given to every rank}}
  // expected-note@+1 {{a frame that is read from a file, or made with arange, is spread over the ranks; scatterv spreads one rank's rows}}
  bodo::DataFrame out{{"B", bodo::from_vector(v) + df["A"].sum()}};
  // expected-note@+1 {{returned here: 4 bytes would be on every rank}}
  return out;
}

[[bodo::jit]] bodo::DataFrame make(int n) { return bodo::DataFrame{{"A", bodo::arange(n)}}; }

int main() { flagged(make(3)); }
