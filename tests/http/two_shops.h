// A server without sockets: two shops, "a" and "b", behind the dispatchers of both listeners.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "access/people.h"
#include "http/dispatcher.h"
#include "http/repeated_requests.h"
#include "http/routes.h"
#include "jobs/job_book.h"
#include "shop/shops.h"
#include "store/backup/backup_keeper.h"
#include "store/temporary_store.h"
#include "watch/watch.h"

namespace suggestd::http {

using Headers = std::map<std::string, std::string, std::less<>>;

class TwoShops {
 public:
  TwoShops() {
    shops = *shop::Shops::open(store::small_options(folder.path() / "s"), {});
    REQUIRE(shops->create("a").ok());
    REQUIRE(shops->create("b").ok());
    keys = *KeyRing::open(shops->store().meta(), folder.path() / "s");
    backups_ = std::make_unique<store::BackupKeeper>(shops->store(), "", 0);
    repeated_ = std::make_unique<RepeatedRequests>(shops->store().repeats());
    day_units_ = std::make_unique<DayUnits>(shops->store().meta());
    people = *People::open(shops->store().meta());
    jobs_ = *jobs::JobBook::open(shops->store().meta());
    suggestd::watch::WatchParts watched{&shops->store(), jobs_.get(), backups_.get(),
                                        [this] { return shops->all(); },
                                        [] { return suggestd::watch::LoadCounts(); }};
    watch = std::make_unique<suggestd::watch::Watch>(std::move(watched), outbound::ClientOptions(),
                                                     suggestd::watch::WatchOptions());
    services.watch = watch.get();
    services.jobs = jobs_.get();
    services.keys = keys.get();
    services.people = people.get();
    services.store = &shops->store();
    services.backups = backups_.get();
    services.repeated = repeated_.get();
    services.day_units = day_units_.get();
    services.find_shop = [this](std::string_view name) { return shops->find(name); };
    services.all_shops = [this] { return shops->all(); };
    services.administration = shop::administration_of(*shops);
    services.store_condition = [this] { return shops->store().condition(); };
    services.readiness = [] { return std::vector<ReadinessCheck>(); };
    services.config.values = [] { return std::vector<ConfigValue>(); };
    services.config.last = [] { return ReloadReport(); };
    services.config.reload = [] { return ReloadReport(); };
    admin = key("", kAdminScopes);
  }

  // The text of a new key; shop "": the administrator's.
  std::string key(std::string_view shop, ScopeSet scopes) {
    const NewKey made = make_key(shop, scopes);
    REQUIRE(keys->add(made).ok());
    return made.text;
  }
  std::string key(std::string_view shop, Scope scope) { return key(shop, static_cast<ScopeSet>(scope)); }

  const Dispatcher& dispatcher(const Route& route) const {
    return route.serves == Serves::admin ? admin_dispatcher_ : shop_dispatcher_;
  }

  // The decision that is made by the head alone. `headers` must live as long as the answer.
  Prepared prepare(const Route& route, const std::string& target, const Headers& headers) const {
    return dispatcher(route).prepare(arrival(route.method, target, headers));
  }

  static Arrival arrival(std::string_view method, const std::string& target, const Headers& headers) {
    return {.method = method, .target = target, .header = [&headers](std::string_view name) {
              const auto found = headers.find(name);
              return found == headers.end() ? std::string_view() : std::string_view(found->second);
            }};
  }

  Response ask(const Route& route, const std::string& target, const Headers& headers,
               std::string_view body = {}) const {
    Prepared prepared = prepare(route, target, headers);
    return dispatcher(route).answer(prepared, body);
  }

  static const Route& route(std::string_view method, std::string_view path) {
    for (const Route& route : route_table()) {
      if (route.method == method && route.path == path) return route;
    }
    FAIL("there is no route " << method << " " << path);
    return route_table().front();
  }

  // A route's path with the same text for each {name}.
  // `shop`: where the path names it.
  static std::string with_ids(const Route& route, std::string_view id, std::string_view shop = "b") {
    std::string target;
    for (std::string_view rest = route.path; !rest.empty();) {
      const std::size_t open = std::min(rest.find('{'), rest.size());
      target += rest.substr(0, open);
      rest.remove_prefix(open);
      if (rest.empty()) break;
      target += route.shop_in_path && rest.starts_with("{shop}") ? shop : id;
      rest.remove_prefix(rest.find('}') + 1);
    }
    return target;
  }

  static std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }

  store::TemporaryFolder folder;
  std::unique_ptr<shop::Shops> shops;
  std::unique_ptr<KeyRing> keys;
  std::unique_ptr<People> people;
  std::unique_ptr<suggestd::watch::Watch> watch;  // looks when a test says so
  Services services;
  std::string admin;

 private:
  std::unique_ptr<store::BackupKeeper> backups_;
  std::unique_ptr<jobs::JobBook> jobs_;
  std::unique_ptr<RepeatedRequests> repeated_;
  std::unique_ptr<DayUnits> day_units_;
  Dispatcher shop_dispatcher_{route_table(), Serves::shop, services};
  Dispatcher admin_dispatcher_{route_table(), Serves::admin, services};
};

inline Headers bearer(const std::string& key) { return {{"Authorization", "Bearer " + key}}; }

}  // namespace suggestd::http
