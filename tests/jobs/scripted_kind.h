// A kind of job whose work is a function of the test, and a clock that stands until it is moved.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "jobs/job_book.h"
#include "store/temporary_store.h"

namespace suggestd::jobs {

class ScriptedKind final : public JobKind {
 public:
  using Work = std::function<Result<std::string>(RunningJob&)>;
  ScriptedKind(JobTraits traits, Work work) : traits_(traits), work_(std::move(work)) {}

  const JobTraits& traits() const noexcept override { return traits_; }
  Status check(const JobRequest& request) const override {
    return request.parameters == R"({"bad":true})" ? invalid_field("/bad", "can't be") : Status();
  }
  Result<std::string> run(RunningJob& job) override { return work_(job); }

 private:
  const JobTraits traits_;
  const Work work_;
};

inline Result<std::string> do_nothing(RunningJob&) { return std::string("{}"); }

struct SetClock {
  std::shared_ptr<Timestamp> at = std::make_shared<Timestamp>(std::chrono::hours(24 * 365 * 50));

  JobBookOptions options() const {
    JobBookOptions options;
    options.clock = [at = at] { return *at; };
    return options;
  }
};

inline std::unique_ptr<JobBook> open_book(store::Store& store, const JobBookOptions& options) {
  Result<std::unique_ptr<JobBook>> book = JobBook::open(store.meta(), options);
  if (!book) FAIL(book.error().message());
  return *std::move(book);
}

inline void add_kind(JobBook& book, JobTraits traits, ScriptedKind::Work work = do_nothing) {
  book.add(std::make_unique<ScriptedKind>(traits, std::move(work)));
}

}  // namespace suggestd::jobs
