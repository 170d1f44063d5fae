#include "tasks/shop_delete_task.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json_text.h"
#include "connect/sources/stored_records.h"
#include "records/json_reader.h"
#include "shop/exports.h"
#include "store/tables/shop_rows.h"

namespace suggestd::tasks {
namespace {

constexpr std::uint64_t kRowsAtOnce = 10'000;

Result<std::string> parse_confirm(const std::string& parameters) {
  const Result<JsonDocument> body = parse_json(parameters);
  if (!body) return body.error();
  std::string confirm;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.text("confirm", confirm);
  in.finish();
  if (errors.any()) return errors.error();
  return confirm;
}

}  // namespace

// --- The receipt, which is the checkpoint until the end

struct ShopDeleteTask::Receipt {
  ShopId shop{};
  std::uint64_t orders = 0;
  std::uint64_t products = 0;
  std::uint64_t users = 0;
  std::uint64_t log_records = 0;
  std::uint64_t keys_revoked = 0;
  std::uint64_t exports_removed = 0;

  void write(JsonWriter& out) const {
    out.member("shop_number", std::uint64_t{number(shop)})
        .member("keys_revoked", keys_revoked)
        .member("exports_removed", exports_removed)
        .key("counts")
        .begin_object()
        .member("orders", orders)
        .member("products", products)
        .member("users", users)
        .member("log_records", log_records)
        .end_object();
  }

  std::string encode() const {
    std::string text;
    JsonWriter out(text);
    out.begin_object();
    write(out);
    out.end_object();
    return text;
  }

  static Result<Receipt> decode(const std::string& text) {
    const Json row = Json::parse(text, nullptr, false);
    if (!row.is_object() || !row.contains("shop_number") || !row.contains("counts"))
      return corrupt("the job's checkpoint can't be read");
    const Json& counts = row["counts"];
    Receipt receipt;
    receipt.shop = ShopId{row["shop_number"].get<std::uint32_t>()};
    receipt.keys_revoked = row.value("keys_revoked", std::uint64_t{0});
    receipt.orders = counts.value("orders", std::uint64_t{0});
    receipt.products = counts.value("products", std::uint64_t{0});
    receipt.users = counts.value("users", std::uint64_t{0});
    receipt.log_records = counts.value("log_records", std::uint64_t{0});
    receipt.exports_removed = row.value("exports_removed", std::uint64_t{0});
    return receipt;
  }
};

// --- The kind

const jobs::JobTraits& ShopDeleteTask::traits() const noexcept {
  static constexpr jobs::JobTraits kTraits{kShopDelete, jobs::JobOwner::shop, true, true};
  return kTraits;
}

Status ShopDeleteTask::check(const jobs::JobRequest& request) const {
  const auto confirm = parse_confirm(request.parameters);
  if (!confirm) return confirm.error();
  if (*confirm != request.shop)
    return invalid_field("/confirm", "must be the shop's name once more: all that it holds goes for ever");
  const auto shop = parts_.administration.get(request.shop);
  return shop ? Status() : shop.error();
}

Result<std::string> ShopDeleteTask::run(jobs::RunningJob& job) {
  const std::string& shop = job.request().shop;
  auto receipt = job.checkpoint().empty() ? begin(job) : Receipt::decode(job.checkpoint());
  if (!receipt) return receipt.error();
  if (Status gone = take_away(shop, *receipt, job); !gone) return gone.error();
  job.tell({0, 0, "", "compacting"});
  if (Status compacted = store::compact_shop_rows(parts_.store->database(), receipt->shop, job.stop());
      !compacted)
    return compacted.error();
  return finished(shop, *receipt);
}

bool ShopDeleteTask::is_there(const std::string& shop, ShopId id) const {
  const auto entry = parts_.administration.get(shop);
  return entry && entry->id == id;
}

Result<ShopDeleteTask::Receipt> ShopDeleteTask::begin(jobs::RunningJob& job) const {
  const auto suspend = [](store::ShopEntry& entry) {
    entry.suspended = true;
    return Status();
  };
  const auto entry = parts_.administration.change(job.request().shop, suspend);
  if (!entry) return entry.error();
  Receipt receipt;
  receipt.shop = entry->id;
  if (Status counted = count(entry->id, receipt, job); !counted) return std::move(counted).error();
  if (Status saved = job.save(receipt.encode()); !saved) return std::move(saved).error();
  return receipt;
}

Status ShopDeleteTask::count(ShopId shop, Receipt& receipt, jobs::RunningJob& job) const {
  std::uint64_t rows = 0;
  const auto one_more = [&](std::uint64_t& count) -> Status {
    ++count;
    if (++rows % kRowsAtOnce != 0) return {};
    job.tell({rows, 0, "records", "counting"});
    return job.stop_asked() ? Status(jobs::RunningJob::stopped()) : Status();
  };
  const store::RecordReader& records = parts_.store->records();
  Status counted =
      records.for_each_order(shop, [&](const store::StoredOrder&) { return one_more(receipt.orders); });
  if (counted)
    counted = records.for_each_product(shop, [&](const Product&) { return one_more(receipt.products); });
  if (counted) counted = records.for_each_user(shop, [&](const User&) { return one_more(receipt.users); });
  if (!counted) return counted;
  const Sequence before_oldest{number(parts_.store->log().oldest(shop)) - 1};
  return cli::for_each_change(*parts_.store, shop, before_oldest,
                              [&](const Change&) { return one_more(receipt.log_records); });
}

// The keys first, and the roles in it last: after a kill in between, a shop without keys is deleted again. The
// keys once more at the end: one that was made meanwhile must not open a later shop of that name.
Status ShopDeleteTask::take_away(const std::string& shop, Receipt& receipt, jobs::RunningJob& job) const {
  if (const auto later = parts_.administration.get(shop); later && later->id != receipt.shop) return {};
  job.tell({0, 0, "", "deleting"});
  const auto keys = parts_.keys->revoke_all_of(shop);
  if (!keys) return keys.error();
  receipt.keys_revoked += *keys;
  const auto exports = parts_.exports->names(shop);
  if (!exports) return exports.error();
  receipt.exports_removed = std::max(receipt.exports_removed, std::uint64_t{exports->size()});
  if (Status saved = job.save(receipt.encode()); !saved) return saved;
  if (is_there(shop, receipt.shop)) {
    if (Status gone = parts_.exports->remove_shop(shop); !gone) return gone;
    if (const auto removed = parts_.administration.remove(shop); !removed) return removed.error();
  }
  if (const auto late = parts_.keys->revoke_all_of(shop); !late) return late.error();
  if (Status forgotten = parts_.accounts->forget_shop(shop); !forgotten) return forgotten;
  return book_.forget_shop(shop, job.id());
}

std::string ShopDeleteTask::finished(const std::string& shop, const Receipt& receipt) const {
  std::string text;
  JsonWriter out(text);
  out.begin_object().member("shop", shop).member("deleted_at", to_rfc3339(now()));
  receipt.write(out);
  out.key("backups_that_hold_it").begin_array();
  if (parts_.backups != nullptr) {
    const auto backups = parts_.backups->list();
    for (const store::BackupInfo& backup : backups ? *backups : std::vector<store::BackupInfo>()) {
      out.begin_object()
          .member("number", std::uint64_t{backup.number})
          .member("at", to_rfc3339(backup.at))
          .key("due_by");
      if (const auto due = parts_.backups->due_by(backup)) {
        out.value(to_rfc3339(*due));
      } else {
        out.null();
      }
      out.end_object();
    }
  }
  out.end_array().end_object();
  return text;
}

}  // namespace suggestd::tasks
