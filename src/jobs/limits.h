// The limits of this layer: see base/limit.h.
#pragma once

#include <array>

#include "base/limit.h"

namespace suggestd::limits {

inline constexpr Limit kJobs{"jobs.unfinished", 1000, "jobs", "queued, running and scheduled, of all shops",
                             "503 until one has ended"};
inline constexpr Limit kEndedJobs{"jobs.ended", 1000, "jobs", "ended, of all shops",
                                  "the one that ended first is forgotten"};
inline constexpr Limit kJobParameters{"job.parameters_bytes", 16'384, "bytes", "the parameters of a job",
                                      "400 that names /parameters"};
inline constexpr Limit kPastRuns{"job.past_runs", 20, "runs", "before the latest one of a schedule",
                                 "the oldest is forgotten"};
inline constexpr Limit kJobResult{"job.result_bytes", 65'536, "bytes", "the result of a job",
                                  "the job fails"};
inline constexpr Limit kJobCheckpoint{"job.checkpoint_bytes", 1'048'576, "bytes", "the checkpoint of a job",
                                      "the job fails"};
inline constexpr Limit kJobStarts{"job.starts", 5, "starts",
                                  "of one run without a checkpoint between, each ended by a kill",
                                  "the job fails"};

// The others end a job, and are told by its failure.
inline constexpr std::array kOfJobs{&kJobs, &kJobParameters};

}  // namespace suggestd::limits
