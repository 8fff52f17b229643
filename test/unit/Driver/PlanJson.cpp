// --report=plan-json on small functions: what tools read.
#include <bodocc/Driver/PassList.h>
#include <bodocc/Driver/PlanJson.h>
#include <llvm/Support/FormatVariadic.h>
#include <llvm/Support/JSON.h>

#include "../Program.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

const Schema schema{{"A", integer()}, {"B", integer()}, {"s", {bodo::string}}};

llvm::json::Value read(const std::string& text) {
  auto value = llvm::json::parse(text);
  REQUIRE(bool(value));
  return *value;
}

std::string text(const llvm::json::Value* value) {
  REQUIRE(value);
  return value->kind() == llvm::json::Value::String ? value->getAsString()->str() : llvm::formatv("{0}", *value).str();
}

// The lines below a node, each by its kind and, of what is counted, its number.
std::vector<std::string> kinds(const llvm::json::Object& node) {
  std::vector<std::string> all;
  for (const llvm::json::Value& child : *node.getArray("children")) {
    const llvm::json::Object& object = *child.getAsObject();
    std::string kind = object.getString("kind")->str();
    if (const auto number = object.getInteger("number")) kind += " " + std::to_string(*number);
    all.push_back(kind);
  }
  return all;
}

const llvm::json::Object& child(const llvm::json::Object& node, std::size_t n) {
  return *(*node.getArray("children"))[n].getAsObject();
}

}  // namespace

TEST_CASE("loops and sinks are numbered, and have fields for what their lines say") {
  Module m;
  m.file = "folder/main.cpp";
  FunctionBuilder b(m, "f");
  const Value frame = b.let("df").file("in", schema);
  const Value kept = b.let("kept").where(frame, b.binary(b.column(frame, "A"), ">", number(3)));
  const Value sums = b.let("sums").group(kept, {"B"}, "total", "sum", "A");
  b.returns(b.let("sorted").sort(sums, {"total"}), "sorted");
  REQUIRE(runPasses(m, {}));
  const llvm::json::Value json = read(planJson(m));
  const llvm::json::Object& all = *json.getAsObject();
  CHECK(all.getInteger("version") == 1);
  CHECK(all.getString("file") == "folder/main.cpp");
  const llvm::json::Object& f = *all.getArray("functions")->front().getAsObject();
  CHECK(text(f.get("name")) == "f");
  CHECK(text(f.get("lines")) == "[1]");
  CHECK(kinds(f) == std::vector<std::string>{"open", "loop 1", "loop 2", "sorted", "operation", "return"});
  const llvm::json::Object& loop = child(f, 1);
  CHECK(text(loop.get("source")) == "file");
  CHECK(text(loop.get("rows")) == "df");
  CHECK(text(loop.get("lines")) == "[3,4]");
  CHECK(kinds(loop) == std::vector<std::string>{"filter", "decode", "groups 1", "collective"});
  CHECK(text(child(loop, 0).get("condition")) == "(df.A > 3)");
  CHECK(text(child(loop, 2).get("keys")) == R"(["B"])");
  CHECK(text(child(loop, 2).get("aggregates")) == R"x(["total = sum(A)"])x");
}

TEST_CASE("texts of the user's are escaped, and what is no UTF-8 is replaced") {
  Module m;
  FunctionBuilder b(m, "f");
  const Value frame = b.let("df").file("in", schema);
  const std::string odd = "a\"b\\c\n\t\x01 \xff";
  b.returns(b.let("kept").where(frame, b.binary(b.column(frame, "s"), "==", text(odd))), "kept");
  REQUIRE(runPasses(m, {}));
  const std::string json = planJson(m);
  CHECK(json.find('\n') == std::string::npos);
  CHECK(text(child(child(*read(json).getAsObject()->getArray("functions")->front().getAsObject(), 1), 0).get("text"))
            .find("filter (df.s == ") == 0);
}
