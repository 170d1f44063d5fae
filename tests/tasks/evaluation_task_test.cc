#include "tasks/evaluation_task.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tasks/tasks_on_a_store.h"

namespace suggestd::tasks {
namespace {

// Each person buys a product of their own in each of the months.
void habits(TasksOnAStore& tasks, int people, int months) {
  for (int month = 0; month < months; ++month) {
    for (int person = 0; person < people; ++person) {
      Order order = store::simple_order(fmt::format("{}-{}", month, person));
      order.user_id = fmt::format("person-{}", person);
      order.placed_at = Timestamp(std::chrono::days(20'000 + 28 * month) + std::chrono::minutes(person));
      order.lines.resize(1);
      order.lines[0].product_id = fmt::format("own-{}", person);
      store::commit_one(tasks.shops->store(), PlaceOrder{order}, tasks.shops->find("a")->id());
    }
  }
}

TEST_CASE("a job measures a shop's lists beside popularity, and names nobody") {
  TasksOnAStore tasks;
  habits(tasks, 40, 5);
  tasks.work();
  tasks.put("e", {"evaluation", "a", R"({"at":5,"orders":160,"test_percent":25})", {}});
  const jobs::Job job = tasks.end_of("e");
  INFO(job.run.failure);
  REQUIRE(job.run.state == jobs::JobState::succeeded);
  const auto result = nlohmann::json::parse(job.run.result);
  CHECK(result["users"] == 40);
  CHECK(result["hit_rate"].get<double>() > 0.9);
  CHECK(result["lanes"]["popularity"]["hit_rate"].get<double>() < 0.5);
  CHECK(result["settings"]["orders learned"] == "120");
  CHECK(job.run.result.find("person-") == std::string::npos);
  CHECK(job.run.result.find("own-") == std::string::npos);
}

TEST_CASE("an evaluation leaves out who does not want to be profiled") {
  TasksOnAStore tasks;
  habits(tasks, 40, 5);
  User person;
  person.user_id = "person-0";
  person.consent = Consent::no;
  store::commit_one(tasks.shops->store(), PutUser{person}, tasks.shops->find("a")->id());
  tasks.work();
  tasks.put("e", {"evaluation", "a", R"({"at":5,"test_percent":20})", {}});
  const jobs::Job job = tasks.end_of("e");
  INFO(job.run.failure);
  REQUIRE(job.run.state == jobs::JobState::succeeded);
  CHECK(nlohmann::json::parse(job.run.result)["users"] == 39);
}

TEST_CASE("an evaluation that a kill ended begins again, and one that is cancelled ends") {
  TasksOnAStore tasks;
  habits(tasks, 40, 5);
  tasks.put("e", {"evaluation", "a", "{}", {}});
  tasks.book->start();
  REQUIRE(tasks.book->claim() != nullptr);
  tasks.open_book();
  tasks.book->start();
  const auto run = tasks.book->claim();
  REQUIRE(run != nullptr);
  REQUIRE(tasks.book->end("e").ok());
  tasks.book->finish(*run, tasks.book->kind_of(*run).run(*run));
  CHECK(tasks.end_of("e").run.state == jobs::JobState::cancelled);
}

TEST_CASE("an evaluation without customers who came back fails and says so") {
  TasksOnAStore tasks;
  tasks.order("a", "1");
  tasks.work();
  tasks.put("e", {"evaluation", "a", "{}", {}});
  const jobs::Job job = tasks.end_of("e");
  CHECK(job.run.state == jobs::JobState::failed);
  CHECK(job.run.failure.find("no customer") != std::string::npos);
}

TEST_CASE("parameters beyond their bounds are refused") {
  TasksOnAStore tasks;
  for (const char* wrong : {R"({"at":0})", R"({"at":1001})", R"({"orders":200001})",
                            R"({"customers":100001})", R"({"test_percent":91})", R"({"other":1})"}) {
    INFO(wrong);
    const auto put = tasks.book->put("e", {"evaluation", "a", wrong, {}});
    REQUIRE_FALSE(put.ok());
    CHECK(put.error().kind() == ErrorKind::invalid);
  }
  tasks.put("e", {"evaluation", "a", R"({"at":1000,"orders":200000,"customers":100000})", {}});
  CHECK_FALSE(tasks.book->put("f", {"evaluation", "none", "{}", {}}).ok());
}

}  // namespace
}  // namespace suggestd::tasks
