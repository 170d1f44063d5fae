#include "stream/streamed_shop.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "learn/snapshot.h"

namespace suggestd::bench {
namespace {

// The sets have no times; one moment for all makes age and decay neutral, as in evaluate/split_trial.cc.
const Timestamp kMoment{std::chrono::hours(24 * 365 * 50)};
// The worker's numbers.
constexpr std::size_t kRowsPerSlice = 8;
constexpr std::size_t kRowsAtOnce = 1'000;
// Nearly all products wait for the sparse lanes. Looking for those that no longer do would spoil the caches,
// so it is done once in kPagesBetweenLooks pages.
constexpr std::size_t kPagesBetweenLooks = 32;

}  // namespace

StreamedShop::StreamedShop(const learn::ModelOptions& model, const StreamOptions& options)
    : model_(model), options_(options) {}

Change StreamedShop::change_of(const Purchase& purchase) {
  Event event;
  event.event_id = fmt::format("{}", ++purchases_);
  event.type = EventType::purchase;
  event.user_id = purchase.user;
  event.product_id = purchase.product;
  event.at = kMoment;
  Change change;
  change.kind = ChangeKind::event;
  change.op = ChangeOp::added;
  change.at = kMoment;
  change.sequence = Sequence{purchases_};
  change.payload = std::move(event);
  return change;
}

// The model numbers products in the order in which the log names them.
ProductRow StreamedShop::row_of(const Purchase& purchase) {
  return static_cast<ProductRow>(
      rows_.try_emplace(purchase.product, static_cast<std::uint32_t>(rows_.size())).first->second);
}

Moment StreamedShop::now() const { return {costs_.events.size(), spent_.processor}; }

Spent StreamedShop::learn_at_once(std::span<const Purchase> purchases) {
  const Stopwatch watch;
  model_.defer_solving(true);
  for (const Purchase& purchase : purchases) {
    row_of(purchase);
    model_.apply(change_of(purchase));
  }
  model_.train();
  model_.defer_solving(false);
  while (model_.solve_waiting(kRowsAtOnce) > 0) {
  }
  renewed_ = model_.interactions();
  return watch.spent();
}

void StreamedShop::stream(std::span<const Purchase> purchases) {
  costs_.events.reserve(purchases.size());
  while (!purchases.empty()) {
    const std::size_t count = std::min(options_.page, purchases.size());
    const Spent page = learn_page(purchases.first(count));
    purchases = purchases.subspan(count);
    if (renewal_due()) renew();
    sweep_between_pages(page);
  }
  note_waits();
}

Spent StreamedShop::learn_page(std::span<const Purchase> page) {
  const Spent before = spent_;
  for (const Purchase& purchase : page) learn(purchase);
  const Stopwatch watch;
  model_.publish({});
  const Spent publishing = watch.spent();
  costs_.publishing += publishing;
  spent_ += publishing;
  return {spent_.processor - before.processor, spent_.wall - before.wall};
}

void StreamedShop::learn(const Purchase& purchase) {
  const Change change = change_of(purchase);
  const Stopwatch watch;
  model_.apply(change);
  model_.settle();
  const Spent spent = watch.spent();
  costs_.events.push_back(spent);
  spent_ += spent;
  const ProductRow row = row_of(purchase);
  const bool factors_wait = model_.waiting_products().contains(row);
  if (factors_wait) ++costs_.put_off;
  factor_waits_.note(row, factors_wait, now());
  neighbour_waits_.note(row, model_.waiting_neighbours().contains(row), now());
}

void StreamedShop::sweep_between_pages(const Spent& page) {
  spare_ += page.processor * options_.sweep_share;
  if (spare_ <= 0 || model_.waiting() == 0) return;
  while (model_.waiting() > 0 && spare_ > 0) {
    const Stopwatch watch;
    model_.solve_waiting(kRowsPerSlice);
    const Spent spent = watch.spent();
    spare_ -= spent.processor;
    costs_.sweeping += spent;
    spent_ += spent;
  }
  spare_ = std::min(spare_, 0.0);
  factor_waits_.note_all(model_.waiting_products(), now());
  if (++pages_ % kPagesBetweenLooks == 0) neighbour_waits_.note_all(model_.waiting_neighbours(), now());
}

bool StreamedShop::renewal_due() const {
  if (options_.renew_at < 0) return model_.renewal_due();
  return options_.renew_at > 0 &&
         static_cast<double>(model_.interactions()) >= options_.renew_at * static_cast<double>(renewed_);
}

void StreamedShop::renew() {
  const Stopwatch watch;
  model_.defer_solving(true);
  model_.renew_factors();
  model_.defer_solving(false);
  const Spent spent = watch.spent();
  renewed_ = model_.interactions();
  ++costs_.renewals;
  costs_.renewing += spent;
  spent_ += spent;
  note_waits();
}

void StreamedShop::note_waits() {
  factor_waits_.note_all(model_.waiting_products(), now());
  neighbour_waits_.note_all(model_.waiting_neighbours(), now());
}

Spent StreamedShop::solve_what_waits() {
  const Stopwatch watch;
  while (model_.solve_waiting(kRowsAtOnce) > 0) {
  }
  return watch.spent();
}

Spent StreamedShop::sweep(unsigned rounds) {
  const Stopwatch watch;
  for (unsigned round = 0; round < rounds; ++round) model_.sweep(model_.rows());
  return watch.spent();
}

Spent StreamedShop::refit() {
  const Stopwatch watch;
  model_.train();
  return watch.spent();
}

}  // namespace suggestd::bench
