// The rows that belong to one shop: all of a family but "meta", and there those under "OWNER/N/", by owner.
//
// Threads  pure functions.
#pragma once

#include <array>
#include <stop_token>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/ids.h"
#include "base/result.h"

namespace rocksdb {
class WriteBatch;
}

namespace suggestd::store {

class Database;

// Who keeps rows of a shop in the meta table. The words are on disk: never change or reuse one.
inline constexpr std::string_view kCampaignRunRows = "campaign_run";
inline constexpr std::string_view kConsumerRows = "consumers";
inline constexpr std::string_view kDayUnitsRows = "day_units";
inline constexpr std::string_view kErasureRows = "erasure";
inline constexpr std::string_view kKeptListRows = "kept_list";
inline constexpr std::string_view kReceiverRows = "receiver";
inline constexpr std::string_view kRecommendationIdRows = "recommendation_id";
inline constexpr std::string_view kScenarioAuthorRows = "scenario_author";
inline constexpr std::string_view kScenarioDraftRows = "scenario_draft";
inline constexpr std::string_view kScenarioFileRows = "scenario_file";
inline constexpr std::string_view kScenarioVersionRows = "scenario_version";
inline constexpr std::string_view kSegmentListRows = "segment_list";
inline constexpr std::string_view kShopperKeyRows = "shopper_key";
inline constexpr std::string_view kWatchRows = "watch";
// All of the above: what a shop leaves behind when it is removed is on this list.
inline constexpr std::array kOwnersOfShopRows{
    kCampaignRunRows,     kKeptListRows,         kConsumerRows,       kDayUnitsRows,      kErasureRows,
    kReceiverRows,        kRecommendationIdRows, kScenarioAuthorRows, kScenarioDraftRows, kScenarioFileRows,
    kScenarioVersionRows, kSegmentListRows,      kShopperKeyRows,     kWatchRows};

// The prefix of an owner's keys in the meta table: "consumers/3/".
inline std::string shop_rows_prefix(std::string_view owner, ShopId shop) {
  return fmt::format("{}/{}/", owner, number(shop));
}

// Adds to the batch the deletion of every row of a shop, but for the row that counts its log: the store's mark
// (store/disk/synced_mark.h) goes by how many records were ever written. Requires: database.hold().
void delete_shop_rows(const Database& database, ShopId shop, rocksdb::WriteBatch& batch);

// True if any such row is there.
bool has_shop_rows(const Database& database, ShopId shop);

// Takes deleted rows of a shop out of the files too: compacts its ranges, and turns over the write-ahead log.
// `stop` is looked at between ranges. Errors: io, no_space; busy if it was stopped.
Status compact_shop_rows(const Database& database, ShopId shop, const std::stop_token& stop);

}  // namespace suggestd::store
