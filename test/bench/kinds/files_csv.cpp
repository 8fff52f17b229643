// Many CSV files, grouped: ./files_csv DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void files_csv(const std::string& dir, const std::string& result) {
  auto lists = bodo::read_csv(dir + "/lists/*.csv", bodo::like("data/kinds/lists/list_00.csv"),
                              {.types = {{"day", bodo::date}}});

  lists.groupby({"city", "day"})
      .agg({{"rows", bodo::size()}, {"amount", bodo::sum("amount")}, {"last", bodo::max("comment")}})
      .to_parquet(result);
}

int main(int, char** argv) { files_csv(argv[1], argv[2]); }
