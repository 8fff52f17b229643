#include "files/schema/page_header.h"

#include "files/schema/file_error.h"

namespace bodo::rt::files {
namespace {

struct out_of_bytes {};

// Thrift's compact protocol, as much as page headers use; unknown fields are skipped.
class compact_reader {
 public:
  compact_reader(const std::uint8_t* bytes, std::size_t size) : begin_(bytes), at_(bytes), end_(bytes + size) {}

  enum wire : std::uint8_t {
    stop = 0,
    yes = 1,
    no = 2,
    i8 = 3,
    i16 = 4,
    i32 = 5,
    i64 = 6,
    f64 = 7,
    binary = 8,
    list = 9,
    set = 10,
    map = 11,
    structure = 12
  };
  struct field {
    wire type;
    std::int16_t id;
  };

  field next_field(std::int16_t previous) {
    const std::uint8_t head = byte();
    const auto type = static_cast<wire>(head & 15);
    if (type == stop) return {stop, 0};
    if (type > structure) throw file_error("a page header is corrupt");
    const int delta = head >> 4;
    const auto id = delta != 0 ? static_cast<std::int16_t>(previous + delta) : static_cast<std::int16_t>(integer());
    return {type, id};
  }

  std::int64_t integer() {
    const std::uint64_t raw = varint();
    return static_cast<std::int64_t>(raw >> 1) ^ -static_cast<std::int64_t>(raw & 1);
  }

  std::int32_t size_of(const field& f) {
    expect(f, i32);
    const std::int64_t n = integer();
    if (n < 0 || n > INT32_MAX) throw file_error("a page header holds an impossible size");
    return static_cast<std::int32_t>(n);
  }

  template <class Enum>
  Enum number(const field& f) {
    expect(f, i32);
    const std::int64_t n = integer();
    return n < 0 || n > 254 ? static_cast<Enum>(255) : static_cast<Enum>(n);
  }

  void expect(const field& f, wire type) const {
    if (f.type != type) throw file_error("a page header is corrupt");
  }

  void skip(wire type, int depth = 0) {
    if (depth > 16) throw file_error("a page header is corrupt");
    switch (type) {
      case yes:
      case no: return;
      case i8: step(1); return;
      case i16:
      case i32:
      case i64: varint(); return;
      case f64: step(8); return;
      case binary: step(varint()); return;
      case list:
      case set: {
        const std::uint8_t head = byte();
        const auto element = static_cast<wire>(head & 15);
        const std::uint64_t n = head >> 4 == 15 ? varint() : head >> 4;
        for (std::uint64_t k = 0; k < n; ++k) skip_element(element, depth + 1);
        return;
      }
      case map: {
        const std::uint64_t n = varint();
        if (n == 0) return;
        const std::uint8_t head = byte();
        for (std::uint64_t k = 0; k < n; ++k) {
          skip_element(static_cast<wire>(head >> 4), depth + 1);
          skip_element(static_cast<wire>(head & 15), depth + 1);
        }
        return;
      }
      case structure: {
        std::int16_t id = 0;
        for (field f = next_field(id); f.type != stop; f = next_field(id)) {
          id = f.id;
          skip(f.type, depth + 1);
        }
        return;
      }
      default: throw file_error("a page header is corrupt");
    }
  }

  template <class OnField>
  void read_struct(OnField on_field) {
    std::int16_t id = 0;
    for (field f = next_field(id); f.type != stop; f = next_field(id)) {
      id = f.id;
      on_field(f);
    }
  }

  std::size_t read() const { return static_cast<std::size_t>(at_ - begin_); }

 private:
  // In collections a boolean takes a byte.
  void skip_element(wire type, int depth) { type == yes || type == no ? step(1) : skip(type, depth); }

  std::uint8_t byte() {
    if (at_ == end_) throw out_of_bytes{};
    return *at_++;
  }
  std::uint64_t varint() {
    std::uint64_t v = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint8_t b = byte();
      v |= std::uint64_t{b & 127u} << shift;
      if (b < 128) return v;
    }
    throw file_error("a page header is corrupt");
  }
  void step(std::uint64_t n) {
    if (n > static_cast<std::uint64_t>(end_ - at_)) throw out_of_bytes{};
    at_ += n;
  }

  const std::uint8_t* begin_;
  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

void read_data_page(compact_reader& in, page_header& header) {
  in.read_struct([&](const compact_reader::field& f) {
    switch (f.id) {
      case 1: header.values = in.size_of(f); break;
      case 2: header.encoding = in.number<page_encoding>(f); break;
      case 3: header.definition_encoding = in.number<page_encoding>(f); break;
      default: in.skip(f.type);
    }
  });
}

void read_dictionary_page(compact_reader& in, page_header& header) {
  in.read_struct([&](const compact_reader::field& f) {
    switch (f.id) {
      case 1: header.values = in.size_of(f); break;
      case 2: header.encoding = in.number<page_encoding>(f); break;
      default: in.skip(f.type);
    }
  });
}

void read_data_page_v2(compact_reader& in, page_header& header) {
  in.read_struct([&](const compact_reader::field& f) {
    switch (f.id) {
      case 1: header.values = in.size_of(f); break;
      case 4: header.encoding = in.number<page_encoding>(f); break;
      case 5: header.definition_bytes = in.size_of(f); break;
      case 6: header.repetition_bytes = in.size_of(f); break;
      case 7:
        if (f.type != compact_reader::yes && f.type != compact_reader::no) throw file_error("a page header is corrupt");
        header.compressed = f.type == compact_reader::yes;
        break;
      default: in.skip(f.type);
    }
  });
}

}  // namespace

std::size_t read_page_header(const std::uint8_t* bytes, std::size_t size, page_header& header) {
  header = {};
  compact_reader in(bytes, size);
  try {
    in.read_struct([&](const compact_reader::field& f) {
      switch (f.id) {
        case 1: header.kind = in.number<page_kind>(f); break;
        case 2: header.decompressed_size = in.size_of(f); break;
        case 3: header.compressed_size = in.size_of(f); break;
        case 5:
        case 7:
        case 8:
          in.expect(f, compact_reader::structure);
          if (f.id == 5) read_data_page(in, header);
          if (f.id == 7) read_dictionary_page(in, header);
          if (f.id == 8) read_data_page_v2(in, header);
          break;
        default: in.skip(f.type);
      }
    });
  } catch (const out_of_bytes&) {
    return 0;
  }
  if (std::int64_t{header.definition_bytes} + header.repetition_bytes > header.compressed_size)
    throw file_error("a page header holds an impossible size");
  return in.read();
}

}  // namespace bodo::rt::files
