#include "learn/checkpoint/unsaved_rows.h"

namespace suggestd::learn {
namespace {

PersonRecord person_record(const UnsavedRows& rows, const UnsavedRows::Person& person) {
  PersonRecord record;
  record.key = rows.snapshot->people.id(person.row);
  record.waiting = person.waiting;
  record.rate = person.rate;
  const PersonState* state = rows.snapshot->person(person.row);
  if (state == nullptr) return record;
  record.own = state->history;
  if (const auto joined = rows.joined.find(person.row); joined != rows.joined.end()) {
    record.own = joined->second.own;
    record.visitors = joined->second.visitors;
  }
  record.same_as = state->same_as;
  record.consent = state->consent;
  record.properties_json = state->properties_json;
  record.learned = state->learned;
  record.vector = state->vector;
  return record;
}

ProductRecord product_record(const Snapshot& snapshot, const UnsavedRows::Product& product) {
  const std::span<const UserRow> buyers = snapshot.latest_buyers(product.row);
  ProductRecord record;
  record.id = snapshot.products.id(product.row);
  if (snapshot.catalog.contains(product.row)) record.product = snapshot.catalog.product(product.row);
  record.ghost = snapshot.ghosts.contains(product.row);
  record.state = snapshot.product(product.row);
  record.buyers.assign(buyers.begin(), buyers.end());
  record.vector = product.vector;
  record.numbers = product.numbers;
  record.touches = product.touches;
  record.neighbours_wait = product.neighbours_wait;
  return record;
}

NeighbourRecord neighbour_record(const Snapshot& snapshot, const UnsavedRows::Neighbours& rows) {
  const std::span<const model::Neighbour> neighbours = snapshot.neighbours(rows.row);
  NeighbourRecord record{{neighbours.begin(), neighbours.end()}, {}};
  if (rows.predictors != nullptr) record.predictors = *rows.predictors;
  return record;
}

}  // namespace

std::vector<store::StateRow> UnsavedRows::encode() const {
  using learn::encode;
  std::vector<store::StateRow> rows;
  rows.reserve(people.size() + products.size() + neighbours.size());
  for (const Person& person : people)
    rows.push_back({row_key(kPersonPrefix, index(person.row)), encode(person_record(*this, person))});
  for (const Product& product : products)
    rows.push_back({row_key(kProductPrefix, index(product.row)), encode(product_record(*snapshot, product))});
  for (const Neighbours& row : neighbours)
    rows.push_back({row_key(kNeighbourPrefix, index(row.row)), encode(neighbour_record(*snapshot, row))});
  for (std::size_t i = 0; i < attributes.size(); ++i)
    rows.push_back({row_key(kAttributePrefix, static_cast<std::uint32_t>(i)), encode(attributes[i])});
  if (blend) {
    const model::BasketTables& tables = snapshot->blend->tables;
    for (std::size_t i = 0; i < tables.counts.size(); ++i) {
      rows.push_back({row_key(kBlendPrefix, static_cast<std::uint32_t>(i)),
                      encode(BlendRecord{tables.counts[i], tables.linear[i], tables.next[i]})});
    }
  }
  rows.push_back({std::string(kModelKey), encode(model)});
  return rows;
}

}  // namespace suggestd::learn
