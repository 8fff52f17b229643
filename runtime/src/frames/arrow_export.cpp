// DataFrame::to_arrow. Columns with Arrow's layout are exported in place, kept alive by a reference to the frame;
// booleans, strings and short decimals are converted.
#include <fmt/format.h>

#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "bodo/rt/dictionary.h"
#include "bodo/rt/memory.h"
#include "columns/bits.h"
#include "columns/flat_lists.h"
#include "frames/arrow_abi.h"
#include "frames/frame_handle.h"

namespace bodo {
namespace rt {
namespace {

// The memory of one exported schema or array.
struct exported_schema {
  std::string format, name;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
  ArrowSchema dictionary;
};

struct exported_array {
  DataFrame owner;  // of memory that isn't copied
  std::vector<std::vector<char>> memory;
  std::vector<const void*> buffers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
  ArrowArray dictionary;
};

template <class Structure>
void release_one(Structure* s) {
  if (s != nullptr && s->release != nullptr) s->release(s);
}

template <class Structure, class Owned>
void release_exported(Structure* s) {
  for (std::int64_t i = 0; i < s->n_children; ++i) release_one(s->children[i]);
  release_one(s->dictionary);
  delete static_cast<Owned*>(s->private_data);
  s->release = nullptr;
}

ArrowSchema* make_schema(ArrowSchema& schema, std::string format, std::string name, bool nullable) {
  auto* owned = new exported_schema{std::move(format), std::move(name), {}, {}, {}};
  schema = {};
  schema.format = owned->format.c_str();
  schema.name = owned->name.c_str();
  schema.flags = nullable ? ARROW_FLAG_NULLABLE : 0;
  schema.release = release_exported<ArrowSchema, exported_schema>;
  schema.private_data = owned;
  return &schema;
}

exported_array& make_array(ArrowArray& array, std::int64_t rows) {
  auto* owned = new exported_array;
  array = {};
  array.length = rows;
  array.release = release_exported<ArrowArray, exported_array>;
  array.private_data = owned;
  return *owned;
}

void finish_buffers(ArrowArray& array, exported_array& owned) {
  array.n_buffers = static_cast<std::int64_t>(owned.buffers.size());
  array.buffers = owned.buffers.data();
}

char* add_buffer(exported_array& owned, std::size_t bytes) {
  owned.memory.emplace_back(bytes + 8);
  owned.buffers.push_back(owned.memory.back().data());
  return owned.memory.back().data();
}

constexpr std::size_t most_in_utf8 = (std::size_t{1} << 31) - 1;
constexpr std::size_t most_in_heap = std::size_t{1} << 30;

std::size_t bytes_of(const std::vector<std::string_view>& strings) {
  std::size_t bytes = 0;
  for (const std::string_view s : strings) bytes += s.size();
  return bytes;
}

const char* string_format(const std::vector<std::string_view>& strings, arrow_strings as) {
  if (as == arrow_strings::views) return "vu";
  return bytes_of(strings) > most_in_utf8 ? "U" : "u";
}

template <class Offset>
void add_utf8(exported_array& owned, const std::vector<std::string_view>& strings) {
  auto* offsets = reinterpret_cast<Offset*>(add_buffer(owned, (strings.size() + 1) * sizeof(Offset)));
  char* data = add_buffer(owned, bytes_of(strings));
  Offset next = 0;
  for (std::size_t i = 0; i < strings.size(); ++i) {
    offsets[i] = next;
    copy_bytes(data + next, strings[i].data(), strings[i].size());
    next += static_cast<Offset>(strings[i].size());
  }
  offsets[strings.size()] = next;
}

// Arrow's views have a buffer number and an offset instead of the pointer in the runtime's texts.
void add_views(exported_array& owned, const std::vector<std::string_view>& strings) {
  struct view {
    std::int32_t size;
    char prefix[4];
    std::int32_t buffer;
    std::int32_t offset;
  };
  auto* views = reinterpret_cast<view*>(add_buffer(owned, strings.size() * sizeof(view)));
  std::vector<std::vector<char>> heaps;
  for (std::size_t i = 0; i < strings.size(); ++i) {
    const std::string_view s = strings[i];
    views[i].size = static_cast<std::int32_t>(s.size());
    if (s.size() <= text::inline_capacity) {
      copy_bytes(views[i].prefix, s.data(), s.size());
      continue;
    }
    if (heaps.empty() || heaps.back().size() + s.size() > most_in_heap) heaps.emplace_back();
    std::memcpy(views[i].prefix, s.data(), 4);
    views[i].buffer = static_cast<std::int32_t>(heaps.size() - 1);
    views[i].offset = static_cast<std::int32_t>(heaps.back().size());
    heaps.back().insert(heaps.back().end(), s.begin(), s.end());
  }
  std::vector<std::int64_t> sizes;
  for (std::vector<char>& heap : heaps) {
    sizes.push_back(static_cast<std::int64_t>(heap.size()));
    owned.memory.push_back(std::move(heap));
    owned.buffers.push_back(owned.memory.back().data());
  }
  copy_bytes(add_buffer(owned, sizes.size() * sizeof(std::int64_t)), sizes.data(), sizes.size() * sizeof(std::int64_t));
}

void add_strings(exported_array& owned, const std::vector<std::string_view>& strings, const std::string& format) {
  if (format == "vu")
    add_views(owned, strings);
  else if (format == "u")
    add_utf8<std::int32_t>(owned, strings);
  else
    add_utf8<std::int64_t>(owned, strings);
}

std::string format_of(type t) {
  switch (t.id) {
    case kind::boolean: return "b";
    case kind::int8: return "c";
    case kind::uint8: return "C";
    case kind::int16: return "s";
    case kind::uint16: return "S";
    case kind::int32: return "i";
    case kind::uint32: return "I";
    case kind::int64: return "l";
    case kind::uint64: return "L";
    case kind::float32: return "f";
    case kind::float64: return "g";
    case kind::date: return "tdD";
    case kind::timestamp: return "tsn:";
    case kind::duration: return "tDn";
    case kind::decimal: return fmt::format("d:{},{}", t.precision, t.scale);
    case kind::string:
    case kind::list: return "";
  }
  return "";
}

// Values in a table or in memory that `owned` has already.
void export_values(exported_array& owned, const field& f, const column_view& v, std::size_t n, arrow_strings strings,
                   ArrowSchema& schema, ArrowArray& array);

// Lists: one array of all their values, and where each list begins.
void export_lists(exported_array& owned, const field& f, const column_view& v, std::size_t n, arrow_strings strings,
                  ArrowSchema& schema, ArrowArray& array) {
  const type element = element_of(f.type);
  flat_lists flat = flatten_all(v, 0, n, element);
  const bool wide = flat.size() > std::numeric_limits<std::int32_t>::max();
  make_schema(schema, wide ? "+L" : "+l", f.name, f.nullable);
  if (wide) {
    copy_bytes(add_buffer(owned, flat.begins.size() * sizeof(std::int64_t)), flat.begins.data(),
               flat.begins.size() * sizeof(std::int64_t));
  } else {
    auto* begins = reinterpret_cast<std::int32_t*>(add_buffer(owned, flat.begins.size() * sizeof(std::int32_t)));
    for (const std::int64_t begin : flat.begins) *begins++ = static_cast<std::int32_t>(begin);
  }
  auto* extra = static_cast<exported_schema*>(schema.private_data);
  extra->children.resize(1);
  extra->pointers = {&extra->children[0]};
  schema.n_children = array.n_children = 1;
  schema.children = extra->pointers.data();
  owned.children.resize(1);
  owned.pointers = {&owned.children[0]};
  array.children = owned.pointers.data();
  exported_array& values = make_array(owned.children[0], flat.size());
  const auto kept = [&](const void* from, std::size_t bytes) {
    values.memory.emplace_back(bytes + 8);
    copy_bytes(values.memory.back().data(), from, bytes);
    return values.memory.back().data();
  };
  column_view all = flat.view();
  all.values = kept(all.values, flat.values.size());
  if (all.valid != nullptr)
    all.valid = reinterpret_cast<const std::uint64_t*>(kept(all.valid, flat.valid.size() * sizeof(std::uint64_t)));
  export_values(values, {"item", element, nullable}, all, static_cast<std::size_t>(flat.size()), strings,
                extra->children[0], owned.children[0]);
}

void export_values(exported_array& owned, const field& f, const column_view& v, std::size_t n, arrow_strings strings,
                   ArrowSchema& schema, ArrowArray& array) {
  array.null_count = v.valid == nullptr ? 0 : static_cast<std::int64_t>(count_zeros(v.valid, n));
  owned.buffers.push_back(v.valid);

  if (f.type.id == kind::list) {
    export_lists(owned, f, v, n, strings, schema, array);
  } else if (f.type.id != kind::string) {
    make_schema(schema, format_of(f.type), f.name, f.nullable);
    if (f.type.id == kind::boolean) {
      auto* bits = reinterpret_cast<unsigned char*>(add_buffer(owned, n / 8 + 1));
      for (std::size_t i = 0; i < n; ++i)
        if (static_cast<const std::uint8_t*>(v.values)[i] != 0)
          bits[i / 8] = static_cast<unsigned char>(bits[i / 8] | 1U << (i % 8));
    } else if (f.type.id == kind::decimal && f.storage() == storage::i64) {
      char* wide = add_buffer(owned, n * sizeof(int128));
      for (std::size_t i = 0; i < n; ++i) {
        const int128 value = static_cast<const std::int64_t*>(v.values)[i];
        std::memcpy(wide + i * sizeof value, &value, sizeof value);
      }
    } else {
      owned.buffers.push_back(v.values);
    }
  } else if (f.coded) {
    std::vector<std::string_view> words;
    for (std::int32_t code = 0; v.words != nullptr && code < v.words->size(); ++code)
      words.push_back((*v.words)[code].view());
    const std::string format = string_format(words, strings);
    make_schema(schema, "i", f.name, f.nullable);
    auto* extra = static_cast<exported_schema*>(schema.private_data);
    schema.dictionary = make_schema(extra->dictionary, format, "", false);
    owned.buffers.push_back(v.values);
    exported_array& dictionary = make_array(owned.dictionary, static_cast<std::int64_t>(words.size()));
    dictionary.buffers.push_back(nullptr);
    add_strings(dictionary, words, format);
    finish_buffers(owned.dictionary, dictionary);
    array.dictionary = &owned.dictionary;
  } else {
    std::vector<std::string_view> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(static_cast<const text*>(v.values)[i].view());
    const std::string format = string_format(values, strings);
    make_schema(schema, format, f.name, f.nullable);
    add_strings(owned, values, format);
  }
  finish_buffers(array, owned);
}

// One column.
void export_column(const DataFrame& frame, std::size_t c, arrow_strings strings, ArrowSchema& schema,
                   ArrowArray& array) {
  const table& rows = rows_of(frame);
  exported_array& owned = make_array(array, rows.rows());
  owned.owner = frame;
  export_values(owned, rows.field_at(c), rows.column(c), static_cast<std::size_t>(rows.rows()), strings, schema, array);
}

}  // namespace
}  // namespace rt

void DataFrame::to_arrow(ArrowSchema* schema, ArrowArray* array, arrow_strings strings) const {
  const rt::table& rows = rt::rows_of(*this);
  rt::make_schema(*schema, "+s", "", false);
  auto* extra = static_cast<rt::exported_schema*>(schema->private_data);
  rt::exported_array& owned = rt::make_array(*array, rows.rows());
  owned.buffers.push_back(nullptr);
  rt::finish_buffers(*array, owned);
  extra->children.resize(rows.width());
  owned.children.resize(rows.width());
  for (std::size_t c = 0; c < rows.width(); ++c) {
    rt::export_column(*this, c, strings, extra->children[c], owned.children[c]);
    extra->pointers.push_back(&extra->children[c]);
    owned.pointers.push_back(&owned.children[c]);
  }
  schema->n_children = array->n_children = static_cast<std::int64_t>(rows.width());
  schema->children = extra->pointers.data();
  array->children = owned.pointers.data();
}

}  // namespace bodo
