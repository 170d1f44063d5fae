// The options of one shop's own model, as a part of its settings: {"dimensions":256,"half_life_days":90}. They have the
// names and the units of the configuration's [model], and stand in its place; what is left out is the configured value.
//
// Bound    kMostDimensions: a vector for each person and product, in the model and in the snapshot that serves.
// Threads  plain values and pure functions.
#pragma once

#include <cstdint>
#include <optional>

#include "base/json_text.h"
#include "records/json_reader.h"

namespace suggestd::learn {
struct ModelOptions;
}  // namespace suggestd::learn

namespace suggestd::shop {

// Half of what the configuration may say: that one is the operator's own decision for all shops.
inline constexpr std::int64_t kMostDimensions = 512;

struct ModelSettings {
  std::optional<std::int64_t> dimensions;
  std::optional<double> view_confidence;
  std::optional<double> wishlist_confidence;
  std::optional<double> cart_confidence;
  std::optional<double> purchase_confidence;
  std::optional<std::int64_t> half_life_days;
  std::optional<std::int64_t> popular_half_life_days;
  std::optional<std::int64_t> trending_half_life_hours;
  std::optional<std::int64_t> unlikely_events_per_hour;
  std::optional<bool> leave_out_unlikely;

  bool operator==(const ModelSettings&) const = default;

  // The options of a model of this shop, where the configuration says `configured`.
  learn::ModelOptions over(learn::ModelOptions configured) const;
};

// Reads the object at `pointer`, and adds what is wrong with it.
void read_model_settings(const Json& object, std::string pointer, FieldErrors& errors,
                         ModelSettings& settings);
// Writes an object of what is set. Requires: something is.
void write_model_settings(JsonWriter& out, const ModelSettings& settings);
// Writes an object of all options that such settings have, as they are in force.
void write_model_in_force(JsonWriter& out, const learn::ModelOptions& options);

}  // namespace suggestd::shop
