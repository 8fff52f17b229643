// A file, a folder (names that begin with . or _ are skipped), a glob, an empty file, many codecs, a path of run time.
// args: data
// rank 0 prints:
//   0 <NA>
//   600 179700
//   100 4950
//   300 44850
//   6
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <string>

[[bodo::jit]] void show(const std::string& path) {
  auto df = bodo::read_parquet(path, bodo::like("data/a_none.parquet"));
  const std::int64_t known = df["n"].count();
  bodo::Scalar sum = df["n"].sum();
  const auto rows = df.size();
  if (known > 0) {
    if (bodo::get_rank() == 0) fmt::print("{} {}\n", rows, static_cast<std::int64_t>(sum));
  } else {
    if (bodo::get_rank() == 0) fmt::print("{} <NA>\n", rows);
  }
}

[[bodo::jit]] void count_texts() { bodo::print(bodo::read_parquet("data")["s"].nunique()); }

int main(int, char** argv) {
  const std::string folder = argv[1];
  show("empty.parquet");
  show(folder);
  show(folder + "/a_none.parquet");
  show(folder + "/[abc]_*.parquet");
  count_texts();
}
