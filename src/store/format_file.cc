#include "store/format_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <fstream>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace suggestd::store {
namespace {

constexpr std::string_view kBegin = "suggestd store format ";
constexpr std::string_view kTellsOfMark = "what is on disk: SYNCED";

// Closes the file in its destructor.
class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  ~FileDescriptor() {
    if (number_ >= 0) (void)::close(number_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int number() const { return number_; }
  bool open() const { return number_ >= 0; }

 private:
  int number_;
};

Status write_draft(const std::filesystem::path& folder, const std::string& text) {
  const std::filesystem::path draft = folder / kFormatInTheMaking;
  const FileDescriptor out(::open(draft.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600));
  if (!out.open()) return errno_error(draft.string(), errno);
  const ssize_t written = ::write(out.number(), text.data(), text.size());
  if (written != static_cast<ssize_t>(text.size()))
    return errno_error(draft.string(), written < 0 ? errno : ENOSPC);
  if (::fsync(out.number()) != 0) return errno_error(draft.string(), errno);
  return {};
}

}  // namespace

Status check_format_file(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "FORMAT";
  std::ifstream in(file);
  if (!in) return not_found(fmt::format("{} is no suggestd store: it has no file FORMAT", folder.string()));
  std::string line;
  std::getline(in, line);
  int format = 0;
  const bool begins = line.rfind(kBegin, 0) == 0;
  const char* first = line.data() + (begins ? kBegin.size() : 0);
  const char* last = line.data() + line.size();
  const auto [end, problem] = std::from_chars(first, last, format);
  if (!begins || problem != std::errc{} || end != last || format < 1) {
    return corrupt(
        fmt::format("{} should say '{}{}', but says '{}'", file.string(), kBegin, kStoreFormat, line));
  }
  if (format > kStoreFormat) {
    return Error(
        ErrorKind::unsupported,
        fmt::format("{} has store format {} and was written by a newer suggestd; this version reads up to "
                    "format {}. Start the newer version, or restore a backup of this one",
                    folder.string(), format, kStoreFormat));
  }
  return {};
}

bool format_file_tells_of_mark(const std::filesystem::path& folder) {
  std::ifstream in(folder / "FORMAT");
  std::string line;
  std::getline(in, line);
  return std::getline(in, line) && line == kTellsOfMark;
}

Status begin_format_file(const std::filesystem::path& folder) {
  return write_draft(folder, fmt::format("{}{}\n", kBegin, kStoreFormat));
}

Status finish_format_file(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "FORMAT";
  std::error_code problem;
  std::filesystem::rename(folder / kFormatInTheMaking, file, problem);
  if (problem) return errno_error(file.string(), problem.value());
  return sync_folder(folder);
}

Status write_format_file(const std::filesystem::path& folder) {
  Status begun = begin_format_file(folder);
  return begun ? finish_format_file(folder) : begun;
}

Status tell_of_mark_in_format_file(const std::filesystem::path& folder) {
  Status begun = write_draft(folder, fmt::format("{}{}\n{}\n", kBegin, kStoreFormat, kTellsOfMark));
  return begun ? finish_format_file(folder) : begun;
}

Status sync_folder(const std::filesystem::path& folder) {
  const FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.open() || ::fsync(opened.number()) != 0) return errno_error(folder.string(), errno);
  return {};
}

Status check_database_is_there(const std::filesystem::path& store) {
  std::error_code problem;
  const std::filesystem::path folder = store / "db";
  if (std::filesystem::is_directory(folder, problem) && !std::filesystem::is_empty(folder, problem))
    return {};
  return corrupt(fmt::format(
      "{} has a file FORMAT, so a store was here, but its database {} is not: is a disk not mounted? "
      "Mount it, or restore a backup to a new folder. To begin an empty store, remove FORMAT and SYNCED",
      store.string(), folder.string()));
}

}  // namespace suggestd::store
