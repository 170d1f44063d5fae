#include "suggestd/engine.h"

#include <utility>

#include "shop/bulk.h"
#include "shop/shops.h"

namespace suggestd {
namespace {

Failure failure(const Error& error) { return {error.message()}; }

shop::RecordKind record_kind(Documents kind) {
  switch (kind) {
    case Documents::orders:
      return shop::RecordKind::orders;
    case Documents::events:
      return shop::RecordKind::events;
    case Documents::products:
      return shop::RecordKind::products;
    case Documents::users:
      return shop::RecordKind::users;
  }
  return shop::RecordKind::orders;
}

// The sentence for a line that was left out; "" if it was not.
std::string refusal(const shop::LineResult& result) {
  if (const auto* error = std::get_if<Error>(&result)) return error->message();
  const Outcome& outcome = std::get<Outcome>(result);
  switch (outcome.kind) {
    case OutcomeKind::conflict:
    case OutcomeKind::not_found:
    case OutcomeKind::invalid:
    case OutcomeKind::outdated:
      return outcome.field.empty() ? outcome.detail : outcome.field + ": " + outcome.detail;
    default:
      return {};
  }
}

}  // namespace

struct Engine::Parts {
  std::unique_ptr<shop::Shops> shops;
  std::shared_ptr<shop::Shop> shop;  // destroyed before the shops
};

Engine::Engine() = default;
Engine::~Engine() = default;

std::optional<Failure> Engine::open(const EngineOptions& options) {
  store::StoreOptions store_options;
  store_options.path = options.path;
  Result<std::unique_ptr<shop::Shops>> shops = shop::Shops::open(store_options, {});
  if (!shops) return failure(shops.error());
  auto parts = std::make_unique<Parts>();
  parts->shops = std::move(*shops);
  parts->shop = parts->shops->find(options.shop);
  if (parts->shop == nullptr) {
    const auto made = parts->shops->create(options.shop);
    if (!made) return failure(made.error());
    parts->shop = *made;
  }
  parts_ = std::move(parts);
  return std::nullopt;
}

void Engine::close() { parts_.reset(); }

std::optional<Failure> Engine::write(Documents kind, std::string_view ndjson, WriteReport& report) {
  report = {};
  const auto note = [&](const shop::LineOf& line, const shop::LineResult& result) {
    std::string reason = refusal(result);
    if (reason.empty()) {
      ++report.accepted;
    } else {
      report.refused.push_back({line.number, std::move(reason)});
    }
  };
  const Result<shop::BulkSummary> summary =
      shop::commit_lines(*parts_->shop, record_kind(kind), ndjson, now(), store::Durability::synced, note);
  if (!summary) return failure(summary.error());
  report.sequence = number(summary->position.sequence);
  return std::nullopt;
}

std::optional<Failure> Engine::recommend(const ListQuery& query, List& list) const {
  recommend::Request request;
  request.user_id = query.user_id;
  request.limit = query.limit;
  request.filter = query.filter;
  request.now = now();
  for (const std::string& product : query.basket) request.basket.push_back({product, 1});
  Result<shop::ListResult> result = parts_->shop->recommend(request, "", {});
  if (!result) return failure(result.error());
  recommend::Answer& answer = result->answer;
  list = {};
  for (recommend::Item& item : answer.items) {
    list.items.push_back({std::move(item.product_id), item.score, to_text(item.reason)});
  }
  list.fallback = recommend::to_text(answer.fallback);
  list.shortfall = recommend::to_text(answer.shortfall);
  list.applied = number(answer.applied.sequence);
  return std::nullopt;
}

bool Engine::wait(std::chrono::milliseconds timeout) const {
  const Result<shop::Freshness> freshness =
      parts_->shop->wait_for({.level = shop::Consistency::strong, .session = {}, .timeout = timeout});
  return freshness.ok() && !freshness->stale;
}

}  // namespace suggestd
