// Columns are chosen by a list that a call makes.
#include <bodo/bodo.h>

[[bodo::jit]] void chosen() {
  bodo::DataFrame df{{"A", {1, 2}}};
  // expected-error:21@+2 {{frames have no operation 'columns'}}
  // expected-note@+1 {{the columns and their types are known while compiling...}}
  bodo::print(df[df.columns()]);
}
