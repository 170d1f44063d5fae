// Many records at once, one JSON object a line: for bulk requests, `suggestd import` into a store, and
// programs that embed the library.
//
// A bad line takes no other with it. Blank lines are passed over and counted. A line may end in CR LF.
// Threads  any.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "records/mutation.h"
#include "shop/shop.h"
#include "store/committer.h"

namespace suggestd::shop {

enum class RecordKind { orders, events, products, users };

std::string_view record_kind_name(RecordKind kind);
std::optional<RecordKind> parse_record_kind(std::string_view name);

// One document of a kind as the mutation that stores it: PlaceOrder, AddEvent, PutProduct or PutUser. An
// event without a time happened when it was `received`. Errors: invalid, with pointers to the bad fields.
Result<Mutation> parse_record(RecordKind kind, std::string_view json, Timestamp received);

struct BulkSummary {
  std::size_t lines = 0;  // that are not blank
  std::size_t created = 0;
  std::size_t updated = 0;
  std::size_t unchanged = 0;  // the same as stored, or older than it
  std::size_t refused = 0;
  Position position;  // of the last record written; the head if none was
};

// What became of a line (numbers from 1): refused before it was stored, or its outcome.
using LineResult = std::variant<Error, Outcome>;
using OnLine = std::function<void(std::size_t line, const LineResult& result)>;

// Stores `ndjson` line by line, in order; calls `on_line` for each line that is not blank, in order.
// Errors: those of Shop::commit; what earlier lines wrote stays written and was reported.
Result<BulkSummary> commit_lines(Shop& shop, RecordKind kind, std::string_view ndjson, Timestamp received,
                                 store::Durability durability, const OnLine& on_line);

}  // namespace suggestd::shop
