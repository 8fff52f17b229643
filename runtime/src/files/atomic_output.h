#pragma once
// A folder or a file that all ranks write together and that appears as a whole: written next to its place under a
// hidden name, and moved there when every rank has succeeded.
#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "bodo/rt/site.h"
#include "files/hidden_place.h"

namespace bodo::rt::files {

class atomic_output {
 public:
  // Why the output at a path must stay ("it holds '.env'"); empty if it may be replaced. May throw file_error.
  using reason_to_stay = std::function<std::string(const std::string& place)>;

  // Collective. Makes the hidden folder, which only its owner may enter, and removes those of dead jobs. Rank 0 calls
  // `stays` for the present output, and again before replacing it: an output that appears in between stays too.
  atomic_output(const site& at, std::string_view path, reason_to_stay stays);
  // Without commit: removes this rank's files; the last rank removes the hidden folder.
  ~atomic_output();
  atomic_output(const atomic_output&) = delete;
  atomic_output& operator=(const atomic_output&) = delete;

  const std::string& given() const { return given_; }    // the path as the user wrote it
  const std::string& folder() const { return folder_; }  // the hidden one

  // On rank 0: the output that is there, absolute; empty if there is none. Throws file_error if it is no longer the one
  // that was there when this began.
  std::string present() const;
  // Makes a file of this rank in the hidden folder, with the folders above it; returns its path.
  std::string make_room(const std::string& name);
  // Before the end of the process: removes this rank's files, or, alone, the whole hidden folder.
  void abandon(bool alone) noexcept;
  // Removes this rank's files, and folders that become empty.
  void remove_own() noexcept;

  // Collective. Moves `made` (the hidden folder itself, or a file in it) to the path, when all of it is on the disk; it
  // gets the mode and the group of the output that it replaces, and its files those of the file `sample` in that.
  // Before, rank 0 calls `complete`. If another program has written there meanwhile, its output stays: an error.
  void commit(const std::string& made, const std::string& sample, const std::function<void()>& complete);

 private:
  void make_hidden_folder();
  void sync(const std::string& made) const;
  void set_marker();
  void must_be_replaceable(const std::string& place, std::string reason = {}) const;
  void must_be_as_before() const;
  void put_in_place(const std::string& made, const std::string& sample);
  void exchange(const std::string& made) const;
  [[noreturn]] void cannot_keep_access(const std::string& cause) const;
  void forget() noexcept;

  site at_;
  reason_to_stay stays_;
  std::string given_;  // as the user wrote it
  std::string path_;   // absolute, links resolved
  std::string folder_;
  mode_t fresh_mode_ = 0;         // of a folder that replaces none
  std::string before_;            // what was at the path when the program began to write, by its inode
  marker marker_;                 // the folder stays as long as the rank needs it
  std::vector<std::string> own_;  // files that this rank has made
  bool committed_ = false;
};

}  // namespace bodo::rt::files
