#include "bodo/rt/route.h"

#include <vector>

#include "bodo/rt/exchange.h"
#include "bodo/rt/hash.h"
#include "join_impl.h"

namespace bodo::rt {

struct route::impl {
  impl(const site& at, const join_table::impl& to, std::span<const field> columns) : to(to) {
    if (to.spread) moving = new row_exchange(at, columns);
  }
  ~impl() { delete moving; }

  const join_table::impl& to;
  row_exchange* moving = nullptr;  // null where the rows pass through
  bool closed = false;
  // rows that pass through, handed out once
  std::vector<column_view> columns;
  rows passing;
  std::uint32_t size = 0;
  bool waiting = false;

  std::vector<std::uint64_t> hashes;
  std::vector<std::uint16_t> destination;
};

route::route(const site& at, const join_table& to, std::span<const field> columns)
    : self_(new impl(at, *to.self_, columns)) {}
route::~route() { delete self_; }

void route::send(std::span<const column_view> keys, std::span<const column_view> columns, rows rows) {
  impl& s = *self_;
  if (s.moving == nullptr) {
    s.columns.assign(columns.begin(), columns.end());
    s.passing = rows;
    s.waiting = true;
    return;
  }
  s.hashes.resize(batch_capacity);
  s.destination.resize(batch_capacity);
  hash_columns(keys, kinds_of(s.to.key_fields, keys), rows, s.hashes.data());
  const int ranks = rt::size();
  for (std::uint32_t k = 0; k < rows.count; ++k)
    s.destination[k] = static_cast<std::uint16_t>(owner_of_hash(s.hashes[k], ranks));
  s.moving->add(columns, rows, s.destination.data());
  if (s.moving->full()) s.moving->round(false);
}

void route::close() { self_->closed = true; }

bool route::next(batch& moved, rows& arrived) {
  impl& s = *self_;
  if (s.moving != nullptr) {
    if (!s.moving->next(moved)) return false;
    arrived = moved;
    return true;
  }
  if (!s.waiting) return false;
  s.waiting = false;
  if (s.passing.count == 0) return false;
  moved.columns = s.columns;
  // as many rows as the selection reaches
  moved.size = s.passing[s.passing.count - 1] + 1;
  moved.first_row = 0;
  arrived = s.passing;
  return true;
}

bool route::open() {
  impl& s = *self_;
  if (!s.closed) return true;
  if (s.moving == nullptr || !s.moving->open()) return false;
  s.moving->round(true);
  return true;
}

}  // namespace bodo::rt
