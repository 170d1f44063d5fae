// The model of a past moment, from the log alone.
//
// Applies the log from its beginning up to a sequence and trains in full, the blend too: a function of log
// and options, the same bytes on any number of threads. It is not the model that served at that moment, whose
// rows were solved in the order in which people came; it is the one that all rows agree on.
#pragma once

#include <memory>

#include "base/ids.h"
#include "base/result.h"
#include "learn/model_options.h"
#include "learn/snapshot.h"
#include "store/change_log.h"

namespace suggestd::learn {

// Errors: invalid if `until` is beyond the head; gone if the beginning of the log is no longer kept.
Result<std::shared_ptr<const Snapshot>> replay(const store::ChangeLog& log, ShopId shop, Sequence until,
                                               const ModelOptions& options);

}  // namespace suggestd::learn
