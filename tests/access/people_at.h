// People over a small store of their own, which can be opened anew.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "access/people.h"
#include "store/store.h"
#include "store/temporary_store.h"

namespace suggestd::http {

inline constexpr Timestamp kMorning{std::chrono::seconds(1'800'000'000)};

class PeopleAt {
 public:
  PeopleAt() : store(*store::Store::open(store::small_options(folder.path() / "s"))) { reopen(); }

  void reopen() {
    people.reset();
    auto opened = People::open(store->meta());
    REQUIRE(opened.ok());
    people = *std::move(opened);
  }

  Accounts::Pointer add(std::string_view email, std::vector<HeldRole> roles = {}, std::string password = "") {
    AccountRecord account = make_account("owner", kMorning);
    account.email = email;
    account.roles = std::move(roles);
    account.password = std::move(password);
    const auto added = people->accounts->add(std::move(account));
    REQUIRE(added.ok());
    return *added;
  }

  store::TemporaryFolder folder;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<People> people;
};

}  // namespace suggestd::http
