#include "tasks/export_files.h"

namespace suggestd::tasks {
namespace {

// Lines between two looks at the job: some milliseconds.
constexpr std::uint64_t kLinesAtOnce = 1000;

}  // namespace

std::string file_time(Timestamp moment) {
  std::string text = to_rfc3339(std::chrono::floor<std::chrono::milliseconds>(moment));
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

Result<FileSummary> write_lines(const std::filesystem::path& file, std::string_view words,
                                jobs::RunningJob& job, const Fill& fill) {
  auto out = WholeFile::open(file);
  if (!out) return std::move(out).error();
  std::uint64_t lines = 0;
  const Status filled = fill([&](std::string_view document) -> Status {
    if (++lines % kLinesAtOnce == 0) {
      job.tell({lines, 0, "lines", std::string(words)});
      if (job.stop_asked()) return jobs::RunningJob::stopped();
    }
    return (*out)->line(document);
  });
  if (!filled) return filled.error();
  job.tell({lines, lines, "lines", std::string(words)});
  return (*out)->finish();
}

}  // namespace suggestd::tasks
