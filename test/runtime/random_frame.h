#pragma once
// Frames of random values for tests of the kernels: every rank knows all rows, gives its own ones to the kernel batch
// by batch (dense or selected, with or without bitmaps, coded by changing dictionaries or not), and compares what comes
// out with what plain loops over all rows say.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/hash.h"
#include "bodo/rt/table.h"

namespace random_frame {

using namespace bodo::rt;

inline constexpr site here{"test.cpp", 7, "sample"};

// A cell of any type. Floats: NaN and zeros in one form each.
struct value {
  bool known = false;
  int128 number = 0;
  double real = 0;
  std::string word;

  friend bool operator==(const value& a, const value& b) {
    if (a.known != b.known) return false;
    const bool same_real = a.real == b.real || (a.real != a.real && b.real != b.real);
    return !a.known || (a.number == b.number && same_real && a.word == b.word);
  }
  // any total order: missing first, NaN last
  friend bool operator<(const value& a, const value& b) {
    if (a.known != b.known) return b.known;
    if (!a.known) return false;
    if (a.number != b.number) return a.number < b.number;
    const bool x = a.real != a.real, y = b.real != b.real;
    if (x != y) return y;
    if (!x && a.real != b.real) return a.real < b.real;
    return a.word < b.word;
  }
};
using row = std::vector<value>;

inline std::string text_of(const value& v) {
  if (!v.known) return "missing";
  if (!v.word.empty() || (v.number == 0 && v.real == 0)) return v.word;
  return std::to_string(static_cast<long long>(v.number)) + "/" + std::to_string(v.real);
}

inline value read_cell(const column_view& c, const field& f, std::size_t i) {
  value v;
  v.known = c.known(i);
  if (!v.known) return v;
  switch (f.storage()) {
    case storage::b8:
    case storage::u8: v.number = static_cast<const std::uint8_t*>(c.values)[i]; break;
    case storage::i8: v.number = static_cast<const std::int8_t*>(c.values)[i]; break;
    case storage::i16: v.number = static_cast<const std::int16_t*>(c.values)[i]; break;
    case storage::i32: v.number = static_cast<const std::int32_t*>(c.values)[i]; break;
    case storage::i64: v.number = static_cast<const std::int64_t*>(c.values)[i]; break;
    case storage::u16: v.number = static_cast<const std::uint16_t*>(c.values)[i]; break;
    case storage::u32: v.number = static_cast<const std::uint32_t*>(c.values)[i]; break;
    case storage::u64: v.number = static_cast<const std::uint64_t*>(c.values)[i]; break;
    case storage::i128: v.number = static_cast<const int128*>(c.values)[i]; break;
    case storage::f32: v.real = static_cast<const float*>(c.values)[i]; break;
    case storage::f64: v.real = static_cast<const double*>(c.values)[i]; break;
    case storage::text: v.word = static_cast<const text*>(c.values)[i].view(); break;
    case storage::code: v.word = (*c.words)[static_cast<const std::int32_t*>(c.values)[i]].view(); break;
  }
  return v;
}

// How values of a column are spread.
enum class domain {
  few,      // about ten different ones
  many,     // thousands
  growing,  // with the row number, so that ranges and dictionaries grow
  extreme   // among them the smallest and largest of the type
};

inline value random_value(const field& f, domain d, std::int64_t n, std::mt19937_64& r) {
  value v;
  v.known = !f.nullable || r() % 6 != 0;
  if (!v.known) return v;
  std::uint64_t x = r();
  if (d == domain::few) x %= 10;
  if (d == domain::many) x %= 5000;
  if (d == domain::growing) x = static_cast<std::uint64_t>(n) + x % 50;
  if (d == domain::extreme) x %= 40;
  if (f.type.id == bodo::kind::string) {
    if (x % 3 == 0) v.word += "a longer word than fits into a view ";
    if (x % 5 == 1) v.word += "caf\xc3\xa9";
    if (x % 7 != 0) v.word += std::to_string(x);
  } else if (f.type.id == bodo::kind::float64 || f.type.id == bodo::kind::float32) {
    v.real = static_cast<double>(static_cast<std::int64_t>(x)) / 4 - 3;
    if (d == domain::extreme && x == 0) v.real = std::numeric_limits<double>::quiet_NaN();
    if (d == domain::extreme && x == 1) v.real = -std::numeric_limits<double>::infinity();
    if (d == domain::extreme && x == 2) v.real = std::numeric_limits<double>::infinity();
    if (d == domain::extreme && x == 3) v.real = -0.0;
    if (f.type.id == bodo::kind::float32) v.real = static_cast<float>(v.real);
  } else if (f.type.id == bodo::kind::boolean) {
    v.number = x % 2;
  } else {
    int128 low = 0, high = 0;
    const auto limits = [&](auto type) {
      low = std::numeric_limits<decltype(type)>::min();
      high = std::numeric_limits<decltype(type)>::max();
    };
    switch (f.storage()) {
      case storage::i8: limits(std::int8_t{}); break;
      case storage::i16: limits(std::int16_t{}); break;
      case storage::i32: limits(std::int32_t{}); break;
      case storage::i64: limits(std::int64_t{}); break;
      case storage::u8: limits(std::uint8_t{}); break;
      case storage::u16: limits(std::uint16_t{}); break;
      case storage::u32: limits(std::uint32_t{}); break;
      case storage::u64: limits(std::uint64_t{}); break;
      default: {
        int128 ten = 1;
        for (int i = 0; i < 37; ++i) ten *= 10;
        low = -ten, high = ten;
      }
    }
    v.number = static_cast<int128>(x) - (low < 0 && d != domain::growing ? 5 : 0);
    if (d == domain::extreme && x % 8 == 0) v.number = low + static_cast<int128>(x / 8);
    if (d == domain::extreme && x % 8 == 1) v.number = high - static_cast<int128>(x / 8);
    v.number = std::clamp(v.number, low, high);
  }
  return v;
}

struct frame {
  std::vector<field> fields;
  std::vector<row> rows;

  frame(std::vector<field> columns, std::int64_t n, domain d, std::uint64_t seed) : fields(std::move(columns)) {
    std::mt19937_64 r(seed);
    rows.reserve(static_cast<std::size_t>(n));
    for (std::int64_t i = 0; i < n; ++i) {
      row& x = rows.emplace_back();
      x.reserve(fields.size());
      for (const field& f : fields) x.push_back(random_value(f, d, i, r));
    }
  }

  // Hands the rows from `begin` to `end` to `take(columns, rows, first)`: the k-th of the batch's rows is row first +
  // k. Texts are sometimes coded where the field isn't (`mix_coded`), which kernels find out by themselves.
  template <class Take>
  void feed(std::int64_t begin, std::int64_t end, bool mix_coded, Take take) const {
    std::mt19937_64 r(static_cast<std::uint64_t>(begin * 1000 + end));
    const std::vector<ref<dictionary>> dictionaries = {dictionary::make(here), dictionary::make(here)};
    const std::uint32_t most = std::min<std::uint32_t>(batch_size(), 1500);
    while (begin < end) {
      const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(r() % most + 1, end - begin));
      const std::uint32_t gap = r() % 2 == 0 ? 0 : 1;
      const std::uint32_t slots = (n + 1) * (gap + 1);
      std::vector<std::uint16_t> positions;
      for (std::uint32_t k = 0; k < n; ++k) positions.push_back(static_cast<std::uint16_t>(k * (gap + 1) + gap));
      std::vector<std::vector<int128>> values(fields.size(), std::vector<int128>(slots));
      std::vector<std::vector<std::uint64_t>> valid(fields.size(), std::vector<std::uint64_t>(slots / 64 + 1));
      std::vector<std::string> words;
      words.reserve(slots * fields.size());
      std::vector<column_view> views(fields.size());
      for (std::size_t c = 0; c < fields.size(); ++c) {
        storage s = fields[c].storage();
        if (s == storage::text && mix_coded && r() % 2 == 0) s = storage::code;
        dictionary& dict = *dictionaries[r() % 2];
        views[c].values = values[c].data();
        views[c].width = static_cast<std::uint8_t>(width_of(s));
        if (s == storage::code) views[c].words = &dict;
        bool missing = false;
        for (std::uint32_t k = 0; k < n; ++k) {
          const value& v = rows[static_cast<std::size_t>(begin + k)][c];
          const std::uint32_t i = positions[k];
          missing |= !v.known;
          if (!v.known) continue;
          valid[c][i / 64] |= std::uint64_t{1} << (i % 64);
          char* const at = reinterpret_cast<char*>(values[c].data()) + i * width_of(s);
          const auto put = [at](auto x) { std::memcpy(static_cast<void*>(at), &x, sizeof x); };
          switch (s) {
            case storage::b8:
            case storage::u8: put(static_cast<std::uint8_t>(v.number)); break;
            case storage::i8: put(static_cast<std::int8_t>(v.number)); break;
            case storage::i16: put(static_cast<std::int16_t>(v.number)); break;
            case storage::i32: put(static_cast<std::int32_t>(v.number)); break;
            case storage::i64: put(static_cast<std::int64_t>(v.number)); break;
            case storage::u16: put(static_cast<std::uint16_t>(v.number)); break;
            case storage::u32: put(static_cast<std::uint32_t>(v.number)); break;
            case storage::u64: put(static_cast<std::uint64_t>(v.number)); break;
            case storage::i128: put(v.number); break;
            case storage::f32: put(static_cast<float>(v.real)); break;
            case storage::f64: put(v.real); break;
            case storage::text: put(text(words.emplace_back(v.word))); break;
            case storage::code: put(dict.intern(v.word)); break;
          }
        }
        if (missing || (fields[c].nullable && r() % 2 == 0)) views[c].valid = valid[c].data();
      }
      take(std::span<const column_view>(views), bodo::rt::rows{gap != 0 ? positions.data() : nullptr, n}, begin);
      begin += n;
    }
  }
};

// How many of n rows each rank gets, in several shapes: equal, all on the last, none on even ranks, random.
inline std::vector<std::int64_t> shape(std::int64_t n, int kind, int ranks) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(ranks), 0);
  std::mt19937_64 r(static_cast<std::uint64_t>(n));
  if (kind == 0) {
    for (int k = 0; k < ranks; ++k) counts[static_cast<std::size_t>(k)] = block_of(n, k, ranks).count;
  } else if (kind == 1) {
    counts.back() = n;
  } else {
    for (std::int64_t i = 0; i < n; ++i) {
      std::size_t k = r() % counts.size();
      if (kind == 2 && k % 2 == 0 && counts.size() > 1) k = 1;
      ++counts[k];
    }
  }
  return counts;
}
inline block mine(std::int64_t n, int kind) {
  const auto counts = shape(n, kind, size());
  block b;
  for (int r = 0; r < rank(); ++r) b.begin += counts[static_cast<std::size_t>(r)];
  b.count = counts[static_cast<std::size_t>(rank())];
  return b;
}

// A value's hash, computed from the value alone.
inline std::uint64_t hash_of(const value& v, const field& f) {
  if (!v.known) return hash_missing();
  if (f.type.id == bodo::kind::string) return hash(std::string_view(v.word));
  if (f.type.id == bodo::kind::float64 || f.type.id == bodo::kind::float32) return hash(v.real);
  if (f.storage() == storage::u64) return hash(static_cast<std::uint64_t>(v.number));
  return hash(v.number);
}
inline std::uint64_t hash_of(const row& x, std::span<const field> fields) {
  std::uint64_t h = 0;
  for (std::size_t c = 0; c < fields.size(); ++c) {
    const std::uint64_t one = hash_of(x[c], fields[c]);
    h = c == 0 ? one : combine(h, one);
  }
  return h;
}

// Rows of all ranks, one rank's after the other's, on every rank.
inline std::vector<row> gather_rows(const std::vector<row>& mine_here, std::size_t columns) {
  std::string bytes;
  const auto put = [&](const auto& x) { bytes.append(reinterpret_cast<const char*>(&x), sizeof x); };
  for (const row& x : mine_here)
    for (const value& v : x) {
      put(v.known), put(v.number), put(v.real), put(v.word.size());
      bytes += v.word;
    }
  const gathered all = allgather(bytes);
  std::vector<row> result;
  const char* at = all.bytes.data();
  const char* const end = at + all.bytes.size();
  const auto take = [&](auto& x) {
    std::memcpy(&x, at, sizeof x);
    at += sizeof x;
  };
  while (at != end) {
    row x(columns);
    for (value& v : x) {
      std::size_t n;
      take(v.known), take(v.number), take(v.real), take(n);
      v.word.assign(at, n);
      at += n;
    }
    result.push_back(std::move(x));
  }
  return result;
}

// Every type once, nullable or not by column.
inline std::vector<field> all_types() {
  return {{"b", bodo::boolean},
          {"i8", bodo::int8, nullable},
          {"i16", bodo::int16},
          {"i32", bodo::int32, nullable},
          {"i64", bodo::int64},
          {"u8", bodo::uint8},
          {"u16", bodo::uint16, nullable},
          {"u32", bodo::uint32},
          {"u64", bodo::uint64, nullable},
          {"f32", bodo::float32},
          {"f64", bodo::float64, nullable},
          {"s", bodo::string},
          {"sn", bodo::string, nullable},
          {"c", bodo::string, coded},
          {"cn", bodo::string, nullable | coded},
          {"d", bodo::date},
          {"ts", bodo::timestamp, nullable},
          {"dec", bodo::decimal(12, 2)},
          {"dn", bodo::duration, nullable},
          {"wide", bodo::decimal(38, 3), nullable},
          {"wide2", bodo::decimal(30, 3)}};
}

}  // namespace random_frame
