#include "job/rows_at_hand.h"

namespace bodo::rt {
namespace {

const rows_at_hand* at_hand = nullptr;

}  // namespace

void rows_at_hand::enter() const { at_hand = this; }
void rows_at_hand::leave() const {
  if (at_hand == this) at_hand = nullptr;
}

std::string place_at_hand(std::string_view s) {
  const std::string place = at_hand == nullptr ? std::string() : at_hand->place_of(s);
  return place.empty() ? place : place + ": ";
}

}  // namespace bodo::rt
