// The rows of a join's build side that no row has matched, or those that one has.
#include <algorithm>
#include <cstring>
#include <optional>

#include "bodo/rt/collective.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/sort.h"
#include "columns/bits.h"
#include "ops/join_impl.h"

namespace bodo::rt {

namespace {

// Bits that are set on any rank. Collective.
void combine(std::vector<std::uint64_t>& bits) {
  constexpr std::size_t chunk = 1 << 13;
  const auto ranks = static_cast<std::size_t>(size());
  std::vector<std::uint64_t> all(ranks * std::min(chunk, bits.size()));
  for (std::size_t from = 0; from < bits.size(); from += chunk) {
    const std::size_t n = std::min(chunk, bits.size() - from);
    allgather(bits.data() + from, n * sizeof(std::uint64_t), all.data());
    for (std::size_t r = 0; r < ranks; ++r)
      for (std::size_t w = 0; w < n; ++w) bits[from + w] |= all[r * n + w];
  }
}

}  // namespace

array<std::uint32_t> join_table::impl::after_probes(layout l, bool with_match) {
  // each rank has all rows, and takes its share
  const bool everywhere = !spread && !turned && l != layout::replicated;
  if (everywhere && size() > 1) combine(matched);
  const std::int64_t n = rows.rows();
  std::vector<std::uint64_t> by_row;
  const bool of_rows = unique || conditional;
  if (!of_rows) {
    by_row.assign(words_for(static_cast<std::size_t>(n)), 0);
    for (std::size_t key = 0; key + 2 < starts.size(); ++key)
      if (bit_at(matched.data(), key))
        for (std::uint32_t i = starts[key]; i < starts[key + 1]; ++i)
          set_bits(by_row.data(), row_list[i], row_list[i] + std::size_t{1});
  }
  const std::uint64_t* const bits = of_rows ? matched.data() : by_row.data();
  const block share = everywhere ? block_of(n) : block{0, n};
  array<std::uint32_t> numbers(*at);
  for (std::int64_t i = share.begin; i < share.end(); ++i)
    if (bit_at(bits, static_cast<std::size_t>(i)) == with_match) {
      const auto number = static_cast<std::uint32_t>(i);
      numbers.append(&number, 1);
    }
  return numbers;
}

struct unmatched_scan::impl {
  impl(join_table::impl& from, std::span<const column> columns, layout l, bool matched)
      : from(from),
        columns(columns.begin(), columns.end()),
        numbers(from.after_probes(l, matched)),
        taken(columns.size()),
        nothing(batch_capacity * sizeof(int128) / sizeof(std::uint64_t), 0),
        no_words(dictionary::make(*from.at)) {
    for (column& c : this->columns)
      if (!c.is_missing) c.payload = static_cast<std::uint32_t>(from.place_of(c.payload));
    if (from.spread && from.in_order) sort();
  }

  // Rows that are spread by their keys go back to their order.
  void sort() {
    std::vector<field> fields;
    std::vector<column_view> views(columns.size() + 1);
    std::vector<taken_column> parts(views.size());
    for (const column& c : columns)
      fields.push_back(c.is_missing ? field("", bodo::boolean) : from.fields[from.key_fields.size() + c.payload]);
    fields.push_back(from.fields.back());
    const sort_key by_number[] = {fields.size() - 1};
    sorted.emplace(*from.at, fields, by_number);
    while (const std::uint32_t n = take(views)) {
      for (std::size_t c = 0; c < columns.size(); ++c)
        if (columns[c].is_missing) views[c].words = nullptr;
      views.back() = parts.back().take(from.rows.column(from.fields.size() - 1), numbers.data() + done, n, true);
      sorted->add(views, {nullptr, n});
      done += n;
    }
    sorted->finish();
  }

  // Of the next rows, up to a batch.
  std::uint32_t take(std::span<column_view> views) {
    const auto n = static_cast<std::uint32_t>(std::min<std::size_t>(batch_size(), numbers.size() - done));
    for (std::size_t c = 0; c < columns.size(); ++c)
      views[c] = columns[c].is_missing
                     ? missing(columns[c].missing)
                     : taken[c].take(from.payload[columns[c].payload], numbers.data() + done, n, true);
    return n;
  }

  column_view missing(const field& f) const {
    column_view v{nothing.data(), nothing.data(), f.storage() == storage::code ? no_words.get() : nullptr, 0};
    v.width = static_cast<std::uint8_t>(width_of(f.storage()));
    return v;
  }

  join_table::impl& from;
  std::vector<column> columns;
  array<std::uint32_t> numbers;
  std::size_t done = 0;
  std::vector<taken_column> taken;
  std::vector<std::uint64_t> nothing;  // values and bits of columns without values
  ref<dictionary> no_words;
  std::optional<sorter> sorted;
};

unmatched_scan::unmatched_scan(join_table& of, std::initializer_list<column> columns, layout l, bool matched) {
  if (l != layout::replicated) guard(*of.self_->at);
  self_ = new impl(*of.self_, std::span(columns.begin(), columns.size()), l, matched);
}
unmatched_scan::~unmatched_scan() { delete self_; }

bool unmatched_scan::next(batch& out) {
  impl& s = *self_;
  if (s.sorted) {
    if (!s.sorted->next(out)) return false;
    out.columns.resize(s.columns.size());
    for (std::size_t c = 0; c < s.columns.size(); ++c)
      if (s.columns[c].is_missing) out.columns[c] = s.missing(s.columns[c].missing);
    return true;
  }
  out.columns.resize(s.columns.size());
  out.first_row = static_cast<std::int64_t>(s.done);
  out.size = s.take(out.columns);
  s.done += out.size;
  return out.size != 0;
}

}  // namespace bodo::rt
