// What users say of their own functions and values, and the attributes in wrong places.
#include <bodo/bodo.h>

[[bodo::same]] int same_everywhere();
[[bodo::varies]] int another_on_each_rank();
int unmarked();
[[bodo::same]] int seen() { return bodo::get_rank() / 1000; }

struct Worker {
  [[bodo::varies]] int id() const;
};

int main() {
  if (same_everywhere() == 1) bodo::barrier();
  if (unmarked() == 1) bodo::barrier();
  if (seen() == 0) bodo::barrier();
  if (bodo::assume_same(bodo::get_rank() / 1000) == 0) bodo::barrier();
  // expected-error@+4 {{only some ranks call 'bodo::barrier' here, and the others wait for them}}
  // expected-note@+3 {{this condition is not the same on all ranks}}
  // expected-note@+2 {{'another_on_each_rank' is declared to vary from rank to rank}}
  // expected-note@+1 {{all ranks must call it: move the call out of the condition}}
  if (another_on_each_rank() == 1) bodo::barrier();
  // expected-error@+4 {{only some ranks call 'bodo::barrier' here, and the others wait for them}}
  // expected-note@+3 {{this condition is not the same on all ranks}}
  // expected-note@+2 {{'id' is declared to vary from rank to rank}}
  // expected-note@+1 {{all ranks must call it: move the call out of the condition}}
  if (Worker().id() == 1) bodo::barrier();
}
