// Comparison of frames and scalars by the guard.
#include "bodo/rt/agreement.h"

#include <bodo/format.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "frames/frame_handle.h"
#include "job/environment.h"
#include "keys/hash_columns.h"

namespace bodo::rt {
namespace {

std::uint64_t add(std::uint64_t so_far, std::uint64_t value) {
  return agree_on(so_far, static_cast<std::int64_t>(value));
}

std::uint64_t schema_hash(const table& rows) {
  std::uint64_t h = add(0, rows.width());
  for (std::size_t c = 0; c < rows.width(); ++c) {
    const field& f = rows.field_at(c);
    h = agree_on(h, std::string_view(f.name));
    h = agree_on(h, std::string_view(to_string(f.type)));
    h = add(h, f.nullable ? 1 : 0);
  }
  return h;
}

std::uint64_t content_hash(const table& t) {
  static const std::int64_t limit = environment_bytes("BODO_COMPARE_LIMIT", 4 << 20);
  std::int64_t row_bytes = 1;
  for (field f : t.fields()) {
    f.coded = false;
    row_bytes += static_cast<std::int64_t>(width_of(f.storage()));
  }
  // of many rows evenly spaced batches, which are the same on all ranks
  const std::int64_t per_batch = batch_size();
  const std::int64_t batches = (t.rows() + per_batch - 1) / per_batch;
  const std::int64_t wanted = std::max<std::int64_t>(2, limit / row_bytes / per_batch);
  const std::int64_t step = std::max<std::int64_t>(1, batches / wanted);

  std::uint64_t all = 0;
  table_scan scan(t);
  std::vector<std::uint64_t> hashes(batch_capacity);
  std::int64_t number = 0;
  for (batch b; scan.next(b); ++number) {
    if (number % step != 0 && number != batches - 1) continue;
    for (std::size_t c = 0; c < t.width(); ++c) {
      hash_contents(b.columns[c], t.field_at(c), b, hashes.data());
      std::uint64_t place = mix(static_cast<std::uint64_t>(b.first_row) * 0x9fb21c651e98df25U + c);
      for (std::uint32_t i = 0; i < b.size; ++i) all += mix(hashes[i] ^ ++place);
    }
  }
  return all;
}

std::uint64_t fingerprint(const bodo::detail::frame_state& frame) {
  const table& rows = frame.rows;
  std::uint64_t h = schema_hash(rows);
  h = add(h, static_cast<std::uint64_t>(rows.total()));
  h = add(h, rows.is_replicated() ? 1 : 2);
  h = add(h, frame.labels.is_range() ? static_cast<std::uint64_t>(frame.labels.start) : missing_seed);
  if (!rows.is_replicated()) return add(h, frame.identity);
  h = add(h, content_hash(rows));
  return frame.labels.is_range() ? h : add(h, content_hash(frame.labels.labels));
}

std::string text_of(const bodo::detail::frame_state* frame) {
  if (frame == nullptr) return "a frame without columns";
  const table& rows = frame->rows;
  std::string columns;
  for (const field& f : rows.fields())
    columns += fmt::format("{}{}: {}{}", columns.empty() ? "" : ", ", f.name, to_string(f.type), f.nullable ? "?" : "");
  return rows.is_replicated() ? fmt::format("a frame of {} rows on every rank {{{}}}", rows.total(), columns)
                              : fmt::format("a frame of {} rows over all ranks {{{}}}", rows.total(), columns);
}

compared compared_state(const bodo::detail::frame_state* frame) {
  compared v;
  v.as = compared::shown::frame;
  v.frame = frame;
  v.frame_text = text_of;
  if (size() == 1 || frame == nullptr) return v;
  if (frame->fingerprint == 0) frame->fingerprint = fingerprint(*frame) | 1;
  v.hash = frame->fingerprint;
  return v;
}

}  // namespace

compared compared_frame(const DataFrame& frame) { return compared_state(bodo::detail::access::of(frame).get()); }
compared compared_frame(const Matrix& array) { return compared_state(bodo::detail::access::of(array).get()); }
compared compared_frame(const Series& series) { return compared_state(bodo::detail::access::of(series).get()); }

std::uint64_t hash_of_scalar(const Scalar& scalar) {
  return agree_on(static_cast<std::uint64_t>(scalar.has_value()),
                  std::string_view(fmt::format("{}: {}", to_string(scalar.type()), to_string(scalar))));
}

}  // namespace bodo::rt
