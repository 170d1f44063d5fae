#include "experiments/splitter.h"

#include <utility>

#include "experiments/split.h"

namespace suggestd::experiments {
namespace {

PersonId user_of(const Visitor& visitor) { return {PersonIdKind::user, std::string(visitor.user_id)}; }
PersonId guest_of(const Visitor& visitor) {
  return {PersonIdKind::anonymous, std::string(visitor.anonymous_id)};
}

}  // namespace

PersonId person_of(const Visitor& visitor) {
  return visitor.user_id.empty() ? guest_of(visitor) : user_of(visitor);
}

std::shared_ptr<const recommend::Scenario> VisitorVariants::of(
    std::shared_ptr<const recommend::Scenario> scenario, std::size_t ranking) const {
  if (parts_.empty() && interleaved_ == nullptr) return scenario;
  auto changed = std::make_shared<recommend::Scenario>(*scenario);
  for (const ScenarioParts* parts : parts_) parts->apply_to(*changed);
  if (interleaved_ != nullptr) interleaved_->experiment.variants.at(ranking).parts.apply_to(*changed);
  return changed;
}

VisitorVariants Splitter::split(std::string_view scenario, const Visitor& visitor, Timestamp now) {
  VisitorVariants variants;
  std::shared_ptr<const RunningExperiments> running = running_.load();
  if (running == nullptr) return variants;
  const auto here = running->find(scenario);
  if (here == running->end() || (visitor.user_id.empty() && visitor.anonymous_id.empty())) return variants;
  for (const StoredExperiment& stored : here->second) {
    const std::optional<std::uint8_t> chosen = variant_for(stored, visitor, now);
    if (!chosen) continue;
    if (stored.experiment.interleaves()) {
      variants.interleaved_ = &stored;
      variants.told_.push_back({stored.experiment.name, std::string(kInterleaved)});
      continue;
    }
    const Variant& variant = stored.experiment.variants.at(*chosen);
    variants.told_.push_back({stored.experiment.name, variant.name});
    if (!variant.parts.none()) variants.parts_.push_back(&variant.parts);
    variants.shows_nothing_ = variants.shows_nothing_ || variant.empty;
  }
  variants.running_ = std::move(running);
  return variants;
}

std::optional<std::uint8_t> Splitter::variant_for(const StoredExperiment& stored, const Visitor& visitor,
                                                  Timestamp now) {
  const SplitKey& key = stored.run->key;
  const bool is_user = !visitor.user_id.empty();
  Exposure exposure{stored.run->id, person_of(visitor), {}, 0, now};
  const VisitorHash hash = hash_of(key, exposure.person);
  std::optional<std::uint8_t> known = assignments_.find(hash);
  if (is_user && !visitor.anonymous_id.empty()) {
    const PersonId guest = guest_of(visitor);
    const std::optional<std::uint8_t> before = assignments_.find(hash_of(key, guest));
    if (before && before != known) {
      // They are one person: the follower finds out who was first, and counts them once.
      exposure.also = guest;
      exposure.variant = known.value_or(*before);
      return admit(stored, std::move(exposure), hash);
    }
  }
  if (!known) {
    exposure.variant = stored.experiment.interleaves() ? 0 : variant_of(stored.experiment, hash);
    return admit(stored, std::move(exposure), hash);
  }
  return stored.run->has_stopped(*known) ? 0 : *known;
}

// Writes the visitor down. Nothing if they are left out.
std::optional<std::uint8_t> Splitter::admit(const StoredExperiment& stored, Exposure exposure,
                                            VisitorHash hash) {
  const std::uint8_t variant = exposure.variant;
  const bool linked = !exposure.also.id.empty();
  if (stored.run->has_stopped(variant)) return linked ? std::optional<std::uint8_t>(0) : std::nullopt;
  const bool is_new = assignments_.put(hash, variant);
  if (!is_new && !linked) return assignments_.find(hash);  // another request was faster, or there is no room
  if (exposures_.put(std::move(exposure)) || !is_new) return variant;
  assignments_.forget(hash);
  return std::nullopt;
}

}  // namespace suggestd::experiments
