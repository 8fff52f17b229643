#pragma once
// What the programs of this folder that are written by hand share: this rank's block of n, sums over the ranks, the
// time.
#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>
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

// The weights of m features of n rows after gradient descent, by their squares: `target` gives what a row should have,
// of its features, and `wrong` by how much the product of features and weights differs.
template <std::size_t m>
double descended(std::int64_t n, int rounds, double rate, auto target, auto wrong) {
  const block own = block_of(n);
  std::vector<double> x(static_cast<std::size_t>(own.size()) * m, 1), y(static_cast<std::size_t>(own.size()));
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::int64_t row = own.begin + static_cast<std::int64_t>(i);
    for (std::size_t j = 0; j + 1 < m; ++j)
      x[i * m + j] = number(row * static_cast<std::int64_t>(m) + static_cast<std::int64_t>(j)) - 0.5;
    y[i] = target(&x[i * m], row);
  }
  std::vector<double> w(m);
  for (int round = 0; round < rounds; ++round) {
    std::vector<double> gradient(m);
    for (std::size_t i = 0; i < y.size(); ++i) {
      double product = 0;
      for (std::size_t j = 0; j < m; ++j) product += x[i * m + j] * w[j];
      const double difference = wrong(product, y[i]);
      for (std::size_t j = 0; j < m; ++j) gradient[j] += difference * x[i * m + j];
    }
    add_up(gradient.data(), m);
    for (std::size_t j = 0; j < m; ++j) w[j] -= gradient[j] * (rate / static_cast<double>(n));
  }
  double sum = 0;
  for (const double v : w) sum += v * v;
  return sum;
}

// Runs the program, and says how long it took, and the CPU seconds of all ranks.
inline int timed(double (*program)()) {
  MPI_Init(nullptr, nullptr);
  MPI_Barrier(MPI_COMM_WORLD);
  const auto started = std::chrono::steady_clock::now();
  const std::clock_t used = std::clock();
  const double result = program();
  MPI_Barrier(MPI_COMM_WORLD);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  const double cpu = sum_of(static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC);
  if (rank() == 0) std::printf("%.15g\ninside %.6f %.6f\n", result, took.count(), cpu);
  MPI_Finalize();
  return 0;
}
