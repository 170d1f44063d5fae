// The learner's state as rows of bytes (store/model_state.h).
//
// Keys     one letter for the kind, then the row number big-endian, so that rows come back in order:
//            "m" the model's own   "p" person   "i" product (item)   "n" neighbours of a product
//            "b" what the learned blend knows of a product   "a" what an attribute adds to a vector
// Values   tagged fields (records/wire.h); arrays of numbers as they lie in memory (x86-64, little
//          endian): a checkpoint belongs to the machine that wrote it. A checkpoint of another kFormat is
//          not read: the log teaches everything again.
// Errors   corrupt for bytes that were not written by the functions beside.
// Threads  pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "learn/history.h"
#include "learn/snapshot.h"
#include "model/blend_features.h"
#include "model/learned_blend.h"
#include "model/neighbours.h"
#include "model/row_solve.h"
#include "records/product.h"

namespace suggestd::learn {

inline constexpr std::uint64_t kCheckpointFormat = 2;

struct PersonRecord {
  std::string key;  // learn/names.h
  History own;      // without the visitors'
  std::vector<UserRow> visitors;
  UserRow same_as = kNoUser;
  bool profiling = true;
  std::string properties_json;
  LearnedRow learned;
  std::vector<float> vector;
  bool waiting = false;
  bool operator==(const PersonRecord&) const = default;
};

struct ProductRecord {
  std::string id;
  std::optional<Product> product;  // none: deleted
  ProductState state;
  std::vector<UserRow> buyers;
  std::vector<float> vector;
  model::ItemNumbers numbers{};
  std::uint32_t touches = 0;
  bool neighbours_wait = false;
  bool operator==(const ProductRecord&) const = default;
};

struct NeighbourRecord {
  model::NeighbourRow neighbours;
  model::NeighbourRow predictors;
  bool operator==(const NeighbourRecord&) const = default;
};

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
  std::string options;  // what must be as it was for the rest to have a meaning
  Timestamp clock{};
  Timestamp landmark{};
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
