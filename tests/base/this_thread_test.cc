#include "base/this_thread.h"

#include <sys/resource.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <new>
#include <thread>

namespace suggestd {
namespace {

int niceness() { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); }

TEST_CASE("work behind other threads is done when the call returns, and leaves the caller its place") {
  const int before = niceness();
  int during = before;
  int of_child = before;
  std::thread::id who;
  behind_other_threads("behind", [&] {
    during = niceness();
    who = std::this_thread::get_id();
    std::thread([&] { of_child = niceness(); }).join();
  });
  CHECK(who != std::this_thread::get_id());
  CHECK((during > before || before == 19));
  CHECK(of_child == during);
  CHECK(niceness() == before);
}

TEST_CASE("what work behind other threads throws is thrown to who asked for it") {
  CHECK_THROWS_AS(behind_other_threads("behind", [] { throw std::bad_alloc(); }), std::bad_alloc);
}

}  // namespace
}  // namespace suggestd
