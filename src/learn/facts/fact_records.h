// The rows that a shop's facts are restored from after a restart; learn/checkpoint/ makes bytes of them.
//
// Threads  plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "learn/facts/event_rate.h"
#include "learn/facts/history.h"
#include "learn/snapshot.h"
#include "model/blend/blend_features.h"
#include "model/factors/row_solve.h"
#include "records/consent.h"
#include "records/product.h"

namespace suggestd::learn {

struct PersonRecord {
  std::string key;  // learn/facts/names.h
  History own;      // without the visitors' histories
  std::vector<UserRow> visitors;
  UserRow same_as = kNoUser;
  Consent consent = Consent::unset;
  std::string properties_json;
  LearnedRow learned;
  std::vector<float> vector;
  bool waiting = false;
  EventRate rate;
  bool operator==(const PersonRecord&) const = default;
};

struct ProductRecord {
  std::string id;
  std::optional<Product> product;  // none: deleted
  bool ghost = false;              // the catalogue has not named it
  ProductState state;
  std::vector<UserRow> buyers;
  std::vector<float> vector;
  model::ItemNumbers numbers{};
  std::uint32_t touches = 0;
  bool neighbours_wait = false;
  bool operator==(const ProductRecord&) const = default;
};

}  // namespace suggestd::learn
