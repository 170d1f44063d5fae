#include "tasks/verify_job.h"

#include <thread>

#include "tasks/tasks_on_a_store.h"

namespace suggestd::tasks {
namespace {

std::optional<jobs::Job> ended_verify(const TasksOnAStore& tasks) {
  for (int i = 0; i < 3'000; ++i) {
    const auto job = latest_verify(*tasks.backups);
    if (!job || job->run.ended) return job;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return std::nullopt;
}

TEST_CASE("a verification of a backup is told as a job, a backup is not told twice") {
  TasksOnAStore tasks;
  tasks.order("a", "1");
  CHECK_FALSE(latest_verify(*tasks.backups));
  const auto made = tasks.backups->back_up({});
  REQUIRE(made.ok());
  CHECK_FALSE(latest_verify(*tasks.backups));
  REQUIRE(tasks.backups->begin_verify(made->number).ok());
  const auto job = ended_verify(tasks);
  REQUIRE(job);
  CHECK(job->request.kind == kBackupVerify);
  CHECK(job->request.shop.empty());
  CHECK(job->run.state == jobs::JobState::succeeded);
  CHECK(job->run.result.find(R"("backup":1)") != std::string::npos);
}

TEST_CASE("a verification that finds damage is a job that has failed") {
  TasksOnAStore tasks;
  tasks.order("a", "1");
  REQUIRE(tasks.backups->back_up({}).ok());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(tasks.folder.path() / "backups")) {
    if (entry.path().extension() == ".sst" || entry.path().extension() == ".log")
      std::filesystem::resize_file(entry.path(), 1);
  }
  REQUIRE(tasks.backups->begin_verify(1).ok());
  const auto job = ended_verify(tasks);
  REQUIRE(job);
  CHECK(job->run.state == jobs::JobState::failed);
  CHECK_FALSE(job->run.failure.empty());
}

}  // namespace
}  // namespace suggestd::tasks
