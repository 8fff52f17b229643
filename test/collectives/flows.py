"""Random functions with collectives, in which some values are the same on all ranks and others are not.

An even function calls collectives only where all ranks come, whatever its ordinary code does with values that vary. In an
odd one some condition, bound or argument that decides about a collective is made to vary. Which is which follows from how
they are made: variables s0 to s3 get values that are the same, outside of branches that vary; v0 to v3 get any.
"""

import random
from dataclasses import dataclass

PROLOGUE = """\
#include <bodo/bodo.h>
#include <bodo/error.h>

#include <cstdint>
#include <cstdio>
#include <functional>
#include <vector>

[[bodo::jit]] std::int64_t total(std::int64_t n) { return bodo::arange(n).sum(); }
struct Stop {};
struct Box {
  std::int64_t s = 1;
  std::int64_t v = 2;
};
std::int64_t digit(std::int64_t x) { return (x % 7 + 7) % 7; }
bool isOdd(std::int64_t x) { return x % 2 != 0; }
void add(std::int64_t& to, std::int64_t x) { to = digit(to + x); }
template <class Function_>
void twice(Function_ f) {
  f();
  f();
}
void meet(std::int64_t& x) { x = bodo::bcast(x); }
void meet_deeper(std::int64_t& x) {
  if (x >= 0) meet(x);
}
"""


@dataclass
class Flow:
    number: int
    kind: str  # even, odd
    text: str
    first: int = 0
    last: int = 0


@dataclass
class Program:
    text: str
    flows: list[Flow]


class Maker:
    def __init__(self, seed: str, odd: bool):
        self.random = random.Random(seed)
        self.odd = odd  # something is to be made to vary
        self.spoilt = False
        self.lines: list[str] = []
        self.depth = 0
        self.names = 0

    def say(self, line: str) -> None:
        self.lines.append("  " * (self.depth + 1) + line)

    def name(self, stem: str) -> str:
        self.names += 1
        return f"{stem}{self.names}"

    def same(self) -> str:
        """An expression that is the same on all ranks."""
        a, b = self.random.sample(["s0", "s1", "s2", "s3", "box.s", "list[0]", "*same", "bodo::get_size()"], 2)
        return self.random.choice([a, f"digit({a} + {b})", f"{a} - {b}", f"({a} > {b} ? 1 : 2)", str(self.random.randrange(5))])

    def any(self) -> str:
        a, b = self.random.sample(["v0", "v1", "v2", "v3", "box.v", "own[0]", "*mine", "bodo::get_rank()", "s0", "s1"], 2)
        return self.random.choice([a, f"digit({a} + {b})", f"{a} - {b}", f"({a} > {b} ? 1 : 2)", f"3 + {a}"])

    def deciding(self) -> str:
        """A value that decides about a collective: in an odd function, one of them is the rank's."""
        if self.odd and not self.spoilt and self.random.random() < 0.4:
            self.spoilt = True
            return self.random.choice(["bodo::get_rank()", "v0", "digit(v1 + bodo::get_rank())"])
        return self.same()

    def condition(self, value: str) -> str:
        return self.random.choice([f"{value} > 2", f"isOdd({value})", f"{value} % 3 == 1", f"!({value} == 1)"])

    def target(self, varies: bool) -> str:
        return self.random.choice(["v0", "v1", "v2", "v3", "box.v", "own[0]", "*mine"] if varies
                                  else ["s0", "s1", "s2", "s3", "box.s", "list[0]", "*same"])  # fmt: skip

    def block(self, make, inLoop: bool) -> None:
        self.depth += 1
        for _ in range(self.random.randint(1, 3)):
            make(inLoop)
        self.depth -= 1

    # Code of which some ranks run another part: no collectives, nothing that all ranks must have alike.
    def ordinary(self, inLoop: bool = False) -> None:
        kind = self.random.randrange(8 if self.depth < 4 else 3)
        if kind == 0:
            self.say(f"{self.target(True)} = {self.any()};")
        elif kind == 1:
            self.say(f"add({self.target(True)}, {self.any()});")
        elif kind == 2:
            self.say(f"v0 += {self.any()};")
        elif kind == 3:
            self.say(f"if ({self.condition(self.any())}) {{")
            self.block(self.ordinary, inLoop)
            if self.random.random() < 0.5:
                self.say("} else {")
                self.block(self.ordinary, inLoop)
            self.say("}")
        elif kind == 4:
            i = self.name("i")
            self.say(f"for (int {i} = 0; {i} < digit({self.any()}); ++{i}) {{")
            self.block(self.ordinary, True)
            self.depth += 1
            self.say(f"if ({self.condition(self.any())}) {self.random.choice(['break', 'continue'])};")
            self.depth -= 1
            self.say("}")
        elif kind == 5:
            self.say("try {")
            self.block(self.ordinary, inLoop)
            self.say(f"  if ({self.condition(self.any())}) throw Stop();")
            self.say("} catch (const Stop&) {")
            self.block(self.ordinary, inLoop)
            self.say("}")
        elif kind == 6:
            self.say(f"switch (digit({self.any()})) {{")
            for value in range(self.random.randint(1, 3)):
                self.say(f"  case {value}: {self.target(True)} = {self.any()}; break;")
            self.say(f"  default: v2 = {self.any()};")
            self.say("}")
        else:
            self.say(f"if (bodo::get_rank() == {self.random.randrange(3)}) std::puts(\"a rank\");")

    def collective(self) -> None:
        kind = self.random.randrange(9)
        if kind == 0:
            self.say("bodo::barrier();")
        elif kind == 1:
            self.say(f"{self.target(False)} = bodo::bcast({self.any()}, 0);")
        elif kind == 2:
            self.say(f"{self.target(False)} = bodo::allgatherv({self.any()})[0];")
        elif kind == 3:
            self.say(f"{self.target(True)} = static_cast<std::int64_t>(bodo::gatherv({self.any()}, 0).size());")
        elif kind == 4:
            self.say(f"{self.target(False)} = total(digit({self.deciding()}));")
        elif kind == 5:
            x = self.name("x")
            self.say(f"std::int64_t {x} = {self.any()};")
            self.say(f"meet({x});")
            self.say(f"{self.target(False)} = {x};")
        elif kind == 6:
            x = self.name("x")
            self.say(f"std::int64_t {x} = digit({self.deciding()});")
            self.say(f"meet_deeper({x});")
        elif kind == 7:
            self.say(f"twice([&] {{ {self.target(False)} = bodo::bcast({self.any()}); }});")
        else:
            self.say(f"own = bodo::scatterv(std::vector<std::int64_t>(8, {self.any()}));")

    # Code that all ranks run alike.
    def uniform(self, inLoop: bool = False) -> None:
        kind = self.random.randrange(14 if self.depth < 3 else 6)
        if kind < 3:
            self.collective()
        elif kind == 3:
            self.say(f"{self.target(False)} = {self.same()};")
        elif kind == 4:
            self.say(f"add({self.target(False)}, {self.same()});")
        elif kind == 5:
            self.ordinary(inLoop=False)
        elif kind == 6:
            self.say(f"if ({self.condition(self.deciding())}) {{")
            self.block(self.uniform, inLoop)
            if self.random.random() < 0.5:
                self.say("} else {")
                self.block(self.uniform, inLoop)
            self.say("}")
        elif kind == 7:
            i = self.name("i")
            self.say(f"for (std::int64_t {i} = 0, n{i} = digit({self.deciding()}) % 3; {i} < n{i}; ++{i}) {{")
            self.block(self.uniform, True)
            self.say("}")
        elif kind == 8:
            k = self.name("k")
            self.say(f"for (int {k} = 0; {k} < 3 && {self.condition(self.deciding())}; ++{k}) {{")
            self.block(self.uniform, True)
            self.say("}")
        elif kind == 9:
            self.say(f"switch (digit({self.deciding()}) % 3) {{")
            for label in ["case 0:", "case 1:", "default:"][self.random.randrange(3):]:
                self.say(f"  {label} {{")
                self.depth += 1
                self.block(self.uniform, False)
                self.depth -= 1
                self.say("    break;")
                self.say("  }")
            self.say("}")
        elif kind == 10:
            self.say("try {")
            self.block(self.uniform, False)
            self.say(f"  if ({self.condition(self.deciding())}) throw Stop();")
            self.block(self.uniform, False)
            self.say("} catch (const Stop&) {")
            self.block(self.uniform, False)
            self.say("}")
        elif kind == 11:
            if inLoop:
                self.say(f"if ({self.condition(self.deciding())}) {self.random.choice(['break', 'continue'])};")
            else:
                self.say(f"if ({self.condition(self.deciding())}) return;")
        elif kind == 12:
            f = self.name("f")
            self.say(f"const auto {f} = [&](std::int64_t x) {{")
            self.depth += 1
            self.say(f"if ({self.condition('x')}) {self.target(False)} = bodo::bcast({self.any()});")
            self.depth -= 1
            self.say("};")
            self.say(f"{f}({self.deciding()});")
        else:
            g = self.name("g")
            self.say(f"std::function<void()> {g} = [] {{}};")
            self.say(f"if ({self.condition(self.deciding())}) {g} = [&] {{ bodo::barrier(); }};")
            self.say(f"{g}();")

    def function(self, number: int) -> str:
        self.say("std::int64_t s0 = 1, s1 = bodo::get_size(), s2 = 3, s3 = 0;")
        self.say("std::int64_t v0 = bodo::get_rank(), v1 = 5 * v0, v2 = v0 + 1, v3 = 4;")
        self.say("Box box{s1, v0};")
        self.say("std::vector<std::int64_t> list{s0, 2, 3}, own{v0, v1, v2, 1, 1, 1, 1, 1};")
        self.say(f"std::int64_t *same = &{self.random.choice(['s0', 's2', 'box.s'])};")
        self.say(f"std::int64_t *mine = bodo::get_rank() == 1 ? &v3 : &{self.random.choice(['v1', 'v2', 'box.v'])};")
        for _ in range(self.random.randint(4, 9)):
            self.uniform()
        return f"void run_{number}() {{\n" + "\n".join(self.lines) + "\n}\n"


def flow_of(seed: int, number: int) -> Flow:
    for attempt in range(1000):
        maker = Maker(f"{seed} {number} {attempt}", odd=number % 2 == 1)
        text = maker.function(number)
        if maker.spoilt == maker.odd and ("bcast" in text or "barrier" in text):
            return Flow(number, "odd" if maker.odd else "even", text)
    raise AssertionError("no function")


def program_of(seed: int, first: int, count: int) -> Program:
    found = [flow_of(seed, number) for number in range(first, first + count)]
    lines = PROLOGUE.splitlines()
    for flow in found:
        flow.first = len(lines) + 1
        lines += flow.text.splitlines()
        flow.last = len(lines)
    calls = "".join(f"      case {flow.number}: run_{flow.number}(); break;\n" for flow in found)
    text = "\n".join(lines) + f"""
#ifdef LIBRARY
extern "C" void run(int number, char* message, int length) {{
  try {{
    switch (number) {{
{calls}      default: break;
    }}
    bodo::assume_same(number);
  }} catch (const bodo::error& error) {{
    std::snprintf(message, static_cast<std::size_t>(length), "%s", error.what());
  }}
}}
#else
int main(int argc, char**) {{
  switch (argc) {{
{calls}      default: break;
  }}
}}
#endif
"""
    return Program(text, found)
