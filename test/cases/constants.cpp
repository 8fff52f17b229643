// Schemas, names and options in constants and functions outside of annotated functions: they mean what is written there.
#include <bodo/bodo.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

static const bodo::Schema lines = bodo::schema({{"k", bodo::int64}, {"amount", bodo::int64}});
static bodo::Schema totals() { return bodo::schema({{"k", bodo::int64}, {"total", bodo::int64}}); }
struct Shop {
  static constexpr bodo::Names keys{"k"};
};
namespace {
const bodo::SortOptions down{.ascending = false};
bodo::CsvOptions semicolons() { return {.sep = ";"}; }
const std::string_view amount = "amount";
const std::vector<std::string> all{"k", std::string(amount)};
constexpr std::array<const char*, 2> reversed{"amount", "k"};
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

[[bodo::jit]] void containers() {
  const std::vector<std::string> keys{"k"};
  auto listed = {"k", "amount"};
  auto df = bodo::read_csv("lines.csv", lines, semicolons());
  bodo::print(df[reversed].groupby(keys).agg({{"n", bodo::size()}}).sort_values(keys));
  bodo::print(df.drop_duplicates(all).merge(df, {.on = listed}).size());
  bodo::print(df[std::vector<std::string_view>{amount}].head(1));
  bodo::print(bodo::from_vector(all).size());
}

int main() {
  show(sums("lines.csv"));
  bodo::print(totals().size());
  containers();
}
