#pragma once
// Values as bytes, to send them to other ranks of the same program.
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace bodo::rt::files {

template <class T>
  requires std::is_trivially_copyable_v<T>
void put(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}
inline void put(std::string& out, const std::string& s) {
  put(out, s.size());
  out += s;
}
template <class T>
void put(std::string& out, const std::vector<T>& values) {
  put(out, values.size());
  for (const T& v : values) put(out, v);
}

template <class T>
  requires std::is_trivially_copyable_v<T>
void get(std::string_view& in, T& value) {
  std::memcpy(static_cast<void*>(&value), in.data(), sizeof value);
  in.remove_prefix(sizeof value);
}
inline void get(std::string_view& in, std::string& s) {
  std::size_t n;
  get(in, n);
  s = in.substr(0, n);
  in.remove_prefix(n);
}
template <class T>
void get(std::string_view& in, std::vector<T>& values) {
  std::size_t n;
  get(in, n);
  values.resize(n);
  for (T& v : values) get(in, v);
}

}  // namespace bodo::rt::files
