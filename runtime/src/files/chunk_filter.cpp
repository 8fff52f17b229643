#include "files/chunk_filter.h"

#include <parquet/bloom_filter.h>
#include <parquet/exception.h>
#include <parquet/properties.h>

#include <limits>

#include "files/schema/file_error.h"
#include "files/schema/file_for_arrow.h"

namespace bodo::rt::files {
namespace {

// Calls has(value) with the value as this type of the file has it; false if that type cannot hold it.
template <class Signed, class Unsigned, class Has>
bool as_stored(int128 value, bool is_unsigned, Has has) {
  const int128 least = is_unsigned ? 0 : static_cast<int128>(std::numeric_limits<Signed>::min());
  const int128 greatest = is_unsigned ? static_cast<int128>(std::numeric_limits<Unsigned>::max())
                                      : static_cast<int128>(std::numeric_limits<Signed>::max());
  return least <= value && value <= greatest && has(static_cast<Signed>(static_cast<Unsigned>(value)));
}

}  // namespace

chunk_filter::chunk_filter(const std::shared_ptr<const random_file>& file, const row_group& group, std::size_t column,
                           const column_form& form)
    : form_(form) {
  const index_place& place = group.columns[column].index;
  if (place.filter <= 0 || place.filter >= file->version.size || form.nested >= 0) return;
  file_for_arrow stream(file);
  try {
    if (!stream.Seek(place.filter).ok()) return;
    filter_ = std::make_unique<parquet::BlockSplitBloomFilter>(parquet::BlockSplitBloomFilter::Deserialize(
        parquet::ReaderProperties(), &stream,
        place.filter_bytes > 0 ? std::optional(place.filter_bytes) : std::nullopt));
  } catch (const parquet::ParquetException&) {
  }
}
chunk_filter::~chunk_filter() = default;

bool chunk_filter::may_have(int128 value) const {
  if (!filter_) return true;
  const auto has = [&](auto stored) { return filter_->FindHash(filter_->Hash(stored)); };
  switch (form_.stored) {
    case physical::int32: return as_stored<std::int32_t, std::uint32_t>(value, form_.is_unsigned(), has);
    case physical::int64:
      return value % form_.factor == 0 &&
             as_stored<std::int64_t, std::uint64_t>(value / form_.factor, form_.is_unsigned(), has);
    default: return true;
  }
}

bool chunk_filter::may_have(double value) const {
  if (!filter_) return true;
  if (value == 0) value = 0;  // -0 equals 0
  const auto has = [&](auto stored) {
    return filter_->FindHash(filter_->Hash(stored)) || (stored == 0 && filter_->FindHash(filter_->Hash(-stored)));
  };
  switch (form_.stored) {
    case physical::float32:
      return static_cast<double>(static_cast<float>(value)) != value || has(static_cast<float>(value));
    case physical::float64: return has(value);
    default: return true;
  }
}

bool chunk_filter::may_have(std::string_view value) const {
  return !filter_ || form_.stored != physical::byte_array || form_.type != bodo::string ||
         filter_->FindHash(filter_->Hash(value));
}

}  // namespace bodo::rt::files
