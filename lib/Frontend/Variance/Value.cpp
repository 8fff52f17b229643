#include "Frontend/Variance/Value.h"

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
    const auto found = names.find(place.root);
    result.pointees.insert({found == names.end() ? place.root : found->second, place.members});
  }
  for (auto& [field, inner] : result.members) inner = variance::renamed(inner, names);
  return result;
}

State State::renamed(const Names& names) const {
  State result;
  for (const auto& [root, value] : values_) {
    const auto found = names.find(root);
    result.values_.emplace(found == names.end() ? root : found->second, variance::renamed(value, names));
  }
  return result;
}

const Value* State::find(const void* root) const {
  const auto found = values_.find(root);
  return found == values_.end() ? nullptr : &found->second;
}

Value State::load(const Place& place) const {
  const Value* root = find(place.root);
  if (root == nullptr) return {};
  Value value = *root;
  for (const clang::FieldDecl* field : place.members) value = value.member(field);
  return value;
}

Value& State::at(const Place& place) {
  Value* value = &values_[place.root];
  for (const clang::FieldDecl* field : place.members) value = &value->members[field];
  return *value;
}

void State::store(const Place& place, const Value& value) { at(place) = value; }

void State::mayStore(const Place& place, const Value& value, Causes& causes) {
  const bool isNew = find(place.root) == nullptr;
  Value& there = at(place);
  there = isNew && place.members.empty() ? value : join(there, value, causes);
}

void State::take(const State& other) {
  for (const auto& [root, value] : other.values_) values_.insert_or_assign(root, value);
}

State State::reachable(const State& first, std::vector<const void*> roots,
                       const std::function<void(const clang::FunctionDecl&, std::vector<const void*>&)>& more) const {
  State found = first;
  const std::function<void(const Value&)> follow = [&](const Value& value) {
    for (const Place& place : value.pointees) roots.push_back(place.root);
    for (const clang::FunctionDecl* function : value.functions) more(*function, roots);
    for (const auto& [field, inner] : value.members) follow(inner);
  };
  for (const auto& [root, value] : first.values_) follow(value);
  while (!roots.empty()) {
    const void* const root = roots.back();
    roots.pop_back();
    const auto there = values_.find(root);
    if (there == values_.end() || !found.values_.try_emplace(root, there->second).second) continue;
    follow(there->second);
  }
  return found;
}

bool State::joinWith(const State& other, Causes& causes) {
  bool changed = false;
  for (const auto& [root, value] : other.values_) {
    const auto [mine, isNew] = values_.try_emplace(root, value);
    if (isNew) {
      changed = true;
      continue;
    }
    if (mine->second.sameAs(value)) continue;
    Value both = join(mine->second, value, causes);
    if (both.sameAs(mine->second)) continue;
    mine->second = std::move(both);
    changed = true;
  }
  return changed;
}

bool State::sameAs(const State& other) const {
  if (values_.size() != other.values_.size()) return false;
  for (auto a = values_.begin(), b = other.values_.begin(); a != values_.end(); ++a, ++b)
    if (a->first != b->first || !a->second.sameAs(b->second)) return false;
  return true;
}

}  // namespace bodocc::variance
