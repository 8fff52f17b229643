#include "by_hand.h"

std::int64_t buyer(std::int64_t sale) { return static_cast<std::int64_t>(number(sale) * number(3 * sale) * 100000); }
std::int64_t bought(std::int64_t sale) { return static_cast<std::int64_t>(number(7 * sale) * 20000); }

// A customer, all books and those of each class.
struct reader {
  std::int64_t customer = -1, count = 0, of[4] = {};
};

class readers {
 public:
  reader& of(std::int64_t customer) {
    if (used_ * 2 >= table_.size()) grow();
    reader& found = find(customer);
    used_ += found.customer < 0;
    found.customer = customer;
    return found;
  }
  template <class Visit>
  void each(Visit visit) const {
    for (const reader& r : table_)
      if (r.customer >= 0) visit(r);
  }

 private:
  reader& find(std::int64_t customer) {
    std::size_t at = static_cast<std::size_t>(customer) * 0x9E3779B97F4A7C15 >> 20;
    for (;; ++at) {
      reader& r = table_[at & (table_.size() - 1)];
      if (r.customer == customer || r.customer < 0) return r;
    }
  }
  void grow() {
    const std::vector<reader> old = std::exchange(table_, std::vector<reader>(table_.size() * 2));
    for (const reader& r : old)
      if (r.customer >= 0) find(r.customer) = r;
  }
  std::vector<reader> table_ = std::vector<reader>(1024);
  std::size_t used_ = 0;
};

// The readers whose owner this rank is.
readers exchanged(const readers& own) {
  std::vector<std::vector<reader>> to(static_cast<std::size_t>(ranks()));
  own.each([&](const reader& r) { to[static_cast<std::size_t>(r.customer % ranks())].push_back(r); });
  std::vector<reader> sent;
  std::vector<int> counts, places, received(to.size()), from(to.size());
  for (const std::vector<reader>& some : to) {
    places.push_back(static_cast<int>(sent.size() * sizeof(reader)));
    counts.push_back(static_cast<int>(some.size() * sizeof(reader)));
    sent.insert(sent.end(), some.begin(), some.end());
  }
  MPI_Alltoall(counts.data(), 1, MPI_INT, received.data(), 1, MPI_INT, MPI_COMM_WORLD);
  int total = 0;
  for (std::size_t r = 0; r < from.size(); ++r) from[r] = std::exchange(total, total + received[r]);
  std::vector<reader> all(static_cast<std::size_t>(total) / sizeof(reader));
  MPI_Alltoallv(sent.data(), counts.data(), places.data(), MPI_BYTE, all.data(), received.data(), from.data(), MPI_BYTE,
                MPI_COMM_WORLD);
  readers merged;
  for (const reader& r : all) {
    reader& into = merged.of(r.customer);
    into.count += r.count;
    for (int c = 0; c < 4; ++c) into.of[c] += r.of[c];
  }
  return merged;
}

double q26() {
  const block own = block_of(4000000);
  std::vector<signed char> class_of(20000, -1);
  for (std::int64_t item = 0; item < 20000; ++item)
    if (item % 10 == 3) class_of[static_cast<std::size_t>(item)] = static_cast<signed char>(item / 10 % 4);
  readers some;
  for (std::int64_t sale = own.begin; sale < own.end; ++sale) {
    const int c = class_of[static_cast<std::size_t>(bought(sale))];
    if (c < 0) continue;
    reader& r = some.of(buyer(sale));
    ++r.count;
    ++r.of[c];
  }
  std::vector<double> x;
  exchanged(some).each([&](const reader& r) {
    if (r.count > 5) x.insert(x.end(), r.of, r.of + 4);
  });

  const std::size_t k = 8;
  std::vector<double> centers(k * 4);
  for (std::size_t i = 0; i < centers.size(); ++i) centers[i] = 6 * number(static_cast<std::int64_t>(i));
  for (int round = 0; round < 20; ++round) {
    std::vector<double> sums(k * 5);  // and the number of readers
    for (std::size_t i = 0; i < x.size(); i += 4) {
      double least = 1e300;
      std::size_t best = 0;
      for (std::size_t c = 0; c < k; ++c) {
        double distance = 0;
        for (std::size_t d = 0; d < 4; ++d)
          distance += (x[i + d] - centers[c * 4 + d]) * (x[i + d] - centers[c * 4 + d]);
        if (distance < least) {
          least = distance;
          best = c;
        }
      }
      for (std::size_t d = 0; d < 4; ++d) sums[best * 5 + d] += x[i + d];
      ++sums[best * 5 + 4];
    }
    add_up(sums.data(), sums.size());
    for (std::size_t c = 0; c < k; ++c)
      for (std::size_t d = 0; d < 4; ++d)
        if (sums[c * 5 + 4] > 0) centers[c * 4 + d] = sums[c * 5 + d] / sums[c * 5 + 4];
  }
  double sum = 0;
  for (const double v : centers) sum += v;
  return sum;
}

int main() { return timed(q26); }
