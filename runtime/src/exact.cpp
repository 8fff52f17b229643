#include "bodo/rt/exact.h"

#include <cmath>
#include <cstring>
#include <new>
#include <utility>
#include <vector>

#include "bodo/rt/memory.h"
#include "natural.h"

namespace bodo::rt {

namespace {

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
  int first = 0;  // words of zeros are left away
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

number number_of(const double* parts, int count) {
  int lowest = 4096;
  for (int i = 0; i < count; ++i)
    if (parts[i] != 0) lowest = std::min(lowest, static_cast<int>(detail::float_parts(parts[i]).position()));
  natural positive, negative;
  for (int i = 0; i < count; ++i) {
    const detail::float_parts p(parts[i]);
    if (p.mantissa() == 0) continue;
    natural m(p.mantissa());
    m.shift_left(static_cast<int>(p.position()) - lowest);
    (p.sign() == 0 ? positive : negative).add(m);
  }
  number n;
  n.exponent = lowest - 1074;
  n.negative = positive.less_than(negative);
  n.size = n.negative ? negative : positive;
  n.size.subtract(n.negative ? positive : negative);
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

// Memory of states that have moved out: for ever, and used again.
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
  high = std::bit_cast<double>(outside_mark << 32 | size);
  low = std::bit_cast<double>(at);
  return at;
}

void small_state::adopt(const void* bytes) {
  const std::size_t size = outside_size();
  std::memcpy(move_outside(size), bytes, size);
}

void small_state::release() {
  if (outside_size() == 0) return;
  memory().give_back(outside(), outside_size());
  high = low = 0;
}

std::size_t small_state::outside_states() { return memory().states; }

float_pair::float_pair(const exact_sum& s) {
  exact_sum rest = s;
  const double high = s.value();
  if (s.special()) {
    state_.set_special(high);
    return;
  }
  if (high - high == 0) {
    rest.add(-high);
    const double low = rest.value();
    rest.add(-low);
    if (rest.value() == 0) {
      state_ = {high, low};
      return;
    }
  }
  new (state_.move_outside(sizeof(exact_sum))) exact_sum(s);
}

exact_sum& float_pair::move_outside() {
  exact_sum so_far = exactly();
  return *new (state_.move_outside(sizeof(exact_sum))) exact_sum(so_far);
}

exact_sum float_pair::exactly() const {
  if (state_.outside_size() != 0) return *static_cast<const exact_sum*>(state_.outside());
  exact_sum s;
  s.add(state_.high);
  s.add(state_.low);
  return s;
}

void float_pair::add_slowly(double v) {
  if (state_.outside_size() != 0) {
    static_cast<exact_sum*>(state_.outside())->add(v);
  } else if (!state_.finite() || v - v != 0) {
    state_.set_special(state_.high + v);
  } else {
    // the lower half may hold bits that have room in the upper one
    const detail::two_sum s(state_.high, state_.low);
    if (s.rest == s.rest) state_ = {s.sum, s.rest};
    if (!add_exactly(v)) move_outside().add(v);
  }
}

void float_pair::merge(const float_pair& o) {
  if (o.state_.outside_size() == 0) {
    add(o.state_.high);
    add(o.state_.low);
  } else {
    exact_sum& mine = state_.outside_size() != 0 ? *static_cast<exact_sum*>(state_.outside()) : move_outside();
    mine.merge(*static_cast<const exact_sum*>(o.state_.outside()));
  }
}

double float_pair::divided_by(std::int64_t n) const {
  const detail::two_sum s(state_.high, state_.low);
  const auto by = static_cast<double>(n);
  const double size = std::fabs(s.sum);
  if (s.rest == 0) return s.sum / by;
  if (size > 0x1p-900 && size < 0x1p1000 && n < std::int64_t{1} << 50) {
    // a quotient is right if what remains is less than half of its last bit, times n
    const double q = s.sum / by;
    const double right = q + (std::fma(-q, by, s.sum) + s.rest) / by;
    const double remains = std::fabs(std::fma(-right, by, s.sum) + s.rest);
    const auto bits = std::bit_cast<std::uint64_t>(std::fabs(right));
    const double half_bit = std::bit_cast<double>(bits & std::uint64_t{0x7ff} << 52) * 0x1p-53;
    if ((bits & ((std::uint64_t{1} << 52) - 1)) != 0 && remains < half_bit * by * (1 - 0x1p-40)) return right;
  }
  return exact_mean(exactly(), n);
}

exact_moments& float_moments::move_outside() {
  const exact_moments so_far = exactly();
  return *new (state_.move_outside(sizeof(exact_moments))) exact_moments(so_far);
}

exact_moments float_moments::exactly() const {
  exact_moments m;
  add_to(m);
  return m;
}

void float_moments::add_to(exact_moments& m) const {
  if (state_.outside_size() != 0) {
    const auto& o = *static_cast<const exact_moments*>(state_.outside());
    m.sum.merge(o.sum);
    m.squares.merge(o.squares);
    return;
  }
  m.sum.add(state_.high);
  m.sum.add(state_.low);
  for (const double p : squares_) m.squares.add_part(p);
}

void float_moments::add_slowly(double v) {
  if (state_.outside_size() == 0) {
    if (!state_.finite() || v - v != 0) return state_.set_special(nan);
    // lower parts may hold bits that have room in the upper ones
    const detail::two_sum s(state_.high, state_.low), c(squares_[1], squares_[2]), a(squares_[0], c.sum),
        b(a.rest, c.rest);
    if (s.rest == s.rest && b.rest == b.rest) {
      state_ = {s.sum, s.rest};
      squares_[0] = a.sum, squares_[1] = b.sum, squares_[2] = b.rest;
      if (add_exactly(v)) return;
    }
    move_outside();
  }
  auto& m = *static_cast<exact_moments*>(state_.outside());
  m.sum.add(v);
  m.squares.add(v);
}

void float_moments::merge(const float_moments& o) {
  const bool small = state_.outside_size() == 0, other_small = o.state_.outside_size() == 0;
  if ((small && !state_.finite()) || (other_small && !o.state_.finite())) {
    state_.release();
    state_.set_special(nan);
  } else if (!small || !other_small ||
             !add_parts(o.state_.high, o.state_.low, o.squares_[0], o.squares_[1], o.squares_[2])) {
    o.add_to(small ? move_outside() : *static_cast<exact_moments*>(state_.outside()));
  }
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
  return spread_of(wanted, n, number_of(sum, words, is_natural), number_of(squares, square_words, true), scale);
}

double exact_spread(spread wanted, std::int64_t n, const exact_moments& m) {
  if (n < 2 || m.sum.special()) return nan;
  return spread_of(wanted, n, number_of(m.sum), number_of(m.squares), 0);
}

double exact_spread(spread wanted, std::int64_t n, const float_moments& m) {
  if (m.state_.outside_size() != 0)
    return exact_spread(wanted, n, *static_cast<const exact_moments*>(m.state_.outside()));
  if (n < 2 || !m.state_.finite()) return nan;
  const double sum[2] = {m.state_.high, m.state_.low};
  return spread_of(wanted, n, number_of(sum, 2), number_of(m.squares_, 3), 0);
}

}  // namespace bodo::rt
