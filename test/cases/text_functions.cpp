// Functions of strings, by Python's: on coded and plain columns, with missing values, without rows, on fewer rows than
// ranks. Characters are code points.
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void write(const std::string& path) {
  auto df = bodo::read_parquet(path + ".parquet", bodo::like("words.parquet"));
  const auto s = df["s"];
  const std::int64_t two = 2;
  df["title"] = s.str().title();
  df["capitalize"] = s.str().capitalize();
  df["strip"] = s.str().strip();
  df["lstrip_of"] = s.str().lstrip("xa ");
  df["rstrip_of"] = s.str().rstrip("be\u672c ");
  df["strip_of"] = s.str().strip("a\u65e5b");
  df["lstrip"] = s.str().lstrip();
  df["rstrip"] = s.str().rstrip();
  df["find"] = s.str().find("a");
  df["find_late"] = s.str().find("aab");
  df["rfind"] = s.str().rfind("a");
  df["removeprefix"] = s.str().removeprefix("a");
  df["removesuffix"] = s.str().removesuffix("b");
  df["repeat"] = s.str().repeat(3);
  df["pad"] = s.str().pad(6);
  df["pad_right"] = s.str().pad(7, {.side = "right", .fillchar = "."});
  df["pad_both"] = s.str().pad(8, {.side = "both", .fillchar = "é"});
  df["zfill"] = s.str().zfill(5);
  df["replace"] = s.str().replace("a", "<>");
  df["replace_by_less"] = s.str().replace("aab", "-");
  df["replace_nothing"] = s.str().replace("", "-");
  df["count"] = s.str().count("a");
  df["count_nothing"] = s.str().count("");
  df["split_0"] = s.str().split("a", 0);
  df["split_1"] = s.str().split("a", 1);
  df["split_last"] = s.str().split("a", -1);
  df["split_n"] = s.str().split("a", 1, {.n = 1});
  df["rsplit_0"] = s.str().rsplit("aa", 0);
  df["rsplit_n"] = s.str().rsplit("a", 1, {.n = 1});
  df["rsplit_last"] = s.str().rsplit("a", -2);
  df["get"] = s.str().get(1);
  df["get_last"] = s.str().get(-two);
  df["isalpha"] = s.str().isalpha();
  df["isdigit"] = s.str().isdigit();
  df["isalnum"] = s.str().isalnum();
  df["isspace"] = s.str().isspace();
  df["isupper"] = s.str().isupper();
  df["islower"] = s.str().islower();
  df["match"] = s.str().match("[a-c]");
  df["fullmatch"] = s.str().fullmatch("[a-z]+");
  df["contains_regex"] = s.str().contains("^.a|b$", {.regex = true});
  df["count_regex"] = s.str().count("b?a", {.regex = true});
  df["replace_regex"] = s.str().replace("([ab])(.)", "\\2<\\1>", {.regex = true});
  // patterns that begin with plain characters
  df["count_begun"] = s.str().count("aa+b?", {.regex = true});
  df["contains_begun"] = s.str().contains("\u65e5\u672c*\u8a9e|caab", {.regex = true});
  df["contains_repeated"] = s.str().contains("\u65e5\u672d*", {.regex = true});
  df["replace_begun"] = s.str().replace("aa([^a])", "<\\1>", {.regex = true});
  df["extract_begun"] = s.str().extract("aa([bc])", 1);
  df["extract"] = s.str().extract("(a)(b)?", 2);
  df["extract_whole"] = s.str().extract("a.", 0);
  df["plus"] = s + "/" + s.str().get(0);
  df["plus_left"] = "> " + s;
  df["replace_values"] = s.replace({{"a b", "b a"}, {"b a", "a b"}, {"", "none"}});
  df["replace_numbers"] = df["n"].replace({{1, 10}, {2, 1}});
  df["map_values"] = s.map({{"a b", "b a"}, {"", "none"}, {"a b", "never"}});
  df["map_numbers"] = s.map({{"a b", 1}, {"b a", 2.5}, {"", std::nullopt}});
  df["map_words"] = df["n"].map({{1, "one"}, {2, "two"}});
  df.to_parquet(path + ".out");
  bodo::print(df[(df["s"].str().get(0) == "a") || df["s"].str().isupper()].size());
}

int main() {
  write("words");
  write("plain");
  write("none");
  write("one");
}
