// LearnedShop::take_unsaved and LearnedShop::restore: the model as rows of a checkpoint
// (learn/checkpoint/checkpoint_rows.h).
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "base/parallel.h"
#include "learn/checkpoint/checkpoint_rows.h"
#include "learn/lanes/served_blend.h"
#include "learn/learned_shop.h"

namespace suggestd::learn {
namespace {

// All options that a stored vector, count or neighbour row depends on.
std::string describe(const ModelOptions& options) {
  const model::AlsSettings& als = options.factors;
  const ConfidenceOptions& confidence = options.confidence;
  return fmt::format(
      "als {} {} {} {} {} {} {} {}; neighbours {} {} {} {} {}; confidence {} {} {} {} {}; half lives {} "
      "{}; rates {} {}",
      als.dim, als.epochs, als.unobserved_scale, als.ridge, als.exponent, als.start_deviation, als.seed,
      als.steps, options.neighbours.cooccurrence.neighbours, options.neighbours.cooccurrence.user_power,
      options.neighbours.sparse_linear.neighbours, options.neighbours.sparse_linear.lambda,
      options.neighbours.sparse_linear.user_power, confidence.view, confidence.wishlist, confidence.cart,
      confidence.purchase, confidence.half_life.count(), options.popular_half_life.count(),
      options.trending_half_life.count(), options.event_rate.most_per_hour, options.event_rate.leave_out);
}

GramRecord record_of(const model::GramMatrix& gram) {
  const std::size_t size = model::padded(gram.dim()) * model::padded(gram.dim());
  return {{gram.data(), gram.data() + size}, gram.corrections()};
}

Result<model::GramMatrix> gram_of(const GramRecord& record, std::size_t dim) {
  if (record.values.size() != model::padded(dim) * model::padded(dim)) {
    return corrupt("a checkpoint's Gram matrix has the wrong size");
  }
  return model::GramMatrix::restored(dim, record.values, record.corrections);
}

Status expect_row(std::string_view key, std::size_t expected) {
  const Result<std::uint32_t> row = row_of_key(key);
  if (!row) return row.error();
  if (*row != expected) return corrupt(fmt::format("a checkpoint lacks row {}", expected));
  return {};
}

bool names_known_products(const History& history, std::size_t products) {
  const auto known = [products](const auto& entry) { return index(entry.product) < products; };
  return std::ranges::all_of(history.lines, known) && std::ranges::all_of(history.interests, known);
}

bool is_learned_row(const LearnedRow& row, std::size_t products) {
  const std::vector<std::uint32_t>& columns = row.columns;
  return (columns.empty() || columns.back() < products) &&
         std::ranges::adjacent_find(columns, std::greater_equal()) == columns.end() &&
         std::ranges::all_of(row.confidences, [](float confidence) { return confidence > 0; });
}

}  // namespace

ModelRecord LearnedShop::own_record() const {
  ModelRecord record;
  record.options = describe(options_);
  record.clock = facts_.clock().state();
  record.trained = factors_.trained();
  record.weights = factors_.weights();
  if (record.trained) {
    record.user_gram = record_of(factors_.user_gram());
    record.product_gram = record_of(factors_.product_gram());
  }
  record.trained_interactions = trained_interactions_;
  record.renewed_interactions = renewed_interactions_;
  record.sweep_next = sweep_next_;
  record.neighbours_next = index(neighbours_next_);
  record.deferring = deferring_;
  record.attributes = prior_.size();
  record.baskets = facts_.baskets();
  record.forgotten = facts_.forgotten();
  record.trained_forgotten = trained_forgotten_;
  record.catalogue_whole = facts_.catalogue_whole();
  record.consent_required = facts_.people().consent_required();
  record.unlikely = facts_.unlikely();
  record.has_blend = blend_ != nullptr;
  if (blend_ == nullptr) return record;
  record.blend = blend_->choices;
  record.blend_baskets = blend_->baskets;
  record.blend_forgotten = blend_->forgotten;
  record.blend_products = blend_->tables.counts.size();
  return record;
}

// Copies and takes pointers only; UnsavedRows::encode() does the slow part beside the worker.
UnsavedRows LearnedShop::take_unsaved() {
  learn_deferred();  // what is stored is whole
  UnsavedRows rows;
  rows.snapshot = publish({});
  const People& people = facts_.people();
  for (const UserRow row : facts_.people().take_unsaved()) {
    rows.people.push_back({row, waiting_people_.contains(row), facts_.rate_of(row)});
    const std::span<const UserRow> visitors = people.visitors_of(row);
    if (!visitors.empty()) rows.joined[row] = {people.own_history(row), {visitors.begin(), visitors.end()}};
  }
  for (const ProductRow row : facts_.take_unsaved_products()) {
    const std::span<const float> vector = factors_.product(row);
    rows.products.push_back({row,
                             {vector.begin(), vector.end()},
                             factors_.numbers(row),
                             touches_[index(row)],
                             waiting_neighbours_.contains(row)});
  }
  for (const ProductRow row : neighbours_.take_unsaved())
    rows.neighbours.push_back({row, neighbours_.shared_predictors(row)});
  if (std::exchange(prior_unsaved_, false)) {
    for (std::size_t i = 0; i < prior_.size(); ++i) {
      const std::span<const float> row = prior_.row(i);
      rows.attributes.push_back({prior_.name(i), {row.begin(), row.end()}});
    }
  }
  rows.blend = std::exchange(blend_unsaved_, false);
  rows.model = own_record();
  return rows;
}

Status LearnedShop::restore(const store::FollowerState& state, ShopId shop) {
  std::string bytes;
  Status found = state.for_each(shop, kModelKey, [&](std::string_view, std::string_view value) -> Status {
    bytes = value;
    return {};
  });
  if (!found) return found;
  if (bytes.empty()) return not_found("there is no checkpoint");
  Result<ModelRecord> record = decode_model(bytes);
  if (!record) return record.error();
  if (record->options != describe(options_)) {
    return Error(ErrorKind::unsupported, "the checkpoint was learned with other settings");
  }
  facts_.restore_clock(record->clock);
  trained_interactions_ = record->trained_interactions;
  renewed_interactions_ = record->renewed_interactions;
  sweep_next_ = record->sweep_next;
  neighbours_next_ = static_cast<ProductRow>(record->neighbours_next);
  deferring_ = record->deferring;
  facts_.people().restore_rule(record->consent_required);
  // Products first: people's rows name them.
  if (Status good = restore_products(state, shop); !good) return good;
  if (Status good = restore_people(state, shop); !good) return good;
  if (Status good = restore_neighbours(state, shop); !good) return good;
  facts_.restore_counts(record->baskets, record->forgotten);
  facts_.restore_catalogue_whole(record->catalogue_whole);
  const auto unknown = [&](UserRow row) { return index(row) >= facts_.people().size(); };
  if (std::ranges::any_of(record->unlikely.latest, unknown)) {
    return corrupt("a checkpoint names a person whom it lacks");
  }
  facts_.restore_unlikely(std::move(record->unlikely));
  trained_forgotten_ = record->trained_forgotten;
  if (Status good = restore_blend(*record, state, shop); !good) return good;
  if (!record->trained) return {};
  Result<model::GramMatrix> users = gram_of(record->user_gram, options_.factors.dim);
  Result<model::GramMatrix> products = gram_of(record->product_gram, options_.factors.dim);
  if (!users) return users.error();
  if (!products) return products.error();
  factors_.restore(record->weights, std::move(*users), std::move(*products));
  return restore_prior(*record, state, shop);
}

Status LearnedShop::restore_prior(const ModelRecord& record, const store::FollowerState& state, ShopId shop) {
  std::vector<std::string> names;
  std::vector<float> rows;
  Status read =
      state.for_each(shop, kAttributePrefix, [&](std::string_view key, std::string_view value) -> Status {
        // Rows of an earlier, longer map may still be there.
        if (names.size() == record.attributes) return {};
        if (Status good = expect_row(key, names.size()); !good) return good;
        Result<AttributeRecord> row = decode_attribute(value);
        if (!row) return row.error();
        if (row->row.size() != options_.factors.dim)
          return corrupt("an attribute's row has the wrong length");
        names.push_back(std::move(row->name));
        rows.insert(rows.end(), row->row.begin(), row->row.end());
        return {};
      });
  if (!read) return read;
  if (names.size() != record.attributes) return corrupt("a checkpoint lacks rows of the attributes");
  prior_ = AttributePrior::restored(std::move(names), std::move(rows), options_.factors.dim);
  for (std::size_t i = 0; i < facts_.product_count(); ++i) {
    const auto row = static_cast<ProductRow>(i);
    if (postings_.people_of(row).columns.empty()) factors_.place_product(row, expected_vector(row));
  }
  return {};
}

Status LearnedShop::restore_products(const store::FollowerState& state, ShopId shop) {
  Status read =
      state.for_each(shop, kProductPrefix, [&](std::string_view key, std::string_view value) -> Status {
        if (Status good = expect_row(key, facts_.product_count()); !good) return good;
        Result<ProductRecord> record = decode_product_row(value);
        if (!record) return record.error();
        const auto row = static_cast<ProductRow>(facts_.product_count());
        facts_.restore_product(*record);
        if (facts_.product_count() != index(row) + 1) return corrupt("a checkpoint names a product twice");
        factors_.set_numbers(row, record->numbers);
        if (!record->vector.empty()) {
          if (record->vector.size() != options_.factors.dim) return corrupt("a vector has the wrong length");
          factors_.restore_product(row, record->vector);
        }
        touches_.push_back(record->touches);
        if (record->touches > 0) waiting_products_.insert(row);
        if (record->neighbours_wait) waiting_neighbours_.insert(row);
        return {};
      });
  postings_.grow(facts_.product_count());
  return read;
}

Status LearnedShop::restore_people(const store::FollowerState& state, ShopId shop) {
  People& people = facts_.people();
  const std::size_t products = facts_.product_count();
  Status read =
      state.for_each(shop, kPersonPrefix, [&](std::string_view key, std::string_view value) -> Status {
        if (Status good = expect_row(key, people.size()); !good) return good;
        Result<PersonRecord> record = decode_person(value);
        if (!record) return record.error();
        const auto row = static_cast<UserRow>(people.size());
        if (!record->vector.empty()) {
          if (record->vector.size() != options_.factors.dim) return corrupt("a vector has the wrong length");
          factors_.restore_user(row, record->vector);
        }
        if (!names_known_products(record->own, products)) {
          return corrupt("a checkpoint's history names a product that it lacks");
        }
        if (!is_learned_row(record->learned, products)) {
          return corrupt("a checkpoint's learned row is no list of the products that it has");
        }
        if (record->waiting) waiting_people_.insert(row);
        facts_.restore_rate(row, record->rate);
        people.restore(std::move(*record));
        if (people.size() != index(row) + 1) return corrupt("a checkpoint names a person twice");
        neighbours_.note_person(row);
        return {};
      });
  if (!read) return read;
  if (!people.links_are_known() || !facts_.buyers_are_known()) {
    return corrupt("a checkpoint names a person whom it lacks");
  }
  people.join_visitors();
  postings_.fill(people, options_.threads == 0 ? default_thread_count() : options_.threads);
  return {};
}

Status LearnedShop::restore_blend(const ModelRecord& record, const store::FollowerState& state, ShopId shop) {
  if (!record.has_blend) return {};
  auto blend = std::make_shared<ServedBlend>();
  blend->choices = record.blend;
  blend->baskets = record.blend_baskets;
  blend->forgotten = record.blend_forgotten;
  model::BasketTables& tables = blend->tables;
  Status read =
      state.for_each(shop, kBlendPrefix, [&](std::string_view key, std::string_view value) -> Status {
        // Rows of an earlier, longer blend may still be there.
        if (tables.counts.size() == record.blend_products) return {};
        if (Status good = expect_row(key, tables.counts.size()); !good) return good;
        Result<BlendRecord> row = decode_blend(value);
        if (!row) return row.error();
        tables.counts.push_back(row->counts);
        tables.linear.push_back(std::move(row->linear));
        tables.next.push_back(std::move(row->next));
        return {};
      });
  if (!read) return read;
  if (tables.counts.size() != record.blend_products) return corrupt("a checkpoint lacks rows of the blend");
  blend_ = std::move(blend);
  return {};
}

Status LearnedShop::restore_neighbours(const store::FollowerState& state, ShopId shop) {
  std::vector<NeighbourRecord> records(facts_.product_count());
  Status read =
      state.for_each(shop, kNeighbourPrefix, [&](std::string_view key, std::string_view value) -> Status {
        const Result<std::uint32_t> row = row_of_key(key);
        if (!row) return row.error();
        Result<NeighbourRecord> record = decode_neighbours(value);
        if (!record) return record.error();
        const auto unknown = [&](const model::Neighbour& other) { return other.item >= records.size(); };
        if (*row >= records.size() || std::ranges::any_of(record->neighbours, unknown) ||
            std::ranges::any_of(record->predictors, unknown)) {
          return corrupt("a checkpoint has neighbours of an unknown product");
        }
        records[*row] = std::move(*record);
        return {};
      });
  if (!read) return read;
  neighbours_.restore(std::move(records));
  return {};
}

}  // namespace suggestd::learn
