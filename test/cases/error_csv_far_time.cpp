// A time in a CSV file that does not fit nanoseconds is distinguished from a text that is not a time.
// exit: not 0
// message: error_csv_far_time.cpp:6: error: read_csv: 'far.csv', line 3: column 't': expected timestamp, found '9999-12-31 10:00:00', which lies outside of the years 1677 to 2262 that nanoseconds can hold...
#include <bodo/bodo.h>

[[bodo::jit]] void f() { bodo::print(bodo::read_csv("far.csv", bodo::schema({{"t", bodo::timestamp}}))); }

int main() { f(); }
