// MPI is started and ended without the user writing it, by exit in the middle, with static frames alive.
// rank 0 prints:
//   6
//   static frame of 3 rows
// exit: 3
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>

[[bodo::jit(distributed = {"df"})]] bodo::DataFrame rows(int n) {
  bodo::DataFrame df{{"A", bodo::arange(1, n + 1)}};
  return df;
}

[[bodo::jit]] void show(const bodo::DataFrame& df) { bodo::print(df["A"].sum()); }

struct Keeper {
  bodo::DataFrame df;
  ~Keeper() {
    if (bodo::get_rank() == 0) fmt::print("static frame of {} rows\n", df.size());
    std::fflush(stdout);
  }
};

int main() {
  static Keeper keeper{rows(3)};
  show(keeper.df);
  std::exit(3);
}
