#include "evaluate/offline_shop.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "recommend/recommender.h"

namespace suggestd::evaluate {
namespace {

constexpr std::size_t kRowsAtOnce = 1'000;

}  // namespace

OfflineShop::OfflineShop(const learn::ModelOptions& options) : model_(options) { model_.defer_solving(true); }

void OfflineShop::apply(Change change) {
  change.sequence = Sequence{++sequence_};
  model_.apply(change);
  if (model_.deferring()) return;
  model_.settle();
  publish();
}

void OfflineShop::publish() { snapshot_ = model_.publish({Epoch{1}, Sequence{sequence_}}); }

void OfflineShop::add_purchase(std::string_view user, std::string_view product, Timestamp at) {
  Event event;
  event.event_id = fmt::format("{}", sequence_ + 1);
  event.type = EventType::purchase;
  event.user_id = user;
  event.product_id = product;
  event.at = at;
  Change change;
  change.kind = ChangeKind::event;
  change.op = ChangeOp::added;
  change.at = at;
  change.payload = std::move(event);
  apply(std::move(change));
}

void OfflineShop::add_product(const Product& product, Timestamp at) {
  Change change;
  change.kind = ChangeKind::product;
  change.op = ChangeOp::put;
  change.at = at;
  change.id = product.product_id;
  change.payload = product;
  apply(std::move(change));
}

void OfflineShop::add_order(std::string_view user, std::span<const std::string> products, Timestamp at) {
  Order order;
  order.order_id = fmt::format("{}", sequence_ + 1);
  order.user_id = user;
  order.placed_at = at;
  for (const std::string& product : products) {
    OrderLine line;
    line.product_id = product;
    order.lines.push_back(std::move(line));
  }
  Change change;
  change.kind = ChangeKind::order;
  change.op = ChangeOp::placed;
  change.at = at;
  change.id = order.order_id;
  change.payload = OrderChange{std::move(order), std::nullopt};
  apply(std::move(change));
}

double OfflineShop::train(const learn::TrainingCallback& progress) {
  const auto start = std::chrono::steady_clock::now();
  model_.defer_solving(true);
  model_.train(progress);
  while (model_.solve_waiting(kRowsAtOnce) > 0) {
  }
  publish();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double OfflineShop::fit_blend(std::size_t threads, const std::stop_token& stop) {
  const auto start = std::chrono::steady_clock::now();
  model_.set_blend(learn::fit_served_blend(*snapshot_, threads, stop));
  publish();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void OfflineShop::learn_live() { model_.defer_solving(false); }

Result<std::vector<std::string>> OfflineShop::list(const recommend::Request& request) const {
  Result<recommend::Answer> answer = recommend::recommend(*snapshot_, request);
  if (!answer) return std::move(answer).error();
  std::vector<std::string> products;
  products.reserve(answer->items.size());
  for (recommend::Item& item : answer->items) products.push_back(std::move(item.product_id));
  return products;
}

}  // namespace suggestd::evaluate
