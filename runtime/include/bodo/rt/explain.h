#pragma once
// BODO_EXPLAIN and BODO_TRACE: when the program ends, it reports the plan of its annotated functions with the work of
// each line. Emitted functions carry their plan, and mark the line that is running; the runtime counts for that line.
// Without the variable each of these calls is a test of one pointer.
#include <cstdint>
#include <initializer_list>
#include <span>

namespace bodo::rt {

struct work;

struct plan_line {
  enum class part : std::uint8_t {
    line,
    loop,
    stage,
    sink
  };
  // Which ranks have the rows of a loop, and of a sink before and after its end.
  enum class rows_are : std::uint8_t {
    spread,
    then_everywhere,
    everywhere
  };
  using enum part;
  using enum rows_are;

  unsigned depth;
  const char* text;
  part is = line;
  rows_are rows = spread;
};

// One call of an annotated function. Local.
class explained {
 public:
  explicit explained(std::span<const plan_line> plan);
  ~explained() {
    if (lines_ != nullptr) leave();
  }
  explained(const explained&) = delete;
  explained& operator=(const explained&) = delete;

  // From here on this line is running.
  void at(unsigned line) {
    if (lines_ != nullptr) enter(line);
  }
  // This number of further rows has come to this line, or passed it.
  void rows(unsigned line, std::int64_t count) {
    if (lines_ != nullptr) add_rows(line, count);
  }
  void rows(std::initializer_list<unsigned> lines, std::int64_t count) {
    for (const unsigned line : lines) rows(line, count);
  }
  // A sink has ended: this rank's part of its result.
  template <class Sink>
  void made(unsigned line, const Sink& sink) {
    if (lines_ == nullptr) return;
    if constexpr (requires { sink.spread(); })
      add_build(line, sink.rows_here(), sink.spread());
    else if constexpr (requires { sink.rows(); })
      add_made(line, sink.rows());
    else
      add_made(line, sink.size());
  }

 private:
  void enter(unsigned line);
  void leave() noexcept;
  void add_rows(unsigned line, std::int64_t count);
  void add_made(unsigned line, std::int64_t count);
  void add_build(unsigned line, std::int64_t count, bool spread);

  work* lines_ = nullptr;   // null: nothing is counted
  work* before_ = nullptr;  // the line that the caller was at
};

}  // namespace bodo::rt

// A source's part of the page of BODO_EXPLAIN=html: JSON that stays where it is. Emitted programs call it when they
// start.
extern "C" void bodo_keep_page(const char* page) noexcept;
