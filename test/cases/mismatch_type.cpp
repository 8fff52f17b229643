// One statement gathers another type on one rank.
// ranks: 2 3
// exit: not 0
// message: mismatch_type.cpp:9: ...the ranks disagree on its arguments, or on a value that leads to it: rank 0 and
#include <bodo/bodo.h>

#include <string>

void share(const auto& value) { bodo::allgatherv(value); }

int main() {
  if (bodo::get_rank() == 0)
    share(std::string("text"));
  else
    share(1.5);
}
