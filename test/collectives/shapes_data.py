"""Ways in which ranks part by what their data holds: see shapes.py."""

from shapes import shape

# Through data
shape("reference", """
  int rank = 5;
  const int& alias = rank;
  rank = <<bodo::get_rank()||bodo::get_size()>>;
  if (alias == 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("printed on one rank", """
  int rounds = 1;
  std::vector<double> values{1, 2};
  if (bodo::get_rank() == 0) {
    fmt::print("{}", rounds);
    for (const double value : values) std::printf("%f", value);
    <<values.push_back(3)||std::printf("%f", values.front())>>;
  }
  if (rounds == 1 && values.size() == <<3||2>>) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("static variable's first value", """///
bool first_@(const Data& d) {
  static const bool known = [&] {
    CALL;  // meets
    return d.values.empty();
  }();
  return known;
}
void run_@(const Data& d) {
  <<||first_@(d);>>
  if (bodo::get_rank() == 0) first_@(d);  // finding
  if (d.values.empty()) std::puts("nothing");
  bodo::barrier();  // meets
}
""")
shape("pointer", """
  int value = 5;
  int* const to = &value;
  *to = <<bodo::get_rank()||bodo::get_size()>>;
  if (value == 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("pointer to one of two", """
  const int a = 0, b = 1;
  const int* const one = <<bodo::get_rank()||bodo::get_size()>> == 0 ? &a : &b;
  if (*one == 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("struct field", """///
struct Settings_@ {
  int size = 1;
  int rank = 5;
};
void run_@(const Data& d) {
  Settings_@ settings;
  settings.rank = bodo::get_rank();
  settings.size = bodo::get_size();
  if (settings.<<rank||size>> == 0) {
    CALL;  // finding, meets
  }
  if (d.values.empty()) std::puts("nothing");
  bodo::barrier();  // meets
}
""")
shape("field of a field", """///
struct Place_@ {
  int rank;
  int size;
};
struct Settings_@ {
  Place_@ place;
  std::string name;
};
void run_@(const Data& d) {
  const Settings_@ settings{{bodo::get_rank(), bodo::get_size()}, "x"};
  const Settings_@ copy = settings;
  if (copy.place.<<rank||size>> == 0) {
    CALL;  // finding, meets
  }
  if (d.values.empty()) std::puts("nothing");
  bodo::barrier();  // meets
}
""")
shape("array", """
  int seen[2] = {5, 5};
  seen[1] = <<bodo::get_rank()||bodo::get_size()>>;
  if (seen[1] == 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("array index", """
  const int flags[2] = {0, 1};
  if (flags[<<bodo::get_rank()||bodo::get_size()>> % 2] == 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("container", """
  std::vector<int> all;
  all.push_back(<<bodo::get_rank()||bodo::get_size()>>);
  if (all.front() == 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("size of a container", """
  std::vector<int> all;
  for (int i = 0; i < <<bodo::get_rank()||bodo::get_size()>>; ++i) all.push_back(bodo::get_rank());
  if (all.empty()) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("container index", """
  const std::vector<int> flags{0, 1};
  if (flags[static_cast<std::size_t>(<<bodo::get_rank()||bodo::get_size()>> % 2)] == 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("map", """
  std::map<std::string, int> settings{{"rank", 5}};
  settings["rank"] = <<bodo::get_rank()||bodo::get_size()>>;
  if (const auto found = settings.find("rank"); found != settings.end() && found->second == 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("std::array", """
  std::array<int, 2> flags{};
  flags[1] = <<bodo::get_rank()||bodo::get_size()>>;
  if (flags.back() == 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("string", """
  const std::string name = std::to_string(<<bodo::get_rank()||bodo::get_size()>>);
  if (name == "0") {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("optional", """
  std::optional<int> found;
  if (<<bodo::get_rank()||bodo::get_size()>> == 0) found = 1;
  if (found) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("pair", """
  const auto [size, rank] = std::pair(bodo::get_size(), <<bodo::get_rank()||3>>);
  if (rank == 0 && size > 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("swap", """
  int a = 5, b = <<bodo::get_rank()||bodo::get_size()>>;
  std::swap(a, b);
  if (a == 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("loop-carried", """
  int carried = 0;
  for (int i = 0; i < 3; ++i) {
    if (carried > 1) {
      CALL;  // finding, meets
    }
    carried += <<bodo::get_rank()||bodo::get_size()>>;
  }
  bodo::barrier();  // meets
""")
shape("carried over two variables", """
  int first = 0, second = 0;
  for (int i = 0; i < 3; ++i) {
    if (second > 0) {
      CALL;  // finding, meets
    }
    second = first;
    first = <<bodo::get_rank()||bodo::get_size()>>;
  }
  bodo::barrier();  // meets
""")
shape("static variable", """///
bool isFirst_@() {
  static const int rank = <<bodo::get_rank()||bodo::get_size()>>;
  return rank == 0;
}
void run_@(const Data& d) {
  if (isFirst_@()) {
    CALL;  // finding, meets
  }
  if (d.values.empty()) std::puts("nothing");
  bodo::barrier();  // meets
}
""")
shape("static counter", """///
int calls_@() {
  static int count = 0;
  return ++count;
}
void run_@(const Data& d) {
  if (bodo::get_rank() == 0) std::puts("rank 0");
  if (<<bodo::get_rank() == 0||bodo::get_size() > 0>>) calls_@();
  if (calls_@() == 2) {
    CALL;  // finding, meets
  }
  if (d.values.empty()) std::puts("nothing");
  bodo::barrier();  // meets
}
""")
shape("global variable", """///
int global_@ = 5;
void set_@() { global_@ = <<bodo::get_rank()||bodo::get_size()>>; }
void run_@(const Data& d) {
  set_@();
  if (global_@ == 0) {
    CALL;  // finding, meets
  }
  if (d.values.empty()) std::puts("nothing");
  bodo::barrier();  // meets
}
""")
shape("assigned on some ranks", """
  bool isFirst = false;
  if (<<bodo::get_rank()||bodo::get_size()>> == 0) isFirst = true;
  if (isFirst) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("counted on some ranks", """
  int count = 0;
  for (int i = 0; i < <<bodo::get_rank()||bodo::get_size()>>; ++i) ++count;
  if (count == 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("overwritten", """
  int who = bodo::get_rank();
  if (who == 0) std::puts("rank 0");
  <<||who = bodo::get_size();>>
  if (who == 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")

# Other sources of what varies
shape("rows of this rank", """
  if (d.rows.<<local_size() * bodo::get_size() > 7||size() > 7>>) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("first of this rank's rows", """
  const auto rows = <<d.rows||bodo::allgatherv(d.rows)>>;
  if (rows.column<std::int64_t>("A")[0] == 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("gathered on the root", """
  const auto all = bodo::<<gatherv||allgatherv>>(d.own);
  if (!all.empty()) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("scattered", """
  const auto mine = bodo::scatterv(std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6});
  if (<<mine[0]||bodo::allgatherv(mine)[0]>> == 0) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("process id", """
  const auto mine = getpid();
  const auto roots = bodo::bcast(mine);
  if (<<mine||bodo::get_size()>> == roots) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("clock", """
  const auto mine = std::chrono::steady_clock::now().time_since_epoch().count();
  const auto roots = bodo::bcast(mine);
  if (<<mine||bodo::get_size()>> == roots) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("random device", """
  std::random_device device;
  const auto mine = device();
  const auto roots = bodo::bcast(mine);
  if (<<mine||bodo::get_size()>> == roots) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("random numbers", """
  std::mt19937 random(<<7 + static_cast<unsigned>(bodo::get_rank())||7>>);
  const auto mine = static_cast<std::int64_t>(random());
  if (mine == bodo::bcast(mine)) {
    CALL;  // finding, meets
  }
  bodo::barrier();  // meets
""")
shape("declared to vary", """///
[[bodo::varies]] int number_@() { return std::atoi(std::getenv("OMPI_COMM_WORLD_RANK")); }
void run_@(const Data& d) {
  if (<<number_@()||bodo::bcast(number_@())>> == 0) {
    CALL;  // finding, meets
  }
  if (d.values.empty()) std::puts("nothing");
  bodo::barrier();  // meets
}
""")
shape("declared the same", """///
<<||[[bodo::same]]>> int number_@() { return bodo::get_rank() / 1000; }
void run_@(const Data& d) {
  if (number_@() == 0) {
    CALL;  // finding
  }
  if (d.values.empty()) std::puts("nothing");
  bodo::barrier();
}
""", static_only=True)
shape("assumed the same", """
  if (<<||bodo::assume_same>>(bodo::get_rank() / 1000) == 0) {
    CALL;  // finding
  }
  bodo::barrier();
""", static_only=True)

# Arguments
shape("other argument", """
  WITH(<<OTHERARGUMENT||DEFAULT>>);  // finding: rank-argument, meets
""", needs="argument")
shape("argument by a condition", """
  WITH(<<bodo::get_rank()||bodo::get_size()>> == 0 ? 1 : 0);  // finding: rank-argument, meets
""", needs="argument")
shape("argument in a variable", """
  int argument = 0;
  if (<<bodo::get_rank()||bodo::get_size()>> == 0) argument = 1;
  WITH(argument);  // finding: rank-argument, meets
""", needs="argument")
shape("argument in a field", """///
struct Settings_@ {
  int root = 0;
};
void run_@(const Data& d) {
  Settings_@ settings;
  settings.root = <<bodo::get_rank()||bodo::get_size()>> % 2;
  WITH(settings.root);  // finding: rank-argument, meets
  if (d.values.empty()) std::puts("nothing");
}
""", needs="argument")
shape("argument of a callee", """///
void inner_@(const Data& d, int argument) {
  WITH(argument);  // finding: rank-argument, meets
  if (d.values.empty()) std::puts("nothing");
}
void run_@(const Data& d) { inner_@(d, <<bodo::get_rank()||bodo::get_size()>> % 2); }
""", needs="argument")
shape("argument in a loop", """
  for (int i = 0; i < 2; ++i) {
    const int argument = (i + <<bodo::get_rank()||bodo::get_size()>>) % 2;
    WITH(argument);  // finding: rank-argument, meets
  }
""", needs="argument")
shape("argument in a branch", """
  if (<<bodo::get_rank()||bodo::get_size()>> == 0) {
    WITH(0);  // finding, meets
  } else {
    WITH(1);  // meets
  }
""", needs="argument")
