#pragma once
// What the programs of this folder share: columns of Parquet files by Arrow, each rank's share of the row groups, and
// the result, a Parquet file. All else in them is as an expert in MPI would write it for this one query.
#include <arrow/api.h>
#include <arrow/io/file.h>
#include <mpi.h>
#include <parquet/api/reader.h>
#include <parquet/arrow/writer.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../ranks.h"

// The days from 1970 to a date, as a column of dates holds them.
constexpr std::int32_t days_to(int year, unsigned month, unsigned day) {
  return static_cast<std::int32_t>(
      std::chrono::sys_days(std::chrono::year(year) / month / day).time_since_epoch().count());
}

// Columns of files in which no value is missing, one row group after the other.
class parquet_files {
 public:
  explicit parquet_files(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
      files_.push_back(parquet::ParquetFileReader::OpenFile(path));
      for (int g = 0; g < files_.back()->metadata()->num_row_groups(); ++g) groups_.emplace_back(files_.size() - 1, g);
    }
    at_ = groups_.size() * static_cast<std::size_t>(rank()) / static_cast<std::size_t>(ranks());
    end_ = groups_.size() * static_cast<std::size_t>(rank() + 1) / static_cast<std::size_t>(ranks());
  }
  explicit parquet_files(const std::string& path) : parquet_files(std::vector{path}) {}

  // Goes on to the next row group of this rank's share, if there is one.
  bool next() {
    if (at_ == end_) return false;
    group_ = files_[groups_[at_].first]->RowGroup(groups_[at_].second);
    ++at_;
    rows_ = static_cast<std::size_t>(group_->metadata()->num_rows());
    return true;
  }
  std::size_t rows() const { return rows_; }

  // The values of a column in the row group.
  template <class Type>
  void read(const char* name, std::vector<typename Type::c_type>& values) {
    const auto column = reader<Type>(name);
    const auto wanted = static_cast<std::int64_t>(rows());
    values.resize(rows());
    levels_.resize(rows());
    std::int64_t done = 0;
    for (std::int64_t read = 0; done < wanted && column->HasNext(); done += read)
      column->ReadBatch(wanted - done, levels_.data(), nullptr, values.data() + done, &read);
    if (done != wanted) throw std::runtime_error("a value is missing");
  }

  // By the row group's statistics.
  void check_nothing_is_missing(const char* name) const {
    const int number = group_->metadata()->schema()->ColumnIndex(std::string(name));
    const auto statistics = group_->metadata()->ColumnChunk(number)->statistics();
    if (!statistics || statistics->null_count() != 0) throw std::runtime_error("a value is missing");
  }

  // Calls `use` for the text of each row.
  template <class F>
  void for_each_text(const char* name, F use) {
    const auto column = reader<parquet::ByteArrayType>(name);
    parquet::ByteArray batch[1024];
    std::int16_t levels[1024];
    while (column->HasNext()) {
      std::int64_t read = 0;
      column->ReadBatch(1024, levels, nullptr, batch, &read);
      for (const parquet::ByteArray& text : std::span(batch, static_cast<std::size_t>(read)))
        use(std::string_view(reinterpret_cast<const char*>(text.ptr), text.len));
    }
  }

 private:
  template <class Type>
  std::shared_ptr<parquet::TypedColumnReader<Type>> reader(const char* name) {
    const int number = group_->metadata()->schema()->ColumnIndex(std::string(name));
    return std::static_pointer_cast<parquet::TypedColumnReader<Type>>(group_->Column(number));
  }

  std::vector<std::unique_ptr<parquet::ParquetFileReader>> files_;
  std::vector<std::pair<std::size_t, int>> groups_;  // of all files: file, number within it
  std::size_t at_ = 0, end_ = 0, rows_ = 0;
  std::shared_ptr<parquet::RowGroupReader> group_;
  std::vector<std::int16_t> levels_;
};

// The values of all ranks, on every rank.
template <class T>
std::vector<T> allgather(const std::vector<T>& mine) {
  const int bytes = static_cast<int>(mine.size() * sizeof(T));
  std::vector<int> counts(static_cast<std::size_t>(ranks())), starts(counts.size());
  MPI_Allgather(&bytes, 1, MPI_INT, counts.data(), 1, MPI_INT, MPI_COMM_WORLD);
  std::exclusive_scan(counts.begin(), counts.end(), starts.begin(), 0);
  std::vector<T> all(static_cast<std::size_t>(starts.back() + counts.back()) / sizeof(T));
  MPI_Allgatherv(mine.data(), bytes, MPI_BYTE, all.data(), counts.data(), starts.data(), MPI_BYTE, MPI_COMM_WORLD);
  return all;
}

// Rows for other ranks, by rank; returned are those that came for this one, in the order of the ranks.
template <class T>
std::vector<T> alltoall(const std::vector<std::vector<T>>& outgoing) {
  const auto n = outgoing.size();
  std::vector<int> sent(n), received(n), sent_at(n), received_at(n);
  std::vector<T> packed;
  for (std::size_t r = 0; r < n; ++r) {
    sent[r] = static_cast<int>(outgoing[r].size() * sizeof(T));
    packed.insert(packed.end(), outgoing[r].begin(), outgoing[r].end());
  }
  MPI_Alltoall(sent.data(), 1, MPI_INT, received.data(), 1, MPI_INT, MPI_COMM_WORLD);
  std::exclusive_scan(sent.begin(), sent.end(), sent_at.begin(), 0);
  std::exclusive_scan(received.begin(), received.end(), received_at.begin(), 0);
  std::vector<T> rows(static_cast<std::size_t>(received_at.back() + received.back()) / sizeof(T));
  MPI_Alltoallv(packed.data(), sent.data(), sent_at.data(), MPI_BYTE, rows.data(), received.data(), received_at.data(),
                MPI_BYTE, MPI_COMM_WORLD);
  return rows;
}

inline std::uint64_t hash(std::uint64_t key) {
  key = (key ^ (key >> 32)) * 0x9e3779b97f4a7c15;
  return key ^ (key >> 29);
}

// A set of keys that are dense: a bit for each key up to the largest.
class key_bits {
 public:
  explicit key_bits(const std::vector<std::int64_t>& keys) {
    for (const std::int64_t key : keys) end_ = std::max(end_, static_cast<std::uint64_t>(key) + 1);
    words_.resize(end_ / 64 + 1);
    for (const std::int64_t key : keys) words_[static_cast<std::size_t>(key) / 64] |= std::uint64_t{1} << (key % 64);
  }
  bool has(std::int64_t key) const {
    const auto k = static_cast<std::uint64_t>(key);
    return k < end_ && (words_[k / 64] >> (k % 64) & 1) != 0;
  }

 private:
  std::uint64_t end_ = 0;
  std::vector<std::uint64_t> words_;
};

// A hash table with linear probing from keys to places 0, 1, 2, ... in the order in which they came.
class places {
 public:
  explicit places(std::size_t keys) { grow(keys); }

  std::uint32_t find(std::uint64_t key) const {
    for (std::size_t i = hash(key) & mask_;; i = (i + 1) & mask_)
      if (slots_[i] == none || keys_[slots_[i]] == key) return slots_[i];
  }
  std::uint32_t insert(std::uint64_t key) {
    if (keys_.size() * 2 > mask_) grow(keys_.size() * 2);
    std::size_t i = hash(key) & mask_;
    while (slots_[i] != none && keys_[slots_[i]] != key) i = (i + 1) & mask_;
    if (slots_[i] == none) {
      slots_[i] = static_cast<std::uint32_t>(keys_.size());
      keys_.push_back(key);
    }
    return slots_[i];
  }
  const std::vector<std::uint64_t>& keys() const { return keys_; }

  static constexpr std::uint32_t none = 0xffffffff;

 private:
  void grow(std::size_t keys) {
    std::size_t size = 64;
    while (size < keys * 2) size *= 2;
    mask_ = size - 1;
    slots_.assign(size, none);
    for (std::uint32_t place = 0; place < keys_.size(); ++place) {
      std::size_t i = hash(keys_[place]) & mask_;
      while (slots_[i] != none) i = (i + 1) & mask_;
      slots_[i] = place;
    }
  }

  std::size_t mask_ = 0;
  std::vector<std::uint32_t> slots_;
  std::vector<std::uint64_t> keys_;
};

// The result, a column at a time.
class result {
 public:
  template <class Builder, class Values>
  void add(const char* name, Builder&& builder, const Values& values) {
    for (const auto& value : values) PARQUET_THROW_NOT_OK(builder.Append(value));
    std::shared_ptr<arrow::Array> array;
    PARQUET_THROW_NOT_OK(builder.Finish(&array));
    fields_.push_back(arrow::field(name, array->type()));
    arrays_.push_back(std::move(array));
  }
  void write(const std::string& path) const {
    std::shared_ptr<arrow::io::FileOutputStream> out;
    PARQUET_ASSIGN_OR_THROW(out, arrow::io::FileOutputStream::Open(path));
    PARQUET_THROW_NOT_OK(parquet::arrow::WriteTable(*arrow::Table::Make(arrow::schema(fields_), arrays_),
                                                    arrow::default_memory_pool(), out));
  }

 private:
  std::vector<std::shared_ptr<arrow::Field>> fields_;
  std::vector<std::shared_ptr<arrow::Array>> arrays_;
};

// Runs the program between two barriers, and says on rank 0's standard error how long it took, as timed_main.cpp does.
template <class F>
int timed(int argc, char** argv, F program) {
  MPI_Init(&argc, &argv);
  MPI_Barrier(MPI_COMM_WORLD);
  const double started = MPI_Wtime();
  program(argv);
  MPI_Barrier(MPI_COMM_WORLD);
  if (rank() == 0) std::fprintf(stderr, "inside %.6f\n", MPI_Wtime() - started);
  MPI_Finalize();
  return 0;
}
