#include "store/tables/consumers.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/time.h"
#include "store/tables/limits.h"
#include "store/tables/shop_rows.h"

namespace suggestd::store {
namespace {

std::string prefix_of(ShopId shop) { return shop_rows_prefix(kConsumerRows, shop); }
std::string key_of(ShopId shop, std::string_view name) { return prefix_of(shop).append(name); }

// A stored consumer: "revision epoch:sequence seconds", the last since 1970; before 0.1.0 without it.
struct Stored {
  std::uint64_t revision = 0;
  Position position;
  Timestamp at{};
};

std::string encode(const Stored& stored) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(stored.at).time_since_epoch();
  return fmt::format("{} {} {}", stored.revision, to_text(stored.position), seconds.count());
}

Result<Stored> decode(std::string_view text) {
  Stored stored;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), stored.revision);
  const auto used = static_cast<std::size_t>(end - text.data());
  if (problem != std::errc{} || used >= text.size() || text[used] != ' ') {
    return corrupt("the row of a consumer can't be read");
  }
  const std::string_view rest = text.substr(used + 1);
  const std::size_t space = std::min(rest.find(' '), rest.size());
  const Result<Position> position = parse_position(rest.substr(0, space));
  if (!position) return corrupt("the row of a consumer can't be read");
  stored.position = *position;
  std::int64_t seconds = 0;
  if (space < rest.size()) std::from_chars(rest.data() + space + 1, rest.data() + rest.size(), seconds);
  stored.at = Timestamp(std::chrono::seconds(seconds));
  return stored;
}

Error unknown(std::string_view name) { return not_found(fmt::format("consumer '{}' is unknown", name)); }

Result<Consumer> describe(const ChangeLog& log, ShopId shop, std::string_view name, const Stored& stored) {
  Consumer consumer;
  consumer.name = name;
  consumer.position = stored.position;
  consumer.etag = fmt::format("{}", stored.revision);
  consumer.stored_at = stored.at;
  // After a restore the records that the consumer has read can't be told from later ones.
  const bool same_epoch = stored.position.epoch == log.epoch(shop);
  const Sequence read = same_epoch ? stored.position.sequence : Sequence{0};
  const Sequence head = log.head(shop);
  consumer.cut_off = same_epoch && next(read) < log.oldest(shop);
  consumer.lag_records = number(head) - std::min(number(read), number(head));
  const Result<std::optional<Timestamp>> waiting_since = log.time_after(shop, read);
  if (!waiting_since) return waiting_since.error();
  if (*waiting_since) {
    consumer.lag_seconds = std::max(0.0, std::chrono::duration<double>(now() - **waiting_since).count());
  }
  return consumer;
}

}  // namespace

Result<Consumer> Consumers::put(ShopId shop, std::string_view name, Position position,
                                std::string_view if_match) {
  const Status good = check_id(name);
  if (!good) return good.error().with_context("the consumer's name");
  if (position.epoch != log_.epoch(shop)) {
    return conflict(fmt::format("position {} is of another epoch than {}, the log's", to_text(position),
                                number(log_.epoch(shop))));
  }
  if (position.sequence > log_.head(shop)) {
    return invalid(fmt::format("position {} is beyond the head {} of the log", to_text(position),
                               number(log_.head(shop))));
  }
  for (;;) {
    const Result<std::optional<std::string>> present = meta_.get(key_of(shop, name));
    if (!present) return present.error();
    Stored stored;
    if (!*present) {
      if (Status room = room_for_one(shop); !room) return std::move(room).error();
    }
    if (*present) {
      const Result<Stored> decoded = decode(**present);
      if (!decoded) return decoded.error();
      stored = *decoded;
    }
    if (!if_match.empty() && (!*present || if_match != fmt::format("{}", stored.revision))) {
      return conflict(fmt::format("consumer '{}' has changed since it was read", name));
    }
    const Stored updated{stored.revision + 1, position, now()};
    const Result<bool> replaced = meta_.replace(key_of(shop, name), *present, encode(updated));
    if (!replaced) return replaced.error();
    if (*replaced) return describe(log_, shop, name, updated);
  }
}

Status Consumers::room_for_one(ShopId shop) const {
  std::size_t count = 0;
  Status read = meta_.for_each(prefix_of(shop), [&](std::string_view, std::string_view) -> Status {
    ++count;
    return {};
  });
  if (!read) return read;
  if (count < limits::kConsumers.most) return {};
  return conflict(
      fmt::format("{} consumers are known, and a shop has at most {}; delete one that is not used", count,
                  limits::kConsumers.most));
}

Result<Consumer> Consumers::get(ShopId shop, std::string_view name) const {
  const Result<std::optional<std::string>> present = meta_.get(key_of(shop, name));
  if (!present) return present.error();
  if (!*present) return unknown(name);
  const Result<Stored> stored = decode(**present);
  if (!stored) return stored.error();
  return describe(log_, shop, name, *stored);
}

Result<std::vector<Consumer>> Consumers::all(ShopId shop) const {
  std::vector<Consumer> consumers;
  const std::string prefix = prefix_of(shop);
  const Status read = meta_.for_each(prefix, [&](std::string_view key, std::string_view value) -> Status {
    const Result<Stored> stored = decode(value);
    if (!stored) return stored.error();
    Result<Consumer> consumer = describe(log_, shop, key.substr(prefix.size()), *stored);
    if (!consumer) return consumer.error();
    consumers.push_back(*std::move(consumer));
    return {};
  });
  if (!read) return read.error();
  return consumers;
}

Status Consumers::remove(ShopId shop, std::string_view name) {
  const Result<std::optional<std::string>> present = meta_.get(key_of(shop, name));
  if (!present) return present.error();
  if (!*present) return unknown(name);
  return meta_.remove(key_of(shop, name));
}

}  // namespace suggestd::store
