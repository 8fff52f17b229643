// The file that shows the schema has few words, those that are read have five thousand: groups that were taken to
// be few are right all the same, and as fast as any.
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <string>

[[bodo::jit]] bodo::DataFrame by_word() {
  auto rows = bodo::read_parquet("rows.parquet", bodo::like("sample.parquet"));
  return rows.groupby("s").agg({{"n", bodo::size()}, {"x", bodo::sum("x")}, {"t", bodo::max("t")}}).sort_values("s");
}

[[bodo::jit]] void write() {
  auto rows = bodo::read_parquet("rows.parquet", bodo::like("sample.parquet"));
  auto words = rows.groupby("s").agg({{"total", bodo::sum("x")}});
  rows.merge(words, {.on = "s"}).groupby("total").agg({{"n", bodo::size()}}).sort_values("total").to_parquet("totals");
}

[[bodo::jit]] void save(bodo::DataFrame df, const std::string& path) { df.to_parquet(path); }

int main() {
  const auto words = by_word();
  save(words, "words");
  write();
  if (bodo::get_rank() == 0) fmt::print("{} words\n", words.size());
}
