// The one worker that turns a shop's change log into the model that serves.
//
// Way      tail the log; apply each record to facts and lanes (learn/learned_shop.h); publish an immutable
//          Snapshot after each page; now and then store the changed rows with the position that they have
//          applied. When the log is quiet, solve what waits and sweep over all rows.
// Cut log  a start without a usable checkpoint, when retention has taken the log's beginning, learns from
//          what is left: the latest-version form up to where the log then ended, every record after it.
// Bulk     while more than `backlog_records` wait, records are applied without solving: people's own
//          lists, popularity and the catalogue are served at once. Then the factors are trained in full if
//          much is new, else what was touched is solved. The factors alone are trained anew when the
//          interactions have grown by a quarter. Records that arrive during a training are applied between
//          its epochs in the same way. The end of the log is near when at most a page waits: a shop that
//          never pauses gets its training too.
// Aside    a record that can't be applied does not end the learner: learn/checkpoint/apply_guard.h. An
//          exception on the way (memory, most often) makes the model anew from the last checkpoint; the
//          snapshot that was published last goes on being served meanwhile.
// Options  of the model can be changed: it is made anew by the others from what the log holds. The one before goes on
//          learning and serving (learn/stand_in.h) until the new model has as many records and is trained.
// Sleep    the model of a shop that nobody has asked for `sleep_after` leaves memory; its checkpoint stays. Who asks gets
//          it back, with all that the log held at that moment; that takes some tenths of a second, so the model of a large
//          shop never sleeps. Records that come meanwhile are learned before long (learner_pace.h), for those who
//          wait for the checkpoint: retention, erasures.
// Failure  an error of the log or the store stops the worker; the last snapshot goes on being served and
//          status().failure says why.
// Threads  one worker inside, of ordinary priority. It does idle work and trainings at a lower priority, but
//          for a training that `caught_up` waits for. All public functions from any thread. Readers never
//          wait for the worker.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "learn/learner_status.h"
#include "learn/live_score.h"
#include "learn/model_options.h"
#include "store/log/change_log.h"
#include "store/tables/follower_state.h"

namespace suggestd::learn {

struct ServedBlend;
struct Snapshot;
class Trainings;

struct LearnerOptions {
  ModelOptions model;
  std::size_t page_records = 256;         // read and published together at most
  std::uint64_t backlog_records = 2'000;  // more than this waiting: defer solving
  // Rounds over all rows after the last record; 0 turns the sweep off.
  unsigned sweep_rounds = 2;
  // By which checkpoints, trainings and publications are due; how long work takes is the machine's own to tell.
  // Requires: it outlives the learner.
  const Clock* clock = &machine_clock();
  std::chrono::milliseconds sleep_after{0};  // 0: never
  // Scores orders before they are learned, at most one a page; none: no live figures.
  OrderScorer score;
  // The wait before each page is applied, for tests of the consistency levels.
  std::chrono::milliseconds delay{0};
  // Called before each record, for tests; an exception from it counts as thrown by the record.
  std::function<void(const Change&)> before_apply;
};

class Learner {
 public:
  // Starts the worker, which takes the last checkpoint and goes on from there. A checkpoint that is damaged
  // or was made with other model options is thrown away and the log read from its beginning.
  // Requires: `log` and `state` outlive the learner.
  static Result<std::unique_ptr<Learner>> start(ShopId shop, const store::ChangeLog& log,
                                                store::FollowerState& state, const LearnerOptions& options);
  ~Learner();  // stop()
  Learner(const Learner&) = delete;
  Learner& operator=(const Learner&) = delete;

  // The newest snapshot; never null. Wakes a model that sleeps, and waits until it is awake; an empty snapshot if
  // that takes more than kLongestWake.
  std::shared_ptr<const Snapshot> snapshot() const;
  static constexpr std::chrono::seconds kLongestWake{10};
  // The same, for those who look on: null while the model sleeps, and no reason for it to stay awake.
  std::shared_ptr<const Snapshot> snapshot_if_awake() const;
  bool asleep() const noexcept;

  // The sequence of the newest snapshot, for those who need no more of it.
  Sequence applied() const;

  // The time since the newest snapshot was published.
  std::chrono::milliseconds since_published() const;

  // True once a snapshot with at least this sequence is published; false if the timeout passed first or
  // the worker has stopped. Wakes a model that sleeps.
  bool wait_applied(Sequence sequence, std::chrono::microseconds timeout) const;

  // Has the model made by these options from now on, whether or not they differ from those in force.
  void choose_model(const ModelOptions& options);

  // Has all rows trained once more, soon and whether or not that is due; the number of the wish in trainings(). Wakes a
  // model that sleeps.
  std::uint64_t ask_for_training();
  Trainings& trainings() const noexcept;

  LearnerStatus status() const;
  // True while the model is made by other options and the lists are of the one before.
  bool remaking() const noexcept;
  // Why the worker has stopped learning; nothing while it learns. Cheap, for each write.
  std::optional<Error> failure() const;

  // Ends the worker after the page at hand and a checkpoint. Idempotent.
  void stop();

 private:
  class Worker;
  explicit Learner(std::unique_ptr<Worker> worker);
  std::unique_ptr<Worker> worker_;
};

}  // namespace suggestd::learn
