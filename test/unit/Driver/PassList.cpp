// The list of passes, and the options that derive from it.
#include "bodocc/Driver/PassList.h"

#include <set>

#include "../Program.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

struct Small {
  Module m;
  FunctionBuilder b{m, "f"};
  Small() {
    Value df = b.let("df").file("a", {{"A", integer()}, {"B", integer()}});
    Value top = b.let("top").head(b.sort(df, {"A"}), 3);
    b.returns(b.call("DataFrame", "[]", {top, names({"A"})}), "top");
  }
};

}  // namespace

TEST_CASE("each pass has a name of its own and a reason") {
  std::set<std::string> names;
  for (const Pass& pass : passes()) {
    CHECK(names.insert(pass.name).second);
    CHECK(std::string(pass.reason).ends_with("."));
  }
}

TEST_CASE("all passes run") {
  Small s;
  CHECK(runPasses(s.m, {}));
  CHECK(s.b.function.stage == Stage::Formed);
  CHECK(s.b.function.body.ops[1]->limit == 3);
  CHECK(s.b.function.body.ops[0]->rows().columns.size() == 1);
}

TEST_CASE("a pass that optimises can be left out, one that others rely on cannot") {
  Small s;
  PassOptions options;
  options.disabled = {"FuseTopK", "PruneColumns"};
  CHECK(runPasses(s.m, options));
  CHECK(!s.b.function.body.ops[1]->limit);
  CHECK(s.b.function.body.ops[0]->rows().columns.size() == 2);
  Small t;
  options.disabled = {"FormPipelines"};
  CHECK_THROWS_AS(runPasses(t.m, options), UserError);
}

TEST_CASE("every optional pass can be left out alone") {
  for (const Pass& pass : passes()) {
    if (pass.required) continue;
    Small s;
    PassOptions options;
    options.disabled = {pass.name};
    CHECK_NOTHROW(runPasses(s.m, options));
  }
}

TEST_CASE("it ends after the pass that is asked for") {
  Small s;
  PassOptions options;
  options.stopAfter = "FuseTopK";
  CHECK(!runPasses(s.m, options));
  CHECK(s.b.function.stage == Stage::Built);
}
