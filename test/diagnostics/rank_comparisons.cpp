// Comparisons of a rank's number whose result is the same on all ranks, and others.
#include <bodo/bodo.h>

int main() {
  const int rank = bodo::get_rank(), size = bodo::get_size();
  if (bodo::get_rank() < bodo::get_size()) bodo::barrier();
  if (size > rank && rank >= 0) bodo::barrier();
  if (0 <= rank) bodo::barrier();
  if (rank == -1 || rank < 0) bodo::barrier();
  if (rank != size) bodo::barrier();
  if ((rank == 0 ? 3 : 3) > 2) bodo::barrier();
  // expected-error:17@+5 {{only some ranks call 'bodo::barrier' here, and the others wait for them}}
  // expected-note:12@+4 {{this condition is not the same on all ranks}}
  // expected-note:13@-9 {{'rank' gets its value here}}
  // expected-note:20@-10 {{'get_rank' gives the rank's own number}}
  // expected-note:17@+1 {{all ranks must call it: move the call out of the condition}}
  if (rank > 0) bodo::barrier();
}
