#include "learn/learned_shop.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "base/parallel.h"
#include "learn/lanes/served_blend.h"

namespace suggestd::learn {
namespace {

// A product is re-solved at once while its touches times kPeoplePerTouch reach the number of its people. So a
// touch costs at most kPeoplePerTouch rank-one updates, and a vector misses at most 1/kPeoplePerTouch of its
// people's touches.
constexpr std::size_t kPeoplePerTouch = 256;
// A relative change of a confidence below this, as ageing makes it, leaves the product's vector to the sweep.
constexpr float kNoticeableChange = 0.15F;
// With fewer interactions than kSmallLog a training takes some milliseconds, so apply() trains by itself,
// first at kFirstTraining and then each time they have doubled. With more, solving rows keeps up and the
// worker decides when to train.
constexpr std::uint64_t kSmallLog = 8'192;
constexpr std::uint64_t kFirstTraining = 8;
// From kSmallLog on, the factors are trained anew when the interactions have grown by 1/kRenewalShare. By
// then they have strayed by about a hundredth of their quality; the training costs some microseconds for each
// live event (docs/decisions/0101).
constexpr std::uint64_t kRenewalShare = 4;
// The blend is fitted from kFirstBlend baskets on: fewer never give it enough to choose from. Later it is
// fitted anew each time the baskets have grown by 1/kBlendShare.
constexpr std::uint64_t kFirstBlend = 200;
constexpr std::uint64_t kBlendShare = 8;
// A product's attributes count for its vector while it has fewer buyers than this; the share falls in a line
// from 1 to 0.
constexpr std::size_t kColdBuyers = 10;
// A product needs this many buyers for its vector to teach the attributes anything.
constexpr std::size_t kFewestBuyers = 2;
// Solving a product's rows in the sparse lanes takes about as long as solving this many rows of factors.
constexpr std::size_t kNeighbourCost = 8;
// The share of a training that the sparse lanes take, about; for `progress`.
constexpr double kNeighbourShare = 0.5;

std::size_t thread_count(const ModelOptions& options) {
  return options.threads == 0 ? default_thread_count() : options.threads;
}

bool noticeable(float before, float after) {
  return std::fabs(after - before) > kNoticeableChange * std::max(before, after);
}

}  // namespace

LearnedShop::LearnedShop(const ModelOptions& options)
    : options_(options),
      facts_(options),
      factors_(options.factors, thread_count(options)),
      histories_(facts_.people(), postings_),
      neighbours_(histories_, options.neighbours, thread_count(options)) {}

void LearnedShop::apply(const Change& change) {
  settle();
  const bool required = facts_.people().consent_required();
  facts_.apply(change);
  postings_.grow(facts_.product_count());
  touches_.resize(facts_.product_count(), 0);
  if (change.kind == ChangeKind::product) note_catalogue_change(change);
  std::set<UserRow> changed = facts_.people().take_changed();
  const bool new_rule = facts_.people().consent_required() != required;
  // Rows that all lost their people solve each other to nothing, so everything is trained anew.
  if (new_rule) trained_interactions_ = 0;
  if (deferring_) return unlearned_.merge(changed);
  // The shop's rule touches everybody. Their rows wait, so that the record costs no more than reading them.
  deferring_ = new_rule;
  for (const UserRow row : changed) learn_person(row);
  deferring_ = false;
  if (training_due() && interactions() < kSmallLog) train();
}

bool LearnedShop::settle() {
  bool solved = false;
  for (const ProductRow row : std::exchange(touched_, {})) {
    if (touches_[index(row)] * kPeoplePerTouch < postings_.people_of(row).columns.size()) continue;
    solve_product(row);
    solved = true;
  }
  return solved;
}

void LearnedShop::defer_solving(bool defer) {
  settle();
  if (!defer) learn_deferred();
  deferring_ = defer;
}

void LearnedShop::learn_deferred() {
  settle();
  for (const UserRow row : std::exchange(unlearned_, {})) learn_person(row);
}

void LearnedShop::learn_person(UserRow row) {
  People& people = facts_.people();
  const PersonState& state = people.state(row);
  const bool learns = state.profiling && state.same_as == kNoUser;
  LearnedRow after =
      learns ? learned_row(state.history, options_.confidence, facts_.clock().landmark()) : LearnedRow{};
  exchange_confidences(row, state.learned, after);
  if (deferring_) {
    waiting_people_.insert(row);
  } else {
    factors_.solve_user(row, after);
    waiting_people_.erase(row);
  }
  people.set_learned(row, std::move(after), factors_.user(row));
  neighbours_.note_person(row);
}

// Compares the person's two rows, both ascending by product, and gives each product the confidence that
// changed.
void LearnedShop::exchange_confidences(UserRow row, const LearnedRow& before, const LearnedRow& after) {
  std::size_t b = 0;
  std::size_t a = 0;
  while (b < before.columns.size() || a < after.columns.size()) {
    const bool has_after = a < after.columns.size();
    const bool has_before = b < before.columns.size();
    const std::uint32_t column = !has_after    ? before.columns[b]
                                 : !has_before ? after.columns[a]
                                               : std::min(before.columns[b], after.columns[a]);
    const bool was = has_before && before.columns[b] == column;
    const bool is = has_after && after.columns[a] == column;
    const float old_confidence = was ? before.confidences[b++] : 0.0F;
    const float new_confidence = is ? after.confidences[a++] : 0.0F;
    if (old_confidence == new_confidence) continue;
    postings_.set(static_cast<ProductRow>(column), row, new_confidence);
    if (noticeable(old_confidence, new_confidence)) touch(static_cast<ProductRow>(column));
  }
}

void LearnedShop::touch(ProductRow row) {
  ++touches_[index(row)];
  waiting_products_.insert(row);
  waiting_neighbours_.insert(row);
  facts_.note_unsaved(row);
  if (!deferring_) touched_.insert(row);
}

void LearnedShop::solve_person(UserRow row) {
  factors_.solve_user(row, facts_.people().state(row).learned);
  facts_.people().set_vector(row, factors_.user(row));
  waiting_people_.erase(row);
}

void LearnedShop::set_blend(std::shared_ptr<const ServedBlend> blend) {
  settle();
  blend_ = std::move(blend);
  blend_unsaved_ = true;
  for (std::size_t row = 0; row < facts_.product_count(); ++row) {
    renew_numbers(static_cast<ProductRow>(row));
    facts_.note_unsaved(static_cast<ProductRow>(row));
  }
  factors_.index_products();
}

bool LearnedShop::blend_due() const noexcept {
  if (blend_ != nullptr && trained_forgotten_ > blend_->forgotten) return true;
  const std::uint64_t fitted = blend_ == nullptr ? 0 : blend_->baskets;
  return factors_.trained() && facts_.baskets() >= kFirstBlend &&
         facts_.baskets() >= fitted + fitted / kBlendShare;
}

void LearnedShop::renew_numbers(ProductRow row) {
  if (blend_ == nullptr) return;
  model::ItemCounts counts = blend_->counts(index(row));
  model::bring_up_to(day_number(facts_.clock().latest()), facts_.bought(row), counts);
  factors_.set_numbers(row, model::item_numbers(counts));
}

std::vector<float> LearnedShop::expected_vector(ProductRow row) const {
  if (prior_.size() == 0 || postings_.people_of(row).columns.size() >= kColdBuyers) return {};
  const Product* product = facts_.product(row);
  return product == nullptr ? std::vector<float>{} : prior_.predict(*product);
}

void LearnedShop::note_catalogue_change(const Change& change) {
  const auto* product = std::get_if<Product>(&change.payload);
  if (product == nullptr && change.op != ChangeOp::deleted) return;
  const ProductRow row = facts_.row_of_known(product == nullptr ? change.id : product->product_id);
  if (postings_.people_of(row).columns.size() >= kColdBuyers) return;
  if (!deferring_) return solve_product(row);
  ++touches_[index(row)];
  waiting_products_.insert(row);
}

void LearnedShop::learn_prior() {
  std::vector<SoldProduct> sold;
  for (std::size_t i = 0; i < facts_.product_count(); ++i) {
    const auto row = static_cast<ProductRow>(i);
    const std::size_t buyers = postings_.people_of(row).columns.size();
    const std::span<const float> vector = factors_.product(row);
    const Product* product = facts_.product(row);
    if (product != nullptr && !vector.empty() && buyers >= kFewestBuyers)
      sold.push_back({product, vector, buyers});
  }
  prior_ = AttributePrior::fit(sold, options_.factors.dim, thread_count(options_));
  prior_unsaved_ = true;
  if (prior_.size() == 0) return;
  for (std::size_t i = 0; i < facts_.product_count(); ++i) {
    const auto row = static_cast<ProductRow>(i);
    const std::size_t buyers = postings_.people_of(row).columns.size();
    if (buyers == 0) {
      factors_.place_product(row, expected_vector(row));
    } else if (buyers < kColdBuyers) {
      ++touches_[index(row)];
      waiting_products_.insert(row);
    }
  }
}

void LearnedShop::solve_product(ProductRow row) {
  renew_numbers(row);
  const LearnedRow& people = postings_.people_of(row);
  const std::vector<float> expected = expected_vector(row);
  const float share = 1.0F - static_cast<float>(people.columns.size()) / static_cast<float>(kColdBuyers);
  factors_.solve_product(row, people, {expected, expected.empty() ? 0.0F : share});
  if (people.columns.empty()) factors_.place_product(row, expected);
  touches_[index(row)] = 0;
  waiting_products_.erase(row);
  facts_.note_unsaved(row);
}

std::size_t LearnedShop::solve_waiting(std::size_t limit) {
  settle();
  for (; limit > 0 && !waiting_people_.empty(); --limit) solve_person(*waiting_people_.begin());
  for (; limit > 0 && !waiting_products_.empty(); --limit) solve_product(*waiting_products_.begin());
  for (; limit > 0 && !waiting_neighbours_.empty(); limit -= std::min(limit, kNeighbourCost)) {
    solve_next_neighbours();
  }
  return waiting();
}

void LearnedShop::solve_next_neighbours() {
  auto next = waiting_neighbours_.lower_bound(neighbours_next_);
  if (next == waiting_neighbours_.end()) next = waiting_neighbours_.begin();
  const ProductRow row = *next;
  waiting_neighbours_.erase(next);
  neighbours_next_ = static_cast<ProductRow>(index(row) + 1);
  neighbours_.solve(row);
  facts_.note_unsaved(row);
}

void LearnedShop::sweep(std::size_t rows) {
  settle();
  const std::size_t people = facts_.people().size();
  for (; rows > 0 && this->rows() > 0; --rows) {
    sweep_next_ %= this->rows();
    if (sweep_next_ == 0) factors_.renew_weights(postings_.observed());
    if (sweep_next_ < people) {
      solve_person(static_cast<UserRow>(sweep_next_));
    } else {
      solve_product(static_cast<ProductRow>(sweep_next_ - people));
    }
    ++sweep_next_;
  }
}

bool LearnedShop::training_due() const noexcept {
  return interactions() >= kFirstTraining && interactions() >= 2 * trained_interactions_;
}

bool LearnedShop::renewal_due() const noexcept {
  return factors_.trained() && interactions() >= kSmallLog &&
         interactions() >= renewed_interactions_ + renewed_interactions_ / kRenewalShare;
}

void LearnedShop::begin_training() {
  learn_deferred();
  std::fill(touches_.begin(), touches_.end(), 0U);
  waiting_people_.clear();
  waiting_products_.clear();
  touched_.clear();
  renewed_interactions_ = interactions();
  sweep_next_ = 0;
  for (std::size_t row = 0; row < facts_.product_count(); ++row) renew_numbers(static_cast<ProductRow>(row));
}

void LearnedShop::train(const TrainingCallback& progress) {
  begin_training();
  waiting_neighbours_.clear();
  trained_interactions_ = interactions();
  trained_forgotten_ = facts_.forgotten();
  // From here on `progress` may apply records. Rows that they touch wait, and confidences stay as they are
  // until learn_deferred().
  const auto share_of = [&progress](double from, double to) -> TrainingCallback {
    if (!progress) return {};
    return [&progress, from, to](double done) { progress(from + (to - from) * done); };
  };
  neighbours_.train(share_of(0, kNeighbourShare));
  train_factors(share_of(kNeighbourShare, 1));
}

void LearnedShop::renew_factors(const TrainingCallback& progress) {
  begin_training();
  train_factors(progress);
}

void LearnedShop::train_factors(const TrainingCallback& progress) {
  factors_.train(all_interactions(), progress);
  learn_prior();
  People& people = facts_.people();
  for (std::size_t row = 0; row < people.size(); ++row) {
    const auto person = static_cast<UserRow>(row);
    people.set_vector(person, factors_.user(person));
  }
  for (std::size_t row = 0; row < facts_.product_count(); ++row) {
    facts_.note_unsaved(static_cast<ProductRow>(row));
  }
}

model::Interactions LearnedShop::all_interactions() const {
  std::vector<model::Interaction> pairs;
  pairs.reserve(interactions());
  for (std::size_t item = 0; item < postings_.products(); ++item) {
    const LearnedRow& people = postings_.people_of(static_cast<ProductRow>(item));
    for (std::size_t i = 0; i < people.columns.size(); ++i) {
      pairs.push_back({people.columns[i], static_cast<std::uint32_t>(item), people.confidences[i]});
    }
  }
  return {pairs, facts_.people().size(), postings_.products()};
}

std::shared_ptr<const Snapshot> LearnedShop::publish(Position applied) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->applied = applied;
  snapshot->options = options_;
  facts_.publish(*snapshot);
  neighbours_.publish(*snapshot);
  snapshot->blend = blend_;
  if (factors_.trained()) {
    snapshot->vectors = factors_.publish_products();
    snapshot->directions = factors_.publish_directions();
    snapshot->gram = factors_.publish_gram();
    snapshot->weights = factors_.weights();
    snapshot->vector_count = factors_.product_vector_count();
  }
  return snapshot;
}

}  // namespace suggestd::learn
