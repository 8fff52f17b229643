// One statement gathers another type on one rank.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: mismatch_type.cpp:11: ...the ranks disagree on its arguments, here on argument 1
// message: rank 0: std::...string
#include <bodo/bodo.h>

#include <string>

void share(const auto& value) { static_cast<void>(bodo::allgatherv(value)); }

int main() {
  if (bodo::get_rank() == 0)
    share(std::string("text"));
  else
    share(1.5);
}
