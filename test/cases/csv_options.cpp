// The options of read_csv, against pandas with the same ones: separators of numbers, formats of dates, words of booleans,
// comments, quotes and escapes of one's own, lines before the header, some columns and their types.
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  auto df = bodo::read_csv("export.txt", {.sep = ';',
                                          .usecols = {"id", "zip", "day", "price", "note", "ok"},
                                          .types = {{"zip", bodo::string}, {"id", bodo::int32}},
                                          .parse_dates = "day",
                                          .date_format = "%d.%m.%Y %H:%M",
                                          .na_values = "?",
                                          .true_values = "ja",
                                          .false_values = "nein",
                                          .decimal = ',',
                                          .thousands = ".",
                                          .comment = '#',
                                          .quote = '\'',
                                          .escape = '\\',
                                          .skip_rows = 3});
  df.to_parquet("export");
  // the same, as the sample says it
  auto again = bodo::read_csv("export.txt", bodo::like("export.txt"),
                              {.sep = ";",
                               .na_values = "?",
                               .decimal = ",",
                               .thousands = ".",
                               .comment = "#",
                               .quote = "'",
                               .escape = "\\",
                               .skip_rows = 3});
  again = bodo::expect(again, bodo::like("export.txt", {.sep = ";",
                                                        .na_values = "?",
                                                        .decimal = ",",
                                                        .thousands = ".",
                                                        .comment = "#",
                                                        .quote = "'",
                                                        .escape = "\\",
                                                        .skip_rows = 3}));
  bodo::print(again["price"].count());
  bodo::print(again.size());
  auto dates = bodo::read_csv("dates.csv", {.types = {{"d", bodo::date}}, .date_format = "%m/%d/%y"});
  bodo::print(dates);
}

int main() { show(); }
