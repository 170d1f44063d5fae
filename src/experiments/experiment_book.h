// A shop's experiments: kept in the store as rule documents, so that the change log tells of each change, and handed to
// the splitter while they run.
//
// Version   of an experiment: the position of its last record.
// Threads   any. Readers take an immutable map; writers are serialised.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/ids.h"
#include "base/mutex.h"
#include "base/published.h"
#include "base/result.h"
#include "experiments/experiment.h"
#include "experiments/splitter.h"
#include "records/mutation.h"
#include "store/store.h"

namespace suggestd::experiments {

class ExperimentBook {
 public:
  struct Entry {
    StoredExperiment stored;
    Sequence last{};  // its last record
  };
  using Map = std::map<std::string, Entry, std::less<>>;
  // Commits one mutation. Errors: those of the shop, such as gone.
  using Commit = std::function<Result<Outcome>(Mutation mutation, const Precondition& precondition)>;

  // Requires: `splitter` outlives the book. Errors: those of reading the store.
  static Result<std::unique_ptr<ExperimentBook>> open(store::Store& store, ShopId shop, Splitter& splitter,
                                                      Commit commit);

  std::shared_ptr<const Map> all() const { return map_.load(); }
  // Errors: not_found.
  Result<Entry> find(std::string_view name) const;

  // Errors of all that write: those of the commit. An outcome may be a refusal of the precondition.
  // put: conflict while the experiment runs; the run of an earlier definition is kept among the earlier ones. conflict
  // if there are limits::kExperiments.
  Result<Outcome> put(const Experiment& experiment, const Precondition& precondition);
  // Errors: not_found; conflict while it runs.
  Result<Outcome> remove(std::string_view name, const Precondition& precondition);
  // Begins a run of the definition that `seen` is, with the next number; unchanged if it runs already. The run before is
  // kept among the earlier ones by the same record. Errors: conflict if it was changed
  // since, if another one of its layer runs on the scenario, one of another layer that changes the same part, or
  // limits::kRunningExperiments of them.
  Result<Outcome> start(const Entry& seen, const Run& run);
  // Ends the run; unchanged if it does not run. Errors: not_found.
  Result<Outcome> stop(std::string_view name, Timestamp at);
  // The variant's traffic goes to the control from now on. Nothing happens to a run that is over.
  Status stop_variant(std::string_view name, const RunId& run, const StoppedVariant& stopped);
  // Notes the variant that was written into the scenario, and ends the run. Errors: not_found.
  Result<Outcome> note_promoted(std::string_view name, const std::string& variant, Timestamp at);

 private:
  ExperimentBook(Splitter& splitter, Commit commit) : splitter_(splitter), commit_(std::move(commit)) {}
  Status check_neighbours(const Experiment& experiment) const;
  Result<Outcome> write(const StoredExperiment& stored, const Precondition& precondition)
      SUGGESTD_REQUIRES(writing_);
  void replace(std::string_view name, std::optional<Entry> entry) SUGGESTD_REQUIRES(writing_);

  Splitter& splitter_;
  const Commit commit_;
  mutable Mutex writing_;
  Published<Map> map_;  // never null; stored under writing_
};

}  // namespace suggestd::experiments
