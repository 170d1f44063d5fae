// The parts of a server that its kinds of jobs work on.
//
// Threads  plain values; the objects have their own rules.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "access/accounts.h"
#include "access/key_ring.h"
#include "jobs/job_book.h"
#include "outbound/http_client.h"
#include "shop/shop.h"
#include "shop/shop_administration.h"
#include "store/backup/backup_keeper.h"
#include "store/store.h"

namespace suggestd::shop {
class Exports;   // shop/exports.h
class LookBack;  // shop/look_back.h
}  // namespace suggestd::shop

namespace suggestd::tasks {

struct TaskParts {
  store::Store* store = nullptr;
  shop::ShopAdministration administration;
  http::KeyRing* keys = nullptr;
  http::Accounts* accounts = nullptr;
  // Null on a store at rest, which has no kinds `backup`, `feed-import`, `context-import` and `look-back`, and without
  // find_shop no `training` and `evaluation`.
  store::BackupKeeper* backups = nullptr;
  const outbound::HttpClient* outbound = nullptr;
  shop::LookBack* look_back = nullptr;
  std::function<std::shared_ptr<shop::Shop>(std::string_view name)> find_shop;
  std::shared_ptr<shop::Exports> exports;  // never null
};

}  // namespace suggestd::tasks
