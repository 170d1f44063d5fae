#include "jobs/job_book.h"

#include <catch2/catch.hpp>

#include "jobs/limits.h"
#include "jobs/scripted_kind.h"

namespace suggestd::jobs {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

JobRequest request(const char* shop, const char* parameters = "{}") { return {"work", shop, parameters, {}}; }

JobRequest every_six_hours(const char* shop) {
  JobRequest job = request(shop);
  job.schedule.every = hours(6);
  return job;
}

// A store and its book; reopen() is a kill and a new start of the process.
struct Bench {
  store::TemporaryFolder folder;
  std::unique_ptr<store::Store> store = store::open_store(store::small_options(folder.path() / "s"));
  SetClock clock;
  JobTraits traits{"work", JobOwner::either, true, false};
  std::unique_ptr<JobBook> book;

  Bench() { open(); }
  void open() {
    book = open_book(*store, clock.options());
    add_kind(*book, traits);
    add_kind(*book, {"removal", JobOwner::shop, true, true});
    book->start();
  }
  void reopen() {
    book.reset();
    open();
  }
  Job put(const char* id, const JobRequest& asked) {
    const auto made = book->put(id, asked);
    if (!made) FAIL(made.error().message());
    return made->job;
  }
  JobState state(const char* id) { return book->get(id)->run.state; }
};

TEST_CASE("the same id with the same content is the same job, with another content a conflict") {
  Bench bench;
  CHECK(bench.book->put("a", request("s", R"({"x":1,"y":2})"))->made);
  const auto again = bench.book->put("a", request("s", R"({ "y": 2, "x": 1 })"));
  REQUIRE(again.ok());
  CHECK_FALSE(again->made);
  CHECK(bench.book->put("a", request("s")).error().kind() == ErrorKind::conflict);
  CHECK(bench.book->put("a", every_six_hours("s")).error().kind() == ErrorKind::conflict);
  bench.reopen();
  CHECK_FALSE(bench.book->put("a", request("s", R"({"x":1,"y":2})"))->made);
}

TEST_CASE("a request that can't be a job is refused at its field") {
  Bench bench;
  const auto refused = [&](JobRequest asked) {
    return bench.book->put("a", asked).error().fields().at(0).pointer;
  };
  JobRequest job = request("s");
  job.kind = "wokr";
  CHECK(refused(job) == "/kind");
  CHECK(refused(request("s", "[]")) == "/parameters");
  CHECK(refused(request("s", R"({"bad":true})")) == "/parameters/bad");
  job = request("");
  job.kind = "removal";
  CHECK(refused(job) == "/shop");
  job = every_six_hours("s");
  job.schedule.at = minutes(5);
  CHECK(refused(job) == "/at");
  job = every_six_hours("s");
  job.schedule.time_zone = "UTC";
  CHECK(refused(job) == "/time_zone");
  job.schedule = {{}, minutes(5), "Europe/Atlantis"};
  CHECK(refused(job) == "/time_zone");
  const std::string long_text(limits::kJobParameters.most, 'x');
  CHECK(refused(request("s", (R"({"x":")" + long_text + "\"}").c_str())) == "/parameters");
  CHECK(bench.book->put("", request("s")).error().kind() == ErrorKind::invalid);
}

TEST_CASE("one job of a shop runs at a time, the one that has been due longest first") {
  Bench bench;
  for (const char* id : {"z", "y", "x"}) {
    bench.put(id, request("s"));
    *bench.clock.at += minutes(1);
  }
  bench.put("other", request("t"));
  const auto first = bench.book->claim();
  CHECK(first->id() == "z");
  CHECK(bench.state("z") == JobState::running);
  CHECK(bench.book->claim()->id() == "other");
  bench.book->finish(*first, std::string(R"({"n":1})"));
  CHECK(bench.book->get("z")->run.result == R"({"n":1})");
  CHECK(bench.book->claim()->id() == "y");
}

TEST_CASE("a schedule makes runs, and one run for all that were missed") {
  Bench bench;
  bench.put("a", every_six_hours("s"));
  auto run = bench.book->claim();
  CHECK(run->number() == 1);
  bench.book->finish(*run, internal_error("no luck"));
  CHECK(bench.book->get("a")->next_run == *bench.clock.at + hours(6));
  bench.book.reset();
  *bench.clock.at += hours(50);
  bench.open();
  run = bench.book->claim();
  CHECK(run->number() == 2);
  bench.book->finish(*run, std::string("{}"));
  const Job job = *bench.book->get("a");
  CHECK(job.next_run == *bench.clock.at + hours(4));
  REQUIRE(job.past.size() == 1);
  CHECK(job.past[0].state == JobState::failed);
  CHECK(job.past[0].failure == "no luck");
}

TEST_CASE("jobs are counted by shop, and a failure for a day") {
  Bench bench;
  bench.put("a", every_six_hours("s"));
  bench.put("b", request("s"));
  bench.put("c", request(""));
  const auto first = bench.book->claim();
  CHECK(bench.book->by_shop() == std::map<std::string, ShopJobs, std::less<>>{
                                     {"", {.waiting = 1}}, {"s", {.running = 1, .waiting = 1}}});
  bench.book->finish(*first, internal_error("no luck"));
  CHECK(bench.book->by_shop().at("s") == ShopJobs{.waiting = 1, .scheduled = 1, .failed_lately = 1});
  *bench.clock.at += hours(6);
  for (auto run = bench.book->claim();; run = bench.book->claim()) {
    const bool again = run->id() == "a";
    bench.book->finish(*run, std::string("{}"));
    if (again) break;
  }
  CHECK(bench.book->by_shop().at("s").failed_lately == 1);  // though its next run has not failed
  *bench.clock.at += hours(18) + minutes(1);
  CHECK(bench.book->by_shop().at("s").failed_lately == 0);
  JobRequest at_noon = request("t");
  at_noon.schedule.at = hours(12);
  bench.put("d", at_noon);
  CHECK(bench.book->by_shop().at("t") == ShopJobs{.scheduled = 1});  // its first run has a time to come
}

TEST_CASE("past runs of a schedule are kept up to a number") {
  Bench bench;
  bench.put("a", every_six_hours("s"));
  const std::size_t runs = limits::kPastRuns.most + 3;
  for (std::size_t i = 0; i < runs; ++i) {
    bench.book->finish(*bench.book->claim(), std::string("{}"));
    *bench.clock.at += hours(6);
  }
  CHECK(bench.book->get("a")->past.size() == limits::kPastRuns.most);
  CHECK(bench.book->get("a")->past[0].number == runs - 1);
}

TEST_CASE("after a kill a run goes on from its checkpoint") {
  Bench bench;
  bench.traits.begins_again = false;
  bench.reopen();
  bench.put("a", request("s"));
  const auto run = bench.book->claim();
  CHECK(run->checkpoint().empty());
  run->tell({5, 10, "rows", "counting"});
  REQUIRE(run->save("five").ok());
  bench.reopen();
  CHECK(bench.state("a") == JobState::queued);
  CHECK(bench.book->get("a")->run.progress.done == 5);
  const auto again = bench.book->claim();
  CHECK(again->checkpoint() == "five");
  CHECK(again->due() == run->due());
  bench.book->finish(*again, std::string("{}"));
  CHECK(bench.store->meta().get("job_checkpoints/a")->has_value() == false);
}

TEST_CASE("after a kill before a checkpoint a run begins again only if its kind says so") {
  const bool begins_again = GENERATE(false, true);
  Bench bench;
  bench.traits.begins_again = begins_again;
  bench.reopen();
  bench.put("a", request("s"));
  (void)bench.book->claim();
  bench.reopen();
  CHECK(bench.state("a") == (begins_again ? JobState::queued : JobState::failed));
}

TEST_CASE("a run that ends process after process fails; a checkpoint gives it new tries") {
  Bench bench;
  bench.put("a", request("s"));
  for (std::size_t i = 0; i < limits::kJobStarts.most; ++i) {
    const auto run = bench.book->claim();
    if (i == 2) REQUIRE(run->save("on the way").ok());
    bench.reopen();
    REQUIRE(bench.state("a") == JobState::queued);
  }
  for (int i = 0; i < 2; ++i) {
    (void)bench.book->claim();
    bench.reopen();
  }
  CHECK(bench.state("a") == JobState::failed);
  CHECK(bench.book->get("a")->run.failure == "the server ended 5 times while it ran");
}

TEST_CASE("a checkpoint of one run is none of the next") {
  Bench bench;
  bench.put("a", every_six_hours("s"));
  const auto run = bench.book->claim();
  REQUIRE(run->save("first").ok());
  const std::string row = **bench.store->meta().get("job_checkpoints/a");
  bench.book->finish(*run, std::string("{}"));
  REQUIRE(bench.store->meta().put("job_checkpoints/a", row).ok());  // as if the disk had kept it
  *bench.clock.at += hours(6);
  CHECK(bench.book->claim()->checkpoint().empty());
}

TEST_CASE("ending a job cancels what is under way, and removes what is over") {
  Bench bench;
  bench.put("queued", request("s"));
  CHECK_FALSE(bench.book->end("queued")->removed);
  CHECK(bench.state("queued") == JobState::cancelled);
  CHECK(bench.book->end("queued")->removed);
  CHECK(bench.book->end("queued").error().kind() == ErrorKind::not_found);

  bench.put("running", every_six_hours("s"));
  const auto run = bench.book->claim();
  CHECK_FALSE(run->stop_asked());
  CHECK_FALSE(bench.book->end("running")->removed);
  CHECK(run->stop_asked());
  bench.book->finish(*run, RunningJob::stopped());
  CHECK(bench.state("running") == JobState::cancelled);
  CHECK_FALSE(bench.book->get("running")->next_run);

  bench.put("scheduled", every_six_hours("s"));
  bench.book->finish(*bench.book->claim(), std::string("{}"));
  CHECK(bench.book->end("scheduled")->removed);
}

TEST_CASE("a run that was cancelled stays cancelled through a kill") {
  Bench bench;
  bench.put("a", request("s"));
  const auto run = bench.book->claim();
  REQUIRE(run->save("half").ok());
  REQUIRE(bench.book->end("a").ok());
  bench.reopen();
  CHECK(bench.state("a") == JobState::cancelled);
}

TEST_CASE("a stop leaves a run that fails for it to the next start") {
  Bench bench;
  bench.put("a", request("s"));
  const auto run = bench.book->claim();
  REQUIRE(run->save("half").ok());
  bench.book->stop();
  CHECK(run->stop_asked());
  CHECK(bench.book->claim() == nullptr);
  bench.book->finish(*run, RunningJob::stopped());
  bench.reopen();
  CHECK(bench.book->claim()->checkpoint() == "half");
}

TEST_CASE("a job that ends all others of its shop runs after they have stopped") {
  Bench bench;
  bench.put("running", request("s"));
  const auto run = bench.book->claim();
  bench.put("queued", request("s"));
  bench.put("other", request("t"));
  JobRequest removal = request("s");
  removal.kind = "removal";
  bench.put("removal", removal);
  CHECK(run->stop_asked());
  CHECK(bench.state("queued") == JobState::cancelled);
  CHECK(bench.state("other") == JobState::queued);
  bench.book->finish(*run, RunningJob::stopped());
  CHECK(bench.book->claim()->id() == "other");
  CHECK(bench.book->claim()->id() == "removal");
  REQUIRE(bench.book->forget_shop("s", "removal").ok());
  CHECK(bench.book->list({}).jobs.size() == 2);
}

TEST_CASE("jobs are listed newest first, page by page, by shop, kind and state") {
  Bench bench;
  for (int i = 0; i < 7; ++i) {
    bench.put(("j" + std::to_string(i)).c_str(), request(i % 2 == 0 ? "s" : ""));
    if (i % 3 == 0) *bench.clock.at += minutes(1);
  }
  std::vector<std::string> ids;
  JobFilter filter;
  filter.limit = 3;
  do {
    const JobPage page = bench.book->list(filter);
    for (const Job& job : page.jobs) ids.push_back(job.id);
    filter.cursor = page.next;
  } while (!filter.cursor.empty());
  CHECK(ids == std::vector<std::string>{"j6", "j5", "j4", "j3", "j2", "j1", "j0"});
  filter = {};
  filter.shop = "";
  CHECK(bench.book->list(filter).jobs.size() == 3);
  filter.state = JobState::running;
  CHECK(bench.book->list(filter).jobs.empty());
  filter = {};
  filter.kind = "removal";
  CHECK(bench.book->list(filter).jobs.empty());
}

TEST_CASE("ended jobs are forgotten after their time") {
  Bench bench;
  bench.put("old", request("s"));
  bench.book->finish(*bench.book->claim(), std::string("{}"));
  *bench.clock.at += hours(24 * 366);
  bench.put("new", request("s"));
  CHECK_FALSE(bench.book->get("old").ok());
  CHECK(bench.book->get("new").ok());
}

TEST_CASE("a book on a store at rest runs what is put, and leaves the server's jobs alone") {
  Bench bench;
  bench.put("theirs", every_six_hours("s"));
  bench.put("running", request("t"));
  bench.book.reset();
  JobBookOptions options = bench.clock.options();
  options.resumes = false;
  bench.book = open_book(*bench.store, options);
  add_kind(*bench.book, bench.traits);
  bench.book->start();
  bench.book->wait_until_idle();
  bench.put("ours", request("s"));
  CHECK(bench.book->claim()->id() == "ours");
}

TEST_CASE("jobs that have not ended are so many at most") {
  Bench bench;
  JobRequest later = request("s");
  later.schedule.at = minutes(5);
  for (std::size_t i = 0; i < limits::kJobs.most; ++i) bench.put(std::to_string(i).c_str(), later);
  CHECK(bench.book->put("more", later).error().kind() == ErrorKind::busy);
  CHECK(bench.book->end("17")->removed);
  CHECK(bench.book->put("more", later).ok());
}

}  // namespace
}  // namespace suggestd::jobs
