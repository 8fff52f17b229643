// Files that are not what a read expects are called what they are; a column without a value in the first file of a folder
// has the type that it has in later ones.
// rank 0 prints:
//   'data.txt': it is compressed (gzip): name it .gz, or write .compression = "gzip"
//   'data.zip': it is compressed (zip): unpack it first
//   'utf16.csv': it is UTF-16: convert it, as iconv does: -f utf-16 -t utf-8
//   'data.parquet': it is a Parquet file: read it by read_parquet
//   'data.csv' is not a Parquet file: read it by read_csv
//   'data.csv.gz' is not a Parquet file: it is compressed (gzip): unpack it first
//   'encrypted.parquet' is encrypted, which cannot be read: write it without encryption
//   'pipe' is not a file
//   there is no file in 'hidden'
//   4 2 6
#include <bodo/bodo.h>
#include <bodo/error.h>

#include <fmt/core.h>

#include <string>

[[bodo::jit]] std::int64_t csv(const std::string& path) {
  return bodo::read_csv(path, bodo::schema({{"a", bodo::int64}}))["a"].sum();
}
[[bodo::jit]] std::int64_t parquet(const std::string& path) {
  return bodo::read_parquet(path, bodo::schema({{"a", bodo::int64}}))["a"].sum();
}
[[bodo::jit]] void folder() {
  auto df = bodo::read_parquet("folder");
  const std::int64_t rows = df.size(), known = df["s"].count();
  const double sum = df["n"].sum();
  if (bodo::get_rank() == 0) fmt::print("{} {} {}\n", rows, known, sum);
}

template <class Read>
void attempt(Read read, const char* path) {
  try {
    read(path);
  } catch (const bodo::error& e) {
    if (bodo::get_rank() == 0) fmt::print("{}\n", e.cause());
  }
}

int main() {
  for (const char* path : {"data.txt", "data.zip", "utf16.csv", "data.parquet"}) attempt(csv, path);
  for (const char* path : {"data.csv", "data.csv.gz", "encrypted.parquet", "pipe", "hidden"}) attempt(parquet, path);
  folder();
}
