"""The ways in which ranks part: each shape is a wrong program and its right twin, around one collective.

<<wrong||right>>   the difference between the two
CALL, OTHER        the collective, and another one
WITH(argument)     the collective with another argument than the usual one
@                  the program's number, which makes names its own
// finding         in the wrong program, the line that bodocc has to report: rank-divergence, if nothing else follows
// meets           the message at run time has to name the line (of an annotated function, that of its definition)

An ordinary shape is the body of a function that gets `const Data& d`; one that begins with `///` brings a function of its
own, run_@(const Data& d), and what it needs.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    name: str
    text: str
    needs: str = ""  # argument: the collective has one on which all ranks must agree
    ends: bool = False  # some ranks come to the end of the program
    # the wrong one is wrong for the compiler only: no rank need be another one when it runs
    static_only: bool = False
    program: bool = False  # it ends the process, and runs as a program only


SHAPES: list[Shape] = []


def shape(name: str, text: str, **more) -> None:
    SHAPES.append(Shape(name, text.strip("\n"), **more))


# Whether, and how often
shape("missing", """
  if (bodo::get_rank() == 0) {
    <<CALL;  // finding, meets||std::puts("rank 0");>>
  }
  <<||CALL;>>
  bodo::barrier();  // meets
""")
shape("too many", """
  CALL;
  if (<<bodo::get_rank()||bodo::get_size()>> != 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("order swapped", """
  if (<<bodo::get_rank()||bodo::get_size()>> % 2 == 0) {
    CALL;  // finding, meets
    OTHER;
  } else {
    OTHER;  // meets
    CALL;
  }
""")
shape("early return", """
  if (<<bodo::get_rank()||bodo::get_size()>> == 1) return;
  CALL;  // finding, meets
""", ends=True)
shape("return in a loop", """
  for (int i = 0; i < 3; ++i) {
    CALL;  // finding, meets
    if (i == <<bodo::get_rank()||bodo::get_size()>>) return;
  }
""", ends=True)
shape("exit", """
  if (<<bodo::get_rank()||bodo::get_size() + 1>> == 1) std::exit(0);
  CALL;  // finding, meets
""", ends=True, program=True)
shape("exception", """
  try {
    <<||CALL;>>
    if (bodo::get_rank() == 0) throw Stop();
    <<CALL;  // finding, meets||>>
  } catch (const Stop&) {
  }
  bodo::barrier();  // meets
""")
shape("exception of a callee", """///
void check_@(int value) {
  if (value == 0) throw std::runtime_error("zero");
}
void run_@(const Data& d) {
  try {
    check_@(<<bodo::get_rank()||bodo::get_size()>>);
    CALL;  // finding, meets
  } catch (const std::runtime_error&) {
  }
  bodo::barrier();  // meets
}
""")
shape("in a handler", """
  try {
    if (<<bodo::get_rank() == 0||bodo::get_size() > 1>>) throw Stop();
  } catch (const Stop&) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("trip count", """
  for (int i = 0; i < 2 + <<bodo::get_rank()||bodo::get_size()>> % 2; ++i) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("while", """
  auto left = <<d.own||std::int64_t(d.rows.size())>> + 1;
  while (left-- > 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("do while", """
  int round = 0;
  do {
    CALL;  // finding, meets
  } while (++round <= <<bodo::get_rank()||bodo::get_size()>>);
  bodo::barrier();  // meets
""")
shape("a flag ends the loop", """
  bool more = true;
  for (int round = 0; more; ++round) {
    CALL;  // finding, meets
    more = <<bodo::get_rank()||bodo::get_size()>> > round;
  }
  bodo::barrier();  // meets
""")
shape("over local rows", """
  const auto frame = <<d.rows||bodo::allgatherv(d.rows)>>;
  for (const std::int64_t value : frame.column<std::int64_t>("A")) {
    if (value < 0) std::puts("below zero");
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("nested loops", """
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < <<bodo::get_rank()||bodo::get_size()>>; ++j)
      CALL;  // finding, meets
  bodo::barrier();  // meets
""")
shape("break", """
  for (int i = 0; i < 3; ++i) {
    if (i == 1 && <<bodo::get_rank() == 1||bodo::get_size() == 3>>) break;
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("continue", """
  for (int i = 0; i < 3; ++i) {
    if (<<bodo::get_rank()||bodo::get_size()>> == 1) continue;
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("goto", """
  if (<<bodo::get_rank()||bodo::get_size() + 1>> == 0) goto after;
  CALL;  // finding, meets
after:
  bodo::barrier();  // meets
""")
shape("conditional operator", """
  const int x = <<bodo::get_rank() == 0||bodo::get_size() != 0>> ? (CALL, 1) : 0;  // finding, meets
  if (x > 1) std::puts("never");
  bodo::barrier();  // meets
""")
shape("&&", """
  if (<<bodo::get_rank() == 0||bodo::get_size() != 0>> && (CALL, true)) std::puts("done");  // finding, meets
  bodo::barrier();  // meets
""")
shape("||", """
  if (<<bodo::get_rank() == 0||bodo::get_size() == 0>> || (CALL, false)) std::puts("done");  // finding, meets
  bodo::barrier();  // meets
""")
shape("switch", """
  switch (<<bodo::get_rank()||bodo::get_size()>>) {
    case 0: CALL; break;  // finding, meets
    default: break;
  }
  bodo::barrier();  // meets
""")
shape("fall through", """
  switch (<<bodo::get_rank()||bodo::get_size()>>) {
    case 0: CALL; [[fallthrough]];  // finding, meets
    default: CALL;  // meets
  }
  bodo::barrier();
""")
shape("nested conditions", """
  if (d.rows.size() > 3) {
    if (<<d.own == 0||d.rows.size() < 3>>) {
      CALL;  // finding, meets
    }
  }
  bodo::barrier();  // meets
""")
shape("condition with a variable", """
  if (const int r = <<bodo::get_rank()||bodo::get_size()>>; r == 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")

# Through functions
shape("callee", """///
void inner_@(const Data& d) {
  CALL;  // meets
  if (d.values.empty()) std::puts("nothing");
}
void run_@(const Data& d) {
  if (<<bodo::get_rank() == 0||bodo::get_size() > 1>>) inner_@(d);  // finding
  bodo::barrier();  // meets
}
""")
shape("two callees deep", """///
void deepest_@(const Data& d) {
  CALL;  // meets
  if (d.values.empty()) std::puts("nothing");
}
void inner_@(const Data& d) { deepest_@(d); }
void run_@(const Data& d) {
  if (<<bodo::get_rank() == 0||bodo::get_size() > 1>>) inner_@(d);  // finding
  bodo::barrier();  // meets
}
""")
shape("condition in the callee", """///
void inner_@(const Data& d, int who) {
  if (who == 0) {
    CALL;  // finding, meets
  }
  if (d.values.empty()) std::puts("nothing");
}
void run_@(const Data& d) {
  inner_@(d, <<bodo::get_rank()||bodo::get_size() - bodo::get_size()>>);
  bodo::barrier();  // meets
}
""")
shape("template", """///
template <int times, class Value_>
void inner_@(const Data& d, Value_ who) {
  for (int i = 0; i < times; ++i)
    if (who == 0) {
      CALL;  // finding, meets
    }
  if (d.values.empty()) std::puts("nothing");
}
void run_@(const Data& d) {
  inner_@<2>(d, <<bodo::get_rank()||bodo::get_size()>>);
  bodo::barrier();  // meets
}
""")
shape("recursion", """///
void again_@(const Data& d, int depth) {
  if (depth == 0) return;
  CALL;  // finding, meets
  if (d.values.empty()) std::puts("nothing");
  again_@(d, depth - 1);
}
void run_@(const Data& d) {
  again_@(d, 1 + <<bodo::get_rank()||bodo::get_size()>>);
  bodo::barrier();  // meets
}
""")
shape("mutual recursion", """///
void odd_@(const Data& d, int depth);
void even_@(const Data& d, int depth) {
  if (depth > 0) odd_@(d, depth - 1);  // finding
}
void odd_@(const Data& d, int depth) {
  CALL;  // meets
  if (d.values.empty()) std::puts("nothing");
  if (depth > 0) even_@(d, depth - 1);
}
void run_@(const Data& d) {
  even_@(d, <<2 * bodo::get_rank()||bodo::get_size()>>);
  bodo::barrier();  // meets
}
""")
shape("lambda", """
  const auto once = [&] {
    CALL;  // meets
    if (d.values.empty()) std::puts("nothing");
  };
  if (<<bodo::get_rank() == 0||bodo::get_size() > 0>>) once();  // finding
  bodo::barrier();  // meets
""")
shape("captured by a lambda", """
  const int who = <<bodo::get_rank()||bodo::get_size()>>;
  const auto once = [who, &d] {
    if (who == 1) {
      CALL;  // finding, meets
    }
    if (d.values.empty()) std::puts("nothing");
  };
  once();
  bodo::barrier();  // meets
""")
shape("generic lambda", """
  const auto once = [&d](auto who) {
    if (who == 1) {
      CALL;  // finding, meets
    }
    if (d.values.empty()) std::puts("nothing");
  };
  once(<<bodo::get_rank()||bodo::get_size()>>);
  bodo::barrier();  // meets
""")
shape("function pointer", """///
void some_@(const Data& d) {
  CALL;  // meets
  if (d.values.empty()) std::puts("nothing");
}
void none_@(const Data&) {}
void run_@(const Data& d) {
  void (*chosen)(const Data&) = <<bodo::get_rank()||bodo::get_size()>> == 0 ? &some_@ : &none_@;
  chosen(d);  // finding
  bodo::barrier();  // meets
}
""")
shape("function passed along", """///
void some_@(const Data& d) {
  CALL;  // meets
  if (d.values.empty()) std::puts("nothing");
}
void if_first_@(const Data& d, int who, void (*what)(const Data&)) {
  if (who == 0) what(d);  // finding
}
void run_@(const Data& d) {
  if_first_@(d, <<bodo::get_rank()||bodo::get_size()>>, some_@);
  bodo::barrier();  // meets
}
""")
shape("table of functions", """///
void some_@(const Data& d) {
  CALL;  // meets
  if (d.values.empty()) std::puts("nothing");
}
void none_@(const Data&) {}
void run_@(const Data& d) {
  void (*const steps[])(const Data&) = {some_@, none_@};
  steps[<<bodo::get_rank()||bodo::get_size()>> % 2](d);  // finding
  bodo::barrier();  // meets
}
""")
shape("std::function", """
  std::function<void()> chosen = [] {};
  if (<<bodo::get_rank()||bodo::get_size()>> == 0)
    chosen = [&] {
      CALL;  // meets
      if (d.values.empty()) std::puts("nothing");
    };
  chosen();  // finding
  bodo::barrier();  // meets
""")
shape("virtual function", """///
struct Step_@ {
  virtual ~Step_@() = default;
  virtual void take(const Data&) {}
};
struct Talking_@ : Step_@ {
  void take(const Data& d) override {
    CALL;  // meets
    if (d.values.empty()) std::puts("nothing");
  }
};
void run_@(const Data& d) {
  Step_@ silent;
  Talking_@ talking;
  Step_@* step = &silent;
  if (<<bodo::get_rank()||bodo::get_size()>> == 0) step = &talking;
  step->take(d);  // finding
  bodo::barrier();  // meets
}
""")
shape("virtual function of an owned object", """///
struct Step_@ {
  virtual ~Step_@() = default;
  virtual void take(const Data&) = 0;
};
struct Silent_@ : Step_@ {
  void take(const Data&) override {}
};
struct Talking_@ : Step_@ {
  void take(const Data& d) override {
    CALL;  // meets
    if (d.values.empty()) std::puts("nothing");
  }
};
std::unique_ptr<Step_@> make_@(int who) {
  if (who == 0) return std::make_unique<Talking_@>();
  return std::make_unique<Silent_@>();
}
void run_@(const Data& d) {
  const std::unique_ptr<Step_@> step = make_@(<<bodo::get_rank()||bodo::get_size()>>);
  step->take(d);  // finding
  bodo::barrier();  // meets
}
""")
shape("member function", """///
struct Worker_@ {
  int who;
  bool isFirst() const { return who == 0; }
  void work(const Data& d) const {
    if (isFirst()) {
      CALL;  // finding, meets
    }
    if (d.values.empty()) std::puts("nothing");
  }
};
void run_@(const Data& d) {
  const Worker_@ worker{<<bodo::get_rank()||bodo::get_size()>>};
  worker.work(d);
  bodo::barrier();  // meets
}
""")
shape("constructor", """///
struct Opened_@ {
  explicit Opened_@(const Data& d) {
    CALL;  // meets
    if (d.values.empty()) std::puts("nothing");
  }
};
void run_@(const Data& d) {
  if (<<bodo::get_rank() == 0||bodo::get_size() > 1>>) {
    Opened_@ opened(d);  // finding
  }
  bodo::barrier();  // meets
}
""")
shape("destructor", """///
struct Closing_@ {
  const Data& d;
  ~Closing_@() noexcept(false) {
    CALL;  // meets
    if (d.values.empty()) std::puts("nothing");
  }
};
void run_@(const Data& d) {
  if (<<bodo::get_rank() == 0||bodo::get_size() > 1>>) {
    Closing_@ closing{d};  // finding
    std::puts("open");
  }
  bodo::barrier();  // meets
}
""")
shape("algorithm", """
  std::vector<int> rounds;
  for (int i = 0; i <= <<bodo::get_rank()||bodo::get_size()>>; ++i) rounds.push_back(i);
  std::for_each(rounds.begin(), rounds.end(), [&](int round) {
    if (round < 0 || d.values.empty()) std::puts("never");
    CALL;  // finding, meets
  });
  bodo::barrier();  // meets
""")
shape("captured for an algorithm", """
  const int who = <<bodo::get_rank()||bodo::get_size()>>;
  const std::array<int, 2> rounds{0, 9};
  std::for_each(rounds.begin(), rounds.end(), [&](int round) {
    if (who == round && !d.values.empty()) {
      CALL;  // finding, meets
    }
  });
  bodo::barrier();  // meets
""")
shape("result of a function", """///
int parity_@() { return <<bodo::get_rank()||bodo::get_size()>> % 2; }
void run_@(const Data& d) {
  if (parity_@() == 0) {
    CALL;  // finding, meets
  }
  if (d.values.empty()) std::puts("nothing");
  bodo::barrier();  // meets
}
""")
shape("one of two results", """///
bool isFirst_@(int who) {
  if (who == 0) return true;
  return false;
}
void run_@(const Data& d) {
  if (isFirst_@(<<bodo::get_rank()||bodo::get_size()>>)) {
    CALL;  // finding, meets
  }
  if (d.values.empty()) std::puts("nothing");
  bodo::barrier();  // meets
}
""")
shape("written by a function", """///
void fetch_@(int& to) { to = <<bodo::get_rank()||bodo::get_size()>>; }
void run_@(const Data& d) {
  int who = 5;
  fetch_@(who);
  if (who == 0) {
    CALL;  // finding, meets
  }
  if (d.values.empty()) std::puts("nothing");
  bodo::barrier();  // meets
}
""")
