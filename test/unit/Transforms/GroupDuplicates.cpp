#include "bodocc/Transforms/GroupDuplicates.h"

#include "../Program.h"
#include "bodocc/Analysis/InferOrder.h"
#include "bodocc/Transforms/PruneColumns.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

// What becomes of drop_duplicates({"k"}) of rows with these columns, of which `used` is counted, or which are returned.
std::string after(const Schema& schema, const std::string& used, bool returned = false) {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", schema);
  Value distinct = b.let("distinct").call("DataFrame", "drop_duplicates", {df, names({"k"})});
  b.returns(returned ? distinct : b.let("g").group(distinct, {"k"}, "n", "count", used), "result");
  pruneColumns(m);
  inferOrder(m);
  groupDuplicates(m);
  verify(m);
  return distinct.get<Frame>()->rows->def->info->id;
}

}  // namespace

TEST_CASE("drop_duplicates of which only keys are used are groups") {
  CHECK(after({{"k", integer()}, {"v", integer()}}, "k") == "groupby");
  CHECK(after({{"k", integer()}}, "k") == "groupby");
}

TEST_CASE("not if other columns of the first rows are used, or their order is observable") {
  CHECK(after({{"k", integer()}, {"v", integer()}}, "v") == "drop_duplicates");
  CHECK(after({{"k", integer()}}, "k", true) == "drop_duplicates");
}

TEST_CASE("not if the keys are floats: 0 equals -0") { CHECK(after({{"k", real()}}, "k") == "drop_duplicates"); }
