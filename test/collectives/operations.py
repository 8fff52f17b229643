"""The collectives that programs of this folder call, and what these programs begin with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Operation:
    name: str  # in messages
    call: str  # {0}: the argument on which all ranks must agree, if there is one
    default: str = ""
    other: str = ""  # another such argument, of the rank
    annotated: bool = False  # messages name the line of its definition

    def with_argument(self, argument: str) -> str:
        return self.call.format(argument)

    def plain(self) -> str:
        return self.call.format(self.default)


PROLOGUE = """\
#include <bodo/bodo.h>
#include <bodo/error.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

[[bodo::jit]] std::int64_t total(int n) { return bodo::arange(n).sum(); }  // total
[[bodo::jit(all_returns_distributed)]] bodo::DataFrame table(int n) {  // table
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df;
}
[[bodo::jit]] void show(int n) { bodo::print(bodo::arange(n).sum()); }  // show

// What a rank has: `part` are its own rows, `rows` is a frame over all ranks.
struct Data {
  std::int64_t own;
  std::vector<std::int64_t> values;
  bodo::DataFrame part;
  bodo::DataFrame rows;
};
struct Stop {};
"""

BY_RANK = "bodo::get_rank() % 2"

OPERATIONS = [
    Operation("total", "total({0})", "6", "6 + " + BY_RANK, annotated=True),
    Operation("table", "table({0})", "6", "6 + " + BY_RANK, annotated=True),
    Operation("show", "show({0})", "6", "6 + " + BY_RANK, annotated=True),
    Operation("barrier", "bodo::barrier()"),
    Operation("bcast", "(void)bodo::bcast(d.own, {0})", "0", BY_RANK),
    Operation("bcast", "(void)bodo::bcast(d.part, {0})", "0", BY_RANK),
    Operation("gatherv", "(void)bodo::gatherv(d.values, {0})", "0", BY_RANK),
    Operation("gatherv", "(void)bodo::gatherv(d.rows, {0})", "0", BY_RANK),
    Operation("allgatherv", "(void)bodo::allgatherv(d.own)"),
    Operation("allgatherv", "(void)bodo::allgatherv(d.rows)"),
    Operation("scatterv", "(void)bodo::scatterv(d.values, {0})", "0", BY_RANK),
    Operation("scatterv", "(void)bodo::scatterv(d.part, {0})", "0", BY_RANK),
    Operation("print", "bodo::print(d.rows)"),
    Operation("from_local_rows", "(void)bodo::from_local_rows(d.part)"),
    Operation("rebalance", "(void)bodo::rebalance(d.rows)"),
    Operation("random_shuffle", "(void)bodo::random_shuffle(d.rows, {0})", "7", "7 + " + BY_RANK),
    Operation("assume_same", "(void)bodo::assume_same(std::int64_t{{5}})"),
]
