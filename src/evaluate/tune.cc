#include "evaluate/tune.h"

#include <array>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "evaluate/hold_out.h"

namespace suggestd::evaluate {
namespace {

using recommend::BlendWeights;

constexpr std::uint64_t kSeed = 1;
constexpr std::array kWeightSteps{2.0, 1.4, 1.18};
constexpr std::size_t kMostNeighbours = 400;

// A setting of the model and the factor by which a trial changes it.
struct Knob {
  const char* name;
  double step;
  void (*multiply)(learn::ModelOptions& model, double factor);
};

void multiply_neighbours(learn::ModelOptions& model, double factor) {
  const auto changed = static_cast<double>(model.neighbours.sparse_linear.neighbours) * factor;
  const auto count = std::min(kMostNeighbours, static_cast<std::size_t>(changed));
  model.neighbours.sparse_linear.neighbours = count;
  model.neighbours.cooccurrence.neighbours = count;
}

// The likeliest to matter first.
constexpr std::array kKnobs{
    Knob{"unobserved weight", 1.7,
         [](learn::ModelOptions& model, double factor) {
           model.factors.unobserved_scale *= static_cast<float>(factor);
         }},
    Knob{"lambda of the sparse linear model", 2.5,
         [](learn::ModelOptions& model, double factor) { model.neighbours.sparse_linear.lambda *= factor; }},
    Knob{"neighbours", 2.0, multiply_neighbours},
    Knob{"user power of the sparse linear model", 1.5,
         [](learn::ModelOptions& model, double factor) {
           model.neighbours.sparse_linear.user_power *= factor;
         }},
    Knob{
        "ridge", 2.0,
        [](learn::ModelOptions& model, double factor) { model.factors.ridge *= static_cast<float>(factor); }},
};

class Search {
 public:
  Search(const HeldOut& parts, const TuneOptions& options)
      : parts_(parts), options_(options), best_(options.start) {}

  Result<Settings> run() {
    trial_ = std::make_unique<SplitTrial>(parts_.kept, parts_.held, best_.model);
    if (Status good = score_start(); !good) return good.error();
    if (Status good = search_weights(); !good) return good.error();
    for (const Knob& knob : kKnobs) {
      if (Status good = search_knob(knob); !good) return good.error();
    }
    if (Status good = search_weights(); !good) return good.error();
    return best_;
  }

 private:
  Result<double> score(const SplitTrial& trial, const BlendWeights& lanes) const {
    const Result<Quality> quality = trial.quality(lanes, options_.scoring);
    if (!quality) return quality.error();
    return (quality->recall.value + quality->ndcg.value) / 2;
  }

  Status score_start() {
    const Result<double> start = score(*trial_, best_.lanes);
    if (!start) return start.error();
    score_ = *start;
    tell("start");
    return {};
  }

  Status search_weights() {
    for (const double step : kWeightSteps) {
      for (double BlendWeights::*weight : {&BlendWeights::linear, &BlendWeights::cooccurrence}) {
        const Result<bool> up = climb(weight, step);
        if (!up) return up.error();
        if (*up) continue;
        if (const Result<bool> down = climb(weight, 1 / step); !down) return down.error();
      }
    }
    tell(fmt::format("weights 1, {:.2f}, {:.2f}", best_.lanes.cooccurrence, best_.lanes.linear));
    return {};
  }

  // Multiplies one weight for as long as that helps. True if it ever did.
  Result<bool> climb(double BlendWeights::*weight, double factor) {
    for (bool climbed = false;; climbed = true) {
      BlendWeights changed = best_.lanes;
      changed.*weight *= factor;
      const Result<double> found = score(*trial_, changed);
      if (!found) return found.error();
      if (*found <= score_) return climbed;
      score_ = *found;
      best_.lanes = changed;
    }
  }

  Status search_knob(const Knob& knob) {
    const Result<bool> up = turn(knob, knob.step);
    if (!up) return up.error();
    if (*up) return {};
    const Result<bool> down = turn(knob, 1 / knob.step);
    return down ? Status{} : Status{down.error()};
  }

  // Turns a knob for as long as that helps; each turn is a training. True if it ever did.
  Result<bool> turn(const Knob& knob, double factor) {
    for (bool turned = false;; turned = true) {
      learn::ModelOptions changed = best_.model;
      knob.multiply(changed, factor);
      auto trial = std::make_unique<SplitTrial>(parts_.kept, parts_.held, changed);
      const Result<double> found = score(*trial, best_.lanes);
      if (!found) return found.error();
      const bool better = *found > score_;
      if (better) {
        score_ = *found;
        best_.model = changed;
        trial_ = std::move(trial);
      }
      tell(fmt::format("{} x {:.2f}: {}", knob.name, factor, better ? "better" : "no better"));
      if (!better) return turned;
    }
  }

  void tell(const std::string& what) const {
    if (options_.progress) options_.progress(fmt::format("tuning: {} ({:.5f})", what, score_));
  }

  const HeldOut& parts_;
  const TuneOptions& options_;
  Settings best_;
  double score_ = 0;
  std::unique_ptr<SplitTrial> trial_;  // of best_.model
};

}  // namespace

Result<Settings> tune(const std::vector<UserItems>& train, const TuneOptions& options) {
  const HeldOut parts = hold_out(train, options.held_out, kSeed);
  if (parts.held.empty()) return invalid("nobody has two items, so there is nothing to tune on");
  return Search(parts, options).run();
}

}  // namespace suggestd::evaluate
