// The three largest orders of each product, and their share of the product's sales.
#include <bodo/bodo.h>

[[bodo::jit]] void top(int n) {
  auto orders = bodo::read_parquet("orders.parquet");
  orders["share"] = orders["amount"] / orders.groupby("product").transform(bodo::sum("amount"));
  auto best = orders.sort_values("amount", {.ascending = false}).groupby("product").head(n);
  bodo::print(best.sort_values({"product", "amount"},
                               {.ascending = {true, false}})[{"product", "order_id", "amount", "share"}]);
}

int main() { top(3); }
