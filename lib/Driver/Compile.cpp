#include <bodocc/Analysis/Reports.h>
#include <bodocc/Driver/CommandLine.h>
#include <bodocc/Driver/Compile.h>
#include <bodocc/Driver/Page.h>
#include <bodocc/Driver/PassList.h>
#include <bodocc/Driver/PlanJson.h>
#include <bodocc/Emit/PlainReading.h>
#include <bodocc/Plan/Plan.h>
#include <llvm/Support/raw_ostream.h>

#include "TimeReport.h"

namespace bodocc {

namespace {

void print(const ReportOptions& wanted, MessageFormat format, TranslationUnit& unit) {
  const Module& module = unit.module();
  const auto say = [&](const std::string& report) { llvm::errs() << reportText(report, format); };
  const auto fileOf = [&](const Function& f) {
    const std::string file = unit.fileOf(f);
    return SourceFile{file, unit.text(file)};
  };
  if (wanted.specializations)
    say(specializationReport(module, fileOf, [&](const Function& f) { return unit.callsOf(f); }));
  if (wanted.specializations && wanted.distribution) llvm::errs() << '\n';
  if (wanted.distribution) say(distributionReport(module, fileOf));
  if (wanted.plan) {
    std::string plans;
    for (const auto& f : module.functions) plans += plan::print(*f->plan);
    say(plans);
  }
  if (wanted.planJson) llvm::outs() << planJson(module) << '\n';
}

}  // namespace

CompileResult compile(const CompileJob& job) {
  CompileResult result;
  const auto begin = [&](const char* step) {
    if (job.times) job.times->begin(step);
  };
  const auto compileUnit = [&](TranslationUnit& unit) {
    if (job.listFunctions) {
      llvm::outs() << unit.functions() << '\n';
      result.ok = result.stopped = true;
      return;
    }
    Module& module = unit.module();
    const auto report = [&] {
      for (const Diagnostic& diagnostic : module.diagnostics) unit.report(diagnostic);
    };
    if (job.check) {
      addPlainReadings(module);
      if (!job.fault.empty() && !addFault(module, job.fault))
        throw CommandLineError("-fbodo-check-fault: there is no fault '" + job.fault + "'");
    }
    begin("passes");
    try {
      result.stopped = !runPasses(module, job.passes);
      report();
      if (unit.failed()) return;
      if (!result.stopped) {
        print(job.reports, job.format, unit);
        result.annotated = unit.annotated();
        begin("emission");
        try {
          TranslationUnit::Emitted emitted = unit.emit(job.lineDirectives);
          if (job.makePage || job.reports.html) {
            const TranslationUnit::Emitted marked = job.lineDirectives ? emitted : unit.emit(true);
            result.page = sourcePage(unit, marked);
          }
          result.text = std::move(emitted.text);
        } catch (const InternalError& error) {
          throw withSavedIR(error, "while C++ was emitted", module);
        }
        if (job.reports.html) llvm::outs() << reportPage(result.page);
        if (job.hashTokens) result.tokens = unit.tokens();
      }
      result.ok = true;
    } catch (const UserError& error) {
      report();
      unit.report(error.diagnostic);
    }
  };
  begin("front end");
  result.ok = parse(job, result.dependencies, compileUnit) && result.ok;
  if (job.times) job.times->end();
  return result;
}

}  // namespace bodocc
