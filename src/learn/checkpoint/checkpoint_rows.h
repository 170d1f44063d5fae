// The learner's state as rows of bytes (store/tables/follower_state.h).
//
// Keys     one letter for the kind, then the row number big-endian, so that rows come back in order:
//            "m" the model's own   "p" person   "i" product (item)   "n" neighbours of a product
//            "b" what the learned blend knows of a product   "a" what an attribute adds to a vector
// Values   tagged fields (records/wire.h); arrays of numbers as they lie in memory (x86-64, little
//          endian): a checkpoint belongs to the machine that wrote it. A checkpoint of another
//          kCheckpointFormat is not read: the log teaches everything again.
// Errors   corrupt for bytes that were not written by the functions beside.
// Threads  pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "learn/facts/fact_records.h"
#include "learn/facts/log_clock.h"
#include "learn/lanes/lane_records.h"
#include "model/blend/blend_features.h"
#include "model/blend/learned_blend.h"

namespace suggestd::learn {

inline constexpr std::uint64_t kCheckpointFormat = 4;

struct BlendRecord {
  model::ItemCounts counts;
  model::NeighbourRow linear;
  model::NeighbourRow next;
  bool operator==(const BlendRecord&) const = default;
};

struct AttributeRecord {
  std::string name;
  std::vector<float> row;
  bool operator==(const AttributeRecord&) const = default;
};

struct GramRecord {
  std::vector<double> values;
  std::uint64_t corrections = 0;
  bool operator==(const GramRecord&) const = default;
};

struct ModelRecord {
  std::string options;  // a checkpoint made with other options has no meaning
  LogClock::State clock;
  bool trained = false;
  model::AlsWeights weights{};
  GramRecord user_gram;
  GramRecord product_gram;
  std::uint64_t trained_interactions = 0;
  std::uint64_t renewed_interactions = 0;
  std::uint64_t sweep_next = 0;
  std::uint64_t neighbours_next = 0;
  bool deferring = false;
  std::uint64_t baskets = 0;
  std::uint64_t forgotten = 0;
  std::uint64_t trained_forgotten = 0;
  bool has_blend = false;
  model::BlendChoices blend;
  std::uint64_t blend_baskets = 0;
  std::uint64_t blend_forgotten = 0;
  std::uint64_t blend_products = 0;  // rows of the blend
  std::uint64_t attributes = 0;      // rows of the attributes
  bool catalogue_whole = false;
  bool consent_required = false;
  UnlikelyEvents unlikely;
};

inline constexpr std::string_view kModelKey = "m";
inline constexpr std::string_view kPersonPrefix = "p";
inline constexpr std::string_view kProductPrefix = "i";
inline constexpr std::string_view kNeighbourPrefix = "n";
inline constexpr std::string_view kBlendPrefix = "b";
inline constexpr std::string_view kAttributePrefix = "a";

std::string row_key(std::string_view prefix, std::uint32_t row);
Result<std::uint32_t> row_of_key(std::string_view key);

std::string encode(const PersonRecord& record);
std::string encode(const ProductRecord& record);
std::string encode(const NeighbourRecord& record);
std::string encode(const BlendRecord& record);
std::string encode(const AttributeRecord& record);
std::string encode(const ModelRecord& record);
Result<PersonRecord> decode_person(std::string_view bytes);
Result<ProductRecord> decode_product_row(std::string_view bytes);
Result<NeighbourRecord> decode_neighbours(std::string_view bytes);
Result<BlendRecord> decode_blend(std::string_view bytes);
Result<AttributeRecord> decode_attribute(std::string_view bytes);
// Errors: unsupported for another format.
Result<ModelRecord> decode_model(std::string_view bytes);

}  // namespace suggestd::learn
