// Where the book keeps its rows in the meta table, and the form of a checkpoint's row.
//
// Checkpoint  eight bytes, the number of its run, then the kind's own: a checkpoint that a full disk kept from
//             being removed is no other run's.
// Threads     pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "jobs/job.h"
#include "store/tables/meta_table.h"

namespace suggestd::jobs {

inline constexpr std::string_view kJobRows = "jobs/";

std::string job_key(std::string_view id);
std::string checkpoint_key(std::string_view id);
std::string checkpoint_row(std::uint64_t run, std::string_view checkpoint);
// "" if the job's run has none.
Result<std::string> read_checkpoint(const store::MetaTable& meta, const Job& job);

}  // namespace suggestd::jobs
