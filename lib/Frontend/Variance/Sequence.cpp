#include "Frontend/Variance/Sequence.h"

#include <algorithm>

namespace bodocc::variance {

bool same(const Event& a, const Event& b) {
  if (&a == &b) return true;
  return a.kind == b.kind && a.callee == b.callee && a.arguments == b.arguments &&
         std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end(),
                    [](const Sequence& x, const Sequence& y) { return same(x, y); });
}

bool same(const Sequence& a, const Sequence& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) { return same(*x, *y); });
}

const Event* firstCall(const Sequence& sequence) {
  const Event* other = nullptr;
  const auto isCall = [&](const Event* event) {
    if (event != nullptr && other == nullptr) other = event;
    return event != nullptr && event->kind == Event::Kind::Call;
  };
  for (const auto& event : sequence) {
    if (event->kind != Event::Kind::Choice) {
      if (isCall(event.get())) return event.get();
      continue;
    }
    for (const Sequence& part : event->parts)
      if (const Event* found = firstCall(part); isCall(found)) return found;
  }
  return other;
}

bool holdsCall(const Sequence& sequence) {
  return std::any_of(sequence.begin(), sequence.end(), [](const auto& event) {
    return event->kind == Event::Kind::Call || std::any_of(event->parts.begin(), event->parts.end(), holdsCall);
  });
}

Difference difference(const Sequence& a, const Sequence& b) {
  std::size_t i = 0;
  while (i < a.size() && i < b.size() && same(*a[i], *b[i])) ++i;
  Difference found;
  const auto rest = [&](const Sequence& s) -> const Event* {
    if (i >= s.size()) return nullptr;
    found.certain = found.certain && s[i]->kind == Event::Kind::Call;
    return firstCall(Sequence(s.begin() + static_cast<std::ptrdiff_t>(i), s.end()));
  };
  found.one = rest(a);
  found.other = rest(b);
  found.isOrder = i < a.size() && i < b.size() && found.certain;
  if (found.one == nullptr) std::swap(found.one, found.other);
  return found;
}

Sequence calledAt(const Sequence& sequence, clang::SourceLocation place) {
  Sequence result;
  constexpr std::size_t most = 64;
  if (sequence.size() > most) {
    auto all = std::make_shared<Event>(*firstCall(sequence));
    all->kind = Event::Kind::Inner;
    if (all->inner.isInvalid()) all->inner = all->place;
    all->place = place;
    all->callee = nullptr;
    all->parts = {sequence};
    return {all};
  }
  for (const auto& event : sequence) {
    auto outer = std::make_shared<Event>(*event);
    if (outer->inner.isInvalid()) outer->inner = event->place;
    outer->place = place;
    for (Sequence& part : outer->parts) part = calledAt(part, place);
    result.push_back(std::move(outer));
  }
  return result;
}

}  // namespace bodocc::variance
