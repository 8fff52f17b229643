#include <bodocc/Analysis/Reports.h>
#include <bodocc/Driver/Compile.h>
#include <bodocc/Driver/PassList.h>
#include <bodocc/Driver/PlanJson.h>
#include <bodocc/Plan/Plan.h>
#include <llvm/Support/raw_ostream.h>

namespace bodocc {

namespace {

void print(const ReportOptions& wanted, const Module& module, std::string_view source) {
  if (wanted.specializations) llvm::errs() << specializationReport(module);
  if (wanted.specializations && wanted.distribution) llvm::errs() << '\n';
  if (wanted.distribution) llvm::errs() << distributionReport(module, source);
  if (wanted.plan)
    for (const auto& f : module.functions) llvm::errs() << plan::print(*f->plan);
  if (wanted.planJson) llvm::outs() << planJson(module) << '\n';
}

}  // namespace

CompileResult compile(const CompileJob& job) {
  CompileResult result;
  const auto compileUnit = [&](TranslationUnit& unit) {
    Module& module = unit.module();
    const auto report = [&] {
      for (const Diagnostic& diagnostic : module.diagnostics) unit.report(diagnostic);
    };
    try {
      result.stopped = !runPasses(module, job.passes);
      report();
      if (unit.failed()) return;
      if (!result.stopped) {
        print(job.reports, module, unit.text());
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
