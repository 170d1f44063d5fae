#include "store/disk/folder_check.h"

#include <algorithm>
#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "store/disk/record_file.h"

namespace suggestd::store {
namespace {

namespace fs = std::filesystem;

FolderReport damaged(FolderDamage damage) { return {std::move(damage), false}; }

// Checks a file of the mark, up to the length that was synced.
Result<std::optional<FolderDamage>> look_at_log(const fs::path& database, const SyncedFile& file) {
  const fs::path path = database / file.name();
  const std::optional<SyncedFile> log =
      file.kind == LogFileKind::write_ahead ? std::optional(file) : std::nullopt;
  std::error_code problem;
  if (!fs::exists(path, problem)) {
    return std::optional(
        FolderDamage{path, fmt::format("is missing; {} bytes of it were on disk", file.bytes), {}, log});
  }
  const Result<std::optional<RecordFault>> fault = find_fault(path, file.bytes);
  if (!fault) return fault.error();
  if (!*fault) return std::optional<FolderDamage>();
  return std::optional(FolderDamage{path, (**fault).what, (**fault).at, log});
}

// The MANIFEST that CURRENT names; nothing if it names none.
std::optional<SyncedFile> manifest_of(const fs::path& current) {
  std::ifstream in(current);
  std::string name;
  std::getline(in, name);
  std::optional<SyncedFile> file = parse_log_file_name(name);
  return file && file->kind == LogFileKind::manifest ? file : std::nullopt;
}

}  // namespace

Result<FolderReport> look_at_folder(const fs::path& database, const std::optional<SyncedState>& mark) {
  std::error_code problem;
  const fs::path current = database / "CURRENT";
  if (!fs::exists(current, problem)) return damaged({current, "is missing", {}, {}});
  const std::optional<SyncedFile> manifest = manifest_of(current);
  if (!manifest) return damaged({current, "does not name a MANIFEST", {}, {}});
  if (!fs::exists(database / manifest->name(), problem))
    return damaged({database / manifest->name(), "is missing", {}, {}});
  if (!mark) return FolderReport{};

  std::uint64_t newest = 0;
  std::optional<SyncedFile> known;
  for (const SyncedFile& file : mark->files) {
    if (file.kind != LogFileKind::manifest) continue;
    newest = std::max(newest, file.number);
    if (file.number == manifest->number) known = file;
  }
  if (newest == 0) return FolderReport{};
  if (manifest->number > newest) return FolderReport{{}, true};
  if (!known) {
    return damaged(
        {current, fmt::format("names {}, which is older than the store", manifest->name()), {}, {}});
  }
  std::vector<SyncedFile> files{*known};
  for (const SyncedFile& file : mark->files) {
    if (file.kind == LogFileKind::write_ahead) files.push_back(file);
  }
  std::sort(files.begin() + 1, files.end(),
            [](const SyncedFile& a, const SyncedFile& b) { return a.number < b.number; });
  for (const SyncedFile& file : files) {
    Result<std::optional<FolderDamage>> found = look_at_log(database, file);
    if (!found) return found.error();
    if (*found) return damaged(**std::move(found));
  }
  return FolderReport{};
}

Error damage_error(const FolderDamage& damage, const fs::path& store) {
  const std::string place = damage.at ? fmt::format(" at byte {}", *damage.at) : "";
  const std::string colon =
      damage.what.starts_with("is ") || damage.what.starts_with("names ") || damage.what.starts_with("does ")
          ? ""
          : ":";
  return corrupt(fmt::format(
      "the store is damaged: {}{}{} {}. What was acknowledged may be missing, so nothing was opened and "
      "nothing "
      "changed. Put the file back or restore a backup; 'suggestd salvage --store {}' tells what can be saved "
      "without",
      damage.file.string(), place, colon, damage.what, store.string()));
}

}  // namespace suggestd::store
