#pragma once
// The records that ranks exchange after a guard on which they do not agree, and the message made from them.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bodo/rt/site.h"
#include "job/job.h"

namespace bodo::rt {

// A value that ranks compare, as text for a message.
struct told {
  std::uint64_t hash = 0;
  std::uint32_t line = 0;      // of the statement that uses it
  std::uint32_t argument = 0;  // or the number of an argument, from 1
  char operation[48] = {};
  char text[160] = {};
};

struct record {
  act what = act::collective;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t values = 0;  // number of entries of `value`
  std::uint64_t agree = 0;
  std::uint64_t sequence = 0;
  int status = of_error;  // uncaught: of the process
  int from = -1;          // uncaught: the only rank known to have failed
  bool left = false;      // has reported that it left an exchange
  char file[512] = {};
  char operation[128] = {};  // at the end of the program: the last collective's
  char cause[2048] = {};
  char parted[640] = {};  // where it passed a guard before, if the ranks were at several places then
  told value[16] = {};
};

template <std::size_t N>
void copy_text(char (&to)[N], std::string_view from) {
  const std::size_t n = from.copy(to, N - 1);
  to[n] = '\0';
}

// "ranks 0-2, 5"
std::string ranks_text(const std::vector<int>& ranks);
// The message from the records by rank, of which none has failed.
std::string disagreement(std::span<const record> all);

}  // namespace bodo::rt
