// What a checkpoint has to store, taken from a model at one moment in little time, and made into bytes later,
// while the model goes on.
//
// Shape    rows that changed since the last checkpoint. What readers see too is the snapshot's; beside it
// stands
//          what only the model knows, copied or shared.
// Threads  immutable: any.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "base/ids.h"
#include "learn/checkpoint_rows.h"
#include "learn/served_blend.h"
#include "learn/snapshot.h"
#include "store/model_state.h"

namespace suggestd::learn {

struct UnsavedRows {
  struct Person {
    UserRow row{};
    bool waiting = false;
  };
  // Of a person with visitors: what they did themselves.
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
