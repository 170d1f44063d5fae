#include "learn/checkpoint/checkpoint_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <type_traits>
#include <utility>

#include "records/thing_codec.h"
#include "records/wire.h"

namespace suggestd::learn {
namespace {

// Field numbers are on disk with kCheckpointFormat: change that when one of them changes.
enum PersonField : unsigned {
  person_key_field = 1,
  person_baskets,
  person_lines,
  person_interests,
  person_visitors,
  person_same_as,
  person_refused,
  person_properties,
  person_columns,
  person_confidences,
  person_vector,
  person_waiting,
  person_rate,
  person_agreed,
};
enum ProductField : unsigned {
  product_id_field = 1,
  product_record,
  product_counts,
  product_first_seen,
  product_buyers,
  product_vector,
  product_touches,
  product_neighbours_wait,
  product_numbers,
  product_bought,
  product_ghost,
};
enum NeighbourField : unsigned { neighbour_row = 1, predictor_row };
enum BlendField : unsigned { blend_counts = 1, blend_linear, blend_next };
enum AttributeField : unsigned { attribute_name = 1, attribute_row };
enum ModelField : unsigned {
  model_format = 1,
  model_options,
  model_clock,
  model_landmark,
  model_trained,
  model_weights,
  model_user_gram,
  model_user_corrections,
  model_product_gram,
  model_product_corrections,
  model_trained_interactions,
  model_sweep_next,
  model_deferring,
  model_baskets,
  model_has_blend,
  model_blend_weights,  // weights and means of both choices, one after the other
  model_blend_proofs,
  model_blend_occasions,
  model_blend_baskets,
  model_blend_products,
  model_blend_forgotten,
  model_attributes,
  model_forgotten,
  model_trained_forgotten,
  model_renewed_interactions,
  model_neighbours_next,
  model_clock_committed,
  model_clock_ahead,
  model_clock_sequence,
  model_catalogue_whole,
  model_unlikely_events,
  model_unlikely_latest,
  model_consent_required,
};

static_assert(std::endian::native == std::endian::little);
static_assert(sizeof(Basket) == 24 && sizeof(BasketLine) == 8 && sizeof(Interest) == 40);
static_assert(sizeof(model::Neighbour) == 8 && sizeof(model::AlsWeights) == 12);

template <class T>
void write_array(FieldWriter& out, unsigned field, const std::vector<T>& values) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (values.empty()) return;
  out.text(field, {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
}

template <class T>
bool read_array(const Field& field, std::vector<T>& values) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (!field.is_bytes || field.bytes.size() % sizeof(T) != 0) return false;
  values.resize(field.bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), field.bytes.data(), field.bytes.size());
  return true;
}

// One of a product's decayed counts, as it lies in the row.
struct CountRow {
  double log2_level;
  std::uint64_t people;
};

CountRow row_of(const DecayedCount& count) { return {count.log2_level(), count.people()}; }
DecayedCount count_of(const CountRow& row) {
  return DecayedCount::restored(row.log2_level, static_cast<std::uint32_t>(row.people));
}

// Calls `take(field)` for each field; corrupt if it says no or the bytes are malformed.
template <class Take>
Status read_fields_of(std::string_view bytes, std::string_view what, Take take) {
  FieldReader reader(bytes);
  Field field;
  bool good = true;
  while (good && reader.next(field)) good = take(field);
  if (!good || reader.failed()) return corrupt(fmt::format("a checkpoint's {} row is damaged", what));
  return {};
}

bool take_text(const Field& field, std::string& text) {
  text = field.text();
  return field.is_bytes;
}

bool take_flag(const Field& field, bool& flag) {
  flag = field.value != 0;
  return !field.is_bytes;
}

bool lines_fit(const History& history) {
  std::size_t next = 0;
  for (const Basket& basket : history.baskets) {
    if (basket.first_line != next) return false;
    next += basket.line_count;
  }
  return next == history.lines.size();
}

}  // namespace

std::string row_key(std::string_view prefix, std::uint32_t row) {
  std::string key(prefix);
  for (int shift = 24; shift >= 0; shift -= 8) key.push_back(static_cast<char>(row >> shift & 0xFFU));
  return key;
}

Result<std::uint32_t> row_of_key(std::string_view key) {
  if (key.size() != 5) return corrupt("a checkpoint's key has the wrong length");
  std::uint32_t row = 0;
  for (const char byte : key.substr(1)) row = row << 8 | static_cast<unsigned char>(byte);
  return row;
}

std::string encode(const PersonRecord& record) {
  std::string bytes;
  FieldWriter out(bytes);
  out.text(person_key_field, record.key);
  write_array(out, person_baskets, record.own.baskets);
  write_array(out, person_lines, record.own.lines);
  write_array(out, person_interests, record.own.interests);
  write_array(out, person_visitors, record.visitors);
  if (record.same_as != kNoUser) out.number(person_same_as, index(record.same_as));
  out.flag_if_set(person_refused, record.consent == Consent::no);
  out.flag_if_set(person_agreed, record.consent == Consent::yes);
  out.text_if_any(person_properties, record.properties_json);
  write_array(out, person_columns, record.learned.columns);
  write_array(out, person_confidences, record.learned.confidences);
  write_array(out, person_vector, record.vector);
  out.flag_if_set(person_waiting, record.waiting);
  if (record.rate != EventRate{}) write_array(out, person_rate, std::vector<EventRate>{record.rate});
  return bytes;
}

Result<PersonRecord> decode_person(std::string_view bytes) {
  PersonRecord record;
  bool refused = false;
  bool agreed = false;
  std::vector<EventRate> rates;
  Status read = read_fields_of(bytes, "person", [&](const Field& field) {
    switch (field.number) {
      case person_key_field:
        return take_text(field, record.key);
      case person_baskets:
        return read_array(field, record.own.baskets);
      case person_lines:
        return read_array(field, record.own.lines);
      case person_interests:
        return read_array(field, record.own.interests);
      case person_visitors:
        return read_array(field, record.visitors);
      case person_same_as:
        record.same_as = static_cast<UserRow>(field.value);
        return true;
      case person_refused:
        return take_flag(field, refused);
      case person_agreed:
        return take_flag(field, agreed);
      case person_properties:
        return take_text(field, record.properties_json);
      case person_columns:
        return read_array(field, record.learned.columns);
      case person_confidences:
        return read_array(field, record.learned.confidences);
      case person_vector:
        return read_array(field, record.vector);
      case person_waiting:
        return take_flag(field, record.waiting);
      case person_rate:
        return read_array(field, rates);
      default:
        return true;
    }
  });
  if (!read) return read.error();
  if (agreed) record.consent = Consent::yes;
  if (refused) record.consent = Consent::no;
  if (!rates.empty()) record.rate = rates.front();
  if (!lines_fit(record.own) || record.learned.columns.size() != record.learned.confidences.size()) {
    return corrupt("a checkpoint's person row does not fit together");
  }
  return record;
}

std::string encode(const ProductRecord& record) {
  std::string bytes;
  FieldWriter out(bytes);
  out.text(product_id_field, record.id);
  if (record.product) out.text(product_record, encode_product(*record.product));
  const ProductState& state = record.state;
  write_array(out, product_counts,
              std::vector<CountRow>{row_of(state.popular), row_of(state.trending), row_of(state.usual)});
  out.flag_if_set(product_ghost, record.ghost);
  out.signed_number(product_first_seen, state.first_seen.time_since_epoch().count());
  write_array(out, product_bought, state.bought.days());
  write_array(out, product_buyers, record.buyers);
  write_array(out, product_vector, record.vector);
  out.number(product_touches, record.touches);
  out.flag_if_set(product_neighbours_wait, record.neighbours_wait);
  write_array(out, product_numbers, std::vector<float>(record.numbers.begin(), record.numbers.end()));
  return bytes;
}

Result<ProductRecord> decode_product_row(std::string_view bytes) {
  ProductRecord record;
  std::vector<CountRow> counts;
  std::vector<float> numbers;
  std::vector<model::DailyPurchases::Day> bought;
  std::optional<std::string> product;  // may be empty: an empty record is one
  Status read = read_fields_of(bytes, "product", [&](const Field& field) {
    switch (field.number) {
      case product_id_field:
        return take_text(field, record.id);
      case product_record:
        return take_text(field, product.emplace());
      case product_counts:
        return read_array(field, counts);
      case product_first_seen:
        record.state.first_seen = Timestamp(std::chrono::microseconds(field.signed_value()));
        return true;
      case product_bought:
        return read_array(field, bought);
      case product_buyers:
        return read_array(field, record.buyers);
      case product_vector:
        return read_array(field, record.vector);
      case product_touches:
        record.touches = static_cast<std::uint32_t>(field.value);
        return true;
      case product_neighbours_wait:
        return take_flag(field, record.neighbours_wait);
      case product_numbers:
        return read_array(field, numbers);
      case product_ghost:
        return take_flag(field, record.ghost);
      default:
        return true;
    }
  });
  if (!read) return read.error();
  if (counts.size() != 3 || numbers.size() != record.numbers.size()) {
    return corrupt("a checkpoint's product row has no counts");
  }
  std::copy(numbers.begin(), numbers.end(), record.numbers.begin());
  record.state.popular = count_of(counts[0]);
  record.state.trending = count_of(counts[1]);
  record.state.usual = count_of(counts[2]);
  if (!std::ranges::is_sorted(bought, {}, &model::DailyPurchases::Day::day)) {
    return corrupt("a checkpoint's product row has days out of order");
  }
  record.state.bought = model::DailyPurchases(std::move(bought));
  if (product) {
    Result<Product> decoded = decode_product(*product);
    if (!decoded) return decoded.error();
    record.product = std::move(*decoded);
  }
  return record;
}

std::string encode(const NeighbourRecord& record) {
  std::string bytes;
  FieldWriter out(bytes);
  out.text(neighbour_row, {});  // never empty: an empty value would delete the row
  write_array(out, neighbour_row, record.neighbours);
  write_array(out, predictor_row, record.predictors);
  return bytes;
}

Result<NeighbourRecord> decode_neighbours(std::string_view bytes) {
  NeighbourRecord record;
  Status read = read_fields_of(bytes, "neighbour", [&](const Field& field) {
    if (field.number == neighbour_row) return read_array(field, record.neighbours);
    if (field.number == predictor_row) return read_array(field, record.predictors);
    return true;
  });
  if (!read) return read.error();
  return record;
}

namespace {

void write_blend(FieldWriter& out, const ModelRecord& record) {
  if (!record.has_blend) return;
  std::vector<double> values;
  for (const model::ChoiceWeights* set : {&record.blend.all, &record.blend.fresh}) {
    // A set that is not used stands as zeros: no feature has a weight.
    const std::size_t width = model::blend_features().size();
    const std::vector<double> none(width, 0.0);
    for (const std::vector<double>* part : {&set->weights, &set->means}) {
      const std::vector<double>& from = set->empty() ? none : *part;
      values.insert(values.end(), from.begin(), from.end());
    }
  }
  write_array(out, model_blend_weights, values);
  write_array(out, model_blend_proofs,
              std::vector<model::BlendProof>{record.blend.all_proof, record.blend.fresh_proof});
  out.number(model_blend_occasions, record.blend.occasions);
  out.number(model_blend_baskets, record.blend_baskets);
  out.number(model_blend_products, record.blend_products);
  out.number(model_blend_forgotten, record.blend_forgotten);
}

bool put_blend(const std::vector<double>& values, const std::vector<model::BlendProof>& proofs,
               model::BlendChoices& blend) {
  if (values.empty()) return true;
  const std::size_t width = model::blend_features().size();
  if (values.size() != 4 * width || proofs.size() != 2) return false;
  auto next = values.begin();
  const auto take = [&](std::vector<double>& part) {
    part.assign(next, next + static_cast<std::ptrdiff_t>(width));
    next += static_cast<std::ptrdiff_t>(width);
  };
  for (model::ChoiceWeights* set : {&blend.all, &blend.fresh}) {
    take(set->weights);
    take(set->means);
    const bool unused =
        std::all_of(set->weights.begin(), set->weights.end(), [](double w) { return w == 0; });
    if (unused) *set = {};
  }
  blend.all_proof = proofs[0];
  blend.fresh_proof = proofs[1];
  return true;
}

}  // namespace

std::string encode(const BlendRecord& record) {
  std::string bytes;
  FieldWriter out(bytes);
  write_array(out, blend_counts, std::vector<model::ItemCounts>{record.counts});
  write_array(out, blend_linear, record.linear);
  write_array(out, blend_next, record.next);
  return bytes;
}

Result<BlendRecord> decode_blend(std::string_view bytes) {
  BlendRecord record;
  std::vector<model::ItemCounts> counts;
  Status read = read_fields_of(bytes, "blend", [&](const Field& field) {
    if (field.number == blend_counts) return read_array(field, counts);
    if (field.number == blend_linear) return read_array(field, record.linear);
    if (field.number == blend_next) return read_array(field, record.next);
    return true;
  });
  if (!read) return read.error();
  if (counts.size() != 1) return corrupt("a checkpoint's blend row has no counts");
  record.counts = counts.front();
  return record;
}

std::string encode(const AttributeRecord& record) {
  std::string bytes;
  FieldWriter out(bytes);
  out.text(attribute_name, record.name);
  write_array(out, attribute_row, record.row);
  return bytes;
}

Result<AttributeRecord> decode_attribute(std::string_view bytes) {
  AttributeRecord record;
  Status read = read_fields_of(bytes, "attribute", [&](const Field& field) {
    if (field.number == attribute_name) return take_text(field, record.name);
    if (field.number == attribute_row) return read_array(field, record.row);
    return true;
  });
  if (!read) return read.error();
  return record;
}

std::string encode(const ModelRecord& record) {
  std::string bytes;
  FieldWriter out(bytes);
  out.number(model_format, kCheckpointFormat);
  out.text(model_options, record.options);
  out.signed_number(model_clock, record.clock.latest.time_since_epoch().count());
  out.signed_number(model_landmark, record.clock.landmark.time_since_epoch().count());
  out.flag_if_set(model_trained, record.trained);
  write_array(out, model_weights, std::vector<model::AlsWeights>{record.weights});
  write_array(out, model_user_gram, record.user_gram.values);
  out.number(model_user_corrections, record.user_gram.corrections);
  write_array(out, model_product_gram, record.product_gram.values);
  out.number(model_product_corrections, record.product_gram.corrections);
  out.number(model_trained_interactions, record.trained_interactions);
  out.number(model_sweep_next, record.sweep_next);
  out.flag_if_set(model_deferring, record.deferring);
  out.number(model_baskets, record.baskets);
  out.flag_if_set(model_has_blend, record.has_blend);
  write_blend(out, record);
  out.number(model_attributes, record.attributes);
  out.number(model_forgotten, record.forgotten);
  out.number(model_trained_forgotten, record.trained_forgotten);
  out.number(model_renewed_interactions, record.renewed_interactions);
  out.number(model_neighbours_next, record.neighbours_next);
  out.signed_number(model_clock_committed, record.clock.committed.time_since_epoch().count());
  out.signed_number(model_clock_ahead, record.clock.ahead.count());
  out.number(model_clock_sequence, number(record.clock.sequence));
  out.flag_if_set(model_catalogue_whole, record.catalogue_whole);
  out.flag_if_set(model_consent_required, record.consent_required);
  out.number(model_unlikely_events, record.unlikely.events);
  write_array(out, model_unlikely_latest, record.unlikely.latest);
  return bytes;
}

namespace {

// The fields of the model's row, before the record is made of them.
struct ModelFields {
  ModelRecord record;
  std::uint64_t format = 0;
  std::vector<model::AlsWeights> weights;
  std::vector<double> blend_weights;
  std::vector<model::BlendProof> blend_proofs;
};

// The member that a field which is a plain number fills; null for every other field.
std::uint64_t* number_at(unsigned field, ModelFields& in) {
  ModelRecord& record = in.record;
  switch (field) {
    case model_format:
      return &in.format;
    case model_user_corrections:
      return &record.user_gram.corrections;
    case model_product_corrections:
      return &record.product_gram.corrections;
    case model_trained_interactions:
      return &record.trained_interactions;
    case model_sweep_next:
      return &record.sweep_next;
    case model_baskets:
      return &record.baskets;
    case model_blend_occasions:
      return &record.blend.occasions;
    case model_blend_baskets:
      return &record.blend_baskets;
    case model_blend_products:
      return &record.blend_products;
    case model_blend_forgotten:
      return &record.blend_forgotten;
    case model_attributes:
      return &record.attributes;
    case model_forgotten:
      return &record.forgotten;
    case model_trained_forgotten:
      return &record.trained_forgotten;
    case model_renewed_interactions:
      return &record.renewed_interactions;
    case model_neighbours_next:
      return &record.neighbours_next;
    case model_unlikely_events:
      return &record.unlikely.events;
    default:
      return nullptr;
  }
}

void take_clock_field(const Field& field, LogClock::State& clock) {
  const std::chrono::microseconds time(field.signed_value());
  if (field.number == model_clock) clock.latest = Timestamp(time);
  if (field.number == model_landmark) clock.landmark = Timestamp(time);
  if (field.number == model_clock_committed) clock.committed = Timestamp(time);
  if (field.number == model_clock_ahead) clock.ahead = time;
  if (field.number == model_clock_sequence) clock.sequence = Sequence{field.value};
}

bool take_model_field(const Field& field, ModelFields& in) {
  if (std::uint64_t* number = number_at(field.number, in)) {
    *number = field.value;
    return true;
  }
  switch (field.number) {
    case model_options:
      return take_text(field, in.record.options);
    case model_trained:
      return take_flag(field, in.record.trained);
    case model_deferring:
      return take_flag(field, in.record.deferring);
    case model_has_blend:
      return take_flag(field, in.record.has_blend);
    case model_catalogue_whole:
      return take_flag(field, in.record.catalogue_whole);
    case model_consent_required:
      return take_flag(field, in.record.consent_required);
    case model_unlikely_latest:
      return read_array(field, in.record.unlikely.latest);
    case model_weights:
      return read_array(field, in.weights);
    case model_user_gram:
      return read_array(field, in.record.user_gram.values);
    case model_product_gram:
      return read_array(field, in.record.product_gram.values);
    case model_blend_weights:
      return read_array(field, in.blend_weights);
    case model_blend_proofs:
      return read_array(field, in.blend_proofs);
    default:
      take_clock_field(field, in.record.clock);
      return true;
  }
}

}  // namespace

Result<ModelRecord> decode_model(std::string_view bytes) {
  ModelFields in;
  Status read =
      read_fields_of(bytes, "model", [&](const Field& field) { return take_model_field(field, in); });
  if (!read) return read.error();
  if (in.format != kCheckpointFormat) {
    return Error(ErrorKind::unsupported, fmt::format("the checkpoint has format {}", in.format));
  }
  if (in.weights.size() != 1) return corrupt("a checkpoint's model row has no weights");
  if (!put_blend(in.blend_weights, in.blend_proofs, in.record.blend)) {
    return corrupt("a checkpoint's blend has weights of another shape");
  }
  in.record.weights = in.weights.front();
  return std::move(in.record);
}

}  // namespace suggestd::learn
