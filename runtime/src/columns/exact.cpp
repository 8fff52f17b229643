#include "bodo/rt/exact.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>
#include <utility>
#include <vector>

#include "bodo/rt/decimal.h"
#include "bodo/rt/memory.h"
#include "columns/natural.h"
#include "columns/wide_vectors.h"

namespace bodo::rt {

namespace {

using eight_doubles [[gnu::vector_size(64)]] = double;
using eight_words [[gnu::vector_size(64)]] = std::uint64_t;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

// An exact number as sign * size * 2^exponent.
struct number {
  natural size;
  bool negative = false;
  int exponent = 0;

  double value() const { return divided_by(natural(1)); }
  double divided_by(const natural& n) const {
    const double v = ratio(size, n, exponent).value();
    return negative ? -v : v;
  }
};

template <class Fixed>
number number_of(Fixed sum) {
  sum.carry();
  number n;
  n.exponent = -Fixed::unit;
  n.negative = sum.digit(Fixed::digits - 1) < 0;
  int first = 0;  // zero words are omitted
  while (first < Fixed::digits && sum.digit(first) == 0 && sum.digit(first + 1) == 0) first += 2;
  n.exponent += 32 * first;
  std::uint64_t carry = 1;  // of the negation
  for (int i = first; i < Fixed::digits; i += 2) {
    const std::uint64_t w = static_cast<std::uint64_t>(sum.digit(i)) | static_cast<std::uint64_t>(sum.digit(i + 1))
                                                                           << 32;
    n.size.append(n.negative ? ~w + carry : w);
    if (w != 0) carry = 0;
  }
  n.size.trim();
  return n;
}

number number_of(const std::uint64_t* words, int count, bool is_natural) {
  number n;
  n.negative = !is_natural && words[count - 1] >> 63 != 0;
  std::uint64_t carry = 1;
  for (int i = 0; i < count; ++i) {
    n.size.append(n.negative ? ~words[i] + carry : words[i]);
    if (words[i] != 0) carry = 0;
  }
  n.size.trim();
  return n;
}

natural natural_of(std::int64_t n) { return natural(static_cast<uint128>(n)); }

double spread_of(spread wanted, std::int64_t n, const number& sum, const number& squares, int scale) {
  natural a = squares.size * natural_of(n), b = sum.size * sum.size;
  int exponent = squares.exponent;
  const int above = 2 * sum.exponent - exponent;
  if (b.is_zero() || above >= 0) {
    b.shift_left(b.is_zero() ? 0 : above);
  } else {
    a.shift_left(-above);
    exponent += above;
  }
  a.subtract(b);
  natural by = natural_of(n) * natural_of(n - 1);
  if (scale != 0) by = by * power_of_ten_natural(2 * scale);
  const long_float v = ratio(a, by, exponent);
  return wanted == spread::variance ? v.value() : v.root();
}

// The same for numbers of two and three words: the sum's size and the squares, in units of 2^exponent and its square.
double spread_of(spread wanted, std::int64_t n, uint128 sum, const std::uint64_t* squares, int exponent, int scale) {
  uint128 by = static_cast<uint128>(n) * static_cast<std::uint64_t>(n - 1);
  if (scale > 9 || n >> 31 != 0 || (by *= static_cast<uint128>(power_of_ten(2 * scale))) >> 64 != 0) {
    number s, q;
    s.size = natural(sum);
    s.exponent = exponent;
    q = number_of(squares, 3, true);
    q.exponent = 2 * exponent;
    return spread_of(wanted, n, s, q, scale);
  }
  // n * squares - sum * sum, which has at most 224 bits
  std::uint64_t w[4];
  std::uint64_t over = 0;
  for (int i = 0; i < 3; ++i) {
    const uint128 p = static_cast<uint128>(squares[i]) * static_cast<std::uint64_t>(n) + over;
    w[i] = static_cast<std::uint64_t>(p);
    over = static_cast<std::uint64_t>(p >> 64);
  }
  w[3] = over;
  const auto low = static_cast<std::uint64_t>(sum), high = static_cast<std::uint64_t>(sum >> 64);
  const uint128 mixed = static_cast<uint128>(low) * high;
  const auto subtract = [&](uint128 v, int at) {
    std::uint64_t under = 0;
    for (int i = at; i < 4; ++i) {
      const std::uint64_t part = i == at       ? static_cast<std::uint64_t>(v)
                                 : i == at + 1 ? static_cast<std::uint64_t>(v >> 64)
                                               : 0;
      const uint128 d = static_cast<uint128>(w[i]) - part - under;
      w[i] = static_cast<std::uint64_t>(d);
      under = static_cast<std::uint64_t>(d >> 64) & 1;
    }
  };
  subtract(static_cast<uint128>(low) * low, 0);
  subtract(mixed, 1);
  subtract(mixed, 1);
  subtract(static_cast<uint128>(high) * high, 2);
  // the highest 128 bits, and a mark if there are others
  int top = 3;
  while (top > 0 && w[top] == 0) --top;
  if (w[top] == 0) return 0;
  const auto word = [&](int i) { return i < 0 ? 0 : w[i]; };
  const int zeros = std::countl_zero(w[top]);
  uint128 upper = static_cast<uint128>(w[top]) << 64 | word(top - 1);
  std::uint64_t rest = word(top - 2);
  if (zeros != 0) upper = upper << zeros | rest >> (64 - zeros), rest <<= zeros;
  rest |= word(top - 3);
  const uint128 q = upper / by;
  const bool inexact = rest != 0 || upper - q * by != 0;
  const long_float v{q | static_cast<uint128>(inexact), 2 * exponent + 64 * (top - 1) - zeros};
  return wanted == spread::variance ? v.value() : v.root();
}

// Memory of states that have moved out: never freed, but reused.
class outside_memory {
 public:
  void* take(std::size_t size) {
    ++states;
    std::vector<void*>& free = free_[size == sizeof(exact_sum) ? 0 : 1];
    if (free.empty()) return heap_.room((size + 15) / 16 * 16);
    void* const at = free.back();
    free.pop_back();
    return at;
  }
  void give_back(void* at, std::size_t size) {
    --states;
    free_[size == sizeof(exact_sum) ? 0 : 1].push_back(at);
  }
  std::size_t states = 0;

 private:
  static constexpr site here_{"", 0, "sum"};
  text_heap heap_{here_};
  std::vector<void*> free_[2];
};
outside_memory& memory() {
  static outside_memory* const m = new outside_memory;
  return *m;
}

}  // namespace

template <int Digits, int Unit, int Pieces>
void fixed_point<Digits, Unit, Pieces>::carry() {
  std::int64_t over = 0;
  for (int i = 0; i < Digits - 1; ++i) {
    const std::int64_t d = digit_[i] + over;
    digit_[i] = d & 0xffffffff;
    over = d >> 32;
  }
  digit_[Digits - 1] += over;
  since_carry_ = 1;
}

template <int Digits, int Unit, int Pieces>
void fixed_point<Digits, Unit, Pieces>::merge(const fixed_point& o) {
  for (int i = 0; i < Digits; ++i) digit_[i] += o.digit_[i];
  carry();
  infinite_ |= o.infinite_;
}

template <int Digits, int Unit, int Pieces>
double fixed_point<Digits, Unit, Pieces>::value() const {
  if (infinite_ != 0) return infinite_ == 1 ? infinity : infinite_ == 2 ? -infinity : nan;
  return number_of(*this).value();
}

template class fixed_point<68, 1074, 3>;
template class fixed_point<134, 2148, 5>;

// --- small states

void* small_state::move_outside(std::size_t size) {
  void* const at = memory().take(size);
  first = outside_mark << 32 | size;
  second = std::bit_cast<std::uint64_t>(at);
  return at;
}

void small_state::adopt(const void* bytes) {
  const std::size_t size = outside_size();
  std::memcpy(move_outside(size), bytes, size);
}

void small_state::release() {
  if (outside_size() == 0) return;
  memory().give_back(outside(), outside_size());
  *this = {};
}

std::size_t small_state::outside_states() { return memory().states; }

WIDE_VECTORS void exact_sum::add(const double* values, std::size_t n) {
  std::size_t i = 0;
  for (; i + at_once <= n; i += at_once) {
    // the largest value, and with it the units in which sums of all values' upper parts, and of the rests, are exact
    eight_doubles largest = {};
    for (std::size_t k = i; k < i + at_once; k += 8) {
      eight_words w;
      std::memcpy(&w, values + k, sizeof w);
      const auto size = reinterpret_cast<eight_doubles>(w & ~(std::uint64_t{1} << 63));
      largest = size > largest ? size : largest;
    }
    double most = 0;
    for (int k = 0; k < 8; ++k) most = std::max(most, largest[k]);
    const std::uint64_t exponent =
        std::bit_cast<std::uint64_t>(most) >> 52;  // all values are below 2^(exponent - 1022)
    const auto rounder = [](std::uint64_t e) { return std::bit_cast<double>(e << 52 | std::uint64_t{1} << 51); };
    const double upper = rounder(exponent + 9), lower = rounder(exponent - 35);
    eight_doubles high = {}, low = {};
    eight_words lost = {};
    for (std::size_t k = i; k < i + at_once; k += 8) {
      eight_doubles v;
      std::memcpy(&v, values + k, sizeof v);
      const eight_doubles h = (v + upper) - upper, rest = v - h, l = (rest + lower) - lower;
      high += h;
      low += l;
      lost |= reinterpret_cast<eight_words>(rest - l);
    }
    std::uint64_t any_lost = 0;
    double all_high = 0, all_low = 0;
    for (int k = 0; k < 8; ++k) any_lost |= lost[k], all_high += high[k], all_low += low[k];
    if (exponent >= 36 && exponent <= 2037 && any_lost == 0 && all_high - all_high == 0) {
      add(all_high);
      add(all_low);
    } else {
      for (std::size_t k = i; k < i + at_once; ++k) add(values[k]);
    }
  }
  for (; i < n; ++i) add(values[i]);
}

float_pair::float_pair(const exact_sum& s) {
  exact_sum rest = s;
  const double high = s.value();
  if (s.special()) {
    set_special(high);
    return;
  }
  if (high - high == 0) {
    rest.add(-high);
    const double low = rest.value();
    rest.add(-low);
    if (rest.value() == 0) {
      set(high, low);
      return;
    }
  }
  new (state_.move_outside(sizeof(exact_sum))) exact_sum(s);
}

exact_sum& float_pair::move_outside() {
  exact_sum so_far = total();
  return *new (state_.move_outside(sizeof(exact_sum))) exact_sum(so_far);
}

exact_sum float_pair::total() const {
  if (state_.outside_size() != 0) return *static_cast<const exact_sum*>(state_.outside());
  exact_sum s;
  s.add(high());
  s.add(low());
  return s;
}

void float_pair::add_slowly(double v) {
  if (state_.outside_size() != 0) {
    static_cast<exact_sum*>(state_.outside())->add(v);
  } else if (high() - high() != 0 || v - v != 0) {
    set_special(high() + v);
  } else {
    // the lower half may hold bits that fit the upper one
    const detail::two_sum s(high(), low());
    if (s.rest == s.rest) set(s.sum, s.rest);
    if (!add_exactly(v)) move_outside().add(v);
  }
}

void float_pair::add_each(const double* values, std::size_t n, double* sums) {
  for (std::size_t i = 0; i < n; ++i) {
    double sum = high(), rest = low();  // in registers
    for (; i < n && add_exactly(sum, rest, values[i]); ++i) sums[i] = sum + rest;
    set(sum, rest);
    if (i == n) break;
    add_slowly(values[i]);
    sums[i] = value();
  }
}

void float_pair::merge(const float_pair& o) {
  if (o.state_.outside_size() == 0) {
    add(o.high());
    add(o.low());
  } else {
    exact_sum& mine = state_.outside_size() != 0 ? *static_cast<exact_sum*>(state_.outside()) : move_outside();
    mine.merge(*static_cast<const exact_sum*>(o.state_.outside()));
  }
}

double float_pair::divided_by(std::int64_t n) const {
  const detail::two_sum s(high(), low());
  const auto by = static_cast<double>(n);
  const double size = std::fabs(s.sum);
  if (s.rest == 0) return s.sum / by;
  if (size > 0x1p-900 && size < 0x1p1000 && n < std::int64_t{1} << 50) {
    if ((n & (n - 1)) == 0) return s.sum / by;  // which is exact; half of such sums are just between two results
    // a quotient is right if the remainder is less than half of its last bit, times n
    const double q = s.sum / by;
    const double right = q + (std::fma(-q, by, s.sum) + s.rest) / by;
    const double remains = std::fabs(std::fma(-right, by, s.sum) + s.rest);
    const auto bits = std::bit_cast<std::uint64_t>(std::fabs(right));
    const double half_bit = std::bit_cast<double>(bits & std::uint64_t{0x7ff} << 52) * 0x1p-53;
    if ((bits & ((std::uint64_t{1} << 52) - 1)) != 0 && remains < half_bit * by * (1 - 0x1p-40)) return right;
  }
  return exact_mean(total(), n);
}

// --- moments in a window

// The parts of a window.
struct moments_parts {
  std::uint64_t unit = 0;
  int128 sum = 0;
  std::uint64_t squares[3] = {};
  std::int64_t n = 0;

  explicit moments_parts(const moments_window& w) : unit(w.unit()), sum(w.sum()), n(w.n()) {
    std::memcpy(squares, w.squares_, sizeof squares);
  }
  explicit moments_parts(double v) : n(1) {
    const detail::float_parts p(v);
    const auto m = static_cast<int128>(p.mantissa());
    const auto square = static_cast<uint128>(m * m);
    unit = p.position() + 1;
    sum = p.sign() == 0 ? m : -m;
    squares[0] = static_cast<std::uint64_t>(square), squares[1] = static_cast<std::uint64_t>(square >> 64);
  }
  moments_window window() const {
    moments_window w;
    w.state_.first = unit << moments_window::unit_shift | static_cast<std::uint64_t>(n);
    w.set_sum(sum);
    std::memcpy(w.squares_, squares, sizeof squares);
    return w;
  }

  uint128 size() const { return sum < 0 ? -static_cast<uint128>(sum) : static_cast<uint128>(sum); }
  bool only_zeros() const { return unit == 0; }
  // The units that can hold it.
  int lowest_unit() const {
    const int at = squares[2] != 0 ? 2 : squares[1] != 0 ? 1 : 0, bits = 64 * (at + 1) - std::countl_zero(squares[at]);
    return static_cast<int>(unit) - std::min((190 - bits) / 2, 126 - (128 - zeros_above(size())));
  }
  int highest_unit() const {
    const int at = squares[0] != 0 ? 0 : squares[1] != 0 ? 1 : 2, zeros = 64 * at + std::countr_zero(squares[at]);
    return std::min(static_cast<int>(unit) + std::min(zeros / 2, zeros_below(size())),
                    static_cast<int>(moments_window::largest));
  }
  void move_to(int to) {
    const int left = static_cast<int>(unit) - to;
    unit = static_cast<std::uint64_t>(to);
    if (left > 0)
      sum = static_cast<int128>(static_cast<uint128>(sum) << left);
    else
      sum >>= -left;
    natural q = number_of(squares, 3, true).size;
    if (left > 0)
      q.shift_left(2 * left);
    else
      q.shift_right(-2 * left);
    for (int i = 0; i < 3; ++i) squares[i] = q.word(i);
  }
  // False if no unit can hold both.
  bool merge(moments_parts o, int wanted_unit) {
    n += o.n;
    if (o.only_zeros()) return true;
    const int low = only_zeros() ? o.lowest_unit() : std::max(lowest_unit(), o.lowest_unit());
    const int high = only_zeros() ? o.highest_unit() : std::min(highest_unit(), o.highest_unit());
    if (low > high) return false;
    const int to = std::clamp(wanted_unit, low, high);
    o.move_to(to);
    if (only_zeros())
      unit = o.unit;
    else
      move_to(to);
    sum += o.sum;
    uint128 s = 0;
    for (int i = 0; i < 3; ++i) {
      s += static_cast<uint128>(squares[i]) + o.squares[i];
      squares[i] = static_cast<std::uint64_t>(s);
      s >>= 64;
    }
    return s == 0;
  }

 private:
  static int zeros_above(uint128 v) {
    const auto high = static_cast<std::uint64_t>(v >> 64);
    return high != 0 ? std::countl_zero(high) : 64 + std::countl_zero(static_cast<std::uint64_t>(v));
  }
  static int zeros_below(uint128 v) {
    const auto low = static_cast<std::uint64_t>(v);
    return low != 0 ? std::countr_zero(low) : 64 + std::countr_zero(static_cast<std::uint64_t>(v >> 64));
  }
};

void moments_window::add_to(exact_moments& m) const {
  const moments_parts p(*this);
  m.n += p.n;
  if (p.unit == moments_window::not_a_number) return m.sum.add(nan);
  if (p.only_zeros()) return;
  const auto at = static_cast<unsigned>(p.unit) - 1;
  const std::int64_t sign = p.sum < 0 ? -1 : 0;
  m.sum.add(static_cast<std::uint64_t>(p.size()), at, sign);
  m.sum.add(static_cast<std::uint64_t>(p.size() >> 64), at + 64, sign);
  for (unsigned i = 0; i < 3; ++i) m.squares.add(p.squares[i], 2 * at + 64 * i, 0);
}

bool float_moments::small() const { return window_.state_.outside_size() == 0; }
exact_moments& float_moments::outside() const { return *static_cast<exact_moments*>(window_.state_.outside()); }

exact_moments& float_moments::move_outside() {
  if (small()) {
    const moments_window so_far = window_;
    so_far.add_to(*new (window_.state_.move_outside(sizeof(exact_moments))) exact_moments);
  }
  return outside();
}

void float_moments::add_slowly(double v) {
  if (!small()) return outside().add(v);
  moments_parts all(window_);
  if (all.unit == moments_window::not_a_number || v - v != 0) {
    all.unit = moments_window::not_a_number;
    ++all.n;
    window_ = all.window();
    return;
  }
  const moments_parts one(v);
  const int unit = static_cast<int>(one.unit), mine = static_cast<int>(all.unit);
  const int wanted = mine == 0     ? unit - static_cast<int>(moments_window::below)
                     : unit < mine ? unit
                                   : std::max(mine, unit - static_cast<int>(moments_window::shifts) + 1);
  if (all.merge(one, std::max(wanted, 1)))
    window_ = all.window();
  else
    move_outside().add(v);
}

void float_moments::merge(const float_moments& o) {
  if (!o.small()) return move_outside().merge(o.outside());
  if (!small()) return o.window_.add_to(outside());
  moments_parts all(window_);
  const moments_parts others(o.window_);
  if (all.unit == moments_window::not_a_number || others.unit == moments_window::not_a_number) {
    all.unit = moments_window::not_a_number;
    all.n += others.n;
    window_ = all.window();
  } else if (all.merge(others, static_cast<int>(all.only_zeros() ? others.unit : std::min(all.unit, others.unit)))) {
    window_ = all.window();
  } else {
    o.window_.add_to(move_outside());
  }
}

std::int64_t float_moments::n() const { return small() ? window_.n() : outside().n; }

double float_moments::result(spread wanted) const {
  if (!small()) return exact_spread(wanted, outside());
  const moments_parts all(window_);
  if (all.n < 2 || all.unit == moments_window::not_a_number) return nan;
  return spread_of(wanted, all.n, all.size(), all.squares, static_cast<int>(all.unit) - 1075, 0);
}

// --- results

double exact_mean(const std::uint64_t* sum, int words, bool is_natural, std::int64_t n, int scale) {
  const number s = number_of(sum, words, is_natural);
  constexpr std::int64_t whole = std::int64_t{1} << 53;  // floats up to here are exact
  if (s.size.words() <= 1 && s.size.word(0) < whole && scale == 0 && n < whole) {
    const double v = static_cast<double>(s.size.word(0)) / static_cast<double>(n);
    return s.negative ? -v : v;
  }
  return s.divided_by(natural_of(n) * power_of_ten_natural(scale));
}

double exact_mean(const exact_sum& sum, std::int64_t n) {
  return sum.special() ? sum.value() : number_of(sum).divided_by(natural_of(n));
}

double exact_spread(spread wanted, std::int64_t n, const std::uint64_t* sum, int words, bool is_natural,
                    const std::uint64_t* squares, int square_words, int scale) {
  if (n < 2) return nan;
  const number s = number_of(sum, words, is_natural);
  if (words == 2 && square_words == 3) {
    const uint128 size = static_cast<uint128>(s.size.word(1)) << 64 | s.size.word(0);
    return spread_of(wanted, n, size, squares, 0, scale);
  }
  return spread_of(wanted, n, s, number_of(squares, square_words, true), scale);
}

double exact_spread(spread wanted, const exact_moments& m) {
  if (m.n < 2 || m.sum.special()) return nan;
  return spread_of(wanted, m.n, number_of(m.sum), number_of(m.squares), 0);
}

}  // namespace bodo::rt
