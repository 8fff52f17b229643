#pragma once
// What ranks that have met without agreeing tell each other, and the message that comes of it.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bodo/rt/site.h"
#include "job/job.h"

namespace bodo::rt {

// A value that ranks compare, as a message shows it.
struct told {
  std::uint64_t hash = 0;
  std::uint32_t line = 0;      // of the statement that takes it
  std::uint32_t argument = 0;  // or the number of an argument, from 1
  char operation[48] = {};
  char text[160] = {};
};

struct record {
  act what = act::collective;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t values = 0;  // how many of `value` there are
  std::uint64_t agree = 0;
  std::uint64_t sequence = 0;
  int from = -1;      // uncaught: the only rank that failed, as far as it knows
  bool left = false;  // has said that it left an exchange
  char file[512] = {};
  char operation[128] = {};  // at the end of the program: the last collective's
  char cause[2048] = {};
  told value[16] = {};
};

template <std::size_t N>
void copy_text(char (&to)[N], std::string_view from) {
  const std::size_t n = from.copy(to, N - 1);
  to[n] = '\0';
}

// "ranks 0-2, 5"
std::string ranks_text(const std::vector<int>& ranks);
// By rank; none of them has failed.
std::string disagreement(std::span<const record> all);

}  // namespace bodo::rt
