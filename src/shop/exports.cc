#include "shop/exports.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <set>
#include <system_error>

#include "base/json_text.h"
#include "base/plain_name.h"
#include "segments/person_hash.h"

namespace suggestd::shop {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kLookForStop{100};
constexpr std::size_t kChunk = 1 << 16;

Error stopped() { return {ErrorKind::busy, "the server is being stopped; this goes on at the next start"}; }

// As they stand in JSON, between the quotes.
using Texts = std::set<std::string, std::less<>>;

void add_text(std::string_view text, Texts& texts) {
  std::string json;
  JsonWriter(json).value(text);
  texts.insert(json.substr(1, json.size() - 2));
}

Texts texts_of(const store::ErasureReceipt& person) {
  Texts texts;
  for (const PersonId& id : person.people) {
    add_text(id.id, texts);
    texts.insert(segments::hash_text(segments::person_hash(id)));
  }
  for (const std::string& order : person.orders) add_text(order, texts);
  return texts;
}

// Looks for texts in NDJSON that comes in pieces. Each line begins anew, whatever the one before was.
class TextSearch {
 public:
  explicit TextSearch(const Texts& texts) : texts_(texts) {
    for (const std::string& text : texts) longest_ = std::max(longest_, text.size());
  }

  bool found_in(std::string_view piece) {
    return std::any_of(piece.begin(), piece.end(), [this](char c) { return ends_a_found_text(c); });
  }

 private:
  bool ends_a_found_text(char c) {
    if (!inside_ || c == '\n') {
      inside_ = c == '"';
      escaped_ = false;
      text_.clear();
      return false;
    }
    if (c == '"' && !escaped_) {
      inside_ = false;
      return texts_.find(text_) != texts_.end();
    }
    escaped_ = c == '\\' && !escaped_;
    if (text_.size() <= longest_) text_.push_back(c);
    return false;
  }

  const Texts& texts_;
  std::size_t longest_ = 0;
  bool inside_ = false;
  bool escaped_ = false;
  std::string text_;  // one byte longer than any that is looked for, at most
};

Result<bool> holds_any(const fs::path& file, const Texts& texts, const std::stop_token& stop) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return errno_error(file.string(), errno);
  TextSearch search(texts);
  std::array<char, kChunk> chunk{};
  while (in.read(chunk.data(), chunk.size()) || in.gcount() > 0) {
    if (stop.stop_requested()) return stopped();
    if (search.found_in({chunk.data(), static_cast<std::size_t>(in.gcount())})) return true;
  }
  if (in.bad()) return errno_error(file.string(), errno);
  return false;
}

Result<bool> any_file_holds(const fs::path& entry, const Texts& texts, const std::stop_token& stop) {
  std::error_code problem;
  if (fs::is_regular_file(fs::symlink_status(entry, problem))) return holds_any(entry, texts, stop);
  if (!fs::is_directory(fs::symlink_status(entry, problem))) return false;
  fs::recursive_directory_iterator file(entry, problem);
  for (; !problem && file != fs::recursive_directory_iterator(); file.increment(problem)) {
    if (!fs::is_regular_file(file->symlink_status())) continue;
    const auto holds = holds_any(file->path(), texts, stop);
    if (!holds || *holds) return holds;
  }
  if (problem) return errno_error(entry.string(), problem.value());
  return false;
}

}  // namespace

fs::path Exports::folder(std::string_view shop) const { return root_ / file_name_of(shop); }

Status Exports::check_on() const {
  if (!root_.empty()) return {};
  return conflict("exports are off: set export.folder in the configuration and restart");
}

Result<fs::path> Exports::make_folder(std::string_view shop) const {
  if (Status on = check_on(); !on) return std::move(on).error();
  const fs::path made = folder(shop);
  std::error_code problem;
  fs::create_directories(made, problem);
  if (!problem) fs::permissions(made, fs::perms::owner_all, problem);
  if (problem) return errno_error(made.string(), problem.value());
  return made;
}

// --- Turns

Result<Exports::Turn> Exports::begin_writing(ShopId shop, const std::stop_token& stop) {
  MutexLock lock(mutex_);
  while (uses_[shop].looking) {
    if (stop.stop_requested()) return stopped();
    changed_.wait_for(lock, kLookForStop);
  }
  ++uses_[shop].writing;
  return Turn(this, [shop](void* exports) { static_cast<Exports*>(exports)->end_writing(shop); });
}

Exports::Turn Exports::try_begin_looking(ShopId shop) {
  const MutexLock lock(mutex_);
  Use& use = uses_[shop];
  use.looking = true;
  if (use.writing > 0) return nullptr;
  return Turn(this, [shop](void* exports) { static_cast<Exports*>(exports)->end_looking(shop); });
}

void Exports::end_writing(ShopId shop) {
  const MutexLock lock(mutex_);
  --uses_[shop].writing;
}

void Exports::end_looking(ShopId shop) {
  {
    const MutexLock lock(mutex_);
    uses_[shop].looking = false;
  }
  changed_.notify_all();
}

// --- Files

Result<std::vector<std::string>> Exports::names(std::string_view shop) const {
  std::vector<std::string> names;
  if (root_.empty()) return names;
  const fs::path where = folder(shop);
  std::error_code problem;
  if (!fs::exists(where, problem)) return names;
  fs::directory_iterator entry(where, problem);
  for (; !problem && entry != fs::directory_iterator(); entry.increment(problem))
    names.push_back(entry->path().filename().string());
  if (problem) return errno_error(where.string(), problem.value());
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::vector<std::string>> Exports::holding(std::string_view shop, const store::ErasureReceipt& person,
                                                  const std::stop_token& stop) const {
  auto all = names(shop);
  if (!all) return all;
  const Texts texts = texts_of(person);
  std::vector<std::string> found;
  for (std::string& name : *all) {
    const auto holds = any_file_holds(folder(shop) / name, texts, stop);
    if (!holds) return holds.error();
    if (*holds) found.push_back(std::move(name));
  }
  return found;
}

Status Exports::remove(std::string_view shop, const std::vector<std::string>& names) const {
  for (const std::string& name : names) {
    std::error_code problem;
    fs::remove_all(folder(shop) / name, problem);
    if (problem) return errno_error((folder(shop) / name).string(), problem.value());
  }
  return {};
}

Status Exports::remove_shop(std::string_view shop) const {
  if (root_.empty()) return {};
  std::error_code problem;
  fs::remove_all(folder(shop), problem);
  return problem ? Status(errno_error(folder(shop).string(), problem.value())) : Status();
}

}  // namespace suggestd::shop
