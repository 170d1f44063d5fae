// The records of one kind of a shop, as JSON documents, from its store.
//
// Threads  any.
#pragma once

#include <functional>
#include <string_view>

#include "shop/bulk.h"
#include "store/store.h"

namespace suggestd::cli {

// One JSON document, as the API takes it, without a line break.
using OnDocument = std::function<Status(std::string_view json)>;

// Calls `visit` for everything of a kind as it is now; events as far back as the log keeps them. An error of
// `visit` ends the walk and is returned.
Status for_each_stored(store::Store& store, ShopId shop, shop::RecordKind kind, const OnDocument& visit);

// Calls `visit` for each change after `after` that the log keeps.
Status for_each_change(store::Store& store, ShopId shop, Sequence after,
                       const std::function<Status(const Change&)>& visit);

}  // namespace suggestd::cli
