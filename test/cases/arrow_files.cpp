// Arrow's own files (Feather) and ORC files: every type, missing values, several record batches and stripes, folders,
// compressed ones, dictionaries, columns in another order; written and read back; types that are not read are left out.
// options: -Wno-bodo-unread-columns
#include <bodo/bodo.h>
#include <bodo/error.h>

#include <fmt/core.h>

#include <string>

[[bodo::jit]] void show(const std::string& folder) {
  auto df = bodo::read_feather("all.feather");
  df.to_parquet("feather");
  df.to_feather("again.feather");
  auto parts = bodo::read_feather(folder, bodo::like("parts/a.arrow"));
  parts["n"] = bodo::arange(parts.size());
  parts.to_parquet("parts_out");
  auto orc = bodo::read_orc("all.orc");
  orc.to_parquet("orc");
  bodo::print(bodo::read_orc("all.orc").size());
  auto empty = bodo::read_feather("empty.feather");
  bodo::print(empty);
  empty.to_feather("empty_again.feather");
  bodo::print(bodo::read_feather("lists.feather")[{"a"}]);
}

[[bodo::jit]] std::int64_t sum(const std::string& path) {
  return bodo::read_feather(path, bodo::schema({{"a", bodo::int64}}))["a"].sum();
}
[[bodo::jit]] std::int64_t ids(const std::string& path) {
  return bodo::read_orc(path, bodo::schema({{"i8", bodo::int64, false}}))["i8"].sum();
}

template <class Read>
void attempt(Read read, const char* path) {
  try {
    const std::int64_t found = read(path);
    if (bodo::get_rank() == 0) fmt::print("{}\n", found);
  } catch (const bodo::error& e) {
    if (bodo::get_rank() == 0) fmt::print("{}\n", e.cause());
  }
}

int main() {
  show("parts");
  for (const char* path :
       {"small.feather", "text.feather", "cut.feather", "other.feather", "data.parquet", "all.orc", "none.feather"})
    attempt(sum, path);
  for (const char* path : {"all.orc", "cut.orc", "all.feather"}) attempt(ids, path);
}
