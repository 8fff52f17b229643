#pragma once
// Free functions on series and frames: making, reading, combining, mathematics. All but one of them are for annotated
// functions only.
#include <bodo/dataframe.h>

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace bodo {

inline namespace annotated {

template <std::integral Integer_>
Series arange(Integer_ n);
template <detail::number Begin_, detail::number End_>
Series arange(Begin_ begin, End_ end);
template <detail::number Begin_, detail::number End_, detail::number Step_>
Series arange(Begin_ begin, End_ end, Step_ step);
Series zeros(std::int64_t n);
Series ones(std::int64_t n);
Series full(std::int64_t n, const Value& value);
Series linspace(double begin, double end, std::int64_t n);  // both ends included
// Random numbers, the same on any number of ranks: from 0 up to 1; of mean 0 and variance 1; from low up to high.
Series random_uniform(std::int64_t n, const RandomOptions& options);
Series random_normal(std::int64_t n, const RandomOptions& options);
Series random_integers(std::int64_t low, std::int64_t high, std::int64_t n, const RandomOptions& options);
template <detail::any_column_value Value_>
Series from_vector(const std::vector<Value_>& values);

DataFrame read_parquet(std::string_view path, const ReadOptions& options = {});
DataFrame read_parquet(std::string_view path, const Like& like, const ReadOptions& options = {});
DataFrame read_parquet(std::string_view path, const Schema& schema, const ReadOptions& options = {});
DataFrame read_csv(std::string_view path, const CsvOptions& options = {});
DataFrame read_csv(std::string_view path, const Like& like, const CsvOptions& options = {});
DataFrame read_csv(std::string_view path, const Schema& schema, const CsvOptions& options = {});

DataFrame read_lines(std::string_view path, const TextOptions& options = {});
DataFrame read_json(std::string_view path, const JsonOptions& options = {});
DataFrame read_json(std::string_view path, const Like& like, const JsonOptions& options = {});
DataFrame read_json(std::string_view path, const Schema& schema, const JsonOptions& options = {});
DataFrame read_feather(std::string_view path);
DataFrame read_feather(std::string_view path, const Like& like);
DataFrame read_feather(std::string_view path, const Schema& schema);
DataFrame read_orc(std::string_view path);
DataFrame read_orc(std::string_view path, const Like& like);
DataFrame read_orc(std::string_view path, const Schema& schema);

DataFrame expect(const DataFrame& frame, const Like& like);

// The frame that an earlier run of the program has written to this folder, if the same operations computed it from the
// same values and files, and it is complete; else the frame is computed and written there.
DataFrame checkpoint(const DataFrame& frame, std::string_view path);

DataFrame concat(std::initializer_list<DataFrame> frames);
DataFrame merge_asof(const DataFrame& left, const DataFrame& right, const AsofOptions& options = {});
Series concat(std::initializer_list<Series> series);

// Text as dates and times. The format's directives are strptime's; without one: 2024-02-29 13:00:00.5.
Series to_date(const Series& text, std::string_view format = {}, const DateOptions& options = {});
Series to_date(const Series& text, const DateOptions& options);
Series to_timestamp(const Series& text, std::string_view format = {}, const TimeOptions& options = {});
Series to_timestamp(const Series& text, const TimeOptions& options);

// From UTC to the time of a zone's clocks, and back. Zones are those of the system's database: "Europe/Oslo".
Series tz_convert(const Series& utc, std::string_view zone);
Series tz_localize(const Series& local, std::string_view zone, const ZoneOptions& options = {});

// Dates or times at equal distances: up to an end, which is included, or so many. Months are clipped to their last day.
Series date_range(const Value& begin, const Value& end, std::string_view distance = "d");
template <std::integral Integer_>
Series date_range(const Value& begin, Integer_ periods, std::string_view distance = "d");

Series abs(const Series& series);
Series round(const Series& series, int digits = 0);  // half to even
Series floor(const Series& series);
Series ceil(const Series& series);
Series sqrt(const Series& series);
Series exp(const Series& series);
Series log(const Series& series);
Series pow(const Series& base, const Operand& exponent);
Series pow(const Value& base, const Series& exponent);
Series floordiv(const Series& dividend, const Operand& divisor);
Series floordiv(const Value& dividend, const Series& divisor);
Series where(const Series& condition, const Operand& then, const Operand& otherwise);
Series min(const Series& a, const Operand& b);
Series min(const Value& a, const Series& b);
Series max(const Series& a, const Operand& b);
Series max(const Value& a, const Series& b);

Series cut(const Series& values, std::initializer_list<Value> edges, const CutOptions& options = {});
template <std::integral Count_>
Series cut(const Series& values, const Count_& classes, const CutOptions& options = {});
template <std::integral Count_>
Series qcut(const Series& values, const Count_& classes, const QuantileCutOptions& options = {});
Series qcut(const Series& values, std::initializer_list<double> quantiles, const QuantileCutOptions& options = {});
DataFrame get_dummies(const Series& values, std::initializer_list<Value> categories, const DummyOptions& options = {});
// The categories are the values in the file that shows the schema.
DataFrame get_dummies(const Series& values, const DummyOptions& options = {});

}  // namespace annotated

// Declares a frame's schema if no call in the file shows it; checked at run time: throws if the frame has not all of
// these columns, with these types. In ordinary code, too; local.
DataFrame expect(const DataFrame& frame, const Schema& schema);

}  // namespace bodo
