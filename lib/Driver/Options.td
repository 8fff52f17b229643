// The options that bodocc has beyond a C++ compiler's. Everything else on the command line is Clang's or the host
// compiler's, and is classified by Clang's own table.
include "llvm/Option/OptParser.td"

def bodo_group : OptionGroup<"bodo">, HelpText<"BODOCC OPTIONS">;

class F<string name, string help> : Flag<["--"], name>, HelpText<help>, Group<bodo_group>;
class V<string name, string meta, string help>
    : Joined<["--"], name # "=">, MetaVarName<meta>, HelpText<help>, Group<bodo_group>;

def report_EQ : V<"report", "<kind>",
  "Print where every frame lives (distribution), the versions of each annotated function (specializations), which values are not the same on all ranks (variance), or what it does at run time (plan; for tools, as JSON on standard output: plan-json; beside the source and the emitted code, as a page on standard output: html). For tools, list the annotated functions as JSON on standard output, and compile nothing (functions)">,
  Values<"distribution,specializations,variance,plan,plan-json,html,functions">;
def fbodo_variance_check : Flag<["-"], "fbodo-variance-check">, Group<bodo_group>;
def fno_bodo_variance_check : Flag<["-"], "fno-bodo-variance-check">, Group<bodo_group>,
  HelpText<"Do not look for collectives that only some ranks would call; the program still checks when it runs">;
def fbodo_collective_check : Flag<["-"], "fbodo-collective-check">, Group<bodo_group>;
def fno_bodo_collective_check : Flag<["-"], "fno-bodo-collective-check">, Group<bodo_group>,
  HelpText<"Do not have the ranks compare, before each collective, what they are about to do: ranks that disagree then hang, or have wrong results">;
def fbodo_check : Flag<["-"], "fbodo-check">, Group<bodo_group>,
  HelpText<"Have the program compare what its annotated functions return and write with a plain, sequential reading of them, on the first BODO_CHECK_ROWS (100000) rows of each file">;
def fno_bodo_check : Flag<["-"], "fno-bodo-check">, Group<bodo_group>;
def fbodo_check_fault_EQ : Joined<["-"], "fbodo-check-fault=">, Group<bodo_group>;
def check : F<"check", "Build the program with -fbodo-check, and run it as --run does: bodocc --check -n 2 input.cpp -- argument...">;
def fdiagnostics_format_EQ : Joined<["-"], "fdiagnostics-format=">, MetaVarName<"<format>">, Group<bodo_group>,
  HelpText<"Print diagnostics as text, json (GCC's), sarif, or markdown, which is the default if AI_AGENT is set">,
  Values<"text,json,sarif,markdown">;
def run : F<"run",
  "Build the program and run it: bodocc --run -n 4 input.cpp -- argument... . Without -n, mpirun chooses the ranks. A program that is built already is only run: bodocc --run -n 4 program">;
def run_n : Separate<["-"], "n">, Group<bodo_group>, MetaVarName<"<ranks>">, HelpText<"After --run: on this number of ranks">;
def run_np : Separate<["-"], "np">, Alias<run_n>;
def instead_of : Separate<["--"], "instead-of">, MetaVarName<"<compiler>">, Group<bodo_group>,
  HelpText<"Ignore this compiler, in whose place a launcher runs bodocc (CMake's CXX_COMPILER_LAUNCHER)">;
def omit_uncalled : F<"omit-uncalled",
  "Leave out annotated functions that nothing in the file calls, instead of compiling them for other files">;
def schema_dir_EQ : V<"schema-dir", "<folder>",
  "Look for the files that schemas are read from in this folder, too: after the working directory and the source's folder">;
def cell_EQ : V<"cell", "<name>",
  "Compile a notebook's cell of this name into a library: statements between definitions, and variables that last (docs/cells.md)">;
def fbodo_asm : Flag<["-"], "fbodo-asm">, Group<bodo_group>,
  HelpText<"Write assembly, as `g++ -S` does: -S alone writes the MPI program">;
def cache_EQ : V<"cache", "<what>",
  "off: compile anew; clear: remove what earlier runs have left; stats: show how often that was used">,
  Values<"off,clear,stats">;
def host_compiler_EQ : V<"host-compiler", "<program>",
  "Build the emitted program by this MPI wrapper, or by this compiler through the MPI wrapper">;

def explain : Separate<["--"], "explain">, MetaVarName<"<id>">, Group<bodo_group>,
  HelpText<"Show the page of a diagnostic, such as bodo-unknown-column: a wrong example, why it is wrong, what to do">;
def explain_EQ : Joined<["--"], "explain=">, Alias<explain>;
def list_passes : F<"list-passes", "List the passes in their order, each with its reason">;
def print_after_EQ : V<"print-after", "<pass>", "Print the intermediate representation after this pass (or after `all`)">;
def stop_after_EQ : V<"stop-after", "<pass>", "End after this pass, printing the intermediate representation">;
def disable_EQ : V<"disable", "<pass>", "Leave out this pass (only those that optimise can be)">;
def time_passes : F<"time-passes", "Print the time that each pass took">;
def time_report : F<"time-report",
  "Print the seconds of each step, by the clock and of the processors: front end, passes, emission, host compiler, link. The cache is not used">;

// These three have no dash-dash form: they are families, as the host compiler's -f, -W and -R are.
def Wbodo : Joined<["-"], "Wbodo-">, MetaVarName<"<id>">, Group<bodo_group>,
  HelpText<"Turn a warning of bodocc on; -Wno-bodo-<id> turns it off, -Werror=bodo-<id> makes it an error">;
def Wno_bodo : Joined<["-"], "Wno-bodo-">, Group<bodo_group>;
def Werror_bodo : Joined<["-"], "Werror=bodo-">, Group<bodo_group>;
def Wno_error_bodo : Joined<["-"], "Wno-error=bodo-">, Group<bodo_group>;
def Rbodo : Flag<["-"], "Rbodo">, Group<bodo_group>,
  HelpText<"Print all remarks of bodocc: what it decided, and how to decide otherwise">;
def Rbodo_id : Joined<["-"], "Rbodo-">, MetaVarName<"<id>">, Group<bodo_group>, HelpText<"Print one kind of remark">;

def help : Flag<["--", "-"], "help">, HelpText<"Print this help">, Group<bodo_group>;
def version : Flag<["--"], "version">, HelpText<"Print the version">, Group<bodo_group>;
