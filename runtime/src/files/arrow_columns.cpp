#include "files/arrow_columns.h"

#include <arrow/api.h>
#include <arrow/compute/cast.h>

#include <cstring>

#include "bodo/rt/batch.h"
#include "bodo/rt/lists.h"
#include "files/schema/arrow_units.h"
#include "files/schema/column_form.h"
#include "files/schema/csv_format.h"
#include "files/schema/file_error.h"
#include "files/schema/parquet_columns.h"

namespace bodo::rt::files {
namespace {

static_assert(batch_capacity == 64 * 64);

template <class To>
void narrow_decimals(const arrow::Array& from, std::int64_t first, std::uint32_t count, To* out) {
  const auto& decimals = static_cast<const arrow::Decimal128Array&>(from);
  for (std::uint32_t i = 0; i < count; ++i) {
    int128 v;
    std::memcpy(&v, decimals.GetValue(first + i), sizeof v);
    out[i] = static_cast<To>(v);
  }
}

}  // namespace

arrow_column::arrow_column(const site& at, const field& as) : as_(as), kept_(as.storage()), values_(at) {
  if (as.coded) words_ = dictionary::make(at);
  values_.resize(batch_capacity * width_of(kept_));
}

arrow_column::~arrow_column() = default;

void arrow_column::read(std::shared_ptr<arrow::Array> values) {
  const arrow_form form = form_of(*values->type());
  const bool empty = values->type_id() == arrow::Type::NA;
  if (!empty && (!form.refused.empty() || !readable_as({.type = form.type}, as_.type)))
    throw file_error("is " + (form.refused.empty() ? name_of(form.type) : form.refused) +
                     " in this file, but the program was compiled for " + name_of(as_.type));
  const auto to = arrow_type(as_.type);
  if (!values->type()->Equals(to)) {
    auto cast = arrow::compute::Cast(*values, to);
    if (!cast.ok()) {
      const bool time = as_.type == bodo::timestamp || as_.type == bodo::duration;
      throw file_error(time ? "a time lies outside of the years 1677 to 2262 that nanoseconds can hold"
                            : cast.status().message());
    }
    values = *cast;
  }
  from_ = std::move(values);
}

bool arrow_column::read_text(const std::shared_ptr<arrow::Array>& values, std::int64_t& row) {
  const auto& texts = static_cast<const arrow::StringArray&>(*values);
  std::vector<std::int64_t> parsed(static_cast<std::size_t>(texts.length()));
  std::vector<std::int32_t> days(as_.type == bodo::date ? parsed.size() : 0);
  for (row = 0; row < texts.length(); ++row) {
    if (texts.IsNull(row)) continue;
    const auto i = static_cast<std::size_t>(row);
    const std::string_view s = texts.GetView(row);
    const bool good = as_.type == bodo::date        ? parse_date(s, days[i])
                      : as_.type == bodo::timestamp ? parse_timestamp(s, parsed[i])
                                                    : parse_duration(s, parsed[i]);
    if (!good) return false;
  }
  const auto hold = [&](const auto& list) {
    return *arrow::Buffer::CopyNonOwned(arrow::Buffer(reinterpret_cast<const std::uint8_t*>(list.data()),
                                                      static_cast<std::int64_t>(list.size() * sizeof(list[0]))),
                                        arrow::default_cpu_memory_manager());
  };
  std::shared_ptr<arrow::Buffer> held = as_.type == bodo::date ? hold(days) : hold(parsed);
  from_ = arrow::MakeArray(arrow::ArrayData::Make(arrow_type(as_.type), texts.length(),
                                                  {texts.offset() == 0 ? texts.null_bitmap() : nullptr, held}));
  return true;
}

void arrow_column::take(std::int64_t from, std::uint32_t count) {
  missing_ = false;
  std::memset(valid_, 0xff, sizeof valid_);
  if (from_->null_count() != 0)
    for (std::uint32_t i = 0; i < count; ++i)
      if (from_->IsNull(from + i)) {
        valid_[i / 64] &= ~(std::uint64_t{1} << i % 64);
        missing_ = true;
      }
  if (missing_ && !as_.nullable) throw file_error("has a missing value, but the program was compiled for none");
  std::uint8_t* const out = values_.data();
  const std::size_t width = width_of(kept_);
  if (as_.type.id == kind::string) {
    take_texts(from, count);
  } else if (as_.type.id == kind::list) {
    take_lists(from, count);
  } else if (as_.type.id == kind::boolean) {
    const auto& bits = static_cast<const arrow::BooleanArray&>(*from_);
    for (std::uint32_t i = 0; i < count; ++i) out[i] = bits.Value(from + i) ? 1 : 0;
  } else if (as_.type.id == kind::decimal) {
    if (kept_ == storage::i64)
      narrow_decimals(*from_, from, count, reinterpret_cast<std::int64_t*>(out));
    else
      narrow_decimals(*from_, from, count, reinterpret_cast<int128*>(out));
  } else if (count != 0) {
    const auto& data = *from_->data();
    std::memcpy(out, data.buffers[1]->data() + static_cast<std::size_t>(data.offset + from) * width, count * width);
  }
  for (std::uint32_t i = 0; missing_ && i < count; ++i)
    if ((valid_[i / 64] >> i % 64 & 1) == 0) std::memset(out + i * width, 0, width);
}

void arrow_column::begin_rows() {
  missing_ = false;
  std::memset(valid_, 0xff, sizeof valid_);
  texts_.clear();
}

void arrow_column::put_text(std::uint32_t row, std::string_view s, bool keep) {
  if (as_.coded)
    put(row, words_->intern(s));
  else
    put(row, keep ? texts_.keep(s) : text(s));
}

bool arrow_column::put_missing(std::uint32_t row) {
  missing_ = true;
  valid_[row / 64] &= ~(std::uint64_t{1} << row % 64);
  std::memset(values_.data() + row * width_of(kept_), 0, width_of(kept_));
  return as_.nullable;
}

void arrow_column::take_texts(std::int64_t from, std::uint32_t count) {
  const auto& texts = static_cast<const arrow::StringArray&>(*from_);
  texts_.clear();
  for (std::uint32_t i = 0; i < count; ++i) {
    if ((valid_[i / 64] >> i % 64 & 1) == 0) continue;
    const std::string_view s = texts.GetView(from + i);
    if (as_.coded)
      reinterpret_cast<std::int32_t*>(values_.data())[i] = words_->intern(s);
    else
      reinterpret_cast<text*>(values_.data())[i] = texts_.keep(s);
  }
}

void arrow_column::take_lists(std::int64_t from, std::uint32_t count) {
  const auto& lists = static_cast<const arrow::ListArray&>(*from_);
  const arrow::Array& values = *lists.values();
  const type element = element_of(as_.type);
  const std::size_t width = width_of(storage_of(element));
  const auto is_text = element.id == kind::string;
  const auto size_of = [&](std::int64_t i) {
    return is_text ? static_cast<const arrow::StringArray&>(values).GetView(i).size() : 0;
  };
  const auto value_at = [&](std::int64_t i, void* to) {
    if (element.id == kind::boolean) {
      *static_cast<std::uint8_t*>(to) = static_cast<const arrow::BooleanArray&>(values).Value(i) ? 1 : 0;
    } else if (element.id == kind::decimal) {
      int128 v;
      std::memcpy(&v, static_cast<const arrow::Decimal128Array&>(values).GetValue(i), sizeof v);
      std::memcpy(to, &v, width);  // the lower bytes come first
    } else {
      const auto& data = *values.data();
      std::memcpy(to, data.buffers[1]->data() + static_cast<std::size_t>(data.offset + i) * width, width);
    }
  };
  texts_.clear();
  for (std::uint32_t k = 0; k < count; ++k) {
    text& to = reinterpret_cast<text*>(values_.data())[k];
    to = {};
    if ((valid_[k / 64] >> k % 64 & 1) == 0) continue;
    const std::int64_t begin = lists.value_offset(from + k), end = begin + lists.value_length(from + k);
    bool has_missing = false;
    bytes_of_strings all;
    for (std::int64_t i = begin; i < end; ++i) {
      if (values.IsNull(i))
        has_missing = true;
      else
        all.size += size_of(i);
    }
    const auto n = static_cast<std::size_t>(end - begin);
    list_writer list = is_text ? list_writer(texts_, n, has_missing, all) : list_writer(texts_, n, has_missing, width);
    for (std::int64_t i = begin; i < end; ++i) {
      if (values.IsNull(i)) {
        list.add_missing();
      } else if (is_text) {
        list.add(static_cast<const arrow::StringArray&>(values).GetView(i));
      } else {
        std::uint8_t value[16];
        value_at(i, value);
        list.add(value, width);
      }
    }
    to = list.finish();
  }
}

column_view arrow_column::view() const {
  column_view v;
  v.values = values_.data();
  v.valid = missing_ ? valid_ : nullptr;
  v.words = words_.get();
  v.width = static_cast<std::uint8_t>(width_of(kept_));
  return v;
}

}  // namespace bodo::rt::files
