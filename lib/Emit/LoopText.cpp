#include "LoopText.h"

#include <algorithm>
#include <utility>

namespace bodocc {

LoopText::LoopText(int depth) : outer(depth), first(depth + 1), before(depth + 1), body(depth + 1), after(depth) {}

void LoopText::declareSource(const std::string& type, const std::string& name, const std::string& arguments,
                             std::string each) {
  source_ = fmt::format("{} {}({});", type, name, arguments);
  each_ = std::move(each);
}

void LoopText::open(std::string head, std::string end) {
  blocks_.push_back({std::move(body), std::move(head), std::move(end)});
  body = Code(blocks_.back().outer.depth() + 1);
}

void LoopText::endOpening() { blocks_.back().opening = std::exchange(body, Code(body.depth())); }

void LoopText::close() {
  Block& block = blocks_.back();
  Code inner(block.outer.depth() + 1);
  inner.append(block.opening);
  if (blocks_.size() == 1 && !arena_.empty()) {
    Code clear(std::max(block.opening.depth(), inner.depth()));
    clear.line("{}.clear();", arena_);
    inner.append(clear);
    arena_.clear();
  }
  inner.append(body);
  body = std::move(block.outer);
  if (blocks_.size() == 1 && !each_.empty() && !source_.empty()) {
    const std::string head = fmt::format("for ({} {})", source_, each_);
    if (body.fits(head + " {")) {
      block.head = head;
      source_.clear();
    }
  }
  body.block(block.head, inner, block.end);
  blocks_.pop_back();
}

void LoopText::closeAll() {
  while (!blocks_.empty()) close();
}

void LoopText::declare(const std::string& type, const std::string& declarator) {
  if (declared_.insert(declarator).second) body.declare(type, declarator);
}

void LoopText::onceABatch(const std::string& statement) {
  if (forBatch_.insert(statement).second) body.put(statement);
}

void LoopText::forget() {
  declared_.clear();
  forBatch_.clear();
}

void LoopText::declareArena(const std::string& name) {
  arena_ = name;
  before.line("rt::text_arena {};", name);
}

void LoopText::writeTo(Code& out) const {
  out.append(outer);
  if (source_.empty() && isAlone()) {
    out.appendDedented(body);
  } else {
    out.put("{");
    out.append(first);
    if (!source_.empty()) {
      Code source(out.depth() + 1);
      source.put(source_);
      out.append(source);
    }
    out.append(before);
    out.append(body);
    out.put("}");
  }
  out.append(after);
}

}  // namespace bodocc
