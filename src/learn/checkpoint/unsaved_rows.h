// The rows that a checkpoint has to store: taken from a model at one moment in little time, and encoded
// later, while the model goes on.
//
// Shape    rows that changed since the last checkpoint. Everything that readers see too is in the snapshot;
//          beside it stand the parts that only the model knows, copied or shared.
// Threads  immutable: any.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "base/ids.h"
#include "learn/checkpoint/checkpoint_rows.h"
#include "learn/lanes/served_blend.h"
#include "learn/snapshot.h"
#include "store/tables/follower_state.h"

namespace suggestd::learn {

struct UnsavedRows {
  struct Person {
    UserRow row{};
    bool waiting = false;
    EventRate rate;
  };
  // A person with visitors: the history without theirs, and who they are.
  struct Joined {
    History own;
    std::vector<UserRow> visitors;
  };
  struct Product {
    ProductRow row{};
    std::vector<float> vector;  // empty: none was learned
    model::ItemNumbers numbers{};
    std::uint32_t touches = 0;
    bool neighbours_wait = false;
  };
  struct Neighbours {
    ProductRow row{};
    std::shared_ptr<const model::NeighbourRow> predictors;  // null: none
  };

  std::shared_ptr<const Snapshot> snapshot;
  std::vector<Person> people;
  std::map<UserRow, Joined> joined;  // those of `people` who have visitors
  std::vector<Product> products;
  std::vector<Neighbours> neighbours;
  std::vector<AttributeRecord> attributes;
  bool blend = false;  // that of the snapshot changed
  ModelRecord model;

  std::vector<store::StateRow> encode() const;
};

}  // namespace suggestd::learn
