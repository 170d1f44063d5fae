// Counts what the visitors of the running experiments do, from exposures and from the change log.
//
// Counts    an order placed within the window of its person's exposure, as it stands at the end of the window:
//           changes, refunds and cancellations before that are heeded. By user id, or by anonymous id.
// First     of two exposures of one person (under two ids that a merge or one request joins) the first counts. If
//           their variants differ it is a crossover; the second is taken out of its variant.
// Settles   an hour of exposures once its window is over; from then on a visitor's outcome stays as it is.
// Erased    a person who is erased or deleted is taken out of what is not settled; sums name nobody.
// Clicks    on lists of interleaving experiments count for the ranking that brought the product, once a list and product;
//           and lines of orders that name such a list, or whose product was clicked in one before.
// Past      run by run: all of it goes but the sums once a stopped run has settled, and of a run that a newer one has
//           followed once what was over then is settled.
// Threads   one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/assignments.h"
#include "experiments/experiment.h"
#include "experiments/experiment_rows.h"
#include "experiments/exposure.h"
#include "experiments/past_behaviour.h"
#include "records/change.h"

namespace suggestd::experiments {

class Outcomes {
 public:
  // Requires: `assignments` outlives this.
  Outcomes(Assignments& assignments, ExperimentRows rows, ReadPast read_past)
      : assignments_(assignments), rows_(std::move(rows)), read_past_(std::move(read_past)) {}

  // The runs that are kept, each with its definition. Those that run are counted, and those stopped whose windows are
  // open; rows of others are removed. Errors: those of the rows.
  Status set_experiments(std::vector<StoredExperiment> experiments);
  bool any_open() const { return !open_.empty(); }
  const std::vector<StoredExperiment>& open() const { return open_; }

  // Errors of all: those of the rows and of reading the past.
  Status expose(const Exposure& exposure);
  // Requires: the visitor's exposure was told before, unless they are left out.
  Status note_shown(const InterleavedList& list);
  Status apply(const Change& change);

  // Settles at most kMostAtOnce visitors whose windows were over at `now`, or removes as many rows of runs that are
  // over; true if there may be more. Requires: all changes are written.
  Result<bool> settle(Timestamp now);
  static constexpr std::size_t kMostAtOnce = 2'000;

  // Puts the visitors of the open runs into the assignments.
  Status load_assignments() const;

  ExperimentRows& rows() { return rows_; }

 private:
  struct CountedVisitor {
    std::string key;
    VisitorRow row;
  };
  Status apply_order(const OrderChange& change);
  Status apply_event(const Event& event);
  Status count_click(const StoredExperiment& stored, const PersonId& person, const CreditedClick& click,
                     std::string_view product_id);
  Result<std::optional<CountedVisitor>> visitor_of(const StoredExperiment& stored, const Order& order) const;
  Result<std::optional<CountedVisitor>> visitor_of(const StoredExperiment& stored,
                                                   const PersonId& person) const;
  Status count_order(const StoredExperiment& stored, const Order& order);
  Status admit(const StoredExperiment& stored, const Exposure& exposure);
  // Makes one visitor of an anonymous id and the user that it belongs to.
  Status join(const StoredExperiment& stored, const std::string& anonymous_id, const std::string& user);
  Status move(const StoredExperiment& stored, const PersonId& user, const std::string& guest, VisitorRow row);
  Status join_rows(const StoredExperiment& stored, const PersonId& user, VisitorRow guest, VisitorRow known);
  Status forget(const PersonId& person);
  Status forget_aliases(const Run& run, const PersonId& person);
  Status count(const StoredExperiment& stored, const VisitorRow& row, int sign);
  // Counts the visitor as `after` in place of `before`.
  Status recount(const StoredExperiment& stored, const VisitorRow& before, const VisitorRow& after);
  void make_alias(const StoredExperiment& stored, const std::string& anonymous_id, const std::string& user,
                  std::uint8_t variant);
  Result<bool> settle_run(const StoredExperiment& stored, Timestamp now);
  Status settle_visitor(const StoredExperiment& stored, Hour hour, const std::string& person);
  Result<bool> clear_people(const RunId& run, const SplitKey* key);
  Result<bool> clear_runs_that_are_gone();

  Assignments& assignments_;
  ExperimentRows rows_;
  ReadPast read_past_;
  std::vector<StoredExperiment> all_;   // with a run
  std::vector<StoredExperiment> open_;  // of these, the ones that are not over
  std::vector<StoredExperiment> gone_;  // whose runs are to be cleared away
  bool gone_cleared_ = false;           // no row of another run than these is left
};

}  // namespace suggestd::experiments
