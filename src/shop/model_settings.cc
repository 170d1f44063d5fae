#include "shop/model_settings.h"

#include <array>
#include <chrono>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "learn/model_options.h"

namespace suggestd::shop {
namespace {

using learn::ConfidenceOptions;
using learn::ModelOptions;

// An option that is a whole number. The bounds are those of settings/config_table.cc, but for the dimensions.
struct WholeOption {
  std::string_view name;
  std::int64_t least;
  std::int64_t most;
  std::optional<std::int64_t> ModelSettings::*setting;
  void (*put)(ModelOptions& options, std::int64_t value);
  std::int64_t (*get)(const ModelOptions& options);
};

std::int64_t days_of(std::chrono::hours time) { return std::chrono::floor<std::chrono::days>(time).count(); }

constexpr std::array kWholeOptions{
    WholeOption{"dimensions", 8, kMostDimensions, &ModelSettings::dimensions,
                [](ModelOptions& o, std::int64_t v) { o.factors.dim = static_cast<std::size_t>(v); },
                [](const ModelOptions& o) { return static_cast<std::int64_t>(o.factors.dim); }},
    WholeOption{"half_life_days", 0, 36'500, &ModelSettings::half_life_days,
                [](ModelOptions& o, std::int64_t v) { o.confidence.half_life = std::chrono::days(v); },
                [](const ModelOptions& o) { return days_of(o.confidence.half_life); }},
    WholeOption{"popular_half_life_days", 1, 36'500, &ModelSettings::popular_half_life_days,
                [](ModelOptions& o, std::int64_t v) { o.popular_half_life = std::chrono::days(v); },
                [](const ModelOptions& o) { return days_of(o.popular_half_life); }},
    WholeOption{"trending_half_life_hours", 1, 87'600, &ModelSettings::trending_half_life_hours,
                [](ModelOptions& o, std::int64_t v) { o.trending_half_life = std::chrono::hours(v); },
                [](const ModelOptions& o) { return std::int64_t{o.trending_half_life.count()}; }},
    WholeOption{
        "unlikely_events_per_hour", 10, 1'000'000'000, &ModelSettings::unlikely_events_per_hour,
        [](ModelOptions& o, std::int64_t v) { o.event_rate.most_per_hour = static_cast<std::uint32_t>(v); },
        [](const ModelOptions& o) { return std::int64_t{o.event_rate.most_per_hour}; }},
};

// A weight.
struct NumberOption {
  std::string_view name;
  double least;
  double most;
  std::optional<double> ModelSettings::*setting;
  float ConfidenceOptions::*option;
};

constexpr std::array kNumberOptions{
    NumberOption{"view_confidence", 0, 1, &ModelSettings::view_confidence, &ConfidenceOptions::view},
    NumberOption{"wishlist_confidence", 0, 1, &ModelSettings::wishlist_confidence,
                 &ConfidenceOptions::wishlist},
    NumberOption{"cart_confidence", 0, 1, &ModelSettings::cart_confidence, &ConfidenceOptions::cart},
    NumberOption{"purchase_confidence", 0.01, 10, &ModelSettings::purchase_confidence,
                 &ConfidenceOptions::purchase},
};

constexpr std::string_view kLeaveOut = "leave_out_unlikely";

void read_number(ObjectReader& in, const NumberOption& option, std::optional<double>& value) {
  const Json* found = in.field(option.name, Need::optional);
  if (found == nullptr) return;
  const double number = found->is_number() ? found->get<double>() : -1;
  if (number < option.least || number > option.most)
    return in.bad(option.name, fmt::format("must be a number from {} to {}", option.least, option.most));
  value = number;
}

}  // namespace

ModelOptions ModelSettings::over(ModelOptions configured) const {
  for (const WholeOption& option : kWholeOptions) {
    if (const auto& value = this->*option.setting) option.put(configured, *value);
  }
  for (const NumberOption& option : kNumberOptions) {
    if (const auto& value = this->*option.setting)
      configured.confidence.*option.option = static_cast<float>(*value);
  }
  if (leave_out_unlikely) configured.event_rate.leave_out = *leave_out_unlikely;
  return configured;
}

void read_model_settings(const Json& object, std::string pointer, FieldErrors& errors,
                         ModelSettings& settings) {
  ObjectReader in(object, std::move(pointer), errors);
  for (const WholeOption& option : kWholeOptions) {
    std::optional<std::int64_t>& value = settings.*option.setting;
    in.whole(option.name, value);
    if (value && (*value < option.least || *value > option.most))
      in.bad(option.name, fmt::format("must be from {} to {}", option.least, option.most));
  }
  for (const NumberOption& option : kNumberOptions) read_number(in, option, settings.*option.setting);
  if (in.field(kLeaveOut, Need::optional) != nullptr) {
    bool flag = false;
    in.flag(kLeaveOut, flag);
    settings.leave_out_unlikely = flag;
  }
  in.finish();
}

void write_model_settings(JsonWriter& out, const ModelSettings& settings) {
  out.begin_object();
  for (const WholeOption& option : kWholeOptions) {
    if (const auto& value = settings.*option.setting) out.member(option.name, *value);
  }
  for (const NumberOption& option : kNumberOptions) {
    if (const auto& value = settings.*option.setting) out.member(option.name, *value);
  }
  if (settings.leave_out_unlikely) out.member(kLeaveOut, *settings.leave_out_unlikely);
  out.end_object();
}

void write_model_in_force(JsonWriter& out, const ModelOptions& options) {
  out.begin_object();
  for (const WholeOption& option : kWholeOptions) out.member(option.name, option.get(options));
  for (const NumberOption& option : kNumberOptions)
    out.member(option.name, options.confidence.*option.option);
  out.member(kLeaveOut, options.event_rate.leave_out).end_object();
}

}  // namespace suggestd::shop
