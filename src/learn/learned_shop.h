// All that a shop's log has taught: facts, and the lanes learned from them. Pure: no clock, no I/O.
//
// Determinism  the state after a series of calls of apply, defer, solve_waiting, sweep and train depends
//          on the series alone: not on threads, not on how often publish() was called in between.
//          apply() of the same records gives the same bytes however the log was cut into pages.
// Touch    apply() re-solves each person that the record touched, then each product whose confidences
//          changed. The sparse lanes' rows of the touched products always wait. A product with many buyers
//          costs much to solve, so it waits until its touches since the last solution times kPeoplePerTouch
//          reach the number of its people. solve_waiting() and the sweep solve all rows that wait, so in the
//          end nothing is left out. All rows that a new rule on consent touches wait, too, and a training is due.
// Threads  one; full training uses options.threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <vector>

#include "base/ids.h"
#include "learn/checkpoint/unsaved_rows.h"
#include "learn/facts/facts.h"
#include "learn/lanes/attribute_prior.h"
#include "learn/lanes/factor_lane.h"
#include "learn/lanes/neighbour_lane.h"
#include "learn/lanes/postings.h"
#include "learn/model_options.h"
#include "learn/snapshot.h"
#include "records/change.h"
#include "store/tables/follower_state.h"

namespace suggestd::learn {

class LearnedShop {
 public:
  explicit LearnedShop(const ModelOptions& options);
  LearnedShop(const LearnedShop&) = delete;
  LearnedShop& operator=(const LearnedShop&) = delete;

  // Learns one record: its facts, and the vectors of the people whom it touched; settle() then solves the
  // products. While deferring, it learns the facts alone, so that a backlog costs little however long
  // people's histories are; the people that it touched wait for learn_deferred() or the end of deferring.
  void apply(const Change& change);
  // Solves the products that the last record touched; every other function that changes the model does this
  // first. It stands by itself so that a list for the person need not wait for it. False if there was nothing
  // to solve.
  bool settle();
  void defer_solving(bool defer);
  // Learns the confidences of the people that deferred records touched; their rows go on waiting to be
  // solved.
  void learn_deferred();
  bool deferring() const noexcept { return deferring_; }

  // Solves up to `limit` waiting rows, people first. A product's sparse lanes count as kNeighbourCost rows;
  // they are taken round and round, so that products touched again and again do not keep the others waiting.
  // Returns the number of rows that still wait.
  std::size_t solve_waiting(std::size_t limit);
  // Re-solves the next `rows` rows, people and then products, round and round. Each round begins with the
  // unobserved weight that the data ask for by then.
  void sweep(std::size_t rows);
  // Trains everything from the facts and the seed alone. `progress` may apply records if the model is
  // deferring. Afterwards two kinds of row wait: those that such records touched, and products with fewer
  // than kColdBuyers buyers, which the training solved without the vector that their attributes let expect.
  void train(const TrainingCallback& progress = {});
  // Trains the factors alone in the same way; the sparse lanes' rows go on waiting.
  void renew_factors(const TrainingCallback& progress = {});
  // Sets the blend that lists are made with from the next publication on. It was fitted on an earlier
  // snapshot.
  void set_blend(std::shared_ptr<const ServedBlend> blend);
  // True if baskets have grown by 1/kBlendShare since the last fit, or if people were trained away whose
  // baskets the blend has seen.
  bool blend_due() const noexcept;

  // True if somebody was removed since the last training: rows of others still have traces of them, which a
  // training takes away.
  bool has_traces() const noexcept { return factors_.trained() && facts_.forgotten() > trained_forgotten_; }

  // True if the interactions have doubled since the last training, or the rule on consent is a new one: then a
  // training is better than solving rows. Does not count the interactions that learn_deferred() would learn.
  bool training_due() const noexcept;
  // True if the interactions have grown by 1/kRenewalShare since the factors' last training. They stray from
  // a training's result, while the sparse lanes, solved row by row, do not (docs/decisions/0101).
  bool renewal_due() const noexcept;

  // Rows whose solution is put off: people and products by the factors, products by the sparse lanes.
  std::size_t waiting() const noexcept {
    return waiting_people_.size() + waiting_products_.size() + waiting_neighbours_.size();
  }
  const std::set<ProductRow>& waiting_products() const noexcept { return waiting_products_; }
  const std::set<ProductRow>& waiting_neighbours() const noexcept { return waiting_neighbours_; }
  std::uint64_t interactions() const noexcept { return postings_.pairs(); }
  const Facts& facts() const noexcept { return facts_; }
  const FactorLane& factors() const noexcept { return factors_; }
  const NeighbourLane& neighbours() const noexcept { return neighbours_; }
  const std::shared_ptr<const ServedBlend>& blend() const noexcept { return blend_; }
  // Rows in a round of the sweep.
  std::size_t rows() const noexcept { return facts_.people().size() + facts_.product_count(); }

  std::shared_ptr<const Snapshot> publish(Position applied);

  // --- Implemented in learned_shop_checkpoint.cc. After restore() the model equals, byte for byte, the model whose
  // rows were taken.
  // The rows that changed since the last call.
  UnsavedRows take_unsaved();
  // Requires: a fresh model. Errors: not_found if there is no checkpoint; unsupported if it is of another
  // format or of other options; corrupt. After an error the model must be thrown away.
  Status restore(const store::FollowerState& state, ShopId shop);

 private:
  void learn_person(UserRow row);
  void exchange_confidences(UserRow row, const LearnedRow& before, const LearnedRow& after);
  void solve_person(UserRow row);
  void solve_product(ProductRow row);
  void solve_next_neighbours();
  void touch(ProductRow row);
  model::Interactions all_interactions() const;
  void begin_training();
  void train_factors(const TrainingCallback& progress);
  // The vector that a product with fewer than kColdBuyers buyers is expected to have by its attributes;
  // empty: none.
  std::vector<float> expected_vector(ProductRow row) const;
  void note_catalogue_change(const Change& change);
  // Fits the attributes' map to the present vectors, and places or touches all products that it speaks for.
  void learn_prior();
  Status restore_prior(const ModelRecord& record, const store::FollowerState& state, ShopId shop);
  // Gives the factor lane the blend's present numbers of a product.
  void renew_numbers(ProductRow row);

  ModelRecord own_record() const;
  Status restore_people(const store::FollowerState& state, ShopId shop);
  Status restore_products(const store::FollowerState& state, ShopId shop);
  Status restore_blend(const ModelRecord& record, const store::FollowerState& state, ShopId shop);
  Status restore_neighbours(const store::FollowerState& state, ShopId shop);

  ModelOptions options_;
  Facts facts_;
  FactorLane factors_;
  Postings postings_;
  LearnedHistories histories_;  // a view of people and postings
  NeighbourLane neighbours_;
  std::vector<std::uint32_t> touches_;  // by product, since its last solution
  std::uint64_t trained_interactions_ = 0;
  std::uint64_t renewed_interactions_ = 0;  // at the last training of the factors
  std::uint64_t trained_forgotten_ = 0;
  bool deferring_ = false;
  std::set<UserRow> unlearned_;  // touched while deferring, confidences not yet told
  std::set<UserRow> waiting_people_;
  std::set<ProductRow> waiting_products_;
  std::set<ProductRow> waiting_neighbours_;
  ProductRow neighbours_next_{};  // from here on
  std::set<ProductRow> touched_;  // by the record being applied
  std::size_t sweep_next_ = 0;
  AttributePrior prior_;
  bool prior_unsaved_ = false;
  std::shared_ptr<const ServedBlend> blend_;
  bool blend_unsaved_ = false;
};

}  // namespace suggestd::learn
