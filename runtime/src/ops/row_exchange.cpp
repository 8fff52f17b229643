#include <algorithm>

#include "bodo/rt/table.h"
#include "columns/table_content.h"
#include "ops/row_exchange.h"
#include "ops/row_packing.h"

namespace bodo::rt {

struct row_exchange::impl {
  impl(const site& at, std::span<const field> wanted)
      : bytes(at), fields(wanted.begin(), wanted.end()), words(dictionaries_for(at, fields)) {
    widths = widths_of(fields);
    for (int r = 0; r < size(); ++r) {
      packers.emplace_back(at, fields);
      unpackers.emplace_back(fields, words);
    }
    counts.resize(static_cast<std::size_t>(size()));
    received.resize(static_cast<std::size_t>(size()));
  }

  exchange bytes;
  std::vector<field> fields;
  std::vector<std::size_t> widths;
  std::vector<ref<dictionary>> words;
  std::vector<row_packer> packers;      // per destination
  std::vector<row_unpacker> unpackers;  // per source
  std::vector<std::size_t> counts;      // of the current batch, per destination
  std::vector<std::int64_t> received;   // rows of all rounds but the last, per source
  std::vector<std::vector<std::uint64_t>> bitmaps;
  // position of next() in the last round
  std::size_t source = 0;
  std::size_t row = 0;
  int last_source = 0;
};

row_exchange::row_exchange(const site& at, std::span<const field> fields) : impl_(new impl(at, fields)) {}
row_exchange::row_exchange(const site& at, std::initializer_list<field> fields)
    : row_exchange(at, std::span(fields.begin(), fields.size())) {}
row_exchange::~row_exchange() { delete impl_; }

void row_exchange::add(std::span<const column_view> columns, rows at, const std::uint16_t* destination) {
  impl& x = *impl_;
  std::fill(x.counts.begin(), x.counts.end(), 0);
  for (std::uint32_t k = 0; k < at.count; ++k) ++x.counts[destination[k]];
  row_packer::scatter(x.packers, columns, at, destination, x.counts);
}

void row_exchange::add(std::span<const column_view> columns, rows at, int destination) {
  impl_->packers[static_cast<std::size_t>(destination)].add(columns, at);
}

bool row_exchange::full() const {
  std::size_t bytes = 0;
  for (const row_packer& p : impl_->packers) bytes += p.bytes();
  return bytes >= round_bytes;
}

void row_exchange::round(bool done) {
  impl& x = *impl_;
  for (std::size_t r = 0; r < x.packers.size(); ++r) {
    x.received[r] += static_cast<std::int64_t>(x.unpackers[r].rows());
    x.packers[r].write_to(x.bytes.to(static_cast<int>(r)));
    x.packers[r].clear();
  }
  x.bytes.round(done);
  for (std::size_t r = 0; r < x.unpackers.size(); ++r) {
    const std::span<const std::byte> message = x.bytes.from(static_cast<int>(r));
    x.unpackers[r].unpack({const_cast<std::byte*>(message.data()), message.size()});
  }
  x.source = x.row = 0;
}

bool row_exchange::open() const { return impl_->bytes.open(); }

bool row_exchange::next(batch& b) {
  impl& x = *impl_;
  while (x.source < x.unpackers.size() && x.row == x.unpackers[x.source].rows()) {
    ++x.source;
    x.row = 0;
  }
  if (x.source == x.unpackers.size()) return false;
  const row_unpacker& from = x.unpackers[x.source];
  const auto n = static_cast<std::uint32_t>(std::min<std::size_t>(batch_size(), from.rows() - x.row));
  cut_batch(from.columns(), x.widths, x.row, n, x.bitmaps, b);
  b.first_row = x.received[x.source] + static_cast<std::int64_t>(x.row);
  x.row += n;
  x.last_source = static_cast<int>(x.source);
  return true;
}

int row_exchange::source() const { return impl_->last_source; }

}  // namespace bodo::rt
