#include "jobs/job_workers.h"

#include <atomic>
#include <new>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "jobs/scripted_kind.h"

namespace suggestd::jobs {
namespace {

constexpr std::chrono::seconds kPatience{20};

struct Works {
  store::TemporaryFolder folder;
  std::unique_ptr<store::Store> store = store::open_store(store::small_options(folder.path() / "s"));
  std::unique_ptr<JobBook> book = open_book(*store, {});

  void add(ScriptedKind::Work work) {
    add_kind(*book, {"work", JobOwner::either, true, false}, std::move(work));
  }
  Job end_of(const char* id, const char* shop = "s") {
    const auto put = book->put(id, {"work", shop, "{}", {}});
    if (!put) FAIL(put.error().message());
    return *book->wait(id, kPatience);
  }
};

TEST_CASE("a job is done by a worker") {
  Works works;
  works.add([](RunningJob& job) -> Result<std::string> { return "{\"id\":\"" + job.id() + "\"}"; });
  const JobWorkers workers(*works.book, 2);
  const Job job = works.end_of("a");
  CHECK(job.run.state == JobState::succeeded);
  CHECK(job.run.result == R"({"id":"a"})");
}

TEST_CASE("exceptions and errors of a job end that job alone, with words") {
  Works works;
  works.add([](RunningJob& job) -> Result<std::string> {
    if (job.id() == "logic") throw std::logic_error("a defect");
    if (job.id() == "memory") throw std::bad_alloc();
    if (job.id() == "error") return io_error("no such folder");
    return std::string("{}");
  });
  const JobWorkers workers(*works.book, 1);
  CHECK(works.end_of("logic").run.failure == "a defect");
  CHECK(works.end_of("memory").run.failure == "memory ran out");
  CHECK(works.end_of("error").run.failure == "no such folder");
  CHECK(works.end_of("good").run.state == JobState::succeeded);
}

TEST_CASE("shops run beside each other, and a shop's jobs one after the other") {
  Works works;
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  std::atomic<int> of_s{0};
  std::atomic<bool> overlapped{false};
  works.add([&](RunningJob& job) -> Result<std::string> {
    most = std::max(most.load(), ++running);
    if (job.request().shop == "s" && ++of_s > 1) overlapped = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    if (job.request().shop == "s") --of_s;
    --running;
    return std::string("{}");
  });
  const JobWorkers workers(*works.book, 3);
  for (const char* id : {"a", "b", "c"}) REQUIRE(works.book->put(id, {"work", "s", "{}", {}}).ok());
  for (const char* id : {"d", "e", "f", "g"}) REQUIRE(works.book->put(id, {"work", id, "{}", {}}).ok());
  works.book->wait_until_idle();
  CHECK_FALSE(overlapped);
  CHECK(most == 3);
}

TEST_CASE("a cancelled job stops soon; the end of the workers leaves the others to be resumed") {
  Works works;
  std::atomic<int> begun{0};
  works.add([&](RunningJob& job) -> Result<std::string> {
    ++begun;
    while (!job.stop_asked()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return RunningJob::stopped();
  });
  {
    const JobWorkers workers(*works.book, 2);
    REQUIRE(works.book->put("a", {"work", "s", "{}", {}}).ok());
    REQUIRE(works.book->put("b", {"work", "t", "{}", {}}).ok());
    while (begun < 2) std::this_thread::yield();
    REQUIRE(works.book->end("a").ok());
    CHECK(works.book->wait("a", kPatience)->run.state == JobState::cancelled);
  }
  works.book = open_book(*works.store, {});
  works.add(do_nothing);
  const JobWorkers workers(*works.book, 1);
  CHECK(works.book->wait("b", kPatience)->run.state == JobState::succeeded);
  CHECK(works.book->get("a")->run.state == JobState::cancelled);
}

}  // namespace
}  // namespace suggestd::jobs
