// ranks: 1 2 3 4 7
#include "ops/row_exchange.h"

#include <catch2/catch.hpp>
#include <vector>

#include "runtime/sample_rows.h"

namespace test_exchange {

using namespace sample_rows;

TEST_CASE("bytes arrive as they were sent, round after round") {
  exchange x(here);
  // rank r has r + 1 rounds of its own; sizes differ by sender, receiver and round
  const auto bytes = [](int from, int to, int round) {
    return static_cast<std::size_t>((from * 31 + to * 17 + round) % 5 * 1000);
  };
  int round = 0;
  do {
    const bool mine = round <= rank();
    if (mine)
      for (int to = 0; to < size(); ++to)
        for (std::size_t i = 0; i < bytes(rank(), to, round); ++i)
          x.to(to).push_back(static_cast<std::byte>(i * 7 + static_cast<std::size_t>(rank())));
    x.round(round >= rank());
    for (int from = 0; from < size(); ++from) {
      const std::span<const std::byte> got = x.from(from);
      REQUIRE(got.size() == (round <= from ? bytes(from, rank(), round) : 0));
      bool same = true;
      for (std::size_t i = 0; i < got.size(); ++i)
        same = same && got[i] == static_cast<std::byte>(i * 7 + static_cast<std::size_t>(from));
      CHECK(same);
    }
    ++round;
  } while (x.open());
  CHECK(round == size());
}

TEST_CASE("rows arrive at the rank that was chosen for them, in their order") {
  constexpr std::int64_t each = 5000;  // rows per rank, whose numbers tell the sender
  const auto owner = [](std::int64_t row) {
    return static_cast<std::uint16_t>(random(row, 99) % static_cast<unsigned>(size()));
  };
  table_builder builder(here, fields);
  add_rows(builder, rank() * each, (rank() + 1) * each, 100);
  const table mine = builder.finish(layout::blocks);

  row_exchange x(here, fields);
  table_scan scan(mine);
  batch b;
  std::vector<std::int64_t> last(static_cast<std::size_t>(size()), -1);
  std::vector<std::int64_t> expected_first(static_cast<std::size_t>(size()), 0);
  std::int64_t received = 0;
  bool more = true;
  do {
    for (int batches = 0; batches < 3 && more; ++batches) {
      more = scan.next(b);
      if (!more) break;
      std::vector<std::uint16_t> to;
      // odd row numbers only, by a selection
      selection odd;
      for (std::uint32_t i = 0; i < b.size; ++i) odd.add_if(i, b.at<std::int64_t>(4)[i] % 2 == 1);
      for (const std::uint16_t i : odd) to.push_back(owner(b.at<std::int64_t>(4)[i]));
      x.add(b.columns, odd, to.data());
    }
    x.round(!more);
    batch in;
    while (x.next(in)) {
      const auto from = static_cast<std::size_t>(x.source());
      CHECK(in.first_row == expected_first[from]);
      expected_first[from] += in.size;
      bool right = true;
      for (std::uint32_t i = 0; i < in.size; ++i) {
        const std::int64_t row = in.at<std::int64_t>(4)[i];
        right = right && is_row(in, i, row) && owner(row) == rank() && row > last[from] &&
                row / each == static_cast<std::int64_t>(from);
        last[from] = row;
        ++received;
      }
      REQUIRE(right);
    }
  } while (x.open());
  CHECK(total(received) == each * size() / 2);
}

}  // namespace test_exchange
