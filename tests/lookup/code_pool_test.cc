#include "lookup/code_pool.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>
#include <set>
#include <thread>

using namespace suggestd::lookup;

TEST_CASE("slots are distinct, aligned, and used again") {
  CodePool pool(100);
  CHECK(pool.bytes() == 128);
  std::set<std::uint8_t*> slots;
  for (int i = 0; i < 3000; ++i) {
    std::uint8_t* slot = pool.take();
    CHECK(reinterpret_cast<std::uintptr_t>(slot) % 64 == 0);
    std::memset(slot, i, pool.bytes());
    slots.insert(slot);
  }
  CHECK(slots.size() == 3000);
  std::uint8_t* first = *slots.begin();
  pool.give_back(first);
  CHECK(pool.take() == first);
}

TEST_CASE("fresh slots follow each other, as a scan reads them") {
  CodePool pool(64);
  std::uint8_t* before = pool.take();
  for (int i = 0; i < 100; ++i) {
    std::uint8_t* next = pool.take();
    CHECK(next == before + 64);
    before = next;
  }
}

TEST_CASE("a slot goes back from any thread, when its last copy is gone") {
  const auto pool = std::make_shared<CodePool>(64);
  auto codes = std::make_unique<Codes>(pool);
  codes->data()[3] = 7;
  const std::uint8_t* slot = codes->data();
  const Codes copy(*codes);
  CHECK(copy.data() != slot);
  CHECK(copy.data()[3] == 7);
  std::thread([&codes] { codes.reset(); }).join();
  CHECK(Codes(pool).data() == slot);
}
