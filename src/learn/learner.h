// The one worker that turns a shop's change log into the model that serves.
//
// Way      tail the log; apply each record to facts and lanes (learn/model.h); publish an immutable
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
// Failure  an error of the log or the store stops the worker; the last snapshot goes on being served and
//          status().failure says why.
// Threads  one worker inside, of ordinary priority; trainings and idle work it has done at a lower one. All
//          public functions from any thread. Readers never wait for the worker.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "learn/live_score.h"
#include "learn/model_options.h"
#include "store/change_log.h"
#include "store/model_state.h"

namespace suggestd::learn {

struct ServedBlend;
struct Snapshot;

struct LearnerOptions {
  ModelOptions model;
  std::size_t page_records = 256;         // read and published together at most
  std::uint64_t backlog_records = 2'000;  // more than this waiting: defer solving
  // Rounds over all rows after the last record; 0 turns the sweep off.
  unsigned sweep_rounds = 2;
  // Scores orders before they are learned, at most one a page; none: no live figures.
  OrderScorer score;
  // Waits so long before it applies a page, for tests of the consistency levels.
  std::chrono::milliseconds delay{0};
};

enum class LearnerPhase {
  restoring,    // before the first snapshot of this process's own making
  live,         // each record is learned as it arrives
  catching_up,  // a backlog is applied without solving, or what it touched is being solved
  training,     // all rows
  stopped,      // stop() was called, or `failure` says why
};

// "live"; the word in status answers.
std::string_view phase_name(LearnerPhase phase);

struct LearnerStatus {
  LearnerPhase phase = LearnerPhase::restoring;
  bool caught_up = false;  // has been live since the start; stays true
  Position applied;
  std::uint64_t lag_records = 0;
  std::uint64_t users = 0;
  std::uint64_t products = 0;
  std::uint64_t interactions = 0;       // pairs of person and product that the lanes learn from
  std::uint64_t records = 0;            // applied since the start
  double learn_microseconds = 0;        // for one record, publication included; mean of about the last 1,000
  double training_progress = 0;         // 0 to 1 in phase `training`
  std::optional<double> training_loss;  // of the factors, after the last training in this process
  std::uint64_t waiting_rows = 0;       // rows whose solution is put off
  LiveScore live;
  std::shared_ptr<const ServedBlend> blend;  // how lists are made; null: none was fitted yet
  std::optional<Error> failure;
};

class Learner {
 public:
  // Starts the worker, which takes the last checkpoint and goes on from there. A checkpoint that is damaged
  // or was made with other model options is thrown away and the log read from its beginning.
  // Requires: `log` and `state` outlive the learner.
  static Result<std::unique_ptr<Learner>> start(ShopId shop, const store::ChangeLog& log,
                                                store::ModelState& state, const LearnerOptions& options);
  ~Learner();  // stop()
  Learner(const Learner&) = delete;
  Learner& operator=(const Learner&) = delete;

  // The newest snapshot; never null.
  std::shared_ptr<const Snapshot> snapshot() const;

  // The sequence of the newest snapshot, for those who need no more of it.
  Sequence applied() const;

  // True once a snapshot with at least this sequence is published; false if the timeout passed first or
  // the worker has stopped.
  bool wait_applied(Sequence sequence, std::chrono::microseconds timeout) const;

  LearnerStatus status() const;

  // Ends the worker after the page at hand and a checkpoint. Idempotent.
  void stop();

 private:
  class Worker;
  explicit Learner(std::unique_ptr<Worker> worker);
  std::unique_ptr<Worker> worker_;
};

}  // namespace suggestd::learn
