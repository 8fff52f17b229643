#pragma once
// The rows of a file that a loop has at hand, so that an error about one of their texts can name its place in the file.
// A scan is at hand from a batch that it has given out until its next one.
#include <string>
#include <string_view>

namespace bodo::rt {

class rows_at_hand {
 public:
  rows_at_hand() = default;
  rows_at_hand(const rows_at_hand&) = delete;
  rows_at_hand& operator=(const rows_at_hand&) = delete;

  // "'rows.csv', line 3", by the address of the text; empty if it is none of these rows'.
  virtual std::string place_of(std::string_view s) const = 0;

 protected:
  ~rows_at_hand() { leave(); }
  void enter() const;
  void leave() const;
};

// Of the rows at hand, with ": " after it; empty if there are none.
std::string place_at_hand(std::string_view s);

}  // namespace bodo::rt
