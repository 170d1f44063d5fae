// Reading the JSON of a request into a record, collecting every bad field on the way.
//
// Limits   kMaxJsonBytes of text, kMaxJsonDepth levels; both are checked before the text is parsed.
// null     counts as not given.
// Threads  plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "base/time.h"
#include "records/money.h"
#include "records/quantity.h"

namespace suggestd {

using Json = nlohmann::json;

inline constexpr std::size_t kMaxJsonBytes = std::size_t{4} << 20;
inline constexpr std::size_t kMaxJsonDepth = 32;
inline constexpr std::size_t kMaxTextBytes = 64 * 1024;
inline constexpr std::int64_t kMaxPieces = 1'000'000'000;

// Errors: invalid, with the pointer "" and the byte where the text stops being JSON.
Result<Json> parse_json(std::string_view text);

class FieldErrors {
 public:
  void add(std::string pointer, std::string detail);
  bool any() const noexcept { return !fields_.empty(); }
  // All of them in one error; the message is the first, and how many more there are. Requires: any().
  Error error() const;

 private:
  std::vector<FieldError> fields_;
};

enum class Need { required, optional };

// The fields of one object. Each read names a field once; finish() then refuses those never named.
class ObjectReader {
 public:
  // `pointer`: where the object stands in the body. Requires: `object` and `errors` outlive the reader.
  ObjectReader(const Json& object, std::string pointer, FieldErrors& errors);

  // Each leaves `value` as it is if the field is missing or bad.
  void id(std::string_view name, Need need, std::string& value);
  void text(std::string_view name, std::string& value);
  void time(std::string_view name, Need need, Timestamp& value);
  void time(std::string_view name, std::optional<Timestamp>& value);
  void quantity(std::string_view name, Need need, Quantity& value);
  void quantity(std::string_view name, std::optional<Quantity>& value);
  // What has been taken back: may be 0.
  void refunded(std::string_view name, Quantity& value);
  void currency(std::string_view name, Need need, Currency& value);
  // `currency` unknown: the text is checked as far as it can be, since the currency has its own error.
  void money(std::string_view name, Need need, Currency currency, Money& value);
  void flag(std::string_view name, bool& value);
  void whole(std::string_view name, std::optional<std::int64_t>& value);
  void properties(std::string_view name, std::string& value);
  void texts(std::string_view name, std::vector<std::string>& values);
  void ids(std::string_view name, std::vector<std::string>& values);
  // Null if missing or no array.
  const Json* array(std::string_view name, Need need);
  // Names a field that the caller reads by itself. Null if missing.
  const Json* field(std::string_view name, Need need);

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
