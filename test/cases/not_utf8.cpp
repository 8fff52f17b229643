// Bytes that are not UTF-8 are no texts: reading them is an error, and so is writing what user code made of them.
// rank 0 prints:
//   read_parquet: column 'b' of 'plain.parquet', row group 0 (rows 0 to 2): '\xff\xff\x01\x02' is not UTF-8, as texts are; leave the column out, as in df[{"a", "b"}], or write the file with texts
//   read_parquet: column 'b' of 'coded.parquet', row group 0 (rows 0 to 999): 'caf\xe9' is not UTF-8, as texts are; leave the column out, as in df[{"a", "b"}], or write the file with texts
//   read_parquet: column 'b' of 'cut.parquet', row group 0 (rows 0 to 1): 'caf\xc3' is not UTF-8, as texts are; leave the column out, as in df[{"a", "b"}], or write the file with texts
//   read_csv: 'latin.csv', line 3: column 'b': the text is not UTF-8; convert the file, as iconv does: -f latin1 -t utf-8
//   to_parquet: cannot write 'out': column 'b': 'caf\xe9' is not UTF-8, as texts are
//   to_csv: cannot write 'out.csv': '7,caf\xe9' is not UTF-8, as texts are
#include <bodo/bodo.h>
#include <bodo/error.h>

#include <fmt/core.h>

#include <cstdint>
#include <string_view>

std::string_view latin(std::int64_t v) { return v == 7 ? "caf\xe9" : "caf\xc3\xa9"; }
std::string_view accented(std::int64_t v) { return v % 2 == 0 ? "\xc3\xa9" : ""; }

[[bodo::jit]] void plain() { bodo::read_parquet("plain.parquet").to_parquet("out"); }
[[bodo::jit]] void coded() { bodo::read_parquet("coded.parquet").to_parquet("out"); }
[[bodo::jit]] void cut() { bodo::read_parquet("cut.parquet").to_parquet("out"); }
[[bodo::jit]] void kept() {
  auto df = bodo::read_parquet("cut.parquet");
  df[df["a"] == 1].to_parquet("kept");
}
[[bodo::jit]] void csv() { bodo::read_csv("latin.csv").to_parquet("out"); }
[[bodo::jit]] void made() {
  bodo::DataFrame df{{"a", bodo::arange(20)}};
  df["b"] = df["a"].map(latin);
  df.to_parquet("out");
}
[[bodo::jit]] void made_csv() {
  bodo::DataFrame df{{"a", bodo::arange(20)}};
  df["b"] = df["a"].map(latin);
  df.to_csv("out.csv");
}
[[bodo::jit]] void good() {
  bodo::DataFrame df{{"a", bodo::arange(16)}};
  df["b"] = df["a"].map(accented);
  df.to_parquet("good");
  df.to_csv("good.csv");
}

template <class F>
void attempt(F f) {
  try {
    f();
  } catch (const bodo::error& e) {
    if (bodo::get_rank() == 0) fmt::print("{}: {}\n", e.operation(), e.cause());
  }
}

int main() {
  attempt(plain);
  attempt(coded);
  attempt(cut);
  attempt(kept);
  attempt(csv);
  attempt(made);
  attempt(made_csv);
  attempt(good);
}
