#pragma once
// --time-report: how long each step of a command line takes.
#include <string>
#include <vector>

namespace bodocc {

class TimeReport {
 public:
  // Begins a step, which ends the one before. What steps of the same name take is added.
  void begin(const char* step);
  void end();

  // A table of seconds: by the clock, and of the processors for bodocc and the programs that it runs.
  std::string text() const;

 private:
  struct Seconds {
    double clock = 0, processors = 0;
  };
  static Seconds now();

  struct Step {
    std::string name;
    Seconds took;
  };
  std::vector<Step> steps_;
  const char* current_ = nullptr;
  Seconds begun_;
};

}  // namespace bodocc
