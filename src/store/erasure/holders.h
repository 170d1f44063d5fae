// Every place that may hold something of a person: which part of a person's export tells it, how it goes, and how long
// it stays by itself. A column family without an entry does not compile; docs/operate/privacy.md has a row of each, in
// these words (tests/store/erasure/holders_test.cc), and tests/system/privacy_test.py fills each of these rows, and
// looks for the person there before and after.
//
// Threads  constants.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "store/disk/keys.h"

namespace suggestd::store {

// How long something stays that nobody erases.
enum class Period {
  none,       // it holds nothing of a person
  kept,       // until it is erased, or its shop deleted
  retention,  // the section [retention] of the configuration, by kind; for ever by itself
  repeats,    // a day or two, for requests that are sent twice
  window,  // until what it is kept for is over: attribution.window_hours, the window of an experiment, minutes of a list
  erasure,  // while the erasure runs
  files,    // until the files that hold it are written anew
  exports,  // until somebody takes it out of export.folder
  backups,  // backup.keep_days, else until it is deleted
};

constexpr std::string_view period_name(Period period) {
  constexpr std::array<std::string_view, 9> kNames{
      "",        "until erased", "`[retention]`",       "a day or two",       "its window",
      "erasure", "rewriting",    "until you delete it", "`backup.keep_days`",
  };
  return kNames.at(static_cast<std::size_t>(period));
}

struct Holder {
  std::string_view name;         // in the documentation
  std::optional<Family> family;  // none: not in the database
  std::string_view
      told_by;  // members of GET /v1/privacy/people that tell it, else why none does; "": holds nothing
  std::string_view erased_by;  // "": it holds nothing of a person
  Period period;
};

inline constexpr std::array kHolders{
    Holder{"change log", Family::log, "`records`", "store/erasure/eraser.h makes stubs", Period::retention},
    Holder{"orders", Family::orders, "`records`", "the commit of the erasure", Period::kept},
    Holder{"order histories", Family::user_orders, "`records`", "the commit of the erasure", Period::kept},
    Holder{"profiles and merges", Family::users, "`profiles`, `merges`", "the commit of the erasure",
           Period::kept},
    Holder{"ids of repeats", Family::once, "`records`", "store/erasure/eraser.h, with each stub",
           Period::retention},
    Holder{"kept answers", Family::once, "no: they repeat answers to the shop",
           "store/commit/repeats.h, forget_ids()", Period::repeats},
    Holder{"model", Family::model, "`vectors`", "learn/facts/facts.h, at the record of the erasure",
           Period::kept},
    Holder{"attribution", Family::model, "`records`", "attribute/attribution.h, at the record of the erasure",
           Period::window},
    Holder{"experiments", Family::model, "`exposures`",
           "experiments/outcomes.h, at the record of the erasure", Period::window},
    Holder{"kept lists of campaigns", Family::meta, "`campaigns`", "store/tables/kept_lists.h, forget()",
           Period::kept},
    Holder{"receipts", Family::meta, "no: the person was erased", "the mutation TellErased", Period::erasure},
    Holder{"amounts and e-mail hashes of segments", Family::model, "`records`, `profiles`",
           "segments/side_facts.h, at the record of the erasure", Period::kept},
    Holder{"lists of segments", Family::meta, "`segment_lists`",
           "segments/member_lists.h, at the record of the erasure", Period::kept},
    Holder{"catalogue", Family::products, "", "", Period::none},
    Holder{"scenarios and documents", Family::rules, "", "", Period::none},
    Holder{"answered lists in memory", std::nullopt, "no: minutes old copies",
           "shop/served_lists.h, forget()", Period::window},
    Holder{"a model of an earlier moment", std::nullopt, "no: a copy of `vectors`",
           "shop/look_back.h, forget()", Period::window},
    Holder{"files of the database", std::nullopt, "no: the bytes of the above",
           "store/commit/committer.h, rewrite_files()", Period::files},
    Holder{"exports in waiting", std::nullopt, "no: copies of the above",
           "shop/exports.h, before the names go out of the log", Period::exports},
    Holder{"backups", std::nullopt, "no: copies of the above", "store/erasure/ledger.h, at a restore",
           Period::backups},
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
// A holder of personal data without a word on one of these is an oversight.
constexpr bool every_holder_is_whole() {
  return std::all_of(kHolders.begin(), kHolders.end(), [](const Holder& holder) {
    const bool holds = holder.period != Period::none;
    return holds == !holder.told_by.empty() && holds == !holder.erased_by.empty();
  });
}
static_assert(every_holder_is_whole(), "a holder of personal data: say finder, eraser and period");
static_assert(every_family_has_a_holder(), "a new column family: say here how a person's data leaves it");

}  // namespace suggestd::store
