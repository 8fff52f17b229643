// Programs that would hang, or give other results on other ranks.
#include <bodo/bodo.h>

#include <iostream>

[[bodo::jit]] double total(int n) { return bodo::arange(n).sum(); }

int main() {
  // expected-note@+8 {{'rank' gets its value here}}
  // expected-note@+7 {{'get_rank' gives the rank's own number}}
  // expected-note@+6 {{'rank' gets its value here}}
  // expected-note@+5 {{'get_rank' gives the rank's own number}}
  // expected-note@+4 {{'rank' gets its value here}}
  // expected-note@+3 {{'get_rank' gives the rank's own number}}
  // expected-note@+2 {{'rank' gets its value here}}
  // expected-note@+1 {{'get_rank' gives the rank's own number}}
  const int rank = bodo::get_rank();
  // one rank alone
  // expected-error:31@+3 {{only some ranks call 'total' here, and the others wait for them}}
  // expected-note@+2 {{this condition is not the same on all ranks}}
  // expected-note@+1 {{all ranks must call it: move the call out of the condition}}
  if (rank == 0) std::cout << total(5);
  // another number on each rank
  // expected-error:22@+2 {{'rank', passed to 'total', is not the same on all ranks}}
  // expected-note@+1 {{all ranks must pass the same: take one rank's value by bodo::bcast}}
  std::cout << total(rank);
  // a print of one rank
  // expected-error:30@+3 {{only some ranks call 'total' here, and the others wait for them}}
  // expected-note@+2 {{this condition is not the same on all ranks}}
  // expected-note@+1 {{all ranks must call it: move the call out of the condition}}
  if (rank == 0) bodo::print(total(5));
  // another number of rounds on each rank
  // expected-error:34@+3 {{the ranks call 'bodo::barrier' here different numbers of times}}
  // expected-note@+2 {{this condition is not the same on all ranks}}
  // expected-note@+1 {{all ranks must run the loop the same number of times: take the number from...}}
  for (int i = 0; i < rank; ++i) bodo::barrier();
}
