// The parts of a scenario that a variant changes: {"lanes": {...}, "diversity": 0.3} over the scenario as it is.
//
// Later     a scenario that changes while the experiment runs changes in all variants alike, but for these parts.
// Threads   plain values.
#pragma once

#include <bitset>
#include <string>
#include <string_view>

#include "base/result.h"
#include "recommend/merchandise/scenario.h"

namespace suggestd::experiments {

class ScenarioParts {
 public:
  static constexpr std::size_t kParts = 12;

  ScenarioParts() = default;  // changes nothing
  // Errors: as recommend::parse_scenario(), whose pointers begin at the object; invalid if nothing is named.
  static Result<ScenarioParts> parse(std::string_view json);

  // Puts the parts in place of those of `scenario`.
  void apply_to(recommend::Scenario& scenario) const;

  bool none() const { return named_.none(); }
  // True if the part, as the scenario's JSON calls it, is changed.
  bool names(std::string_view part) const;
  // The name of a part that both change; "" if there is none.
  std::string_view common_with(const ScenarioParts& other) const;
  // The object as it was given; "" if nothing is changed.
  const std::string& json() const { return json_; }
  bool operator==(const ScenarioParts& other) const { return json_ == other.json_; }

 private:
  recommend::Scenario values_;
  std::bitset<kParts> named_;
  std::string json_;
};

}  // namespace suggestd::experiments
