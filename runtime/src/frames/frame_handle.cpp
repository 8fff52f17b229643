#include "frames/frame_handle.h"

#include <bodo/error.h>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "bodo/rt/dictionary.h"
#include "columns/table_content.h"
#include "job/agreement.h"

namespace bodo::detail {

void retain(const frame_state* frame) noexcept { ++frame->references; }
void release(const frame_state* frame) noexcept {
  if (--frame->references == 0) delete frame;
}

}  // namespace bodo::detail

namespace bodo::rt {

void fail_in(const char* operation, const std::string& cause) { throw bodo::error("", 0, operation, cause.c_str()); }

const site& site_of(bodo::detail::call_site where, const char* operation) {
  using place = std::tuple<std::string_view, std::uint32_t, std::uint32_t, std::string_view>;
  static auto* sites = new std::map<place, site>;
  const auto [at, is_new] = sites->try_emplace({where.file, where.line, where.column, operation});
  if (is_new) at->second = {where.file, where.line, operation, where.column};
  return at->second;
}

namespace {
bodo::detail::handle handle_of(const table& rows, const index& labels, std::uint64_t identity) {
  auto* state = new bodo::detail::frame_state;
  state->rows = rows;
  state->labels = labels;
  if (!rows.is_replicated()) state->identity = identity;
  return bodo::detail::handle(state);
}
const bodo::detail::frame_state& state_of(const bodo::detail::handle& h) {
  static const auto* none = new bodo::detail::frame_state;
  return h ? *h.get() : *none;
}
}  // namespace

DataFrame make_frame(const table& rows, const index& labels) {
  return bodo::detail::access::frame(handle_of(rows, labels, next_identity()));
}
Series make_series(const table& column, const index& labels) {
  return bodo::detail::access::series(handle_of(column, labels, next_identity()));
}
const table& rows_of(const DataFrame& frame) { return state_of(bodo::detail::access::of(frame)).rows; }
const table& rows_of(const Series& series) { return state_of(bodo::detail::access::of(series)).rows; }
const index& index_of(const DataFrame& frame) { return state_of(bodo::detail::access::of(frame)).labels; }
const index& index_of(const Series& series) { return state_of(bodo::detail::access::of(series)).labels; }

std::vector<std::int64_t> labels_of(const table& rows, const index& labels, std::int64_t begin, std::int64_t count) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i)
    values[static_cast<std::size_t>(i)] =
        labels.is_range() ? labels.start + rows.first() + begin + i
                          : static_cast<const std::int64_t*>(labels.labels.column(0).values)[begin + i];
  return values;
}

namespace {

const site from_values{"", 0, "DataFrame"};

constexpr std::int64_t nanosecond = 1'000'000'000;

// Converts ticks of one length to ticks of another (both in seconds, as fractions), rounding towards minus infinity.
std::int64_t rescale(std::int64_t ticks, std::int64_t num, std::int64_t den, std::int64_t to_num, std::int64_t to_den) {
  const int128 up = int128{num} * to_den;
  const int128 down = int128{den} * to_num;
  const int128 scaled = int128{ticks} * up;
  const int128 whole = scaled / down - (scaled % down < 0 ? 1 : 0);
  if (whole > std::numeric_limits<std::int64_t>::max() || whole < std::numeric_limits<std::int64_t>::min())
    fail_in("DataFrame", "a time is beyond what 64 bits of nanoseconds hold (the years 1677 to 2262)");
  return static_cast<std::int64_t>(whole);
}

// Converts values of a vector to the column's storage.
template <class T, class Convert>
void write_values(table_builder& b, const void* values, std::int64_t rows, bool optional, Convert convert) {
  using stored = decltype(convert(std::declval<const T&>()));
  stored* out = b.extend<stored>(0, rows);
  for (std::int64_t i = 0; i < rows; ++i) {
    if (!optional) {
      out[i] = convert(static_cast<const T*>(values)[i]);
    } else if (const std::optional<T>& v = static_cast<const std::optional<T>*>(values)[i]; v.has_value()) {
      out[i] = convert(*v);
    } else {
      out[i] = stored{};
      b.set_missing(0, i);
    }
  }
}

template <class F>
void each_decimal(const void* values, std::int64_t rows, bool optional, F f) {
  for (std::int64_t i = 0; i < rows; ++i) {
    if (!optional)
      f(static_cast<const decimal_value*>(values)[i]);
    else if (const auto& v = static_cast<const std::optional<decimal_value>*>(values)[i]; v.has_value())
      f(*v);
  }
}

type type_of_values(bodo::detail::value_type v, const void* values, std::int64_t rows) {
  switch (v.type) {
    case bodo::detail::cpp_type::boolean: return boolean;
    case bodo::detail::cpp_type::int8: return int8;
    case bodo::detail::cpp_type::int16: return int16;
    case bodo::detail::cpp_type::int32: return int32;
    case bodo::detail::cpp_type::int64: return int64;
    case bodo::detail::cpp_type::uint8: return uint8;
    case bodo::detail::cpp_type::uint16: return uint16;
    case bodo::detail::cpp_type::uint32: return uint32;
    case bodo::detail::cpp_type::uint64: return uint64;
    case bodo::detail::cpp_type::float32: return float32;
    case bodo::detail::cpp_type::float64: return float64;
    case bodo::detail::cpp_type::string:
    case bodo::detail::cpp_type::string_view: return string;
    // ticks of a day are dates
    case bodo::detail::cpp_type::time_point: return v.period_num == 86'400 && v.period_den == 1 ? date : timestamp;
    case bodo::detail::cpp_type::duration: return duration;
    case bodo::detail::cpp_type::decimal_value: {
      int scale = 0;
      each_decimal(values, rows, v.optional, [&](const decimal_value& d) { scale = std::max(scale, d.scale()); });
      return decimal(38, scale);
    }
  }
  return int64;
}

const auto same = [](const auto& value) { return value; };

// A column of these many values that has no name; of an array of two dimensions, if rows have several.
field column_field(type t, std::int64_t values, std::int64_t row_length, field_flags flags = field_flags::none) {
  field f{"", t, flags};
  if (row_length < 1 || values % row_length != 0)
    fail_in("Array", fmt::format("{} elements are no rows of {} elements each", values, row_length));
  f.row_length = row_length;
  return f;
}

}  // namespace
}  // namespace bodo::rt

namespace bodo {

namespace detail {

handle column_from_values(value_type v, const void* values, std::int64_t rows, std::int64_t row_length) {
  using rt::write_values;
  const type column_type = rt::type_of_values(v, values, rows);
  rt::table_builder b(rt::from_values, {rt::column_field(column_type, rows, row_length, rt::flags_of(v.optional))});
  const auto keep = [&b](std::string_view s) { return b.keep(0, s); };
  switch (v.type) {
    case cpp_type::boolean:
      write_values<bool>(b, values, rows, v.optional, [](bool value) { return static_cast<std::uint8_t>(value); });
      break;
    case cpp_type::int8: write_values<std::int8_t>(b, values, rows, v.optional, rt::same); break;
    case cpp_type::int16: write_values<std::int16_t>(b, values, rows, v.optional, rt::same); break;
    case cpp_type::int32: write_values<std::int32_t>(b, values, rows, v.optional, rt::same); break;
    case cpp_type::int64: write_values<std::int64_t>(b, values, rows, v.optional, rt::same); break;
    case cpp_type::uint8: write_values<std::uint8_t>(b, values, rows, v.optional, rt::same); break;
    case cpp_type::uint16: write_values<std::uint16_t>(b, values, rows, v.optional, rt::same); break;
    case cpp_type::uint32: write_values<std::uint32_t>(b, values, rows, v.optional, rt::same); break;
    case cpp_type::uint64: write_values<std::uint64_t>(b, values, rows, v.optional, rt::same); break;
    case cpp_type::float32: write_values<float>(b, values, rows, v.optional, rt::same); break;
    case cpp_type::float64: write_values<double>(b, values, rows, v.optional, rt::same); break;
    case cpp_type::string: write_values<std::string>(b, values, rows, v.optional, keep); break;
    case cpp_type::string_view: write_values<std::string_view>(b, values, rows, v.optional, keep); break;
    case cpp_type::time_point:
    case cpp_type::duration:
      if (column_type == date)
        write_values<std::int64_t>(b, values, rows, v.optional,
                                   [](std::int64_t days) { return static_cast<std::int32_t>(days); });
      else
        write_values<std::int64_t>(b, values, rows, v.optional, [&v](std::int64_t ticks) {
          return rt::rescale(ticks, v.period_num, v.period_den, 1, rt::nanosecond);
        });
      break;
    case cpp_type::decimal_value:
      write_values<decimal_value>(b, values, rows, v.optional, [&](const decimal_value& d) -> rt::int128 {
        return d.with_scale(column_type.scale).unscaled();
      });
      break;
  }
  return rt::handle_of(b.finish(rt::layout::replicated), {}, 0);
}

handle column_from_flags(const std::vector<bool>& values, std::int64_t row_length) {
  const auto rows = static_cast<std::int64_t>(values.size());
  rt::table_builder b(rt::from_values, {rt::column_field(boolean, rows, row_length)});
  std::copy(values.begin(), values.end(), b.extend<std::uint8_t>(0, rows));
  return rt::handle_of(b.finish(rt::layout::replicated), {}, 0);
}

array_part part_of(const handle& array) noexcept {
  const rt::table& rows = rt::state_of(array).rows;
  return {rows.column(0).values, rows.rows(), rows.first(), rows.total(), rows.row_length(), !rows.is_replicated()};
}

}  // namespace detail

DataFrame::DataFrame(std::initializer_list<bodo::detail::column_init> columns) {
  rt::table all;
  std::uint64_t identity = 0;
  for (const bodo::detail::column_init& c : columns) {
    const rt::table& column = rt::state_of(c.column).rows;
    if (column.width() != 1) rt::fail_in("DataFrame", fmt::format("column '{}' has no values", c.name));
    if (all.find(c.name) >= 0) rt::fail_in("DataFrame", fmt::format("there are two columns '{}'", c.name));
    if (all.width() != 0 &&
        (column.total() != all.total() || column.rows() != all.rows() || column.is_replicated() != all.is_replicated()))
      rt::fail_in("DataFrame",
                  fmt::format("column '{}' has {} rows, the columns before it have {}{}", c.name, column.total(),
                              all.total(), column.total() == all.total() ? ", on other ranks" : ""));
    const std::uint32_t only[] = {0};
    const std::string name(c.name);
    const char* const names[] = {name.c_str()};
    all = all.beside(column.select(only, names));
    identity = rt::agree_on(identity, static_cast<std::int64_t>(rt::state_of(c.column).identity));
  }
  rows_ = rt::handle_of(all, {}, identity);
}

std::int64_t DataFrame::size() const { return rt::rows_of(*this).total(); }
std::int64_t DataFrame::local_size() const { return rt::rows_of(*this).rows(); }
std::int64_t DataFrame::first_row() const { return rt::rows_of(*this).first(); }
bool DataFrame::is_distributed() const { return !rt::rows_of(*this).is_replicated(); }
std::int64_t Series::size() const { return rt::rows_of(*this).total(); }

std::vector<std::string> DataFrame::columns() const {
  std::vector<std::string> names;
  for (const rt::field& f : rt::rows_of(*this).fields()) names.emplace_back(f.name);
  return names;
}

Schema DataFrame::schema() const {
  std::vector<Field> fields;
  for (const rt::field& f : rt::rows_of(*this).fields()) fields.push_back({f.name, f.type, f.nullable});
  return Schema(std::move(fields));
}

namespace rt {
namespace {

const char* name_of(bodo::detail::cpp_type t) {
  static constexpr const char* names[] = {"bool",
                                          "std::int8_t",
                                          "std::int16_t",
                                          "std::int32_t",
                                          "std::int64_t",
                                          "std::uint8_t",
                                          "std::uint16_t",
                                          "std::uint32_t",
                                          "std::uint64_t",
                                          "float",
                                          "double",
                                          "std::string",
                                          "std::string_view",
                                          "a std::chrono time point",
                                          "a std::chrono duration",
                                          "bodo::decimal_value"};
  return names[static_cast<std::size_t>(t)];
}

bodo::detail::cpp_type cpp_type_of(type t) {
  switch (t.id) {
    case kind::string: return bodo::detail::cpp_type::string_view;
    case kind::date:
    case kind::timestamp: return bodo::detail::cpp_type::time_point;
    case kind::duration: return bodo::detail::cpp_type::duration;
    case kind::decimal: return bodo::detail::cpp_type::decimal_value;
    default: return static_cast<bodo::detail::cpp_type>(t.id);  // the first eleven enumerators are the same in both
  }
}

// Access to one column for one type of values.
struct column_reader {
  const bodo::detail::frame_state& state;
  std::size_t c;
  bodo::detail::value_type type;

  column_view view() const { return state.rows.column(c); }

  // `lies`: the values are in memory as T already. Else get(row) makes them.
  template <class T, class Get>
  const void* values(bool lies, Get get) const {
    const auto rows = static_cast<std::size_t>(state.rows.rows());
    const column_view v = view();
    if (!type.optional && lies) return v.values;
    const bodo::detail::frame_state::conversion key{c, type.type, type.optional, type.period_num, type.period_den};
    const auto [at, is_new] = state.converted.try_emplace(key);
    std::vector<std::max_align_t>& memory = at->second;
    if (!is_new) return memory.data();
    const auto fill = [&]<class Out>(auto make, Out*) {
      static_assert(alignof(Out) <= alignof(std::max_align_t));
      memory.resize((rows * sizeof(Out) + sizeof(std::max_align_t) - 1) / sizeof(std::max_align_t) + 1);
      Out* out = reinterpret_cast<Out*>(memory.data());
      for (std::size_t i = 0; i < rows; ++i) new (out + i) Out(make(i));
    };
    if (type.optional)
      fill([&](std::size_t i) { return v.known(i) ? std::optional<T>(get(i)) : std::nullopt; },
           static_cast<std::optional<T>*>(nullptr));
    else
      fill(get, static_cast<T*>(nullptr));
    return memory.data();
  }
  template <class T>
  const void* plain() const {
    return values<T>(true, [v = view()](std::size_t i) { return static_cast<const T*>(v.values)[i]; });
  }
};

}  // namespace
}  // namespace rt

const void* DataFrame::column_values(std::string_view name, bodo::detail::value_type wanted) const {
  const rt::table& rows = rt::rows_of(*this);
  const int found = rows.find(name);
  if (found < 0) {
    std::string all;
    for (const rt::field& f : rows.fields()) all += fmt::format("{}'{}'", all.empty() ? "" : ", ", f.name);
    rt::fail_in("column", fmt::format("there is no column '{}'; there are {}", name, all.empty() ? "none" : all));
  }
  const auto c = static_cast<std::size_t>(found);
  const rt::field& f = rows.field_at(c);
  const rt::column_view v = rows.column(c);
  if (f.type.id == kind::list)
    rt::fail_in("column", fmt::format("column '{}' holds lists, whose values are rows after explode()", name));
  if (rt::cpp_type_of(f.type) != wanted.type)
    rt::fail_in("column",
                fmt::format("column '{}' is of type {}, whose values are read as {}, not as {}", name,
                            to_string(f.type), rt::name_of(rt::cpp_type_of(f.type)), rt::name_of(wanted.type)));
  if (!wanted.optional && v.valid != nullptr)
    rt::fail_in("column", fmt::format("column '{}' has missing values: read it as std::optional of {}", name,
                                      rt::name_of(wanted.type)));

  const rt::column_reader reader{*rows_.get(), c, wanted};
  switch (wanted.type) {
    case bodo::detail::cpp_type::boolean: return reader.plain<bool>();
    case bodo::detail::cpp_type::int8: return reader.plain<std::int8_t>();
    case bodo::detail::cpp_type::int16: return reader.plain<std::int16_t>();
    case bodo::detail::cpp_type::int32: return reader.plain<std::int32_t>();
    case bodo::detail::cpp_type::int64: return reader.plain<std::int64_t>();
    case bodo::detail::cpp_type::uint8: return reader.plain<std::uint8_t>();
    case bodo::detail::cpp_type::uint16: return reader.plain<std::uint16_t>();
    case bodo::detail::cpp_type::uint32: return reader.plain<std::uint32_t>();
    case bodo::detail::cpp_type::uint64: return reader.plain<std::uint64_t>();
    case bodo::detail::cpp_type::float32: return reader.plain<float>();
    case bodo::detail::cpp_type::float64: return reader.plain<double>();
    case bodo::detail::cpp_type::string:
    case bodo::detail::cpp_type::string_view:
      return reader.values<std::string_view>(false, [&](std::size_t i) {
        return f.coded ? (*v.words)[static_cast<const std::int32_t*>(v.values)[i]].view()
                       : static_cast<const rt::text*>(v.values)[i].view();
      });
    case bodo::detail::cpp_type::time_point:
    case bodo::detail::cpp_type::duration: {
      const bool days = f.type == date;
      const bool lies = !days && wanted.period_num == 1 && wanted.period_den == rt::nanosecond;
      return reader.values<std::int64_t>(lies, [&](std::size_t i) {
        return days ? rt::rescale(static_cast<const std::int32_t*>(v.values)[i], 86'400, 1, wanted.period_num,
                                  wanted.period_den)
                    : rt::rescale(static_cast<const std::int64_t*>(v.values)[i], 1, rt::nanosecond, wanted.period_num,
                                  wanted.period_den);
      });
    }
    case bodo::detail::cpp_type::decimal_value:
      return reader.values<decimal_value>(false, [&](std::size_t i) {
        return decimal_value(f.storage() == rt::storage::i64 ? rt::int128{static_cast<const std::int64_t*>(v.values)[i]}
                                                             : static_cast<const rt::int128*>(v.values)[i],
                             f.type.scale);
      });
  }
  return nullptr;
}

}  // namespace bodo
