#include "evaluate/tune.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "evaluate/hold_out.h"
#include "evaluate/lane_weights.h"

namespace suggestd::evaluate {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr double kWorthATurn = 1.02;
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

// The settings that matter most come first.
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
    Knob{"nearest people", 2.0,
         [](learn::ModelOptions& model, double factor) {
           model.like_minded.people =
               static_cast<std::size_t>(static_cast<double>(model.like_minded.people) * factor);
         }},
    Knob{"sharpness of the people lane", 1.4,
         [](learn::ModelOptions& model, double factor) { model.like_minded.sharpness *= factor; }},
    Knob{"history power of the people lane", 1.4,
         [](learn::ModelOptions& model, double factor) { model.like_minded.history_power *= factor; }},
    Knob{
        "ridge", 2.0,
        [](learn::ModelOptions& model, double factor) { model.factors.ridge *= static_cast<float>(factor); }},
};

class Search {
 public:
  Search(const HeldOut& parts, const TuneOptions& options)
      : parts_(parts), options_(options), best_(options.start) {}

  Settings run() {
    take(best_.model, try_out(best_.model));
    tell("start");
    if (options_.lanes_only) return best_;
    for (const Knob& knob : kKnobs) {
      if (!turn(knob, knob.step)) turn(knob, 1 / knob.step);
    }
    return best_;
  }

 private:
  // Tries the model with the lanes' weights of the start, so that learn_lane_weights() keeps or replaces
  // those.
  LaneWeights try_out(const learn::ModelOptions& model) const {
    const SplitTrial trial(parts_.kept, parts_.held, model);
    return learn_lane_weights(trial.lane_table(options_.scoring.sample_users), options_.start.lanes,
                              options_.scoring.at);
  }

  void take(const learn::ModelOptions& model, const LaneWeights& found) {
    best_ = {model, found.lanes, found.learned};
    score_ = found.score;
  }

  // Turns a knob as long as that helps. True if it ever did.
  bool turn(const Knob& knob, double factor) {
    for (bool turned = false;; turned = true) {
      learn::ModelOptions changed = best_.model;
      knob.multiply(changed, factor);
      const LaneWeights found = try_out(changed);
      const bool better = found.score > kWorthATurn * score_;
      if (better) take(changed, found);
      tell(fmt::format("{} x {:.2f}: {}", knob.name, factor, better ? "better" : "no better"));
      if (!better) return turned;
    }
  }

  void tell(const std::string& what) const {
    if (!options_.progress) return;
    const recommend::FixedSumWeights& lanes = best_.lanes;
    options_.progress(fmt::format("tuning: {} ({:.5f}; weights {:.2f}, {:.2f}, {:.2f}, {:.2f})", what, score_,
                                  lanes.factors, lanes.cooccurrence, lanes.linear, lanes.people));
  }

  const HeldOut& parts_;
  const TuneOptions& options_;
  Settings best_;
  double score_ = 0;
};

}  // namespace

Result<Tuned> tune(const std::vector<UserItems>& train, const TuneOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const HeldOut parts = hold_out(train, options.held_out, kSeed);
  if (parts.held.empty()) return invalid("nobody has two items, so there is nothing to tune on");
  Tuned tuned{Search(parts, options).run()};
  tuned.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return tuned;
}

}  // namespace suggestd::evaluate
