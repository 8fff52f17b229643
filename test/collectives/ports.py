"""Shapes of the collective programs of two collections of wrong MPI programs, written anew for this library: the MPI Bugs
Initiative (order, missing and unmatched calls, roots, arguments, invalid roots; in branches and loops, through functions)
and MPI-CorrBench (misplaced and missing calls, wrong arguments; each also under a condition on data)."""

from shapes import Shape

PORTS: list[Shape] = []


def port(name: str, text: str, **more) -> None:
    PORTS.append(Shape(name, text.strip("\n"), **more))


# The order of two calls, by the parity of the rank
PAIRS = {
    "barrier and bcast": ("bodo::barrier()", "(void)bodo::bcast(d.own, 0)"),
    "bcast and gatherv": ("(void)bodo::bcast(d.own, 0)", "(void)bodo::gatherv(d.values, 0)"),
    "gatherv and scatterv": ("(void)bodo::gatherv(d.values, 0)", "(void)bodo::scatterv(d.values, 0)"),
    "allgatherv and gatherv": ("(void)bodo::allgatherv(d.own)", "(void)bodo::gatherv(d.own, 0)"),
    "allgatherv and barrier": ("(void)bodo::allgatherv(d.values)", "bodo::barrier()"),
    "two functions": ("total(4)", "show(4)"),
}
for name, (a, b) in PAIRS.items():
    port(f"order by parity: {name}", f"""
  if (<<bodo::get_rank()||bodo::get_size()>> % 2) {{
    {a};  // finding, meets
    {b};
  }} else {{
    {b};  // meets
    {a};
  }}
""")
    port(f"other call by parity: {name}", f"""
  if (<<bodo::get_rank()||bodo::get_size()>> % 2)
    {a};  // finding, meets
  else
    {b};  // meets
""")
    port(f"order through functions: {name}", f"""///
void first_@(const Data& d) {{
  {a};  // meets
  if (d.values.empty()) std::puts("nothing");
}}
void second_@(const Data& d) {{
  {b};  // meets
  if (d.values.empty()) std::puts("nothing");
}}
void run_@(const Data& d) {{
  if (<<bodo::get_rank()||bodo::get_size()>> % 2) {{
    first_@(d);  // finding
    second_@(d);
  }} else {{
    second_@(d);
    first_@(d);
  }}
}}
""")
    port(f"second call on some ranks: {name}", f"""
  const bool isEven = <<bodo::get_rank()||bodo::get_size()>> % 2 == 0;
  {a};
  if (isEven)
    {b};  // finding, meets
  bodo::barrier();  // meets
""")

# Roots
for call in ("(void)bodo::bcast(d.own, {0})", "(void)bodo::gatherv(d.own, {0})", "(void)bodo::scatterv(d.values, {0})"):
    port(f"root by rank: {call}", f"""
  {call.format("<<bodo::get_rank()||0>>")};  // finding: rank-argument, meets
""")
    port(f"root by parity: {call}", f"""
  int root = 0;
  if (<<bodo::get_rank()||bodo::get_size()>> % 2) root = 1;
  {call.format("root")};  // finding: rank-argument, meets
""")
    port(f"root by branches: {call}", f"""
  if (<<bodo::get_rank()||bodo::get_size() + 1>> == 0)
    {call.format("0")};  // finding, meets
  else
    {call.format("1")};  // meets
""")
    port(f"last rank as root: {call}", f"""
  const int root = <<bodo::get_rank() == 0 ? 0 : bodo::get_size() - 1||bodo::get_size() - 1>>;
  {call.format("root")};  // finding: rank-argument, meets
""")
    port(f"root that all ranks compute: {call}", f"""
  int least = <<bodo::get_rank()||bodo::bcast(bodo::get_rank(), 1)>>;
  for (int i = 0; i < 3; ++i) least = (least + 1) % 2;
  {call.format("least")};  // finding: rank-argument, meets
""")

# Conditions on data
port("sum of own values", """
  std::int64_t sum = 0;
  for (int i = 0; i <= <<bodo::get_rank()||bodo::get_size()>>; ++i) sum += i;
  if (sum == 0) bodo::barrier();  // finding, meets
  (void)bodo::allgatherv(d.own);  // meets
""")
port("element of a buffer", """
  std::vector<int> buffer(10, 0);
  for (std::size_t i = 0; i < buffer.size(); ++i) buffer[i] = static_cast<int>(i) * <<bodo::get_rank()||bodo::get_size()>>;
  if (buffer[9] > 0) {
    (void)bodo::gatherv(d.values, 0);  // finding, meets
  }
  bodo::barrier();  // meets
""")
port("received value", """
  const auto parts = bodo::gatherv(d.own, 0);
  const std::int64_t limit = <<parts.empty() ? 5 : parts[0]||bodo::bcast(parts.empty() ? 5 : parts[0])>>;
  while (limit > 3) {
    bodo::barrier();  // finding, meets
    break;
  }
  (void)bodo::bcast(d.own);  // meets
""")
port("broadcast value", """
  int flag = bodo::get_rank();
  <<||flag = bodo::bcast(flag, 0);>>
  if (flag == 0) {
    bodo::barrier();  // finding, meets
  }
  (void)bodo::bcast(d.own);  // meets
""")
port("error code", """///
int open_@(std::int64_t who) { return who > 0 ? -1 : 0; }
void run_@(const Data& d) {
  const int status = <<open_@(d.own)||bodo::allgatherv(open_@(d.own))[0]>>;
  if (status < 0) return;
  (void)bodo::gatherv(d.own);  // finding, meets
}
""", ends=True)
port("worker and master", """///
void master_@(const Data& d) {
  for (int i = 0; i < 2; ++i) {
    (void)bodo::bcast(d.own);  // meets
  }
  if (d.values.empty()) std::puts("nothing");
}
void worker_@(const Data& d) {
  (void)bodo::gatherv(d.own);  // meets
  if (d.values.empty()) std::puts("nothing");
}
void run_@(const Data& d) {
  if (<<bodo::get_rank() == 0||bodo::get_size() > 1>>)
    master_@(d);  // finding
  else
    worker_@(d);
}
""")

# Loops
port("rounds by rank", """
  for (int i = 0; i < <<bodo::get_rank()||bodo::get_size()>> + 1; ++i) {
    if (i % 2 == 0)
      bodo::barrier();  // finding
    else
      (void)bodo::allgatherv(d.own);  // meets
  }
  (void)bodo::gatherv(d.values);  // meets
""")
port("call in a branch of a loop", """
  for (int i = 0; i < 3; ++i) {
    if (i == <<bodo::get_rank()||bodo::get_size()>>) {
      (void)bodo::bcast(d.own);  // finding, meets
    }
    bodo::barrier();  // meets
  }
""")
port("chunks of own rows", """
  std::int64_t left = <<d.rows.local_size() + 2 * d.own||d.rows.size()>>;
  do {
    left -= 2;
    (void)bodo::gatherv(d.values);  // finding, meets
  } while (left > 0);
  bodo::barrier();  // meets
""")
port("until converged", """
  double error = 1.0 + <<static_cast<double>(d.own)||static_cast<double>(bodo::get_size())>>;
  while (error > 0.5) {
    error /= 2;
    const auto all = bodo::allgatherv(error);  // finding, meets
    error = <<error||all[0]>>;
  }
  bodo::barrier();  // meets
""")
port("phases", """
  enum class Phase { begin, work, done };
  Phase phase = Phase::begin;
  while (phase != Phase::done) {
    switch (phase) {
      case Phase::begin: phase = <<bodo::get_rank() == 0||bodo::get_size() == 0>> ? Phase::done : Phase::work; break;
      case Phase::work:
        bodo::barrier();  // finding, meets
        phase = Phase::done;
        break;
      case Phase::done: break;
    }
  }
  (void)bodo::bcast(d.own);  // meets
""")

# Missing, doubled, misplaced
port("missing on the last rank", """
  const int last = bodo::get_size() - 1;
  if (<<bodo::get_rank() != last||bodo::get_size() > last>>) {
    (void)bodo::gatherv(d.values, last);  // finding, meets
  }
  bodo::barrier();  // meets
""")
port("twice on one rank", """
  bodo::barrier();
  if (<<bodo::get_rank()||bodo::get_size()>> == 0) bodo::barrier();  // finding, meets
  (void)bodo::gatherv(d.own);  // meets
""")
port("inside the root's branch", """
  std::int64_t sum = 0;
  if (bodo::get_rank() == 0) {
    sum = d.own + 1;
    <<(void)bodo::bcast(sum);  // finding, meets||>>
  }
  <<||(void)bodo::bcast(sum);>>
  bodo::barrier();  // meets
""")
port("nested calls", """
  const auto size = static_cast<std::int64_t>(bodo::get_size());
  (void)bodo::bcast(<<bodo::get_rank() == 0 ? bodo::allgatherv(size)[0] : size||bodo::allgatherv(size)[0]>>);  // finding, meets
""")
port("argument of an annotated function", """
  const std::int64_t sum = total(<<static_cast<int>(d.own)||bodo::get_size()>> + 3);  // finding: rank-argument, meets
  if (sum < 0) std::puts("below zero");
""")
port("schema by rank", """
  const auto some = <<bodo::get_rank()||bodo::get_size()>> == 0 ? table(4) : bodo::allgatherv(d.rows);  // finding, meets
  if (some.size() == 0) std::puts("nothing");
  bodo::barrier();
""")
