// Collectives that only some ranks call, or in another order, or another number of times; and what is none of these.
#include <bodo/bodo.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <vector>

[[bodo::jit]] double total(int n) { return bodo::arange(n).sum(); }
[[bodo::jit(all_returns_distributed)]] bodo::DataFrame table(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df;
}

void some_ranks() {
  // expected-note@+2 {{'rank' gets its value here}}
  // expected-note@+1 {{'get_rank' gives the rank's own number}}
  const int rank = bodo::get_rank();
  // expected-note@+1 {{this condition is not the same on all ranks}}
  if (rank == 0) {
    // expected-error@+2 {{only some ranks call 'total' here, and the others wait for them}}
    // expected-note@+1 {{all ranks must call it: move the call out of the condition}}
    total(3);
  }
}
void perhaps_some_ranks() {
  const auto df = table(5);
  // expected-warning@+4 {{perhaps only some ranks call 'bodo::barrier' here, and the others wait for them}}
  // expected-note@+3 {{this condition is not the same on all ranks}}
  // expected-note@+2 {{'local_size' is of this rank's rows of a frame that is spread over the ranks}}
  // expected-note@+1 {{all ranks must call it: move the call out of the condition, or wrap the value that it depends on in bodo::assume_same(...)}}
  if (df.local_size() > 2) bodo::barrier();
}
void another_order() {
  // expected-note@+2 {{this condition is not the same on all ranks}}
  // expected-note@+1 {{'get_rank' gives the rank's own number}}
  if (bodo::get_rank() == 0) {
    // expected-error@+2 {{some ranks call 'total' here, and others 'bodo::barrier'}}
    // expected-note@+1 {{all ranks must call the same, in the same order, with the same arguments: move the calls out of the condition}}
    total(3);
    bodo::barrier();
  } else {
    // expected-note@+1 {{other ranks call 'bodo::barrier' here}}
    bodo::barrier();
    total(3);
  }
}
void perhaps_another_order() {
  std::random_device device;
  // expected-note@+2 {{this condition is not the same on all ranks}}
  // expected-note@+1 {{'device()' gives a random device, another on each rank}}
  if (device() % 2 == 0) {
    // expected-warning@+2 {{some ranks may call 'bodo::print' here, and others 'bodo::barrier'}}
    // expected-note@+1 {{all ranks must call the same, in the same order, with the same arguments: move the calls out of the condition, or wrap the value that they depend on in bodo::assume_same(...)}}
    bodo::print(1);
    bodo::barrier();
  } else {
    // expected-note@+1 {{other ranks call 'bodo::barrier' here}}
    bodo::barrier();
    bodo::print(1);
  }
}
void rounds() {
  // expected-error@+4 {{the ranks call 'bodo::barrier' here different numbers of times}}
  // expected-note@+3 {{this condition is not the same on all ranks}}
  // expected-note@+2 {{'get_rank' gives the rank's own number}}
  // expected-note@+1 {{all ranks must run the loop the same number of times: take the number from bodo::bcast, or from the size of a frame}}
  for (int i = 0; i < bodo::get_rank(); ++i) bodo::barrier();
}
void perhaps_rounds() {
  const auto df = table(5);
  // expected-warning@+4 {{the ranks may call 'bodo::print' here different numbers of times}}
  // expected-note@+3 {{this condition is not the same on all ranks}}
  // expected-note@+2 {{'column' is of this rank's rows of a frame that is spread over the ranks}}
  // expected-note@+1 {{all ranks must run the loop the same number of times: take the number from bodo::bcast or from the size of a frame, or wrap it in bodo::assume_same(...)}}
  for (const auto value : df.column<std::int64_t>("A")) bodo::print(value);
}
void repeated() {
  // expected-note@+2 {{'mine' gets its value here}}
  // expected-note@+1 {{'bodo::gatherv' gives each rank a result of its own}}
  const auto mine = bodo::gatherv(1);
  // expected-warning@+2 {{the ranks may call 'bodo::barrier' here different numbers of times}}
  // expected-note@+1 {{the function that is passed may run as often as its rank has values: call 'bodo::barrier' outside of it}}
  std::for_each(mine.begin(), mine.end(), [](int) { bodo::barrier(); });
}
void one() { bodo::barrier(); }
void none() {}
void another_function() {
  // expected-note@+2 {{'f' gets its value here}}
  // expected-note@+1 {{'get_rank' gives the rank's own number}}
  void (*f)() = bodo::get_rank() == 0 ? one : none;
  // expected-error@+2 {{this calls another function on other ranks, and only some of them call 'bodo::barrier'}}
  // expected-note@+1 {{all ranks must call the same collectives: choose the function by a value that is the same on all ranks}}
  f();
}
void perhaps_another_function() {
  // expected-note@+2 {{'f' gets its value here}}
  // expected-note@+1 {{'bodo::gatherv' gives each rank a result of its own}}
  void (*f)() = bodo::gatherv(1).empty() ? one : none;
  // expected-warning@+2 {{this may call another function on other ranks, and only some of them call 'bodo::barrier'}}
  // expected-note@+1 {{all ranks must call the same collectives: choose the function by a value that is the same on all ranks, or wrap it in bodo::assume_same(...)}}
  f();
}

// None of these is wrong.
void deeper(int depth) {
  if (depth > 0) deeper(depth - 1);
}
struct Stop {};
bool is_odd(int x) { return x % 2 != 0; }
void caught() {
  const int rank = bodo::get_rank(), one = 1;
  for (int i = 0; i < 2; ++i) {
    try {
      if (rank > 2) throw Stop();
    } catch (const Stop&) {
      try {
        if (is_odd(one)) throw Stop();
      } catch (const Stop&) {
      }
    }
    try {
      if (!(one == 3)) throw Stop();
    } catch (const Stop&) {
    }
    if (i % 2 == 1) bodo::barrier();
  }
}
void alike() {
  const int rank = bodo::get_rank();
  if (rank == 0) std::puts("a rank");
  const double sum = total(3);
  if (sum > 1) bodo::barrier();
  for (int i = 0; i < 3; ++i) {
    int count = 0;
    for (int j = 0; j < rank; ++j) count += j;
    if (count > 1) std::puts("many");
    bodo::barrier();
  }
  if (bodo::allgatherv(rank)[0] == 0) bodo::barrier();
  deeper(rank);
}

int main() {
  some_ranks();
  perhaps_some_ranks();
  another_order();
  perhaps_another_order();
  rounds();
  perhaps_rounds();
  repeated();
  another_function();
  perhaps_another_function();
  alike();
  caught();
}
