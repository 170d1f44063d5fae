#include "shop/bulk.h"

#include <array>
#include <utility>
#include <vector>

#include "records/event_json.h"
#include "records/order_json.h"
#include "records/product_json.h"
#include "records/user_json.h"

namespace suggestd::shop {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"orders", "events", "products", "users"};

// Lines that are stored with one commit, so one wait for the disk.
constexpr std::size_t kLinesPerCommit = store::kMaxBatch;

template <class Wanted, class Record>
Result<Mutation> wrap(Result<Record> record) {
  if (!record) return std::move(record).error();
  return Mutation(Wanted{std::move(*record)});
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

// The lines of one commit: their numbers, and what is known of them before it.
class Batch {
 public:
  std::size_t size() const { return lines_.size(); }

  void add(std::size_t number, Result<Mutation> parsed) {
    if (parsed) {
      lines_.push_back({number, std::nullopt});
      mutations_.push_back(std::move(*parsed));
    } else {
      lines_.push_back({number, std::move(parsed).error()});
    }
  }

  Status commit(Shop& shop, store::Durability durability, const OnLine& on_line, BulkSummary& summary) {
    std::vector<Outcome> outcomes;
    if (!mutations_.empty()) {
      Result<CommitResult> committed = shop.commit(std::exchange(mutations_, {}), durability);
      if (!committed) return std::move(committed).error();
      outcomes = std::move(committed->outcomes);
      summary.position = committed->position;
    }
    std::size_t next = 0;
    for (Line& line : lines_) {
      const LineResult result =
          line.error ? LineResult(std::move(*line.error)) : LineResult(outcomes[next++]);
      count(result, summary);
      on_line(line.number, result);
    }
    lines_.clear();
    return {};
  }

 private:
  struct Line {
    std::size_t number;
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

  std::vector<Line> lines_;
  std::vector<Mutation> mutations_;
};

}  // namespace

std::string_view record_kind_name(RecordKind kind) { return kNames.at(static_cast<std::size_t>(kind)); }

std::optional<RecordKind> parse_record_kind(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames.at(i) == name) return static_cast<RecordKind>(i);
  }
  return std::nullopt;
}

Result<Mutation> parse_record(RecordKind kind, std::string_view json, Timestamp received) {
  switch (kind) {
    case RecordKind::orders:
      return wrap<PlaceOrder>(parse_order(json));
    case RecordKind::events:
      return wrap<AddEvent>(parse_event(json, received));
    case RecordKind::products:
      return wrap<PutProduct>(parse_product(json));
    case RecordKind::users:
      return wrap<PutUser>(parse_user(json));
  }
  return internal_error("unknown kind of record");
}

Result<BulkSummary> commit_lines(Shop& shop, RecordKind kind, std::string_view ndjson, Timestamp received,
                                 store::Durability durability, const OnLine& on_line) {
  BulkSummary summary;
  summary.position = shop.status().head;
  Batch batch;
  for (std::size_t number = 1; !ndjson.empty(); ++number) {
    const std::string_view line = take_line(ndjson);
    if (blank(line)) continue;
    batch.add(number, parse_record(kind, line, received));
    if (batch.size() < kLinesPerCommit) continue;
    if (Status status = batch.commit(shop, durability, on_line, summary); !status)
      return std::move(status).error();
  }
  if (Status status = batch.commit(shop, durability, on_line, summary); !status)
    return std::move(status).error();
  return summary;
}

}  // namespace suggestd::shop
