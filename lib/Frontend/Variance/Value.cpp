#include "Frontend/Variance/Value.h"

#include <algorithm>
#include <unordered_set>

namespace bodocc::variance {

namespace {

bool sameCause(const Cause* a, const Cause* b) {
  return a == b || (a != nullptr && b != nullptr && a->certain == b->certain);
}

const Cause* joined(const Cause* a, const Cause* b, Causes& causes) {
  if (a != nullptr && b != nullptr) return a->certain ? b->certain ? a : b : a;
  return causes.doubt(a != nullptr ? a : b);
}

}  // namespace

const Cause* Value::anyCause() const {
  const Cause* found = either(cause, extent);
  for (const auto& [field, inner] : members) found = either(found, inner.anyCause());
  return found;
}

bool Value::holdsSpread() const {
  if (isSpread) return true;
  for (const auto& [field, inner] : members)
    if (inner.holdsSpread()) return true;
  return false;
}

Value Value::member(const clang::FieldDecl* field) const {
  Value inner;
  if (const auto found = members.find(field); found != members.end()) {
    inner = found->second;
  } else {
    // of an object that is followed as a whole
    inner.pointees = pointees;
    inner.functions = functions;
  }
  inner.cause = either(cause, inner.cause);
  inner.isSpread = inner.isSpread || isSpread;
  return inner;
}

bool Value::sameAs(const Value& other) const {
  if (!sameCause(cause, other.cause) || !sameCause(extent, other.extent) || isSpread != other.isSpread ||
      pointees != other.pointees || functions != other.functions || members.size() != other.members.size())
    return false;
  for (auto a = members.begin(), b = other.members.begin(); a != members.end(); ++a, ++b)
    if (a->first != b->first || !a->second.sameAs(b->second)) return false;
  return true;
}

Value join(const Value& a, const Value& b, Causes& causes) {
  Value result = merge(a, b);
  result.cause = joined(a.cause, b.cause, causes);
  result.extent = joined(a.extent, b.extent, causes);
  for (auto& [field, inner] : result.members) inner = join(a.member(field), b.member(field), causes);
  return result;
}

Value merge(const Value& a, const Value& b) {
  Value result = a;
  result.cause = either(a.cause, b.cause);
  result.extent = either(a.extent, b.extent);
  result.isSpread = a.isSpread || b.isSpread;
  result.pointees.insert(b.pointees.begin(), b.pointees.end());
  result.functions.insert(b.functions.begin(), b.functions.end());
  for (const auto& [field, inner] : b.members) result.members[field] = merge(result.members[field], inner);
  return result;
}

Value renamed(const Value& value, const Names& names) {
  Value result = value;
  result.pointees.clear();
  for (const Place& place : value.pointees) {
    const void* const root = names.of(place.root);
    if (root != nullptr) result.pointees.insert({root, place.members});
  }
  for (auto& [field, inner] : result.members) inner = variance::renamed(inner, names);
  return result;
}

namespace {

bool pointsAnywhere(const Value& value) {
  return !value.pointees.empty() || std::any_of(value.members.begin(), value.members.end(),
                                                [](const auto& one) { return pointsAnywhere(one.second); });
}

constexpr auto byRoot = [](const auto& a, const auto& b) { return std::less<>()(a.first, b.first); };

}  // namespace

std::vector<State::Entry>::iterator State::from(const void* root) {
  return std::lower_bound(values_.begin(), values_.end(), Entry(root, nullptr), byRoot);
}

std::vector<State::Entry>::const_iterator State::from(const void* root) const {
  return std::lower_bound(values_.begin(), values_.end(), Entry(root, nullptr), byRoot);
}

State State::renamed(const Names& names) const {
  if (names.others.empty() && names.bound == nullptr) return *this;
  State result;
  for (const auto& [root, value] : values_) {
    const void* const other = names.of(root);
    if (other == nullptr) continue;
    result.values_.emplace_back(
        other, pointsAnywhere(*value) ? std::make_shared<Value>(variance::renamed(*value, names)) : value);
  }
  std::stable_sort(result.values_.begin(), result.values_.end(), byRoot);
  return result;
}

const Value* State::find(const void* root) const {
  const auto found = from(root);
  return found == values_.end() || found->first != root ? nullptr : found->second.get();
}

Value State::load(const Place& place) const {
  const Value* root = find(place.root);
  if (root == nullptr) return {};
  if (place.members.empty()) return *root;
  Value value = root->member(place.members.front());
  for (std::size_t i = 1; i < place.members.size(); ++i) value = value.member(place.members[i]);
  return value;
}

Value& State::at(const Place& place) {
  auto found = from(place.root);
  if (found == values_.end() || found->first != place.root)
    found = values_.emplace(found, place.root, std::make_shared<Value>());
  else if (found->second.use_count() != 1)
    found->second = std::make_shared<Value>(*found->second);
  Value* value = found->second.get();
  for (const clang::FieldDecl* field : place.members) value = &value->members[field];
  return *value;
}

void State::store(const Place& place, const Value& value) { at(place) = value; }

void State::mayStore(const Place& place, const Value& value, Causes& causes) {
  const Value* there = find(place.root);
  if (place.members.empty()) {
    if (there == nullptr) return store(place, value);
    Value both = join(*there, value, causes);
    if (!both.sameAs(*there)) at(place) = std::move(both);
    return;
  }
  Value& inner = at(place);
  inner = join(inner, value, causes);
}

void State::erase(const void* root) {
  if (const auto found = from(root); found != values_.end() && found->first == root) values_.erase(found);
}

void State::take(const State& other) {
  std::vector<Entry> both;
  both.reserve(std::max(values_.size(), other.values_.size()));
  std::set_union(other.values_.begin(), other.values_.end(), values_.begin(), values_.end(), std::back_inserter(both),
                 byRoot);
  values_ = std::move(both);
}

State State::reachable(const State& first, std::vector<const void*> roots,
                       const std::function<void(const clang::FunctionDecl&, std::vector<const void*>&)>& more) const {
  State found = first;
  std::unordered_set<const void*> seen;
  const std::function<void(const Value&)> follow = [&](const Value& value) {
    for (const Place& place : value.pointees) roots.push_back(place.root);
    for (const clang::FunctionDecl* function : value.functions) more(*function, roots);
    for (const auto& [field, inner] : value.members) follow(inner);
  };
  for (const auto& [root, value] : first.values_) {
    seen.insert(root);
    follow(*value);
  }
  while (!roots.empty()) {
    const void* const root = roots.back();
    roots.pop_back();
    if (!seen.insert(root).second) continue;
    const auto there = from(root);
    if (there == values_.end() || there->first != root) continue;
    found.values_.push_back(*there);
    follow(*there->second);
  }
  std::sort(found.values_.begin(), found.values_.end(), byRoot);
  return found;
}

bool State::isMarked() const {
  return std::any_of(values_.begin(), values_.end(),
                     [](const Entry& one) { return one.second->anyCause() != nullptr || one.second->holdsSpread(); });
}

bool State::joinWith(const State& other, Causes& causes) {
  bool changed = false;
  std::vector<Entry> missing;
  auto mine = values_.begin();
  for (const Entry& one : other.values_) {
    mine = std::lower_bound(mine, values_.end(), one, byRoot);
    if (mine == values_.end() || mine->first != one.first) {
      missing.push_back(one);
      continue;
    }
    if (mine->second == one.second || mine->second->sameAs(*one.second)) continue;
    Value both = join(*mine->second, *one.second, causes);
    if (both.sameAs(*mine->second)) continue;
    mine->second = std::make_shared<Value>(std::move(both));
    changed = true;
  }
  if (missing.empty()) return changed;
  const auto middle = static_cast<std::ptrdiff_t>(values_.size());
  values_.insert(values_.end(), missing.begin(), missing.end());
  std::inplace_merge(values_.begin(), values_.begin() + middle, values_.end(), byRoot);
  return true;
}

bool State::sameAs(const State& other) const {
  return std::equal(values_.begin(), values_.end(), other.values_.begin(), other.values_.end(),
                    [](const Entry& a, const Entry& b) {
                      return a.first == b.first && (a.second == b.second || a.second->sameAs(*b.second));
                    });
}

}  // namespace bodocc::variance
