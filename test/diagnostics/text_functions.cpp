// Mistakes in functions of strings.
#include <bodo/bodo.h>

#include <optional>
#include <string>

[[bodo::jit]] void f(int n, const std::string& word) {
  bodo::DataFrame df{{"n", bodo::arange(n)}, {"s", bodo::full(n, "a")}};
  // expected-error:36@+2 {{'(a' is not a regular expression: missing ): (a}}
  // expected-note@+1 {{the syntax is RE2's, which has no back-references and no look-around}}
  df["a"] = df["s"].str().contains("(a", {.regex = true});
  // expected-error:33@+2 {{'(?=a)' is not a regular expression: invalid perl operator: (?=}}
  // expected-note@+1 {{the syntax is RE2's, which has no back-references and no look-around}}
  df["b"] = df["s"].str().match("(?=a)");
  // expected-error:43@+2 {{there is no group 2 in the regular expression, which has 1}}
  // expected-note@+1 {{groups are in parentheses, and counted from 1 to 9; 0 is the whole match}}
  df["c"] = df["s"].str().extract("(a)b", 2);
  // expected-error:43@+2 {{there is no group 2 in the regular expression, which has 1}}
  // expected-note@+1 {{\1 to \9 are the groups of the match, \0 is the match, \\ a backslash}}
  df["d"] = df["s"].str().replace("(a)b", "\\2", {.regex = true});
  // expected-error:33@+2 {{the separator is empty}}
  // expected-note@+1 {{single characters are .str().get(i)}}
  df["e"] = df["s"].str().split("", 0);
  // expected-error:47@+1 {{the option .fillchar takes one character}}
  df["f"] = df["s"].str().pad(3, {.fillchar = "ab"});
  // expected-error:37@+2 {{the regular expression of 'fullmatch' must be known while compiling}}
  // expected-note@+1 {{write a string literal, or a constexpr or const variable that is initialised with one}}
  df["g"] = df["s"].str().fullmatch(word);
  // expected-error:30@+2 {{a missing value equals no value}}
  // expected-note@+1 {{write .fillna(...)}}
  df["h"] = df["n"].replace({{std::nullopt, 3}});
  // expected-error:27@+2 {{.str().zfill() needs strings, not 'n' (int64)}}
  // expected-note@+1 {{make it strings first: .astype("string")}}
  df["i"] = df["n"].str().zfill(3);
  // expected-error:36@+2 {{there is no directive '%Q'}}
  // expected-note@+1 {{the directives are %Y %y %m %d %e %j %b %B %a %A %H %I %p %M %S %f %z %F %T %R %D %%}}
  df["j"] = bodo::to_date(df["s"], "%Y-%Q");
  // expected-error:41@+2 {{the format has no year}}
  // expected-note@+1 {{write %Y, or %y for two digits}}
  df["k"] = bodo::to_timestamp(df["s"], "%H:%M");
  // expected-error:27@+2 {{'to_date' with a format needs strings, not 'n' (int64)}}
  // expected-note@+1 {{write bodo::to_date(...) without a format}}
  df["l"] = bodo::to_date(df["n"], "%Y");
  // expected-error:48@+2 {{'ignore' is not a value of the option .errors}}
  // expected-note@+1 {{the values are "error", "missing"}}
  df["m"] = df["s"].astype("int64", {.errors = "ignore"});
  // expected-error:21@+1 {{the options .thousands and .decimal are for text that becomes numbers}}
  df["o"] = df["n"].astype("float64", {.thousands = ","});
  df["day"] = bodo::to_date(df["s"]);
  // expected-error:34@+2 {{'15minutes' is not a unit of time}}
  // expected-note@+1 {{units are ns, us, ms, s, min, h, d, w, mo (months), q and y, with a number before them: "15min"}}
  df["p"] = df["day"].dt().floor("15minutes");
  // expected-error:13@+2 {{'ceil' is for times, and for units up to weeks}}
  // expected-note@+1 {{make it a time first: .astype("timestamp")}}
  df["q"] = df["day"].dt().ceil("d");
  // expected-error:37@+2 {{there is no directive '%Q'}}
  // expected-note@+1 {{the directives are %Y %y %m %d %e %j %b %B %a %A %H %I %p %M %S %f %z %F %T %R %D %%}}
  df["r"] = df["day"].dt().strftime("%Q");
  // expected-error:13@+2 {{.dt().days() needs durations, not 'day' (date)}}
  // expected-note@+1 {{the difference of two dates or times is a duration}}
  df["t"] = df["day"].dt().days();
}

int main(int, char** argv) {
  // expected-note@+1 {{'word' is not a constant in this call of 'f', which is compiled for each constant that calls pass}}
  f(3, argv[1]);
}
