#include "files/other_encodings.h"

#include <parquet/encoding.h>
#include <parquet/exception.h>
#include <parquet/schema.h>

#include <climits>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bodo/rt/memory.h"
#include "files/schema/file_error.h"

namespace bodo::rt::files {
namespace {

parquet::Encoding::type encoding_of(page_encoding e) {
  switch (e) {
    case page_encoding::plain: return parquet::Encoding::PLAIN;
    case page_encoding::rle: return parquet::Encoding::RLE;
    case page_encoding::delta_binary_packed: return parquet::Encoding::DELTA_BINARY_PACKED;
    case page_encoding::delta_length_byte_array: return parquet::Encoding::DELTA_LENGTH_BYTE_ARRAY;
    case page_encoding::delta_byte_array: return parquet::Encoding::DELTA_BYTE_ARRAY;
    case page_encoding::byte_stream_split: return parquet::Encoding::BYTE_STREAM_SPLIT;
    default: throw file_error("a page has an encoding that is not known");
  }
}

struct input {
  page_encoding encoding;
  const column_form& form;
  const std::uint8_t* data;
  std::size_t size;
  std::size_t count;
};

// Byte arrays are in the decoder, which has to live as long as they are used.
template <class Type>
struct decoded_page {
  std::unique_ptr<typename parquet::EncodingTraits<Type>::Decoder> decoder;
  std::unique_ptr<typename Type::c_type[]> values;

  const typename Type::c_type& operator[](std::size_t i) const { return values[i]; }
};

template <class Type>
decoded_page<Type> decode_all(const input& in) {
  const auto node = parquet::schema::PrimitiveNode::Make(
      "column", parquet::Repetition::OPTIONAL, static_cast<parquet::Type::type>(in.form.stored),
      parquet::ConvertedType::NONE, in.form.stored == physical::fixed ? in.form.length : -1);
  const parquet::ColumnDescriptor descriptor(node, 1, 0);
  auto decoder = parquet::MakeTypedDecoder<Type>(encoding_of(in.encoding), &descriptor);
  if (in.size > INT_MAX || in.count > INT_MAX) throw file_error("a page is larger than 2 GB");
  decoder->SetData(static_cast<int>(in.count), in.data, static_cast<int>(in.size));
  std::unique_ptr<typename Type::c_type[]> values(new typename Type::c_type[in.count]);
  std::size_t done = 0;
  while (done < in.count) {
    const int n = decoder->Decode(values.get() + done, static_cast<int>(in.count - done));
    if (n <= 0) throw file_error("a page holds fewer values than it claims");
    done += static_cast<std::size_t>(n);
    // texts of a delta page are in the decoder: all have to be decoded at once
    if (done < in.count && in.form.stored == physical::byte_array)
      throw file_error("a page holds fewer values than it claims");
  }
  return {std::move(decoder), std::move(values)};
}

template <class Type>
void decode_fixed(const input& in, const value_target& target, bytes& values) {
  const auto decoded = decode_all<Type>(in);
  const conversion to = conversion_to(in.form, target.as.type);
  const auto* raw = reinterpret_cast<const std::uint8_t*>(decoded.values.get());
  if (to.convert != nullptr)
    to.convert(in.form, raw, values.data(), in.count);
  else if (in.count != 0)
    copy_bytes(values.data(), raw, in.count * target.width);
}

void decode_flba(const input& in, const value_target& target, bytes& values) {
  const auto decoded = decode_all<parquet::FLBAType>(in);
  const auto width = static_cast<std::size_t>(in.form.length);
  std::vector<std::uint8_t> raw(in.count * width);
  for (std::size_t i = 0; i < in.count; ++i) copy_bytes(raw.data() + i * width, decoded[i].ptr, width);
  conversion_to(in.form, target.as.type).convert(in.form, raw.data(), values.data(), in.count);
}

// Converts texts to the form of a plain page, which is then read as one.
void decode_texts(const input& in, const value_target& target, bytes& values, bytes& bytes_of_texts) {
  const auto decoded = decode_all<parquet::ByteArrayType>(in);
  std::size_t total = 0;
  for (std::size_t i = 0; i < in.count; ++i) total += 4 + std::size_t{decoded[i].len};
  bytes_of_texts.resize(total + 64);
  std::uint8_t* to = bytes_of_texts.data();
  for (std::size_t i = 0; i < in.count; ++i) {
    const parquet::ByteArray& s = decoded[i];
    std::memcpy(to, &s.len, 4);
    copy_bytes(to + 4, s.ptr, s.len);
    to += 4 + std::size_t{s.len};
  }
  page_values plain;
  plain.set_form(in.form, target);
  plain.open_plain(bytes_of_texts.data(), total);
  plain.take(in.count, values.data());
}

void plain_booleans(const input& in, bytes& values) {
  if ((in.count + 7) / 8 > in.size) throw file_error("a page holds fewer values than it claims");
  for (std::size_t i = 0; i < in.count; ++i) values[i] = in.data[i / 8] >> i % 8 & 1;
}

}  // namespace

void decode_page(page_encoding encoding, const column_form& form, const value_target& target, const std::uint8_t* data,
                 std::size_t size, std::size_t count, bytes& values, bytes& bytes_of_texts) {
  const input in{encoding, form, data, size, count};
  values.resize(count * target.width + 64);
  if (count == 0) return;
  try {
    switch (form.stored) {
      case physical::boolean:
        if (encoding == page_encoding::plain) return plain_booleans(in, values);
        {
          const auto decoded = decode_all<parquet::BooleanType>(in);
          for (std::size_t i = 0; i < count; ++i) values[i] = decoded[i] ? 1 : 0;
        }
        return;
      case physical::int32: return decode_fixed<parquet::Int32Type>(in, target, values);
      case physical::int64: return decode_fixed<parquet::Int64Type>(in, target, values);
      case physical::int96: return decode_fixed<parquet::Int96Type>(in, target, values);
      case physical::float32: return decode_fixed<parquet::FloatType>(in, target, values);
      case physical::float64: return decode_fixed<parquet::DoubleType>(in, target, values);
      case physical::byte_array: return decode_texts(in, target, values, bytes_of_texts);
      case physical::fixed: return decode_flba(in, target, values);
    }
  } catch (const parquet::ParquetException& e) {
    throw file_error(std::string("a page cannot be decoded: ") + e.what());
  }
}

}  // namespace bodo::rt::files
