#include "shop/bulk.h"

#include <array>
#include <utility>
#include <vector>

#include "records/event_json.h"
#include "records/json_reader.h"
#include "records/order_json.h"
#include "records/product_json.h"
#include "records/user_json.h"

namespace suggestd::shop {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"orders", "events", "products", "users"};

// By kind.
constexpr std::array<std::string_view, 4> kIdFields = {"order_id", "event_id", "product_id", "user_id"};

// Lines that one commit stores: they share one wait for the disk.
constexpr std::size_t kLinesPerCommit = store::kMaxBatch;
// Bytes of lines that one commit stores: a page of the change feed never splits a commit.
constexpr std::size_t kBytesPerCommit = std::size_t{1} << 20U;

template <class Wanted, class Record>
Result<Mutation> wrap(Result<Record> record) {
  if (!record) return std::move(record).error();
  return Mutation(Wanted{std::move(*record)});
}

// The id on a line that is no record; "" if the line is no JSON either.
std::string id_on_line(RecordKind kind, std::string_view json) {
  const Result<JsonDocument> line = parse_json(json);
  if (!line || !line->root().is_object()) return "";
  const auto found = line->root().find(kIdFields.at(static_cast<std::size_t>(kind)));
  return found != line->root().end() && found->is_string() ? found->get<std::string>() : "";
}

// The id in a mutation that a line became.
std::string id_in(const Mutation& mutation) {
  if (const auto* order = std::get_if<PlaceOrder>(&mutation)) return order->order.order_id;
  if (const auto* event = std::get_if<AddEvent>(&mutation)) return event->event.event_id;
  if (const auto* product = std::get_if<PutProduct>(&mutation)) return product->product.product_id;
  if (const auto* patch = std::get_if<PatchProduct>(&mutation)) return patch->product_id;
  if (const auto* user = std::get_if<PutUser>(&mutation)) return user->user.user_id;
  if (const auto* patch = std::get_if<PatchUser>(&mutation)) return patch->user_id;
  return "";
}

// A patch of the product if the shop has it, or else the product that the patch makes of nothing.
Result<Mutation> parse_merged_product(const Shop& shop, std::string_view json, Currency standard) {
  Product nothing;
  nothing.product_id = id_on_line(RecordKind::products, json);
  if (nothing.product_id.empty())
    return wrap<PutProduct>(parse_product(json, {}, standard));  // whose error says what is wrong
  const auto stored = shop.product(nothing.product_id);
  if (!stored && stored.error().kind() != ErrorKind::not_found) return stored.error();
  if (!stored) return wrap<PutProduct>(apply_merge_patch(nothing, json, standard));
  if (Status good = check_merge_patch(json, nothing.product_id, standard); !good)
    return std::move(good).error();
  return Mutation(PatchProduct{nothing.product_id, std::string(json), standard});
}

// The same of a person.
Result<Mutation> parse_merged_user(const Shop& shop, std::string_view json) {
  User nothing;
  nothing.user_id = id_on_line(RecordKind::users, json);
  if (nothing.user_id.empty()) return wrap<PutUser>(parse_user(json));  // whose error says what is wrong
  Result<User> made = apply_merge_patch(nothing, json);
  if (!made) return std::move(made).error();
  const auto stored = shop.user(nothing.user_id);
  if (stored) return Mutation(PatchUser{nothing.user_id, std::string(json)});
  if (stored.error().kind() != ErrorKind::not_found) return stored.error();
  return Mutation(PutUser{*std::move(made)});
}

Result<Mutation> parse_merged(const Shop& shop, RecordKind kind, std::string_view json, Currency standard) {
  return kind == RecordKind::users ? parse_merged_user(shop, json)
                                   : parse_merged_product(shop, json, standard);
}

// Cuts the first line off `text`, without its line end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

bool blank(std::string_view line) { return line.find_first_not_of(" \t") == std::string_view::npos; }

// The lines of one commit: their numbers, and the outcomes that are known before it.
class Batch {
 public:
  explicit Batch(const store::Repeat& repeat) : repeat_(repeat) {}

  bool full() const { return lines_.size() >= kLinesPerCommit || bytes_ >= kBytesPerCommit; }

  void add(LineOf line, std::size_t bytes, Result<Mutation> parsed) {
    bytes_ += bytes;
    if (parsed) {
      lines_.push_back({std::move(line), std::nullopt});
      mutations_.push_back(std::move(*parsed));
    } else {
      lines_.push_back({std::move(line), std::move(parsed).error()});
    }
  }

  Status commit(Shop& shop, store::Durability durability, const OnLine& on_line, BulkSummary& summary) {
    std::vector<Outcome> outcomes;
    if (!mutations_.empty()) {
      Result<CommitResult> committed = shop.commit(std::exchange(mutations_, {}), durability, {}, repeat_);
      if (!committed) return std::move(committed).error();
      outcomes = std::move(committed->outcomes);
      summary.position = committed->position;
      summary.repeated = summary.repeated || committed->repeated;
    }
    if (repeat_) ++repeat_->part;
    std::size_t next = 0;
    for (Line& line : lines_) {
      const LineResult result =
          line.error ? LineResult(std::move(*line.error)) : LineResult(outcomes[next++]);
      count(result, summary);
      on_line(line.line, result);
    }
    lines_.clear();
    bytes_ = 0;
    return {};
  }

 private:
  struct Line {
    LineOf line;
    std::optional<Error> error;
  };

  static void count(const LineResult& result, BulkSummary& summary) {
    ++summary.lines;
    const Outcome* outcome = std::get_if<Outcome>(&result);
    if (outcome == nullptr) {
      ++summary.refused;
      return;
    }
    switch (outcome->kind) {
      case OutcomeKind::created:
        ++summary.created;
        break;
      case OutcomeKind::updated:
        ++summary.updated;
        break;
      case OutcomeKind::unchanged:
      case OutcomeKind::ignored_older:
      case OutcomeKind::ignored_erased:
        ++summary.unchanged;
        break;
      case OutcomeKind::conflict:
      case OutcomeKind::not_found:
      case OutcomeKind::invalid:
      case OutcomeKind::outdated:
        ++summary.refused;
        break;
    }
  }

  store::Repeat repeat_;  // of the next commit
  std::size_t bytes_ = 0;
  std::vector<Line> lines_;
  std::vector<Mutation> mutations_;
};

}  // namespace

std::string_view record_kind_name(RecordKind kind) { return kNames.at(static_cast<std::size_t>(kind)); }

bool merges(RecordKind kind) { return kind == RecordKind::products || kind == RecordKind::users; }

std::optional<RecordKind> parse_record_kind(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames.at(i) == name) return static_cast<RecordKind>(i);
  }
  return std::nullopt;
}

Result<Mutation> parse_record(RecordKind kind, std::string_view json, Timestamp received, Currency standard) {
  switch (kind) {
    case RecordKind::orders:
      return wrap<PlaceOrder>(parse_order(json, standard));
    case RecordKind::events: {
      Result<AddEvent> added = parse_new_event(json, received);
      if (!added) return std::move(added).error();
      return Mutation(std::move(*added));
    }
    case RecordKind::products:
      return wrap<PutProduct>(parse_product(json, {}, standard));
    case RecordKind::users:
      return wrap<PutUser>(parse_user(json));
  }
  return internal_error("unknown kind of record");
}

Result<BulkSummary> commit_lines(Shop& shop, RecordKind kind, std::string_view ndjson, Timestamp received,
                                 store::Durability durability, const OnLine& on_line,
                                 const store::Repeat& repeat, LineRule rule) {
  BulkSummary summary;
  summary.position = shop.status().head;
  const Currency standard = shop.settings()->currency;
  Batch batch(repeat);
  for (std::size_t number = 1; !ndjson.empty(); ++number) {
    const std::string_view line = take_line(ndjson);
    if (blank(line)) continue;
    Result<Mutation> parsed = rule == LineRule::merge && merges(kind)
                                  ? parse_merged(shop, kind, line, standard)
                                  : parse_record(kind, line, received, standard);
    std::string id = parsed ? id_in(*parsed) : id_on_line(kind, line);
    batch.add({number, std::move(id)}, line.size(), std::move(parsed));
    if (!batch.full()) continue;
    if (Status status = batch.commit(shop, durability, on_line, summary); !status)
      return std::move(status).error();
  }
  if (Status status = batch.commit(shop, durability, on_line, summary); !status)
    return std::move(status).error();
  return summary;
}

}  // namespace suggestd::shop
