#include "tasks/shop_delete_task.h"

#include <nlohmann/json.hpp>

#include "tasks/tasks_on_a_store.h"

namespace suggestd::tasks {
namespace {

jobs::JobRequest deletion(const char* shop, const char* confirm) {
  return {"shop-delete", shop, nlohmann::json{{"confirm", confirm}}.dump(), {}};
}

TEST_CASE("a shop goes with its keys, and the receipt tells what was there") {
  TasksOnAStore tasks;
  tasks.order("a", "1");
  tasks.order("b", "2");
  REQUIRE(tasks.keys->add(http::make_key("a", http::kShopScopes)).ok());
  tasks.put("backup", {"backup", "", "{}", {}});
  tasks.work();
  REQUIRE(tasks.end_of("backup").run.state == jobs::JobState::succeeded);
  tasks.put("d", deletion("a", "a"));
  const jobs::Job job = tasks.end_of("d");
  INFO(job.run.failure);
  REQUIRE(job.run.state == jobs::JobState::succeeded);
  const auto receipt = nlohmann::json::parse(job.run.result);
  CHECK(receipt["counts"]["orders"] == 1);
  CHECK(receipt["keys_revoked"] == 1);
  CHECK(receipt["backups_that_hold_it"][0]["number"] == 1);
  CHECK(tasks.shops->find("a") == nullptr);
  CHECK(tasks.shops->find("b")->order("2").ok());
}

TEST_CASE("a deletion needs the name once more, and a shop that is there") {
  TasksOnAStore tasks;
  CHECK(tasks.book->put("d", deletion("a", "b")).error().fields().at(0).pointer == "/parameters/confirm");
  CHECK(tasks.book->put("d", deletion("c", "c")).error().kind() == ErrorKind::not_found);
}

TEST_CASE("a deletion that was killed leaves a later shop of the same name alone") {
  TasksOnAStore tasks;
  tasks.order("a", "1");
  tasks.put("d", deletion("a", "a"));
  tasks.book->start();
  const auto run = tasks.book->claim();
  const auto number = static_cast<std::uint32_t>(tasks.shops->find("a")->id());
  // As far as the rows' deletion, which was the last step before the kill.
  REQUIRE(run->save(nlohmann::json{{"shop_number", number}, {"counts", {{"orders", 1}}}}.dump()).ok());
  REQUIRE(tasks.shops->remove("a").ok());
  REQUIRE(tasks.shops->create("a").ok());
  tasks.order("a", "later");
  const auto key = http::make_key("a", http::kShopScopes);
  REQUIRE(tasks.keys->add(key).ok());
  tasks.open_book();
  tasks.work();
  const jobs::Job job = tasks.end_of("d");
  INFO(job.run.failure);
  REQUIRE(job.run.state == jobs::JobState::succeeded);
  CHECK(nlohmann::json::parse(job.run.result)["counts"]["orders"] == 1);
  CHECK(tasks.shops->find("a")->order("later").ok());
  CHECK_FALSE(tasks.keys->list()->back().revoked);
}

}  // namespace
}  // namespace suggestd::tasks
