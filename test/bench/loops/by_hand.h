#pragma once
// What the programs of this folder that are written by hand share: this rank's block of n, sums over the ranks, the
// time.
#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

#include "../ranks.h"
#include "numbers.h"

struct block {
  std::int64_t begin, end;
  std::int64_t size() const { return end - begin; }
};

inline block block_of(std::int64_t n, int r = rank()) {
  const auto first = [&](std::int64_t k) { return k * (n / ranks()) + std::min(k, n % ranks()); };
  return {first(r), first(r + 1)};
}

inline void add_up(double* values, std::size_t n) {
  MPI_Allreduce(MPI_IN_PLACE, values, static_cast<int>(n), MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

inline double sum_of(double value) {
  add_up(&value, 1);
  return value;
}

// The rows before and after this rank's `count` rows of `length` elements, which begin at values + length.
inline void exchange_rows(double* values, std::int64_t count, std::int64_t length) {
  const int up = rank() > 0 ? rank() - 1 : MPI_PROC_NULL, down = rank() + 1 < ranks() ? rank() + 1 : MPI_PROC_NULL;
  const int n = static_cast<int>(length);
  double* const last = values + count * length;
  MPI_Sendrecv(values + length, n, MPI_DOUBLE, up, 0, last + length, n, MPI_DOUBLE, down, 0, MPI_COMM_WORLD,
               MPI_STATUS_IGNORE);
  MPI_Sendrecv(last, n, MPI_DOUBLE, down, 1, values, n, MPI_DOUBLE, up, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

// Runs the program, and says how long it took.
inline int timed(double (*program)()) {
  MPI_Init(nullptr, nullptr);
  MPI_Barrier(MPI_COMM_WORLD);
  const auto started = std::chrono::steady_clock::now();
  const double result = program();
  MPI_Barrier(MPI_COMM_WORLD);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  if (rank() == 0) std::printf("%.15g\ninside %.6f\n", result, took.count());
  MPI_Finalize();
  return 0;
}
