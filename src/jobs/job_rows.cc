#include "jobs/job_rows.h"

#include "store/disk/keys.h"

namespace suggestd::jobs {

std::string job_key(std::string_view id) { return std::string(kJobRows).append(id); }

std::string checkpoint_key(std::string_view id) { return std::string("job_checkpoints/").append(id); }

std::string checkpoint_row(std::uint64_t run, std::string_view checkpoint) {
  std::string row;
  store::append_u64(row, run);
  return row.append(checkpoint);
}

Result<std::string> read_checkpoint(const store::MetaTable& meta, const Job& job) {
  const auto row = meta.get(checkpoint_key(job.id));
  if (!row) return row.error();
  const bool own =
      *row && (*row)->size() >= sizeof(std::uint64_t) && store::read_u64(**row) == job.run.number;
  return own ? (*row)->substr(sizeof(std::uint64_t)) : std::string();
}

}  // namespace suggestd::jobs
