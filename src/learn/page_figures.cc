#include "learn/page_figures.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace suggestd::learn {

PageFigures::PageFigures(const Clock& clock, OrderScorer score)
    : clock_(clock),
      score_(std::move(score)),
      started_at_(clock.wall()),
      order_to_effect_(histogram("suggestd_order_to_effect_seconds")) {}

void PageFigures::note_effects(const std::vector<Change>& changes, Sequence known) {
  const Timestamp published = clock_.wall();
  for (const Change& change : changes) {
    if (change.kind != ChangeKind::order || change.sequence <= known || change.at < started_at_) continue;
    order_to_effect_.observe(std::chrono::duration<double>(published - change.at).count());
  }
}

std::optional<OrderScore> PageFigures::score_first(const Snapshot* before, const std::vector<Change>& changes,
                                                   Sequence known) const {
  if (!score_ || before == nullptr) return std::nullopt;
  const auto placed = std::find_if(changes.begin(), changes.end(), [&](const Change& change) {
    return change.op == ChangeOp::placed && change.sequence > known;
  });
  if (placed == changes.end()) return std::nullopt;
  const auto* orders = std::get_if<OrderChange>(&placed->payload);
  return orders == nullptr ? std::nullopt : score_(*before, orders->after);
}

}  // namespace suggestd::learn
