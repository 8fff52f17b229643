// Functions that cannot be annotated.
#include <bodo/bodo.h>

#include <coroutine>

struct Place {
  // expected-error@+2 {{[[bodo::jit]] cannot be applied to a constructor or destructor}}
  // expected-note@+1 {{call an annotated function from it}}
  [[bodo::jit]] Place() {}
  // expected-error@+2 {{[[bodo::jit]] cannot be applied to a constructor or destructor}}
  // expected-note@+1 {{call an annotated function from it}}
  [[bodo::jit]] virtual ~Place() = default;
  // expected-error@+2 {{[[bodo::jit]] cannot be applied to a virtual function}}
  // expected-note@+1 {{call an annotated function from it}}
  [[bodo::jit]] virtual void run() {}
  // expected-error@+2 {{[[bodo::jit]] cannot be applied to a conversion function}}
  // expected-note@+1 {{call an annotated function from it}}
  [[bodo::jit]] operator int() const { return 1; }
  template <class T>
  // expected-error@+2 {{[[bodo::jit]] cannot be applied to a member template}}
  // expected-note@+1 {{make it a function at namespace scope}}
  [[bodo::jit]] void each(T) {}
};

template <class T>
struct Box {
  struct Inner {
    // expected-error@+2 {{[[bodo::jit]] cannot be applied to a member of a class within a template, or of a partial specialisation}}
    // expected-note@+1 {{make it a function at namespace scope}}
    [[bodo::jit]] void run() {}
  };
  [[bodo::jit]] void run() {}
};

template <class T>
struct Box<T*> {
  // expected-error@+2 {{[[bodo::jit]] cannot be applied to a member of a class within a template, or of a partial specialisation}}
  // expected-note@+1 {{make it a function at namespace scope}}
  [[bodo::jit]] void run() {}
};

template <class... T>
struct Boxes {
  // expected-error@+2 {{[[bodo::jit]] cannot be applied to a template with a parameter pack}}
  // expected-note@+1 {{give it a fixed number of parameters}}
  [[bodo::jit]] void run() {}
};

// expected-error@+2 {{[[bodo::jit]] cannot be applied to a constexpr function}}
// expected-note@+1 {{its operations run at run time: drop constexpr}}
[[bodo::jit]] constexpr int twice(int n) { return 2 * n; }

// expected-error@+2 {{[[bodo::jit]] cannot be applied to a variadic function}}
// expected-note@+1 {{give it a fixed number of parameters}}
[[bodo::jit]] void any(int, ...) {}

template <class... T>
// expected-error@+2 {{[[bodo::jit]] cannot be applied to a template with a parameter pack}}
// expected-note@+1 {{give it a fixed number of parameters}}
[[bodo::jit]] void all(T...) {}

template <template <class> class C>
// expected-error@+2 {{[[bodo::jit]] cannot be applied to a template with a template as parameter}}
// expected-note@+1 {{take the whole type as the parameter}}
[[bodo::jit]] void of(C<int>) {}

// expected-error@+2 {{[[bodo::jit]] cannot be applied to a function without a body of its own}}
// expected-note@+1 {{define it here, or annotate another one}}
[[bodo::jit]] void removed(int) = delete;

struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};
// expected-error@+2 {{[[bodo::jit]] cannot be applied to a coroutine}}
// expected-note@+1 {{call an annotated function from it}}
[[bodo::jit]] Task waits(int) { co_return; }

// expected-error@+2 {{[[bodo::jit]] cannot be applied to a function with a try block as its body}}
// expected-note@+1 {{put the try block into the caller}}
[[bodo::jit]] void tries(int n) try { bodo::print(n); } catch (...) {}

#define BEGIN {
// expected-error@+2 {{the annotated function 'half_a_macro' is defined by a macro}}
// expected-note@+1 {{write its definition in the file itself: bodocc replaces definitions where they stand}}
[[bodo::jit]] void half_a_macro(int n) BEGIN bodo::print(n); }

#define DEFINE(name) \
  [[bodo::jit]] void name() {}
// expected-error@+2 {{the annotated function 'made' is defined by a macro}}
// expected-note@+1 {{write its definition in the file itself: bodocc replaces definitions where they stand}}
DEFINE(made)

int main() {
  Box<int>().run();
  return Place();
}
