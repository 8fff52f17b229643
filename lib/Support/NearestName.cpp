#include <bodocc/Support/NearestName.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

namespace bodocc {

static unsigned replacement(char a, char b) {
  if (a == b) return 0;
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b)) ? 1 : 2;
}

// Optimal string alignment: Levenshtein's distance, where a swap of neighbours is one edit.
unsigned editDistance(std::string_view a, std::string_view b) {
  std::vector<unsigned> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = static_cast<unsigned>(2 * j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<unsigned>(2 * i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 2, row[j - 1] + 2, above[j - 1] + replacement(a[i - 1], b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 2);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

static std::string inLowerCase(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

std::optional<std::string> nearestName(std::string_view name, std::span<const std::string> candidates) {
  const std::string* nearest = nullptr;
  // a third of the letters, and always one edit: `A` for `a`, `id` for `di`
  unsigned best = std::max<unsigned>(2, static_cast<unsigned>(2 * name.size() / 3)) + 1;
  for (const std::string& candidate : candidates) {
    // one edit turns any one-letter name into any other: only the case may differ there
    if (std::max(name.size(), candidate.size()) == 1 && replacement(name.empty() ? ' ' : name[0], candidate[0]) > 1)
      continue;
    // a name in the wrong case throughout is one slip
    const unsigned distance =
        std::min(editDistance(name, candidate), editDistance(inLowerCase(name), inLowerCase(candidate)) + 1);
    if (distance < best) {
      best = distance;
      nearest = &candidate;
    }
  }
  if (!nearest) return std::nullopt;
  return *nearest;
}

}  // namespace bodocc
