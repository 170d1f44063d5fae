#include "recommend/scores/blend_trace.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "recommend/scores/factor_shares.h"

namespace suggestd::recommend {
namespace {

// The past products that make up each part.
class BlendSources {
 public:
  BlendSources(const learn::Snapshot& snapshot, const Visitor& visitor, const LearnedScores& scores,
               ProductRow row)
      : snapshot_(snapshot), lanes_(scores.seen_lanes(row)) {
    for (const LaneShare& one : scores.lanes().shares_of(row)) {
      if (const auto part = part_of(one.lane)) add(*part, one.source, one.share);
    }
    for (const FactorShare& one : factor_shares(snapshot, visitor, row))
      add(model::BlendPart::factors, one.source, scores.factor_scale() * one.share);
  }

  // Moves the sources of a part into it.
  void tell(model::BlendPart which, TracePart& part) {
    std::vector<TraceSource>& sources = sources_[static_cast<std::size_t>(which)];
    if (sources.empty()) return;
    std::stable_sort(sources.begin(), sources.end(), [](const TraceSource& a, const TraceSource& b) {
      return std::fabs(a.share) > std::fabs(b.share);
    });
    part.lane_score = static_cast<double>(score_of(which));
    part.sources = std::move(sources);
  }

 private:
  // The recent linear lane has no part of its own here: it has the same sources as the linear lane.
  static std::optional<model::BlendPart> part_of(SparseLane lane) {
    switch (lane) {
      case SparseLane::linear:
        return model::BlendPart::linear;
      case SparseLane::cooccurrence:
        return model::BlendPart::cooccurrence;
      case SparseLane::basket_linear:
        return model::BlendPart::basket;
      case SparseLane::next_basket:
        return model::BlendPart::next_basket;
      case SparseLane::recent_linear:
        return std::nullopt;
    }
    return std::nullopt;
  }

  // Requires: a part that has sources.
  float score_of(model::BlendPart part) const {
    switch (part) {
      case model::BlendPart::linear:
        return lanes_.linear;
      case model::BlendPart::cooccurrence:
        return lanes_.cooccurrence;
      case model::BlendPart::basket:
        return lanes_.basket_linear;
      case model::BlendPart::next_basket:
        return lanes_.next_basket;
      default:
        return lanes_.factors;
    }
  }

  void add(model::BlendPart part, ProductRow source, double share) {
    if (share != 0)
      sources_[static_cast<std::size_t>(part)].push_back({snapshot_.products.id(source), share});
  }

  const learn::Snapshot& snapshot_;
  const model::SeenLanes lanes_;
  std::array<std::vector<TraceSource>, model::kBlendParts> sources_;
};

}  // namespace

std::vector<TracePart> blend_trace(const learn::Snapshot& snapshot, const Visitor& visitor,
                                   const LearnedScores& scores, ProductRow row) {
  const model::BlendParts shares = scores.parts(row);
  BlendSources sources(snapshot, visitor, scores, row);
  std::vector<TracePart> parts;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] == 0) continue;
    const auto which = static_cast<model::BlendPart>(i);
    parts.push_back({std::string(model::blend_part_name(which)), "", shares[i]});
    sources.tell(which, parts.back());
  }
  return parts;
}

}  // namespace suggestd::recommend
