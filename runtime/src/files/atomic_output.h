#pragma once
// A folder or a file that all ranks write together and that appears at once: written beside its place under a hidden
// name, and put there when every rank has succeeded.
#include <string>
#include <string_view>
#include <vector>

#include "bodo/rt/site.h"

namespace bodo::rt::files {

class atomic_output {
 public:
  // Collective. `check` looks, on rank 0, at what is at the path now; it throws file_error where that must stay.
  // Makes the hidden folder in which the ranks work.
  atomic_output(const site& at, std::string_view path, void (*check)(const std::string& path));
  // Without commit: removes what this rank has made; the last rank removes the hidden folder.
  ~atomic_output();
  atomic_output(const atomic_output&) = delete;
  atomic_output& operator=(const atomic_output&) = delete;

  const std::string& path() const { return path_; }
  const std::string& folder() const { return folder_; }  // the hidden one

  // This rank makes a file, with folders above it, below the hidden one; returns its path.
  std::string make_room(const std::string& name);
  // The end of the process is near: removes what this rank has made, or, alone, the whole hidden folder.
  void abandon(bool alone) noexcept;
  // Takes back this rank's files, and folders in which nothing is left.
  void remove_own() noexcept;

  // Collective. Puts `made` (the hidden folder itself, or a file in it) into the place of the path.
  void commit(const std::string& made);

 private:
  site at_;
  std::string path_;  // absolute, links resolved where something is there
  std::string folder_;
  std::string marker_;            // a file of this rank, so that the folder stays as long as the rank needs it
  std::vector<std::string> own_;  // files that this rank has made
  bool committed_ = false;
};

// What was at `path` is replaced by `made`, in one step if the system can. Throws file_error.
void put_in_place(const std::string& made, const std::string& path);

}  // namespace bodo::rt::files
