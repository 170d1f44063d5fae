// The model of a past moment, from the log alone.
//
// Applies the log from its beginning up to a sequence and trains in full, the blend too: a function of log
// and options, the same bytes on any number of threads. It is not the model that served at that moment: that
// one solved its rows in the order in which people came, and here all rows agree with each other.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "learn/checkpoint/set_aside.h"
#include "learn/model_options.h"
#include "learn/snapshot.h"
#include "store/log/change_log.h"

namespace suggestd::learn {

// Work that others wait beside.
struct ReplayControl {
  // Asked between pages and between the epochs of the training; true ends the replay.
  std::function<bool()> stop_asked = [] { return false; };
  // The step at hand, and how far it is.
  std::function<void(std::string_view words, std::uint64_t done, std::uint64_t total)> tell =
      [](std::string_view, std::uint64_t, std::uint64_t) {};
  // Forgets the people whom the log's later records erase. While their records are not stubs yet, they would be known.
  bool without_erased = false;
};

// `aside`: the records that the learner passed over (learn/checkpoint/apply_guard.h); they are passed over
// here too.
// Errors: invalid if `until` is beyond the head; gone if the beginning of the log is no longer kept;
// internal, naming the record, if one can't be applied; busy if it was asked to stop.
Result<std::shared_ptr<const Snapshot>> replay(const store::ChangeLog& log, ShopId shop, Sequence until,
                                               const ModelOptions& options, const SetAside& aside = {},
                                               const ReplayControl& control = {});

}  // namespace suggestd::learn
