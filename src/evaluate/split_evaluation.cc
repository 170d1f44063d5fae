#include "evaluate/split_evaluation.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "evaluate/split_trial.h"

namespace suggestd::evaluate {
namespace {

using Clock = std::chrono::steady_clock;
using recommend::FixedSumWeights;

Result<Tuned> settings_for(const Split& split, const SplitOptions& options) {
  const auto has_two = [](const UserItems& user) { return user.items.size() >= 2; };
  if (std::none_of(split.train.begin(), split.train.end(), has_two)) return Tuned{options.settings};
  TuneOptions tuning;
  tuning.start = options.settings;
  tuning.scoring.at = options.scoring.at;
  tuning.lanes_only = !options.tune;
  tuning.progress = options.progress;
  return tune(split.train, tuning);
}

// Each lane by itself: the blend with the other weights at 0.
Status add_lanes(const SplitTrial& trial, const Scoring& scoring, Report& report) {
  const std::map<std::string, FixedSumWeights> lanes{{"factors", {1, 0, 0, 0}},
                                                     {"cooccurrence", {0, 1, 0, 0}},
                                                     {"slim", {0, 0, 1, 0}},
                                                     {"people", {0, 0, 0, 1}}};
  for (const auto& [name, weights] : lanes) {
    Result<Quality> quality = trial.quality(weights, scoring);
    if (!quality) return std::move(quality).error();
    report.lanes[name] = *quality;
  }
  return {};
}

std::map<std::string, std::string> described(const Settings& settings) {
  const model::AlsSettings& factors = settings.model.factors;
  const learn::NeighbourOptions& neighbours = settings.model.neighbours;
  return {{"dimensions", fmt::format("{}", factors.dim)},
          {"epochs", fmt::format("{}", factors.epochs)},
          {"unobserved", fmt::format("{:.4g}", factors.unobserved_scale)},
          {"ridge", fmt::format("{:.4g}", factors.ridge)},
          {"cooccurrence_neighbours", fmt::format("{}", neighbours.cooccurrence.neighbours)},
          {"slim_neighbours", fmt::format("{}", neighbours.sparse_linear.neighbours)},
          {"slim_lambda", fmt::format("{:.4g}", neighbours.sparse_linear.lambda)},
          {"slim_user_power", fmt::format("{:.4g}", neighbours.sparse_linear.user_power)},
          {"weight_factors", fmt::format("{:.4g}", settings.lanes.factors)},
          {"weight_cooccurrence", fmt::format("{:.4g}", settings.lanes.cooccurrence)},
          {"weight_slim", fmt::format("{:.4g}", settings.lanes.linear)},
          {"weight_people", fmt::format("{:.4g}", settings.lanes.people)},
          {"weights", settings.lanes_learned ? "learned" : "default"},
          {"people_neighbours", fmt::format("{}", settings.model.like_minded.people)},
          {"people_history_power", fmt::format("{:.4g}", settings.model.like_minded.history_power)},
          {"people_sharpness", fmt::format("{:.4g}", settings.model.like_minded.sharpness)}};
}

}  // namespace

Result<Report> evaluate_split(const Split& split, const SplitOptions& options) {
  const Result<Tuned> tuned = settings_for(split, options);
  if (!tuned) return tuned.error();
  const Settings* settings = &tuned->settings;
  const SplitTrial trial(split.train, split.test, settings->model);
  if (options.progress) {
    options.progress(fmt::format("{} people, {} products: trained in {:.1f} s", split.train.size(),
                                 trial.products(), trial.train_seconds()));
  }
  Report report;
  report.protocol = options.protocol;
  report.at = options.scoring.at;
  // The weights are learned by a training of their own; a search for settings is told apart.
  report.train_seconds = trial.train_seconds() + (options.tune ? 0 : tuned->seconds);
  const Clock::time_point start = Clock::now();
  Result<Quality> blend = trial.quality(settings->lanes, options.scoring);
  if (!blend) return std::move(blend).error();
  const std::chrono::duration<double, std::micro> spent = Clock::now() - start;
  report.blend = *blend;
  report.microseconds_per_list = spent.count() / static_cast<double>(report.blend.users);
  if (Status good = add_lanes(trial, options.scoring, report); !good) return good.error();
  report.settings = described(*settings);
  if (options.tune) report.settings["tuning_seconds"] = fmt::format("{:.1f}", tuned->seconds);
  return report;
}

}  // namespace suggestd::evaluate
