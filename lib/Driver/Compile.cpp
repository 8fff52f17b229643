#include <bodocc/Analysis/Reports.h>
#include <bodocc/Driver/Compile.h>
#include <bodocc/Driver/PassList.h>
#include <bodocc/Driver/PlanJson.h>
#include <bodocc/Plan/Plan.h>
#include <llvm/Support/raw_ostream.h>

namespace bodocc {

namespace {

void print(const ReportOptions& wanted, TranslationUnit& unit) {
  const Module& module = unit.module();
  if (wanted.specializations)
    llvm::errs() << specializationReport(module, [&](const Function& f) { return unit.callsOf(f); });
  if (wanted.specializations && wanted.distribution) llvm::errs() << '\n';
  if (wanted.distribution) llvm::errs() << distributionReport(module, unit.text());
  if (wanted.plan)
    for (const auto& f : module.functions) llvm::errs() << plan::print(*f->plan);
  if (wanted.planJson) llvm::outs() << planJson(module) << '\n';
}

}  // namespace

CompileResult compile(const CompileJob& job) {
  CompileResult result;
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
    try {
      result.stopped = !runPasses(module, job.passes);
      report();
      if (unit.failed()) return;
      if (!result.stopped) {
        print(job.reports, unit);
        result.text = unit.emit();
        if (job.hashTokens) result.tokens = unit.tokens();
      }
      result.ok = true;
    } catch (const UserError& error) {
      report();
      unit.report(error.diagnostic);
    }
  };
  result.ok = parse(job, result.dependencies, compileUnit) && result.ok;
  return result;
}

}  // namespace bodocc
