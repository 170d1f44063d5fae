#include "tasks/training_task.h"

#include <nlohmann/json.hpp>

#include "learn/trainings.h"
#include "tasks/tasks_on_a_store.h"

namespace suggestd::tasks {
namespace {

const jobs::JobRequest kTraining{"training", "a", "{}", {}};

TEST_CASE("a job has the shop trained and tells up to where") {
  TasksOnAStore tasks;
  tasks.order("a", "1");
  tasks.order("b", "1");
  tasks.order("a", "2");
  tasks.work();
  tasks.put("t", kTraining);
  const jobs::Job job = tasks.end_of("t");
  INFO(job.run.failure);
  REQUIRE(job.run.state == jobs::JobState::succeeded);
  const auto result = nlohmann::json::parse(job.run.result);
  const auto shop = tasks.shops->find("a");
  CHECK(result["sequence"] == number(shop->head().sequence));
  CHECK(result["orders"] == 2);
  CHECK(result["factors"] == shop->model_options().factors.dim);
  CHECK(result["seconds"].get<double>() >= 0);
  CHECK_FALSE(result.contains("quality"));
  CHECK(shop->trainings().latest().size() == 1);
  CHECK(tasks.shops->find("b")->trainings().latest().empty());
}

TEST_CASE("a run that a kill ended asks for another training") {
  TasksOnAStore tasks;
  tasks.order("a", "1");
  tasks.put("t", kTraining);
  tasks.book->start();
  REQUIRE(tasks.book->claim() != nullptr);
  tasks.open_book();
  tasks.work();
  CHECK(tasks.end_of("t").run.state == jobs::JobState::succeeded);
}

TEST_CASE("a training takes no parameters, and a shop that there is") {
  TasksOnAStore tasks;
  const auto wrong = tasks.book->put("t", {"training", "a", R"({"threads":7})", {}});
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().kind() == ErrorKind::invalid);
  CHECK_FALSE(tasks.book->put("t", {"training", "none", "{}", {}}).ok());
  CHECK_FALSE(tasks.book->put("t", {"training", "", "{}", {}}).ok());
}

}  // namespace
}  // namespace suggestd::tasks
