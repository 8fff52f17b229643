#pragma once
// This rank's number, and how many there are, for programs that are written by hand.
#include <mpi.h>

inline int rank() {
  int n = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &n);
  return n;
}

inline int ranks() {
  int n = 0;
  MPI_Comm_size(MPI_COMM_WORLD, &n);
  return n;
}
