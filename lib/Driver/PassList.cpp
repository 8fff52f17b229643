// The list of passes, and its execution.
#include "bodocc/Driver/PassList.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "bodocc/Analysis/EstimateRows.h"
#include "bodocc/Analysis/InferDistributions.h"
#include "bodocc/Analysis/InferOrder.h"
#include "bodocc/Plan/Passes.h"
#include "bodocc/Transforms/ChooseBuildSides.h"
#include "bodocc/Transforms/EncloseCheckpoints.h"
#include "bodocc/Transforms/FormPipelines.h"
#include "bodocc/Transforms/FuseTopK.h"
#include "bodocc/Transforms/GroupDuplicates.h"
#include "bodocc/Transforms/InlineCalls.h"
#include "bodocc/Transforms/JoinLookUps.h"
#include "bodocc/Transforms/PruneColumns.h"
#include "bodocc/Transforms/PushFilters.h"
#include "bodocc/Transforms/PushIntoScans.h"
#include "bodocc/Transforms/SeparateInternalCalls.h"
#include "bodocc/Transforms/ShareBodies.h"
#include "bodocc/Transforms/ShareEqualOps.h"
#include "bodocc/Transforms/SplitFilters.h"

namespace bodocc {
namespace {

constexpr Pass theList[] = {
    {"SeparateInternalCalls", "Versions that only annotated functions call need not return all columns, nor gather.",
     separateInternalCalls, true},
    {"InlineCalls", "Filters and columns pass between a small function and its callers; first, for all later passes.",
     inlineCalls, false},
    {"ShareEqualOps",
     "Equal reads, filters, joins and reductions are done once; later passes see one op for one meaning.",
     shareEqualOps, false},
    {"EncloseCheckpoints",
     "What a checkpoint keeps is computed only if it is not there; before passes that look at the operations above.",
     encloseCheckpoints, true},
    {"InferLabels", "If index labels are observable, filters must not move below operations that renumber rows.",
     inferLabels, true},
    {"JoinLookUps", "Values of groups and of other rows are found as the rows are read; as joins, filters pass them.",
     joinLookUps, false},
    {"PushFilters", "Rows that a filter drops should not travel through joins, sorts and groups first.", pushFilters,
     false},
    {"PushIntoScans", "Statistics of a file then exclude what the filter would drop, before it is read.", pushIntoScans,
     false},
    {"FuseTopK",
     "A sort keeps only its first rows if no others are used; after PushFilters, because a filter must not "
     "move below a limit.",
     fuseTopK, false},
    {"PruneColumns",
     "Unused columns are not read, computed or sent; the earlier passes may have removed their last use.", pruneColumns,
     false},
    {"EstimateRows", "Sizes of joins' sides, with the filters in their final places.", estimateRows, false},
    {"InferOrder", "Joins and group-bys may lose the order of rows if it is not observable.", inferOrder, true},
    {"GroupDuplicates", "Keys without duplicates are groups, for which the rows are not held; if no order shows.",
     groupDuplicates, false},
    {"InferDistributions",
     "The distribution of rows, and the checks of flags and returns; later passes do not change the computation.",
     inferDistributions, true},
    {"ChooseBuildSides",
     "The smaller or replicated side of a join goes into memory; needs sizes, order and distributions.",
     chooseBuildSides, false},
    {"SplitFilters", "Strings are compared, and decoded, only at the rows that a filter's other conditions keep.",
     splitFilters, false},
    {"ShareBodies", "Versions of a function that do the same need one body; all that may differ is decided now.",
     shareBodies, false},
    {"FormPipelines", "Rows that several loops need are held in tables; gathers and cuts.", formPipelines, true},
    {"FormPlan", "The steps of each function, and its loops from source to sinks: the plan that the emitter prints.",
     plan::formPlan, true},
    {"FilterBuilds", "Rows of a join's build side that no probing row matches are not held; before decodes are placed.",
     plan::filterBuilds, false},
    {"LimitGroups", "The first rows of each group need no sort of all: ranks keep those that may be among them.",
     plan::limitGroups, false},
    {"PlaceDecodes", "Columns are decoded only at the rows that filters and joins leave.", plan::placeDecodes, false},
    {"ShareStates",
     "A mean needs no state of its own if there is a sum or a count: fewer bytes a group, fewer additions a row. "
     "Quantiles of one column collect its values once.",
     plan::shareStates, false},
    {"PlaceValues", "Values that loops compute once a row and keep in buffers; after all stages are known.",
     plan::placeValues, true},
    {"TabulateWords", "What follows from a string of a dictionary is computed once a word; known when buffers are.",
     plan::tabulateWords, true},
    {"ProveNarrow", "Decimals of a batch whose bounds fit are computed in 64 bits, without checks.", plan::proveNarrow,
     false},
    {"ChooseFilters", "Filters narrow a selection in place if no other sink needs it; after filters that are loops.",
     plan::chooseFilters, false},
    {"HoistScalars", "What is one value for all rows is computed once, before the loop.", plan::hoistScalars, true},
    {"FreeBuilds", "The memory of a join's build side serves the loops after its last probe.", plan::freeBuilds, false},
};

bool contains(const std::vector<std::string>& names, const char* name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Saves the text to a file, for the report of a compiler's fault.
std::string save(const std::string& text) {
  std::string path = (std::filesystem::temp_directory_path() / "bodocc-XXXXXX").string();
  int file = mkstemp(path.data());
  if (file < 0) return "nowhere: no temporary file could be made";
  std::FILE* out = fdopen(file, "w");
  std::fwrite(text.data(), 1, text.size(), out);
  std::fclose(out);
  return path;
}

std::string printedPlans(const Module& module) {
  std::string text;
  for (const auto& f : module.functions)
    if (f->plan) text += (text.empty() ? "" : "\n") + print(*f->plan);
  return text;
}

// The plan, once there is one, else the IR.
std::string printed(const Module& module) {
  const std::string plans = printedPlans(module);
  return plans.empty() ? print(module) : plans;
}

void verifyAfter(const Module& module, const char* pass) {
  try {
    verify(module);
    for (const auto& f : module.functions)
      if (f->plan) verify(*f->plan);
  } catch (const InternalError& error) {
    throw withSavedIR(error, fmt::format("found after {}", pass), module);
  }
}

}  // namespace

std::span<const Pass> passes() { return theList; }

InternalError withSavedIR(const InternalError& error, const std::string& where, const Module& module) {
  const std::string plans = printedPlans(module);
  const std::string file = save(plans.empty() ? print(module) : print(module) + '\n' + plans);
  return InternalError(fmt::format("{} ({}; the IR{} saved to {})", error.what(), where,
                                   plans.empty() ? " was" : " and the plan were", file));
}

bool runPasses(Module& module, const PassOptions& options) {
  for (const Pass& pass : passes())
    if (pass.required && contains(options.disabled, pass.name))
      throw UserError("required-pass", {}, fmt::format("the pass {} cannot be left out", pass.name),
                      {{{}, "later passes rely on its results; only passes that optimise can be disabled"}});

  verifyAfter(module, "the front end");
  for (const Pass& pass : passes()) {
    if (!contains(options.disabled, pass.name)) {
      const auto start = std::chrono::steady_clock::now();
      try {
        pass.run(module);
      } catch (const InternalError& error) {
        throw withSavedIR(error, fmt::format("in {}", pass.name), module);
      }
      const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
      if (options.timePasses) fmt::print(stderr, "{:<24}{:>10.3f} ms\n", pass.name, took.count());
      verifyAfter(module, pass.name);
    }
    if (contains(options.printAfter, pass.name) || contains(options.printAfter, "all"))
      fmt::print(stderr, "// after {}\n{}\n", pass.name, printed(module));
    if (options.stopAfter == pass.name) {
      fmt::print("{}", printed(module));
      return false;
    }
  }
  return true;
}

}  // namespace bodocc
