#include "files/scanned_column.h"

#include <string>
#include <utility>

#include "files/schema/file_error.h"
#include "job/work.h"

namespace bodo::rt::files {

scanned_column::scanned_column(const parquet_files::content& from, std::uint32_t column)
    : from_(&from),
      column_(column),
      as_(from.fields[column]),
      words_(as_.coded ? dictionary::make(from.at) : ref<dictionary>()),
      reader_(from.at, as_, words_.get()) {}

void scanned_column::open(const row_group& group, int number, std::shared_ptr<const random_file> opened) {
  group_ = &group;
  opened_ = std::move(opened);
  may_be_kept_ = false;
  const wanted_column& lies = file().columns[column_];
  if (lies.form.nested >= 0) {
    place_ = place::nested;
    if (!nested_) nested_ = std::make_unique<nested_column>(from_->at, as_);
    nested_->open(opened_, group.file, number, lies.form.nested);
    return;
  }
  place_ = lies.in_folder ? place::folder : place::pages;
  may_be_kept_ = place_ == place::pages && from_->cache && file().version;
  reader_.open(*opened_, chunk().chunk, lies.form, group.rows);
}

void scanned_column::begin_batch(std::int64_t first) {
  first_ = first;
  switch (place_) {
    case place::nested: return nested_->begin_batch(first);
    case place::cache: return kept_->begin_batch(first);
    default: return reader_.begin_batch(first);
  }
}

// Decodes all rows of the row group, also those that this program does not need.
mapped_contents scanned_column::decode_and_keep(const column_key& key) {
  if (!from_->cache->stores()) return {};
  try {
    const ref<dictionary> words = as_.coded ? dictionary::make(from_->at) : ref<dictionary>();
    column_reader all(from_->at, as_, words.get());
    all.open(*opened_, chunk().chunk, file().columns[column_].form, group_->rows);
    const std::string contents = contents_to_keep(all, as_, words.get(), group_->rows);
    bytes_read_ += all.bytes_read();
    bytes_decompressed_ += all.bytes_decompressed();
    if (!is_same(*opened_, file())) return {};
    return from_->cache->keep(key, contents);
  } catch (const file_error&) {  // it may concern rows that the program does not need
    return {};
  }
}

void scanned_column::look_in_cache() {
  may_be_kept_ = false;
  const column_key key = key_of(file().version, chunk().chunk, as_);
  mapped_contents found = from_->cache->find(key);
  if (!found) found = decode_and_keep(key);
  if (!found) return;
  count_read(static_cast<std::int64_t>(found.size()));
  place_ = place::cache;
  if (!kept_) kept_ = std::make_unique<kept_column>(from_->at, as_, words_.get());
  kept_->open(std::move(found));
  kept_->begin_batch(first_);
}

void scanned_column::read(rt::rows at) {
  if (read_already()) return;
  if (may_be_kept_) look_in_cache();
  count_decoded(static_cast<std::int64_t>(at.count * width_of(as_.storage())));
  const std::uint32_t slots = at.at == nullptr ? at.count : std::uint32_t{at.at[at.count - 1]} + 1;
  switch (place_) {
    case place::cache: return kept_->read(at);
    case place::nested: return nested_->read(slots);
    case place::pages: return at.at == nullptr ? reader_.read(at.count) : reader_.read_at(at.at, at.count);
    case place::folder: {
      const wanted_column& lies = file().columns[column_];
      if (lies.missing) return reader_.fill_missing(slots);
      if (as_.type == bodo::string) return reader_.fill_texts(slots, lies.text.data(), lies.text.size());
      return reader_.fill_integers(slots, lies.integer);
    }
  }
}

column_view scanned_column::view() const {
  switch (place_) {
    case place::nested: return nested_->view();
    case place::cache: return kept_->view();
    default: return reader_.view();
  }
}

bool scanned_column::read_already() const {
  switch (place_) {
    case place::nested: return nested_->read_already();
    case place::cache: return kept_->read_already();
    default: return reader_.read_already();
  }
}

}  // namespace bodo::rt::files
