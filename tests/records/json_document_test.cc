#include "records/json_document.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <limits>
#include <new>
#include <string>

namespace {

// The number of allocations that this thread still gets.
thread_local std::size_t allocations_left = std::numeric_limits<std::size_t>::max();

}  // namespace

// NOLINTBEGIN(*-no-malloc,*-owning-memory): this is what the library calls
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  if (allocations_left == 0) throw std::bad_alloc();
  --allocations_left;
  void* const place = std::malloc(bytes);
  if (place == nullptr) throw std::bad_alloc();
  return place;
}
// Else a sanitizer's own would stand beside the delete below.
[[gnu::noinline]] void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  return allocations_left == 0 ? nullptr : std::malloc(bytes);
}
[[gnu::noinline]] void operator delete(void* place) noexcept { std::free(place); }
[[gnu::noinline]] void operator delete(void* place, std::size_t) noexcept { std::free(place); }
// NOLINTEND(*-no-malloc,*-owning-memory)

namespace suggestd {
namespace {

const std::string deep_and_wide =
    R"([{"a":[1,"two",{"b":[[],{},null,[true]]}]},[[[["text"]]]],{"c":{"d":{}}}])";

TEST_CASE("a tree is read in full or memory runs out, and neither way needs memory to go away") {
  std::size_t failures = 0;
  for (std::size_t allowed = 0;; ++allowed) {
    INFO(allowed);
    try {
      allocations_left = allowed;
      const JsonDocument document(deep_and_wide);
      allocations_left = 0;  // its destructor gets none
      break;
    } catch (const std::bad_alloc&) {
      ++failures;
    }
  }
  allocations_left = std::numeric_limits<std::size_t>::max();
  CHECK(failures > 20);
  CHECK(JsonDocument(deep_and_wide).root().dump() == Json::parse(deep_and_wide).dump());
}

TEST_CASE("a tree that was moved away leaves nothing behind") {
  JsonDocument first(deep_and_wide);
  const JsonDocument second(std::move(first));
  CHECK(second.root().size() == 3);
}

}  // namespace
}  // namespace suggestd
