// Schemas that are not known while compiling.
#include <bodo/bodo.h>

#include <string>

// expected-error@+2 {{the schema of this file is not known while compiling: its path is not constant}}
// expected-note@+1 {{name a file with the same schema: bodo::read_parquet(path, bodo::like("sample.parquet")), or declare it: bodo::read_parquet(path, bodo::schema({{"A", bodo::int64}}))}}
[[bodo::jit]] void f(const std::string& path) { bodo::print(bodo::read_parquet(path)); }

// expected-error@+2 {{the schema of 'missing.parquet' cannot be read while compiling: there is no file 'missing.parquet'}}
// expected-note@+1 {{bodocc looks for the file in its working directory, then next to the source, then in each --schema-dir; bodo::like("sample") names a file with the same schema, bodo::schema({{"A", bodo::int64}}) says it}}
[[bodo::jit]] void g() { bodo::print(bodo::read_parquet("missing.parquet")); }

// expected-error@+2 {{the schema of parameter 'df' of 'h' is not known: nothing in this file calls it}}
// expected-note@+1 {{write bodo::expect(df, bodo::schema({{"A", bodo::int64}, ...})) or bodo::expect(df, bodo::like("sample.parquet")) at the start of the body}}
[[bodo::jit]] void h(bodo::DataFrame df) { bodo::print(df); }

// only the outermost of a chain of calls is named
[[bodo::jit]] void inner(bodo::DataFrame df) { bodo::print(df); }
// expected-error@+2 {{the schema of parameter 'df' of 'outer' is not known: nothing in this file calls it}}
// expected-note@+1 {{write bodo::expect(df, bodo::schema({{"A", bodo::int64}, ...})) or bodo::expect(df, bodo::like("sample.parquet")) at the start of the body}}
[[bodo::jit]] void outer(bodo::DataFrame df) { inner(df); }

int main(int, char** argv) {
  // expected-note@+1 {{'path' is not a constant in this call of 'f', which is compiled for each constant that calls pass}}
  f(argv[1]);
  g();
}
