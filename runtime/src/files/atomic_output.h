#pragma once
// A folder or a file that all ranks write together and that appears at once: written beside its place under a hidden
// name, and put there when every rank has succeeded.
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
  // Why what is at a path must stay there ("it holds '.env'"); empty where it may be replaced. May throw file_error.
  using reason_to_stay = std::function<std::string(const std::string& place)>;

  // Collective. Makes the hidden folder, which only its owner may enter, and removes what dead jobs have left. Rank 0
  // asks `stays` about what is there now, and again when it is to be replaced: what appears in between stays too.
  atomic_output(const site& at, std::string_view path, reason_to_stay stays);
  // Without commit: removes what this rank has made; the last rank removes the hidden folder.
  ~atomic_output();
  atomic_output(const atomic_output&) = delete;
  atomic_output& operator=(const atomic_output&) = delete;

  const std::string& given() const { return given_; }    // the path as the user has it
  const std::string& folder() const { return folder_; }  // the hidden one

  // This rank makes a file, with folders above it, below the hidden one; returns its path.
  std::string make_room(const std::string& name);
  // The end of the process is near: removes what this rank has made, or, alone, the whole hidden folder.
  void abandon(bool alone) noexcept;
  // Takes back this rank's files, and folders in which nothing is left.
  void remove_own() noexcept;

  // Collective. Puts `made` (the hidden folder itself, or a file in it) into the place of the path; it keeps the mode
  // and the group of what it replaces, and its files those of the file `sample` in it. Before that, rank 0 calls
  // `complete`.
  void commit(const std::string& made, const std::string& sample, const std::function<void()>& complete);

 private:
  void make_hidden_folder();
  void set_marker();
  void must_be_replaceable(const std::string& place, std::string reason = {}) const;
  void put_in_place(const std::string& made, const std::string& sample);
  void exchange(const std::string& made) const;
  [[noreturn]] void cannot_keep_access(const std::string& cause) const;
  void forget() noexcept;

  site at_;
  reason_to_stay stays_;
  std::string given_;  // as the user writes it
  std::string path_;   // absolute, links resolved
  std::string folder_;
  mode_t fresh_mode_ = 0;         // of a folder that replaces none
  marker marker_;                 // the folder stays as long as the rank needs it
  std::vector<std::string> own_;  // files that this rank has made
  bool committed_ = false;
};

}  // namespace bodo::rt::files
