#include <bodocc/Driver/PlanJson.h>
#include <bodocc/Plan/Tree.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/raw_ostream.h>

namespace bodocc {

namespace {

// The version of the fields: increased if one is removed or changes its meaning, not if one is added.
constexpr std::int64_t version = 1;

llvm::json::Value valueOf(const plan::Node::Value& value) {
  // JSON must be UTF-8, which the user's text in a condition need not be
  const auto utf8 = [](const std::string& text) { return llvm::json::Value(llvm::json::fixUTF8(text)); };
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return utf8(*text);
  llvm::json::Array all;
  for (const std::string& text : std::get<std::vector<std::string>>(value)) all.push_back(utf8(text));
  return all;
}

llvm::json::Value valueOf(const plan::Node& node) {
  llvm::json::Object object{{"kind", node.kind}, {"text", valueOf(plan::Node::Value(node.text))}};
  if (!node.lines.empty()) object["lines"] = llvm::json::Array(node.lines);
  for (const auto& [name, value] : node.fields) object[name] = valueOf(value);
  llvm::json::Array children;
  for (const plan::Node& child : node.children) children.push_back(valueOf(child));
  if (!children.empty()) object["children"] = std::move(children);
  return object;
}

}  // namespace

std::string planJson(const Module& module) {
  llvm::json::Array functions;
  for (const auto& f : module.functions) functions.push_back(valueOf(plan::tree(*f->plan)));
  std::string out;
  llvm::raw_string_ostream(out) << llvm::json::Value(llvm::json::Object{
      {"version", version}, {"file", llvm::json::fixUTF8(module.file)}, {"functions", std::move(functions)}});
  return out;
}

}  // namespace bodocc
