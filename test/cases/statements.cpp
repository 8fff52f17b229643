// The user's statements and comments stand above what is emitted for them, those of assignments above the loop that
// computes the column; conditions that cannot differ between ranks have no guard.
// rank 0 prints:
//        n    z
//   0  0.5 -1.5
//   1  1.5 -0.5
//   2  2.5  0.5
//   3  3.5  1.5
//   -1.5 of 2
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cmath>
#include <cstdint>

[[bodo::jit]] void show(int n, int least, bool verbose) {
  // the rows
  // to begin with
  bodo::DataFrame df{{"n", bodo::arange(n)}};
  df["n"] = df["n"] + 0.5;  // halves are exact

  /* Each value
   * beside the mean of all. */
  const double mean = df["n"].mean();
  df["z"] = df["n"] - mean;
  if (verbose) bodo::print(df);

  // the last rows go
  auto rest = df;
  while (rest.size() > least) {
    // one a round
    rest = rest.head(rest.size() - 1);
    rest["z"] = rest["z"].map([](double z) {
      return z;  // as it is
    });
  }
  const std::int64_t size = rest.size();
  double lowest = 0;
  if (size > 1) {
    lowest = rest["z"].min();  // never missing
  }
  // what ordinary code computes may differ
  if (std::signbit(lowest)) lowest = rest["z"].min();
  if (bodo::get_rank() == 0) fmt::print("{} of {}\n", lowest, size);  // the end
}

int main() { show(4, 2, true); }
