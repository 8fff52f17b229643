#pragma once
// --run: starts the program that bodocc has built.
#include <bodocc/Driver/CommandLine.h>

#include <string>

namespace bodocc {

// Runs the program alone if it is for one rank, else by the mpirun of the MPI whose compiler wrapper has built it, and
// says which settings of mpirun it needs. Returns the exit status, 128 + the number of a signal. Throws
// std::runtime_error if there is no mpirun.
int runProgram(const std::string& wrapper, const std::string& program, const CommandLine::Run& run);

}  // namespace bodocc
