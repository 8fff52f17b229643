#include "Code.h"

#include <algorithm>
#include <array>

namespace bodocc {

namespace {

constexpr std::size_t widestLine = 120;

// The position after the user's text, or the token, that begins at `at`.
std::size_t pieceEnd(std::string_view text, std::size_t at) {
  return text[at] == userBegin ? std::min(text.find(userEnd, at), text.size() - 1) + 1 : tokenEnd(text, at);
}

// The width in columns: marks take none.
std::size_t widthOf(std::string_view text) {
  return text.size() -
         static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return c == userBegin || c == userEnd; }));
}

// True if the text begins within a list of braces.
bool restOfList(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size() && depth >= 0; i = pieceEnd(text, i)) {
    const char c = text[i];
    if (c == '(' || c == '{' || c == '[') ++depth;
    if ((c == ')' || c == '}' || c == ']') && --depth < 0) return c == '}';
  }
  return false;
}

// The place to break a line that is too long: the last place that fits of those that bind least, at the smallest
// nesting depth, else the first place; but the last one of all that is in no element of a list, if only then the rest
// fits on the next line. Places are after commas, &&, ||, + and -, after the condition of an `if`, before
// the parts of a ?:, the result of a lambda and the next call of a chain; never in the user's text or in literals.
struct BreakingPoint {
  std::size_t at;
  bool branch;  // what follows is a statement of its own
};
BreakingPoint breakingPoint(std::string_view text, std::size_t room, std::size_t nextRoom) {
  std::size_t best = std::string_view::npos, last = 0, column = 0;
  int bestBinding = 1 << 20, depth = 0;
  bool isBranch = false;
  std::string open = restOfList(text) ? "{" : "";  // the brackets
  for (std::size_t i = 0; i < text.size() && (column < room || best == std::string_view::npos);) {
    const char c = text[i];
    if (c == '(' || c == '{' || c == '[')
      ++depth, open.push_back(c);
    else if (c == ')' || c == '}' || c == ']')
      --depth, open.resize(open.empty() ? 0 : open.size() - 1);
    const bool comma = c == ',' && i + 1 < text.size() && text[i + 1] == ' ';
    const std::string_view before = i >= 2 && c == ' ' ? text.substr(i - 2, 2) : "";
    const bool logic = before == "&&" || before == "||", sum = before == " +" || before == " -";
    const bool chain = depth == 0 && c == '.' && i >= 1 && text[i - 1] == ')';
    const std::string_view rest = text.substr(i);
    const bool choice = rest.starts_with(" ? ") || rest.starts_with(" : ") || rest.starts_with(" return ");
    const bool branch = depth == 0 && c == ' ' && text.starts_with("if (") && text[i - 1] == ')';
    const int binding = branch ? -1 : 4 * depth + (comma ? 0 : choice ? 1 : sum ? 3 : 2);
    if ((comma || logic || sum || chain || choice || branch) && (column > room / 3 || branch)) {
      const std::size_t place = comma ? i + 1 : i;
      if (!open.ends_with("{{")) last = place;
      if (binding <= bestBinding) {
        bestBinding = binding;
        isBranch = branch;
        best = place;
      }
    }
    const std::size_t end = pieceEnd(text, i);
    column += widthOf(text.substr(i, end - i));
    i = end;
  }
  if (best == std::string_view::npos) return {best, false};
  const auto rest = [&](std::size_t at) { return widthOf(text.substr(at)); };
  if (!isBranch && rest(best) > nextRoom && last != 0 && rest(last) <= nextRoom) best = last;
  return {best, isBranch};
}

}  // namespace

void Code::put(std::string_view text) {
  if (depth_ == base_) ++statements_;
  write(text, static_cast<std::size_t>(depth_) * 2);
  ++lines_;
}

void Code::declare(std::string_view type, std::string_view declarator) {
  if (declaredEnd_ != text_.size()) declared_.clear();
  const auto extend = [&](Declared& d) {
    const std::string both = fmt::format("{}, {}", d.line, declarator);
    if (d.type != type || !fits(both + ";")) return false;
    text_.insert(d.begin + static_cast<std::size_t>(depth_) * 2 + d.line.size(), fmt::format(", {}", declarator));
    for (Declared* later = &d + 1; later != declared_.data() + declared_.size(); ++later)
      later->begin += both.size() - d.line.size();
    d.line = both;
    return true;
  };
  if (std::ranges::none_of(declared_, extend)) {
    declared_.push_back({std::string(type), fmt::format("{} {}", type, declarator), text_.size()});
    put(declared_.back().line + ";");
  }
  declaredEnd_ = text_.size();
}

void Code::block(std::string_view head, const Code& inner, std::string_view end) {
  if (end == "};" && inner.statements_ == 1 && inner.lines_ == 1) {
    const std::size_t begin = inner.text_.find_first_not_of(' ');
    if (const std::string line = fmt::format(
            "{} {{ {} {}", head, std::string_view(inner.text_).substr(begin, inner.text_.size() - begin - 1), end);
        fits(line))
      return put(line);
  }
  const bool one = inner.statements_ == 1 && end == "}";
  if (one)
    put(head);
  else
    open("{} {{", head);
  text_ += inner.text_;
  lines_ += inner.lines_;
  if (!one) close(end);
}

void Code::define(std::string_view head, const std::vector<std::string>& statements, std::string_view end) {
  if (const std::string line = fmt::format("{} {{ {} {}", head, fmt::join(statements, " "), end);
      statements.size() <= 2 && fits(line))
    return put(line);
  open("{} {{", head);
  for (const std::string& statement : statements) put(statement);
  close(end);
}

void Code::append(const Code& other) {
  if (other.base_ == base_) statements_ += other.statements_;
  text_ += other.text_;
  lines_ += other.lines_;
}

void Code::appendDedented(const Code& deeper) {
  if (deeper.base_ == base_ + 1) statements_ += deeper.statements_;
  bool users = false;  // the user's text keeps its indentation
  for (std::string_view rest = deeper.text_; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n') + 1);
    text_ += !users && line.starts_with("  ") ? line.substr(2) : line;
    for (const char c : line)
      if (c == userBegin || c == userEnd) users = c == userBegin;
    rest.remove_prefix(line.size());
  }
}

void Code::write(std::string_view text, std::size_t indent) {
  bool continues = false;  // the line before
  const bool breaks = breaks_ && !text.starts_with("//") && text.find(userLine) == std::string_view::npos;
  while (breaks && indent + widthOf(text) > widestLine) {
    const std::size_t room = widestLine - indent;
    const auto [at, branch] = breakingPoint(text, room, continues ? room : room - 4);
    if (at == std::string_view::npos) break;
    text_.append(indent, ' ').append(text.substr(0, at)).push_back('\n');
    text.remove_prefix(text[at] == ' ' ? at + 1 : at);
    if (branch)
      indent += 2;
    else if (!continues)
      indent += 4, continues = true;
  }
  if (!text.empty()) text_.append(indent, ' ').append(text);
  text_.push_back('\n');
}

bool Code::fits(std::string_view text) const {
  return static_cast<std::size_t>(depth_) * 2 + widthOf(text) <= widestLine;
}

void Code::verbatim(std::string_view text) {
  ++statements_;
  text_.append(text);
  if (!text.empty() && text.back() != '\n') text_.push_back('\n');
}

void Code::indented(std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    if (line.empty())
      text_.push_back('\n');
    else
      write(line.substr(indent), static_cast<std::size_t>(depth_) * 2 + indent);
    if (end == std::string_view::npos) return;
    lines.remove_prefix(end + 1);
  }
}

void Code::blank() {
  if (!text_.empty() && !text_.ends_with("\n\n") && !text_.ends_with("{\n")) text_.push_back('\n');
}

void Code::comment(std::string_view text) {
  std::string line = text.empty() ? "//" : fmt::format("// {}", text);
  // one line, whatever it quotes: a backslash at its end would continue it
  for (char& c : line)
    if (static_cast<unsigned char>(c) < ' ' && c != '\t') c = ' ';
  const std::size_t end = line.find_last_not_of(" \t");
  if (line[end] == '\\' || line.substr(0, end + 1).ends_with("?\?/")) line += " .";
  put(line);
}

std::string Names::fresh(std::string_view wanted, std::string_view word, std::string_view another,
                         std::string_view end) {
  const std::string base = identifier(wanted);
  std::string name = identifier(base + std::string(end));
  if (give(name)) return name;
  for (const std::string_view w : {word, another}) {
    if (w.empty()) continue;
    name = identifier(fmt::format("{}_{}{}", base, w, end));
    if (give(name)) return name;
  }
  const std::string second =
      identifier(word.empty() ? base + std::string(end) : fmt::format("{}_{}{}", base, word, end));
  for (int n = 2;; ++n) {
    name = fmt::format("{}{}{}", second, second.ends_with('_') ? "" : "_", n);
    if (give(name)) return name;
  }
}

std::string identifier(std::string_view text) {
  static constexpr std::array<std::string_view, 102> keywords = {"alignas",
                                                                 "alignof",
                                                                 "and",
                                                                 "and_eq",
                                                                 "asm",
                                                                 "atomic_cancel",
                                                                 "atomic_commit",
                                                                 "atomic_noexcept",
                                                                 "auto",
                                                                 "bitand",
                                                                 "bitor",
                                                                 "bool",
                                                                 "break",
                                                                 "case",
                                                                 "catch",
                                                                 "char",
                                                                 "char16_t",
                                                                 "char32_t",
                                                                 "char8_t",
                                                                 "class",
                                                                 "co_await",
                                                                 "co_return",
                                                                 "co_yield",
                                                                 "compl",
                                                                 "concept",
                                                                 "const",
                                                                 "const_cast",
                                                                 "consteval",
                                                                 "constexpr",
                                                                 "constinit",
                                                                 "continue",
                                                                 "decltype",
                                                                 "default",
                                                                 "delete",
                                                                 "do",
                                                                 "double",
                                                                 "dynamic_cast",
                                                                 "else",
                                                                 "enum",
                                                                 "explicit",
                                                                 "export",
                                                                 "extern",
                                                                 "false",
                                                                 "final",
                                                                 "float",
                                                                 "for",
                                                                 "friend",
                                                                 "goto",
                                                                 "if",
                                                                 "import",
                                                                 "inline",
                                                                 "int",
                                                                 "long",
                                                                 "module",
                                                                 "mutable",
                                                                 "namespace",
                                                                 "new",
                                                                 "noexcept",
                                                                 "not",
                                                                 "not_eq",
                                                                 "nullptr",
                                                                 "operator",
                                                                 "or",
                                                                 "or_eq",
                                                                 "override",
                                                                 "private",
                                                                 "protected",
                                                                 "public",
                                                                 "reflexpr",
                                                                 "register",
                                                                 "reinterpret_cast",
                                                                 "requires",
                                                                 "return",
                                                                 "short",
                                                                 "signed",
                                                                 "sizeof",
                                                                 "static",
                                                                 "static_assert",
                                                                 "static_cast",
                                                                 "struct",
                                                                 "switch",
                                                                 "synchronized",
                                                                 "template",
                                                                 "this",
                                                                 "thread_local",
                                                                 "throw",
                                                                 "true",
                                                                 "try",
                                                                 "typedef",
                                                                 "typeid",
                                                                 "typename",
                                                                 "typeof",
                                                                 "union",
                                                                 "unsigned",
                                                                 "using",
                                                                 "virtual",
                                                                 "void",
                                                                 "volatile",
                                                                 "wchar_t",
                                                                 "while",
                                                                 "xor",
                                                                 "xor_eq"};
  constexpr std::size_t longest = 60;
  std::string name;
  for (const char c : text) {
    if (name.size() == longest) break;
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    // no double underscores: they are the implementation's
    if (word || (!name.empty() && name.back() != '_')) name.push_back(word ? c : '_');
  }
  if (name.empty()) return "value";
  if (name.front() >= '0' && name.front() <= '9') name.insert(0, "n");
  if (std::find(keywords.begin(), keywords.end(), name) != keywords.end()) name.push_back('_');
  return name;
}

std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    // two question marks begin a trigraph
    if (c == '"' || c == '\\' || (c == '?' && out.back() == '?'))
      out.append({'\\', c});
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (byte < 0x20 || byte == 0x7f)
      out += fmt::format("\\{:03o}", byte);
    else
      out.push_back(c);
  }
  return out + "\"";
}

std::string stringValue(std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return literal(text);
  return fmt::format("std::string_view({}, {})", literal(text), text.size());
}

std::string literals(const std::vector<std::string>& texts) {
  std::vector<std::string> all;
  for (const std::string& text : texts) all.push_back(stringValue(text));
  return fmt::format("{{{}}}", fmt::join(all, ", "));
}

}  // namespace bodocc
