#pragma once
// bodocc as a program: reads the command line, has each C++ input compiled to MPI C++, and has the host compiler build
// and link the results. Behaves like clang++.
#include <string>
#include <vector>

namespace bodocc {

// Runs one command line (without the program's name) and returns an ExitStatus: an error has been printed and has left
// no output. With --run it is the program's.
int runDriver(const char* programName, const std::vector<std::string>& arguments);

}  // namespace bodocc
