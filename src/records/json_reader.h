// Reading the JSON of a request into a record, collecting every bad field on the way.
//
// Limits   kMaxJsonBytes of text, kMaxJsonDepth levels, kMaxJsonValues values; all are checked before the
//          text is parsed.
// null     counts as not given.
// Threads  plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "records/json_document.h"
#include "records/money.h"
#include "records/quantity.h"

namespace suggestd {

inline constexpr std::size_t kMaxJsonBytes = std::size_t{4} << 20;
inline constexpr std::size_t kMaxJsonDepth = 32;
// Values and brackets. The tree of a value takes up to 100 bytes where its text takes two.
inline constexpr std::size_t kMaxJsonValues = 500'000;
inline constexpr std::size_t kMaxTextBytes = 64 * 1024;
inline constexpr std::int64_t kMaxPieces = 1'000'000'000;

// Errors: invalid, with the pointer "" and the line and column where the text stops being JSON.
Result<JsonDocument> parse_json(std::string_view text);

// The errors of one document. The first kMost are kept, with texts of at most kTextBytes each; the others are
// counted: a document of megabytes may be wrong in every place.
class FieldErrors {
 public:
  static constexpr std::size_t kMost = 20;
  static constexpr std::size_t kTextBytes = 400;

  void add(std::string_view pointer, std::string_view detail);
  bool any() const noexcept { return count_ > 0; }
  bool full() const noexcept { return count_ >= kMost; }
  // All errors in one; its message is the first, and the number of the others. Requires: any().
  Error error() const;

 private:
  std::vector<FieldError> fields_;
  std::size_t count_ = 0;
};

enum class Need { required, optional };

// The fields of one object. Each read names a field; finish() then refuses fields that were never named.
class ObjectReader {
 public:
  // `pointer`: the object's place in the body. Requires: `object` and `errors` outlive the reader.
  ObjectReader(const Json& object, std::string pointer, FieldErrors& errors);

  // All of these leave `value` as it is if the field is missing or bad.
  void id(std::string_view name, Need need, std::string& value);
  // The id of an answered list: a ULID (base/unique_id.h).
  void recommendation_id(std::string_view name, std::string& value);
  void text(std::string_view name, std::string& value);
  void time(std::string_view name, Need need, Timestamp& value);
  void time(std::string_view name, std::optional<Timestamp>& value);
  void quantity(std::string_view name, Need need, Quantity& value);
  void quantity(std::string_view name, std::optional<Quantity>& value);
  // A quantity that has been taken back: may be 0.
  void refunded(std::string_view name, Quantity& value);
  void currency(std::string_view name, Need need, Currency& value);
  // `currency` unknown: the text is checked as far as it can be, since the currency has its own error.
  void money(std::string_view name, Need need, Currency currency, Money& value);
  void flag(std::string_view name, bool& value);
  void whole(std::string_view name, std::optional<std::int64_t>& value);
  void properties(std::string_view name, std::string& value);
  // Properties that filters know by name: within records/record_limits.h.
  void described(std::string_view name, std::string& value);
  void texts(std::string_view name, std::vector<std::string>& values);
  void ids(std::string_view name, std::vector<std::string>& values);
  // Null if missing or no array.
  const Json* array(std::string_view name, Need need);
  // Names a field that the caller reads by itself. Null if missing.
  const Json* field(std::string_view name, Need need);

  // Refuses the field where it is there and empty (null, "" or []): what it would narrow down must not become
  // "all" by an empty value. `instead`: what to do.
  void not_empty(std::string_view name, std::string_view instead);

  std::string pointer_to(std::string_view name) const;
  void bad(std::string_view name, std::string detail) { errors_.add(pointer_to(name), std::move(detail)); }
  void finish();

 private:
  const Json* text_field(std::string_view name, Need need);
  void number_of_pieces(std::string_view name, const Json& found, std::int64_t least, Quantity& value);
  template <class Check>
  void list(std::string_view name, std::vector<std::string>& values, Check check);

  const Json& object_;
  std::string pointer_;
  FieldErrors& errors_;
  std::vector<std::string_view> named_;
};

}  // namespace suggestd
