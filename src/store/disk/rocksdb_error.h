// RocksDB's status, turned into an error of ours.
//
// Threads  pure.
#pragma once

#include <string_view>

#include <rocksdb/status.h>

#include "base/result.h"

namespace suggestd::store {

// `what` names the step: "reading an order". Requires: the status is not OK.
Error to_error(const rocksdb::Status& status, std::string_view what);

}  // namespace suggestd::store
