// A time in a file that nanoseconds do not hold is named.
// exit: not 0
// message: error_far_time.cpp:6: error: read_parquet: column 't' of 'far.parquet', row group 1 (rows 2 to 2): the time 9999-12-31 12:30:00 lies outside of the years 1677 to 2262 that nanoseconds can hold...
#include <bodo/bodo.h>

[[bodo::jit]] void f() { bodo::print(bodo::read_parquet("far.parquet")); }

int main() { f(); }
