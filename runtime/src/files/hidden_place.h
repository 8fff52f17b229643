#pragma once
// The hidden folders in which outputs are written, next to their place: named after it by a hash, so that the next
// writer of the same output finds the folder of a job that was killed. The folder of a living job has locked markers;
// the locks end with the process in any case.
#include <string>
#include <vector>

namespace bodo::rt::files {

// A lock on a folder, for as long as this lives: hidden folders in it are not made and removed at the same time. Waits
// up to a second for another lock; on a file system without locks it does nothing.
class folder_lock {
 public:
  explicit folder_lock(const std::string& folder);
  ~folder_lock();
  folder_lock(const folder_lock&) = delete;
  folder_lock& operator=(const folder_lock&) = delete;

  bool held() const { return held_; }

 private:
  int fd_ = -1;
  bool held_ = false;
};

// A file `.RANK` in a hidden folder, locked: this rank is at work there.
class marker {
 public:
  // Throws file_error with the cause.
  void set(const std::string& folder, int rank);
  // Removes it. Does nothing if it is not set.
  void take_back() noexcept;
  ~marker() { take_back(); }

 private:
  std::string path_;
  int fd_ = -1;
};

// A new name next to the path: for an output that is being written, and for a folder into which the old one is moved
// for a moment, under its own name, if the file system cannot exchange the two.
std::string hidden_name(const std::string& path);
std::string aside_name(const std::string& path);

// Removes the remains of dead jobs for this output, and restores outputs that they had moved aside. Requires the lock
// on the folder.
void remove_leftovers(const std::string& path);

// If nothing is at the path because a job ended between moving an output aside and putting the new one there: puts the
// old one back.
void restore_aside(const std::string& path);

// The same for all outputs in a folder. Returns what it has done, a line each. Throws file_error with the cause.
std::vector<std::string> clean(const std::string& folder);

}  // namespace bodo::rt::files
