// Gives the visitors of lists their variants. Every list under a scenario asks it.
//
// Cost      one look at a published pointer while no experiment runs; else a hash and a look into the assignments for
//           each experiment on the scenario.
// First     the variant that a visitor met first stays theirs: a request that names a user and an anonymous id which
//           was exposed before the login keeps that id's variant.
// Left out  requests that name nobody; new visitors of a variant that was stopped, and all once there is no room:
//           they get the scenario as it is.
// Mixed     a visitor of an interleaving experiment gets the rankings of both variants, and counts as exposed to the first.
// Threads   any; set() one at a time.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/published.h"
#include "base/time.h"
#include "experiments/assignments.h"
#include "experiments/experiment.h"
#include "experiments/exposure.h"
#include "experiments/told_variant.h"

namespace suggestd::experiments {

// The running experiments, by scenario and in the order of their layers.
using RunningExperiments = std::map<std::string, std::vector<StoredExperiment>, std::less<>>;

// Told in place of a variant's name.
inline constexpr std::string_view kInterleaved = "interleaved";

struct Visitor {
  std::string_view user_id;
  std::string_view anonymous_id;
};

// The id under which a visitor counts. Requires: one of them is named.
PersonId person_of(const Visitor& visitor);

// The variants of one visitor, for one list.
class VisitorVariants {
 public:
  VisitorVariants() = default;

  bool any() const { return !told_.empty(); }
  // One of them shows no recommendations.
  bool shows_nothing() const { return shows_nothing_; }
  // The scenario as this visitor gets it: itself, or a copy with the parts that their variants change. `ranking`: of those
  // that an interleaved list is made of.
  std::shared_ptr<const recommend::Scenario> of(std::shared_ptr<const recommend::Scenario> scenario,
                                                std::size_t ranking = 0) const;
  // Null if no list of this visitor is interleaved; valid as long as this.
  const StoredExperiment* interleaved() const { return interleaved_; }
  const std::vector<ToldVariant>& told() const { return told_; }

 private:
  friend class Splitter;
  std::shared_ptr<const RunningExperiments> running_;
  std::vector<const ScenarioParts*> parts_;  // into running_
  std::vector<ToldVariant> told_;
  const StoredExperiment* interleaved_ = nullptr;  // into running_
  bool shows_nothing_ = false;
};

class Splitter {
 public:
  // Null: none runs.
  void set(std::shared_ptr<const RunningExperiments> running) { running_.store(std::move(running)); }
  std::shared_ptr<const RunningExperiments> running() const { return running_.load(); }

  VisitorVariants split(std::string_view scenario, const Visitor& visitor, Timestamp now);

  Assignments& assignments() { return assignments_; }
  ExposureQueue& exposures() { return exposures_; }
  ShownListQueue& shown_lists() { return shown_lists_; }

 private:
  std::optional<std::uint8_t> variant_for(const StoredExperiment& stored, const Visitor& visitor,
                                          Timestamp now);
  std::optional<std::uint8_t> admit(const StoredExperiment& stored, Exposure exposure, VisitorHash hash);

  Published<RunningExperiments> running_;
  Assignments assignments_;
  ExposureQueue exposures_;
  ShownListQueue shown_lists_;
};

}  // namespace suggestd::experiments
