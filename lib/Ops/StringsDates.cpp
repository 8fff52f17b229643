// Row operations on strings, dates and times.
#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "Builders.h"
#include "bodo/rt/time_format.h"

namespace bodocc {

using bodo::kind;

namespace {

// The method of a series, or the name of a series in the options of a call.
SourceLoc placeOf(const Call& call) {
  return std::max(call.loc, call.locOf(0), [](auto& a, auto& b) { return a.raw < b.raw; });
}

Series textSeries(const Call& call) {
  Series s = call.series(0);
  if (!isString(s.expr->type.type))
    fail("operand-types", placeOf(call),
         fmt::format(".str().{}() needs strings, not {}", call.op.method, describe(s.expr)),
         isList(s.expr->type.type) ? "one part of a split text is .str().split(\"-\", 0); explode makes rows of a list"
                                   : "make it strings first: .astype(\"string\")");
  return s;
}

// An argument that must be known while compiling.
std::string constantText(const Call& call, std::size_t i, const char* what) {
  const Expr* e = call.string(i, what);
  if (!isConstant(e) || e->constant.missing())
    failUnknown("option-not-constant", call.at(i), call.locOf(i),
                fmt::format("{} of '{}' must be known while compiling", what, call.op.method),
                "write a string literal, or a constexpr or const variable that is initialised with one");
  return std::get<std::string>(e->constant.value);
}

Series daySeries(const Call& call) {
  Series s = call.series(0);
  if (s.expr->type.type.id != kind::date && s.expr->type.type.id != kind::timestamp)
    fail("operand-types", placeOf(call),
         fmt::format(".dt().{}() needs dates or times, not {}", call.op.method, describe(s.expr)),
         "read it as dates (.parse_dates), or convert it: .astype(\"timestamp\")");
  return s;
}

}  // namespace

ValueType flagType(BuildContext&, const OpInfo&, std::vector<const Expr*>& args, SourceLoc) {
  return {bodo::boolean, args[0]->type.nullable || (args.size() > 1 && args[1]->type.nullable)};
}

ValueType textToText(BuildContext&, const OpInfo&, std::vector<const Expr*>& args, SourceLoc) {
  // a function of a dictionary's words makes a dictionary
  const bool constants = std::all_of(args.begin() + 1, args.end(), isConstant);
  return {bodo::string, args[0]->type.nullable, args[0]->type.coded && constants};
}

ValueType textOrNone(BuildContext&, const OpInfo&, std::vector<const Expr*>&, SourceLoc) {
  return {bodo::string, true};
}

ValueType catType(BuildContext&, const OpInfo& info, std::vector<const Expr*>& args, SourceLoc loc) {
  for (const Expr* e : args)
    if (!isString(e->type.type))
      fail("operand-types", loc, fmt::format(".str().{}() takes strings, not {}", info.method, describe(e)),
           "make it strings first: .astype(\"string\")");
  return {bodo::string, args[0]->type.nullable || args[1]->type.nullable, args[0]->type.coded && isConstant(args[1])};
}

ValueType textList(BuildContext&, const OpInfo&, std::vector<const Expr*>& args, SourceLoc) {
  return {bodo::list(bodo::string), args[0]->type.nullable};
}

ValueType textLength(BuildContext&, const OpInfo&, std::vector<const Expr*>& args, SourceLoc) {
  return {bodo::int64, args[0]->type.nullable};
}

ValueType dateType(BuildContext&, const OpInfo&, std::vector<const Expr*>& args, SourceLoc) {
  return {bodo::date, args[0]->type.nullable};
}

ValueType timeType(BuildContext&, const OpInfo&, std::vector<const Expr*>& args, SourceLoc) {
  return {bodo::timestamp, args[0]->type.nullable};
}

ValueType textOfDate(BuildContext&, const OpInfo&, std::vector<const Expr*>& args, SourceLoc) {
  return {bodo::string, args[0]->type.nullable};
}

ValueType secondsType(BuildContext&, const OpInfo&, std::vector<const Expr*>& args, SourceLoc) {
  return {bodo::float64, args[0]->type.nullable};
}

Value buildText(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = textSeries(call);
  std::vector<const Expr*> exprs{s.expr};
  for (std::size_t i = 1; call.has(i); ++i) exprs.push_back(call.string(i, "the text"));
  if (*info.prepared) constantText(call, 1, "the pattern");
  return {Series{s.rows, apply(ctx, info, exprs, loc), s.name}, loc};
}

namespace {

const Expr* textConstant(BuildContext& ctx, std::string text, SourceLoc loc) {
  return constantExpr(ctx.function, {bodo::string, std::move(text), ""}, loc);
}

// A part of a string, which may not be there. Of coded strings: one operation on words tells whether it is, another one
// what it is.
const Expr* partOf(BuildContext& ctx, const OpInfo& part, const OpInfo& has, const OpInfo& orEmpty,
                   const std::vector<const Expr*>& operands, SourceLoc loc) {
  if (!operands[0]->type.coded) return apply(ctx, part, operands, loc);
  const Expr* none = constantExpr(ctx.function, {bodo::string, std::monostate{}, ""}, loc);
  return apply(ctx, "where", {apply(ctx, has, operands, loc), apply(ctx, orEmpty, operands, loc), none}, loc);
}

// The pattern, which RE2 has accepted; `groups`: the number of its groups.
std::string regexOf(const Call& call, int* groups = nullptr) {
  std::string pattern = constantText(call, 1, "the regular expression");
  const re2::RE2 expression(pattern, re2::RE2::Quiet);
  if (!expression.ok())
    fail("bad-argument", call.locOf(1),
         fmt::format("'{}' is not a regular expression: {}", pattern, expression.error()),
         "the syntax is RE2's, which has no back-references and no look-around");
  if (groups) *groups = expression.NumberOfCapturingGroups();
  return pattern;
}

}  // namespace

Value buildRegex(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = textSeries(call);
  const Expr* pattern = textConstant(ctx, regexOf(call), call.locOf(1));
  return {Series{s.rows, apply(ctx, info, {s.expr, pattern}, loc), s.name}, loc};
}

// Operations on a text, or with .regex on a pattern: those have a row of their own.
Value buildPattern(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"regex"});
  if (!call.flag("regex", false)) return buildText(ctx, info, args, loc);
  const Series s = textSeries(call);
  int groups = 0;
  const std::string pattern = regexOf(call, &groups);
  std::vector<const Expr*> exprs{s.expr, textConstant(ctx, pattern, call.locOf(1))};
  if (call.has(2)) {
    const std::string by = constantText(call, 2, "the replacement");
    if (std::string error; !re2::RE2(pattern, re2::RE2::Quiet).CheckRewriteString(by, &error))
      fail("bad-argument", call.locOf(2),
           re2::RE2::MaxSubmatch(by) > groups
               ? fmt::format("there is no group {} in the regular expression, which has {}", re2::RE2::MaxSubmatch(by),
                             groups)
               : fmt::format("'{}' is not a replacement: a digit or a backslash follows a backslash", by),
           "\\1 to \\9 are the groups of the match, \\0 is the match, \\\\ a backslash");
    exprs.push_back(textConstant(ctx, by, call.locOf(2)));
  }
  return {Series{s.rows, apply(ctx, op(fmt::format("{}_regex", info.id)), exprs, loc), s.name}, loc};
}

Value buildExtract(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = textSeries(call);
  int groups = 0;
  const Expr* pattern = textConstant(ctx, regexOf(call, &groups), call.locOf(1));
  const Expr* group = call.has(2) ? call.integer(2, "the group") : integerConstant(ctx, 1, bodo::int64, loc);
  const auto* number = isConstant(group) ? std::get_if<std::int64_t>(&group->constant.value) : nullptr;
  if (!number || *number < 0 || *number > std::min(groups, 9))
    fail("bad-argument", call.locOf(call.has(2) ? 2 : 1),
         number ? fmt::format("there is no group {} in the regular expression, which has {}", *number, groups)
                : std::string("the group must be known while compiling"),
         "groups are in parentheses, and counted from 1 to 9; 0 is the whole match");
  return {Series{s.rows, partOf(ctx, op("group"), op("has_group"), op("group_or_empty"), {s.expr, pattern, group}, loc),
                 s.name},
          loc};
}

Value buildSplit(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"n"});
  const Series s = textSeries(call);
  const bool words = !call.has(1);
  const std::string separator = words ? "" : constantText(call, 1, "the separator");
  if (separator.empty() && !words)
    fail("bad-argument", call.locOf(1), "the separator is empty", "single characters are .str().get(i)");
  const Value* most = call.option("n");
  const Expr* n = most ? valueExpr(ctx, *most, loc) : integerConstant(ctx, -1, bodo::int64, loc);
  if (!isInteger(n->type.type))
    fail("bad-option", most->loc, fmt::format("the option .n must be an integer, not {}", describe(n)));
  n = cast(ctx, n, bodo::int64, loc);
  if (words) return {Series{s.rows, apply(ctx, "split_words", {s.expr, n}, loc), s.name}, loc};
  const Expr* by = textConstant(ctx, separator, call.locOf(1));
  if (!call.has(2))
    return {
        Series{s.rows, apply(ctx, &info == &op("rsplit") ? "rsplit_list" : "split_list", {s.expr, by, n}, loc), s.name},
        loc};
  const std::vector<const Expr*> operands{s.expr, by, call.integer(2, "the part"), n};
  const Expr* part = &info == &op("rsplit")
                         ? partOf(ctx, op("rpart"), op("has_rpart"), op("rpart_or_empty"), operands, loc)
                         : partOf(ctx, op("part"), op("has_part"), op("part_or_empty"), operands, loc);
  return {Series{s.rows, part, s.name}, loc};
}

Value buildGet(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = textSeries(call);
  const std::vector<const Expr*> operands{s.expr, call.integer(1, "the place of the character")};
  const Expr* character = partOf(ctx, op("character"), op("has_character"), op("character_or_empty"), operands, loc);
  return {Series{s.rows, character, s.name}, loc};
}

Value buildPad(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"side", "fillchar"});
  const Series s = textSeries(call);
  const std::string side = call.oneOf("side", {"left", "right", "both"}, "left"), fill = call.word("fillchar", " ");
  const bool one = std::count_if(fill.begin(), fill.end(), [](unsigned char c) { return (c & 0xc0) != 0x80; }) == 1;
  if (!one) fail("bad-option", call.option("fillchar")->loc, "the option .fillchar takes one character");
  const OpInfo& chosen = side == "left" ? op("pad_left") : side == "right" ? op("pad_right") : op("pad_both");
  const Expr* padded = apply(ctx, chosen, {s.expr, call.integer(1, "the width"), textConstant(ctx, fill, loc)}, loc);
  return {Series{s.rows, padded, s.name}, loc};
}

Value buildTextNumber(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = textSeries(call);
  return {Series{s.rows, apply(ctx, info, {s.expr, call.integer(1, "the number")}, loc), s.name}, loc};
}

bool checkTimeFormat(const std::string& format, SourceLoc loc) {
  bool year = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    const char c = ++i < format.size() ? format[i] : '\0';
    if (c == '\0' || bodo::rt::time_directives.find(c) == std::string_view::npos)
      fail("bad-argument", loc,
           fmt::format("there is no directive '%{}'", c == '\0' ? std::string() : std::string(1, c)),
           "the directives are %Y %y %m %d %e %j %b %B %a %A %H %I %p %M %S %f %z %F %T %R %D %%");
    year = year || c == 'Y' || c == 'y' || c == 'F' || c == 'D';
  }
  return year;
}

TimeUnit unitIn(const std::string& text, SourceLoc loc) {
  constexpr std::int64_t second = 1'000'000'000, day = 86'400 * second;
  struct Named {
    const char* names;
    std::int64_t nanoseconds, months;
  };
  constexpr Named units[] = {{" ns nanosecond ", 1, 0},
                             {" us microsecond ", 1000, 0},
                             {" ms millisecond ", 1'000'000, 0},
                             {" s sec second ", second, 0},
                             {" min minute ", 60 * second, 0},
                             {" h hour ", 3600 * second, 0},
                             {" d day ", day, 0},
                             {" w week ", 7 * day, 0},
                             {" mo month ", 0, 1},
                             {" q quarter ", 0, 3},
                             {" y year ", 0, 12}};
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  std::string name = text.substr(digits);
  if (name.size() == 1) name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
  for (const Named& unit : units) {
    if (name.empty() || std::string_view(unit.names).find(" " + name + " ") == std::string_view::npos) continue;
    const std::int64_t number = digits == 0 ? 1 : digits > 9 ? 0 : std::stoll(text.substr(0, digits));
    TimeUnit result{0, number * unit.months, name[0] == 'w'};
    if (number == 0 || __builtin_mul_overflow(number, unit.nanoseconds, &result.nanoseconds) || result.months > 120'000)
      break;
    return result;
  }
  fail("bad-argument", loc, fmt::format("'{}' is not a unit of time", text),
       "units are ns, us, ms, s, min, h, d, w, mo (months), q and y, with a number before them: \"15min\"");
}

Value buildToUnit(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = daySeries(call);
  const TimeUnit unit = unitIn(constantText(call, 1, "the unit"), call.locOf(1));
  const bool floor = &info == &op("floor_unit"), date = s.expr->type.type.id == kind::date;
  const auto number = [&](std::int64_t n) { return integerConstant(ctx, n, bodo::int64, loc); };
  const auto done = [&](const Expr* e) { return Value{Series{s.rows, e, s.name}, loc}; };
  constexpr std::int64_t day = 86'400'000'000'000, monday = -3;  // 1969-12-29
  if (!floor && (unit.months > 0 || date))
    fail("bad-argument", call.locOf(unit.months > 0 ? 1 : 0),
         fmt::format("'{}' is for times, and for units up to weeks", info.method),
         date ? "make it a time first: .astype(\"timestamp\")" : "floor has months, quarters and years");
  if (unit.months > 0) {
    const Expr* days = cast(ctx, s.expr, bodo::date, loc);
    return done(cast(ctx, apply(ctx, "floor_months", {days, number(unit.months)}, loc), s.expr->type.type, loc));
  }
  if (date) {
    if (day % unit.nanoseconds == 0) return done(s.expr);
    if (unit.nanoseconds % day != 0)
      fail("bad-argument", call.locOf(1), "a date has no time of day", "make it a time first: .astype(\"timestamp\")");
    return done(
        apply(ctx, "floor_days", {s.expr, number(unit.nanoseconds / day), number(unit.weeks ? monday : 0)}, loc));
  }
  const OpInfo& chosen = floor ? op("floor_time") : &info == &op("ceil_unit") ? op("ceil_time") : op("round_time");
  const auto duration = [&](std::int64_t ns) { return integerConstant(ctx, ns, bodo::duration, loc); };
  return done(apply(ctx, chosen, {s.expr, duration(unit.nanoseconds), duration(unit.weeks ? monday * day : 0)}, loc));
}

Value buildFormat(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = daySeries(call);
  const std::string format = &info == &op("month_name") ? "%B"
                             : &info == &op("day_name") ? "%A"
                                                        : constantText(call, 1, "the format");
  checkTimeFormat(format, call.locOf(1));
  const OpInfo& chosen = s.expr->type.type.id == kind::date ? op("format_date") : op("format_time");
  return {Series{s.rows, apply(ctx, chosen, {s.expr, textConstant(ctx, format, loc)}, loc), s.name}, loc};
}

Value buildDurationPart(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = call.series(0);
  if (s.expr->type.type.id != kind::duration)
    fail("operand-types", call.locOf(0),
         fmt::format(".dt().{}() needs durations, not {}", info.method, describe(s.expr)),
         "the difference of two dates or times is a duration");
  return {Series{s.rows, apply(ctx, info, {s.expr}, loc), s.name}, loc};
}

namespace {

// In nanoseconds; 0 if it is none.
std::int64_t epochUnit(const std::string& name) {
  return name == "d"    ? 86'400'000'000'000
         : name == "s"  ? 1'000'000'000
         : name == "ms" ? 1'000'000
         : name == "us" ? 1000
         : name == "ns" ? 1
                        : 0;
}

}  // namespace

Value buildToTime(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const bool date = &info == &op("to_date");
  if (date)
    call.options({"errors"});
  else
    call.options({"errors", "unit"});
  const bool missing = call.missingErrors();
  const Series s = call.series(0);
  if (const Value* given = call.option("unit"); given && !call.word("unit", "").empty()) {
    const std::int64_t unit = epochUnit(call.oneOf("unit", {"d", "s", "ms", "us", "ns"}, "s"));
    if (call.has(1) || !isInteger(s.expr->type.type))
      fail("bad-option", given->loc.valid() ? given->loc : loc,
           call.has(1) ? "text in a format has no .unit"
                       : fmt::format("the option .unit is for integers, not {}", describe(s.expr)),
           call.has(1) ? "" : "integers are made by .astype(\"int64\")");
    const Expr* number = cast(ctx, s.expr, bodo::int64, loc);
    return {Series{s.rows,
                   callExpr(ctx.function, missing ? op("read_epoch") : op("parse_epoch"),
                            {number, integerConstant(ctx, unit, bodo::int64, loc)},
                            {bodo::timestamp, missing || number->type.nullable}, loc),
                   s.name},
            loc};
  }
  const bodo::type to = date ? bodo::date : bodo::timestamp;
  const std::string format = call.has(1) ? constantText(call, 1, "the format") : std::string();
  if (call.has(1) && format.empty())
    fail("bad-argument", call.locOf(1), "the format is empty", "leave it out for text such as 2024-02-29 13:00:00");
  if (format.empty()) {
    const Expr* read = missing ? convertOrMissing(ctx, s.expr, to, loc) : convert(ctx, s.expr, to, loc);
    return {Series{s.rows, read, s.name}, loc};
  }
  if (!isString(s.expr->type.type))
    fail("operand-types", call.locOf(0),
         fmt::format("'{}' with a format needs strings, not {}", info.method, describe(s.expr)),
         fmt::format("write bodo::{}(...) without a format", info.method));
  const bool year = checkTimeFormat(format, call.locOf(1));
  if (!year) fail("bad-argument", call.locOf(1), "the format has no year", "write %Y, or %y for two digits");
  const OpInfo& read = date ? (missing ? op("read_date_as") : op("parse_date_as"))
                            : (missing ? op("read_time_as") : op("parse_time_as"));
  const Expr* result = callExpr(ctx.function, read, {s.expr, textConstant(ctx, format, call.locOf(1))},
                                {to, missing || s.expr->type.nullable}, loc);
  return {Series{s.rows, result, s.name}, loc};
}

Value buildEpoch(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = daySeries(call);
  const std::string name = call.has(1) ? constantText(call, 1, "the unit") : "s";
  const std::int64_t unit = epochUnit(name);
  if (unit == 0)
    fail("bad-argument", call.locOf(1), fmt::format("'{}' is not a unit of epochs", name),
         "the units are \"d\", \"s\", \"ms\", \"us\" and \"ns\"");
  const auto number = [&](std::int64_t n) { return integerConstant(ctx, n, bodo::int64, loc); };
  const Expr* e = s.expr;
  if (e->type.type.id == kind::date && unit != 1) {
    e = cast(ctx, convert(ctx, e, bodo::int32, loc), bodo::int64, loc);
    if (const std::int64_t units = epochUnit("d") / unit; units != 1) e = apply(ctx, "mul", {e, number(units)}, loc);
  } else {
    e = convert(ctx, cast(ctx, e, bodo::timestamp, loc), bodo::int64, loc);
    if (unit != 1) e = apply(ctx, "floordiv", {e, number(unit)}, loc);
  }
  return {Series{s.rows, e, s.name}, loc};
}

Value buildZone(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const bool back = &info == &op("tz_localize");
  const Series s = daySeries(call);
  const std::string zone = constantText(call, 1, "the time zone");
  const std::filesystem::path database = "/usr/share/zoneinfo";
  if (std::filesystem::exists(database) && (zone.empty() || !std::filesystem::is_regular_file(database / zone)))
    fail("bad-argument", call.locOf(1), fmt::format("there is no time zone '{}'", zone),
         "they have the names of the IANA database, as \"Europe/Oslo\" or \"UTC\"");
  const Expr* time = cast(ctx, s.expr, bodo::timestamp, loc);
  const Expr* name = textConstant(ctx, zone, call.locOf(1));
  if (!back)
    return {
        Series{s.rows, callExpr(ctx.function, op("to_zone"), {time, name}, {bodo::timestamp, time->type.nullable}, loc),
               s.name},
        loc};
  call.options({"ambiguous", "nonexistent"});
  const auto choice = [&](const char* option, const std::vector<std::string>& words) {
    const std::string chosen = call.oneOf(option, words, "error");
    return static_cast<std::int64_t>(std::ranges::find(words, chosen) - words.begin());
  };
  const std::int64_t twice = choice("ambiguous", {"error", "first", "last", "missing"});
  const std::int64_t never = choice("nonexistent", {"error", "shift", "missing"});
  const bool missing = twice == 3 || never == 2;
  const auto number = [&](std::int64_t n) { return integerConstant(ctx, n, bodo::int64, loc); };
  const Expr* utc =
      callExpr(ctx.function, missing ? op("read_from_zone") : op("from_zone"),
               {time, name, number(twice), number(never)}, {bodo::timestamp, missing || time->type.nullable}, loc);
  return {Series{s.rows, utc, s.name}, loc};
}

Value buildTextSlice(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = textSeries(call);
  const Expr* result =
      apply(ctx, info, {s.expr, call.integer(1, "the begin of a slice"), call.integer(2, "the end of a slice")}, loc);
  return {Series{s.rows, result, s.name}, loc};
}

Value buildDatePart(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = daySeries(call);
  return {Series{s.rows, apply(ctx, info, {cast(ctx, s.expr, bodo::date, loc)}, loc), s.name}, loc};
}

Value buildTimePart(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = daySeries(call);
  return {Series{s.rows, apply(ctx, info, {cast(ctx, s.expr, bodo::timestamp, loc)}, loc), s.name}, loc};
}

Value buildDate(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = daySeries(call);
  return {Series{s.rows, cast(ctx, s.expr, bodo::date, loc), s.name}, loc};
}

}  // namespace bodocc
