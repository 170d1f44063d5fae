#include "access/password.h"

#include <atomic>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "access/limits.h"

using namespace suggestd;
using namespace suggestd::http;

TEST_CASE("a password is known again, and no other one") {
  PasswordHasher hasher;
  const auto hashed = hasher.hash("correct horse battery");
  REQUIRE(hashed.ok());
  CHECK(hashed->starts_with("$argon2id$v=19$m=32768,t=3,p=1$"));
  CHECK(*hasher.verify(*hashed, "correct horse battery"));
  CHECK_FALSE(*hasher.verify(*hashed, "correct horse batterz"));
  CHECK_FALSE(*hasher.verify(*hashed, ""));
  CHECK(*hasher.hash("correct horse battery") != *hashed);  // a salt of its own
}

TEST_CASE("who has no password is never let in") {
  PasswordHasher hasher;
  CHECK_FALSE(*hasher.verify("", ""));
  CHECK_FALSE(*hasher.verify("", "correct horse battery"));
}

TEST_CASE("a new password has a length, and is more than one letter or the address") {
  CHECK(fault_of_password("elevenchars", "a@b.c"));
  CHECK_FALSE(fault_of_password("twelve chars", "a@b.c"));
  CHECK(fault_of_password("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9",
                          "a@b.c"));  // seven letters
  CHECK(fault_of_password("aaaaaaaaaaaaaaaa", "a@b.c"));
  CHECK(fault_of_password("ada@example.com", "ada@example.com"));
  CHECK(fault_of_password(std::string(limits::kPasswordBytes.most + 1, 'a') + "bcde", "a@b.c"));
}

TEST_CASE("many who sign in at once are answered, or told to come back, and then it is free again") {
  PasswordHasher hasher;
  std::atomic<int> done{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 40; ++i) {
    threads.emplace_back([&] {
      const auto verified = hasher.verify("", "correct horse battery");
      ++(verified ? done : refused);
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(done > 0);
  CHECK(done + refused == 40);
  CHECK(hasher.verify("", "correct horse battery").ok());
}
