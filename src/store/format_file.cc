#include "store/format_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <fstream>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "store/store.h"

namespace suggestd::store {
namespace {

constexpr std::string_view kBegin = "suggestd store format ";

// Closes when it goes.
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

Status write_format_file(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "FORMAT";
  const std::filesystem::path fresh = folder / "FORMAT.new";
  const std::string text = fmt::format("{}{}\n", kBegin, kStoreFormat);
  {
    const FileDescriptor out(::open(fresh.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644));
    if (!out.open()) return errno_error(fresh.string(), errno);
    const ssize_t written = ::write(out.number(), text.data(), text.size());
    if (written != static_cast<ssize_t>(text.size()))
      return errno_error(fresh.string(), written < 0 ? errno : ENOSPC);
    if (::fsync(out.number()) != 0) return errno_error(fresh.string(), errno);
  }
  std::error_code problem;
  std::filesystem::rename(fresh, file, problem);
  if (problem) return errno_error(file.string(), problem.value());
  return sync_folder(folder);
}

Status sync_folder(const std::filesystem::path& folder) {
  const FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.open() || ::fsync(opened.number()) != 0) return errno_error(folder.string(), errno);
  return {};
}

}  // namespace suggestd::store
