#include "pictures/picture_folder.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>
#include <vector>

#include <xxhash.h>

#include "base/owner_file.h"
#include "base/secret.h"
#include "pictures/limits.h"

namespace suggestd::pictures {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little,
              "the files' numbers are written as they lie in memory");

constexpr std::size_t kSumBytes = sizeof(std::uint64_t);
constexpr std::size_t kHeadBytes = kSumBytes + sizeof(std::int64_t);
constexpr std::uint64_t kBlockBytes = 4096;  // of the usual file system
constexpr std::chrono::hours kSweepEvery{1};
constexpr std::size_t kNameLength = 2 * sizeof(Sha256);
constexpr std::string_view kDraft = ".draft";  // of write_owner_file()

std::string name_of(std::string_view address) { return to_hex(sha256(address)); }

bool is_name(std::string_view text) {
  return text.size() == kNameLength && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// A crash has left it.
bool is_draft(std::string_view text) {
  return text.ends_with(kDraft) && is_name(text.substr(0, text.size() - kDraft.size()));
}

std::uint64_t counted(std::uint64_t bytes) { return (bytes + kBlockBytes - 1) / kBlockBytes * kBlockBytes; }

std::uint64_t sum_of(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::string file_text(std::string_view picture, Timestamp fetched) {
  const std::int64_t time = fetched.time_since_epoch().count();
  std::string text(kHeadBytes, '\0');
  std::memcpy(text.data() + kSumBytes, &time, sizeof time);
  text += picture;
  const std::uint64_t sum = sum_of(std::string_view(text).substr(kSumBytes));
  std::memcpy(text.data(), &sum, sizeof sum);
  return text;
}

std::optional<std::string> read_whole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text(std::istreambuf_iterator<char>(in), {});
  return in.bad() ? std::nullopt : std::optional(std::move(text));
}

// The picture alone, of a file that is as it was written.
std::optional<std::string> picture_in(std::string text) {
  if (text.size() <= kHeadBytes) return std::nullopt;
  std::uint64_t sum = 0;
  std::memcpy(&sum, text.data(), sizeof sum);
  if (sum != sum_of(std::string_view(text).substr(kSumBytes))) return std::nullopt;
  text.erase(0, kHeadBytes);
  return text;
}

// When the picture was fetched, by the file's head alone.
std::optional<Timestamp> fetched_by_head(const fs::path& path) {
  std::array<char, kHeadBytes> head{};
  std::ifstream in(path, std::ios::binary);
  if (!in.read(head.data(), head.size())) return std::nullopt;
  std::int64_t time = 0;
  std::memcpy(&time, head.data() + kSumBytes, sizeof time);
  return Timestamp(std::chrono::microseconds(time));
}

}  // namespace

Result<std::unique_ptr<PictureFolder>> PictureFolder::open(FolderOptions options, Timestamp now) {
  std::error_code failed;
  const bool made = fs::create_directories(options.path, failed);
  if (!failed && made) fs::permissions(options.path, fs::perms::owner_all, failed);
  if (failed) return io_error(options.path.string() + ": " + failed.message());
  std::unique_ptr<PictureFolder> folder(new PictureFolder(std::move(options), now));
  if (Status read = folder->read_names(); !read) return std::move(read).error();
  return folder;
}

Status PictureFolder::read_names() {
  std::error_code failed;
  std::vector<Entry> found;
  for (fs::directory_iterator each(options_.path, failed), end; !failed && each != end;
       each.increment(failed)) {
    const std::string name = each->path().filename();
    std::error_code unreadable;
    const std::uint64_t bytes = each->is_regular_file(unreadable) ? each->file_size(unreadable) : 0;
    if (unreadable || (!is_name(name) && !is_draft(name))) continue;
    const auto fetched = is_name(name) ? fetched_by_head(each->path()) : std::nullopt;
    if (fetched) {
      found.push_back({name, counted(bytes), *fetched});
    } else {
      fs::remove(each->path(), unreadable);
    }
  }
  if (failed) return io_error(options_.path.string() + ": " + failed.message());
  std::ranges::sort(found, {}, &Entry::fetched);
  const MutexLock lock(mutex_);
  for (Entry& entry : found) add(std::move(entry));
  return {};
}

std::optional<std::string> PictureFolder::find(std::string_view address, Timestamp now) {
  const std::string name = name_of(address);
  {
    const MutexLock lock(mutex_);
    remove_old(now);
    const auto found = by_name_.find(name);
    if (found == by_name_.end() || is_old(*found->second, now)) return std::nullopt;
    entries_.splice(entries_.begin(), entries_, found->second);
  }
  // Without the lock: a disk that hangs must hold up nobody but the one who asks.
  if (auto text = read_whole(options_.path / name)) {
    if (auto picture = picture_in(*std::move(text))) return picture;
  }
  const MutexLock lock(mutex_);
  if (const auto found = by_name_.find(name); found != by_name_.end()) remove(found->second);
  return std::nullopt;
}

Status PictureFolder::keep(std::string_view address, std::string_view picture, Timestamp now) {
  std::string name = name_of(address);
  const std::string text = file_text(picture, now);
  if (counted(text.size()) > options_.most_bytes) return {};
  if (Status written = write_owner_file(options_.path / name, text); !written) return written;
  const MutexLock lock(mutex_);
  add({std::move(name), counted(text.size()), now});
  return {};
}

std::uint64_t PictureFolder::bytes() const {
  const MutexLock lock(mutex_);
  return bytes_;
}

void PictureFolder::add(Entry entry) {
  if (const auto before = by_name_.find(entry.name); before != by_name_.end()) {
    const auto old = before->second;
    bytes_ -= old->bytes;
    by_name_.erase(before);
    entries_.erase(old);
  }
  bytes_ += entry.bytes;
  entries_.push_front(std::move(entry));
  by_name_.emplace(entries_.front().name, entries_.begin());
  while (bytes_ > options_.most_bytes) remove(std::prev(entries_.end()));
}

void PictureFolder::remove(Entries::iterator entry) {
  std::error_code failed;
  std::filesystem::remove(options_.path / entry->name, failed);
  bytes_ -= entry->bytes;
  by_name_.erase(entry->name);
  entries_.erase(entry);
}

bool PictureFolder::is_old(const Entry& entry, Timestamp now) const {
  return entry.fetched > now + kSweepEvery || now - entry.fetched > options_.lifetime;
}

void PictureFolder::remove_old(Timestamp now) {
  if (now - swept_ < kSweepEvery) return;
  swept_ = now;
  for (auto each = entries_.begin(); each != entries_.end();) {
    const auto next = std::next(each);
    if (is_old(*each, now)) remove(each);
    each = next;
  }
}

}  // namespace suggestd::pictures
