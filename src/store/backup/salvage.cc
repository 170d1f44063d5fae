#include "store/backup/salvage.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/time.h"
#include "store/disk/database.h"
#include "store/disk/folder_check.h"
#include "store/format_file.h"
#include "store/log/latest_version.h"
#include "store/log/rocksdb_change_log.h"
#include "store/log/shop_log.h"
#include "store/store.h"
#include "store/tables/meta_table.h"
#include "store/tables/shop_registry.h"

namespace suggestd::store {
namespace {

namespace fs = std::filesystem;

StoreOptions salvage_options(bool read_only) {
  StoreOptions options;
  options.create_if_missing = false;
  options.accept_damage = true;
  options.read_only = read_only;
  return options;
}

Error only_a_backup(const Error& error) {
  return corrupt(fmt::format("{}; this can't be salvaged: restore a backup", error.message()));
}

// The fault, as an opening would tell it, and the write-ahead log that it is in.
struct Finding {
  std::optional<FolderDamage> damage;
  std::optional<std::string> text;
  std::optional<std::uint64_t> acknowledged;
};

Result<Finding> find_damage(const fs::path& store) {
  if (Status format = check_format_file(store); !format) return format.error();
  const fs::path file = store / SyncedMark::kFileName;
  Finding finding;
  Result<std::optional<SyncedState>> mark = SyncedMark::read(file);
  if (!mark && mark.error().kind() != ErrorKind::corrupt) return mark.error();
  if (!mark) {
    finding.text = mark.error().message();
    mark = std::optional<SyncedState>();
  } else if (!*mark && format_file_tells_of_mark(store)) {
    finding.text = damage_error({file, "is missing", {}, {}}, store).message();
  }
  if (*mark) finding.acknowledged = (**mark).records;
  Result<FolderReport> report = look_at_folder(store / "db", *mark);
  if (!report) return report.error();
  finding.damage = std::move(report->damage);
  if (finding.damage) finding.text = damage_error(*finding.damage, store).message();
  return finding;
}

// Checks that every record from the first to the last that is kept is there, and that nothing refers beyond.
Status check_log(const Database& database, ShopId shop, const ShopLog& log) {
  const std::uint64_t head = log.written;
  std::uint64_t expected = log.oldest;
  const Status read = database.for_each(
      Family::log, shop_prefix(shop), [&](std::string_view key, std::string_view) -> Status {
        const std::uint64_t sequence = number(sequence_of_log_key(key));
        if (sequence < expected) return {};
        if (sequence != expected)
          return corrupt(fmt::format("log records {} to {} are missing", expected, sequence - 1));
        ++expected;
        return {};
      });
  if (!read) return read;
  if (expected != head + 1)
    return corrupt(fmt::format("the log ends at {}, and its tables tell of {}", expected - 1, head));
  return database.for_each(Family::orders, shop_prefix(shop),
                           [&](std::string_view, std::string_view row) -> Status {
                             const Result<Sequence> last = last_sequence(Family::orders, row);
                             if (!last) return last.error();
                             if (number(*last) > head)
                               return corrupt(fmt::format("an order refers to log record {}", number(*last)));
                             return {};
                           });
}

// Fills in the numbers of records that can be read.
Status look_through(Database& database, SalvageReport& report) {
  Result<std::unique_ptr<ShopLogs>> logs = ShopLogs::load(database);
  if (!logs) return logs.error();
  MetaTable meta(database);
  const Result<ShopRegistry> shops = ShopRegistry::load(meta, database);
  if (!shops) return shops.error();
  report.shops.clear();
  for (const ShopEntry& shop : shops->all()) {
    const ShopLog& log = (*logs)->of(shop.id);
    if (Status good = check_log(database, shop.id, log); !good)
      return good.error().with_context(fmt::format("shop '{}'", shop.name));
    report.shops.push_back({shop.name, {Epoch{log.epoch.load()}, Sequence{log.written.load()}}});
  }
  report.records = (*logs)->records();
  return {};
}

Status look_through(const fs::path& store, SalvageReport& report) {
  const Result<std::unique_ptr<Database>> database = Database::open(store / "db", salvage_options(true));
  if (!database) return only_a_backup(database.error());
  Status looked = look_through(**database, report);
  return looked ? looked : Status(only_a_backup(looked.error()));
}

bool is_log_file(const fs::path& file) { return parse_log_file_name(file.filename().string()).has_value(); }

// Copies of the files that salvage changes; puts them back unless it is told to keep the new ones.
class SetAside {
 public:
  static Result<SetAside> make(const fs::path& store) {
    SetAside aside(store, store / fmt::format("salvage-{}", to_rfc3339(now())));
    std::error_code problem;
    fs::create_directories(aside.folder_, problem);
    for (const auto& entry : fs::directory_iterator(store / "db", problem)) {
      if (!problem && is_log_file(entry.path()))
        fs::copy_file(entry.path(), aside.folder_ / entry.path().filename(), problem);
      if (problem) break;
    }
    for (const fs::path& file : {store / SyncedMark::kFileName, store / "db" / "CURRENT"}) {
      if (!problem && fs::exists(file)) fs::copy_file(file, aside.folder_ / file.filename(), problem);
    }
    if (problem) return errno_error(fmt::format("copying to {}", aside.folder_.string()), problem.value());
    return aside;
  }
  SetAside(SetAside&& other) noexcept
      : store_(std::move(other.store_)), folder_(std::exchange(other.folder_, fs::path())) {}
  SetAside& operator=(SetAside&&) = delete;
  ~SetAside() {
    if (folder_.empty()) return;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
      if (is_log_file(entry.path()))
        fs::copy_file(entry.path(), store_ / "db" / entry.path().filename(), fs::copy_options::skip_existing,
                      ignored);
    }
    const fs::path mark = folder_ / SyncedMark::kFileName;
    if (fs::exists(mark, ignored))
      fs::copy_file(mark, store_ / SyncedMark::kFileName, fs::copy_options::overwrite_existing, ignored);
    fs::remove_all(folder_, ignored);
  }

  fs::path keep() { return std::exchange(folder_, fs::path()); }

 private:
  SetAside(fs::path store, fs::path folder) : store_(std::move(store)), folder_(std::move(folder)) {}

  fs::path store_;
  fs::path folder_;
};

Status take_out_later_logs(const fs::path& database, const SyncedFile& damaged) {
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(database, problem)) {
    const std::optional<SyncedFile> file = parse_log_file_name(entry.path().filename().string());
    if (!file || file->kind != LogFileKind::write_ahead || file->number <= damaged.number) continue;
    fs::remove(entry.path(), problem);
    if (problem) break;
  }
  if (problem)
    return errno_error(fmt::format("taking log files out of {}", database.string()), problem.value());
  return {};
}

// Refuses if a process holds the lock of the database, because the files are changed without RocksDB.
Status refuse_if_in_use(const fs::path& database) {
  rocksdb::Env* env = rocksdb::Env::Default();
  rocksdb::FileLock* lock = nullptr;
  if (!env->LockFile((database / "LOCK").string(), &lock).ok())
    return Error(ErrorKind::busy, fmt::format("{} is in use by another process", database.string()));
  (void)env->UnlockFile(lock);
  return {};
}

}  // namespace

Result<SalvageReport> look_at_salvage(const fs::path& store) {
  const Result<Finding> finding = find_damage(store);
  if (!finding) return finding.error();
  SalvageReport report;
  report.damage = finding->text;
  report.acknowledged = finding->acknowledged;
  if (Status looked = look_through(store, report); !looked) return looked.error();
  if (!report.damage && report.acknowledged && report.records < *report.acknowledged)
    report.damage = "the logs hold less than they held when they were last synced";
  return report;
}

Result<SalvageReport> salvage(const fs::path& store) {
  Result<Finding> finding = find_damage(store);
  if (!finding) return finding.error();
  if (Status free = refuse_if_in_use(store / "db"); !free) return free.error();
  Result<SetAside> aside = SetAside::make(store);
  if (!aside) return aside.error();
  if (finding->damage && finding->damage->log) {
    if (Status out = take_out_later_logs(store / "db", *finding->damage->log); !out) return out.error();
  }
  SalvageReport report;
  report.damage = finding->text;
  report.acknowledged = finding->acknowledged;
  if (Status looked = look_through(store, report); !looked) return looked.error();
  const bool less = report.acknowledged && report.records < *report.acknowledged;
  if (!report.damage && !less) return report;
  if (!report.damage) report.damage = "the logs hold less than they held when they were last synced";

  const Result<std::unique_ptr<Database>> database = Database::open(store / "db", salvage_options(false));
  if (!database) return database.error();
  if (Status begun = begin_new_epochs(**database); !begun) return begun.error();
  if (Status looked = look_through(**database, report); !looked) return looked.error();
  report.set_aside = aside->keep();
  return report;
}

}  // namespace suggestd::store
