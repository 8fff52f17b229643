// Strings: characters are code points; the same on columns that are coded in a Parquet file's dictionary.
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  auto df = bodo::read_parquet("words.parquet");
  auto s = df["s"];
  df["lower"] = s.str().lower();
  df["len"] = s.str().len();
  df["slice"] = s.str().slice(1, 3);
  df["cat"] = s.str().cat("-").str().cat(df["lower"]);
  bodo::print(df[{"s", "lower", "len", "slice"}]);
  bodo::print(df[{"len", "cat"}]);
  df["a"] = s.str().contains("a");
  df["starts"] = s.str().startswith("Str");
  df["ends"] = s.str().endswith("e");
  df["like"] = s.str().like("%a_b%");
  bodo::print(df[{"s", "a", "starts", "ends", "like"}]);
  bodo::print(df[df["s"].str().contains("本")].size());
}

int main() { show(); }
