#pragma once
// The hidden folders in which outputs are written, beside their place: named after it by a hash, so that the next
// writer of the same output finds what a job that was killed has left. What a living job works in has markers with
// locks in it, which end with the process however that ends.
#include <string>

namespace bodo::rt::files {

// A lock on a folder, for as long as this lives: makers and removers of hidden folders in it do not meet. Somebody
// else's lock is waited for a second, and a file system without locks is done without.
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
  // Removes it. Does nothing where it is not set.
  void take_back() noexcept;
  ~marker() { take_back(); }

 private:
  std::string path_;
  int fd_ = -1;
};

// A new name beside the path: of what is being written, and of what was there and is put aside for a moment, where the
// file system cannot exchange the two.
std::string hidden_name(const std::string& path);
std::string aside_name(const std::string& path);

// Removes what dead jobs have left of this output, and puts back what they had put aside. With the lock on the folder.
void remove_leftovers(const std::string& path);

}  // namespace bodo::rt::files
