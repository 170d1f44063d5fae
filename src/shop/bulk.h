// Many records at once, one JSON object a line: for bulk requests, `suggestd import` into a store, and
// programs that embed the library.
//
// A bad line takes no other with it. Blank lines are passed over and counted. A line may end in CR LF.
// Threads  any.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "records/mutation.h"
#include "shop/shop.h"
#include "store/commit/committer.h"

namespace suggestd::shop {

enum class RecordKind { orders, events, products, users };

std::string_view record_kind_name(RecordKind kind);
std::optional<RecordKind> parse_record_kind(std::string_view name);

// True for kinds whose documents can be merged into what is stored: products and users.
bool merges(RecordKind kind);

// How a document meets the one that is stored. A kind that doesn't merge knows `replace` alone.
enum class LineRule {
  replace,
  merge,  // as a JSON merge patch (RFC 7396): what it does not name stays; one that is not stored is made
};

// One document of a kind as the mutation that stores it: PlaceOrder, AddEvent, PutProduct or PutUser. An
// event without a time happened when it was `received`. `standard`: the currency of money that names none; unknown: it
// must name one. Errors: invalid, with pointers to the bad fields.
Result<Mutation> parse_record(RecordKind kind, std::string_view json, Timestamp received,
                              Currency standard = {});

struct BulkSummary {
  std::size_t lines = 0;  // that are not blank
  std::size_t created = 0;
  std::size_t updated = 0;
  std::size_t unchanged = 0;  // the same as stored, or older than it
  std::size_t refused = 0;
  Position position;      // of the last record written; the head if none was
  bool repeated = false;  // at least in part it was stored before
};

// The result of a line: refused before it was stored, or its outcome.
using LineResult = std::variant<Error, Outcome>;
struct LineOf {
  std::size_t number = 0;  // from 1
  std::string id;          // that it gives to its record, "" if it gives none or can't be read
};
using OnLine = std::function<void(const LineOf& line, const LineResult& result)>;

// Stores `ndjson` line by line, in order, money without a currency in that of the shop's settings; calls `on_line` for
// each line that is not blank, in order.
// With a token each commit on the way keeps its part of the answer: after an error or a crash the same lines
// under the same token get the first answer as far as they came, and the rest is stored.
// Errors: those of Shop::commit; earlier lines stay written and were reported.
Result<BulkSummary> commit_lines(Shop& shop, RecordKind kind, std::string_view ndjson, Timestamp received,
                                 store::Durability durability, const OnLine& on_line,
                                 const store::Repeat& repeat = {}, LineRule rule = LineRule::replace);

}  // namespace suggestd::shop
