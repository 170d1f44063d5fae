#include "evaluate/report.h"

#include <fmt/format.h>

#include "base/json_tree.h"
#include "records/json_reader.h"

namespace suggestd::evaluate {
namespace {

Json quality_json(const Quality& quality) {
  return {{"users", quality.users},
          {"recall", quality.recall.value},
          {"recall_interval", quality.recall.interval},
          {"ndcg", quality.ndcg.value},
          {"ndcg_interval", quality.ndcg.interval},
          {"hit_rate", quality.hit_rate.value},
          {"mrr", quality.mrr.value},
          {"coverage", quality.coverage},
          {"novelty", quality.novelty}};
}

std::string row(std::string_view name, const Quality& quality) {
  return fmt::format("{:<16} {:.4f} +-{:.4f} {:.4f} +-{:.4f} {:9.4f} {:8.4f} {:8.3f} {:8.2f}\n", name,
                     quality.recall.value, quality.recall.interval, quality.ndcg.value, quality.ndcg.interval,
                     quality.hit_rate.value, quality.mrr.value, quality.coverage, quality.novelty);
}

std::string row(const DiversityStep& step) {
  return fmt::format("diversity {:.1f}    {:.4f} +-{:.4f} {:.4f} +-{:.4f} likeness {:.3f}\n", step.diversity,
                     step.quality.recall.value, step.quality.recall.interval, step.quality.ndcg.value,
                     step.quality.ndcg.interval, step.likeness);
}

Json step_json(const DiversityStep& step) {
  Json json = quality_json(step.quality);
  json["diversity"] = step.diversity;
  json["likeness"] = step.likeness;
  return json;
}

}  // namespace

std::string to_json(const Report& report) {
  Json json = quality_json(report.blend);
  json["protocol"] = report.protocol;
  json["at"] = report.at;
  json["train_seconds"] = report.train_seconds;
  json["microseconds_per_list"] = report.microseconds_per_list;
  json["lanes"] = Json::object();
  for (const auto& [name, quality] : report.lanes) json["lanes"][name] = quality_json(quality);
  for (const DiversityStep& step : report.diversity) json["diversity"].push_back(step_json(step));
  json["settings"] = report.settings;
  return json_text(json);
}

std::string to_text(const Report& report) {
  std::string text =
      fmt::format("{} people, lists of {}, trained in {:.1f} s, {:.0f} us a list\n", report.blend.users,
                  report.at, report.train_seconds, report.microseconds_per_list);
  text += fmt::format("{:<16} {:<15} {:<15} {:>9} {:>8} {:>8} {:>8}\n", "", "recall", "NDCG", "hit rate",
                      "MRR", "coverage", "novelty");
  text += row("blend", report.blend);
  for (const auto& [name, quality] : report.lanes) text += row(name, quality);
  for (const DiversityStep& step : report.diversity) text += row(step);
  for (const auto& [name, value] : report.settings) text += fmt::format("{} = {}\n", name, value);
  return text;
}

}  // namespace suggestd::evaluate
