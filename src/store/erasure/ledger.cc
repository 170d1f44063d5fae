#include "store/erasure/ledger.h"

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/owner_file.h"
#include "base/secret.h"
#include "base/unique_id.h"
#include "records/typed_fields.h"
#include "store/commit/erased_ids.h"
#include "store/disk/database.h"
#include "store/store.h"
#include "store/tables/receipt.h"

namespace suggestd::store {
namespace {

// On disk: never change or reuse one.
enum class LedgerField : unsigned { shop = 1 };
enum class ShopField : unsigned { number = 1, secret = 2, row = 3 };

constexpr std::size_t kChecksumBytes = std::tuple_size_v<Sha256>;
constexpr std::size_t kLookedAtOnce = 20'000;

using Rows = std::map<std::string, std::string>;  // hash -> the rest of the row

struct ShopLedger {
  ShopId shop{};
  std::string secret;
  Rows rows;
};

std::string_view bytes_of(const Sha256& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Result<ShopLedger> ledger_of(Store& store, ShopId shop) {
  ShopLedger ledger{shop, "", {}};
  const Result<std::optional<std::string>> secret = store.meta().get(erasure_secret_key(shop));
  if (!secret) return secret.error();
  ledger.secret = secret->value_or("");
  const std::string prefix = erased_key(shop, "");
  Status read =
      store.database().for_each(Family::once, prefix, [&](std::string_view key, std::string_view value) {
        ledger.rows.emplace(key.substr(prefix.size()), value);
        return Status();
      });
  if (!read) return std::move(read).error();
  return ledger;
}

bool read_shop(std::string_view bytes, ShopLedger& ledger) {
  FieldReader in(bytes);
  for (Field field; in.next(field);) {
    if (field.number == no(ShopField::number)) ledger.shop = ShopId{static_cast<std::uint32_t>(field.value)};
    if (field.number == no(ShopField::secret)) ledger.secret = field.text();
    if (field.number != no(ShopField::row)) continue;
    if (field.bytes.size() < kErasedHashBytes) return false;
    ledger.rows.emplace(field.bytes.substr(0, kErasedHashBytes), field.bytes.substr(kErasedHashBytes));
  }
  return !in.failed();
}

Result<std::vector<ShopLedger>> read_ledger(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return not_found(fmt::format("there is no ledger of erasures {}", file.string()));
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const Error damaged =
      corrupt(fmt::format("{} is damaged; take the file {} of the store that was in use, or another copy",
                          file.string(), kLedgerFile));
  if (bytes.size() < kChecksumBytes) return damaged;
  const std::string_view fields = std::string_view(bytes).substr(0, bytes.size() - kChecksumBytes);
  if (bytes_of(sha256(fields)) != std::string_view(bytes).substr(fields.size())) return damaged;
  std::vector<ShopLedger> shops;
  FieldReader reader(fields);
  for (Field field; reader.next(field);) {
    if (field.number == no(LedgerField::shop) && !read_shop(field.bytes, shops.emplace_back()))
      return damaged;
  }
  if (reader.failed()) return damaged;
  return shops;
}

// Finds the people of a restored shop whom a ledger names.
class Finder {
 public:
  Finder(Store& store, const ShopLedger& ledger, const Rows& unknown)
      : store_(store), ledger_(ledger), unknown_(unknown) {}

  Result<std::set<PersonId>> find() {
    Status read = store_.records().for_each_user(ledger_.shop, [&](const User& user) {
      look_at(PersonIdKind::user, user.user_id);
      look_at(PersonIdKind::email_hash, user.email_hash);
      return Status();
    });
    if (read) {
      read = store_.records().for_each_merge(ledger_.shop, [&](const UserMerge& merge) {
        look_at(PersonIdKind::anonymous, merge.from);
        return Status();
      });
    }
    if (read) read = look_through_log();
    if (!read) return std::move(read).error();
    return std::move(found_);
  }

 private:
  Status look_through_log() {
    ReadBounds bounds;
    bounds.records = 1;
    bounds.looked_at = kLookedAtOnce;
    bounds.wanted = [this](const Change& change) {
      look_at(change);
      return false;
    };
    const Sequence head = store_.log().head(ledger_.shop);
    for (Sequence after{0}; after < head;) {
      const Result<Page> page = store_.log().read_kept(ledger_.shop, after, bounds);
      if (!page) return page.error();
      after = page->next;
    }
    return {};
  }

  void look_at(const Change& change) {
    if (const auto* order = std::get_if<OrderChange>(&change.payload)) {
      look_at(PersonIdKind::user, order->after.user_id);
      look_at(PersonIdKind::anonymous, order->after.anonymous_id);
      look_at(PersonIdKind::email_hash, order->after.email_hash);
    } else if (const auto* event = std::get_if<Event>(&change.payload)) {
      look_at(PersonIdKind::user, event->user_id);
      look_at(PersonIdKind::anonymous, event->anonymous_id);
    } else if (const auto* user = std::get_if<User>(&change.payload)) {
      look_at(PersonIdKind::user, user->user_id);
    }
  }

  void look_at(PersonIdKind kind, const std::string& id) {
    if (id.empty()) return;
    std::string key = person_key(kind, id);
    if (!seen_.insert(key).second) return;
    if (unknown_.contains(hash_erased(ledger_.secret, ErasedKind::person, key))) found_.insert({kind, id});
  }

  Store& store_;
  const ShopLedger& ledger_;
  const Rows& unknown_;
  std::unordered_set<std::string> seen_;
  std::set<PersonId> found_;
};

// The rows of a ledger that the store does not have.
Result<Rows> unknown_rows(Store& store, const ShopLedger& ledger) {
  const Result<ShopLedger> known = ledger_of(store, ledger.shop);
  if (!known) return known.error();
  if (!known->secret.empty() && known->secret != ledger.secret)
    return conflict("the ledger of erasures belongs to another store");
  Rows unknown;
  for (const auto& [hash, rest] : ledger.rows) {
    if (!known->rows.contains(hash)) unknown.emplace(hash, rest);
  }
  return unknown;
}

Status add_rows(Store& store, const ShopLedger& ledger, const Rows& rows) {
  rocksdb::WriteBatch batch;
  Database& database = store.database();
  const auto held = database.hold();
  (void)batch.Put(database.family(Family::meta), MetaTable::row_key(erasure_secret_key(ledger.shop)),
                  ledger.secret);
  for (const auto& [hash, rest] : rows) {
    (void)batch.Put(database.family(Family::once), erased_key(ledger.shop, hash), rest);
  }
  return database.write(batch, true);
}

Result<std::uint64_t> apply(Store& store, const ShopLedger& ledger) {
  const Result<Rows> unknown = unknown_rows(store, ledger);
  if (!unknown) return unknown.error();
  if (unknown->empty()) return std::uint64_t{0};
  const Result<std::set<PersonId>> people = Finder(store, ledger, *unknown).find();
  if (!people) return people.error();
  if (Status added = add_rows(store, ledger, *unknown); !added) return std::move(added).error();
  for (const PersonId& person : *people) {
    std::vector<Mutation> erase;
    erase.emplace_back(ErasePerson{{person}, to_ulid(make_id_bits()), true});
    const auto outcomes = store.committer().commit(ledger.shop, std::move(erase), Durability::synced);
    if (!outcomes) return outcomes.error();
  }
  return std::uint64_t{people->size()};
}

bool has_shop(Store& store, ShopId shop) {
  const std::vector<ShopEntry> all = store.shops().all();
  return std::any_of(all.begin(), all.end(), [&](const ShopEntry& entry) { return entry.id == shop; });
}

}  // namespace

Status write_ledger(Store& store, const std::filesystem::path& folder) {
  std::string bytes;
  FieldWriter out(bytes);
  for (const ShopEntry& entry : store.shops().all()) {
    const Result<ShopLedger> ledger = ledger_of(store, entry.id);
    if (!ledger) return ledger.error();
    if (ledger->secret.empty()) continue;
    out.nested(no(LedgerField::shop), [&](FieldWriter& in) {
      in.number(no(ShopField::number), number(entry.id));
      in.text(no(ShopField::secret), ledger->secret);
      for (const auto& [hash, rest] : ledger->rows) in.text(no(ShopField::row), hash + rest);
    });
  }
  bytes.append(bytes_of(sha256(bytes)));
  return write_owner_file(folder / kLedgerFile, bytes);
}

Result<std::uint64_t> apply_ledger(Store& store, const std::filesystem::path& folder) {
  const Result<std::vector<ShopLedger>> shops = read_ledger(folder / kLedgerFile);
  if (!shops) return shops.error();
  std::uint64_t erased = 0;
  for (const ShopLedger& ledger : *shops) {
    if (!has_shop(store, ledger.shop)) continue;  // made after the backup
    const Result<std::uint64_t> again = apply(store, ledger);
    if (!again) return again.error();
    erased += *again;
  }
  return erased;
}

}  // namespace suggestd::store
