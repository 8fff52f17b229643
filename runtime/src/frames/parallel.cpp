// The parallel APIs of ordinary code, on scalars, vectors, arrays and frames.
#include <bodo/parallel.h>
#include <fmt/format.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <set>
#include <string>

#include "bodo/rt/agreement.h"
#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/exchange.h"
#include "bodo/rt/frames.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/redistribute.h"
#include "frames/frame_handle.h"
#include "job/job.h"

namespace bodo {

int get_rank() { return rt::rank(); }
int get_size() { return rt::size(); }
void barrier(bodo::detail::call_site where) { rt::barrier(rt::site_of(where, "barrier")); }

namespace detail {

received_bytes::received_bytes(std::size_t size) : data_(static_cast<char*>(std::malloc(size + 1))), size_(size) {
  if (data_ == nullptr) throw std::bad_alloc();
}
received_bytes::received_bytes(received_bytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
received_bytes::~received_bytes() { std::free(data_); }

}  // namespace detail

namespace rt {
namespace {

bodo::detail::received_bytes copy_of(std::string_view bytes) {
  bodo::detail::received_bytes copy(bytes.size());
  copy_bytes(copy.data(), bytes.data(), bytes.size());
  return copy;
}

const site& check_root(const site& at, int root) {
  if (root < 0 || root >= size())
    fail_together(at, fmt::format("there is no rank {}: ranks are 0 to {}", root, size() - 1));
  return at;
}

compared compared_type(std::string_view type) {
  compared of_type;
  of_type.as = compared::shown::type;
  of_type.text = type;
  of_type.hash = agree_on(0, type);
  return of_type;
}

// Entry with a value: its type and the root must be the same on all ranks, and the root must exist.
const site& entry(bodo::detail::call_site where, const char* operation, std::string_view type, int root) {
  const site& at = site_of(where, operation);
  const compared both[] = {compared_type(type), compared_value(root)};
  compare(at, both);
  return root == bodo::detail::every_rank && std::string_view(operation) == "allgatherv" ? at : check_root(at, root);
}

// Entry with a frame: all ranks must pass the same one.
template <class... More>
const site& entry(bodo::detail::call_site where, const char* operation, const DataFrame& frame, More... more) {
  const site& at = site_of(where, operation);
  rt::guard_with(at, frame, more...);
  return at;
}

// Entry with a value that must be the same on all ranks, and its type.
void entry_of_same(const compared& value, std::string_view type, bodo::detail::call_site where) {
  const compared both[] = {value, compared_type(type)};
  compare(site_of(where, "assume_same"), both);
}

std::string_view view_of(const void* bytes, std::size_t size) { return {static_cast<const char*>(bytes), size}; }

// Strings as one text: each one's length, then its bytes.
std::string packed(const std::string* strings, std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t n = strings[i].size();
    bytes.append(reinterpret_cast<const char*>(&n), sizeof n);
    bytes += strings[i];
  }
  return bytes;
}
std::vector<std::string> unpacked(std::string_view bytes) {
  std::vector<std::string> strings;
  while (!bytes.empty()) {
    std::uint64_t n;
    std::memcpy(&n, bytes.data(), sizeof n);
    strings.emplace_back(bytes.substr(sizeof n, n));
    bytes.remove_prefix(sizeof n + n);
  }
  return strings;
}

// The root's parts, one per rank: part(r) is called only on the root.
template <class Part>
std::string part_of_root(const site& at, int root, Part part) {
  exchange x(at);
  if (rank() == root)
    for (int r = 0; r < size(); ++r) {
      const std::string_view bytes = part(r);
      x.to(r).append(reinterpret_cast<const std::byte*>(bytes.data()), bytes.size());
    }
  x.round(true);
  const std::span<const std::byte> mine = x.from(root);
  return {reinterpret_cast<const char*>(mine.data()), mine.size()};
}

// A frame with its labels as the last column if they aren't a range, and the conversion back.
struct labelled {
  table rows;
  bool has_labels;
};
labelled with_labels(const DataFrame& frame) {
  const index& labels = index_of(frame);
  return {labels.is_range() ? rows_of(frame) : rows_of(frame).beside(labels.labels), !labels.is_range()};
}
DataFrame without_labels(const table& t, bool has_labels, std::int64_t start) {
  return has_labels ? to_frame(t, rt::labels::last_column) : make_frame(t, {start, {}});
}

// Replicated frames need no gathering; warns once per statement.
void warn_replicated(const site& at) {
  static std::set<const site*> warned;
  if (rank() == 0 && size() > 1 && warned.insert(&at).second) warn(at, "every rank holds the whole frame already");
}

template <class Operation>
DataFrame apply(const DataFrame& frame, Operation operation) {
  const labelled l = with_labels(frame);
  return without_labels(operation(l.rows), l.has_labels, index_of(frame).start);
}

// The labels of the root's frame, or the start of their range: other ranks' frames are ignored.
template <class Operation>
DataFrame apply_of_root(const DataFrame& frame, int root, Operation operation) {
  const labelled l = with_labels(frame);
  struct picture {
    std::int64_t start;
    std::int64_t has_labels;
  };
  const picture roots = bcast_value(picture{index_of(frame).start, l.has_labels}, root);
  return without_labels(operation(l.rows), roots.has_labels != 0, roots.start);
}

}  // namespace
}  // namespace rt

namespace detail {

received_bytes gather_bytes(const void* bytes, std::size_t size, std::string_view type, int root, call_site where) {
  rt::entry(where, root == every_rank ? "allgatherv" : "gatherv", type, root);
  const std::string_view mine = rt::view_of(bytes, size);
  const rt::gathered all = root == every_rank ? rt::allgather(mine) : rt::gather(mine, root);
  return rt::copy_of({all.bytes.data(), all.bytes.size()});
}

received_bytes broadcast_bytes(const void* bytes, std::size_t size, std::string_view type, int root, call_site where) {
  rt::entry(where, "bcast", type, root);
  const std::vector<char> all = rt::bcast(rt::view_of(bytes, size), root);
  return rt::copy_of({all.data(), all.size()});
}

received_bytes scatter_bytes(const void* bytes, std::size_t count, std::size_t width, std::string_view type, int root,
                             call_site where) {
  const rt::site& at = rt::entry(where, "scatterv", type, root);
  return rt::copy_of(rt::part_of_root(at, root, [&](int r) {
    const rt::block rows = rt::block_of(static_cast<std::int64_t>(count), r, rt::size());
    return rt::view_of(bytes, count * width)
        .substr(static_cast<std::size_t>(rows.begin) * width, static_cast<std::size_t>(rows.count) * width);
  }));
}

std::vector<std::string> gather_strings(const std::string* strings, std::size_t count, std::string_view type, int root,
                                        call_site where) {
  const std::string mine = rt::packed(strings, count);
  const received_bytes all = gather_bytes(mine.data(), mine.size(), type, root, where);
  return rt::unpacked({all.data(), all.size()});
}

std::vector<std::string> broadcast_strings(const std::string* strings, std::size_t count, std::string_view type,
                                           int root, call_site where) {
  const std::string mine = rt::packed(strings, count);
  const received_bytes all = broadcast_bytes(mine.data(), mine.size(), type, root, where);
  return rt::unpacked({all.data(), all.size()});
}

std::vector<std::string> scatter_strings(const std::string* strings, std::size_t count, std::string_view type, int root,
                                         call_site where) {
  const rt::site& at = rt::entry(where, "scatterv", type, root);
  std::string part;
  return rt::unpacked(rt::part_of_root(at, root, [&](int r) {
    const rt::block rows = rt::block_of(static_cast<std::int64_t>(count), r, rt::size());
    part = rt::packed(strings + rows.begin, static_cast<std::size_t>(rows.count));
    return std::string_view(part);
  }));
}

}  // namespace detail

void detail::check_same(std::int64_t value, std::string_view type, call_site where) {
  rt::entry_of_same(rt::compared_value(value), type, where);
}
void detail::check_same(double value, std::string_view type, call_site where) {
  rt::entry_of_same(rt::compared_value(value), type, where);
}
void detail::check_same(std::string_view bytes, std::string_view type, call_site where) {
  rt::compared value;
  value.hash = rt::agree_on(0, bytes);
  rt::entry_of_same(value, type, where);
}

DataFrame gatherv(const DataFrame& frame, int root, bodo::detail::call_site where) {
  const rt::site& at = rt::check_root(rt::entry(where, "gatherv", frame, root), root);
  if (!frame.is_distributed()) rt::warn_replicated(at);
  return rt::apply(frame, [&](const rt::table& t) { return rt::gather_to(at, t, root); });
}

DataFrame allgatherv(const DataFrame& frame, bodo::detail::call_site where) {
  const rt::site& at = rt::entry(where, "allgatherv", frame);
  if (!frame.is_distributed()) rt::warn_replicated(at);
  return rt::apply(frame, [&](const rt::table& t) { return rt::gather(at, t); });
}

DataFrame scatterv(const DataFrame& frame, int root, bodo::detail::call_site where) {
  const rt::site& at = rt::entry(where, "scatterv", "DataFrame", root);
  return rt::apply_of_root(frame, root, [&](const rt::table& t) { return rt::scatter(at, t, root); });
}

DataFrame bcast(const DataFrame& frame, int root, bodo::detail::call_site where) {
  const rt::site& at = rt::entry(where, "bcast", "DataFrame", root);
  return rt::apply_of_root(frame, root, [&](const rt::table& t) { return rt::broadcast(at, t, root); });
}

DataFrame from_local_rows(const DataFrame& frame, bodo::detail::call_site where) {
  const rt::site& at = rt::site_of(where, "from_local_rows");
  rt::guard(at);
  return rt::make_frame(rt::own_rows(at, rt::rows_of(frame)));
}

DataFrame rebalance(const DataFrame& frame, bodo::detail::call_site where) {
  const rt::site& at = rt::entry(where, "rebalance", frame);
  if (!frame.is_distributed()) rt::warn_replicated(at);
  return rt::apply(frame, [&](const rt::table& t) { return rt::rebalance(at, t); });
}

DataFrame random_shuffle(const DataFrame& frame, std::uint64_t seed, bodo::detail::call_site where) {
  const rt::site& at = rt::entry(where, "random_shuffle", frame, seed);
  const rt::table& rows = rt::rows_of(frame);
  rt::table labels = rt::index_of(frame).labels;
  if (labels.width() == 0) {  // rows keep their labels, which become a column
    rt::table_builder b(at, {rt::field{"", bodo::int64}});
    const std::vector<std::int64_t> all = rt::labels_of(rows, rt::index_of(frame), 0, rows.rows());
    rt::copy_bytes(b.extend<std::int64_t>(0, rows.rows()), all.data(), all.size() * sizeof all[0]);
    labels = b.finish(rt::layout::replicated);
  }
  return rt::without_labels(rt::random_shuffle(at, rows.beside(labels), seed), true, 0);
}

}  // namespace bodo
