// Samples of files: copies of their first rows in a private folder, which both readings read.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "bodo/rt/check.h"
#include "bodo/rt/collective.h"
#include "job/environment.h"

namespace bodo::check {

namespace {

namespace fs = std::filesystem;

// Rank 0's folder, which goes when the program ends.
class sample_folder {
 public:
  ~sample_folder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  std::string file(const site& at, std::string_view extension) {
    if (path_.empty()) {
      std::string name = (fs::temp_directory_path() / "bodo-check-XXXXXX").string();
      if (mkdtemp(name.data()) == nullptr) rt::fail(at, "no folder for samples of files could be made in TMPDIR");
      path_ = name;
    }
    return fmt::format("{}/{}.{}", path_, ++count_, extension);
  }

 private:
  std::string path_;
  int count_ = 0;
};
sample_folder& folder() {
  static sample_folder only;
  return only;
}

// What is known of a path's sample, as long as the files stay as they are. On rank 0.
std::string key_of(const std::string& path) {
  std::error_code error;
  const auto time = fs::last_write_time(path, error).time_since_epoch().count();
  const std::uintmax_t size = fs::is_regular_file(path, error) ? fs::file_size(path, error) : 0;
  return fmt::format("{} {} {}", path, time, size);
}
std::map<std::string, std::string>& samples() {
  static std::map<std::string, std::string> all;
  return all;
}

std::string from_rank_0(const std::string& text) {
  const std::vector<char> bytes = rt::bcast(text, 0);
  return {bytes.begin(), bytes.end()};
}

// The first lines of a text file, up to so many that end outside of quotes; true if there are more.
bool copy_lines(const std::string& from, const std::string& to, std::int64_t lines, bool quotes) {
  std::ifstream in(from, std::ios::binary);
  std::string kept;
  bool quoted = false;
  for (char c; lines > 0 && in.get(c);) {
    kept += c;
    if (quotes && c == '"') quoted = !quoted;
    if (c == '\n' && !quoted) --lines;
  }
  if (lines > 0 || in.peek() == std::ifstream::traits_type::eof()) return false;
  std::ofstream(to, std::ios::binary) << kept;
  return true;
}

}  // namespace

std::int64_t rows_of_samples() { return rt::environment_number("BODO_CHECK_ROWS", 100'000); }

std::string known_sample(const site& at, const std::string& path) {
  std::string known;
  if (rt::rank() == 0)
    if (const auto found = samples().find(key_of(path)); found != samples().end()) known = found->second;
  (void)at;
  return from_rank_0(known);
}

std::string new_sample(const site& at, std::string_view extension) {
  return from_rank_0(rt::rank() == 0 ? folder().file(at, extension) : "");
}

void keep_sample(const std::string& path, const std::string& sample) {
  if (rt::rank() == 0) samples()[key_of(path)] = sample;
}

std::string sampled_text(const site& at, const char* format, const std::string& path, std::int64_t lines_before) {
  rt::guard(at);
  if (std::string known = known_sample(at, path); !known.empty()) return known;
  std::string sample = path;
  if (rt::rank() == 0) {
    const fs::path file = path;
    const std::string extension = file.extension().string();
    const bool plain = fs::is_regular_file(file) && extension != ".gz" && extension != ".zst";
    if (plain) {
      std::string copy = folder().file(at, extension.size() > 1 ? std::string_view(extension).substr(1) : "txt");
      if (copy_lines(path, copy, rows_of_samples() + lines_before, std::string_view(format) == "csv")) sample = copy;
    }
  }
  sample = from_rank_0(sample);
  keep_sample(path, sample);
  return sample;
}

}  // namespace bodo::check
