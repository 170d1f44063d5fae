// Every place that may hold something of a person, and how it goes. A column family without an entry does not
// compile; docs/operate/privacy.md names each (tests/store/erasure/holders_test.cc).
//
// Threads  constants.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "store/disk/keys.h"

namespace suggestd::store {

struct Holder {
  std::string_view name;         // in the documentation
  std::optional<Family> family;  // none: not in the database
  std::string_view erased_by;    // "": it holds nothing of a person
};

inline constexpr std::array kHolders{
    Holder{"change log", Family::log, "store/erasure/eraser.h makes stubs"},
    Holder{"orders", Family::orders, "the commit of the erasure"},
    Holder{"order histories", Family::user_orders, "the commit of the erasure"},
    Holder{"profiles and merges", Family::users, "the commit of the erasure"},
    Holder{"ids of repeats", Family::once, "store/erasure/eraser.h, with each stub"},
    Holder{"kept answers", Family::once, "store/commit/repeats.h, forget_ids()"},
    Holder{"model", Family::model, "learn/facts/facts.h, at the record of the erasure"},
    Holder{"attribution", Family::model, "attribute/attribution.h, at the record of the erasure"},
    Holder{"experiments", Family::model, "experiments/outcomes.h, at the record of the erasure"},
    Holder{"kept lists of campaigns", Family::meta, "store/tables/kept_lists.h, forget()"},
    Holder{"receipts", Family::meta, "the mutation TellErased"},
    Holder{"amounts and e-mail hashes of segments", Family::model,
           "segments/side_facts.h, at the record of the erasure"},
    Holder{"lists of segments", Family::meta, "segments/member_lists.h, at the record of the erasure"},
    Holder{"catalogue", Family::products, ""},
    Holder{"scenarios and documents", Family::rules, ""},
    Holder{"answered lists in memory", std::nullopt, "shop/served_lists.h, forget()"},
    Holder{"a model of an earlier moment", std::nullopt, "shop/look_back.h, forget()"},
    Holder{"files of the database", std::nullopt, "store/commit/committer.h, rewrite_files()"},
    Holder{"backups", std::nullopt, "store/erasure/ledger.h, at a restore"},
};

constexpr bool every_family_has_a_holder() {
  for (std::size_t family = 0; family < kFamilies; ++family) {
    if (std::none_of(kHolders.begin(), kHolders.end(),
                     [&](const Holder& holder) { return holder.family == static_cast<Family>(family); })) {
      return false;
    }
  }
  return true;
}
static_assert(every_family_has_a_holder(), "a new column family: say here how a person's data leaves it");

}  // namespace suggestd::store
