// Everything that handlers may use: the shops behind the door, and the limits they keep to.
//
// Threads  made once before the listeners start; the objects it points to have their own rules. `terms` is stored by
//          one thread at a time and loaded by any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/published.h"
#include "http/running_config.h"
#include "http/shop_terms.h"
#include "http/terms.h"
#include "shop/shop_administration.h"
#include "store/store.h"

namespace suggestd::jobs {
class JobBook;
}  // namespace suggestd::jobs

namespace suggestd::pictures {
class Pictures;
}  // namespace suggestd::pictures

namespace suggestd::shop {
class LookBack;
class Shop;
}  // namespace suggestd::shop

namespace suggestd::store {
class BackupKeeper;
}  // namespace suggestd::store

namespace suggestd::watch {
class Watch;
}  // namespace suggestd::watch

namespace suggestd::http {

class KeyRing;
struct People;
class RepeatedRequests;

struct ReadinessCheck {
  std::string name;
  bool good = false;
  std::string detail;     // for those who may know numbers
  std::string shop = {};  // that it is about; "": the server
};

struct Services {
  Services() { terms.store(std::make_shared<const Terms>()); }

  KeyRing* keys = nullptr;
  People* people = nullptr;   // null: no sessions
  std::string admin_address;  // "127.0.0.1:8601": where links lead to if the request does not tell
  store::Store* store = nullptr;
  store::BackupKeeper* backups = nullptr;
  jobs::JobBook* jobs = nullptr;
  RepeatedRequests* repeated = nullptr;
  shop::LookBack* look_back = nullptr;
  std::function<std::shared_ptr<shop::Shop>(std::string_view name)> find_shop;  // null: no such shop
  std::function<std::vector<std::shared_ptr<shop::Shop>>()> all_shops;
  shop::ShopAdministration administration;
  std::function<std::vector<ReadinessCheck>()> readiness;
  std::function<store::StoreCondition()> store_condition;
  RunningConfig config;
  UnitShares unit_shares;
  Published<Terms> terms;  // never null
  std::atomic<bool> stopping{false};
  watch::Watch* watch = nullptr;
  DayUnits* day_units = nullptr;
  pictures::Pictures* pictures = nullptr;  // null: they are not passed on
};

}  // namespace suggestd::http
