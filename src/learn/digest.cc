#include "learn/digest.h"

#include <xxhash.h>

#include <memory>
#include <span>
#include <string>

#include "learn/lanes/served_blend.h"

namespace suggestd::learn {
namespace {

class Hash {
 public:
  Hash() : state_(XXH64_createState()) { XXH64_reset(state_.get(), 0); }

  // The size goes in too, so that nothing can move from one row to the next unseen.
  template <class T>
  void add(std::span<const T> values) {
    const std::uint64_t size = values.size();
    XXH64_update(state_.get(), &size, sizeof size);
    if (size > 0) XXH64_update(state_.get(), values.data(), values.size_bytes());
  }
  void add(const std::string& text) { add(std::span<const char>(text)); }
  std::uint64_t value() const { return XXH64_digest(state_.get()); }

 private:
  struct Free {
    void operator()(XXH64_state_t* state) const { XXH64_freeState(state); }
  };
  std::unique_ptr<XXH64_state_t, Free> state_;
};

std::uint64_t blend_hash(const ServedBlend* blend) {
  Hash hash;
  if (blend == nullptr) return hash.value();
  for (const model::ChoiceWeights* set : {&blend->choices.all, &blend->choices.fresh}) {
    hash.add(std::span<const double>(set->weights));
    hash.add(std::span<const double>(set->means));
  }
  hash.add(std::span<const model::ItemCounts>(blend->tables.counts));
  for (const auto* rows : {&blend->tables.linear, &blend->tables.next}) {
    for (const model::NeighbourRow& row : *rows) hash.add(std::span<const model::Neighbour>(row));
  }
  return hash.value();
}

}  // namespace

ModelDigest digest(const Snapshot& snapshot) {
  ModelDigest result;
  Hash users;
  for (std::size_t i = 0; i < snapshot.people.size(); ++i) {
    const auto row = static_cast<UserRow>(i);
    const PersonState* person = snapshot.person(row);
    const std::span<const float> vector = person == nullptr ? std::span<const float>{} : person->vector;
    users.add(snapshot.people.id(row));
    users.add(vector);
    if (!vector.empty()) ++result.with_vector;
  }
  Hash products;
  Hash neighbours;
  for (std::size_t i = 0; i < snapshot.products.size(); ++i) {
    const auto row = static_cast<ProductRow>(i);
    const std::span<const float> vector = snapshot.factors(row);
    products.add(snapshot.products.id(row));
    products.add(vector);
    neighbours.add(snapshot.neighbours(row));
    neighbours.add(snapshot.predicted(row));
    if (!vector.empty()) ++result.with_vector;
  }
  result.user_vectors = users.value();
  result.product_vectors = products.value();
  result.neighbours = neighbours.value();
  result.blend = blend_hash(snapshot.blend.get());
  return result;
}

}  // namespace suggestd::learn
