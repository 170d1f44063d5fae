#include "tasks/training_jobs.h"

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "learn/trainings.h"
#include "tasks/erasure_jobs.h"
#include "tasks/tasks_on_a_store.h"
#include "tasks/training_task.h"

namespace suggestd::tasks {
namespace {

std::vector<jobs::Job> listed(TasksOnAStore& tasks, const jobs::JobFilter& filter) {
  const FindShop find_shop = [&](std::string_view name) { return tasks.shops->find(name); };
  store::Store& store = tasks.shops->store();
  const auto page = list_all_jobs(*tasks.book, store, filter, own_trainings(store, find_shop, filter));
  if (!page) FAIL(page.error().message());
  for (const jobs::Job& job : page->jobs) {
    if (job.request.kind == kTraining) CHECK(find_own_training(store, find_shop, job.id) == job);
  }
  return page->jobs;
}

// Trainings take longer than the microsecond that tells their ids apart.
void begin(learn::Trainings& trainings) {
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  trainings.begin();
}

TEST_CASE("trainings that a learner began by itself stand in the list, those of jobs once") {
  TasksOnAStore tasks;
  tasks.put("export", {"shop-export", "b", "{}", {}});
  learn::Trainings& trainings = tasks.shops->find("a")->trainings();
  begin(trainings);
  trainings.end({Sequence{7}, 3, 5});
  begin(trainings);
  trainings.break_off();
  (void)trainings.ask();
  begin(trainings);
  trainings.end({Sequence{8}, 3, 5});
  begin(trainings);
  const std::vector<jobs::Job> all = listed(tasks, {});
  REQUIRE(all.size() == 4);
  CHECK(all[0].run.state == jobs::JobState::running);
  CHECK(all[1].run.state == jobs::JobState::failed);
  CHECK(all[1].run.failure == kBrokenOff);
  CHECK(all[2].run.result == R"({"sequence":7,"orders":3,"interactions":5})");
  CHECK(all[3].id == "export");
  jobs::JobFilter filter;
  filter.kind = "training";
  filter.state = jobs::JobState::succeeded;
  CHECK(listed(tasks, filter).size() == 1);
  filter.shop = "b";
  CHECK(listed(tasks, filter).empty());
  filter = {};
  filter.kind = "backup";
  CHECK(listed(tasks, filter).empty());
}

TEST_CASE("an id of no training names none") {
  TasksOnAStore tasks;
  const FindShop find_shop = [&](std::string_view name) { return tasks.shops->find(name); };
  for (const char* id : {"training-", "training-a", "training-a-1", "training-none-1", "export"})
    CHECK_FALSE(find_own_training(tasks.shops->store(), find_shop, id));
}

}  // namespace
}  // namespace suggestd::tasks
