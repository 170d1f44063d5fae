// The trainings that learners began by themselves, as jobs of the kind `training`. They are none of the book's: each is
// known since the start of the process alone, and the latest Trainings::kKept of a shop. They can't be cancelled or
// forgotten.
//
// Id       "training-SHOP-T", T the microsecond of its begin.
// Threads  any.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/job_book.h"
#include "shop/shop.h"
#include "store/store.h"

namespace suggestd::tasks {

// Empty on a store at rest, where nothing is learned.
using FindShop = std::function<std::shared_ptr<shop::Shop>(std::string_view name)>;

// Those of the shops that the filter asks for.
std::vector<jobs::Job> own_trainings(store::Store& store, const FindShop& find_shop,
                                     const jobs::JobFilter& filter);
// Nothing if the id is none of such a training.
std::optional<jobs::Job> find_own_training(store::Store& store, const FindShop& find_shop,
                                           std::string_view job_id);

}  // namespace suggestd::tasks
