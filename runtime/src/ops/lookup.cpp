#include "bodo/rt/lookup.h"

#include <vector>

#include "bodo/rt/guard.h"
#include "bodo/rt/join.h"
#include "bodo/rt/redistribute.h"
#include "bodo/rt/route.h"

namespace bodo::rt {

table lookup(const site& at, const table& t, std::initializer_list<chosen_column> keys_of, const table& from,
             std::initializer_list<chosen_column> keys_from, std::initializer_list<chosen_column> taken_from) {
  const std::vector<std::uint32_t> keys = numbers_of(t, keys_of), from_keys = numbers_of(from, keys_from);
  const std::vector<std::uint32_t> taken = numbers_of(from, taken_from);
  if (!t.is_replicated() || !from.is_replicated()) guard(at);
  std::vector<field> key_fields, payload, sent, made;
  std::vector<std::uint32_t> columns(from_keys);
  for (const std::uint32_t c : from_keys) key_fields.push_back(from.field_at(c));
  for (const std::uint32_t c : taken) {
    columns.push_back(c);
    payload.push_back(from.field_at(c));
    made.push_back(payload.back());
    made.back().nullable = true;
  }
  const std::vector<std::uint32_t> probed(keys);
  for (const std::uint32_t c : probed) sent.push_back(t.field_at(c));

  join_table rows(at, join::left, key_fields, payload);
  table_scan scan(from, columns);
  for (batch b; scan.next(b);) rows.add(b.columns, b);
  if (from.is_replicated())
    rows.finish_local();
  else if (t.is_replicated())
    rows.finish_everywhere();
  else
    rows.finish_in_order(t.rows());

  table_builder out(at, made);
  matches pairs;
  std::vector<taken_column> parts(payload.size());
  std::vector<column_view> views(payload.size());
  route to(at, rows, sent);
  table_scan asking(t, probed);
  const auto send = [](batch& b, outgoing& o) { o.add(b.columns, b); };
  for (received_batch received; to.next(asking, send, received);) {
    rows.probe_left(std::span(received.columns).first(probed.size()), received.rows);
    while (rows.next(pairs)) {
      for (std::size_t c = 0; c < views.size(); ++c)
        views[c] = parts[c].take(rows.column(c), pairs.right, pairs.count, true);
      out.add(views, pairs.all());
    }
  }
  return out.finish_like(t);
}

}  // namespace bodo::rt
