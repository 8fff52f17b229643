// An unflagged return beyond BODO_GATHER_LIMIT is an error that names the flag.
// env: BODO_GATHER_LIMIT=1000
// ranks: 2 3
// exit: not 0
// message: BODO_GATHER_LIMIT
#include <bodo/bodo.h>

[[bodo::jit]] bodo::DataFrame rows(int n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  return df;
}

int main() { return rows(10000).size() == 10000 ? 0 : 1; }
