// Schemas, names and options in constants and functions outside of annotated functions: they mean what is written there.
#include <bodo/bodo.h>

#include <string>

static const bodo::Schema lines = bodo::schema({{"k", bodo::int64}, {"amount", bodo::int64}});
static bodo::Schema totals() { return bodo::schema({{"k", bodo::int64}, {"total", bodo::int64}}); }
struct Shop {
  static constexpr bodo::Names keys{"k"};
};
namespace {
const bodo::SortOptions down{.ascending = false};
bodo::CsvOptions semicolons() { return {.sep = ";"}; }
}  // namespace

[[bodo::jit]] void show(bodo::DataFrame df) {
  const bodo::Schema expected = totals();
  bodo::expect(df, expected);
  bodo::print(df[{"total"}]);
}

[[bodo::jit]] bodo::DataFrame sums(const std::string& path) {
  static const bodo::Names keys = Shop::keys;
  auto df = bodo::read_csv(path, lines, semicolons());
  auto all = df.groupby(keys).agg({{"total", bodo::sum("amount")}}).sort_values(keys, down);
  bodo::print(all);
  return all;
}

int main() {
  show(sums("lines.csv"));
  bodo::print(totals().size());
}
