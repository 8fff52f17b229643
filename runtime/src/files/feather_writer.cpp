#include "bodo/rt/feather_writer.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "columns/column_count.h"
#include "files/atomic_output.h"
#include "files/column_collector.h"
#include "files/schema/arrow_units.h"
#include "files/schema/file_error.h"
#include "files/schema/utf8.h"
#include "files/together.h"
#include "job/progress.h"

namespace bodo::rt {
namespace {

using files::column_collector;
using files::file_error;
using files::must;

// Rows of a record batch, and bytes of a column that end it early: Arrow's offsets have 32 bits.
constexpr std::int64_t batch_rows = std::int64_t{1} << 16;
constexpr std::size_t largest_column = std::size_t{1} << 30;

template <class T>
T take(arrow::Result<T> result) {
  must(result.status());
  return result.MoveValueUnsafe();
}

std::string reason_to_stay(const std::string& place) {
  struct stat info;
  if (stat(place.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return "it is a folder, and Feather is one file";
  return access(place.c_str(), W_OK) == 0 ? "" : std::strerror(errno);
}

}  // namespace

struct feather_writer::impl {
  impl(const site& s, std::string_view path, std::span<const field> columns)
      : at(s), output(s, path, reason_to_stay), fields(columns.begin(), columns.end()) {
    if (path.ends_with('/')) fail_together(at, "'" + std::string(path) + "' names a folder, and Feather is one file");
    arrow::FieldVector members;
    for (const field& f : fields) {
      members.push_back(arrow::field(f.name, files::arrow_type(f.type), f.nullable));
      collectors.push_back(std::make_unique<column_collector>(at, f));
    }
    schema = arrow::schema(std::move(members));
  }

  std::string own_file(int of) const { return output.folder() + "/" + std::to_string(of); }
  void write_batch();
  void close();
  void join(const std::vector<int>& ranks);

  site at;
  files::atomic_output output;
  std::vector<field> fields;
  std::vector<std::unique_ptr<column_collector>> collectors;
  std::shared_ptr<arrow::Schema> schema;
  std::shared_ptr<arrow::io::FileOutputStream> file;
  std::shared_ptr<arrow::ipc::RecordBatchWriter> writer;
  std::int64_t rows = 0;  // collected
  bool any = false;
};

void feather_writer::impl::write_batch() {
  if (rows == 0) return;
  if (writer == nullptr) {
    for (const field& f : fields) files::must_be_utf8(f.name);
    file = take(arrow::io::FileOutputStream::Open(output.make_room(std::to_string(rank()))));
    writer = take(arrow::ipc::MakeFileWriter(file, schema));
    any = true;
  }
  arrow::ArrayVector columns;
  for (std::size_t c = 0; c < collectors.size(); ++c) {
    auto values = collectors[c]->take();
    if (values->type_id() == arrow::Type::DICTIONARY) {
      // as texts: batches and ranks have dictionaries of their own, and a file has one
      const auto& coded = static_cast<const arrow::DictionaryArray&>(*values);
      const auto& words = static_cast<const arrow::StringArray&>(*coded.dictionary());
      arrow::StringBuilder texts;
      for (std::int64_t i = 0; i < coded.length(); ++i)
        must(coded.IsNull(i) ? texts.AppendNull() : texts.Append(words.GetView(coded.GetValueIndex(i))));
      values = take(texts.Finish());
    }
    columns.push_back(std::move(values));
  }
  must(writer->WriteRecordBatch(*arrow::RecordBatch::Make(schema, rows, columns)));
  rows = 0;
}

void feather_writer::impl::close() {
  if (writer != nullptr) must(writer->Close());
  if (file != nullptr) must(file->Close());
  writer = nullptr;
  file = nullptr;
}

// The record batches of these ranks, in one file.
void feather_writer::impl::join(const std::vector<int>& ranks) {
  auto whole = take(arrow::io::FileOutputStream::Open(output.make_room("whole")));
  auto to = take(arrow::ipc::MakeFileWriter(whole, schema));
  for (const int r : ranks) {
    auto part = take(arrow::ipc::RecordBatchFileReader::Open(take(arrow::io::ReadableFile::Open(own_file(r)))));
    for (int b = 0; b < part->num_record_batches(); ++b) must(to->WriteRecordBatch(*take(part->ReadRecordBatch(b))));
  }
  must(to->Close());
  must(whole->Close());
}

feather_writer::feather_writer(const site& at, std::string_view path, std::span<const field> columns)
    : impl_(new impl(at, path, columns)) {}

feather_writer::~feather_writer() { delete impl_; }

void feather_writer::add(std::span<const column_view> columns, bodo::rt::rows at) {
  impl& w = *impl_;
  check_column_count(w.at, columns.size(), w.collectors.size());
  bool full = false;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    w.collectors[c]->add(columns[c], at);
    full = full || w.collectors[c]->bytes() > largest_column;
  }
  w.rows += at.count;
  if (!full && w.rows < batch_rows) return;
  try {
    w.write_batch();
  } catch (const file_error& e) {
    fail(w.at, "cannot write '" + w.output.given() + "': " + e.what());
  }
}

void feather_writer::finish(layout of_rows) {
  impl& w = *impl_;
  const long_step writing("write");
  guard(w.at);
  const auto titled = [&](auto step) {
    return [&w, step] {
      try {
        return step();
      } catch (const file_error& e) {
        throw file_error("cannot write '" + w.output.given() + "': " + e.what());
      }
    };
  };
  const gathered all = files::gather_or_fail(w.at, titled([&] {
                                               w.write_batch();
                                               w.close();
                                               const bool mine = of_rows != layout::replicated || rank() == 0;
                                               return std::string(w.any && mine ? "r" : "");
                                             }));
  std::vector<int> ranks;
  for (int r = 0; r < size(); ++r)
    if (all.of(r).starts_with('r')) ranks.push_back(r);
  files::gather_or_fail(w.at, titled([&] {
                          if (rank() == 0) w.join(ranks);
                          return std::string();
                        }));
  w.output.commit(w.output.folder() + "/whole", "", [] {});
}

}  // namespace bodo::rt
