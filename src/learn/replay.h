// The model of a past moment, from the log alone.
//
// Applies the log from its beginning up to a sequence and trains in full, the blend too: a function of log
// and options, the same bytes on any number of threads. It is not the model that served at that moment: that
// one solved its rows in the order in which people came, and here all rows agree with each other.
#pragma once

#include <memory>

#include "base/ids.h"
#include "base/result.h"
#include "learn/checkpoint/set_aside.h"
#include "learn/model_options.h"
#include "learn/snapshot.h"
#include "store/log/change_log.h"

namespace suggestd::learn {

// `aside`: the records that the learner passed over (learn/checkpoint/apply_guard.h); they are passed over
// here too.
// Errors: invalid if `until` is beyond the head; gone if the beginning of the log is no longer kept;
// internal, naming the record, if one can't be applied.
Result<std::shared_ptr<const Snapshot>> replay(const store::ChangeLog& log, ShopId shop, Sequence until,
                                               const ModelOptions& options, const SetAside& aside = {});

}  // namespace suggestd::learn
