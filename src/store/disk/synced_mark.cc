#include "store/disk/synced_mark.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/mutex.h"
#include "store/disk/crc32c.h"
#include "store/disk/keys.h"
#include "store/disk/rocksdb_error.h"

namespace suggestd::store {
namespace {

// On disk: never change the layout under the same first word.
constexpr std::string_view kMagic = "SGSYNC01";
constexpr std::size_t kSlot = 4'096;
constexpr std::size_t kHead = 8 + 8 + 8 + 4;  // magic, generation, records, number of files
constexpr std::size_t kFile = 1 + 8 + 8;
constexpr std::size_t kMaxFiles = 200;  // the oldest write-ahead logs beyond it are not watched

const rocksdb::IOOptions kNoOptions;

std::string encode(const SyncedState& state) {
  std::string out(kMagic);
  append_u64(out, state.generation);
  append_u64(out, state.records);
  append_u32(out, static_cast<std::uint32_t>(state.files.size()));
  for (const SyncedFile& file : state.files) {
    out += static_cast<char>(file.kind);
    append_u64(out, file.number);
    append_u64(out, file.bytes);
  }
  append_u32(out, crc32c(out));
  return out;
}

std::optional<SyncedState> decode(std::string_view slot) {
  if (slot.size() < kHead + 4 || slot.substr(0, kMagic.size()) != kMagic) return std::nullopt;
  SyncedState state;
  state.generation = read_u64(slot.substr(8));
  state.records = read_u64(slot.substr(16));
  const std::size_t count = read_u32(slot.substr(24));
  if (count > kMaxFiles) return std::nullopt;
  const std::size_t size = kHead + count * kFile;
  if (slot.size() < size + 4 || read_u32(slot.substr(size)) != crc32c(slot.substr(0, size)))
    return std::nullopt;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view file = slot.substr(kHead + i * kFile, kFile);
    state.files.push_back(
        {static_cast<LogFileKind>(file[0]), read_u64(file.substr(1)), read_u64(file.substr(9))});
  }
  return state;
}

bool same_file(const SyncedFile& a, const SyncedFile& b) { return a.kind == b.kind && a.number == b.number; }

}  // namespace

std::string SyncedFile::name() const {
  return kind == LogFileKind::manifest ? fmt::format("MANIFEST-{:06}", number)
                                       : fmt::format("{:06}.log", number);
}

std::optional<SyncedFile> parse_log_file_name(std::string_view name) {
  constexpr std::string_view kManifest = "MANIFEST-";
  constexpr std::string_view kLog = ".log";
  SyncedFile file;
  if (name.starts_with(kManifest)) {
    file.kind = LogFileKind::manifest;
    name.remove_prefix(kManifest.size());
  } else if (name.ends_with(kLog)) {
    name.remove_suffix(kLog.size());
  } else {
    return std::nullopt;
  }
  const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), file.number);
  if (problem != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return file;
}

Result<std::optional<SyncedState>> SyncedMark::read(const std::filesystem::path& file) {
  std::error_code problem;
  if (!std::filesystem::exists(file, problem)) return std::optional<SyncedState>();
  std::ifstream in(file, std::ios::binary);
  if (!in) return errno_error(file.string(), errno);
  std::ostringstream text;
  text << in.rdbuf();
  const std::string bytes = text.str();
  const std::string_view all = bytes;
  std::optional<SyncedState> newest;
  for (const std::size_t slot : {std::size_t{0}, kSlot}) {
    std::optional<SyncedState> state = decode(all.substr(std::min(slot, all.size()), kSlot));
    if (state && (!newest || state->generation > newest->generation)) newest = std::move(state);
  }
  if (newest) return newest;
  return corrupt(fmt::format("{} can't be read: it should say what is on disk", file.string()));
}

Status SyncedMark::open_file() {
  std::error_code problem;
  if (!std::filesystem::exists(path_, problem)) {
    std::unique_ptr<rocksdb::FSWritableFile> fresh;
    rocksdb::IOStatus made = files_.NewWritableFile(path_.string(), rocksdb::FileOptions(), &fresh, nullptr);
    std::string both = encode(state_);
    both.resize(2 * kSlot);
    if (made.ok()) made = fresh->Append(both, kNoOptions, nullptr);
    if (made.ok()) made = fresh->Sync(kNoOptions, nullptr);
    if (fresh) (void)fresh->Close(kNoOptions, nullptr);
    if (!made.ok()) return to_error(made, fmt::format("making {}", path_.string()));
  }
  const rocksdb::IOStatus opened =
      files_.NewRandomRWFile(path_.string(), rocksdb::FileOptions(), &out_, nullptr);
  if (!opened.ok()) return to_error(opened, fmt::format("opening {}", path_.string()));
  return {};
}

Status SyncedMark::begin(SyncedState state) {
  const MutexLock lock(mutex_);
  state_ = std::move(state);
  return open_file();
}

Status SyncedMark::begin_anew() {
  const MutexLock lock(mutex_);
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
  state_ = {};
  return open_file();
}

void SyncedMark::end() {
  const MutexLock lock(mutex_);
  if (out_) (void)out_->Close(kNoOptions, nullptr);
  out_.reset();
}

Status SyncedMark::write_slot() {
  ++state_.generation;
  const rocksdb::IOStatus written =
      out_->Write((state_.generation % 2) * kSlot, encode(state_), kNoOptions, nullptr);
  if (!written.ok()) return to_error(written, fmt::format("writing {}", path_.string()));
  changed_ = false;
  unsynced_ = true;
  return {};
}

void SyncedMark::report(const Status& status) {
  if (status || std::exchange(reported_, true)) return;
  log_error("what is on disk can't be noted; damage to later writes may go unnoticed",
            {{"error", status.error().message()}});
}

void SyncedMark::file_synced(const SyncedFile& file) {
  const MutexLock lock(mutex_);
  if (!out_ || file.bytes == 0) return;
  const auto known = std::find_if(state_.files.begin(), state_.files.end(),
                                  [&](const SyncedFile& other) { return same_file(file, other); });
  const bool fresh = known == state_.files.end();
  if (!fresh) {
    known->bytes = std::max(known->bytes, file.bytes);
  } else {
    if (state_.files.size() == kMaxFiles) state_.files.erase(state_.files.begin());
    state_.files.push_back(file);
  }
  changed_ = true;
  if (file.kind == LogFileKind::write_ahead && !fresh) return;  // the one who waits for the sync writes it
  Status written = write_slot();
  if (written && fresh) {
    const rocksdb::IOStatus synced = out_->Sync(kNoOptions, nullptr);
    if (!synced.ok()) written = to_error(synced, fmt::format("syncing {}", path_.string()));
    if (synced.ok()) unsynced_ = false;
  }
  report(written);
}

void SyncedMark::file_goes(const SyncedFile& file) {
  const MutexLock lock(mutex_);
  if (!out_) return;
  if (std::erase_if(state_.files, [&](const SyncedFile& other) { return same_file(file, other); }) == 0)
    return;
  Status written = write_slot();
  if (written) written = write_slot();
  if (written) {
    const rocksdb::IOStatus synced = out_->Sync(kNoOptions, nullptr);
    if (!synced.ok()) written = to_error(synced, fmt::format("syncing {}", path_.string()));
    if (synced.ok()) unsynced_ = false;
  }
  report(written);
}

void SyncedMark::write(std::optional<std::uint64_t> records) {
  const MutexLock lock(mutex_);
  if (!out_) return;
  if (records && *records > state_.records) {
    state_.records = *records;
    changed_ = true;
  }
  if (changed_) report(write_slot());
}

void SyncedMark::sync() {
  const MutexLock lock(mutex_);
  if (!out_ || !unsynced_) return;
  const rocksdb::IOStatus synced = out_->Sync(kNoOptions, nullptr);
  if (synced.ok()) {
    unsynced_ = false;
  } else {
    report(to_error(synced, fmt::format("syncing {}", path_.string())));
  }
}

std::vector<SyncedFile> SyncedMark::files() const {
  const MutexLock lock(mutex_);
  return state_.files;
}

std::optional<SyncedFile> SyncedMark::newest_log() const {
  const MutexLock lock(mutex_);
  const auto newest = std::find_if(state_.files.rbegin(), state_.files.rend(), [](const SyncedFile& file) {
    return file.kind == LogFileKind::write_ahead;
  });
  return newest == state_.files.rend() ? std::nullopt : std::optional(*newest);
}

std::uint64_t SyncedMark::records() const {
  const MutexLock lock(mutex_);
  return state_.records;
}

}  // namespace suggestd::store
