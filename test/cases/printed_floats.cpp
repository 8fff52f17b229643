// Floats print as in pandas: with exponents where one would show as zero, or where the texts would be long. A value
// alone prints as the shortest text that reads back as the same.
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  auto df = bodo::read_parquet("rows.parquet");
  bodo::print(df[{"tiny", "mixed"}]);
  bodo::print(df[{"large", "moles"}]);
  bodo::print(df[{"huge", "plain"}]);
  bodo::print(df[{"exact", "long"}]);
  bodo::print(df[{"special", "zero"}]);
  bodo::print(df[{"f32", "small32"}]);
  bodo::print(df["tiny"]);
  bodo::print(df["tiny"].max());
  bodo::print(df["huge"].min());
  bodo::print(df["f32"].max());
  bodo::print(1e-8);
  bodo::print(1e60);
  bodo::print(df["f32"].astype("string").max());
}

int main() {
  show();
  bodo::print(0.1f);
}
