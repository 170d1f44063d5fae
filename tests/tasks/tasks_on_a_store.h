// The kinds of jobs on two shops in a temporary store, with workers that do them.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "access/people.h"
#include "jobs/job_workers.h"
#include "shop/exports.h"
#include "shop/shops.h"
#include "store/temporary_store.h"
#include "tasks/add_tasks.h"

namespace suggestd::tasks {

class TasksOnAStore {
 public:
  TasksOnAStore() {
    shops = *shop::Shops::open(store::small_options(folder.path() / "s"), {});
    REQUIRE(shops->create("a").ok());
    REQUIRE(shops->create("b").ok());
    keys = *http::KeyRing::open(shops->store().meta(), folder.path() / "s");
    people = *http::People::open(shops->store().meta());
    backups = std::make_unique<store::BackupKeeper>(shops->store(), folder.path() / "backups", 0);
    open_book();
  }

  // As after a kill: the jobs are read again.
  void open_book() {
    workers.reset();
    book = *jobs::JobBook::open(shops->store().meta());
    TaskParts parts;
    parts.store = &shops->store();
    parts.administration = shop::administration_of(*shops);
    parts.keys = keys.get();
    parts.accounts = people->accounts.get();
    parts.backups = backups.get();
    parts.find_shop = [this](std::string_view name) { return shops->find(name); };
    parts.exports = std::make_shared<shop::Exports>(folder.path() / "exports");
    add_tasks(*book, parts);
  }
  void work() { workers = std::make_unique<jobs::JobWorkers>(*book, 1); }

  void put(const char* id, const jobs::JobRequest& request) {
    const auto put = book->put(id, request);
    if (!put) FAIL(put.error().message());
  }
  jobs::Job end_of(const char* id) { return *book->wait(id, std::chrono::seconds(30)); }

  void order(const char* shop, const std::string& order_id) {
    store::commit_one(shops->store(), PlaceOrder{store::simple_order(order_id)}, shops->find(shop)->id());
  }

  static std::string content(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

  store::TemporaryFolder folder;
  std::unique_ptr<shop::Shops> shops;
  std::unique_ptr<http::KeyRing> keys;
  std::unique_ptr<http::People> people;
  std::unique_ptr<store::BackupKeeper> backups;
  std::unique_ptr<jobs::JobBook> book;
  std::unique_ptr<jobs::JobWorkers> workers;  // last: they use the book
};

}  // namespace suggestd::tasks
