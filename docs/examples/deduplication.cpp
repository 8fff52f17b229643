// People of several exports: cleaned, and the newest row of each person.
#include <bodo/bodo.h>

[[bodo::jit]] void clean(const char* out) {
  auto people = bodo::read_csv("people.csv", {.parse_dates = {"updated"}});
  people["name"] = people["name"].str().strip().str().title();
  people["email"] = people["email"].str().lower();
  people["domain"] = people["email"].str().split("@", 1);
  auto newest = people.sort_values("updated").drop_duplicates("email", {.keep = "last"});
  bodo::print(people.size() - newest.size());
  newest.sort_values("id").to_parquet(out, {.partition_cols = "domain"});
  bodo::print(newest["name"].value_counts().head(3));
}

int main() { clean("people"); }
