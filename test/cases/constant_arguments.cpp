// Parameters that must be known while compiling (names of columns, keys, options, paths of schemas' files) are known if
// calls pass constants: the function is compiled for each of them.
// args: data
// options: -Wno-bodo-no-parallelism
#include <bodo/bodo.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

[[bodo::jit]] bodo::DataFrame table(const std::string& dir, const std::string& name) {
  const std::string sample = "samples/" + name + '.' + "parquet";
  return bodo::read_parquet(dir + "/" + name + ".parquet", bodo::like(sample));
}

// the path's constants say the schema
[[bodo::jit]] bodo::DataFrame shown(std::string name) { return bodo::read_parquet("samples/" + name + ".parquet"); }

[[bodo::jit]] double total(const bodo::DataFrame& df, std::string_view column) { return df[column].sum(); }

[[bodo::jit]] bodo::DataFrame counted(const bodo::DataFrame& df, std::vector<std::string> keys, bool largest = false) {
  return df.groupby(keys).agg({{"n", bodo::size()}}).sort_values(keys, {.ascending = !largest});
}

// a constant that is passed on, beside a value that is not one
[[bodo::jit]] double scaled(const bodo::DataFrame& df, const char* column, int factor) {
  return total(df, column) * factor;
}

// versions for ordinary code and for annotated functions do not share a body if their constants differ
[[bodo::jit(all_args_distributed, all_returns_distributed)]] bodo::DataFrame sorted(bodo::DataFrame df,
                                                                                    bool ascending) {
  return df.sort_values("k", {.ascending = ascending}).head(2);
}

[[bodo::jit(all_args_distributed)]] void down(bodo::DataFrame df) { bodo::print(sorted(df, false)); }

template <class Number_>
[[bodo::jit]] bodo::DataFrame with(bodo::DataFrame df, const std::string& name, Number_ value) {
  df[name] = value;
  df["price"] += value;
  return df;
}

// the name is an array of characters, by reference
template <class Name_>
[[bodo::jit]] double largest(const bodo::DataFrame& df, const Name_& column, bool up) {
  return df.sort_values({column, "k"}, {.ascending = {!up, up}}).head(1)[column].sum();
}

[[bodo::jit]] void run(const std::string& dir) {
  const auto orders = table(dir, "orders"), items = table(dir, "items");
  bodo::print(orders.merge(items, {.on = "k"}));
  bodo::print(total(orders, "price"));
  bodo::print(total(orders, "k"));
  bodo::print(counted(items, {"kind"}));
  bodo::print(counted(items, {"kind", "k"}, true));
  bodo::print(scaled(orders, "price", 2));
  bodo::print(with(orders, "one", 1));
  bodo::print(with(orders, "half", 0.5));
  bodo::print(shown("items"));
  bodo::print(largest(orders, "price", true));
}

int main(int, char** argv) {
  run(argv[1]);
  const auto orders = table(argv[1], "orders");
  const std::vector<std::string> keys{"k"};
  bodo::print(counted(orders, keys, true));
  bodo::print(total(orders, "price"));
  bodo::print(scaled(orders, "k", 3));
  bodo::print(sorted(orders, true));
  down(orders);
}
