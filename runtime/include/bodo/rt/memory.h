#pragma once
// The runtime's memory: blocks that are recycled (touching new pages costs five times as much as sending them), counted
// per statement of the user's program. Beyond BODO_MEM_LIMIT (bytes per rank; K, M, G may follow) they are in a file in
// BODO_SPILL_DIR, and not counted, or refused with an error that names the statement. Only one thread of each rank
// allocates.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "bodo/rt/site.h"
#include "bodo/rt/text.h"

namespace bodo::rt {

// memcpy, and memset with zeros, that accept null for 0 bytes.
inline void copy_bytes(void* to, const void* from, std::size_t n) {
  if (n != 0) std::memcpy(to, from, n);
}
inline void clear_bytes(void* at, std::size_t n) {
  if (n != 0) std::memset(at, 0, n);
}

struct allocation {
  void* data = nullptr;      // aligned to 64 bytes; 64 bytes beyond the end may be read
  std::size_t capacity = 0;  // at least as requested
};

allocation allocate(const site& at, std::size_t bytes);
// A bigger (or smaller) block with the first `used` bytes of `old`, which is freed.
allocation reallocate(const site& at, allocation old, std::size_t used, std::size_t bytes);
void release(const site& at, allocation block) noexcept;

// Counts memory that is allocated elsewhere for a statement (a decoder's buffers, say); negative if it is freed.
void account(const site& at, std::int64_t bytes);

std::int64_t memory_held();                // bytes counted now
std::int64_t memory_peak();                // the most so far
std::int64_t memory_peak(const site& at);  // for one statement
std::int64_t memory_limit();               // BODO_MEM_LIMIT, or the largest number

// A growing array of trivially copyable values in the runtime's memory. Values added by `resize` and `extend` are not
// initialised. It grows by doubling; big arrays are moved by the page tables, not copied.
template <class T>
class array {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  explicit array(const site& at) : at_(&at) {}
  array(const site& at, std::size_t n) : at_(&at) { resize(n); }
  array(array&& other) noexcept
      : at_(other.at_), block_(std::exchange(other.block_, {})), size_(std::exchange(other.size_, 0)) {}
  array& operator=(array&& other) noexcept {
    std::swap(at_, other.at_);
    std::swap(block_, other.block_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~array() {
    if (block_.data != nullptr) release(*at_, block_);
  }

  T* data() { return static_cast<T*>(block_.data); }
  const T* data() const { return static_cast<const T*>(block_.data); }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::size_t capacity() const { return block_.capacity / sizeof(T); }
  const site& at() const { return *at_; }
  T& operator[](std::size_t i) { return data()[i]; }
  const T& operator[](std::size_t i) const { return data()[i]; }
  T* begin() { return data(); }
  T* end() { return data() + size_; }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size_; }

  void reserve(std::size_t n) {
    if (n > capacity()) grow(n);
  }
  void resize(std::size_t n) {
    if (n > capacity()) grow(n > size_ + size_ / 2 ? n : size_ + size_ / 2);
    size_ = n;
  }
  // Room for n more values, not initialised.
  T* extend(std::size_t n) {
    const std::size_t before = size_;
    resize(size_ + n);
    return data() + before;
  }
  void append(const T* values, std::size_t n) {
    if (n != 0) std::memcpy(static_cast<void*>(extend(n)), values, n * sizeof(T));
  }
  void push_back(const T& value) {
    const T copy = value;  // it may be an element of this array
    *extend(1) = copy;
  }
  void clear() { size_ = 0; }  // keeps the memory
  void free() {                // releases the memory
    if (block_.data != nullptr) release(*at_, block_);
    block_ = {};
    size_ = 0;
  }

 private:
  void grow(std::size_t n) { block_ = reallocate(*at_, block_, size_ * sizeof(T), n * sizeof(T)); }

  const site* at_;
  allocation block_;
  std::size_t size_ = 0;
};

// Shared ownership of an object that counts its owners itself (retain, release).
template <class T>
class ref {
 public:
  ref() = default;
  explicit ref(T* object) : object_(object) {
    if (object_ != nullptr) object_->retain();
  }
  ref(const ref& other) : ref(other.object_) {}
  ref(ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  ref& operator=(ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~ref() {
    if (object_ != nullptr) object_->release();
  }

  T* get() const { return object_; }
  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  friend bool operator==(const ref& a, const ref& b) { return a.object_ == b.object_; }

 private:
  T* object_ = nullptr;
};

// Counts owners; the last one's release deletes the object. (Arrow's consumers may release from any thread.)
template <class T>
class shared_object {
 public:
  void retain() const { __atomic_fetch_add(&owners_, 1, __ATOMIC_RELAXED); }
  void release() const {
    if (__atomic_sub_fetch(&owners_, 1, __ATOMIC_ACQ_REL) == 0) delete static_cast<const T*>(this);
  }
  bool has_one_owner() const { return __atomic_load_n(&owners_, __ATOMIC_ACQUIRE) == 1; }

 private:
  mutable std::int64_t owners_ = 0;
};

// The bytes of long strings, in chunks that never move. Its texts are valid as long as it lives.
class text_heap : public shared_object<text_heap> {
 public:
  explicit text_heap(const site& at) : at_(&at) {}
  ~text_heap();
  text_heap(const text_heap&) = delete;
  text_heap& operator=(const text_heap&) = delete;

  // The same text, with its bytes (if it has any outside) in this heap.
  text keep(const text& t) { return t.is_inline() ? t : text({copy(t.data(), t.size()), t.size()}); }
  text keep(std::string_view s) { return keep(text(s)); }
  // Room for `n` bytes, not initialised.
  char* room(std::size_t n) {
    if (n > static_cast<std::size_t>(end_ - next_)) add_chunk(n);
    char* at = next_;
    next_ += n;
    return at;
  }
  std::size_t bytes() const { return bytes_; }  // held

 private:
  char* copy(const char* s, std::size_t n) {
    char* at = room(n);
    std::memcpy(at, s, n);
    return at;
  }
  void add_chunk(std::size_t n);

  const site* at_;
  char* next_ = nullptr;
  char* end_ = nullptr;
  std::size_t bytes_ = 0;
  std::vector<allocation> chunks_;
};

}  // namespace bodo::rt
