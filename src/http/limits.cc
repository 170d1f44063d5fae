#include "http/limits.h"

#include <span>

#include "access/limits.h"
#include "base/limits.h"
#include "campaigns/limits.h"
#include "catalog/limits.h"
#include "experiments/limits.h"
#include "jobs/limits.h"
#include "openid/limits.h"
#include "outbound/limits.h"
#include "pictures/limits.h"
#include "recommend/limits.h"
#include "records/limits.h"
#include "segments/limits.h"
#include "shop/limits.h"
#include "store/tables/limits.h"

namespace suggestd::limits {

std::vector<const Limit*> all_limits() {
  std::vector<const Limit*> all;
  const auto add = [&all](std::span<const Limit* const> of_layer) {
    for (const Limit* limit : of_layer) all.push_back(limit);
  };
  add(kOfBase);
  add(kOfAccess);
  add(kOfRecords);
  add(kOfCatalog);
  add(kOfRecommend);
  add(kOfStore);
  add(kOfJobs);
  add(kOfOutbound);
  add(kOfPictures);
  add(kOfOpenid);
  add(kOfSegments);
  add(kOfExperiments);
  add(kOfShop);
  add(kOfCampaigns);
  add(kOfHttp);
  return all;
}

}  // namespace suggestd::limits
