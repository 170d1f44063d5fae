#include "tasks/export_files.h"

#include <system_error>

#include "base/plain_name.h"

namespace suggestd::tasks {
namespace {

// Lines between two looks at the job: some milliseconds.
constexpr std::uint64_t kLinesAtOnce = 1000;

}  // namespace

Status check_exports_on(const std::filesystem::path& root) {
  if (!root.empty()) return {};
  return conflict("exports are off: set export.folder in the configuration and restart");
}

Result<std::filesystem::path> shop_folder(const std::filesystem::path& root, std::string_view shop) {
  if (Status on = check_exports_on(root); !on) return std::move(on).error();
  const std::filesystem::path folder = root / file_name_of(shop);
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (!problem) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, problem);
  if (problem) return errno_error(folder.string(), problem.value());
  return folder;
}

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
