// A frame that lacks columns of its file, as they cannot be read, is not written or returned as a whole.
#include <bodo/bodo.h>

[[bodo::jit]] void copy() {
  auto df = bodo::read_parquet("nested.parquet");
  auto kept = df[df["a"] > 1].sort_values("a");
  kept["c"] = kept["a"] + 1;
  if (kept.size() > 2) kept = kept.head(2);
  kept[{"a", "b"}].to_parquet("named");
  // expected-error@+2 {{this writes a frame without the columns of its file that cannot be read: 'tags' (a list of lists or structs), 'place' (a map)}}
  // expected-note@+1 {{name the columns that you want: df[{"a", "b"}]}}
  kept.to_parquet("all");
}

[[bodo::jit]] bodo::DataFrame load() {
  auto df = bodo::read_parquet("nested.parquet");
  // expected-error@+2 {{this returns a frame without the columns of its file that cannot be read: 'tags' (a list of lists or structs), 'place' (a map)}}
  // expected-note@+1 {{name the columns that you want: df[{"a", "b"}]}}
  return df;
}

[[bodo::jit]] void write(bodo::DataFrame df) {
  df[{"a", "b"}].to_parquet("named");
  // expected-error@+2 {{this writes a frame without the columns of its file that cannot be read: 'tags' (a list of lists or structs), 'place' (a map)}}
  // expected-note@+1 {{name the columns that you want: df[{"a", "b"}]}}
  df.to_parquet("all");
}
[[bodo::jit]] void pass() {
  auto df = bodo::read_parquet("nested.parquet");
  // expected-note@+1 {{'write' is called here with {a: int64?, b: string?}}}
  write(df);
}

int main() {
  copy();
  pass();
  load();
}
