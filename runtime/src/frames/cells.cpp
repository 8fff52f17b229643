// A notebook's variables, and the execution of its cells.
#include "bodo/rt/cells.h"

#include <bodo/error.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <deque>
#include <iostream>
#include <optional>
#include <string>
#include <utility>

#include "bodo/rt/error.h"
#include "bodo/rt/guard.h"
#include "bodo/rt/interrupt.h"
#include "job/job.h"

namespace bodo::rt {
namespace {

constexpr const char* frame_type = "bodo::DataFrame";

struct known_variable {
  known_variable(const cell_variable& v, std::size_t size, std::size_t alignment)
      : name(v.name), type(v.type), memory(size, alignment) {}

  // without the suffix that distinguishes types of the same name
  std::string spelled_type() const { return type.substr(0, type.find('#')); }

  std::string name, type;
  cell_memory memory;
  bool before = false;  // it had a value before the current cell
};

struct notebook {
  std::deque<known_variable> variables;  // in the order in which cells have named them; none is ever removed
  std::optional<std::string> value;
  std::optional<DataFrame> frame;
  std::string error;
  bodo_cell_result result{};

  known_variable* find(std::string_view name, std::string_view type) {
    const auto found =
        std::ranges::find_if(variables, [&](const known_variable& v) { return v.name == name && v.type == type; });
    return found == variables.end() ? nullptr : &*found;
  }
};

void destroy_variables() noexcept;

notebook& the_notebook() {
  static auto* const own = [] {
    the_job().before_end_of_mpi = destroy_variables;
    return new notebook;
  }();
  return *own;
}

// The last one first.
void destroy_variables() noexcept {
  notebook& all = the_notebook();
  all.frame.reset();
  for (auto v = all.variables.rbegin(); v != all.variables.rend(); ++v) v->memory.clear();
}

// Calls of exported functions return texts that live until the next call.
const char* kept(std::string text, std::string& place) {
  place = std::move(text);
  return place.c_str();
}

std::string quoted(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') literal += '\\';
    if (static_cast<unsigned char>(c) < 0x20)
      literal += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      literal += c;
  }
  return literal + "\"";
}

std::string as_cpp(const Schema& schema) {
  std::string fields;
  for (const Field& field : schema) {
    const std::string type = field.type.id == kind::decimal
                                 ? fmt::format("decimal({}, {})", field.type.precision, field.type.scale)
                                 : to_string(field.type);
    fields += fmt::format("{}{{{}, bodo::{}{}}}", fields.empty() ? "" : ", ", quoted(field.name), type,
                          field.nullable ? "" : ", false");
  }
  return fmt::format("bodo::schema({{{}}})", fields);
}

// The steps' own errors: the message, or nothing.
std::string run_steps(const char* cell, std::span<const cell_step> steps, std::span<const cell_variable> needed) {
  site at{cell, 0, ""};
  std::string cause;
  try {
    for (const cell_variable& v : needed)
      if (const known_variable* known = the_notebook().find(v.name, v.type);
          known == nullptr || !known->memory.has_value())
        fail(at, fmt::format("'{}' has no value here: run the cell that defines it again", v.name));
    for (const cell_step& step : steps) {
      at.line = step.line;
      const running here(at);
      step.run();
    }
    return "";
  } catch (const bodo::error& error) {
    return error.what();
  } catch (...) {
    cause = uncaught_exception();
  }
  try {
    fail(at, cause);
  } catch (const bodo::error& error) {
    return error.what();
  }
}

}  // namespace

cell_memory::cell_memory(std::size_t size, std::size_t alignment)
    : place_(::operator new(std::max<std::size_t>(size, 1), std::align_val_t(alignment))) {}

void cell_memory::filled(void (*destroy)(void*) noexcept) {
  destroy_ = destroy;
  is_new_ = true;
}

void cell_memory::clear() noexcept {
  if (auto* const destroy = std::exchange(destroy_, nullptr)) destroy(place_);
}

cell_memory& memory_of(const cell_variable& variable, std::size_t size, std::size_t alignment) {
  notebook& all = the_notebook();
  if (known_variable* known = all.find(variable.name, variable.type)) return known->memory;
  return all.variables.emplace_back(variable, size, alignment).memory;
}

void show_text(std::string text) { the_notebook().value = std::move(text); }
void show_frame(const DataFrame& frame) { the_notebook().frame = frame; }

const bodo_cell_result* run_cell(const char* name, std::span<const cell_step> steps,
                                 std::span<const cell_variable> needed) noexcept {
  notebook& all = the_notebook();
  all.value.reset();
  all.frame.reset();
  for (known_variable& v : all.variables) v.before = v.memory.has_value();
  const interruptible running;
  const site end{name, 0, "the end of the cell"};
  all.error = run_steps(name, steps, needed);
  // Again if it throws: ranks that were here when another one failed have heard of it, and meet that one here.
  for (bool met = false; !met;) {
    try {
      guard(end, all.error.empty() ? 0 : 1);
      met = true;
    } catch (const bodo::error& error) {
      met = !the_job().problem.empty();  // the others cannot be met any more
      if (all.error.empty()) all.error = error.what();
    }
  }
  const bool failed = !all.error.empty();
  for (known_variable& v : all.variables) {
    if (failed && !v.before) v.memory.clear();
    if (!v.memory.take_new() || failed) continue;
    for (known_variable& other : all.variables)
      if (&other != &v && other.name == v.name) other.memory.clear();
  }
  std::cout.flush();
  std::fflush(stdout);
  const char* const text = failed ? all.error.c_str() : all.value ? all.value->c_str() : nullptr;
  all.result = {failed ? 1 : 0, text, !failed && all.frame ? &*all.frame : nullptr};
  return &all.result;
}

}  // namespace bodo::rt

using namespace bodo;
using namespace bodo::rt;

extern "C" {

const char* bodo_cell_variables() {
  std::string list;
  for (const known_variable& v : the_notebook().variables)
    if (v.memory.has_value())
      list += fmt::format("{}{{\"name\": {}, \"type\": {}, \"frame\": {}}}", list.empty() ? "" : ", ", quoted(v.name),
                          quoted(v.spelled_type()), v.type == frame_type);
  static std::string text;
  return kept(fmt::format("[{}]", list), text);
}

const char* bodo_cell_frames() {
  std::string spread, replicated;
  for (const known_variable& v : the_notebook().variables) {
    const DataFrame* const frame = bodo_cell_frame(v.name.c_str());
    if (v.type != frame_type || frame == nullptr) continue;
    std::string& to = frame->is_distributed() ? spread : replicated;
    to += fmt::format("const bodo::Schema {} = {};\n", v.name, as_cpp(frame->schema()));
  }
  static std::string text;
  return kept(fmt::format("namespace bodo_frames {{\n{}namespace replicated {{\n{}}}\n}}\n", spread, replicated), text);
}

const DataFrame* bodo_cell_frame(const char* name) {
  const known_variable* const known = the_notebook().find(name, frame_type);
  return known != nullptr && known->memory.has_value() ? static_cast<DataFrame*>(known->memory.place()) : nullptr;
}

void bodo_cell_define_frame(const char* name, const DataFrame* frame) {
  cell_define<DataFrame>({name, frame_type}, [&] { return *frame; });
  for (known_variable& v : the_notebook().variables)
    if (v.name == name && v.type != frame_type) v.memory.clear();
}
}
