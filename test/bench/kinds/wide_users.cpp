// The number of different users for each region: ./wide_users DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void wide_users(const std::string& dir, const std::string& result) {
  auto visits = bodo::read_parquet(dir + "/wide.parquet", bodo::like("data/kinds/wide.parquet"));

  visits.groupby("region").agg({{"users", bodo::nunique("user_id")}}).to_parquet(result);
}

int main(int, char** argv) { wide_users(argv[1], argv[2]); }
