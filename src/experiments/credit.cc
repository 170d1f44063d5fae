#include "experiments/credit.h"

#include <algorithm>
#include <optional>

#include "base/unique_id.h"
#include "experiments/order_outcome.h"

namespace suggestd::experiments {
namespace {

std::optional<Team> named_team(const OrderLine& line, const VisitorRow& row) {
  const std::optional<IdBits> list = parse_ulid(line.recommendation_id);
  if (!list) return std::nullopt;
  const auto shown =
      std::find_if(row.lists.begin(), row.lists.end(), [&](const ShownList& one) { return one.id == *list; });
  return shown == row.lists.end() ? std::nullopt : shown->team_of(line.product_id);
}

std::optional<Team> clicked_team(const Order& order, const OrderLine& line, const VisitorRow& row) {
  const std::uint64_t product = product_hash(line.product_id);
  const CreditedClick* latest = nullptr;
  for (const CreditedClick& click : row.clicks) {
    const bool before = click.product == product && click.at <= order.placed_at + kClockSlack;
    if (before && (latest == nullptr || latest->at < click.at)) latest = &click;
  }
  return latest == nullptr ? std::nullopt : std::optional(latest->team);
}

}  // namespace

Credit credit_of(const Order& order, const VisitorRow& row) {
  Credit credit{};
  for (const OrderLine& line : order.lines) {
    if (line.refunded >= line.quantity) continue;
    std::optional<Team> team = named_team(line, row);
    if (!team) team = clicked_team(order, line, row);
    if (team) ++credit.at(static_cast<std::size_t>(*team));
  }
  return credit;
}

}  // namespace suggestd::experiments
