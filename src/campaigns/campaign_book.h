// A shop's campaigns: rule documents "campaign/NAME" in the log, read from the store when they are asked for.
//
// Threads  any.
#pragma once

#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "campaigns/campaign.h"
#include "learn/snapshot.h"
#include "records/mutation.h"
#include "store/store.h"

namespace suggestd::campaigns {

struct StoredCampaign {
  Campaign campaign;
  Sequence last{};  // the record that put it
};

class CampaignBook {
 public:
  // Requires: `store` outlives this.
  CampaignBook(const store::Store& store, ShopId shop) : store_(store), shop_(shop) {}

  // Errors: not_found, with what to do; corrupt.
  Result<StoredCampaign> find(std::string_view name) const;
  Result<std::vector<Campaign>> all() const;  // by name

  // Errors: invalid if the shop has limits::kCampaigns others, or for a filter that has no meaning in the catalogue.
  Status check_put(const Campaign& campaign, const learn::Snapshot& snapshot) const;
  static Mutation put_of(const Campaign& campaign);
  static Mutation removal_of(std::string_view name);

 private:
  const store::Store& store_;
  const ShopId shop_;
};

}  // namespace suggestd::campaigns
