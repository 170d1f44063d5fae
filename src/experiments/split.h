// The variant of a visitor: their place on the line from 0 to 1, on which each variant owns its share.
//
// Method    SipHash-2-4 of the id under the run's own random key (libsodium, crypto_shorthash), by 2^64. Nobody who
//           does not know the key can choose an id for a variant, and two experiments mix evenly.
// Sticky    the same id is in the same variant for as long as the run lasts, also after a restart.
// Threads   pure functions.
#pragma once

#include <cstdint>
#include <string_view>

#include "experiments/assignments.h"
#include "experiments/experiment.h"
#include "records/person_id.h"

namespace suggestd::experiments {

std::uint64_t keyed_hash(const SplitKey& key, std::string_view text);
VisitorHash hash_of(const SplitKey& key, const PersonId& person);
std::uint8_t variant_of(const Experiment& experiment, VisitorHash visitor);

// A new key and id for a run.
SplitKey make_split_key();
RunId make_run_id();

}  // namespace suggestd::experiments
