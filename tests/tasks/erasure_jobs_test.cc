#include "tasks/erasure_jobs.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "shop/personal_data.h"
#include "tasks/tasks_on_a_store.h"

namespace suggestd::tasks {
namespace {

using jobs::JobState;

// Erases the person of an order of its own; the job's id.
std::string erase(TasksOnAStore& tasks, const char* shop, const std::string& person) {
  PlaceOrder placed{store::simple_order("order-of-" + person)};
  placed.order.user_id = person;
  store::commit_one(tasks.shops->store(), placed, tasks.shops->find(shop)->id());
  const auto receipt = tasks.shops->find(shop)->personal_data().erase({PersonIdKind::user, person});
  if (!receipt) FAIL(receipt.error().message());
  return "erasure-" + receipt->id;
}

std::vector<std::string> ids_of(TasksOnAStore& tasks, jobs::JobFilter filter) {
  std::vector<std::string> ids;
  do {
    const auto page = list_all_jobs(*tasks.book, tasks.shops->store(), filter, {});
    if (!page) FAIL(page.error().message());
    CHECK(page->jobs.size() <= filter.limit);
    for (const jobs::Job& job : page->jobs) ids.push_back(job.id);
    filter.cursor = page->next;
  } while (!filter.cursor.empty());
  return ids;
}

TEST_CASE("erasures stand between the other jobs by time, whatever the size of the pages") {
  TasksOnAStore tasks;
  const std::string first = erase(tasks, "a", "p1");
  tasks.put("export", {"shop-export", "b", "{}", {}});
  const std::string second = erase(tasks, "b", "p2");
  const std::string third = erase(tasks, "b", "p3");
  for (const std::size_t limit : {1, 2, 3, 4, 100}) {
    jobs::JobFilter filter;
    filter.limit = limit;
    CHECK(ids_of(tasks, filter) == std::vector<std::string>{third, second, "export", first});
    filter.shop = "b";
    CHECK(ids_of(tasks, filter) == std::vector<std::string>{third, second, "export"});
    filter.kind = "erasure";
    CHECK(ids_of(tasks, filter) == std::vector<std::string>{third, second});
    filter.kind = "shop-export";
    CHECK(ids_of(tasks, filter) == std::vector<std::string>{"export"});
    filter = {};
    filter.state = JobState::cancelled;
    CHECK(ids_of(tasks, filter).empty());
    filter.state.reset();
    filter.shop = "";
    CHECK(ids_of(tasks, filter).empty());
  }
}

TEST_CASE("an erasure is found by its id, and does not say whose it is") {
  TasksOnAStore tasks;
  const std::string id = erase(tasks, "b", "somebody");
  const auto found = find_erasure(tasks.shops->store(), id);
  REQUIRE((found.ok() && found->has_value()));
  const jobs::Job& job = **found;
  CHECK(job.request.kind == "erasure");
  CHECK(job.request.shop == "b");
  CHECK(job.request.parameters == R"({"receipt_id":")" + id.substr(8) + R"("})");
  CHECK(job.run.progress.total == 3);
  CHECK(job.run.result.find("somebody") == std::string::npos);
  CHECK_FALSE(find_erasure(tasks.shops->store(), "erasure-none")->has_value());
  CHECK_FALSE(find_erasure(tasks.shops->store(), "export")->has_value());
}

}  // namespace
}  // namespace suggestd::tasks
