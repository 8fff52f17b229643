#include "bodo/rt/checkpoint.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/hash.h"
#include "bodo/rt/session.h"
#include "files/archive.h"
#include "files/hidden_place.h"
#include "files/input_file.h"
#include "files/manifest.h"
#include "files/parquet_content.h"
#include "files/schema/file_error.h"
#include "files/stored_files.h"
#include "files/together.h"
#include "keys/hash_columns.h"

namespace bodo::rt {
namespace {

using files::bytes_of_file;
using files::file_error;
using files::open_file;
using files::stored_file;

// The bytes of a file that a rank hashes at once.
constexpr std::int64_t stretch = std::int64_t{16} << 20;

// Collective: `make(i)` gives the hash of item i of `count`; each rank hashes one block of the items. Returns the hash
// of all hashes, in the items' order.
template <class F>
std::uint64_t hash_together(const site& at, std::int64_t count, F make) {
  const gathered all = files::gather_or_fail(at, [&] {
    std::string mine;
    const block own = block_of(count);
    for (std::int64_t i = own.begin; i < own.end(); ++i) files::put(mine, make(static_cast<std::size_t>(i)));
    return mine;
  });
  std::string hashes;
  for (int r = 0; r < size(); ++r) {
    hashes += all.of(r);
    hashes.pop_back();  // whether it has failed
  }
  return hash_bytes(hashes);
}

// The properties of a file that are known without reading it.
std::string description(const std::string& path, std::int64_t bytes, std::int64_t changed) {
  return path + '\0' + std::to_string(bytes) + ' ' + std::to_string(changed);
}

// The bits of a row's values, so that zeros of both signs differ.
storage bits_of(storage s) { return s == storage::f32 ? storage::u32 : s == storage::f64 ? storage::u64 : s; }

// The folders that this program has used, and the fingerprints of the checkpoints that it has left there.
std::map<std::string, std::string>& used_folders() {
  static auto* folders = new std::map<std::string, std::string>;
  return *folders;
}

}  // namespace

checkpoint::checkpoint(const site& at, std::string_view path, std::string_view plan) : at_(at), path_(path) {
  hash_ = hash_bytes(plan);
}

void checkpoint::add(const table& t) {
  // the same for the same rows, whichever ranks have them
  std::uint64_t all = 0;
  std::vector<std::uint64_t> hashes(batch_capacity);
  table_scan scan(t);
  for (batch b; scan.next(b);)
    for (std::size_t c = 0; c < t.width(); ++c) {
      const field& f = t.field_at(c);
      if (f.coded || bits_of(f.storage()) == f.storage())
        hash_contents(b.columns[c], f, b, hashes.data());
      else
        hash_column(b.columns[c], bits_of(f.storage()), b, hashes.data());
      for (std::uint32_t i = 0; i < b.size; ++i)
        all += mix(hashes[i] ^ mix(static_cast<std::uint64_t>(b.first_row + i) * 0x9fb21c651e98df25U + c));
    }
  const std::vector<std::uint64_t> of_ranks = allgather_value(all);
  if (!t.is_replicated()) {
    all = 0;
    for (const std::uint64_t of_rank : of_ranks) all += of_rank;
  }
  add(all), add(t.total());
}

void checkpoint::add(const parquet_files& from) {
  const auto& all = from.get().files;
  std::string told;
  for (const files::parquet_file& file : all) told += description(file.path, file.stored.size, file.stored.changed);
  add(told);
  add(hash_together(at_, static_cast<std::int64_t>(all.size()),
                    [&](std::size_t i) { return footer_hash(*files::open_same(all[i]), all[i]); }));
}

void checkpoint::add_contents(const void* files) {
  const auto& all = *static_cast<const std::vector<stored_file>*>(files);
  struct piece {
    const stored_file* file;
    std::int64_t begin;
  };
  std::vector<piece> pieces;
  std::string told;
  for (const stored_file& file : all) {
    told += description(file.path, file.size, file.changed);
    for (std::int64_t begin = 0; begin < file.size; begin += stretch) pieces.push_back({&file, begin});
  }
  add(told);
  add(hash_together(at_, static_cast<std::int64_t>(pieces.size()), [&](std::size_t i) {
    const auto [file, begin] = pieces[i];
    return hash_bytes(bytes_of_file(*open_file(file->path), file->path, begin, std::min(stretch, file->size - begin)));
  }));
}

void checkpoint::add(const csv_file& from) {
  const auto all = files::stored_files(from);
  add_contents(&all);
}
void checkpoint::add(const json_file& from) {
  const auto all = files::stored_files(from);
  add_contents(&all);
}
void checkpoint::add(const arrow_file& from) {
  const auto all = files::stored_files(from);
  add_contents(&all);
}

void checkpoint::of_program() {
  const gathered all = files::gather_or_fail(at_, [&] {
    std::string told;
    if (rank() != 0) return told;
    // the program or the library that has the statement's text
    Dl_info own{}, main{};
    if (dladdr(at_.file, &own) == 0) throw file_error("cannot find the program's file");
    const bool is_main =
        dladdr(reinterpret_cast<const void*>(getauxval(AT_PHDR)), &main) == 0 || own.dli_fbase == main.dli_fbase;
    const std::string path = is_main ? "/proc/self/exe" : own.dli_fname;
    const auto file = open_file(path);
    files::put(told, hash_bytes(bytes_of_file(*file, path, 0, file->version.size)));
    return told;
  });
  add(all.of(0));
}

bool checkpoint::is_missing() {
  char text[24];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash_));
  text_ = text;
  guard(at_, agree_on(agree_on(0, path_), text_));
  std::string why = why_missing();
  if (rank() == 0 && tells_calls())
    std::fprintf(stderr, "%s:%u: checkpoint: '%s' %s\n", at_.file, at_.line, path_.c_str(),
                 why.empty() ? "is used" : ("is made: " + why).c_str());
  if (is_program()) {
    const auto [before, is_new] = used_folders().emplace(path_, text_);
    if (!is_new && before->second != text_)
      fail_together(at_, "the program keeps two different frames in '" + path_ +
                             "', of which the next run would find the last: give each of them a path of its own");
  }
  return !why.empty();
}

// Why the frame has to be made; empty if it is there.
std::string checkpoint::why_missing() {
  // of rank 0: why, or the manifest
  const gathered all = files::gather_or_fail(at_, [&]() -> std::string {
    if (rank() != 0) return {};
    try {
      files::restore_aside(path_);
      std::error_code failed;
      if (!std::filesystem::exists(path_, failed)) {
        const std::filesystem::path above = std::filesystem::absolute(path_).parent_path();
        if (std::filesystem::create_directories(above, failed); failed)
          throw file_error("cannot make the folder '" + above.string() + "': " + failed.message());
        return "-it is not there";
      }
    } catch (const std::filesystem::filesystem_error& e) {
      throw file_error("cannot read '" + path_ + "': " + e.code().message());
    }
    try {
      const files::manifest m = files::read_manifest(path_);
      if (m.made_from != text_) return m.made_from.empty() ? "-it is no checkpoint" : "-it was made from other values";
      if (const std::string others = files::not_ours(path_); !others.empty()) return "-" + others;
      return "+" + files::to_json(m);
    } catch (const file_error& e) {
      return std::string("-") + e.what();
    }
  });
  std::string_view told = all.of(0);
  told.remove_suffix(1);
  if (told.front() == '-') return std::string(told.substr(1));
  const files::manifest m = files::parse_manifest(told.substr(1));
  const gathered found = files::gather_or_fail(at_, [&]() -> std::string {
    for (std::size_t i = static_cast<std::size_t>(rank()); i < m.parts.size(); i += static_cast<std::size_t>(size())) {
      try {
        files::check_part(path_, m.parts[i]);
      } catch (const file_error& e) {
        return e.what();
      }
    }
    return {};
  });
  for (int r = 0; r < size(); ++r)
    if (std::string_view why = found.of(r); why.size() > 1) return std::string(why.substr(0, why.size() - 1));
  return {};
}

}  // namespace bodo::rt
