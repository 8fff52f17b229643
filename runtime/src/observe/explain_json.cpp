// The work of annotated functions for tools: BODO_EXPLAIN=json, the data of the page of BODO_EXPLAIN=html, and the
// events of BODO_TRACE.
#include <fmt/format.h>

#include <string_view>

#include "bodo/rt/collective.h"
#include "columns/code_points.h"
#include "observe/total_plan.h"

namespace bodo::rt {
namespace {

// A string of JSON; a byte that is not UTF-8 becomes U+FFFD.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const std::uint32_t c = read(text, at);
    if (c >= not_a_code_point)
      out += "\\ufffd";
    else if (c == '"' || c == '\\')
      (out += '\\') += static_cast<char>(c);
    else if (c < 0x20)
      out += fmt::format("\\u{:04x}", c);
    else
      out += text.substr(begin, at - begin);
  }
  return out += '"';
}

template <class All, class Value>
std::string list(const All& all, Value value) {
  std::string out;
  for (const auto& one : all) out += fmt::format("{}{}", out.empty() ? "" : ",", value(one));
  return "[" + out + "]";
}

std::string json_of(const std::vector<work>& ranks) {
  std::string out;
  const auto add = [&](const char* name, auto work::* value) {
    out +=
        fmt::format("{}\"{}\":{}", out.empty() ? "" : ",", name, list(ranks, [&](const work& w) { return w.*value; }));
  };
  add("rows", &work::rows);
  add("made", &work::made);
  add("ends", &work::ends);
  add("read", &work::read);
  add("decoded", &work::decoded);
  add("sent", &work::sent);
  add("peak", &work::peak);
  add("everywhere", &work::everywhere);
  add("spread", &work::spread);
  add("elapsed", &work::elapsed);
  add("waiting", &work::waiting);
  return "{" + out + "}";
}

std::string json_of(const total_plan& plan) {
  static constexpr const char* parts[] = {"line", "loop", "stage", "sink"};
  static constexpr const char* rows[] = {"spread", "then_everywhere", "everywhere"};
  std::string lines;
  for (std::size_t n = 0; n < plan.lines.size(); ++n) {
    const plan_line& line = plan.lines[n];
    lines += fmt::format(R"({}{{"depth":{},"text":{},"part":"{}","rows":"{}","work":{}}})", n == 0 ? "" : ",",
                         line.depth, quoted(plan.texts[n]), parts[static_cast<int>(line.is)],
                         rows[static_cast<int>(line.rows)], json_of(plan.ranks[n]));
  }
  return fmt::format(R"({{"calls":{},"plan":[{}]}})", list(plan.calls, [](std::int64_t n) { return n; }), lines);
}

}  // namespace

std::string json_of(const total_work& all, const std::vector<const char*>& sources) {
  std::string out = fmt::format(R"({{"version":1,"ranks":{},"functions":{})", size(),
                                list(all.plans, [](const total_plan& plan) { return json_of(plan); }));
  if (!sources.empty()) out += fmt::format(R"(,"units":{})", list(sources, [](const char* page) { return page; }));
  if (!all.times.empty())
    out += fmt::format(R"(,"timeline":{})", list(all.times, [](const std::vector<work_time>& rank) {
                         return list(rank, [](const work_time& t) {
                           return fmt::format("[{},{},{:.6f},{:.6f},{:.6f}]", t.plan, t.line, t.begin, t.seconds,
                                              t.waiting);
                         });
                       }));
  return out + "}";
}

std::string trace_of(const total_work& all) {
  std::string events;
  const auto add = [&](const std::string& event) { events += (events.empty() ? "\n" : ",\n") + event; };
  for (std::size_t rank = 0; rank < all.times.size(); ++rank) {
    add(fmt::format(R"({{"ph":"M","name":"thread_name","pid":0,"tid":{},"args":{{"name":"rank {}"}}}})", rank, rank));
    for (const work_time& t : all.times[rank]) {
      const total_plan& plan = all.plans[t.plan];
      add(fmt::format(
          R"({{"ph":"X","name":{},"cat":{},"pid":0,"tid":{},"ts":{:.3f},"dur":{:.3f},"args":{{"waiting ms":{:.3f}}}}})",
          quoted(plan.texts[t.line]), quoted(plan.texts.front()), rank, t.begin * 1e6, t.seconds * 1e6,
          t.waiting * 1e3));
    }
  }
  return fmt::format("{{\"displayTimeUnit\":\"ms\",\"traceEvents\":[{}\n]}}\n", events);
}

}  // namespace bodo::rt
