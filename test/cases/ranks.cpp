// mpirun -n 4: "rank 0 done" once, and two lines from every rank.
// rank 0 of 1 prints:
//   rank 0 done
//   rank 0 here
//   total ranks: 1
// rank 0 of 4 prints:
//   rank 0 done
//   rank 0 here
//   total ranks: 4
// rank 1 of 4 prints:
//   rank 1 here
//   total ranks: 4
// rank 2 of 4 prints:
//   rank 2 here
//   total ranks: 4
// rank 3 of 4 prints:
//   rank 3 here
//   total ranks: 4
#include <bodo/bodo.h>
#include <fmt/core.h>

int main() {
  // some work only on rank 0
  if (bodo::get_rank() == 0) fmt::print("rank 0 done\n");

  // some work on every rank
  fmt::print("rank {} here\n", bodo::get_rank());
  fmt::print("total ranks: {}\n", bodo::get_size());
}
