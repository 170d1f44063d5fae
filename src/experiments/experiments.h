// All that a shop needs for its experiments: the book, the splitter that its lists ask, and the follower that counts.
//
// Threads   any.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "experiments/experiment_book.h"
#include "experiments/outcome_follower.h"
#include "experiments/report.h"
#include "experiments/splitter.h"
#include "records/person_id.h"
#include "store/store.h"

namespace suggestd::experiments {

// For the export of a person's data.
struct PersonExposure {
  std::string experiment;
  std::string variant;
  Timestamp exposed_at{};
};

class Experiments {
 public:
  // Requires: `store` outlives this. Errors: those of the store.
  static Result<std::unique_ptr<Experiments>> open(store::Store& store, ShopId shop,
                                                   ExperimentBook::Commit commit);

  VisitorVariants split(std::string_view scenario, const Visitor& visitor, Timestamp now) {
    return splitter_.split(scenario, visitor, now);
  }
  // For the visitor's row, which the follower writes; false if there is no room.
  bool note_shown(InterleavedList list) { return splitter_.shown_lists().put(std::move(list)); }
  ExperimentBook& book() { return *book_; }
  const ExperimentBook& book() const { return *book_; }
  OutcomeFollower& follower() { return *follower_; }
  const OutcomeFollower& follower() const { return *follower_; }

  // As far as the follower has counted. `number`: of a run that is kept; nothing: the last one of the definition. Errors:
  // not_found; conflict if that never ran.
  Result<Report> report(std::string_view name, std::optional<std::uint64_t> number = {}) const;
  // The reports of all runs that are kept, newest first. Errors: not_found.
  Result<std::vector<Report>> reports(std::string_view name) const;
  // True if any row names one of the ids. Errors: those of the store.
  Result<bool> knows(const std::vector<PersonId>& ids) const;
  // The exposures of one person, under all of the ids. Errors: those of the store.
  Result<std::vector<PersonExposure>> exposures_of(const std::vector<PersonId>& ids) const;

 private:
  Experiments(store::Store& store, ShopId shop) : store_(store), shop_(shop) {}
  Result<Report> report_of(const StoredExperiment& stored) const;
  template <class Visit>
  Status for_each_visitor(const std::vector<PersonId>& ids, Visit visit) const;

  store::Store& store_;
  const ShopId shop_;
  Splitter splitter_;
  std::unique_ptr<ExperimentBook> book_;
  std::unique_ptr<OutcomeFollower> follower_;  // last: it uses all of the above
};

}  // namespace suggestd::experiments
